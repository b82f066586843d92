"""After the unit stage: whatever the table of concepts says of a finished chapter is so.

Run by `course test` in a stage of its own; it reads the junit report of `unit` and executes nothing.
"""

import pytest

from course_lib.checks import chapter_checks
from course_lib.commands.reports import cases_of
from course_lib.places import SOURCES
from course_lib.syllabus import SYLLABUS, written
from tests.chapters.chapter_text import plain, read_chapter
from tests.chapters.coverage import TABLE, listing, problems, read_table

ROWS = read_table(TABLE.read_text(encoding="utf-8"))
TEXTS = {number: read_chapter((SOURCES / name).with_suffix(".py")) for number, name in written().items()}
every_finished_chapter = pytest.mark.parametrize("number", TEXTS)


def rows_of(number):
    return [row for row in ROWS if row.chapter == number]


def entries_of(number, column):
    return {entry for row in rows_of(number) for entry in row.entries(column)}


@pytest.fixture(scope="module")
def unit_cases():
    """What passed in the unit stage, and what did not."""
    return cases_of("unit")


@every_finished_chapter
def test_every_row_of_a_finished_chapter_holds(number, unit_cases):
    exercises = [exercise.id for exercise in chapter_checks(number).EXERCISES]
    found = [
        f"[{number}.{row.concept!r}] {problem}"
        for row in rows_of(number)
        for problem in problems(row, TEXTS[number], exercises, unit_cases, set(TEXTS))
    ]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_the_table_has_every_chapter_of_the_syllabus_in_its_order():
    assert list(dict.fromkeys(row.chapter for row in ROWS)) == list(SYLLABUS)


@pytest.mark.parametrize("number", SYLLABUS)
def test_no_concept_of_a_chapter_has_two_rows(number):
    concepts = [plain(row.concept) for row in rows_of(number)]
    assert sorted(set(concepts)) == sorted(concepts)


@pytest.mark.parametrize("number", [number for number in SYLLABUS if number not in TEXTS])
def test_a_chapter_to_come_claims_nothing(number):
    assert [row.concept for row in rows_of(number) if row.columns] == []


@every_finished_chapter
@pytest.mark.parametrize(("column", "kind"), [("exercise", "EXERCISES"), ("prediction", "PREDICTIONS")])
def test_every_question_of_a_chapter_is_about_a_concept(number, column, kind):
    asked = {question.id for question in getattr(chapter_checks(number), kind)}
    assert asked - entries_of(number, column) == set()


@every_finished_chapter
def test_every_myth_of_a_chapter_has_a_row(number):
    terms = {plain(term) for row in rows_of(number) if row.concept.startswith("Myth:") for term in row.terms}
    assert {plain(myth) for myth in TEXTS[number].myths()} == terms


@every_finished_chapter
def test_every_widget_of_a_chapter_shows_a_concept(number):
    text = TEXTS[number]
    made = {name for name in text.whole.called() if text.shows_by(name)}
    assert made - entries_of(number, "shown") == set()


def test_what_is_still_open_is_printed(capsys):
    lines = listing(ROWS)
    with capsys.disabled():
        print("", *lines, sep="\n")
    still_open = {line[:2] for line in lines[2:]}
    assert SYLLABUS.keys() - TEXTS.keys() <= still_open
