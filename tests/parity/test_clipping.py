"""Clipping: NumPy, the twin and torch.nn.utils shorten the same gradients to the same numbers."""

import numpy as np
import pytest
import torch

from course_lib.equality import NotEqualError, require_equal
from course_lib.numpy_nn import clipping
from course_lib.numpy_nn.parameters import Parameter
from course_lib.torch_nn import clipping as twin
from parity.cases import SEEDS, sizes

LIMITS = [1e-6, 0.1, 1.0, 3.0, 1e6]


def gradients(rng):
    """Gradients of three parameters, of very different sizes."""
    shapes = [sizes(rng, 2), sizes(rng, 1), sizes(rng, 3)]
    return [rng.standard_normal(shape) * scale for shape, scale in zip(shapes, (10, 0.1, 1), strict=True)]


def numpy_parameters(grads):
    parameters = [Parameter(np.zeros_like(gradient)) for gradient in grads]
    for parameter, gradient in zip(parameters, grads, strict=True):
        parameter.grad += gradient
    return parameters


def torch_parameters(grads):
    parameters = [torch.nn.Parameter(torch.zeros(gradient.shape, dtype=torch.float64)) for gradient in grads]
    for parameter, gradient in zip(parameters, grads, strict=True):
        parameter.grad = torch.tensor(gradient)
    return parameters


def three_sides(rng):
    grads = gradients(rng)
    return numpy_parameters(grads), torch_parameters(grads), torch_parameters(grads)


def require_equal_gradients(mine, theirs):
    for ours, yours in zip(mine, theirs, strict=True):
        require_equal("gradient", ours.grad, yours.grad)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("max_norm", LIMITS)
def test_the_norm_is_clipped_as_by_the_twin_and_by_torch(max_norm, seed):
    mine, theirs, reference = three_sides(np.random.default_rng(seed))
    norm = clipping.clip_grad_norm(mine, max_norm)
    require_equal("twin", norm, twin.clip_grad_norm(theirs, max_norm))
    require_equal("torch", norm, torch.nn.utils.clip_grad_norm_(reference, max_norm))
    for side in (theirs, reference):
        require_equal_gradients(mine, side)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("clip_value", LIMITS)
def test_values_are_clipped_as_by_the_twin_and_by_torch(clip_value, seed):
    mine, theirs, reference = three_sides(np.random.default_rng(seed))
    assert clipping.clip_grad_value(mine, clip_value) is None
    assert twin.clip_grad_value(theirs, clip_value) is None
    torch.nn.utils.clip_grad_value_(reference, clip_value)
    for side in (theirs, reference):
        require_equal_gradients(mine, side)


def test_one_doubled_gradient_is_noticed():
    grads = gradients(np.random.default_rng(0))
    mine, theirs = numpy_parameters([2 * grads[0], *grads[1:]]), torch_parameters(grads)
    clipping.clip_grad_norm(mine, 1.0)
    twin.clip_grad_norm(theirs, 1.0)
    with pytest.raises(NotEqualError):
        require_equal_gradients(mine, theirs)


def test_parameters_without_a_gradient_are_left_alone_in_pytorch():
    used, unused = torch_parameters([np.array([3.0, 4.0]), np.ones(2)])
    unused.grad = None
    assert twin.clip_grad_norm([used, unused], 1.0) == 5.0
    twin.clip_grad_value([used, unused], 0.1)
    assert unused.grad is None
    assert twin.clip_grad_norm([unused], 1.0) == 0.0


def test_no_gradient_at_all_stays_none_at_all():
    mine, theirs = numpy_parameters([np.zeros(3)]), torch_parameters([np.zeros(3)])
    assert clipping.clip_grad_norm(mine, 1.0) == twin.clip_grad_norm(theirs, 1.0) == 0.0
    assert mine[0].grad.tolist() == theirs[0].grad.tolist() == [0.0] * 3


@pytest.mark.parametrize("other", [1.0, np.inf, -np.inf])
def test_a_gradient_that_is_no_number_is_not_hidden_not_even_by_infinity(other):
    for grads in ([np.array([np.nan, other])], [np.array([other]), np.array([np.nan])]):
        mine, theirs, reference = numpy_parameters(grads), torch_parameters(grads), torch_parameters(grads)
        assert np.isnan(clipping.clip_grad_norm(mine, 1.0))
        assert np.isnan(twin.clip_grad_norm(theirs, 1.0))
        assert torch.nn.utils.clip_grad_norm_(reference, 1.0).isnan()
        for parameters in (mine, theirs, reference):
            assert all(np.isnan(np.asarray(parameter.grad)).all() for parameter in parameters)


def test_an_infinite_gradient_leaves_no_direction_and_shows_as_nan():
    grads = [np.array([np.inf, 1.0]), np.array([2.0])]
    mine, theirs, reference = numpy_parameters(grads), torch_parameters(grads), torch_parameters(grads)
    with np.errstate(invalid="ignore"):  # ∞ · 0 is what is meant
        assert clipping.clip_grad_norm(mine, 1.0) == np.inf
    assert twin.clip_grad_norm(theirs, 1.0) == torch.nn.utils.clip_grad_norm_(reference, 1.0) == np.inf
    for parameters in (mine, theirs, reference):
        np.testing.assert_array_equal(parameters[0].grad, [np.nan, 0.0])
        np.testing.assert_array_equal(parameters[1].grad, [0.0])


def test_a_float32_gradient_whose_square_is_infinite_keeps_its_direction():
    parameter = Parameter(np.zeros(2, np.float32))
    parameter.grad += np.array([3e30, 4e30], np.float32)
    theirs = torch.nn.Parameter(torch.zeros(2))
    theirs.grad = torch.tensor([3e30, 4e30])
    for norm in (clipping.clip_grad_norm([parameter], 1.0), twin.clip_grad_norm([theirs], 1.0)):
        assert norm == pytest.approx(5e30, rel=1e-6)
    assert parameter.grad.dtype == np.float32
    assert parameter.grad.tolist() == pytest.approx([0.6, 0.8], rel=1e-6)  # seven digits of a float32
    assert theirs.grad.tolist() == pytest.approx([0.6, 0.8], rel=1e-6)
