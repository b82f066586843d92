"""`course progress` counts what was answered, and says where the record lies and whether it is on."""

import pytest
from click.testing import CliRunner

from course_lib import progress
from course_lib.checks import chapter_checks
from course_lib.commands.progress import progress as course_progress
from course_lib.syllabus import SYLLABUS, written

EXERCISES = [exercise.id for exercise in chapter_checks("07").EXERCISES]
PREDICTIONS = [question.id for question in chapter_checks("07").PREDICTIONS]


@pytest.fixture
def record_file(tmp_path, monkeypatch):
    """A record of its own for a test, in a folder that does not exist yet."""
    path = tmp_path / "of a learner" / "progress.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_waiting", [])
    return path


def said(*arguments: str) -> list[str]:
    done = CliRunner().invoke(course_progress, arguments)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def refusal(*arguments: str) -> str:
    """What is said, in one line, by a call that fails on purpose."""
    done = CliRunner().invoke(course_progress, arguments)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code != 0
    return done.output.splitlines()[-1]


def chapter(number: str) -> str:
    """The line of a chapter."""
    (line,) = (line for line in said() if line.startswith(f"{number} "))
    return line


def summary(right: int, predicted: int) -> str:
    return (
        f"{SYLLABUS['07'].name}: {right} of {len(EXERCISES)} exercises correct, "
        f"{predicted} of {len(PREDICTIONS)} predictions made"
    )


def test_an_empty_record_shows_every_chapter_with_nothing_done(record_file):
    *chapters, together, last = said()
    assert [line.partition(":")[0] for line in chapters] == [SYLLABUS[number].name for number in written()]
    assert summary(0, 0) in chapters
    assert together.startswith("Together: 0 of ")
    assert last == f"The record is {record_file} and is on."
    assert not record_file.parent.exists()


def test_only_a_correct_answer_counts_as_correct(record_file):
    for outcome in ("not yet", "cannot tell"):
        progress.record("check", EXERCISES[0], outcome=outcome)
    assert chapter("07") == summary(0, 0)
    progress.record("check", EXERCISES[0], outcome="correct")
    assert chapter("07") == summary(1, 0)


def test_an_exercise_that_was_once_correct_stays_so_and_counts_once(record_file):
    for outcome in ("correct", "correct", "not yet"):
        progress.record("check", EXERCISES[0], outcome=outcome)
    assert chapter("07") == summary(1, 0)


def test_predictions_count_whatever_was_chosen_and_hints_do_not(record_file):
    progress.record("hint", EXERCISES[0], number=1)
    progress.record("predict", PREDICTIONS[0], choice="a", sure=50)
    progress.record("predict", PREDICTIONS[0], choice="b", sure=50)
    assert chapter("07") == summary(0, 1)


def test_answers_to_other_chapters_and_to_questions_that_are_gone_do_not_count(record_file):
    progress.record("check", "00.1", outcome="correct")
    progress.record("check", "07.of-old", outcome="correct")
    assert chapter("07") == summary(0, 0)


def test_a_chapter_without_predictions_has_none_to_count(record_file, monkeypatch):
    monkeypatch.setattr(chapter_checks("07"), "PREDICTIONS", ())
    assert chapter("07") == f"{SYLLABUS['07'].name}: 0 of {len(EXERCISES)} exercises correct"


def test_all_chapters_are_added_up(record_file):
    progress.record("check", "00.1", outcome="correct")
    progress.record("check", EXERCISES[0], outcome="correct")
    progress.record("predict", PREDICTIONS[0], choice="a", sure=50)
    asked = [chapter_checks(number) for number in written()]
    exercises = sum(len(checks.EXERCISES) for checks in asked)
    predictions = sum(len(checks.PREDICTIONS) for checks in asked)
    assert f"Together: 2 of {exercises} exercises correct, 1 of {predictions} predictions made" in said()


def test_a_damaged_record_shows_what_can_be_read(record_file):
    progress.record("check", EXERCISES[0], outcome="correct")
    with record_file.open("ab") as file:
        file.write(b'\xff\n{"time": 1, "kind": "check", "id": ["x"]}\n' + b"[" * 200_000)
    assert chapter("07") == summary(1, 0)


def test_the_record_is_switched_off_and_on(record_file):
    assert said("--off")[-1] == f"The record is {record_file} and is off."
    assert said()[-1].endswith("is off.")
    assert not progress.is_on()
    assert said("--on")[-1].endswith("is on.")
    assert progress.is_on()


@pytest.mark.parametrize("arguments", [("--on", "--off"), ("--off", "--on")])
def test_on_and_off_at_once_are_refused_and_change_nothing(record_file, arguments):
    progress.switch(False)
    assert "exclude each other" in refusal(*arguments)
    assert not progress.is_on()


@pytest.mark.parametrize("arguments", [(), ("--on",), ("--off",)], ids=str)
@pytest.mark.parametrize("setting", ["mine.jsonl", "/", "~nobody-of-that-name/x"])
def test_a_place_that_cannot_be_used_takes_one_line(record_file, monkeypatch, setting, arguments):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    assert "out of reach" in refusal(*arguments)


def test_a_record_that_may_not_be_read_is_not_shown_as_an_empty_one(record_file, monkeypatch):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(progress.Path, "open", refuse)
    monkeypatch.setattr(progress.Path, "exists", refuse)
    assert refusal().startswith("Error: your record is out of reach: [Errno 13] Permission denied")


def test_predictions_are_weighed_against_how_sure_the_learner_was(record_file):
    right, wrong = chapter_checks("07").PREDICTIONS[:2]
    progress.record("predict", right.id, choice=right.answer, sure=90)
    progress.record("predict", wrong.id, choice="a", sure=60)
    progress.record("predict", wrong.id, choice=wrong.answer, sure=100)  # after the experiment it is easy
    progress.record("predict", "07.gone", choice="a", sure=100)
    expected = "Of your 2 predictions 1 came true, which is 50 %; you were 75 % sure on average."
    assert said()[-2] == expected


def test_nothing_is_weighed_before_anything_was_predicted(record_file):
    progress.record("predict", PREDICTIONS[0], choice="a", sure="very")
    assert said()[-2].startswith("Together: ")
