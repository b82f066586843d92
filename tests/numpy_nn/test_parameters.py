"""Parameters: arrays that training changes, and that nobody else does."""

import numpy as np
import pytest

from course_lib.numpy_nn.parameters import Parameter


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
