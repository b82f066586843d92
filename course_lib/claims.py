"""Claims: a sentence of the course beside the numbers that it rests on."""

import math
import os
from typing import Any

from IPython.display import display

from course_lib.words import Words


class ClaimDoesNotHoldError(AssertionError):
    """A sentence of the course does not agree with what was measured; raised in builds and tests."""


class Approximately(float):
    """A number that another computer may give a little differently; prints as ≈0.973."""

    def __str__(self) -> str:
        """The number after ≈."""
        return f"≈{significant(float(self))}"

    __repr__ = __str__


def approx(value: float) -> Approximately:
    """Mark the result of a training run, which other processors give a little differently.

    Args:
        value: a finite number.

    Returns:
        A float that prints as ≈ and three significant digits.

    Raises:
        ValueError: if value is NaN or infinite: what diverged is no result.
    """
    if not math.isfinite(value):
        raise ValueError(f"approx: expected a finite number, received {value}")
    return Approximately(value)


def significant(value: float) -> str:
    """Return a number as text: ints in full, floats with three significant digits."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def claim(statement: str, holds: bool, **measured: float) -> None:
    """State a result beside the numbers that it rests on.

    Args:
        statement: the sentence.
        holds: whether the numbers bear it out, such as `accuracy > 0.9`.
        measured: the numbers; those that vary between computers wrapped in `approx`.

    Raises:
        ClaimDoesNotHoldError: if it does not hold and COURSE_STRICT is 1, as in builds and tests. A learner
            who changed something gets a sentence instead.
        TypeError: if holds is not True or False, or no number is given.
    """
    if not isinstance(_plain(holds), bool):
        raise TypeError(f"claim: expected a condition that is True or False, received {holds!r}")
    for name, value in measured.items():
        if not isinstance(_plain(value), int | float):
            raise TypeError(f"claim: expected numbers, received {name}={value!r}")
    if not measured:
        raise TypeError("claim: expected the measured value as well, such as accuracy=approx(accuracy)")
    values = ", ".join(f"{name} {_measured(value)}" for name, value in measured.items())
    if holds:
        display(Words("✓", f"{statement} ({values})", between=" "))
        return
    if os.environ.get("COURSE_STRICT") == "1":
        raise ClaimDoesNotHoldError(f"{statement} ({values})")
    why = (
        "If you changed something above, this is its effect; if an answer of yours is used here, it may be "
        "wrong where its check did not look; if neither, restart the kernel and run all cells."
    )
    display(Words("!", f"The course expected: {statement} Measured: {values}. {why}", between=" "))


def _measured(value: float) -> str:
    """Return a claim's number with the sign that goes before it: "= 0.5" or "≈0.973"."""
    if isinstance(value, Approximately):
        return str(value)
    return f"= {significant(_plain(value))}"


def _plain(value: Any) -> Any:
    """Return the Python number in a number of NumPy or PyTorch; anything else as it is."""
    return value.item() if getattr(value, "ndim", None) == 0 else value
