"""What a reader's own score on a few rows can say."""

from __future__ import annotations

import math

from course_lib.arguments import require_whole_number

STANDARD_ERRORS = 1.96  # of a 95 % interval


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
