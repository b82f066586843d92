"""One look for every figure: colours that colour-blind readers can tell apart, and line styles besides."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.arguments import require_by_name

# M. Okabe and K. Ito (2008), "Color Universal Design", in an order in which neighbours differ in
# lightness too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#000000")
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P")  # one a colour
LABEL_HEIGHT = 13  # points: a line of text and a little air


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


def label_line_ends(axes: Axes, ends: dict[str, tuple[float, float]], colours: dict[str, str]) -> None:
    """Write each line's name beside its last point, where the eye already is; names keep clear of each other.

    Args:
        axes: with the lines drawn and the scales set.
        ends: the last point of each line, by name.
        colours: of each line, by name.
    """
    axes.autoscale_view()  # Matplotlib fits the limits to the lines only when it is asked or draws
    points_a_pixel = 72 / axes.figure.dpi
    heights = {name: axes.transData.transform(end)[1] * points_a_pixel for name, end in ends.items()}
    lowest_free = -np.inf
    for name in sorted(ends, key=heights.__getitem__):
        height = max(heights[name], lowest_free)
        lowest_free = height + LABEL_HEIGHT
        axes.annotate(
            name,
            ends[name],
            xytext=(6, height - heights[name]),
            textcoords="offset points",
            va="center",
            color=colours[name],
            annotation_clip=False,
        )


def key_above(axes: Axes, *, columns: int) -> None:
    """Say above the field which line or mark is which, where names have no place beside them.

    Args:
        axes: with named lines or marks drawn.
        columns: names side by side.
    """
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        borderaxespad=0.2,
        handletextpad=0.4,
        columnspacing=1.2,
    )


def mark_level(axes: Axes, level: float, name: str, *, side: str = "right") -> None:
    """Draw a level to compare with, such as chance, and write its name below it.

    Args:
        axes: where to draw.
        level: on the y-axis.
        name: of the level, in a few words.
        side: at which end the name stands, "left" or "right": where no line passes.
    """
    axes.axhline(level, color="0.35", linewidth=0.8)
    axes.annotate(
        name,
        (0.99 if side == "right" else 0.01, level),
        xycoords=("axes fraction", "data"),
        xytext=(0, -3),
        textcoords="offset points",
        ha=side,
        va="top",
    )


def round_ticks(first: int, last: int) -> list[int]:
    """Return where an axis of whole numbers has its ticks: at the first, and at nine round ones at most.

    >>> round_ticks(1, 20), round_ticks(0, 20)
    ([1, 5, 10, 15, 20], [0, 5, 10, 15, 20])
    """
    steps = (digit * 10**size for size in itertools.count() for digit in (1, 2, 5))
    step = next(step for step in steps if last - first <= 8 * step)
    return [first, *range(first - first % step + step, last + 1, step)]


def require_curves(curves: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return curves as float arrays.

    Args:
        curves: by name, the values of a line, shape (points,), or of repetitions, (repetitions, points).

    Raises:
        TypeError: if curves are no dict, or one holds no numbers.
        ValueError: if there is none, or one is empty or of another shape.
    """
    require_by_name("curves", curves)
    arrays = {name: _numbers(name, values) for name, values in curves.items()}
    if not arrays:
        raise ValueError("expected at least one curve, received none")
    for name, values in arrays.items():
        if values.ndim != 2 or values.size == 0:
            raise ValueError(
                f"curve {name!r}: expected shape (points,) or (repetitions, points), received {values.shape}"
            )
    return arrays


def _numbers(name: str, values: object) -> np.ndarray:
    try:
        return np.atleast_2d(np.asarray(values, dtype=float))
    except (TypeError, ValueError):
        raise TypeError(f"curve {name!r}: expected rows of numbers, received {values!r}") from None
