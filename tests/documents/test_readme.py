"""What the README says of the chapters is true."""

import re

from course_lib.authoring.source import sources
from course_lib.checks import chapter_checks
from course_lib.places import CHAPTERS, ROOT
from course_lib.syllabus import SYLLABUS

ROW = re.compile(r"^\| \[((?:\d\d|[AP]\d) [^\]]+)\]\(chapters/(\w+)\.ipynb\) \|.*\| (\d+) \|$", re.MULTILINE)


def rows():
    """Title, file and number of exercises of each row of the chapter table."""
    return ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_table_lists_every_chapter_and_no_other():
    assert [stem for _, stem, _ in rows()] == [source.stem for source in sources(CHAPTERS)]


def test_the_titles_are_those_of_the_syllabus():
    assert [title for title, _, _ in rows()] == [SYLLABUS[stem[:2]].name for _, stem, _ in rows()]


def test_the_numbers_of_exercises_are_right():
    counts = {stem: len(chapter_checks(stem[:2]).EXERCISES) for _, stem, _ in rows()}
    assert {stem: int(number) for _, stem, number in rows()} == counts
