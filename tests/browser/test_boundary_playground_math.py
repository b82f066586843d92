"""The browser learns the boundaries that the layers of the course learn, for every learner and setting."""

import itertools

import numpy as np
import pytest

from course_lib.boundary_learning import LEARNERS, learn_boundary, outputs_at
from course_lib.widgets.boundary_playground import PRESETS, RANGES, RATES

PRECISION = 1e-5
LEARN = """async (cases) => {
  const { judgedPoints, learnedFrom, startOf } = await import("/boundary_playground_math.js");
  return cases.map(([settings, points, steps]) => {
    const { weights, steps: taken } = learnedFrom(startOf(settings), settings, points, steps);
    return { weights: [...weights], steps: taken, ...judgedPoints(settings.learner, weights, points) };
  });
}"""
# Few steps where steps are large: with a rate of 10 a network may swing, and rounding decides where to.
STEPS = {0.01: (0, 60), 0.5: (3, 60), 2.0: (20,), 10.0: (1, 5)}


def cases_of(learner):
    """Every set of points with every number of units, every rate, and seeds from end to end."""
    units = range(RANGES["hidden"][0], RANGES["hidden"][1] + 1) if learner == "mlp" else (3,)
    seeds = itertools.cycle((0, 1, 42, 99))
    for points, hidden, lr in itertools.product(PRESETS.values(), units, STEPS):
        for steps in STEPS[lr]:
            settings = {"learner": learner, "hidden": hidden, "lr": lr, "seed": next(seeds)}
            yield [settings, points, steps]
    yield [{"learner": learner, "hidden": 4, "lr": 0.1, "seed": 0}, PRESETS["two clouds that overlap"], 2000]


def in_python(settings, points, steps):
    rows = np.array(points, dtype=np.float64).reshape(-1, 3)
    learner, options = settings["learner"], {name: settings[name] for name in ("hidden", "lr", "seed")}
    return learn_boundary(learner, rows[:, :2], rows[:, 2].astype(int), steps=steps, **options)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_browser_learns_what_the_layers_of_the_course_learn(stand_in, learner):
    cases = list(cases_of(learner))
    assert len(cases) > 40
    for case, found in zip(cases, stand_in.page.evaluate(LEARN, cases), strict=True):
        reference = in_python(*case)
        assert found["steps"] == reference.steps, case
        np.testing.assert_allclose(found["weights"], reference.weights, rtol=PRECISION, atol=1e-9)
        np.testing.assert_allclose(found["outputs"], reference.outputs, rtol=PRECISION, atol=1e-9)
        assert found["wrong"] == reference.wrong.tolist(), case
        if reference.loss is None:
            assert found["loss"] is None
        else:
            assert found["loss"] == pytest.approx(reference.loss, rel=PRECISION)


def test_the_cases_reach_both_ends_of_every_range():
    settings = [settings for settings, _, _ in cases_of("mlp")]
    for name in ("hidden", "seed"):
        assert (min(s[name] for s in settings), max(s[name] for s in settings)) == RANGES[name]
    assert (min(STEPS), max(STEPS)) == RATES
    assert max(steps for _, _, steps in cases_of("mlp")) == RANGES["steps"][1]


def test_a_perceptron_is_exact_to_the_last_digit(stand_in):
    for points in PRESETS.values():
        case = [{"learner": "perceptron", "hidden": 3, "lr": 1.0, "seed": 0}, points, 500]
        (found,) = stand_in.page.evaluate(LEARN, [case])
        assert found["weights"] == in_python(*case).weights.tolist()


def test_going_on_is_the_same_as_going_at_once(stand_in):
    both = """async ([settings, points]) => {
      const { learnedFrom, startOf } = await import("/boundary_playground_math.js");
      let known = startOf(settings);
      for (const steps of [1, 2, 7, 40]) known = learnedFrom(known, settings, points, steps);
      return [known, learnedFrom(startOf(settings), settings, points, 40)].map(({ weights }) => [...weights]);
    }"""
    for learner, points in itertools.product(LEARNERS, PRESETS.values()):
        settings = {"learner": learner, "hidden": 4, "lr": 0.5, "seed": 3}
        one, other = stand_in.page.evaluate(both, [settings, points])
        assert one == other


def test_the_quick_tanh_has_the_digits_that_it_promises(stand_in):
    ask = """async (given) => {
      const { quickTanh } = await import("/quick_tanh.js");
      return [given.map((z) => [quickTanh(z), quickTanh(-z)]), [Infinity, NaN].map(quickTanh)];
    }"""
    halves = (np.arange(2600) + 0.5) / 128  # as far as can be from the places of its table
    given = np.concatenate([[0, 1e-300, 1e-9, 1e300], halves, np.random.default_rng(0).uniform(0, 25, 5000)])
    found, outside = stand_in.page.evaluate(ask, given.tolist())
    plus, minus = np.array(found).T
    np.testing.assert_allclose(plus, np.tanh(given), rtol=2e-14)
    np.testing.assert_array_equal(minus, -plus)
    assert outside == [1, pytest.approx(np.nan, nan_ok=True)]


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_plane_shows_what_the_learner_says_there(stand_in, learner):
    points = PRESETS["XOR: two diagonals"]
    weights = in_python({"learner": learner, "hidden": 4, "lr": 2.0, "seed": 0}, points, 50).weights
    ask = """async ([learner, weights]) => {
      const { planeOutputs } = await import("/boundary_playground_math.js");
      return [...planeOutputs(learner, Float64Array.from(weights), 20)];
    }"""
    found = stand_in.page.evaluate(ask, [learner, weights.tolist()])
    middles = (np.arange(20) + 0.5) / 10 - 1
    places = np.stack(np.meshgrid(middles, -middles), axis=-1)
    np.testing.assert_allclose(found, outputs_at(learner, weights, places).ravel(), rtol=1e-9, atol=1e-12)
