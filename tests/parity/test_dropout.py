"""Dropout: NumPy, the twin, torch.nn and measurement agree, if they leave out the same values."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import Proof, prove_equal
from course_lib.numpy_nn import dropout
from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Sequential
from course_lib.torch_nn import dropout as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring
from parity.sides import BOTH


def torch_leaves_out(x, p, seed):
    """What `torch.nn.Dropout` makes of x in training, drawing from this seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.functional.dropout(x, p, training=True)


class TorchDropout(nn.Dropout):
    """PyTorch's, with the same choice in every call."""

    def __init__(self, p, seed):
        super().__init__(p)
        self.seed = seed

    def forward(self, x):
        return torch_leaves_out(x, self.p, self.seed) if self.training else super().forward(x)


class TwinDropout(twin.Dropout):
    """The twin, with PyTorch's choice."""

    def __init__(self, p, seed):
        super().__init__(p)
        self.seed = seed

    def draw_mask(self, x):
        return (torch_leaves_out(torch.ones_like(x), self.p, self.seed) > 0).to(x.dtype)


class NumpyDropout(dropout.Dropout):
    """Ours, with PyTorch's choice."""

    def __init__(self, p, seed):
        super().__init__(p)
        self.seed = seed

    def draw_mask(self, x):
        return torch_leaves_out(torch.ones(x.shape), self.p, self.seed).numpy() > 0


def alone(p):
    def make_case(rng):
        x, seed = rng.standard_normal(sizes(rng, 2, smallest=4)), int(rng.integers(2**31))
        return Case(NumpyDropout(p, seed), (TwinDropout(p, seed), TorchDropout(p, seed)), (x,))

    make_case.__name__ = f"Dropout({p})"
    return make_case


def inside_a_network(rng):
    rows, fan_in, hidden = sizes(rng, 3, smallest=4)
    seed = int(rng.integers(2**31))
    mine = Sequential(
        Linear(fan_in, hidden, rng=rng), Tanh(), NumpyDropout(0.5, seed), Linear(hidden, 3, rng=rng)
    )
    references = tuple(
        nn.Sequential(nn.Linear(fan_in, hidden), nn.Tanh(), kind(0.5, seed), nn.Linear(hidden, 3))
        for kind in (TwinDropout, TorchDropout)
    )
    return Case(mine, references, (rng.standard_normal((rows, fan_in)),))


CASES = [alone(0.0), alone(0.1), alone(0.5), inside_a_network]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_dropout_equals_its_twin_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_dropout_goes_back_as_measured(make_case):
    prove_by_measuring(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_in_eval_mode_nothing_is_left_out_on_any_side(make_case):
    case = make_case(np.random.default_rng(0))
    case.numpy.eval()
    for reference in case.references:
        assert prove_equal(case.numpy, reference, *case.inputs) == Proof(0, 0, 1e-10)


@BOTH
def test_the_generator_decides_what_is_left_out(side):
    x = side.floats(5, 7)
    first, second = (side.dropout.Dropout(0.5, rng=side.rng()) for _ in range(2))
    once, again = first(x), first(x)
    assert (once == second(x)).all()
    assert (once != again).any()


@BOTH
def test_a_fraction_p_is_left_out_and_the_rest_is_scaled(side):
    n, p = 40_000, 0.3
    y = side.dropout.Dropout(p, rng=side.rng())(side.floats(n))
    assert sorted(set(y.tolist())) == pytest.approx([0, 1 / 0.7], rel=1e-6)
    spread = np.sqrt(p * (1 - p) / n)  # of a fraction of n draws
    assert float((y == 0).sum()) / n == pytest.approx(p, abs=4 * spread)


MISTAKES = [
    (lambda s: s.dropout.Dropout(1.0), ValueError, "p: .* < 1, received 1.0"),
    (lambda s: s.dropout.Dropout(-0.1), ValueError, "p: .*>= 0"),
    (lambda s: s.dropout.Dropout(float("nan")), ValueError, "p: "),
    (lambda s: s.dropout.Dropout("0.5"), TypeError, "p: "),
    (lambda s: s.dropout.Dropout(True), TypeError, "p: "),
    (lambda s: s.dropout.Dropout(rng=0), TypeError, "rng: "),
    (lambda s: s.dropout.Dropout()(s.integers(1, 2)), TypeError, "Dropout: .*int64"),
    (lambda s: s.dropout.Dropout()([1.0]), TypeError, "Dropout: .*list"),
    (lambda s: s.dropout.Dropout()(s.floats(0, 3)), ValueError, r"Dropout: .*\(0, 3\)"),
    (lambda s: s.dropout.Dropout().eval()(s.integers(1, 2)), TypeError, "Dropout: .*int64"),
]


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), MISTAKES)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)
