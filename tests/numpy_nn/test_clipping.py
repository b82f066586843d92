"""What clipping does to a gradient."""

import numpy as np
import pytest

from course_lib.numpy_nn.clipping import clip_grad_norm, clip_grad_value
from course_lib.numpy_nn.parameters import Parameter


@pytest.fixture
def parameters():
    """Two parameters whose gradients, 3 and 4 long, make one that is 5 long."""
    first, second = Parameter(np.zeros((2, 2))), Parameter(np.zeros(1))
    first.grad[0, 1], second.grad[0] = 3.0, -4.0
    return [first, second]


def test_the_norm_is_that_of_all_gradients_together_and_is_returned_as_it_was(parameters):
    assert clip_grad_norm(parameters, 1.0) == 5.0
    assert clip_grad_norm(parameters, 1.0) == pytest.approx(1.0, rel=1e-6)  # PyTorch's 1e-6 is left out of 5


def test_a_long_gradient_becomes_shorter_and_keeps_its_direction(parameters):
    clip_grad_norm(parameters, 0.5)
    # The 1e-6 in the formula is a fifth of a millionth of 5.
    assert parameters[0].grad[0, 1] == pytest.approx(0.3, rel=1e-6)
    assert parameters[1].grad[0] == pytest.approx(-0.4, rel=1e-6)


def test_a_short_gradient_stays_as_it_is(parameters):
    clip_grad_norm(parameters, 5.1)
    assert [parameters[0].grad[0, 1], parameters[1].grad[0]] == [3.0, -4.0]


def test_clipping_by_value_cuts_each_number_and_turns_the_gradient(parameters):
    clip_grad_value(parameters, 3.5)
    assert [parameters[0].grad[0, 1], parameters[1].grad[0]] == [3.0, -3.5]


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
def test_clipping_changes_no_weight_and_may_come_before_the_step(parameters, clip):
    versions = [parameter.version for parameter in parameters]
    clip(iter(parameters), 0.1)
    assert [parameter.version for parameter in parameters] == versions
    assert not any(parameter.data.any() for parameter in parameters)
