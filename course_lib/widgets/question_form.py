"""A form of questions with options: predictions before an experiment, recall of earlier chapters."""

from __future__ import annotations

import html
from typing import Any

import traitlets

from course_lib.checks.question import Question
from course_lib.widgets.base import CourseWidget
from course_lib.words import as_markup


class QuestionForm(CourseWidget):
    """Questions with radio buttons, answered in place.

    A reader without widgets (the exported page, a screen reader's plain view) meets the same questions as
    text, with the way to answer them by a call.

    Args:
        questions: what is asked, in order.
        asks_sureness: whether a learner also says how sure they are.
        how_else: the call that answers without the form, for readers who have no widgets.
        given: earlier answers to show again, by id.

    Attributes:
        answers: by id of the question, {"choice": letter, "sure": per cent or None}; what a learner chose.
    """

    questions = traitlets.Tuple(read_only=True).tag(sync=True)
    asks_sureness = traitlets.Bool(read_only=True).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        questions: tuple[Question, ...],
        *,
        asks_sureness: bool,
        how_else: str,
        given: dict[str, dict[str, Any]] | None = None,
    ):
        if not questions:
            raise ValueError("expected at least one question, received none")
        super().__init__(
            script="question_form.js",
            style="question_form.css",
            fixed={
                "questions": tuple(_as_data(question) for question in questions),
                "asks_sureness": asks_sureness,
            },
            answers=given or {},
        )
        self._asked, self._how_else = questions, how_else

    def as_text(self) -> str:
        return as_text(self._asked, self._how_else)

    def as_html(self) -> str:
        return as_html(self._asked, self._how_else)


def as_text(questions: tuple[Question, ...], how_else: str) -> str:
    """Return the questions as plain text, with the call that answers them."""
    lines = []
    for question in questions:
        lines.append(_heading(question) + question.text)
        lines += [f"  {letter}) {option.text}" for letter, option in question.lettered.items()]
    return "\n".join([*lines, f"Answer with {how_else}"])


def as_html(questions: tuple[Question, ...], how_else: str) -> str:
    """Return the questions as HTML that needs neither scripts nor styles.

    A recall's answer is folded below its question; a prediction's stands in the text after the experiment.
    """
    return (
        "".join(_question_html(question) for question in questions)
        + f"<p>Answer with <code>{html.escape(how_else)}</code></p>"
    )


def _question_html(question: Question) -> str:
    """Return one question as HTML."""
    options = "".join(f"<li>{as_markup(option.text)}</li>" for option in question.options)
    asked = f"<p><strong>{html.escape(_heading(question))}</strong>{as_markup(question.text)}</p>"
    reply = question.lettered[question.answer].reply
    answer = f"<p><strong>{question.answer})</strong> {as_markup(reply)}</p>"
    folded = f"<details><summary>Answer</summary>{answer}</details>" if reply else ""
    return f'{asked}<ol type="a">{options}</ol>{folded}'


def _heading(question: Question) -> str:
    """Return what stands before the question."""
    return f"From chapter {question.chapter}: " if question.chapter else "Your prediction: "


def _as_data(question: Question) -> dict[str, Any]:
    """Return the question in values that travel to the browser."""
    return {
        "id": question.id,
        "heading": _heading(question),
        "text": question.text,
        "answer": question.answer if question.chapter else "",
        "options": [
            {"letter": letter, "text": option.text, "reply": option.reply}
            for letter, option in question.lettered.items()
        ],
    }
