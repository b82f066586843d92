"""How optimisers walk."""

import numpy as np
import pytest

from course_lib.numpy_nn.optimisers import SGD, Adam, Optimizer
from course_lib.numpy_nn.parameters import Parameter


@pytest.fixture
def parameter():
    return Parameter(np.array([1.0, -2.0]))


def descend(optimiser, parameter, steps):
    """Walk down f(θ) = θ₁² + 10 θ₂²."""
    for _ in range(steps):
        parameter.grad = np.array([2.0, 20.0]) * parameter.data
        optimiser.step()
    return np.abs(parameter.data).max()


def test_a_step_goes_against_the_gradient(parameter):
    parameter.grad = np.array([1.0, -4.0])
    SGD([parameter], lr=0.5).step()
    assert parameter.data.tolist() == [0.5, 0.0]


def test_steps_that_agree_add_up_to_ten_with_momentum_point_nine(parameter):
    optimiser = SGD([parameter], lr=1.0, momentum=0.9)
    parameter.grad = np.ones(2)
    for _ in range(200):
        before = parameter.data.copy()
        optimiser.step()
    # 1 + 0.9 + 0.81 + … is 10 but for 0.9²⁰⁰ = 7e-10.
    np.testing.assert_allclose(before - parameter.data, 10, rtol=1e-8)


def test_momentum_gets_down_a_narrow_valley_faster(parameter):
    other = Parameter(parameter.data)
    plain = descend(SGD([parameter], lr=0.01), parameter, 100)
    assert descend(SGD([other], lr=0.01, momentum=0.8), other, 100) < plain / 10


def test_adams_first_step_has_the_length_of_the_learning_rate_whatever_the_gradient(parameter):
    parameter.grad = np.array([1e-3, -1e3])
    Adam([parameter], lr=0.1).step()
    # eps = 1e-8 beside a gradient of 1e-3 shortens the step by 1e-5 of it.
    np.testing.assert_allclose(parameter.data, [0.9, -1.9], rtol=1e-5)


def test_adam_reaches_the_bottom(parameter):
    assert descend(Adam([parameter], lr=0.1), parameter, 400) < 1e-3


@pytest.mark.parametrize("optimiser", [SGD, Adam])
def test_parameters_are_changed_in_place_and_keep_float32(optimiser):
    parameter = Parameter(np.ones(3, np.float32))
    array = parameter.data
    parameter.grad = np.ones(3, np.float32)
    optimiser([parameter], lr=0.1).step()
    assert parameter.data is array
    assert array.dtype == np.float32
    np.testing.assert_allclose(array, 0.9, rtol=1e-6)  # float32 carries 7 digits


def test_zero_grad_clears_what_backward_added(parameter):
    parameter.grad = np.ones(2)
    SGD([parameter], lr=0.1).zero_grad()
    assert not parameter.grad.any()


def test_an_optimiser_of_ones_own_needs_only_step(parameter):
    with pytest.raises(NotImplementedError, match="Optimizer must define step"):
        Optimizer([parameter], lr=0.1).step()
