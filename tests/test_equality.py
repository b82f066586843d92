"""Proofs of equality: relative, per tensor, and able to fail."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import NotEqualError, prove_equal, relative_difference, require_equal
from course_lib.numpy_nn.activations import ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss, MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.torch_nn.mlp import MLP as TorchMLP


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_the_difference_is_relative_to_the_size_of_the_reference():
    reference = np.array([3.0, 4.0])
    assert relative_difference(reference + [0.0, 0.5], reference) == pytest.approx(0.1, rel=1e-15)
    assert relative_difference(2 * reference, reference) == 1.0


@pytest.mark.parametrize("size", [1e-20, 1e-200, 1e200])
def test_a_doubled_array_is_found_however_small_it_is(size):
    tiny = size * np.array([3.0, -4.0])
    assert size > 1e-9 or np.allclose(2 * tiny, tiny), "what allclose thinks of it"
    assert relative_difference(2 * tiny, tiny) == 1.0
    with pytest.raises(NotEqualError):
        require_equal("gradient", 2 * tiny, tiny)


def test_the_bound_is_a_ten_thousand_millionth():
    reference = np.array([3.0, 4.0])
    require_equal("near", reference * (1 + 0.9e-10), reference)
    with pytest.raises(NotEqualError, match="far: relative difference 1.1e-10, expected at most 1e-10"):
        require_equal("far", reference * (1 + 1.1e-10), reference)
    require_equal("far", reference * (1 + 1.1e-10), reference, tolerance=1e-9)


def test_arrays_and_tensors_are_compared_alike():
    weight = nn.Parameter(torch.tensor([1.0, 2.0]))
    assert relative_difference(np.array([1.0, 2.0], np.float32), weight) == 0.0


@pytest.mark.parametrize("reference", [np.zeros(3), np.zeros((0, 2))])
def test_nothing_is_equal_to_zeros(reference):
    with pytest.raises(ValueError, match="zero everywhere"):
        relative_difference(reference, reference)


def test_shapes_are_not_broadcast():
    with pytest.raises(ValueError, match=r"expected shape \(2, 1\), received \(2,\)"):
        relative_difference(np.ones(2), np.ones((2, 1)))
    with pytest.raises(NotEqualError, match=r"column: shape \(2,\), expected \(2, 1\)"):
        require_equal("column", np.ones(2), np.ones((2, 1)))


@pytest.mark.parametrize("broken", [np.array([np.nan, 1.0]), np.array([np.inf, 1.0])])
def test_what_is_no_number_is_equal_to_nothing(broken):
    with pytest.raises(NotEqualError):
        require_equal("broken", broken, np.ones(2))
    with pytest.raises(NotEqualError), np.errstate(invalid="ignore"):
        require_equal("reference", np.ones(2), broken)


def test_a_proof_is_one_line_without_digits_of_the_machine(rng):
    x = rng.standard_normal((4, 3))
    assert repr(prove_equal(MLP([3, 5, 2], rng=rng), TorchMLP([3, 5, 2]), x)) == (
        "✓ equal to 1e-10: output, input gradient, 4 parameter gradients"
    )
    assert repr(prove_equal(Tanh(), nn.Tanh(), x)) == "✓ equal to 1e-10: output, input gradient"
    linear = Linear(3, 2, bias=False, rng=rng), nn.Linear(3, 2, bias=False)
    assert repr(
        prove_equal(*linear, x)
    ) == "✓ equal to 1e-10: output, input gradient, 1 parameter gradient".replace("1 parameter", "parameter")


@pytest.mark.parametrize("training", [True, False])
def test_a_proof_leaves_both_modules_as_they_were(rng, training):
    ours, theirs = MLP([3, 5, 2], Tanh, rng=rng).train(training), TorchMLP([3, 5, 2], nn.Tanh).eval()
    theirs.layers[0].weight.requires_grad_(False)
    state = ours.state_dict()
    their_state = {name: values.clone() for name, values in theirs.state_dict().items()}
    x = rng.standard_normal((4, 3), dtype=np.float32)
    before = x.copy()
    prove_equal(ours, theirs, x)
    assert all((values == state[name]).all() for name, values in ours.state_dict().items())
    assert all(torch.equal(values, their_state[name]) for name, values in theirs.state_dict().items())
    assert not any(parameter.grad.any() for parameter in ours.parameters())
    assert all(parameter.grad is None for parameter in theirs.parameters())
    assert not theirs.layers[0].weight.requires_grad
    assert {module.training for module in ours.modules()} == {training}
    assert not any(module.training for module in theirs.modules())
    np.testing.assert_array_equal(x, before)


def test_an_open_call_survives_a_proof(rng):
    model = MLP([3, 5, 2], rng=rng)
    x = rng.standard_normal((4, 3), dtype=np.float32)
    outputs = model(x)
    prove_equal(model, TorchMLP([3, 5, 2]), x)
    assert model.backward(np.ones_like(outputs)).shape == x.shape


def test_a_proof_works_where_pytorch_keeps_no_gradients(rng):
    with torch.no_grad():
        assert prove_equal(Tanh(), nn.Tanh(), rng.standard_normal((4, 3))).input_gradients == 1


def test_a_proof_with_another_random_direction_is_a_proof_too(rng):
    model, x = MLP([3, 5, 2], rng=rng), rng.standard_normal((4, 3))
    assert prove_equal(model, TorchMLP([3, 5, 2]), x, rng=np.random.default_rng(9)).parameter_gradients == 4


class WrongBias(Linear):
    """Averages the gradient of its bias where it should add it up."""

    def gradients(self, grad_output, x):
        self.bias.grad -= grad_output.sum(0) * (1 - 1 / len(x))
        return super().gradients(grad_output, x)


class NoInputGradient(Linear):
    def gradients(self, grad_output, x):
        super().gradients(grad_output, x)


class WrongOutput(Tanh):
    def compute(self, x):
        y, cache = super().compute(x)
        return 1.001 * y, cache


class Flat(Tanh):
    def compute(self, x):
        y, cache = super().compute(x)
        return y.reshape(-1), cache


class LooksAway(nn.Module):
    """Has a parameter that takes no part."""

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(2, 3)), nn.Parameter(torch.ones(2))

    def forward(self, x):
        return x @ self.weight.T


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        (lambda: WrongBias(3, 2), lambda: nn.Linear(3, 2), "gradient of bias: relative difference"),
        (
            lambda: NoInputGradient(3, 2),
            lambda: nn.Linear(3, 2),
            "gradient of input 0: backward returned None",
        ),
        (WrongOutput, nn.Tanh, "output: relative difference 1.0e-03"),
        (Flat, nn.Tanh, r"output: shape \(12,\), expected \(4, 3\)"),
        (ReLU, nn.LeakyReLU, "relative difference"),
    ],
)
def test_what_is_not_equal_is_named(ours, theirs, message, rng):
    with pytest.raises(NotEqualError, match=message):
        prove_equal(ours(), theirs(), rng.standard_normal((4, 3)))


def test_weights_shared_on_one_side_only_are_found(rng):
    shared, separate = MLP([3, 3, 3], rng=rng), TorchMLP([3, 3, 3])
    shared.layers[2].weight = shared.layers[0].weight
    with pytest.raises(NotEqualError, match=r"only one side has gradient of layers.2.weight"):
        prove_equal(shared, separate, rng.standard_normal((4, 3)))


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (lambda x: prove_equal(nn.Tanh(), Tanh(), x), TypeError, "module of numpy_nn first, received Tanh"),
        (lambda x: prove_equal(Tanh(), torch.tanh, x), TypeError, "module of PyTorch second"),
        (lambda x: prove_equal(Tanh(), nn.Tanh(), torch.tensor(x)), TypeError, "received Tensor as input 0"),
        (lambda x: prove_equal(Tanh(), nn.Tanh(), x, constants=[1]), ValueError, "from 0 to 0"),
        (lambda x: prove_equal(Tanh(), nn.Tanh(), x, constants=0), ValueError, "received 0"),
        (lambda x: prove_equal(Tanh(), nn.Tanh(), x, rng=0), TypeError, "rng: expected"),
        (lambda x: prove_equal(Linear(3, 2), nn.Linear(3, 4), x), ValueError, "different parameters"),
        (lambda x: prove_equal(Linear(3, 2), nn.Tanh(), x), ValueError, "different parameters"),
        (
            lambda x: prove_equal(Linear(3, 2), LooksAway(), x),
            ValueError,
            "gradient of bias: PyTorch has none",
        ),
        (lambda x: prove_equal(ReLU(), nn.ReLU(), -np.abs(x)), ValueError, "output: .* zero everywhere"),
        (lambda x: prove_equal(Sigmoid(), nn.Sigmoid(), x + 1e4), ValueError, "input 0: .* zero everywhere"),
    ],
)
def test_what_would_prove_nothing_is_refused(mistake, error, message, rng):
    with pytest.raises(error, match=message):
        mistake(rng.standard_normal((4, 3)))


def test_labels_have_no_gradient_and_targets_are_named_as_constants(rng):
    logits = rng.standard_normal((4, 3))
    assert (
        prove_equal(CrossEntropyLoss(), nn.CrossEntropyLoss(), logits, np.arange(4) % 3).input_gradients == 1
    )
    assert prove_equal(MSELoss(), nn.MSELoss(), logits, 2 * logits, constants=[1]).input_gradients == 1
    with pytest.raises(NotEqualError, match="gradient of input 1: .* name the input in constants"):
        prove_equal(MSELoss(), nn.MSELoss(), logits, 2 * logits)


class Difference(Module):
    def compute(self, x, y):
        return x - y, None

    def gradients(self, grad_output, cache):
        return grad_output, grad_output


class TorchDifference(nn.Module):
    def forward(self, x, y):
        return x - y


def test_the_second_of_two_inputs_is_compared_too(rng):
    x, y = rng.standard_normal((2, 4, 3))
    with pytest.raises(NotEqualError, match="gradient of input 1: relative difference 2.0"):
        prove_equal(Difference(), TorchDifference(), x, y)
