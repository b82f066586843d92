"""Parameters: arrays that training changes, and that nobody else does."""

import numpy as np
import pytest

from course_lib.numpy_nn.parameters import Buffer, Parameter


def test_parameters_never_share_memory_by_accident():
    values = np.ones(3)
    parameter = Parameter(values)
    other = Parameter(np.zeros(3))
    other.data = parameter.data
    other.data -= 1.0
    values -= 5.0
    np.testing.assert_array_equal(parameter.data, np.ones(3))


def test_a_parameter_keeps_its_shape_and_dtype():
    parameter = Parameter(np.ones(3, np.float32))
    with pytest.raises(ValueError, match=r"expected values of shape \(3,\), received \(1, 3\)"):
        parameter.data = np.ones((1, 3))
    parameter.data = np.zeros(3, np.float64)
    assert parameter.data.dtype == np.float32


@pytest.mark.parametrize("data", [np.ones(3, int), [1.0], 2.0, None])
def test_a_parameter_is_an_array_of_floats(data):
    with pytest.raises(TypeError, match="expected a NumPy array of floats"):
        Parameter(data)


def test_assigning_to_a_parameter_raises_its_version_in_each_way_of_assigning():
    parameter = Parameter(np.ones(3))
    parameter.data = np.zeros(3)
    assert parameter.version == 1
    parameter.data -= 1.0
    assert parameter.version == 2
    parameter.double()
    assert parameter.version == 3


def test_a_buffer_holds_floats_or_a_count_and_has_no_gradient():
    mean, count = Buffer(np.zeros(2, np.float32)), Buffer(np.array(0))
    mean.double()
    count.double()
    assert mean.data.dtype == np.float64
    assert count.data.dtype == np.int64
    assert not hasattr(mean, "grad")
    assert repr(count) == "Buffer(shape=(), dtype=int64)"


@pytest.mark.parametrize("data", [np.ones(3, bool), np.array(["a"]), [1.0], 2])
def test_a_buffer_is_an_array_of_numbers(data):
    with pytest.raises(TypeError, match="Buffer: expected a NumPy array of floats or integers, received"):
        Buffer(data)
