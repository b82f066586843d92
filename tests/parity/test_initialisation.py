"""First weights: the rules of NumPy, of the twin and of torch.nn.init have the same scale, exactly.

The random numbers of NumPy and PyTorch differ, so each side is divided by its own numbers before scaling.
"""

from functools import partial

import numpy as np
import pytest
import torch

from course_lib.equality import require_equal
from course_lib.numpy_nn import initialisation
from course_lib.torch_nn import initialisation as twin

SHAPES = [(3, 5), (8, 2), (4, 4)]
NORMAL = [
    ("normal", {"std": 0.3}),
    ("xavier_normal", {}),
    ("xavier_normal", {"gain": 5 / 3}),
    ("kaiming_normal", {}),
    ("kaiming_normal", {"a": 0.2, "mode": "fan_out"}),
    ("kaiming_normal", {"nonlinearity": "tanh"}),
]
UNIFORM = [
    ("uniform", {"a": -0.3, "b": 0.3}),
    ("xavier_uniform", {}),
    ("xavier_uniform", {"gain": 2.0}),
    ("kaiming_uniform", {}),
    ("kaiming_uniform", {"a": 5**0.5}),
    ("kaiming_uniform", {"mode": "fan_out", "nonlinearity": "relu"}),
]


def in_place(name, shape, settings):
    """What torch.nn.init writes into a tensor, in float64, with seed 0."""
    tensor = torch.empty(shape, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    return getattr(torch.nn.init, f"{name}_")(tensor, **settings, generator=generator)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "settings"), NORMAL)
def test_normal_rules_have_the_standard_deviation_of_torch(name, settings, shape):
    mine = getattr(initialisation, name)(shape, **settings, rng=np.random.default_rng(0), dtype=np.float64)
    standard = np.random.default_rng(0).standard_normal(shape)
    their_standard = in_place("normal", shape, {})
    require_equal(name, mine / standard, in_place(name, shape, settings) / their_standard)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "settings"), UNIFORM)
def test_uniform_rules_have_the_bounds_of_torch(name, settings, shape):
    mine = getattr(initialisation, name)(shape, **settings, rng=np.random.default_rng(0), dtype=np.float64)
    standard = 2 * np.random.default_rng(0).random(shape) - 1
    their_standard = 2 * in_place("uniform", shape, {}) - 1
    require_equal(name, mine / standard, in_place(name, shape, settings) / their_standard)


class Given(np.random.Generator):
    """Hands out normal numbers that were drawn elsewhere."""

    def __init__(self, numbers):
        super().__init__(np.random.PCG64(0))
        self.numbers = numbers

    def standard_normal(self, size):
        assert tuple(size) == self.numbers.shape
        return self.numbers


@pytest.mark.parametrize("gain", [1.0, 2.5])
@pytest.mark.parametrize("shape", [*SHAPES, (1, 6), (20, 20)])
def test_orthogonal_makes_of_the_same_numbers_what_torch_makes_of_them(shape, gain):
    numbers = Given(in_place("normal", shape, {}).numpy())
    mine = initialisation.orthogonal(shape, gain, rng=numbers, dtype=np.float64)
    require_equal("orthogonal", mine, in_place("orthogonal", shape, {"gain": gain}))


@pytest.mark.parametrize(
    ("name", "settings"), [*NORMAL, *UNIFORM, ("orthogonal", {}), ("orthogonal", {"gain": 2.5})]
)
def test_the_twin_draws_what_torch_draws(name, settings):
    generator = torch.Generator().manual_seed(0)
    drawn = getattr(twin, name)((4, 6), **settings, rng=generator, dtype=torch.float64)
    assert torch.equal(drawn, in_place(name, (4, 6), settings))


def test_lecun_normal_has_the_same_scale_on_both_sides():
    mine = initialisation.lecun_normal((4, 9), rng=np.random.default_rng(0), dtype=np.float64)
    theirs = twin.lecun_normal((4, 9), rng=torch.Generator().manual_seed(0), dtype=torch.float64)
    require_equal("NumPy", mine, np.random.default_rng(0).standard_normal((4, 9)) / 3)
    require_equal("PyTorch", theirs, in_place("normal", (4, 9), {}) / 3)


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"])
def test_gains_are_those_of_torch(activation):
    assert initialisation.calculate_gain(activation) == twin.calculate_gain(activation)
    assert initialisation.calculate_gain("leaky_relu", 0.3) == twin.calculate_gain("leaky_relu", 0.3)


@pytest.mark.parametrize("fill", [partial(initialisation.constant, val=0.5), partial(twin.constant, val=0.5)])
def test_a_constant_rule_fills(fill):
    assert fill((2, 3)).tolist() == [[0.5] * 3] * 2


def test_zeros_are_zero_on_both_sides():
    assert initialisation.zeros((2, 3)).tolist() == twin.zeros((2, 3)).tolist() == [[0.0] * 3] * 2
