"""The browser computes what the layers of the course compute, for every combination of options."""

import itertools

import numpy as np
import pytest
from scipy.special import erf as scipy_erf

from course_lib import network_settings
from course_lib.network_settings import Network
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Module
from course_lib.signal_flow import SignalFlow, Watched, build, measure, sixteen_digits
from course_lib.widgets.browser_random import BrowserGenerator

OPTIONS = {
    "activation": network_settings.ACTIVATIONS,
    "initialisation": network_settings.INITIALISATIONS,
    "normalisation": network_settings.NORMALISATIONS,
    "skip": (False, True),
}
EXTREMES = list(itertools.product((1, 30), (2, 32), (0.1, 4.0), (0, 99)))
INSIDE = [(20, 32, 1.0, 0), (7, 19, 0.7, 41), (12, 32, 1.3, 5), (3, 5, 2.5, 98), (24, 16, 1.0, 17)]
SIZES = [*EXTREMES, *INSIDE]


def every_combination():
    """All options with all others; each meets one depth, width, scale and seed, each option all of those."""
    for choice in itertools.product(*(enumerate(values) for values in OPTIONS.values())):
        (a, activation), (i, initialisation), (n, normalisation), (s, skip) = choice
        depth, width, scale, seed = SIZES[(a + i + 4 * n + 8 * s) % len(SIZES)]
        yield (
            {
                "activation": activation,
                "initialisation": initialisation,
                "normalisation": normalisation,
                "skip": skip,
                "scale": scale,
            },
            depth,
            width,
            seed,
        )


CASES = list(every_combination())
PRECISION = 1e-5
NEIGHBOURS = 3  # networks that round otherwise
SAFETY = 30  # how much further off than those the browser may be: it rounds in every sum

MEASURE = """async ({ cases, pixels, labels }) => {
  const { measure } = await import("/vanishing_gradients_math.js");
  const digits = { pixels: Float64Array.from(pixels, (ink) => ink / 16), labels };
  return cases.map(([network, depth, width, seed]) => measure(network, depth, width, seed, digits));
}"""
START = """async (asked) => {
  const { startingLayers } = await import("/first_weights.js");
  const layers = startingLayers(...asked);
  return layers.map(({ weight, bias }) => [[...weight], [...bias]]);
}"""


def in_the_browser(stand_in, cases):
    pixels, labels = sixteen_digits()
    given = {"cases": cases, "pixels": pixels.ravel().tolist(), "labels": labels.tolist()}
    return [
        SignalFlow(
            np.array(found["gradientNorms"]),
            np.array(found["spreads"]),
            np.array(found["derivatives"]),
            np.array(found["deadUnits"]),
            width,
        )
        for found, (_, _, width, _) in zip(stand_in.page.evaluate(MEASURE, given), cases, strict=True)
    ]


class Nudged(Module):
    """An activation whose outputs and derivatives are moved by a last digit of a float64, or left alone."""

    def __init__(self, activation, rng):
        self.activation, self.rng = activation, rng

    def compute(self, z):
        y = self.activation(z)
        return y * (1 + self._last_digits(y)), None

    def gradients(self, grad_output, cache):
        return self.activation.backward(grad_output) + self._last_digits(grad_output) * grad_output

    def _last_digits(self, values):
        return np.finfo(float).eps * self.rng.integers(-1, 2, values.shape)


def in_python(case, rng=None):
    """The reference; with `rng`, one that rounds otherwise at each weight and each activation."""
    options, depth, width, seed = case
    model = build(Network(**options), depth, width, seed)
    for module in [*model.modules()] if rng else []:
        if isinstance(module, Linear):
            weight = module.weight.data
            module.weight.data = np.nextafter(weight, weight + rng.integers(-1, 2, weight.shape))
        elif isinstance(module, Watched):
            module.activation = Nudged(module.activation, rng)
    return measure(model, *sixteen_digits())


def uncertainty(case, reference, name):
    """How far a number moves when everything is rounded otherwise: nobody can know it better."""
    rng = np.random.default_rng(0)
    exact = getattr(reference, name)
    moved = [np.abs(getattr(in_python(case, rng), name) - exact) for _ in range(NEIGHBOURS)]
    return SAFETY * np.max(moved, axis=0)


def differing(case, found):
    """Compare number by number; return what is too far off, and how many numbers rounding decides."""
    reference = in_python(case)
    wrong, at_the_mercy = [], 0
    for name in ("gradient_norms", "spreads", "derivatives"):
        exact, difference = getattr(reference, name), np.abs(getattr(found, name) - getattr(reference, name))
        off = ~(difference <= PRECISION * np.abs(exact))
        if off.any():
            off_still = ~(difference <= uncertainty(case, reference, name))
            at_the_mercy += np.count_nonzero(off)
            wrong += [(case, name, position) for position in np.flatnonzero(off & off_still)]
    if (found.dead_units != reference.dead_units).any():
        wrong.append((case, "dead_units", found.dead_units))
    return wrong, at_the_mercy


def test_every_combination_of_options_and_every_extreme_is_compared():
    assert len(CASES) == 7 * 7 * 3 * 2
    assert {(depth, width, options["scale"], seed) for options, depth, width, seed in CASES} == set(SIZES)
    for name, values in OPTIONS.items():
        for value, size in itertools.product(values, SIZES):
            met = [c for c in CASES if c[0][name] == value and (c[1], c[2], c[0]["scale"], c[3]) == size]
            assert met, (value, size)


def test_the_browser_measures_what_the_layers_of_the_course_measure(stand_in):
    compared = [
        differing(case, found) for case, found in zip(CASES, in_the_browser(stand_in, CASES), strict=True)
    ]
    assert [mistake for mistakes, _ in compared for mistake in mistakes] == []
    numbers = sum(3 * depth + 1 for _, depth, _, _ in CASES)
    assert sum(count for _, count in compared) < 0.01 * numbers


@pytest.mark.parametrize("initialisation", network_settings.INITIALISATIONS)
@pytest.mark.parametrize(("depth", "width", "seed"), [(1, 2, 0), (30, 32, 99), (5, 17, 42)])
def test_both_start_from_the_same_weights(stand_in, initialisation, depth, width, seed):
    require_the_weights_of_python(stand_in, initialisation, depth, width, seed)


@pytest.mark.parametrize("initialisation", ["xavier", "orthogonal", "pytorch"])
def test_a_network_that_becomes_deeper_and_shallower_again_has_the_weights_of_its_depth(
    stand_in, initialisation
):
    """Hidden layers are kept; the output layer's numbers come after those of the last of them."""
    for depth in (2, 5, 3, 1, 5):
        require_the_weights_of_python(stand_in, initialisation, depth, 6, 3)


def test_weights_that_were_kept_for_one_network_are_no_other_networks(stand_in):
    for width, seed, initialisation in itertools.product((4, 7), (1, 2), ("he", "lecun", "orthogonal")):
        for _ in range(2):
            require_the_weights_of_python(stand_in, initialisation, 2, width, seed)


def require_the_weights_of_python(stand_in, initialisation, depth, width, seed):
    model = build(Network(initialisation=initialisation), depth, width, seed)
    linear = [module for module in model.modules() if isinstance(module, Linear)]
    drawn = stand_in.page.evaluate(START, [initialisation, depth, width, seed])
    assert len(drawn) == len(linear) == depth + 1
    for (weight, bias), layer in zip(drawn, linear, strict=True):
        # 1e-9: in a random matrix that is almost singular, Gram and Schmidt lose up to six of 16 digits.
        np.testing.assert_allclose(weight, layer.weight.data.ravel(), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(bias, layer.bias.data, rtol=1e-12)


def test_both_draw_the_same_numbers(stand_in):
    draw = """async (seed) => {
      const { normalNumbers, uniformNumbers } = await import("/browser_random.js");
      return [[...uniformNumbers(seed, 5000)], [...normalNumbers(seed, 5000)]];
    }"""
    for seed in (0, 7, 99, 2**30 - 1):
        uniform, normal = stand_in.page.evaluate(draw, seed)
        rng = BrowserGenerator(seed)
        assert uniform == rng.random(5000).tolist()
        # Not to the last digit: each language has its own logarithm and cosine.
        np.testing.assert_allclose(normal, rng.standard_normal(5000), rtol=1e-12, atol=1e-15)


def test_the_error_function_is_that_of_scipy(stand_in):
    x = np.concatenate([np.linspace(-7, 7, 2801), [0, 1e-300, -1e-9, 2.5, -2.5, 50, np.inf, -np.inf]])
    evaluate = """async (values) => {
      const { erf } = await import("/activations.js");
      return values.map((value) => erf(Number(value)));
    }"""
    found = stand_in.page.evaluate(evaluate, [str(value).replace("inf", "Infinity") for value in x])
    np.testing.assert_allclose(found, scipy_erf(x), rtol=1e-14)


def test_the_browser_offers_the_options_of_python(stand_in):
    offered = stand_in.page.evaluate('async () => (await import("/vanishing_gradients_math.js")).OPTIONS')
    assert offered == {name: list(values) for name, values in OPTIONS.items() if name != "skip"}
