"""An exercise, and how an answer to it is judged.

An answer is called once on each of the exercise's cases, on copies, and what it gives is compared with what
the reference gives. Each named wrong answer does two jobs: a learner whose results agree with its results is
told which misconception that is, and a test proves that it is refused with those words.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from course_lib.checks.comparison import explain_difference, kind_of

LONGEST_ARRAY = 72  # characters of an array that a reply spells out
MISSING: Any = object()  # stands for a name that was never bound


class Outcome(StrEnum):
    """The four answers that a check can give."""

    NOT_ATTEMPTED = "not attempted"
    NOT_YET = "not yet"
    CORRECT = "correct"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        outcome: one of the four.
        reason: a sentence for the learner; empty where the outcome says it all.
        error: what the answer raised, if it did.
    """

    outcome: Outcome
    reason: str = ""
    error: BaseException | None = None


@dataclass(frozen=True)
class WrongAnswer:
    """An answer that many would give, and what to say to it.

    Attributes:
        answer: what a learner with this misconception would hand in.
        reply: the misconception in a sentence.
    """

    answer: Any
    reply: str


@dataclass(frozen=True)
class Exercise:
    """One exercise of a chapter.

    Attributes:
        id: chapter, dot, number: "07.2".
        title: what is to be done, in a few words.
        name: the name that the learner's cell binds.
        reference: the right answer: a function, a float, a list, a tuple or an array.
        hints: from a nudge to almost the answer.
        wrong_answers: the misconceptions that are told by name.
        also_correct: right answers, written differently; a test proves that they pass.
        cases: argument tuples on which a function is tried; empty for a value. Every named wrong answer has
            to run on them, which often means that all sizes are equal.
        further_cases: argument tuples whose sizes differ, tried once all cases agree, to refuse what is right
            on square arrays alone. A named wrong answer need not run on them; one that does is known by them.
        code: the answer as a learner would write it; where it is empty, the source of the reference.
        tolerance: how far each number may be off, relative to the reference's.

    Raises:
        TypeError: if reference is something else. A whole number, a string or True could not be told from
            the same one written by a learner.
    """

    id: str
    title: str
    name: str
    reference: Any
    hints: tuple[str, ...]
    wrong_answers: tuple[WrongAnswer, ...]
    also_correct: tuple[Any, ...]
    cases: tuple[tuple[Any, ...], ...] = ()
    further_cases: tuple[tuple[Any, ...], ...] = ()
    code: str = ""
    tolerance: float = 1e-6

    def __post_init__(self) -> None:
        """Refuse a reference that cannot be judged."""
        if not callable(self.reference) and not isinstance(self.reference, float | list | tuple | np.ndarray):
            raise TypeError(
                f"exercise {self.id}: the reference should be a function, a float, a list, a tuple or an "
                f"array, and is {kind_of(self.reference)}; write 42.0 for 42"
            )

    @property
    def solution(self) -> str:
        """The answer as a learner would write it."""
        return self.code or inspect.getsource(self.reference).rstrip()


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """Judge an answer; whatever the answer does, this returns a verdict.

    Args:
        exercise: the exercise.
        answer: the learner's function or value, or MISSING.

    Returns:
        The verdict. Only KeyboardInterrupt passes through: the learner pressed stop.
    """
    untouched = _why_not_attempted(exercise, answer)
    if untouched:
        return Verdict(Outcome.NOT_ATTEMPTED, untouched)
    try:
        reason = _why_not_yet(exercise, answer)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: an answer must not end the notebook
        text = text_of(error)
        if isinstance(error, NotImplementedError) and text.startswith(exercise.id):
            return Verdict(Outcome.NOT_ATTEMPTED, f"fill in `{exercise.name}` and run its cell")
        return Verdict(Outcome.CANNOT_TELL, f"{type(error).__name__}: {text}", error)
    return Verdict(Outcome.NOT_YET, reason) if reason else Verdict(Outcome.CORRECT)


def text_of(value: Any) -> str:
    """Return str(value), whatever it does."""
    try:
        return str(value)
    except Exception:
        return "(it has no text)"


def _why_not_attempted(exercise: Exercise, answer: Any) -> str:
    """Say why there is nothing to judge yet; the empty string if there is something."""
    if answer is MISSING:
        return f"run the cell that defines `{exercise.name}` first"
    if answer is Ellipsis:
        return f"put your answer in place of the dots after `{exercise.name} =` and run the cell"
    if answer is exercise.reference:
        return f"`{exercise.name}` is the course's own answer; write yours"
    return ""


def _why_not_yet(exercise: Exercise, answer: Any) -> str | None:
    """Say what is wrong with an answer; None if nothing is."""
    if callable(exercise.reference) != callable(answer):
        wanted = "a function" if callable(exercise.reference) else "a value"
        return f"`{exercise.name}` should be {wanted}, and is {kind_of(answer)}"
    if not callable(answer):
        results, names = [answer], [f"`{exercise.name}`"]
    else:
        results, spoilt = _results(exercise, answer)
        names = [call_text(exercise.name, case) for case in exercise.cases]
        if spoilt and _first_difference(exercise, results, exercise.reference, names) is None:
            return f"{spoilt} changes its argument in place, and others still need that: compute a new array"
    if any(result is None for result in results) and callable(answer):
        return f"{names[0]} gives None: is there a `return`?"
    reason = _first_difference(exercise, results, exercise.reference, names)
    if reason is None and exercise.further_cases:
        return _why_not_where_sizes_differ(exercise, answer)
    if reason and kind_of(answer) == kind_of(exercise.reference) and _would_tell(exercise.reference):
        reason = f"{names[0]} has not the right value"
    return reason and (_misconception(exercise, results, names) or reason)


def _why_not_where_sizes_differ(exercise: Exercise, answer: Any) -> str | None:
    """Say what is wrong with an answer that agrees on all cases, on further ones; None if nothing is."""
    known = tuple(wrong for wrong in exercise.wrong_answers if _runs(wrong.answer, exercise.further_cases))
    further = replace(exercise, cases=exercise.further_cases, further_cases=(), wrong_answers=known)
    reason = _why_not_yet(further, answer)
    if reason is None or reason in {wrong.reply for wrong in known}:
        return reason
    return f"right where all sizes are equal, and not where they differ: {reason}"


def _runs(answer: Any, cases: tuple[tuple[Any, ...], ...]) -> bool:
    """Whether a named wrong answer gives anything at all on these cases; silently, as it may overflow."""
    try:
        with np.errstate(all="ignore"):
            for case in cases:
                answer(*copy.deepcopy(case))
    except Exception:
        return False
    return True


def _would_tell(reference: Any) -> bool:
    """Whether a difference from the reference tells the answer; of names it only says which one is wrong."""
    names_only = isinstance(reference, list | tuple) and all(isinstance(name, str) for name in reference)
    return not callable(reference) and not names_only


def _results(exercise: Exercise, answer: Any) -> tuple[list[Any], str]:
    """Call an answer on a copy of each case, silently: what overflows is told in the reply.

    Returns:
        What it gave, and the name of the answer if it changed an argument, else the empty string.
    """
    results, spoilt = [], ""
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        for case in exercise.cases:
            arguments = copy.deepcopy(case)
            results.append(copy.deepcopy(answer(*arguments)))
            if any(explain_difference(*pair, "", 0) for pair in zip(arguments, case, strict=True)):
                spoilt = f"`{exercise.name}`"
    return results, spoilt


def _first_difference(exercise: Exercise, results: list[Any], other: Any, names: list[str]) -> str | None:
    """Compare results with those of another answer, case by case; None if all agree."""
    expected = _results(exercise, other)[0] if callable(other) else [other]
    for received, wanted, name in zip(results, expected, names, strict=True):
        reason = explain_difference(received, wanted, name, exercise.tolerance)
        if reason:
            return reason
    return None


def _misconception(exercise: Exercise, results: list[Any], names: list[str]) -> str | None:
    """Return the reply to the named wrong answer that gives these results."""
    for wrong in exercise.wrong_answers:
        if _first_difference(exercise, results, wrong.answer, names) is None:
            return wrong.reply
    return None


def call_text(name: str, case: tuple[Any, ...]) -> str:
    """Return the call as a learner would type it; long arrays as their shapes."""
    return f"{name}({', '.join(_brief(argument) for argument in case)})"


def _brief(argument: Any) -> str:
    """Return a value in a few characters: an array that takes more as its shape."""
    if isinstance(argument, list):
        return f"[{', '.join(map(_brief, argument))}]"
    if not isinstance(argument, np.ndarray):
        return repr(argument)
    values = repr(argument.tolist())
    return f"np.array({values})" if len(values) <= LONGEST_ARRAY else f"array of shape {argument.shape}"
