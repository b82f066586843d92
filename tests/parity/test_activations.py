"""Activations: NumPy, the twin, torch.nn and measurement agree, at the edges too."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import prove_equal, require_equal
from course_lib.numpy_nn import activations
from course_lib.numpy_nn.gradient_check import gradient_check
from course_lib.torch_nn import activations as twin
from parity.cases import SEEDS, Case, sizes
from parity.proofs import MEASURED, prove_both, prove_by_measuring


def elementwise(name, *arguments):
    def make_case(rng):
        x = 3 * rng.standard_normal(sizes(rng, 3))
        mine, *references = (getattr(side, name)(*arguments) for side in (activations, twin, nn))
        return Case(mine, tuple(references), (x,))

    make_case.__name__ = f"{name}{arguments}"
    return make_case


def prelu(channels, axes):
    def make_case(rng):
        shape = sizes(rng, axes)
        shape[1:2] = [channels] if channels > 1 else shape[1:2]
        x = 3 * rng.standard_normal(shape)
        x.flat[0] = -1.0  # where nothing is negative, no slope has a gradient
        mine = activations.PReLU(channels)
        mine.weight.data = rng.uniform(-0.5, 1.5, channels)  # slopes of any sign, one above 1 among them
        return Case(mine, (twin.PReLU(channels), nn.PReLU(channels)), (x,))

    make_case.__name__ = f"PReLU({channels}) of {axes} axes"
    return make_case


CASES = [
    elementwise("Sigmoid"),
    elementwise("Tanh"),
    elementwise("ReLU"),
    elementwise("LeakyReLU"),
    elementwise("LeakyReLU", 0.3),
    elementwise("LeakyReLU", 0),
    elementwise("ELU"),
    elementwise("ELU", 0.3),
    elementwise("SELU"),
    elementwise("GELU"),
    prelu(1, 1),
    prelu(1, 2),
    prelu(5, 2),
    prelu(5, 4),
]
FUNCTIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu"]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_activations_equal_their_twins_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_activations_go_back_as_measured(make_case):
    prove_by_measuring(make_case)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tanh_form_of_gelu_equals_its_twin_and_torch(seed):
    x = 3 * np.random.default_rng(seed).standard_normal((4, 5))
    mine = activations.GELU("tanh")
    for reference in (twin.GELU("tanh"), nn.GELU(approximate="tanh")):
        assert prove_equal(mine, reference, x).input_gradients == 1
    assert max(gradient_check(mine, x).values()) < MEASURED


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_equal_those_of_torch(name):
    x = 3 * np.random.default_rng(0).standard_normal((4, 5))
    expected = getattr(nn.functional, name)(torch.tensor(x))
    require_equal(name, getattr(activations, name)(x), expected)
    require_equal(name, getattr(twin, name)(torch.tensor(x)), expected)


def test_prelu_as_a_function_equals_that_of_torch():
    x, slopes = 3 * np.random.default_rng(0).standard_normal((4, 5)), np.linspace(-1, 1, 5)
    expected = nn.functional.prelu(torch.tensor(x), torch.tensor(slopes))
    require_equal("prelu", activations.prelu(x, slopes), expected)
    require_equal("prelu", twin.prelu(torch.tensor(x), torch.tensor(slopes)), expected)


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_gelu_as_a_function_has_both_forms_of_torch(approximate):
    x = 3 * np.random.default_rng(0).standard_normal((4, 5))
    expected = nn.functional.gelu(torch.tensor(x), approximate=approximate)
    require_equal("gelu", activations.gelu(x, approximate), expected)
    require_equal("gelu", twin.gelu(torch.tensor(x), approximate), expected)


EDGES = [
    *((name, ()) for name in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU")),
    ("ELU", (0.3,)),
    ("GELU", ("tanh",)),
]


@pytest.mark.parametrize(("name", "arguments"), EDGES)
def test_values_and_gradients_at_the_edges_are_those_of_torch(name, arguments):
    x = np.array([-1000.0, -40.0, -1e-30, 0.0, 1e-30, 40.0, 1000.0])
    grad_x = require_as_in_torch(name, arguments, x, np.arange(1.0, 8.0))
    assert np.isfinite(grad_x).all()


@pytest.mark.parametrize(("name", "arguments"), [*EDGES, ("LeakyReLU", (0,))])
def test_nan_and_infinity_go_through_and_back_as_in_torch(name, arguments):
    with np.errstate(invalid="ignore"):  # 0 · ∞ is NaN on every side, and NumPy says so
        require_as_in_torch(name, arguments, np.array([np.nan, np.inf, -np.inf]), np.arange(1.0, 4.0))


def require_as_in_torch(name, arguments, x, g):
    """Compare value by value with the twin and torch.nn; return the gradient of x."""
    mine = getattr(activations, name)(*arguments).double()
    y, grad_x = mine(x), mine.backward(g)
    for side in (twin, nn):
        kind = getattr(side, name)
        reference = kind(approximate="tanh") if arguments == ("tanh",) else kind(*arguments)
        their_x = torch.tensor(x, requires_grad=True)
        their_y = reference.double()(their_x)
        their_y.backward(torch.tensor(g))
        # One value at a time: a wrong tail would drown in the norm of all. 1e-12: four operations of 1e-16.
        # Below 1e-15 two ways to write a derivative that ends in 0 round away what is left.
        np.testing.assert_allclose(y, their_y.detach().numpy(), rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(grad_x, their_x.grad.numpy(), rtol=1e-12, atol=1e-15)
    return grad_x


def test_an_infinite_gradient_does_not_pass_a_relu_that_is_shut():
    mine = activations.ReLU()
    mine(np.array([-1.0, 1.0]))
    for side in (twin, nn):
        x = torch.tensor([-1.0, 1.0], requires_grad=True)
        side.ReLU()(x).backward(torch.full((2,), torch.inf))
        assert x.grad.tolist() == [0.0, np.inf]
    assert mine.backward(np.full(2, np.inf)).tolist() == [0.0, np.inf]


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_the_gradient_of_gelu_is_finite_for_every_finite_float32(approximate):
    x = torch.tensor([-3e38, -1e20, 1e20, 3e38], requires_grad=True)
    twin.gelu(x, approximate).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_passes_through_for_the_course_to_show(name):
    x = np.array([np.nan, 1.0])
    assert np.isnan(getattr(activations, name)(x)[0])
    assert getattr(twin, name)(torch.tensor(x))[0].isnan()


@pytest.mark.parametrize("name", ["PReLU", "ELU", "SELU", "GELU"])
def test_both_sides_look_as_in_torch(name):
    assert repr(getattr(activations, name)()) == repr(getattr(twin, name)()) == repr(getattr(nn, name)())
