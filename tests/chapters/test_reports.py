"""After the strict and the lax run: every code cell has a passed case in both, so none was left out.

Run by `course test` when both runs are over; it reads their junit reports and executes nothing.
"""

import xml.etree.ElementTree as ElementTree

import nbformat
import pytest

from course_lib.authoring.source import sources
from course_lib.commands.reports import report_path
from course_lib.places import CHAPTERS, SOLVED

STEMS = [source.stem for source in sources(CHAPTERS)]


def passed_cases(run: str, stem: str) -> list[int]:
    """The numbers of the cells of a chapter that passed in a run."""
    report = report_path(run)
    assert report.exists(), f"{report.name} is missing: run `course test --only {run}` first"
    cases = [
        case
        for case in ElementTree.parse(report).iter("testcase")
        if case.get("classname", "").replace("/", ".").removesuffix(".ipynb").endswith(stem)
    ]
    # A child other than properties and captured text is a failure, an error or a skip.
    passed = [case for case in cases if not {child.tag for child in case} & {"failure", "error", "skipped"}]
    return sorted(int(case.get("name").rpartition(" ")[2]) for case in passed)


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize(("run", "folder"), [("strict", SOLVED), ("lax", CHAPTERS)])
def test_every_code_cell_has_a_passed_case(run, folder, stem):
    cells = nbformat.read(folder / f"{stem}.ipynb", as_version=4).cells
    count = sum(cell.cell_type == "code" for cell in cells)
    assert count > 0
    assert passed_cases(run, stem) == list(range(count))
