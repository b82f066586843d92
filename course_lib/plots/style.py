"""One look for every figure: colours that colour-blind readers can tell apart, and line styles besides."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

# Okabe and Ito, Color Universal Design (2008), in an order in which neighbours differ in lightness too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#000000")
LINES = ("-", "--", "-.", ":")


def new_axes(width: float = 6.4, height: float = 3.6) -> Axes:
    """Return empty Axes in the course's style.

    Args:
        width: of the figure, in inches.
        height: of the figure, in inches.
    """
    axes = plt.subplots(figsize=(width, height), layout="constrained")[1]
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="0.9")
    axes.set_axisbelow(True)
    return axes


def line_style(index: int) -> dict[str, str]:
    """Return colour and line style of the index-th line of a figure: both change, so either suffices."""
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index % len(LINES)]}


def label_line_end(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    """Write a line's name beside its last point, where the eye already is."""
    axes.annotate(
        text,
        (x, y),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        annotation_clip=False,
    )


def require_curves(curves: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return curves as float arrays.

    Args:
        curves: by name, the values of a line, shape (points,), or of repetitions, (repetitions, points).

    Raises:
        ValueError: if there is none, or one is empty or of another shape.
    """
    arrays = {name: np.atleast_2d(np.asarray(values, dtype=float)) for name, values in curves.items()}
    if not arrays:
        raise ValueError("expected at least one curve, received none")
    for name, values in arrays.items():
        if values.ndim != 2 or values.size == 0:
            raise ValueError(
                f"curve {name!r}: expected shape (points,) or (repetitions, points), received {values.shape}"
            )
    return arrays
