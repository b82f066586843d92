"""The map shows every chapter once, what this learner did there, and says the same in HTML and in text."""

import html
import re

import pytest

from course_lib import course_map as map_module
from course_lib import progress
from course_lib.checks import chapter_checks
from course_lib.course_map import NOT_RECORDED, NOTHING_YET, course_map
from course_lib.syllabus import PARTS, SYLLABUS, Chapter, written
from course_lib.tally import tally

EXERCISES = [exercise.id for exercise in chapter_checks("07").EXERCISES]
PREDICTIONS = [question.id for question in chapter_checks("07").PREDICTIONS]


@pytest.fixture
def record_file(tmp_path, monkeypatch):
    """A record of its own for a test."""
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_waiting", [])
    return path


@pytest.fixture
def shown(monkeypatch):
    """Show the map, and return what is shown."""

    def show():
        displays = []
        monkeypatch.setattr(map_module, "display", displays.append)
        course_map()
        (display,) = displays
        return display

    return show


def row(shown, number):
    """The words beside a chapter on the map."""
    (words,) = re.findall(f"^  {re.escape(SYLLABUS[number].name)}: (.*)$", repr(shown), re.MULTILINE)
    return words


def bars(shown):
    return re.findall(r'<progress aria-hidden="true" value="(\d+)" max="(\d+)"', shown.data)


def words_of(text):
    return re.findall(r"\w+", text)


def words_of_html(markup):
    return words_of(html.unescape(re.sub(r"<[^>]*>", " ", markup)))


def test_every_chapter_stands_once_under_its_part(record_file, shown):
    table = repr(shown()).partition("Three paths")[0]
    expected = [line for part, names in PARTS.items() for line in (part, *names)]
    lines = [line.partition(":")[0].strip() for line in table.splitlines()]
    assert [line for line in lines if line in {*PARTS, *sum(PARTS.values(), ())}] == expected


@pytest.mark.parametrize("recording", ["on", "off"])
def test_html_and_text_say_the_same_words(record_file, shown, monkeypatch, recording):
    progress.record("check", EXERCISES[0], outcome="correct")
    if recording == "off":
        monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert words_of_html(shown().data) == words_of(repr(shown()))


def test_chapters_that_are_written_are_links_and_the_others_are_to_come(record_file, shown):
    table, _, paths = shown().data.partition("Three paths")
    assert re.findall('href="([^"]*)"', table) == list(written().values())
    in_lectures = {name for number, name in written().items() if number.isdigit()}  # no appendix
    assert set(re.findall('href="([^"]*)"', paths)) == in_lectures
    assert table.count(">to come<") == len(SYLLABUS) - len(written())


def test_what_was_done_is_counted_in_words_and_as_a_bar(record_file, shown):
    progress.record("check", EXERCISES[0], outcome="correct")
    progress.record("predict", PREDICTIONS[0], choice="a", sure=50)
    counted = f"1 of {len(EXERCISES)} exercises correct, 1 of {len(PREDICTIONS)} predictions made"
    assert row(shown(), "07") == counted
    assert ("2", str(len(EXERCISES) + len(PREDICTIONS))) in bars(shown())
    assert "So far: 1 of " in repr(shown())


def test_a_record_that_holds_nothing_is_said_to_hold_nothing(record_file, shown):
    assert NOTHING_YET in repr(shown())
    assert row(shown(), "07") == str(tally("07", []))
    assert row(shown(), "07").startswith("0 of ")


def test_a_record_that_is_switched_off_is_not_looked_at(record_file, shown, monkeypatch):
    monkeypatch.setattr(progress, "events", lambda: pytest.fail("somebody's record was read"))
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert NOT_RECORDED in repr(shown())
    assert row(shown(), "07") == f"{len(EXERCISES)} exercises, {len(PREDICTIONS)} predictions"
    assert bars(shown()) == []


def test_a_damaged_record_shows_what_can_be_read(record_file, shown):
    progress.record("check", EXERCISES[0], outcome="correct")
    with record_file.open("ab") as file:
        file.write(b'\xff\n{"time": "now", "kind": "check", "id": "07.2", "outcome": []}\n' + b"[" * 200_000)
    assert row(shown(), "07").startswith(f"1 of {len(EXERCISES)} exercises correct")


@pytest.mark.parametrize("setting", ["mine.jsonl", "/", "~nobody-of-that-name/x"])
def test_a_record_without_a_place_shows_nothing_done(record_file, shown, monkeypatch, setting):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    assert NOTHING_YET in repr(shown())


def test_titles_are_set_as_text_and_never_as_markup(record_file, shown, monkeypatch):
    monkeypatch.setitem(SYLLABUS, "07", Chapter("07", "<b>&</b>", SYLLABUS["07"].part))
    monkeypatch.setattr(map_module, "written", lambda: {"07": '"><script>.ipynb'})
    markup = shown().data
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in markup
    assert "<b>" not in markup
    assert "<script>" not in markup
