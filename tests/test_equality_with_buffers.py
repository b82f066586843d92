"""Proofs of networks that keep statistics: modes, buffers, and gradients that are zero by mathematics."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import NotEqualError, Proof, prove_equal
from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d
from course_lib.numpy_nn.parameters import Buffer
from course_lib.torch_nn.mlp import MLP as TorchMLP


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_proof_says_how_many_buffers_and_zero_gradients_it_compared(rng):
    x = rng.standard_normal((4, 3))
    ours = Sequential(Linear(3, 4, rng=rng), BatchNorm1d(4))
    theirs = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    assert repr(prove_equal(ours, theirs, x, zero_gradients=["0.bias"])) == (
        "✓ equal to 1e-10: output, input gradient, 3 parameter gradients, zero gradient, 3 buffers"
    )


def test_in_eval_mode_a_proof_compares_outputs_and_buffers(rng):
    x = rng.standard_normal((4, 3))
    assert repr(prove_equal(MLP([3, 5, 2]).eval(), TorchMLP([3, 5, 2]), x)) == "✓ equal to 1e-10: output"
    norm = BatchNorm1d(3).eval()
    assert repr(prove_equal(norm, nn.BatchNorm1d(3), x)) == "✓ equal to 1e-10: output, 3 buffers"


def test_each_part_is_proved_in_the_mode_in_which_it_is(rng):
    x = rng.standard_normal((4, 3))
    ours = Sequential(BatchNorm1d(3), Tanh(), BatchNorm1d(3))
    ours[0].running_mean.data += 1.0
    ours[0].eval()
    theirs = nn.Sequential(nn.BatchNorm1d(3).train(), nn.Tanh(), nn.BatchNorm1d(3).eval())
    assert prove_equal(ours, theirs, x).buffers == 6
    assert theirs[0].training
    assert not theirs[2].training


class Counter(Module):
    """Keeps a number, and leaves x alone."""

    def __init__(self, step):
        self.step, self.count = step, Buffer(np.zeros(1))

    def compute(self, x):
        self.count.data += self.step
        return x, None

    def gradients(self, grad_output, cache):
        return grad_output


class TorchCounter(nn.Module):
    def __init__(self, step):
        super().__init__()
        self.step = step
        self.register_buffer("count", torch.zeros(1))

    def forward(self, x):
        self.count += self.step
        return 1 * x


@pytest.mark.parametrize("steps", [(0, 0), (2, 2)])
def test_buffers_are_compared_as_the_call_leaves_them(steps, rng):
    ours, theirs = Counter(steps[0]), TorchCounter(steps[1])
    assert prove_equal(ours, theirs, rng.standard_normal(3)) == Proof(1, 0, 1e-10, buffers=1)
    assert ours.count.data == theirs.count == 0, "the modules themselves were not called"


@pytest.mark.parametrize(
    ("steps", "message"), [((2, 1), "buffer count: relative"), ((1, 0), "buffer count: expected zeros")]
)
def test_a_buffer_that_differs_is_named(steps, message, rng):
    with pytest.raises(NotEqualError, match=message):
        prove_equal(Counter(steps[0]), TorchCounter(steps[1]), rng.standard_normal(3))


def before_norm(rng):
    ours = Sequential(Linear(3, 4, rng=rng), BatchNorm1d(4))
    return ours, nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)), rng.standard_normal((5, 3))


def test_rounding_is_not_taken_for_a_gradient_and_the_message_says_what_to_do(rng):
    with pytest.raises(NotEqualError, match="0.bias: .* rounding on both sides.* in zero_gradients"):
        prove_equal(*before_norm(rng))


def test_a_gradient_that_is_said_to_be_zero_must_be(rng):
    with pytest.raises(NotEqualError, match="gradient of 1.bias: .* of the largest in its layer"):
        prove_equal(*before_norm(rng), zero_gradients=["0.bias", "1.bias"])


class LittleTooMuch(Linear):
    """Adds a ten millionth to the gradient of its bias."""

    def gradients(self, grad_output, x):
        self.bias.grad += 1e-7
        return super().gradients(grad_output, x)


def test_a_small_gradient_on_one_side_is_not_zero(rng):
    _, theirs, x = before_norm(rng)
    ours = Sequential(LittleTooMuch(3, 4, rng=rng), BatchNorm1d(4))
    with pytest.raises(NotEqualError, match="gradient of 0.bias: .* expected zero"):
        prove_equal(ours, theirs, x, zero_gradients=["0.bias"])


class NoBiasGradient(Linear):
    def gradients(self, grad_output, x):
        before = self.bias.grad.copy()
        grad_x = super().gradients(grad_output, x)
        self.bias.grad = before
        return grad_x


def test_a_gradient_that_is_missing_on_one_side_is_not_called_rounding(rng):
    with pytest.raises(NotEqualError, match="gradient of bias: relative difference 1.0e.00, .* 1e-10$"):
        prove_equal(NoBiasGradient(3, 2, rng=rng), nn.Linear(3, 2), rng.standard_normal((5, 3)))


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (lambda *pair: prove_equal(*pair, zero_gradients="0.bias"), TypeError, "received '0.bias'"),
        (lambda *pair: prove_equal(*pair, zero_gradients=["3.bias"]), ValueError, r"received \['3.bias'\]"),
        (lambda *pair: prove_equal(*pair, zero_gradients=[0]), ValueError, r"received \[0\]"),
        (
            lambda *pair: prove_equal(*pair, zero_gradients=["0.weight", "0.bias"]),
            ValueError,
            "another parameter in its layer",
        ),
    ],
)
def test_zero_gradients_are_names_of_parameters(mistake, error, message, rng):
    with pytest.raises(error, match=message):
        mistake(*before_norm(rng))
