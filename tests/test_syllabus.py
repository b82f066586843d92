"""The syllabus agrees with itself, and the chapters that are written agree with it."""

import pytest

from course_lib.authoring.source import number_of, read_source, sources
from course_lib.places import CHAPTERS, SOURCES
from course_lib.syllabus import SYLLABUS, TWELVE_LECTURES, TWENTY_FOUR_LECTURES, written

NUMBERED = [f"{number:02}" for number in range(31)]


def taken(lectures):
    """The chapters of a plan, in its order."""
    return [chapter for chapters in lectures for chapter in chapters]


def test_the_course_has_thirty_chapters_a_start_page_a_project_and_two_appendices():
    assert list(SYLLABUS) == [*NUMBERED, "A1", "A2", "P1"]


@pytest.mark.parametrize(("lectures", "slots"), [(TWELVE_LECTURES, 12), (TWENTY_FOUR_LECTURES, 24)])
def test_a_plan_fills_its_lectures_and_keeps_the_order_of_the_chapters(lectures, slots):
    assert len(lectures) == slots
    assert all(lectures)
    assert taken(lectures) == sorted(taken(lectures))
    assert set(taken(lectures)) <= set(NUMBERED)


def test_twenty_four_lectures_hold_every_chapter_and_twelve_never_repeat_one():
    assert set(taken(TWENTY_FOUR_LECTURES)) == set(NUMBERED)
    assert len(set(taken(TWELVE_LECTURES))) == len(taken(TWELVE_LECTURES))


@pytest.mark.parametrize("source", sources(CHAPTERS), ids=lambda source: source.stem)
def test_a_chapter_has_the_title_that_the_syllabus_gives_it(source):
    chapter = SYLLABUS[number_of(source)]
    heading = read_source(source).cells[0].source.splitlines()[0].removeprefix("# ")
    assert heading == (chapter.title if chapter.number == "00" else chapter.name)


def test_every_chapter_with_a_source_is_written():
    assert list(written().values()) == [f"{source.stem}.ipynb" for source in sources(CHAPTERS)]
    assert SOURCES == CHAPTERS / "src"


def test_what_is_no_chapter_of_the_syllabus_is_not_taken_for_one(tmp_path):
    for name in ("07_gradients.py", "08_x.ipynb", "99_more.py", "notes.py", "A1_mathematics.py", "P1_run.py"):
        (tmp_path / name).touch()
    assert written(tmp_path) == {
        "07": "07_gradients.ipynb",
        "A1": "A1_mathematics.ipynb",
        "P1": "P1_run.ipynb",
    }
    assert written(tmp_path / "missing") == {}
