"""What the junit reports of the tests say: which cases passed, and seconds and memory of each chapter."""

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from course_lib.places import REPORTS

PEAK_MEMORY = "peak_memory"
MEGABYTE = 1e6


class Case(NamedTuple):
    """One test, or one cell of a notebook, in a junit report.

    Attributes:
        module: what it stands in, with dots: "tests.parity.test_linear", "chapters.07_x.ipynb".
        name: with the case of a parametrised test in brackets: "test_gains[relu]", "Cell 3".
        passed: no failure, no error, not skipped.
        seconds: what it took.
        memory: the most memory that its kernel held, in bytes; 0 if that is not known.
    """

    module: str
    name: str
    passed: bool
    seconds: float
    memory: int


def report_path(run: str) -> Path:
    """Where the junit report of a run lies; `run` is unit, strict, lax or elsewhere."""
    return REPORTS / f"{run}.xml"


def cases(report: Path) -> list[Case]:
    """Every case of a junit report, in its order; none if there is no such file."""
    if not report.exists():
        return []
    return [_read(case) for case in ElementTree.parse(report).iter("testcase")]


def cases_of(run: str) -> list[Case]:
    """Every case of the last run of a stage.

    Raises:
        FileNotFoundError: if there is no report of it; the message says what to run.
    """
    report = report_path(run)
    if not report.exists():
        raise FileNotFoundError(f"{report.name} is missing: run `course test --only {run}` first")
    return cases(report)


def chapter_table(runs: tuple[str, ...]) -> str:
    """A table of the chapters: seconds in each run, and the most memory that a kernel took in any.

    Args:
        runs: the names of the runs; one without a report leaves its column empty.

    Returns:
        Lines of text, the first one a heading; no lines if there is no report at all.
    """
    seconds: dict[str, dict[str, float]] = defaultdict(dict)
    memory: dict[str, float] = defaultdict(float)
    for run in runs:
        for chapter, duration, peak in cells(report_path(run)):
            seconds[chapter][run] = seconds[chapter].get(run, 0) + duration
            memory[chapter] = max(memory[chapter], peak / MEGABYTE)
    if not seconds:
        return ""
    width = max(map(len, ["chapter", *seconds]))
    lines = ["chapter".ljust(width) + "".join(f"{run + ' s':>12}" for run in runs) + f"{'peak MB':>12}"]
    for chapter in sorted(seconds):
        times = (seconds[chapter].get(run) for run in runs)
        columns = "".join(f"{'' if time is None else format(time, '.1f'):>12}" for time in times)
        lines.append(f"{chapter:<{width}}{columns}{memory[chapter]:>12.0f}")
    return "\n".join(lines)


def cells(report: Path) -> list[tuple[str, float, int]]:
    """Chapter, seconds and peak memory in bytes (0 if its kernel died) of each cell in a report.

    Args:
        report: a junit report; one that does not exist has no cells.
    """
    return [
        (case.module.removesuffix(".ipynb").split(".")[-1], case.seconds, case.memory)
        for case in cases(report)
    ]


def _read(case: ElementTree.Element) -> Case:
    """A case as it stands in the file."""
    properties = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
    # A child other than properties and captured text says that it did not pass.
    return Case(
        module=case.get("classname", "").replace("/", "."),
        name=case.get("name", ""),
        passed=not {child.tag for child in case} & {"failure", "error", "skipped"},
        seconds=float(case.get("time", 0)),
        memory=int(properties.get(PEAK_MEMORY, 0)),
    )
