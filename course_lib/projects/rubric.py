"""The part of a rubric that a computer can check; what it cannot, a teacher reads.

Each check gives points or says what is missing and what was measured. None ends in a traceback.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython.display import display

from course_lib.projects.measuring import (
    NotWrittenError,
    Run,
    RunError,
    accuracy_of,
    kinds_read,
    trained_once,
)
from course_lib.projects.portraits import KINDS, held_out
from course_lib.words import Words

BAR = 0.87  # the mean over seeds that a repaired run should reach
SEEDS = 3
# Of labels that say nothing, what is read is right for 1 row in 8. Were each of the 1000 rows read by its own
# luck, the share would stray by √(⅛ · ⅞ / 1000) ≈ 0.01; rows that look alike share theirs, so much more is
# allowed. A run that has seen the held-out labels lies far above.
MOST_BY_CHANCE = 0.25
LEAST_OF_A_BASELINE = 0.25  # twice what guessing gets
ROUNDING = 0.00501  # a number written with two digits
LEAST_WORDS = 80
ALONE = 20  # rows that are read one by one
KEYS = ("seeds", "accuracies", "mean", "spread", "baseline", "text")


@dataclass(frozen=True)
class Finding:
    """What became of one line of the rubric.

    Attributes:
        line: what was asked for.
        most: points to be had.
        points: points earned.
        words: what was measured, or what is missing.
    """

    line: str
    most: int
    points: int
    words: str

    def __str__(self) -> str:
        """The line as it is shown."""
        return f"{self.points} of {self.most}: {self.words}"


def assess(run: Run, baseline: Run, report: Any) -> None:
    """Show which points a solution of project P1 has, line by line.

    Args:
        run: the repaired run.
        baseline: something simple, called alike.
        report: a dict with the keys seeds, accuracies, mean, spread, baseline and text.
    """
    found = findings(run, baseline, report)
    for finding in found:
        sign = "✓" if finding.points == finding.most else "✗"
        display(Words(f"{sign} {finding.line}", str(finding)))
    points, most = sum(finding.points for finding in found), sum(finding.most for finding in found)
    display(Words(f"{points} of {most} points", "that a computer can give; the others need a reader"))


def findings(run: Run, baseline: Run, report: Any) -> list[Finding]:
    """Return what a solution has of each line of the rubric, in its order."""
    seeds = _seeds(report)
    lines = (
        ("the run reads the held-out portraits", 3, lambda: _reads_well(run, seeds)),
        ("it learns from the labels it is given, and from nothing else", 2, lambda: _learns_labels(run)),
        ("a portrait is read alike alone and in company", 1, lambda: _reads_alone(run)),
        ("there is a simple baseline", 2, lambda: _has_baseline(run, baseline)),
        ("three seeds or more, with their accuracies", 2, lambda: _tells_seeds(run, report)),
        ("mean and spread", 1, lambda: _tells_spread(report)),
        ("the baseline's number beside it", 1, lambda: _tells_baseline(baseline, report, seeds)),
        ("words whose numbers are those of the run", 1, lambda: _tells_in_words(report)),
    )
    return [_found(line, most, check) for line, most, check in lines]


class _Missing(Exception):
    """Why a line has no points."""


def _found(line: str, most: int, check: Any) -> Finding:
    """Run one check; whatever happens in it is a finding."""
    try:
        return Finding(line, most, most, check())
    except _Missing as missing:
        return Finding(line, most, 0, str(missing))
    except NotWrittenError as missing:
        return Finding(line, most, 0, f"not attempted: {missing}")
    except RunError as error:
        return Finding(line, most, 0, f"could not be measured: {error}")


def _reads_well(run: Run, seeds: list[int]) -> str:
    accuracies = [accuracy_of(run, seed) for seed in seeds]
    mean = float(np.mean(accuracies))
    measured = f"mean of {len(seeds)} seeds ≈{mean:.3f}"
    if mean < BAR:
        raise _Missing(f"{measured}; expected {BAR} or more: there is still something in the way")
    return measured


def _learns_labels(run: Run) -> str:
    """Labels in another order say nothing; what still reads well has learned from somewhere else."""
    judged = held_out()
    read = trained_once(run, 0, shuffled=True)
    share = float(np.mean(kinds_read(read, judged.rows) == judged.labels))
    if share > MOST_BY_CHANCE:
        raise _Missing(
            f"trained on shuffled labels it still reads ≈{share:.3f} of the held-out portraits right, where "
            f"guessing gets {1 / KINDS}: it learns from rows or labels that it was not given. Use the "
            "arguments of the function alone"
        )
    return f"with shuffled labels ≈{share:.3f}, where guessing gets {1 / KINDS}"


def _reads_alone(run: Run) -> str:
    read, rows = trained_once(run, 0), held_out().rows
    together = kinds_read(read, rows)
    alone = np.concatenate([kinds_read(read, rows[number : number + 1]) for number in range(ALONE)])
    apart = int(np.sum(alone != together[:ALONE]) + np.sum(kinds_read(read, rows) != together))
    if apart:
        raise _Missing(
            f"{apart} readings change with the company of a row or from one call to the next: something is "
            "still in the mode of training when it reads"
        )
    return f"{ALONE} portraits, each read alone: none changes"


def _has_baseline(run: Run, baseline: Run) -> str:
    if baseline is run:
        raise _Missing("the baseline is the run itself; compare with something simpler")
    share = accuracy_of(baseline, 0)
    if share < LEAST_OF_A_BASELINE:
        raise _Missing(
            f"it reads ≈{share:.3f} of the held-out portraits right, where guessing gets {1 / KINDS}: a "
            "baseline that has not learned proves nothing; take a linear model that is tuned as well as yours"
        )
    rows = held_out().rows
    if np.array_equal(*(kinds_read(trained_once(each, 0), rows) for each in (run, baseline))):
        raise _Missing("it reads every portrait as the run does: it is the run under another name")
    return f"it reads ≈{share:.3f} of the held-out portraits right"


def _tells_seeds(run: Run, report: Any) -> str:
    seeds, accuracies = _entry(report, "seeds"), _numbers(report, "accuracies")
    if not _are_seeds(seeds) or len(set(seeds)) < SEEDS:
        raise _Missing(f"`seeds` should be {SEEDS} different whole numbers or more, and is {seeds!r}")
    if len(seeds) != len(accuracies):
        raise _Missing(f"there are {len(seeds)} seeds and {len(accuracies)} accuracies: one for each seed")
    for seed, told in zip(seeds, accuracies, strict=True):
        measured = accuracy_of(run, seed)
        if not abs(told - measured) <= ROUNDING:
            raise _Missing(f"seed {seed}: the report says {told:.3g}, and measured is ≈{measured:.3f}")
    return f"{len(seeds)} seeds, and the accuracies are those of the run"


def _tells_spread(report: Any) -> str:
    accuracies, mean = _numbers(report, "accuracies"), _number(report, "mean")
    if not abs(mean - np.mean(accuracies)) <= ROUNDING:
        raise _Missing(f"`mean` is {mean:.3g}, and the mean of `accuracies` ≈{np.mean(accuracies):.3f}")
    spread = _entry(report, "spread")
    if isinstance(spread, tuple | list) and len(spread) == 2 and all(map(_is_number, spread)):
        ends = min(accuracies), max(accuracies)
        if all(abs(told - end) <= ROUNDING for told, end in zip(spread, ends, strict=True)):
            return "the mean, and from the lowest to the highest"
        raise _Missing("`spread` is two numbers, and not the lowest and the highest of `accuracies`")
    known = {
        "the standard deviation": np.std(accuracies),
        "the standard deviation (n − 1)": np.std(accuracies, ddof=1) if len(accuracies) > 1 else math.nan,
        "from the lowest to the highest": np.ptp(accuracies),
    }
    if _is_number(spread) and len(accuracies) > 1:
        for name, value in known.items():
            if abs(spread - value) <= 0.00051 or abs(spread - value) <= ROUNDING and spread > 0:
                return f"the mean, and {name}"
    raise _Missing(
        "`spread` should be (lowest, highest) of `accuracies`, or their standard deviation as a number; "
        f"it is {spread!r}"
    )


def _tells_baseline(baseline: Run, report: Any, seeds: list[int]) -> str:
    told = _number(report, "baseline")
    measured = float(np.mean([accuracy_of(baseline, seed) for seed in seeds]))
    if not abs(told - measured) <= ROUNDING:
        raise _Missing(f"`baseline` is {told:.3g}, and measured over the same seeds is ≈{measured:.3f}")
    return f"≈{measured:.3f}, over the same seeds"


def _tells_in_words(report: Any) -> str:
    text = _entry(report, "text")
    if not isinstance(text, str) or len(text.split()) < LEAST_WORDS:
        count = len(text.split()) if isinstance(text, str) else 0
        raise _Missing(f"`text` has {count} words; expected {LEAST_WORDS} or more")
    known = _known_numbers(report)
    for written in re.findall(r"(?<![\w.])[01]?\.\d+", text):
        digits = len(written.partition(".")[2])
        if not any(abs(float(written) - value) <= 0.501 * 10**-digits for value in known):
            raise _Missing(
                f"{written} in the text is no number of the report; what else you measured goes into "
                '`"also": {"what it is": number}`'
            )
    if not any(f"{_number(report, 'mean'):.{digits}f}" in text for digits in (2, 3)):
        raise _Missing("the text does not give the mean accuracy")
    return f"{len(text.split())} words, and each of their numbers is in the report"


def _known_numbers(report: Any) -> list[float]:
    """Return all numbers that a report gives as numbers."""
    also = report.get("also", {})
    values = [
        _number(report, "mean"),
        _number(report, "baseline"),
        BAR,
        1 / KINDS,
        *_numbers(report, "accuracies"),
    ]
    spread = _entry(report, "spread")
    values += list(spread) if isinstance(spread, tuple | list) else [spread]
    values += list(also.values()) if isinstance(also, Mapping) else []
    return [float(value) for value in values if _is_number(value)]


def _seeds(report: Any) -> list[int]:
    """Return the seeds of a report; the course's if it has none that can be used."""
    seeds = report.get("seeds") if isinstance(report, Mapping) else None
    return list(seeds) if _are_seeds(seeds) else list(range(SEEDS))


def _are_seeds(seeds: Any) -> bool:
    """Whether these are one whole number or more."""
    return (
        isinstance(seeds, tuple | list)
        and len(seeds) > 0
        and all(
            isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0 for seed in seeds
        )
    )


def _entry(report: Any, key: str) -> Any:
    if report is ... or report is None:
        raise _Missing("not attempted: write the report and run its cell")
    if not isinstance(report, Mapping):
        raise _Missing(f"the report should be a dict with the keys {', '.join(KEYS)}")
    if key not in report:
        raise _Missing(f"the report has no {key!r}")
    return report[key]


def _number(report: Any, key: str) -> float:
    value = _entry(report, key)
    if not _is_number(value):
        raise _Missing(f"{key!r} should be a number, and is {value!r}")
    return float(value)


def _numbers(report: Any, key: str) -> list[float]:
    values = _entry(report, key)
    if (
        not isinstance(values, tuple | list | np.ndarray)
        or not len(values)
        or not all(map(_is_number, values))
    ):
        raise _Missing(f"{key!r} should be a list of numbers, and is {values!r}")
    return [float(value) for value in values]


def _is_number(value: Any) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
