"""What a check found."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What a check found; prints as two lines, the second of which says what to do.

    Attributes:
        name: of the check.
        passed: whether nothing was found.
        quantity: what was measured, in words.
        measured: the number.
        relation: how it should lie to the threshold: "at most" or "at least".
        threshold: the number to compare with; how it follows stands in the docstring of the check.
        advice: what to do, in a sentence: of a check that passed, what it does not say.
    """

    name: str
    passed: bool
    quantity: str
    measured: float
    relation: str
    threshold: float
    advice: str

    def __repr__(self) -> str:
        """Show the verdict, with ≈ before what depends on the processor, and the advice below it."""
        sign = "✓" if self.passed else "✗"
        return (
            f"{sign} {self.name}: {self.quantity} {in_figures(self.measured)}, "
            f"{self.relation} {in_figures(self.threshold)}.\n  {self.advice}"
        )


def at_most(
    name: str, quantity: str, measured: float, threshold: float, *, fails: str, passes: str
) -> Verdict:
    """Return the verdict of a check that passes up to a threshold; NaN does not.

    Args:
        name: of the check.
        quantity: what was measured, in words.
        measured: the number.
        threshold: the greatest that passes.
        fails: what to do where it is greater.
        passes: what to say where it is not.
    """
    passed = measured <= threshold
    return Verdict(name, passed, quantity, measured, "at most", threshold, passes if passed else fails)


def as_rows(verdicts: Iterable[Verdict]) -> list[dict[str, object]]:
    """Return verdicts as rows of a table, for `course_lib.showing.table` or pandas.

    Args:
        verdicts: of the checks.

    Raises:
        TypeError: if one is no Verdict.
    """
    verdicts = _require_verdicts(verdicts)
    return [
        {
            "check": verdict.name,
            "": "✓" if verdict.passed else "✗",
            "measured": f"{verdict.quantity} {in_figures(verdict.measured)}",
            "should be": f"{verdict.relation} {in_figures(verdict.threshold)}",
            "what it means": verdict.advice,
        }
        for verdict in verdicts
    ]


def in_figures(value: float) -> str:
    """Return a number as text: counts in full, measurements as ≈ and three significant digits.

    Args:
        value: an int or a float.
    """
    if isinstance(value, int):
        return str(value)
    return f"≈{value:.3g}" if math.isfinite(value) else str(value)


def _require_verdicts(verdicts: object) -> list[Verdict]:
    if isinstance(verdicts, Verdict) or not isinstance(verdicts, Iterable):
        raise TypeError(f"as_rows: expected a list of verdicts, received {type(verdicts).__name__}")
    found = list(verdicts)
    for verdict in found:
        if not isinstance(verdict, Verdict):
            raise TypeError(f"as_rows: expected verdicts, received {type(verdict).__name__}")
    return found
