"""How much of a chapter the learner has done, counted from the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from course_lib.checks import all_chapters, chapter_checks

NOTHING_ASKED = "nothing to answer"


@dataclass(frozen=True)
class Tally:
    """What a chapter asks, or several together, and how much of it is done.

    Attributes:
        correct: exercises whose answer was correct at least once.
        exercises: all exercises.
        predicted: questions to which a prediction was made, right or wrong.
        predictions: all predictions that are asked for.
    """

    correct: int = 0
    exercises: int = 0
    predicted: int = 0
    predictions: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.correct + other.correct,
            self.exercises + other.exercises,
            self.predicted + other.predicted,
            self.predictions + other.predictions,
        )

    def __str__(self) -> str:
        """What is done, in words, without what is not asked."""
        parts = (
            f"{self.correct} of {counted(self.exercises, 'exercise')} correct" if self.exercises else "",
            f"{self.predicted} of {counted(self.predictions, 'prediction')} made" if self.predictions else "",
        )
        return ", ".join(filter(None, parts)) or NOTHING_ASKED

    @property
    def asked(self) -> str:
        """What is asked, in words, whatever is done."""
        parts = (
            counted(self.exercises, "exercise") if self.exercises else "",
            counted(self.predictions, "prediction") if self.predictions else "",
        )
        return ", ".join(filter(None, parts)) or NOTHING_ASKED

    @property
    def done(self) -> int:
        """How many answers count."""
        return self.correct + self.predicted

    @property
    def total(self) -> int:
        """How many answers there could be."""
        return self.exercises + self.predictions


def tally(number: str, events: Iterable[dict[str, Any]]) -> Tally:
    """Count what is done of a chapter.

    An exercise that was correct once stays so, whatever was tried afterwards; answers to exercises and
    questions that the chapter asks no longer do not count.

    Args:
        number: of the chapter, such as "07".
        events: the record, as `progress.events` returns it.

    Returns:
        The tally; that of a chapter that asks nothing is empty.
    """
    if number not in all_chapters():
        return Tally()
    checks = chapter_checks(number)
    exercises = {exercise.id for exercise in checks.EXERCISES}
    predictions = {question.id for question in checks.PREDICTIONS}
    correct, predicted = set(), set()
    for event in events:
        if event["kind"] == "check" and event.get("outcome") == "correct":
            correct.add(event["id"])
        elif event["kind"] == "predict":
            predicted.add(event["id"])
    return Tally(len(correct & exercises), len(exercises), len(predicted & predictions), len(predictions))


def foresight(events: Iterable[dict[str, Any]]) -> str:
    """Say how many predictions came true, and how sure the learner was of them; empty without any.

    What was predicted first counts: afterwards it is easy.

    Args:
        events: the record, as `progress.events` returns it.
    """
    questions = {asked.id: asked for number in all_chapters() for asked in chapter_checks(number).PREDICTIONS}
    first: dict[str, dict[str, Any]] = {}
    for event in events:
        if event["kind"] == "predict" and event["id"] in questions and _is_number(event.get("sure")):
            first.setdefault(event["id"], event)
    if not first:
        return ""
    true = sum(event.get("choice") == questions[identifier].answer for identifier, event in first.items())
    sure = sum(event["sure"] for event in first.values()) / len(first)
    return (
        f"Of your {counted(len(first), 'prediction')} {true} came true, "
        f"which is {100 * true / len(first):.0f} %; you were {sure:.0f} % sure on average."
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "exercise"), counted(3, "exercise")
    ('1 exercise', '3 exercises')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
