"""Random search: what it draws, how it sorts, and what becomes of runs that diverge."""

import math

import numpy as np
import pytest

from course_lib.arguments import DivergedError
from course_lib.numpy_nn.activations import ReLU, Tanh
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.training import fit
from course_lib.random_search import Choice, LogUniform, Uniform, random_search

SPACE = {"lr": LogUniform(1e-4, 1.0), "momentum": Uniform(0.0, 0.9), "width": Choice([16, 32, 64])}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def closeness(lr, momentum, width):
    """A score whose best settings are known."""
    return -abs(math.log10(lr) + 2) - momentum - width / 64


def draws(values, count=4000):
    rng = np.random.default_rng(0)
    return [values.draw(rng) for _ in range(count)]


def test_the_same_generator_gives_the_same_search():
    first, second = (random_search(closeness, SPACE, 20, np.random.default_rng(3)) for _ in range(2))
    assert first == second
    assert first != random_search(closeness, SPACE, 20, np.random.default_rng(4))


def test_what_a_run_does_with_the_generator_changes_no_settings(rng):
    def wasteful(**settings):
        rng.random(7)
        return closeness(**settings)

    assert random_search(wasteful, SPACE, 20, rng) == random_search(
        closeness, SPACE, 20, np.random.default_rng(0)
    )


def test_the_best_comes_first_and_every_trial_has_its_own_score(rng):
    search = random_search(closeness, SPACE, 30, rng)
    scores = [trial.score for trial in search]
    assert len(search) == len(scores) == 30
    assert scores == sorted(scores, reverse=True)
    assert search.best.score == scores[0]
    assert all(closeness(**trial.settings) == trial.score for trial in search)


def test_a_loss_is_best_when_it_is_lowest(rng):
    scores = [trial.score for trial in random_search(closeness, SPACE, 30, rng, best="lowest")]
    assert scores == sorted(scores)


def test_numbers_are_drawn_evenly_from_their_range():
    found = draws(Uniform(-1.0, 3.0))
    assert -1 <= min(found) < max(found) < 3
    # The standard error of 4000 counts of a quarter is 27; four of them.
    assert [
        np.count_nonzero((low <= np.array(found)) & (np.array(found) < low + 1)) for low in range(-1, 3)
    ] == [pytest.approx(1000, abs=110)] * 4


def test_each_power_of_ten_is_as_likely_as_the_next():
    found = np.log10(draws(LogUniform(1e-5, 1e-1)))
    assert -5 <= found.min() < found.max() < -1
    assert np.histogram(found, bins=[-5, -4, -3, -2, -1])[0] == pytest.approx([1000] * 4, abs=110)


def test_every_choice_is_as_likely_as_the_next():
    found = draws(Choice((ReLU, Tanh, None, "GELU")))
    assert [found.count(option) for option in (ReLU, Tanh, None, "GELU")] == pytest.approx(
        [1000] * 4, abs=110
    )


@pytest.mark.parametrize("lost", [math.nan, math.inf, -math.inf, DivergedError])
@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_a_run_that_diverged_has_lost_against_every_other_and_stops_nothing(rng, lost, best):
    def explosive(lr):
        if lr > 0.1:
            if lost is DivergedError:
                raise DivergedError("the loss became inf")
            return lost
        return lr

    search = random_search(explosive, {"lr": LogUniform(1e-4, 1.0)}, 40, rng, best=best)
    diverged = [trial.settings["lr"] > 0.1 for trial in search]
    assert 0 < sum(diverged) < 40
    assert diverged == sorted(diverged), "they come last"
    assert [math.isnan(trial.score) for trial in search] == diverged


def test_a_mistake_in_the_run_is_not_taken_for_a_bad_score(rng):
    def mistaken(**settings):
        raise ValueError("lr: expected a number")

    with pytest.raises(ValueError, match="lr: expected a number"):
        random_search(mistaken, SPACE, 3, rng)


def test_progress_sees_every_trial(rng):
    seen = []

    def progress(trials):
        for trial in trials:
            seen.append(trial)
            yield trial

    search = random_search(closeness, SPACE, 7, rng, progress=progress)
    assert len(seen) == 7
    assert all(settings in [trial.settings for trial in search] for settings in seen)


def test_a_search_reads_as_a_table_of_its_five_best():
    scores = iter([0.5, math.nan, 0.97214, 0.6, 0.1, 0.2, 0.3])
    space = {"activation": Choice([ReLU]), "width": Choice([32]), "lr": Choice([0.0123456])}
    search = random_search(lambda **settings: next(scores), space, 7, np.random.default_rng(0))
    settings = "activation=ReLU, width=32, lr=0.0123"
    assert repr(search).splitlines() == [
        "Random search of 7 trials, best first",
        f"  ≈0.972: {settings}",
        f"  ≈0.6: {settings}",
        f"  ≈0.5: {settings}",
        f"  ≈0.3: {settings}",
        f"  ≈0.2: {settings}",
        "  … and 2 more",
    ]
    assert repr(list(search)[-1]) == f"diverged: {settings}"


def test_a_search_of_one_trial_and_of_five_leave_nothing_out():
    assert repr(random_search(lambda a: a, {"a": Choice([2])}, 1, np.random.default_rng(0))) == (
        "Random search of 1 trial\n  ≈2: a=2"
    )
    five = random_search(lambda a: a, {"a": Choice([2])}, 5, np.random.default_rng(0))
    assert repr(five).splitlines()[1:] == ["  ≈2: a=2"] * 5


def test_a_search_finds_the_learning_rate_of_a_real_network(rng):
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0])

    def train(lr):
        model = MLP([2, 8, 2], Tanh, rng=np.random.default_rng(0), dtype=np.float64)
        optimiser = SGD(model.parameters(), lr, momentum=0.9)
        settings = {"epochs": 100, "batch_size": 4, "rng": np.random.default_rng(0)}
        return fit(model, CrossEntropyLoss(), optimiser, x, labels, **settings).training_loss[-1]

    search = random_search(train, {"lr": LogUniform(1e-5, 1.0)}, 8, rng, best="lowest")
    assert search.best.score < 0.1 < search.trials[-1].score
    assert 0.01 < search.best.settings["lr"] < 1


REFUSALS = [
    (lambda rng: Uniform(1.0, 1.0), ValueError, "high: expected a finite number > 1, received 1"),
    (lambda rng: Uniform("0", 1.0), TypeError, "low: expected a number, received '0'"),
    (lambda rng: LogUniform(0.0, 1.0), ValueError, "low: expected a finite number > 0, received 0"),
    (lambda rng: LogUniform(0.1, 0.01), ValueError, "high: expected a finite number > 0.1, received 0.01"),
    (lambda rng: LogUniform(0.1, None), TypeError, "high: expected a number, received None"),
    (lambda rng: Choice([]), ValueError, "options: expected one at least, received none"),
    (lambda rng: Choice("abc"), TypeError, "options: expected a list .*, received 'abc'"),
    (lambda rng: random_search(3, SPACE, 5, rng), TypeError, "run: expected a function .*, received 3"),
    (
        lambda rng: random_search(closeness, [1], 5, rng),
        TypeError,
        r"space: expected a dict .*, received \[1\]",
    ),
    (
        lambda rng: random_search(closeness, {}, 5, rng),
        ValueError,
        "space: expected one setting .* received none",
    ),
    (lambda rng: random_search(closeness, {1: Uniform(0, 1)}, 5, rng), TypeError, "space: .*, received 1"),
    (
        lambda rng: random_search(closeness, {"lr": 0.1}, 5, rng),
        TypeError,
        r"space\['lr'\]: expected Uniform, LogUniform or Choice, received 0.1",
    ),
    (lambda rng: random_search(closeness, SPACE, 0, rng), ValueError, "trials: expected .*, received 0"),
    (lambda rng: random_search(closeness, SPACE, 5.0, rng), TypeError, "trials: expected .*, received 5.0"),
    (lambda rng: random_search(closeness, SPACE, 5, None), TypeError, "rng: expected .*, received None"),
    (lambda rng: random_search(closeness, SPACE, 5, 0), TypeError, "rng: expected .*, received 0"),
    (
        lambda rng: random_search(closeness, SPACE, 5, rng, best="max"),
        ValueError,
        "best: expected one of 'highest', 'lowest', received 'max'",
    ),
    (lambda rng: random_search(closeness, SPACE, 5, rng, progress=1), TypeError, "progress: .* received 1"),
    (
        lambda rng: random_search(lambda lr: None, {"lr": Choice([0.5])}, 5, rng),
        TypeError,
        r"run: expected it to return a number for \{'lr': 0.5\}, received None",
    ),
    (
        lambda rng: random_search(lambda lr: True, {"lr": Choice([0.5])}, 5, rng),
        TypeError,
        "run: expected it to return a number .*, received True",
    ),
]


@pytest.mark.parametrize(("mistake", "error", "message"), REFUSALS)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(mistake, error, message, rng):
    with pytest.raises(error, match=message):
        mistake(rng)


def test_a_search_and_its_trials_cannot_be_changed_afterwards(rng):
    search = random_search(closeness, SPACE, 2, rng)
    with pytest.raises(AttributeError):
        search.trials = ()
    with pytest.raises(AttributeError):
        search.best.score = 1.0
