"""After the strict and the lax run: every code cell has a passed case in both, so none was left out.

Run by `course test` when both runs are over; it reads their junit reports and executes nothing.
"""

import nbformat
import pytest

from course_lib.authoring.source import sources
from course_lib.commands.reports import cases_of
from course_lib.places import CHAPTERS, SOLVED

STEMS = [source.stem for source in sources(CHAPTERS)]


def passed_cases(run: str, stem: str) -> list[int]:
    """The numbers of the cells of a chapter that passed in a run."""
    cells = [case for case in cases_of(run) if case.module.removesuffix(".ipynb").endswith(stem)]
    return sorted(int(case.name.rpartition(" ")[2]) for case in cells if case.passed)


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize(("run", "folder"), [("strict", SOLVED), ("lax", CHAPTERS)])
def test_every_code_cell_has_a_passed_case(run, folder, stem):
    cells = nbformat.read(folder / f"{stem}.ipynb", as_version=4).cells
    count = sum(cell.cell_type == "code" for cell in cells)
    assert count > 0
    assert passed_cases(run, stem) == list(range(count))
