"""Batch, layer and RMS norm: NumPy, the twin, torch.nn and measurement agree, in both modes."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import NotEqualError, Proof, prove_equal, require_equal
from course_lib.numpy_nn import normalisation as ours
from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm, RMSNorm
from course_lib.torch_nn import normalisation as twin
from course_lib.weights import load, save, to_numpy, to_torch
from parity import cases
from parity.cases import Case
from parity.proofs import prove_both, prove_by_measuring


def sizes(rng, count):
    """Draw sizes from 3 to 9: of two numbers x̂ is ±1 whatever they are, and their gradient about eps."""
    return cases.sizes(rng, count, smallest=3)


def randomised(module, rng):
    """Give every weight, mean and variance a value of its own."""
    for stored in (*module.parameters(), *module.buffers()):
        if stored.shape:
            stored.data = 0.5 + rng.random(stored.shape)
    return module


def batch_norm(*arguments):
    def make_case(rng):
        rows, features = sizes(rng, 2)
        mine = randomised(BatchNorm1d(features, *arguments), rng)
        references = twin.BatchNorm1d(features, *arguments), nn.BatchNorm1d(features, *arguments)
        return Case(mine, references, (3 * rng.standard_normal((rows, features)) + 1,))

    make_case.__name__ = f"BatchNorm1d{arguments}"
    return make_case


def of_last_axes(name, axes, *arguments):
    def make_case(rng):
        shape = sizes(rng, 3)
        last = shape[-axes:] if axes > 1 else shape[-1]
        mine, *references = (getattr(side, name)(last, *arguments) for side in (ours, twin, nn))
        return Case(randomised(mine, rng), tuple(references), (3 * rng.standard_normal(shape) + 1,))

    make_case.__name__ = f"{name}-{axes}{arguments}"
    return make_case


def frozen_batch_norm(rng):
    """Batch norm with fixed statistics inside a network that trains."""
    rows, fan_in, features = sizes(rng, 3)
    frozen = randomised(BatchNorm1d(features), rng).eval()
    mine = Sequential(Linear(fan_in, features, rng=rng), frozen, Tanh())
    references = tuple(
        nn.Sequential(nn.Linear(fan_in, features), kind(features), nn.Tanh())
        for kind in (twin.BatchNorm1d, nn.BatchNorm1d)
    )
    return Case(mine, references, (rng.standard_normal((rows, fan_in)),))


def one_batch_norm_called_twice(rng):
    rows, features = sizes(rng, 2)
    shared = randomised(BatchNorm1d(features), rng)
    references = []
    for kind in (twin.BatchNorm1d, nn.BatchNorm1d):
        theirs = kind(features)
        references.append(nn.Sequential(theirs, nn.Tanh(), theirs))
    mine = Sequential(shared, Tanh(), shared)
    return Case(mine, tuple(references), (rng.standard_normal((rows, features)),))


ALONE = [
    batch_norm(),
    batch_norm(1e-3, 0.3),
    batch_norm(1e-5, None),
    batch_norm(1e-5, 0.1, False),
    batch_norm(1e-5, 0.1, True, False),
    batch_norm(1e-5, 0.1, False, False),
    of_last_axes("LayerNorm", 1),
    of_last_axes("LayerNorm", 2),
    of_last_axes("LayerNorm", 3),
    of_last_axes("LayerNorm", 1, 1e-3),
    of_last_axes("LayerNorm", 2, 1e-5, False),
    of_last_axes("RMSNorm", 1),
    of_last_axes("RMSNorm", 2, 1e-3),
    of_last_axes("RMSNorm", 3, None, False),
]
CASES = [*ALONE, frozen_batch_norm, one_batch_norm_called_twice]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_normalisation_equals_its_twin_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", [*ALONE, one_batch_norm_called_twice], ids=name_of)
def test_normalisation_goes_back_as_measured(make_case):
    prove_by_measuring(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_normalisation_equals_its_twin_and_torch_in_eval_mode(make_case):
    case = make_case(np.random.default_rng(0))
    case.numpy.eval()
    for reference in case.references:
        proof = prove_equal(case.numpy, reference, *case.inputs)
        assert proof == Proof(0, 0, 1e-10, buffers=case.buffers)


@pytest.mark.parametrize("momentum", [0.1, 0.9, None])
@pytest.mark.parametrize("kind", [twin.BatchNorm1d, nn.BatchNorm1d])
def test_running_statistics_stay_equal_over_many_batches(kind, momentum):
    rng = np.random.default_rng(0)
    mine = BatchNorm1d(4, momentum=momentum, dtype=np.float64)
    theirs = kind(4, momentum=momentum, dtype=torch.float64)
    for rows in (2, 7, 3, 50, 2):
        x = rng.standard_normal((rows, 4)) * [1, 10, 0.1, 3] + [0, 5, -1, 100]
        require_equal("output", mine(x), theirs(torch.tensor(x)))
        for name, buffer in mine.named_buffers():
            require_equal(name, buffer.data, dict(theirs.named_buffers())[name])
    x = rng.standard_normal((1, 4))
    require_equal("eval", mine.eval()(x), theirs.eval()(torch.tensor(x)))


class BiasedVariance(BatchNorm1d):
    """Forgets that the running variance is the unbiased one."""

    def _track(self, mean, variance, rows):
        super()._track(mean, variance * (rows - 1) / rows, rows)


class TracksInEval(BatchNorm1d):
    """Counts a batch that it only looks at."""

    def compute(self, x):
        self.num_batches_tracked.data += 1
        return super().compute(x)


def test_a_wrong_running_variance_is_found_though_output_and_gradients_are_right():
    x = np.random.default_rng(0).standard_normal((5, 3))
    with pytest.raises(NotEqualError, match="buffer running_var: relative difference"):
        prove_equal(BiasedVariance(3), nn.BatchNorm1d(3), x)


def test_a_buffer_that_changes_in_eval_mode_is_found():
    x = np.random.default_rng(0).standard_normal((5, 3))
    with pytest.raises(NotEqualError, match="buffer num_batches_tracked: expected zeros"):
        prove_equal(TracksInEval(3).eval(), nn.BatchNorm1d(3), x)


def test_buffers_go_into_pytorch_and_files_and_back(tmp_path):
    mine, theirs = BatchNorm1d(3), nn.BatchNorm1d(3)
    mine(np.random.default_rng(0).standard_normal((5, 3), dtype=np.float32))
    state = mine.state_dict()
    save(state, tmp_path / "norm.safetensors")
    theirs.load_state_dict(to_torch(load(tmp_path / "norm.safetensors")))
    other = BatchNorm1d(3)
    other.load_state_dict(to_numpy(theirs.state_dict()))
    assert list(other.state_dict()) == list(theirs.state_dict())
    for name, values in other.state_dict().items():
        assert values.dtype == state[name].dtype
        assert values.tobytes() == state[name].tobytes()


def test_normalisation_is_that_of_torch_at_the_edges():
    # A feature that is the same in all rows, one huge, one tiny, one far from zero.
    x = np.array([[5.0, 1e8, 1e-8, 1000.0], [5.0, -1e8, 2e-8, 1001.0], [5.0, 3e8, -1e-8, 999.0]])
    for mine, theirs in (
        (BatchNorm1d(4), nn.BatchNorm1d(4)),
        (LayerNorm(4), nn.LayerNorm(4)),
        (RMSNorm(4), nn.RMSNorm(4)),
    ):
        mine.double()
        theirs.double()
        their_x = torch.tensor(x, requires_grad=True)
        their_y = theirs(their_x)
        their_y.backward(torch.tensor(x[:, ::-1] / 1e8))
        # One value at a time. A mean of 1000 leaves 13 digits of a spread of 1, and squares lose a few more.
        np.testing.assert_allclose(mine(x), their_y.detach(), rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(mine.backward(x[:, ::-1] / 1e8), their_x.grad, rtol=1e-9, atol=1e-12)
