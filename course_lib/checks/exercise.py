"""An exercise, and how an answer to it is judged.

An answer is compared with the reference on the exercise's cases: first its kind, then its shape, its dtype,
and last its values. Each named wrong answer does two jobs: a learner whose values agree with it is told
which misconception that is, and a test proves that it is refused with those words.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

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
        reference: the right answer: a function, or a value.
        cases: argument tuples on which a function is tried; empty for a value.
        hints: from a nudge to almost the answer.
        wrong_answers: the misconceptions that are told by name.
        also_correct: right answers, written differently; a test proves that they pass.
        tolerance: relative to the reference, how far a number may be off.
    """

    id: str
    title: str
    name: str
    reference: Any
    hints: tuple[str, ...]
    wrong_answers: tuple[WrongAnswer, ...]
    also_correct: tuple[Any, ...]
    cases: tuple[tuple[Any, ...], ...] = ()
    tolerance: float = 1e-6


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
        reason = _first_difference(exercise, answer)
    except NotImplementedError:
        return Verdict(Outcome.NOT_ATTEMPTED, f"fill in `{exercise.name}` and run its cell")
    except (Exception, SystemExit) as error:
        return Verdict(Outcome.CANNOT_TELL, f"{type(error).__name__}: {error}", error)
    if reason is None:
        return Verdict(Outcome.CORRECT)
    return Verdict(Outcome.NOT_YET, _misconception(exercise, answer) or reason)


def _why_not_attempted(exercise: Exercise, answer: Any) -> str:
    """Say why there is nothing to judge yet; the empty string if there is something."""
    if answer is MISSING:
        return f"run the cell that defines `{exercise.name}` first"
    if answer is Ellipsis:
        return f"put your answer in place of the dots after `{exercise.name} =` and run the cell"
    if answer is exercise.reference:
        return f"`{exercise.name}` is the course's own answer; write yours"
    return ""


def _first_difference(exercise: Exercise, answer: Any) -> str | None:
    """Compare the answer with the reference on every case; None if they agree."""
    if not callable(exercise.reference):
        if callable(answer):
            return f"`{exercise.name}` should be a value, and is a function"
        return difference(answer, exercise.reference, exercise.name, exercise.tolerance)
    if not callable(answer):
        return f"`{exercise.name}` should be a function, and is {_kind(answer)}"
    for case in exercise.cases:
        expected = exercise.reference(*copy.deepcopy(case))
        received = answer(*copy.deepcopy(case))  # learners change what they are handed
        reason = difference(received, expected, call_text(exercise.name, case), exercise.tolerance)
        if reason:
            return reason
    return None


def _misconception(exercise: Exercise, answer: Any) -> str | None:
    """Return the reply to the named wrong answer with which this answer agrees on every case."""
    for wrong in exercise.wrong_answers:
        try:
            if _agrees(exercise, answer, wrong.answer):
                return wrong.reply
        except Exception:  # an answer of another kind than this wrong one: compare it with the next
            continue
    return None


def _agrees(exercise: Exercise, answer: Any, other: Any) -> bool:
    """Whether two answers of the same kind give the same on every case."""
    if callable(answer) != callable(other):
        return False
    if not callable(answer):
        return difference(answer, other, "", exercise.tolerance) is None
    return all(
        difference(answer(*copy.deepcopy(case)), other(*copy.deepcopy(case)), "", exercise.tolerance) is None
        for case in exercise.cases
    )


def difference(received: Any, expected: Any, what: str, tolerance: float = 1e-6) -> str | None:
    """Say how a value differs from the expected one: kind before shape, before dtype, before value.

    Args:
        received: what came.
        expected: a number, a string, an array, or a list or tuple of these.
        what: how to name the value in the sentence.
        tolerance: bound on ‖received − expected‖ / ‖expected‖.

    Returns:
        A sentence, or None where the two agree.
    """
    if received is None:
        return f"{what} gives None: is there a `return`?"
    if isinstance(expected, str | bool):
        return None if received == expected else f"{what} gives {received!r}, which is not the answer"
    if isinstance(expected, list | tuple):
        return _difference_of_sequences(received, expected, what, tolerance)
    return _difference_of_numbers(received, expected, what, tolerance)


def _difference_of_sequences(received: Any, expected: Any, what: str, tolerance: float) -> str | None:
    """Compare element by element."""
    if not isinstance(received, list | tuple):
        return f"{what} should be a {type(expected).__name__} of {len(expected)}, and is {_kind(received)}"
    if len(received) != len(expected):
        return f"{what} has {len(received)} elements; expected {len(expected)}"
    for index, (one, other) in enumerate(zip(received, expected, strict=True)):
        reason = difference(one, other, f"{what}[{index}]", tolerance)
        if reason:
            return reason
    return None


def _difference_of_numbers(received: Any, expected: Any, what: str, tolerance: float) -> str | None:
    """Compare two numbers or two arrays."""
    if not isinstance(received, int | float | complex | np.ndarray | np.generic):
        return f"{what} should be {_kind(expected)}, and is {_kind(received)}"
    if np.shape(received) != np.shape(expected):
        return f"{what} has shape {np.shape(received)}; expected {np.shape(expected)}"
    if isinstance(expected, np.ndarray) and received.dtype != expected.dtype:
        return f"{what} has dtype {received.dtype}; expected {expected.dtype}, as it came in"
    wanted, given = np.asarray(expected, dtype=float), np.asarray(received)
    if not np.all(np.isfinite(given)):
        return f"{what} holds nan or infinity"
    if np.linalg.norm(given - wanted) <= tolerance * np.linalg.norm(wanted):
        return None
    if wanted.ndim == 0:
        return f"{what} gives {float(given):.6g}, which is not the value"
    worst = np.unravel_index(np.argmax(np.abs(given - wanted)), wanted.shape)
    place = ", ".join(map(str, worst))
    return f"{what} is furthest off at [{place}]: {given[worst]:.6g} instead of {wanted[worst]:.6g}"


def call_text(name: str, case: tuple[Any, ...]) -> str:
    """Return the call as a learner would type it; arrays as their shapes."""
    return f"{name}({', '.join(_brief(argument) for argument in case)})"


def _brief(argument: Any) -> str:
    """Return a value in a few characters."""
    if isinstance(argument, np.ndarray):
        return f"array of shape {argument.shape}"
    return repr(argument)


def _kind(value: Any) -> str:
    """Say what kind of thing a value is, in a learner's words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, Callable):
        return "a function"
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return "a number"
    return f"a {type(value).__name__}"
