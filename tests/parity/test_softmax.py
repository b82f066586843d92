"""Softmax and its logarithm: NumPy, the twin, torch.nn and measurement agree, at the edges too."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import require_equal
from course_lib.numpy_nn import softmax
from course_lib.torch_nn import softmax as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring

MODULES = {"softmax": "Softmax", "log_softmax": "LogSoftmax"}


def along(name, dim):
    def make_case(rng):
        x = 3 * rng.standard_normal(sizes(rng, 3))
        mine, *references = (getattr(side, name)(dim) for side in (softmax, twin, nn))
        return Case(mine, tuple(references), (x,))

    make_case.__name__ = f"{name}({dim})"
    return make_case


CASES = [along(name, dim) for name in MODULES.values() for dim in (-1, 0, 1)]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_softmax_equals_its_twin_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_softmax_goes_back_as_measured(make_case):
    prove_by_measuring(make_case)


@pytest.mark.parametrize("name", MODULES)
def test_functions_equal_those_of_torch(name):
    x = 3 * np.random.default_rng(0).standard_normal((4, 5))
    expected = getattr(nn.functional, name)(torch.tensor(x), dim=-1)
    require_equal(name, getattr(softmax, name)(x), expected)
    require_equal(name, getattr(twin, name)(torch.tensor(x)), expected)


@pytest.mark.parametrize("name", MODULES)
def test_an_axis_may_be_any_integer(name):
    x = np.random.default_rng(0).standard_normal((4, 5))
    assert (getattr(softmax, name)(x, np.int64(0)) == getattr(softmax, name)(x, 0)).all()
    theirs = getattr(twin, name)
    assert (theirs(torch.tensor(x), np.int64(0)) == theirs(torch.tensor(x), 0)).all()


@pytest.mark.parametrize("name", MODULES.values())
def test_values_and_gradients_at_the_edges_are_those_of_torch(name):
    x = np.array([-1000.0, -40.0, -1e-30, 0.0, 1e-30, 40.0, 1000.0])
    g = np.arange(1.0, 8.0)
    mine = getattr(softmax, name)()
    y, grad_x = mine(x), mine.backward(g)
    for side in (twin, nn):
        their_x = torch.tensor(x, requires_grad=True)
        their_y = getattr(side, name)(dim=-1)(their_x)
        their_y.backward(torch.tensor(g))
        # One value at a time: a wrong tail would drown in the norm of all. 1e-12: four operations of 1e-16.
        np.testing.assert_allclose(y, their_y.detach().numpy(), rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(grad_x, their_x.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", MODULES)
def test_nan_passes_through_for_the_course_to_show(name):
    x = np.array([np.nan, 1.0])
    assert np.isnan(getattr(softmax, name)(x)[0])
    assert getattr(twin, name)(torch.tensor(x))[0].isnan()


def test_the_logarithm_looks_as_in_torch():
    assert repr(softmax.LogSoftmax(1)) == repr(twin.LogSoftmax(1)) == repr(nn.LogSoftmax(1))
