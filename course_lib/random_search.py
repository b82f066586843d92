"""Which settings are best? Draw some at random, train with each, and look at the validation scores.

A grid of nine points tries three values of each of two settings; nine random points try nine of each. Where
one setting matters more than the other, as is usual, those nine find the better value of it.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from course_lib.arguments import (
    DivergedError,
    require_number,
    require_one_of,
    require_progress,
    require_whole_number,
)
from course_lib.numpy_nn.arguments import require_generator


class Uniform:
    """Numbers from low to high, all equally likely: for settings such as momentum or a dropout rate.

    Args:
        low: the smallest.
        high: greater than low; itself not drawn.

    Raises:
        ValueError: if high is not greater than low.
        TypeError: if one is no number.
    """

    def __init__(self, low: float, high: float):
        self.low = require_number("low", low)
        self.high = require_number("high", high, above=self.low)

    def draw(self, rng: np.random.Generator) -> float:
        """Return one number."""
        return float(rng.uniform(self.low, self.high))


class LogUniform:
    """Numbers from low to high, each power of ten as likely as the next: for learning rates and decays.

    Args:
        low: the smallest, above 0.
        high: greater than low; itself not drawn.

    Raises:
        ValueError: if low is not above 0, or high is not greater than low.
        TypeError: if one is no number.
    """

    def __init__(self, low: float, high: float):
        self.low = require_number("low", low, above=0)
        self.high = require_number("high", high, above=self.low)

    def draw(self, rng: np.random.Generator) -> float:
        """Return one number."""
        return math.exp(rng.uniform(math.log(self.low), math.log(self.high)))


class Choice:
    """One of several values of any kind, all equally likely: for widths or activations.

    Args:
        options: a list or tuple of the values, at least one.

    Raises:
        ValueError: if there are none.
        TypeError: if options is no list or tuple.
    """

    def __init__(self, options: Sequence[Any]):
        if not isinstance(options, (list, tuple)):
            raise TypeError(f"options: expected a list such as [16, 32, 64], received {options!r}")
        if not options:
            raise ValueError("options: expected one at least, received none")
        self.options = list(options)

    def draw(self, rng: np.random.Generator) -> Any:
        """Return one of the values."""
        return self.options[rng.integers(len(self.options))]


@dataclass(frozen=True)
class Trial:
    """Settings that were tried.

    Attributes:
        settings: by name.
        score: what the run returned; NaN if it diverged.
    """

    settings: dict[str, Any]
    score: float

    def __repr__(self) -> str:
        """Show the score, with ≈ since it depends on the processor, and the settings."""
        shown = ", ".join(f"{name}={_shown(value)}" for name, value in self.settings.items())
        return f"{'diverged' if math.isnan(self.score) else f'≈{self.score:.3g}'}: {shown}"


@dataclass(frozen=True)
class Search:
    """All trials of a random search.

    Attributes:
        trials: best first; those that diverged come last, in the order in which they were tried.
    """

    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        """The trial with the best score."""
        return self.trials[0]

    def __len__(self) -> int:
        """Return the number of trials."""
        return len(self.trials)

    def __iter__(self) -> Iterator[Trial]:
        """Go through the trials, best first."""
        return iter(self.trials)

    def __repr__(self) -> str:
        """Show the five best trials, a line each, and how many more there were."""
        head = "1 trial" if len(self) == 1 else f"{len(self)} trials, best first"
        rest = [f"… and {len(self) - 5} more"] if len(self) > 5 else []
        return "\n  ".join([f"Random search of {head}", *map(repr, self.trials[:5]), *rest])


def random_search(
    run: Callable[..., float],
    space: Mapping[str, Uniform | LogUniform | Choice],
    trials: int,
    rng: np.random.Generator,
    *,
    best: str = "highest",
    progress: Callable[[Iterable], Iterable] | None = None,
) -> Search:
    """Try settings drawn at random, and return all trials, best first.

    All settings are drawn before the first run, so that they depend on rng alone. A run that ends in NaN or
    infinity, or in the DivergedError of `fit`, has lost against every other, and the search goes on.

    Args:
        run: trains a model with settings, run(lr=0.01, width=32), and returns its validation score.
        space: from what each setting is drawn, by the name by which run knows it.
        trials: how many settings to try.
        rng: decides which.
        best: "highest" where the score is an accuracy, "lowest" where it is a loss.
        progress: wraps the trials, for example tqdm.

    Raises:
        TypeError: if an argument is of the wrong kind, or a run does not return a number.
        ValueError: if space is empty, trials is below 1, or best is something else.

    Source: Bergstra and Bengio (2012), *Random search for hyper-parameter optimization*.
    """
    if not callable(run):
        raise TypeError(f"run: expected a function such as train(lr, width), received {run!r}")
    _require_space(space)
    trials = require_whole_number("trials", trials)
    if rng is None:
        raise TypeError("rng: expected np.random.default_rng(seed), received None")
    require_generator(rng)
    require_one_of("best", best, ("highest", "lowest"))
    require_progress(progress)
    drawn = [{name: values.draw(rng) for name, values in space.items()} for _ in range(trials)]
    tried = [Trial(settings, _score(run, settings)) for settings in (progress or iter)(drawn)]
    sign = -1 if best == "highest" else 1
    return Search(tuple(sorted(tried, key=lambda trial: _rank(sign * trial.score))))


def _score(run: Callable[..., float], settings: dict[str, Any]) -> float:
    """Return the score of one run, NaN if it diverged."""
    try:
        score = run(**settings)
    except DivergedError:
        return math.nan
    if isinstance(score, bool) or not isinstance(score, Real):
        raise TypeError(f"run: expected it to return a number for {settings}, received {score!r}")
    return float(score) if math.isfinite(score) else math.nan


def _rank(cost: float) -> float:
    return math.inf if math.isnan(cost) else cost


def _require_space(space: object) -> None:
    if not isinstance(space, Mapping):
        raise TypeError(
            f"space: expected a dict such as {{'lr': LogUniform(1e-4, 1e-1)}}, received {space!r}"
        )
    if not space:
        raise ValueError("space: expected one setting at least, received none")
    for name, values in space.items():
        if not isinstance(name, str):
            raise TypeError(f"space: expected names of settings, received {name!r}")
        if not isinstance(values, (Uniform, LogUniform, Choice)):
            raise TypeError(
                f"space[{name!r}]: expected Uniform, LogUniform or Choice, received {values!r}; "
                "a setting that does not vary belongs into run"
            )


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return getattr(value, "__name__", None) or repr(value)
