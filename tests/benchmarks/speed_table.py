"""What the speed bench found: its raw samples, the ratios of them, and the table with the goals."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks.speed_contenders import PEERS
from tests.benchmarks.speed_rows import ROWS, Row
from tests.benchmarks.two_files import write_both

COLUMNS = ("torch", *PEERS, "floor")
SLACK = 1.2  # of a goal, on a machine that others use too


@dataclass(frozen=True)
class SpeedRun:
    """What one run of the bench found.

    Attributes:
        command: what makes it again.
        versions: of Python and the libraries.
        processor: its kind.
        cores: how many there were.
        busy: per cent of all cores that other programs took just before the run, and just after it.
        missing: why a library did not take part, by its name.
        samples: by row and contender, CPU seconds of a step; the n-th of each were taken one after the other.

    Raises:
        ValueError: if a row is missing or unknown, or a number impossible.
    """

    command: str
    versions: dict[str, str]
    processor: str
    cores: int
    busy: tuple[float, float]
    missing: dict[str, str]
    samples: dict[str, dict[str, tuple[float, ...]]]

    def __post_init__(self) -> None:
        """Refuse what could not have been measured."""
        names = [row.name for row in ROWS]
        if list(self.samples) != names:
            raise ValueError(f"samples: expected the rows {names}, received {list(self.samples)}")
        for row, contenders in self.samples.items():
            if not {"course"} < set(contenders) <= {"course", *COLUMNS}:
                raise ValueError(
                    f"{row}: expected the course and some of {COLUMNS}, received {list(contenders)}"
                )
            for name, seconds in contenders.items():
                if not seconds or not (np.isfinite(seconds) & (np.array(seconds) > 0)).all():
                    raise ValueError(f"{row}, {name}: expected positive numbers, received {seconds}")


@dataclass(frozen=True)
class Goal:
    """A goal of a row, and what was measured.

    Attributes:
        against: whom the course is compared with.
        share: of that one's time, what the course takes.
        limit: the largest share that meets the goal.
    """

    against: str
    share: float
    limit: float

    def met(self, slack: float = 1.0) -> bool:
        """Tell whether the goal is met, or missed by no more than a factor."""
        return self.share <= slack * self.limit


def shares(samples: dict[str, tuple[float, ...]]) -> dict[str, float]:
    """Return the share of each other contender's time that the course takes: the median of paired samples.

    A contender that is too slow for all the rounds is paired with the first of them.
    """
    others = {name: seconds for name, seconds in samples.items() if name != "course"}
    return {
        name: median(ours / theirs for ours, theirs in zip(samples["course"], seconds, strict=False))
        for name, seconds in others.items()
    }


def goals(row: Row, samples: dict[str, tuple[float, ...]]) -> list[Goal]:
    """Return the goals of a row whose contenders took part; the best peer is the fastest of them."""
    share = shares(samples)
    best = max((name for name in PEERS if name in share), key=share.__getitem__, default="best peer")
    faster = {best if name == "best peer" else name: 1 / times for name, times in row.faster.items()}
    limits = row.at_most | faster
    return [Goal(name, share[name], limit) for name, limit in limits.items() if name in share]


def misses(found: SpeedRun, slack: float = 1.0) -> list[str]:
    """Return a line for each goal that is missed by more than a factor."""
    return [
        f"{row.name}: {said(goal)}"
        for row in ROWS
        for goal in goals(row, found.samples[row.name])
        if not goal.met(slack)
    ]


def said(goal: Goal) -> str:
    """Say what was measured and what the goal is: times faster for another library, else a share."""
    if goal.against in PEERS:
        return f"{_times(goal.share)} faster than {goal.against} (goal: {_times(goal.limit)})"
    return f"{goal.share:.3g} of the time of {goal.against} (goal: {goal.limit:.3g})"


def _times(share: float) -> str:
    """Say how many times faster one is who takes a share of the other's time."""
    return f"{1 / share:,.{0 if share < 0.01 else 1}f} ×"


def read(path: Path) -> SpeedRun:
    """Read raw samples.

    Raises:
        ValueError: if they are not complete.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    samples = {
        row: {name: tuple(seconds) for name, seconds in contenders.items()}
        for row, contenders in content.pop("samples").items()
    }
    return SpeedRun(**content | {"busy": tuple(content["busy"])}, samples=samples)


def write(found: SpeedRun, samples: Path) -> None:
    """Write raw samples, and beside them the table."""
    write_both(asdict(found), table(found), samples)


def table(found: SpeedRun) -> str:
    """Return the table in Markdown: shares of the other's time, the goals that are missed, and the notes."""
    names = {"torch": "torch eager", "autograd": "HIPS autograd", "floor": "floor"}
    lines = [
        "# How fast, beside others",
        "",
        "The course's CPU time as a share of another's: median of paired samples, taken in turns in one "
        "process on one thread, in float32; below 1 the course is faster. Goals stand in brackets. The floor "
        "is what cannot be left out: the matrix products of the MLP, NumPy written by hand beside the tape, "
        "`import numpy` beside an import. Before, everyone was shown to compute the same.",
        "",
        "| | " + " | ".join(names.get(column, column) for column in COLUMNS) + " | goals |",
        "|---" + "|---:" * len(COLUMNS) + "|---|",
        *(_line(row, found.samples[row.name]) for row in ROWS),
    ]
    return "\n".join([*lines, "", *_explained(found), *_circumstances(found)]) + "\n"


def _line(row: Row, samples: dict[str, tuple[float, ...]]) -> str:
    """Return one row of the table."""
    share, limits = shares(samples), {goal.against: goal for goal in goals(row, samples)}
    cells = []
    for column in COLUMNS:
        goal = f" (≤ {limits[column].limit:.2g})" if column in limits else ""
        cells.append(f"{share[column]:.2g}{goal}" if column in share else "–")
    verdict = "met" if all(goal.met() for goal in limits.values()) else "**missed**"
    return f"| {row.name} | " + " | ".join(cells) + f" | {verdict if limits else '–'} |"


def _explained(found: SpeedRun) -> list[str]:
    """Return the goals that are missed, with the reason that the row gives, and the missing libraries."""
    lines = []
    for row in ROWS:
        missed = [said(goal) for goal in goals(row, found.samples[row.name]) if not goal.met()]
        if missed:
            lines.append(f"- **missed**: {row.name}: {'; '.join(missed)}. {row.note}".rstrip())
    lines += [f"- **missing**: {name}: {reason}" for name, reason in found.missing.items()]
    return [*lines, ""] if lines else []


def _circumstances(found: SpeedRun) -> list[str]:
    """Return how it was measured, and on what."""
    before, after = found.busy
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    return [
        f"Other programs kept {before:.0f} % of the processor busy before the run and {after:.0f} % after "
        f"it. {found.cores} cores, {found.processor}. {versions}. Raw samples: `speed.json`; again: "
        f"`{found.command}`. `make bench-check` measures without writing, and fails where a goal is missed "
        f"by more than {round(100 * (SLACK - 1))} %.",
    ]
