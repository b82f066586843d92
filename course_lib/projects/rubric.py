"""The part of a rubric that a computer can check; what it cannot, a teacher reads.

Each check gives points or says what is missing and what was measured. None ends in a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython.display import display

from course_lib.projects.measuring import NotWrittenError, Run, RunError, accuracy_of, kinds_of, layers_used
from course_lib.projects.portraits import KINDS, held_out, other_portraits, portraits
from course_lib.projects.reporting import (
    BAR,
    Missing,
    seeds_of,
    tells_baseline,
    tells_in_words,
    tells_seeds,
    tells_spread,
)
from course_lib.words import Words

# What each line of the rubric is about, in its order: as in the notebook's table, and as in the replies.
LINES = {
    "a network reads 0.87 or more of the held-out portraits": 3,
    "trained on shuffled labels, the same run is at chance": 2,
    "a portrait is read alike alone and in company, and twice alike": 1,
    "a simple baseline that has learned something": 2,
    "three seeds or more, with the accuracies that the run has": 2,
    "mean and spread": 1,
    "the baseline's mean over the same seeds": 1,
    "the text's decimals and percentages are numbers of the report": 1,
}
FOR_A_READER = 7
# Of labels that say nothing, what is read is right for 1 row in 8. Were each of the 1000 rows read by its own
# luck, the share would stray by √(⅛ · ⅞ / 1000) ≈ 0.01; rows that look alike share theirs, so much more is
# allowed. A run that has seen the held-out labels lies far above.
MOST_BY_CHANCE = 0.25
# Two readings of 300 rows and of 1000 at 0.9 differ by 2 points, give or take: √(0.9 · 0.1 (1/300 + 1/1000)).
MOST_ABOVE_OTHERS = 0.1
HAS_LEARNED = 0.25  # twice what guessing gets
ALONE = 20  # rows that are read one by one


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
        return f"{self.points} of {self.most}; {self.words}"


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
    display(
        Words(
            f"{points} of {most} points",
            f"that a computer can give; {FOR_A_READER} more need a reader. Alone? Sleep over it, read the "
            "solved notebook, and give them yourself, line by line",
            between=" ",
        )
    )


def findings(run: Run, baseline: Run, report: Any) -> list[Finding]:
    """Return what a solution has of each line of the rubric, in its order."""
    seeds = seeds_of(report)
    checks = (
        lambda: _reads_well(run, seeds),
        lambda: _learns_labels(run),
        lambda: _reads_alone(run),
        lambda: _has_baseline(run, baseline),
        lambda: tells_seeds(run, report),
        lambda: tells_spread(report),
        lambda: tells_baseline(baseline, report, seeds),
        lambda: tells_in_words(report),
    )
    return [_found(line, most, check) for (line, most), check in zip(LINES.items(), checks, strict=True)]


def _found(line: str, most: int, check: Any) -> Finding:
    """Run one check; whatever happens in it is a finding."""
    try:
        return Finding(line, most, most, check())
    except Missing as missing:
        return Finding(line, most, 0, str(missing))
    except NotWrittenError as missing:
        return Finding(line, most, 0, f"not attempted: {missing}")
    except RunError as error:
        return Finding(line, most, 0, f"could not be measured: {error}")


def _reads_well(run: Run, seeds: list[int]) -> str:
    accuracies = [accuracy_of(run, seed) for seed in seeds]
    mean = float(np.mean(accuracies))
    measured = f"mean of {len(seeds)} seed{'s' * (len(seeds) != 1)} ≈{mean:.3f}"
    if mean < BAR:
        raise Missing(f"{measured}; expected {BAR} or more: there is still something in the way")
    if layers_used(run, seeds[0], held_out().rows[:2]) < 2:
        raise Missing(
            f"{measured}, but what reads is no network of `torch.nn` with a hidden layer: asked for is the "
            "run that was left to you, repaired. What you have may make a strong baseline"
        )
    return measured


def _require_learned(run: Run) -> None:
    """Refuse a run at chance: what it does not do proves nothing."""
    share = accuracy_of(run, 0)
    if share < HAS_LEARNED:
        raise Missing(
            f"with the true labels it reads ≈{share:.3f} of the held-out portraits right, where guessing "
            f"gets {1 / KINDS}: as long as it learns nothing, this shows nothing"
        )


def _learns_labels(run: Run) -> str:
    """Labels in another order say nothing; what still reads well has learned from somewhere else."""
    _require_learned(run)
    judged = held_out()
    share = float(np.mean(kinds_of(run, 0, judged.rows, shuffled=True) == judged.labels))
    if share > MOST_BY_CHANCE:
        raise Missing(
            f"trained on shuffled labels it still reads ≈{share:.3f} of the held-out portraits right, where "
            f"guessing gets {1 / KINDS}: it learns from rows or labels that it was not given. Use the "
            "arguments of the function alone"
        )
    others = other_portraits()
    elsewhere = float(np.mean(kinds_of(run, 0, others.rows) == others.labels))
    if accuracy_of(run, 0) - elsewhere > MOST_ABOVE_OTHERS:
        raise Missing(
            f"it reads ≈{accuracy_of(run, 0):.3f} of the held-out portraits right, and ≈{elsewhere:.3f} of "
            f"{len(others)} others: it knows the held-out ones. Use the arguments of the function alone"
        )
    return f"with shuffled labels ≈{share:.3f}, where guessing gets {1 / KINDS}"


def _reads_alone(run: Run) -> str:
    _require_learned(run)
    rows = held_out().rows.reshape(-1, 24, 24)[:, :, ::-1].reshape(-1, 576)  # mirrored: never read before
    alone = np.concatenate([kinds_of(run, 0, rows[number : number + 1]) for number in range(ALONE)])
    together = kinds_of(run, 0, rows)
    apart = int(np.sum(alone != together[:ALONE]) + np.sum(kinds_of(run, 0, rows) != together))
    if apart:
        raise Missing(
            f"{apart} readings change with the company of a row or from one call to the next: something is "
            "still in the mode of training when it reads"
        )
    return f"{ALONE} portraits, each read alone: none changes"


def _has_baseline(run: Run, baseline: Run) -> str:
    if baseline is run:
        raise Missing("the baseline is the run itself; compare with something simpler")
    share = accuracy_of(baseline, 0)
    if share < HAS_LEARNED:
        given = portraits()
        own = float(np.mean(kinds_of(baseline, 0, given.rows) == given.labels))
        advice = (
            "those it learned from it reads no better. It has not learned, or does not scale new rows as "
            "it scaled those"
            if own < max(HAS_LEARNED, share + 0.1)
            else f"of the portraits it learned from it reads ≈{own:.3f}: it learned them by heart, so tune it"
        )
        raise Missing(
            f"it reads ≈{share:.3f} of the held-out portraits right, where guessing gets {1 / KINDS}; "
            f"{advice}"
        )
    if _read_alike(run, baseline):
        raise Missing("it reads every portrait as the run does: it is the run under another name")
    return f"it reads ≈{share:.3f} of the held-out portraits right"


def _read_alike(run: Run, baseline: Run) -> bool:
    """Whether two runs read every held-out portrait alike; a run that fails reads like no other."""
    rows = held_out().rows
    try:
        return np.array_equal(kinds_of(run, 0, rows), kinds_of(baseline, 0, rows))
    except RunError:
        return False
