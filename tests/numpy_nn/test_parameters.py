"""Parameters: arrays that training changes, and that nobody else does."""

import copy
import pickle

import numpy as np
import pytest

from course_lib.numpy_nn.parameters import Buffer, Parameter, Stored


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
    parameter = Parameter(np.ones(3, np.float32))
    versions = [parameter.version]
    parameter.data = np.zeros(3)
    versions.append(parameter.version)
    parameter.data -= 1.0
    versions.append(parameter.version)
    parameter.double()
    versions.append(parameter.version)
    assert versions == sorted(set(versions))
    assert Stored.newest == versions[-1]


def test_a_parameter_that_is_newer_than_another_has_a_greater_version():
    old, new = Parameter(np.ones(3)), Buffer(np.ones(3))
    assert old.version < new.version
    old.data += 1.0
    assert old.version > new.version


@pytest.mark.parametrize("copy_of", [copy.deepcopy, lambda stored: pickle.loads(pickle.dumps(stored))])
def test_a_copy_has_the_values_but_is_counted_where_it_comes_out(copy_of):
    parameter = Parameter(np.ones(3))
    parameter.grad += 2.0
    parameter.version = 10**9  # as if it came from a process where more was assigned to
    copied = copy_of(parameter)
    assert copied.data.tolist() == [1.0, 1.0, 1.0]
    assert copied.grad.tolist() == [2.0, 2.0, 2.0]
    assert copied.version == Stored.newest < parameter.version
    copied.data -= 1.0
    assert parameter.data.tolist() == [1.0, 1.0, 1.0]


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
