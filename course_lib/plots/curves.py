"""Lines: one quantity against another, at each layer of a network, or after each epoch of its training."""

import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.arguments import require_numbers
from course_lib.plots.style import label_line_ends, line_style, new_axes, require_curves, round_ticks


def plot_lines(
    x: np.ndarray, curves: dict[str, np.ndarray], *, xlabel: str, ylabel: str, ax: Axes | None = None
) -> Axes:
    """Draw lines with their names at their ends.

    Args:
        x: where the points lie, shape (points,).
        curves: by name, values of shape (points,), or of repetitions, (repetitions, points): then the line is
            the mean and the band spans the repetitions.
        xlabel: quantity and unit of x.
        ylabel: quantity and unit of the values.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes.

    Raises:
        ValueError: if a curve has not as many points as x.
    """
    x = require_numbers("x", x, ("points",))
    return _drawn(x, require_curves(curves), np.mean, xlabel, ylabel, ax)


def plot_by_layer(norms: dict[str, np.ndarray], *, ylabel: str, ax: Axes | None = None) -> Axes:
    """Draw a positive quantity at each layer on a logarithmic scale.

    Args:
        norms: by name of the network, values at layers 1 … L, shape (L,), or (seeds, L): then the line is the
            geometric mean and the band spans the seeds.
        ylabel: the quantity.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes.

    Raises:
        ValueError: if a value is not positive, which a logarithmic scale cannot show.
    """
    arrays = require_curves(norms)
    for name, values in arrays.items():
        if not np.all(values > 0):
            raise ValueError(
                f"{name!r}: expected positive values, which a logarithmic scale shows, "
                f"received {values.min():g}"
            )
    ax = new_axes() if ax is None else ax
    ax.set_yscale("log")
    layers = np.arange(1, _points(arrays) + 1)
    return _drawn(layers, arrays, _geometric_mean, "layer (1 is next to the input)", ylabel, ax)


def plot_by_epoch(scores: dict[str, np.ndarray], *, ylabel: str, ax: Axes | None = None) -> Axes:
    """Draw a quantity after each epoch.

    Args:
        scores: by name of the run, values after epochs 1 … E, shape (E,), or (seeds, E): then the line is the
            mean and the band spans the seeds.
        ylabel: the quantity.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes.
    """
    arrays = require_curves(scores)
    return _drawn(np.arange(1, _points(arrays) + 1), arrays, np.mean, "epoch", ylabel, ax)


def _drawn(x: np.ndarray, arrays: dict, centre, xlabel: str, ylabel: str, ax: Axes | None) -> Axes:
    """Draw each curve: its centre as a line with its name at the end, the span of repetitions behind it."""
    for name, values in arrays.items():
        if values.shape[1:] != x.shape:
            raise ValueError(f"{name!r}: expected {x.size} points, received {values.shape[1]}")
    ax = new_axes() if ax is None else ax
    ends, colours = {}, {}
    for index, (name, values) in enumerate(arrays.items()):
        style, middle = line_style(index), centre(values, axis=0)
        ax.plot(x, middle, **style)
        if len(values) > 1:
            ax.fill_between(x, values.min(0), values.max(0), color=style["color"], alpha=0.2, linewidth=0)
        ends[name], colours[name] = (x[-1], middle[-1]), style["color"]
    label_line_ends(ax, ends, colours)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if x.dtype.kind in "iu":
        ax.set_xticks(round_ticks(x.min(), x.max()))
    return ax


def _geometric_mean(values: np.ndarray, axis: int) -> np.ndarray:
    """Return the mean of the exponents, which is the middle on a logarithmic scale."""
    return np.exp(np.log(values).mean(axis))


def _points(arrays: dict[str, np.ndarray]) -> int:
    """Return the number of points of the first curve."""
    return next(iter(arrays.values())).shape[1]
