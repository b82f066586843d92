"""Measuring gradients, to find mistakes in derivations."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Sigmoid, Tanh
from course_lib.numpy_nn.gradient_check import central_differences, gradient_check
from course_lib.numpy_nn.losses import MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.tape import record


def test_the_slope_of_a_square_is_measured():
    x = np.array([1.0, -3.0])
    # A square has no third derivative; 1e-16 · 10 / 1e-5 of rounding is left.
    np.testing.assert_allclose(central_differences(lambda: float(np.sum(x**2)), x), 2 * x, rtol=1e-9)


def test_measuring_leaves_the_point_where_it_was():
    x = np.array([0.1, 0.7])
    before = x.copy()
    central_differences(lambda: float(x.prod()), x)
    np.testing.assert_array_equal(x, before)


def test_a_smaller_step_makes_the_error_a_hundredth():
    x = np.array([0.5])
    errors = [
        abs(central_differences(lambda: float(np.exp(x[0])), x, h)[0] - np.exp(0.5)) for h in (1e-2, 1e-3)
    ]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)  # the next term is h² of this one


def test_every_input_and_parameter_is_measured():
    rng = np.random.default_rng(0)
    errors = gradient_check(MLP([3, 4, 2], Tanh, rng=rng), rng.standard_normal((5, 3)))
    assert list(errors) == ["input 0", "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"]
    assert max(errors.values()) < 1e-7


class WrongSigmoid(Sigmoid):
    """Forgets one factor of its derivative."""

    def gradients(self, grad_output, y):
        return grad_output * y


def test_a_forgotten_factor_shows():
    assert gradient_check(WrongSigmoid(), np.linspace(-1, 1, 5))["input 0"] > 0.1


def test_functions_of_tensors_are_measured_in_each_float_input():
    rng = np.random.default_rng(0)
    x, w, labels = rng.standard_normal((4, 3)), rng.standard_normal((3, 2)), np.array([0, 1, 1, 0])
    errors = gradient_check(lambda x, w, labels: (x @ w).softmax_cross_entropy(labels), x, w, labels)
    assert list(errors) == ["input 0", "input 1"]
    assert max(errors.values()) < 1e-7


def test_a_wrong_derivative_on_the_tape_shows():
    def square(x):
        return record("square", x.data**2, (x,), lambda g: g * x.data)  # forgets the 2

    assert gradient_check(square, np.ones(3))["input 0"] == pytest.approx(0.5)


def test_targets_are_not_measured():
    assert gradient_check(MSELoss(), np.ones((2, 2)), np.zeros((2, 2))).keys() == {"input 0"}


def test_a_check_leaves_module_and_inputs_as_they_came():
    model = MLP([3, 4, 2], rng=np.random.default_rng(0))
    x = np.ones((5, 3), np.float32)
    state = model.state_dict()
    outputs = model(x)
    gradient_check(model, x)
    assert all((values == state[name]).all() for name, values in model.state_dict().items())
    assert not any(parameter.grad.any() for parameter in model.parameters())
    assert model.backward(np.ones_like(outputs)).dtype == np.float32  # its open call is still there


@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        (lambda: central_differences(lambda: 0.0, np.ones(2, np.float32)), TypeError),
        (lambda: central_differences(lambda: 0.0, [1.0]), TypeError),
        (lambda: central_differences(lambda: 0.0, np.ones(2), step=0.0), ValueError),
        (lambda: gradient_check("tanh", np.ones(2)), TypeError),
        (lambda: gradient_check(lambda x: x.data, np.ones(2)), TypeError),
        (lambda: gradient_check(lambda x, y: x, np.ones(2), np.ones(2)), ValueError),
        (lambda: gradient_check(Sigmoid(), [1.0]), TypeError),
        (lambda: gradient_check(Sigmoid(), np.ones(2), rng=3), TypeError),
        (lambda: gradient_check(Sigmoid(), np.full(2, 1000.0)), ValueError),
    ],
)
def test_what_cannot_be_measured_is_refused(mistake, error):
    with pytest.raises(error, match="expected|zero everywhere"):
        mistake()
