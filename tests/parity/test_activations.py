"""Activations: NumPy, the twin, torch.nn and measurement agree, at the edges too."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import require_equal
from course_lib.numpy_nn import activations
from course_lib.torch_nn import activations as twin
from parity.cases import SEEDS, Case, sizes
from parity.proofs import prove_both, prove_by_measuring


def elementwise(name, *arguments):
    def make_case(rng):
        x = 3 * rng.standard_normal(sizes(rng, 3))
        mine, *references = (getattr(side, name)(*arguments) for side in (activations, twin, nn))
        return Case(mine, tuple(references), (x,))

    make_case.__name__ = f"{name}{arguments}"
    return make_case


CASES = [
    elementwise("Sigmoid"),
    elementwise("Tanh"),
    elementwise("ReLU"),
    elementwise("LeakyReLU"),
    elementwise("LeakyReLU", 0.3),
    elementwise("LeakyReLU", 0),
    elementwise("Softmax", -1),
    elementwise("Softmax", 0),
    elementwise("Softmax", 1),
]
FUNCTIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "softmax"]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_activations_equal_their_twins_and_torch(make_case, seed):
    prove_both(make_case, seed)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_activations_go_back_as_measured(make_case):
    prove_by_measuring(make_case, seed=0)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_equal_those_of_torch(name):
    x = 3 * np.random.default_rng(0).standard_normal((4, 5))
    arguments = {"dim": -1} if name == "softmax" else {}
    expected = getattr(nn.functional, name)(torch.tensor(x), **arguments)
    require_equal(name, getattr(activations, name)(x), expected)
    require_equal(name, getattr(twin, name)(torch.tensor(x)), expected)


@pytest.mark.parametrize("name", ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Softmax"])
def test_values_and_gradients_at_the_edges_are_those_of_torch(name):
    x = np.array([-1000.0, -40.0, -1e-30, 0.0, 1e-30, 40.0, 1000.0])
    g = np.arange(1.0, 8.0)
    mine = getattr(activations, name)()
    y, grad_x = mine(x), mine.backward(g)
    for side in (twin, nn):
        reference = side.Softmax(-1) if name == "Softmax" else getattr(side, name)()
        their_x = torch.tensor(x, requires_grad=True)
        their_y = reference(their_x)
        their_y.backward(torch.tensor(g))
        # One value at a time: a wrong tail would drown in the norm of all. 1e-12: four operations of 1e-16.
        # Below 1e-15 the two ways to write σ′ and tanh′ round away what is left.
        np.testing.assert_allclose(y, their_y.detach().numpy(), rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(grad_x, their_x.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_passes_through_for_the_course_to_show(name):
    x = np.array([np.nan, 1.0])
    assert np.isnan(getattr(activations, name)(x)[0])
    assert getattr(twin, name)(torch.tensor(x))[0].isnan()
