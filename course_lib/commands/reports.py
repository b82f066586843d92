"""What the junit reports of the notebook tests say: seconds and memory of each chapter."""

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from course_lib.places import REPORTS

PEAK_MEMORY = "peak_memory"
MEGABYTE = 1e6


def report_path(run: str) -> Path:
    """Where the junit report of a run over the notebooks lies; `run` is strict, lax or elsewhere."""
    return REPORTS / f"{run}.xml"


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
    if not report.exists():
        return []
    found = []
    for case in ElementTree.parse(report).iter("testcase"):
        properties = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
        chapter = case.get("classname", "").removesuffix(".ipynb").split(".")[-1]
        found.append((chapter, float(case.get("time", 0)), int(properties.get(PEAK_MEMORY, 0))))
    return found
