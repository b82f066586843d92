"""The browser walks as the optimisers of the course walk, on every surface and for every setting."""

import itertools

import numpy as np
import pytest

from course_lib.loss_surfaces import SURFACES
from course_lib.widgets.optimiser_paths import RANGES, RATES, OptimiserPaths

WALK = """async (cases) => {
  const { OPTIMISERS, pathOf } = await import("/optimiser_paths_math.js");
  const walk = ([surface, start, rates, momentum, beta2, steps], name) =>
    pathOf(name, surface, start, steps, { lr: rates[name], momentum, beta2 });
  return cases.map((given) => Object.fromEntries(OPTIMISERS.map((name) => [name, walk(given, name)])));
}"""
LOOK = """async (asked) => {
  const { SURFACES } = await import("/optimiser_paths_math.js");
  return Object.fromEntries(Object.entries(SURFACES).map(([name, { title, loss, gradient, range, start }]) =>
    [name, { title, range, start, seen: asked.map(([x, y]) => [loss(x, y), ...gradient(x, y)]) }]));
}"""
STEADY = 60
PRECISION = 1e-5
SAFETY = 1000  # how much further off than such neighbours the browser may be: it rounds at every step


def cases():
    """Every surface with every end of every setting, from its own start and from three others."""
    ends = itertools.product(
        SURFACES, (RANGES["rate"][0], 0.01, 0.1, RANGES["rate"][1]), RANGES["momentum"], RANGES["beta2"]
    )
    for position, (surface, rate, momentum, beta2) in enumerate(ends):
        start = (SURFACES[surface].start, (0.7, -0.3), (-3.0, 3.0), (0.0, 0.0))[position % 4]
        yield (
            surface,
            start,
            dict.fromkeys(RATES, rate),
            momentum,
            beta2,
            (0, 1, 40, STEADY)[position // 4 % 4],
        )
    for surface in SURFACES:
        yield surface, SURFACES[surface].start, RATES, 0.9, 0.99, STEADY


CASES = list(cases())


def test_the_surfaces_are_those_of_python(stand_in):
    rng = np.random.default_rng(0)
    asked = rng.uniform(-3, 3, (50, 2)).tolist()
    found = stand_in.page.evaluate(LOOK, asked)
    assert list(found) == list(SURFACES)
    for name, surface in SURFACES.items():
        assert found[name]["title"] == surface.title
        assert found[name]["range"] == {"x": list(surface.x_range), "y": list(surface.y_range)}
        assert found[name]["start"] == list(surface.start)
        expected = [[surface.loss(x, y), *surface.gradient(x, y)] for x, y in asked]
        np.testing.assert_allclose(found[name]["seen"], expected, rtol=1e-12)


def uncertainty(case, name, path):
    """How far a path moves when its start is moved by its last digits: nobody can know it better."""
    surface, start, *settings = case
    moved = [np.zeros(path.shape)]
    for nudge in (1 - 4e-16, 1 + 4e-16):
        other = OptimiserPaths(surface, tuple(nudge * part for part in start), *settings).paths()[name]
        if other.shape == path.shape:
            moved.append(np.abs(other - path))
    return SAFETY * np.max(moved, axis=0)


def test_the_browser_walks_as_the_optimisers_of_the_course(stand_in):
    numbers, at_the_mercy = 0, 0
    for case, found in zip(CASES, stand_in.page.evaluate(WALK, CASES), strict=True):
        surface, start, rates, momentum, beta2, steps = case
        widget = OptimiserPaths(surface, start, rates, momentum, beta2, steps)
        for name, path in widget.paths().items():
            walked = np.array(found[name])
            assert walked.shape == path.shape, (case, name)
            off = np.abs(walked - path) > PRECISION * np.maximum(np.abs(path), np.abs(path).max() / 100)
            numbers, at_the_mercy = numbers + path.size, at_the_mercy + np.count_nonzero(off)
            if off.any():
                assert (np.abs(walked - path) <= uncertainty(case, name, path))[off].all(), (case, name)
    assert at_the_mercy < 0.02 * numbers


@pytest.mark.parametrize("name", list(RATES))
def test_a_wrong_rule_would_be_noticed(stand_in, name):
    """A rate that is off by a hundredth of a per cent moves every path further than the comparison allows."""
    off = {key: rate * (1.0001 if key == name else 1) for key, rate in RATES.items()}
    (found,) = stand_in.page.evaluate(WALK, [("valley", (-2.5, 0.5), off, 0.9, 0.99, STEADY)])
    path = OptimiserPaths(steps=STEADY).paths()[name]
    assert np.abs(np.array(found[name]) - path).max() > PRECISION * np.abs(path).max()
