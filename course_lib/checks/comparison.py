"""How an answer differs from what was expected, in a sentence: kind first, then shape, dtype and value."""

from typing import Any

import numpy as np

ROUNDING = 1e-12  # of the greatest value: what sums in another order leave where nought was expected
NUMBERS = (int, float, np.number, np.ndarray)


def explain_difference(received: Any, expected: Any, what: str, tolerance: float = 1e-6) -> str | None:
    """Say how a value differs from the expected one.

    Args:
        received: what came.
        expected: a number, a string (capitals do not count), an array, or a list or tuple of these.
        what: how to name the value in the sentence.
        tolerance: how far each number may be off, relative to the expected one.

    Returns:
        A sentence, or None where the two agree.
    """
    if isinstance(expected, str):
        same = isinstance(received, str) and received.strip().lower() == expected.lower()
        return None if same else f"{what} is {kind_of(received)} that is not the answer"
    if isinstance(expected, list | tuple):
        return _explain_sequences(received, expected, what, tolerance)
    return _explain_numbers(received, expected, what, tolerance)


def _explain_sequences(received: Any, expected: Any, what: str, tolerance: float) -> str | None:
    """Compare element by element."""
    if not isinstance(received, list | tuple):
        return f"{what} should be {kind_of(expected)} of {len(expected)}, and is {kind_of(received)}"
    if len(received) != len(expected):
        return f"{what} has {len(received)} elements; expected {len(expected)}"
    for index, (one, other) in enumerate(zip(received, expected, strict=True)):
        reason = explain_difference(one, other, f"{what}[{index}]", tolerance)
        if reason:
            return reason
    return None


def _explain_numbers(received: Any, expected: Any, what: str, tolerance: float) -> str | None:
    """Compare two numbers or two arrays."""
    if isinstance(expected, np.ndarray) and isinstance(received, list | tuple):
        return f"{what} should be {kind_of(expected)}, and is {kind_of(received)}: put it into np.array(…)"
    if not isinstance(received, NUMBERS) or np.asarray(received).dtype.kind not in "biuf":
        return f"{what} should be {kind_of(expected)}, and is {kind_of(received)}"
    if np.shape(received) != np.shape(expected):
        return f"{what} should be {kind_of(expected)}, and is {kind_of(received)}"
    given, wanted = np.asarray(received), np.asarray(expected)
    whole = given.dtype.kind in "iu" and wanted.dtype.kind in "iu"  # of any width: the values are compared
    if isinstance(expected, np.ndarray) and not whole and np.result_type(given, wanted) != given.dtype:
        return f"{what} has dtype {given.dtype}, which keeps less than {wanted.dtype}"
    finite = np.isfinite(wanted)
    if not np.array_equal(np.isfinite(given), finite):
        return f"{what} holds nan or infinity"
    slack = ROUNDING * max(1.0, float(np.abs(wanted).max(initial=0.0, where=finite)))
    digits_kept = np.finfo(wanted.dtype).eps if wanted.dtype.kind == "f" else 0.0
    rtol = max(tolerance, 1000 * digits_kept)
    near = np.isclose(given, wanted, rtol=rtol, atol=slack, equal_nan=True)  # as a wrong answer may be
    return None if near.all() else _furthest(given, wanted, what)


def _furthest(given: np.ndarray, wanted: np.ndarray, what: str) -> str:
    """Name the value that is furthest off."""
    if wanted.ndim == 0:
        return f"{what} is {float(given):.6g} instead of {float(wanted):.6g}"
    with np.errstate(invalid="ignore"):  # ∞ − ∞, where both agree
        worst = np.unravel_index(np.argmax(np.nan_to_num(np.abs(given - wanted))), wanted.shape)
    place = ", ".join(map(str, worst))
    return f"{what} is furthest off at [{place}]: {given[worst]:.6g} instead of {wanted[worst]:.6g}"


def kind_of(value: Any) -> str:
    """Say what kind of thing a value is, in a learner's words."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return f"an array of shape {value.shape}"
    if callable(value):
        return "a function"
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.complexfloating):
        return "a number"
    names = {str: "a string", list: "a list", tuple: "a tuple", dict: "a dict", bool: "True or False"}
    return names.get(type(value), f"of type {type(value).__name__}")
