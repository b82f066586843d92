"""What a chapter asks its learner: recall, predict, reveal, check, use, and the help: hint and solution.

A chapter names exercises and questions by id; what they ask and how they are judged stands in
`course_lib/checks`. What is shown here is HTML with the same words as plain text beside it.
"""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections import Counter
from typing import Any

from IPython.display import display

from course_lib import progress
from course_lib.checks import chapter_checks, find_exercise, find_prediction
from course_lib.checks.exercise import MISSING, Exercise, Outcome, Verdict, judge, text_of
from course_lib.checks.question import Question
from course_lib.widgets.question_form import QuestionForm
from course_lib.words import Words

SIGNS = {Outcome.NOT_ATTEMPTED: "○", Outcome.NOT_YET: "✗", Outcome.CORRECT: "✓", Outcome.CANNOT_TELL: "?"}

__all__ = ["check", "hint", "predict", "recall", "reveal", "solution", "use", "whose"]

_hints_given: Counter[str] = Counter()
_judged: dict[str, tuple[Any, Verdict]] = {}  # by exercise, the last answer and what was found


def check(exercise_id: str) -> None:
    """Judge the learner's answer, which is looked up by the name that its cell binds.

    Args:
        exercise_id: such as "07.2".
    """
    exercise = find_exercise(exercise_id)
    answer, verdict = _judged_answer(exercise, sys._getframe(1).f_globals, afresh=True)
    if verdict.outcome is not Outcome.NOT_ATTEMPTED:
        progress.record("check", exercise_id, outcome=str(verdict.outcome), answer=_source(answer))
    display(_reply(exercise, verdict))


def use(exercise_id: str) -> Any:
    """Return the learner's answer if it is right, else the course's own, so that the chapter runs on.

    Args:
        exercise_id: such as "07.2".
    """
    exercise = find_exercise(exercise_id)
    answer, verdict = _judged_answer(exercise, sys._getframe(1).f_globals)
    return answer if verdict.outcome is Outcome.CORRECT else exercise.reference


def whose(exercise_id: str) -> str:
    """Say whose answer `use` returns: "your he_std()" or "the course's he_std()"; for titles of figures.

    In a build the answer is the course's own, so that no reader of a solved notebook is told it was theirs.
    """
    exercise = find_exercise(exercise_id)
    _, verdict = _judged_answer(exercise, sys._getframe(1).f_globals)
    theirs = verdict.outcome is Outcome.CORRECT and os.environ.get("COURSE_STRICT") != "1"
    name = f"{exercise.name}()" if callable(exercise.reference) else exercise.name
    return ("your " if theirs else "the course's ") + name


def hint(exercise_id: str) -> None:
    """Show one more hint at each call, below those that were given before."""
    exercise = find_exercise(exercise_id)
    number = _hints_given[exercise_id] = min(_hints_given[exercise_id] + 1, len(exercise.hints))
    progress.record("hint", exercise_id, number=number)
    last = f'That was the last hint; solution("{exercise_id}") shows an answer.'
    for position, words in enumerate(exercise.hints[:number], 1):
        more = f" {last}" if position == len(exercise.hints) else ""
        display(Words(f"Hint {position} of {len(exercise.hints)} for {exercise_id}", words + more))


def solution(exercise_id: str) -> None:
    """Show the course's answer."""
    exercise = find_exercise(exercise_id)
    progress.record("solution", exercise_id)
    display(Words(f"Solution of {exercise_id}", exercise.title, code=exercise.solution))


def predict(question_id: str, choice: str | None = None, sure: int | None = None) -> None:
    """Ask for a prediction before an experiment.

    Args:
        question_id: such as "07.a".
        choice: the letter of an option, to answer by this call instead of the form.
        sure: how sure, in per cent.

    Raises:
        ValueError: if choice names no option, or sure is not within 0 … 100.
    """
    question = find_prediction(question_id)
    how_else = f'predict("{question_id}", "a", sure=50)'
    if choice is None:
        _show_form("predict", (question,), how_else)
        return
    letter = question.require_letter(choice)
    if not isinstance(sure, int | float) or isinstance(sure, bool) or not 0 <= sure <= 100:
        raise ValueError(
            f"predict: say how sure you are in per cent, as in {how_else}; received sure={sure!r}"
        )
    if first := _first_predictions((question,)).get(question_id):
        kept = f"Kept: {first['choice']}, {first['sure']} % sure"
        display(Words(kept, "your first prediction is the one that is compared"))
        return
    progress.record("predict", question_id, choice=letter, sure=sure)
    display(Words(f"Noted: {letter}, {sure} % sure", "run the experiment below and compare"))


def reveal(question_id: str) -> None:
    """Show what an experiment came to, beside what the learner predicted first.

    Args:
        question_id: of the prediction, such as "07.a".
    """
    question = find_prediction(question_id)
    said = ""
    if first := _first_predictions((question,)).get(question_id):
        letter, sure = first["choice"], f"{first['sure']} % sure"
        chosen = question.lettered[letter].text
        said = f" So you said, {sure}." if letter == question.answer else f" You said: {chosen}, {sure}."
    display(Words(f"Outcome of {question_id}", f"{question.lettered[question.answer].text}.{said}"))


def recall(chapter: str, *choices: str) -> None:
    """Ask three quick questions about earlier chapters.

    Args:
        chapter: the chapter that asks, such as "07".
        choices: one letter a question, to answer by this call instead of the form.

    Raises:
        ValueError: if there are not as many choices as questions, or one names no option.
    """
    questions = chapter_checks(chapter).RECALL
    letters = ", ".join(['"a"'] * len(questions))
    how_else = f'recall("{chapter}", {letters})'
    if not choices:
        _show_form("recall", questions, how_else)
        return
    if len(choices) != len(questions):
        raise ValueError(
            f"recall: expected {len(questions)} letters, as in {how_else}; received {len(choices)}"
        )
    letters = [question.require_letter(choice) for question, choice in zip(questions, choices, strict=True)]
    for question, letter in zip(questions, letters, strict=True):
        progress.record("recall", question.id, choice=letter, right=letter == question.answer)
        title = "✓ Right" if letter == question.answer else "✗ Not quite"
        display(Words(f"{question.text} {title}", question.lettered[letter].reply))


def _show_form(kind: str, questions: tuple[Question, ...], how_else: str) -> None:
    """Show the questions as a form that records what is chosen."""
    asked = {question.id: question for question in questions}
    given = _first_predictions(questions) if kind == "predict" else _last_recalls(asked)
    form = QuestionForm(questions, asks_sureness=kind == "predict", how_else=how_else, given=given)

    def keep(change: dict[str, Any]) -> None:
        for identifier, answer in change["new"].items():
            if answer != change["old"].get(identifier):
                right = {"right": answer["choice"] == asked[identifier].answer} if kind == "recall" else {}
                progress.record(kind, identifier, **answer, **right)

    form.observe(keep, names="answers")
    display(form)


def _first_predictions(questions: tuple[Question, ...]) -> dict[str, dict[str, Any]]:
    """Return what was predicted first, by id: whoever has seen the experiment predicts no more."""
    return dict(reversed(_recorded("predict", {question.id: question for question in questions})))


def _last_recalls(asked: dict[str, Question]) -> dict[str, dict[str, Any]]:
    """Return what was recalled last, by id."""
    return dict(_recorded("recall", asked))


def _recorded(kind: str, asked: dict[str, Question]) -> list[tuple[str, dict[str, Any]]]:
    """Return the answers to questions in the order in which they were given."""
    return [
        (event["id"], {"choice": event.get("choice"), "sure": event.get("sure")})
        for event in (progress.events() if progress.is_on() else [])
        if event["kind"] == kind
        and event["id"] in asked
        and event.get("choice") in asked[event["id"]].lettered
    ]


def _judged_answer(exercise: Exercise, names: dict[str, Any], afresh: bool = False) -> tuple[Any, Verdict]:
    """Return what the learner bound to the exercise's name, and the verdict on it.

    `use` and `whose` repeat what `check` found on the same answer, so a slow answer is waited for once.
    """
    answer = names.get(exercise.name, MISSING)
    known = _judged.get(exercise.id)
    if afresh or known is None or known[0] is not answer:
        _judged[exercise.id] = (answer, judge(exercise, answer))
    return _judged[exercise.id]


def _reply(exercise: Exercise, verdict: Verdict) -> Words:
    """Return a verdict in words, with what to do next."""
    title = f"{SIGNS[verdict.outcome]} {exercise.id} {verdict.outcome}"
    if verdict.outcome is Outcome.CORRECT:
        return Words(title)
    where = own_line(verdict.error) if verdict.error else ""
    help_ = (
        f' Stuck? hint("{exercise.id}") gives a hint.' if verdict.outcome is not Outcome.NOT_ATTEMPTED else ""
    )
    stop = "" if verdict.reason.endswith(("?", "!", ".")) and not where else "."
    return Words(title, f"{verdict.reason}{where}{stop}{help_}")


def own_line(error: BaseException) -> str:
    """Say where in the learner's own cells an error arose; empty if nowhere there."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "ipykernel_" in frame.filename or frame.filename.startswith(("<ipython", "<cell"))
    ]
    return f", in `{frames[-1].line}` (line {frames[-1].lineno} of your cell)" if frames else ""


def _source(answer: Any) -> str:
    """Return an answer as text for the record."""
    try:
        return inspect.getsource(answer)
    except Exception:  # no source, or an answer that answers nothing
        return text_of(answer)
