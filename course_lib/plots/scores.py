"""Scores of things that are compared: a row each, a dot for every repetition."""

import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.style import COLOURS, new_axes, require_curves

ROW_HEIGHT = 0.27  # inches: a line of text and a little air
JITTER = 0.16  # of a row: dots of equal scores stand side by side, not on top of each other


def plot_scores(
    scores: dict[str, np.ndarray],
    *,
    xlabel: str,
    levels: dict[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw each thing's scores on a row of its own, the highest mean at the top.

    Args:
        scores: by name, one score a seed, shape (seeds,).
        xlabel: quantity and unit of the scores.
        levels: scores to compare with, by name, drawn as vertical lines.
        ax: where to draw; new Axes if None, as high as the rows need.

    Returns:
        The Axes: a dot a seed, a stroke at their mean.

    Raises:
        ValueError: if there is nothing to draw, or a score is NaN or infinite.
    """
    rows = {name: values.ravel() for name, values in require_curves(scores).items()}
    for name, values in rows.items():
        if not np.isfinite(values).all():
            raise ValueError(f"{name!r}: expected finite scores, received {values}")
    ordered = sorted(rows, key=lambda name: rows[name].mean())  # the first row is drawn at the bottom
    ax = new_axes(height=1.0 + ROW_HEIGHT * len(rows)) if ax is None else ax
    for height, name in enumerate(ordered):
        values = rows[name]
        beside = np.linspace(-JITTER, JITTER, len(values)) if len(values) > 1 else np.zeros(1)
        ax.plot(values, height + beside, "o", color=COLOURS[0], markersize=5, alpha=0.75)
        ax.plot(values.mean(), height, "|", color=COLOURS[-1], markersize=12)
    ax.set_yticks(range(len(ordered)), ordered)
    ax.set_ylim(-0.7, len(ordered) - 0.3)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(xlabel)
    _mark(ax, levels or {})
    return ax


def _mark(ax: Axes, levels: dict[str, float]) -> None:
    """Draw each level as a vertical line, with its name above the rows."""
    for name, level in levels.items():
        ax.axvline(level, color="0.35", linewidth=0.8, linestyle="--", zorder=0)
        ax.annotate(
            name,
            (level, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
        )
