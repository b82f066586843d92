"""The layer protocol: calls inside calls, shared, forgotten, interrupted, in other threads."""

import threading

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Sigmoid, Tanh
from course_lib.numpy_nn.gradient_check import gradient_check
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Module, Sequential
from numpy_nn.gradients import ONES, assert_same, gradients_of, undisturbed


class Fragile(Module):
    """A linear layer twice, that breaks when it is told to."""

    def __init__(self, rng):
        self.first = Linear(3, 3, rng=rng, dtype=np.float64)
        self.breaks_in = None

    def compute(self, x):
        x = self.first(x)
        if self.breaks_in == "compute":
            raise ArithmeticError("half way")
        return self.first(x), None

    def gradients(self, grad_output, cache):
        grad_output = self.first.backward(grad_output)
        if self.breaks_in == "gradients":
            raise ArithmeticError("half way")
        return self.first.backward(grad_output)


@pytest.mark.parametrize("place", ["compute", "gradients"])
def test_an_exception_half_way_leaves_nothing_behind(rng, x, place):
    model, ones = Fragile(rng), np.ones((5, 3))
    model(x)
    model.backward(ones)
    expected = gradients_of(model)
    model.breaks_in = place
    with pytest.raises(ArithmeticError):
        model.backward(np.full_like(model(2 * x), 7.0))
    model.breaks_in = None
    model.zero_grad()
    model(x)
    model.backward(ones)
    assert_same(gradients_of(model), expected)


class Forgetful(Module):
    """Calls two layers and goes back through one."""

    def __init__(self, rng):
        self.used, self.forgotten = Linear(3, 2, rng=rng, dtype=np.float64), Sigmoid()

    def compute(self, x):
        return self.used(x) + self.forgotten(x)[:, :2], None

    def gradients(self, grad_output, cache):
        return self.used.backward(grad_output)


def test_a_way_back_that_forgets_an_inner_layer_is_refused_by_name(rng, x):
    model = Forgetful(rng)
    model(x)
    with pytest.raises(RuntimeError, match=r"Forgetful.gradients left calls .* Sigmoid × 1"):
        model.backward(ONES)


class Greedy(Forgetful):
    """Goes back more often than it went forward."""

    def gradients(self, grad_output, cache):
        self.forgotten.backward(np.ones((5, 3)))
        return self.forgotten.backward(np.ones((5, 3)))


def test_a_way_back_through_a_call_that_was_never_made_is_refused(rng, x):
    model = Greedy(rng)
    model(x)
    with pytest.raises(RuntimeError, match=r"no call of it in Greedy.compute is left"):
        model.backward(ONES)


class Branches(Module):
    """Two branches that share a layer, walked back in the order in which they were called."""

    def __init__(self, rng):
        shared = Linear(3, 3, rng=rng, dtype=np.float64)
        self.left, self.right = Sequential(shared, Tanh()), Sequential(Sigmoid(), shared)

    def compute(self, x):
        return self.left(x) * 2 + self.right(x), None

    def gradients(self, grad_output, cache):
        return self.left.backward(2 * grad_output) + self.right.backward(grad_output)


class Product(Module):
    """x · y, with a way back that a test chooses."""

    def __init__(self, returned):
        self.returned = returned

    def compute(self, x, y):
        return x * y, None

    def gradients(self, grad_output, cache):
        return self.returned


@pytest.mark.parametrize(
    ("returned", "error", "message"),
    [
        (np.ones((2, 3)), TypeError, "each of 2 inputs, .* it returned ndarray"),
        ((np.ones((2, 3)),), TypeError, "each of 2 inputs"),
        (None, TypeError, "each of 2 inputs, .* it returned NoneType"),
        ((np.ones((2, 3)), np.ones(3)), ValueError, r"shape \(2, 3\) as its input, received \(3,\)"),
    ],
)
def test_gradients_must_belong_to_the_inputs_one_by_one(returned, error, message):
    layer = Product(returned)
    layer(np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(error, match=message):
        layer.backward(np.ones((2, 3)))


def test_an_input_may_have_no_gradient():
    layer = Product((np.ones((2, 3)), None))
    layer(np.ones((2, 3)), np.ones((2, 3)))
    assert layer.backward(np.ones((2, 3)))[1] is None


def test_branches_that_share_a_layer_may_be_walked_back_in_any_order(rng, x):
    errors = gradient_check(Branches(rng), x)
    assert errors.keys() == {"input 0", "left.0.weight", "left.0.bias"}
    assert max(errors.values()) < 1e-8  # central differences are good to about 1e-10


class Thrifty(Module):
    """Keeps only its input, and calls its layer on the way back."""

    def __init__(self, rng):
        self.inner = Linear(3, 2, rng=rng, dtype=np.float64)

    def compute(self, x):
        return x @ self.inner.weight.data.T + self.inner.bias.data, x

    def gradients(self, grad_output, x):
        self.inner(x)
        return self.inner.backward(grad_output)


def test_a_layer_may_be_called_on_the_way_back(rng, x):
    assert max(gradient_check(Thrifty(rng), x).values()) < 1e-8


class Waiting(Module):
    """Calls its inner layer, waits until another thread has looked at that layer, and goes on."""

    def __init__(self, inner):
        self.inner, self.reached, self.go_on = inner, threading.Event(), threading.Event()

    def compute(self, x):
        y = self.inner(x)
        self.reached.set()
        assert self.go_on.wait(10)
        return y, None

    def gradients(self, grad_output, cache):
        return self.inner.backward(grad_output)


def test_a_call_in_another_thread_is_not_taken_for_a_part_of_this_one(model, x):
    expected = undisturbed(model, x)
    waiting = Waiting(model)
    training = threading.Thread(target=waiting, args=(x,))
    training.start()
    assert waiting.reached.wait(10)
    model(2 * x)  # recorded as an inner call, it would be left without a way back
    waiting.go_on.set()
    training.join()
    waiting.backward(ONES)
    assert_same(gradients_of(model), expected)
