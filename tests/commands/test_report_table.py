"""What the junit reports say is read as it stands: cases that passed, and the table of chapters."""

import pytest

from course_lib.commands import reports
from course_lib.commands.reports import cases_of, chapter_table

CELL = (
    '<testcase classname="chapters.solved.{chapter}.ipynb" name="Cell" time="{time}">'
    '<properties><property name="peak_memory" value="{memory}"/></properties></testcase>'
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(reports, "REPORTS", tmp_path)
    return tmp_path


def write(folder, run: str, *cells: tuple[str, float, int]) -> None:
    cases = "".join(CELL.format(chapter=chapter, time=time, memory=memory) for chapter, time, memory in cells)
    text = f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
    (folder / f"{run}.xml").write_text(text, encoding="utf-8")


def test_seconds_are_added_up_and_memory_is_the_highest(folder):
    write(
        folder, "strict", ("07_x", 1.25, 100_000_000), ("07_x", 2.0, 300_000_000), ("00_y", 0.5, 50_000_000)
    )
    write(folder, "lax", ("07_x", 0.25, 400_000_000), ("00_y", 0.5, 20_000_000))
    table = [line.split() for line in chapter_table(("strict", "lax")).splitlines()]
    assert table[1:] == [["00_y", "0.5", "0.5", "50"], ["07_x", "3.2", "0.2", "400"]]


def test_a_cell_whose_kernel_died_has_no_memory_but_counts(folder):
    text = '<testsuite><testcase classname="chapters.07_x.ipynb" name="Cell 0" time="20.0"/></testsuite>'
    (folder / "lax.xml").write_text(text, encoding="utf-8")
    assert chapter_table(("lax",)).splitlines()[1].split() == ["07_x", "20.0", "0"]


def test_a_run_without_a_report_leaves_its_column_empty(folder):
    write(folder, "lax", ("07_x", 1.0, 100_000_000))
    assert chapter_table(("strict", "lax")).splitlines()[1].split() == ["07_x", "1.0", "100"]


def test_without_any_report_there_is_no_table():
    assert chapter_table(("strict", "lax")) == ""


@pytest.mark.parametrize(
    ("inside", "passed"),
    [
        ("", True),
        ("<system-out>said</system-out>", True),
        ("<failure/>", False),
        ("<error/>", False),
        ("<skipped/>", False),
    ],
)
def test_a_case_passed_if_nothing_says_otherwise(folder, inside, passed):
    case = f'<testcase classname="tests.parity.test_x" name="test_y[a]" time="0.5">{inside}</testcase>'
    (folder / "unit.xml").write_text(f"<testsuite>{case}</testsuite>", encoding="utf-8")
    assert cases_of("unit") == [("tests.parity.test_x", "test_y[a]", passed, 0.5, 0)]


def test_without_its_report_a_run_has_no_cases_and_says_how_to_get_them():
    with pytest.raises(FileNotFoundError, match="unit.xml is missing: run `course test --only unit` first"):
        cases_of("unit")
