"""What a chapter asks is known to its checks, and what they know is asked."""

import pytest

from course_lib.authoring.lint import lint
from course_lib.authoring.source import read_source

pytestmark = pytest.mark.usefixtures("questions")


def problems(source, *, add="", old="", new=""):
    text = source.read_text(encoding="utf-8")
    assert old in text
    cell = f'\n# %% tags=["core"]\n{add}\n' if add else ""
    source.write_text(text.replace(old, new, 1) + cell, encoding="utf-8")
    return lint(read_source(source), source.stem)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('predict("98.a")', "asks for 98.a, which checks do not know"),
        ('check("98.3")', "asks for 98.3"),
        ('use("98.9")', "asks for 98.9"),
        ('x = whose("98.9")', "asks for 98.9"),
        ('use(exercise_id="98.9")', 'use() takes the id first, written out: use("…")'),
        ('n = "98.9"\nuse(n)', "use() takes the id first, written out"),
        ('use(*["98.9"])', "use() takes the id first, written out"),
        ('recall("42")', "asks recall ['42']; expected no recall"),
    ],
)
def test_what_is_asked_and_not_known_is_found(source, cell, words):
    (problem,) = problems(source, add=cell)
    assert words in problem


def test_what_is_known_and_never_asked_is_found(source):
    assert problems(source, old='check("98.2")\n', new="") == ["98.2 is never asked"]


def test_a_prediction_that_is_never_asked_is_found(source, questions):
    known = """PREDICTIONS = (Question("98.a", "Why?", (Option("yes"), Option("no")), "a"),)"""
    text = questions.read_text(encoding="utf-8").replace("PREDICTIONS = ()", known)
    first = "from course_lib.checks.exercise"
    text = text.replace(first, f"from course_lib.checks.question import Option, Question\n{first}")
    questions.write_text(text, encoding="utf-8")
    assert problems(source) == ["98.a is never asked"]
    assert problems(source, add='predict("98.a")') == []


def test_the_number_of_a_recall_is_written_out(source):
    assert any("recall() takes the id first" in problem for problem in problems(source, add="recall(number)"))


def test_an_exercise_that_is_used_and_never_checked_is_never_asked(source):
    assert problems(source, old='check("98.2")', new='use("98.2")') == ["98.2 is never asked"]


@pytest.mark.parametrize(
    ("cell", "asked"),
    [("", "never"), ('recall("97")', "['97']"), ('recall("98")\nrecall("98")', "['98', '98']")],
)
def test_recall_is_asked_once_by_the_chapters_own_number(source, questions, cell, asked):
    questions.write_text(questions.read_text().replace("RECALL = ()", 'RECALL = ("a question",)'))
    assert problems(source, add=cell) == [f'asks recall {asked}; expected recall("98") once']
    source.write_text(source.read_text(encoding="utf-8").replace(cell or "\x00", ""), encoding="utf-8")
    assert problems(source, add='recall("98")') == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def twice(x):", "print()\ndef twice(x):"),
        ("answer = 0.25", "answer = 0.25\nother = 1"),
        ("answer = 0.25", "answer = other = 0.25"),
        ("answer = 0.25", "answer, b = 0.25, 1"),
        ("answer = 0.25", "answer[0] = 0.25"),
    ],
)
def test_an_exercise_holds_definitions_or_one_assignment_to_one_name(source, old, new):
    assert any(
        "holds more than definitions or one assignment" in p for p in problems(source, old=old, new=new)
    )


def test_an_exercise_binds_the_name_that_checks_look_for(source):
    assert problems(source, old="answer = 0.25", new="reply = 0.25") == ["no cell tagged 98.2 binds answer"]


def test_a_chapter_that_asks_and_has_no_checks_is_found(source):
    notebook = read_source(source)
    assert lint(notebook, "97_small") == [
        "asks questions, and there is no course_lib/checks/ch97_….py that holds them"
    ]
