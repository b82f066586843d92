"""Your own score: read some rows yourself, and see what so few rows can say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.arguments import require_whole_number

STANDARD_ERRORS = 1.96  # of a 95 % interval


@dataclass(frozen=True)
class Reading:
    """How a reader's answers agree with the labels.

    Attributes:
        right: how many do.
        rows: how many there are; 0 if nothing was answered yet.
        low: lower end of the 95 % interval of the accuracy.
        high: its upper end.
        differing: for each row that differs, its number from 1, the answer and the label.
    """

    right: int
    rows: int
    low: float
    high: float
    differing: tuple[tuple[int, str, str], ...]

    def __repr__(self) -> str:
        """Say the score in a sentence, and where answer and label differ."""
        if not self.rows:
            return "○ Not read yet: type what you see, in the order of the pictures, and run the cell again."
        where = "; ".join(f"picture {n}: you {answer}, label {label}" for n, answer, label in self.differing)
        return (
            f"{self.right} of {self.rows} as labelled: an accuracy between {self.low:.2f} and "
            f"{self.high:.2f} (95 % interval). {where or 'No difference'}."
        )


def score_reading(answers: str, labels: Sequence[str]) -> Reading:
    """Compare a reader's answers with labels.

    Args:
        answers: one character a row; spaces do not count; "?" where you cannot tell; empty for not yet.
        labels: one character each.

    Returns:
        The score, with the interval of `wilson_interval`.

    Raises:
        TypeError: if answers are no text.
        ValueError: if there are not as many as labels.
    """
    if not isinstance(answers, str):
        raise TypeError(f"answers: expected text such as '3 1 4', received {type(answers).__name__}")
    given, labels = "".join(answers.split()), [str(label) for label in labels]
    if not given:
        return Reading(0, 0, 0.0, 1.0, ())
    if len(given) != len(labels):
        raise ValueError(f"answers: expected one character for each of {len(labels)}, received {len(given)}")
    pairs = enumerate(zip(given, labels, strict=True), start=1)
    differing = tuple((number, answer, label) for number, (answer, label) in pairs if answer != label)
    right = len(labels) - len(differing)
    return Reading(right, len(labels), *wilson_interval(right, len(labels)), differing)


def wilson_interval(right: int, rows: int) -> tuple[float, float]:
    """Return the 95 % interval of an accuracy, of which `right` of `rows` answers were right.

    Wilson's interval holds every accuracy p from which p̂ = right/rows is less than z = 1.96 standard errors
    √(p(1 − p)/rows) away. Solved for p:

    (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)

    Args:
        right: how many answers were right.
        rows: of how many.

    Raises:
        TypeError: if one is no whole number.
        ValueError: if rows is below 1, or right is not between 0 and rows.

    Source: E. B. Wilson (1927), *Probable inference, the law of succession, and statistical inference*.
    """
    rows = require_whole_number("rows", rows)
    right = require_whole_number("right", right, at_least=0)
    if right > rows:
        raise ValueError(f"right: expected {rows} at most, received {right}")
    share, spread = right / rows, STANDARD_ERRORS**2 / rows
    middle = share + spread / 2
    half = math.sqrt(spread * share * (1 - share) + spread**2 / 4)
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)
