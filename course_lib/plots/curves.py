"""Lines: a quantity at each layer of a network, or after each epoch of its training."""

import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.style import label_line_end, line_style, new_axes, require_curves


def plot_by_layer(norms: dict[str, np.ndarray], *, quantity: str, ax: Axes | None = None) -> Axes:
    """Draw a positive quantity at each layer on a logarithmic scale.

    Args:
        norms: by name of the network, its values at layers 1 … L, shape (L,), or (seeds, L): then the
            line is the geometric mean and the band spans the seeds.
        quantity: what is drawn, for the axis.
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
                f"{name!r}: expected positive values for a logarithmic scale, received {values.min():g}"
            )
    ax = new_axes() if ax is None else ax
    ax.set_yscale("log")
    for index, (name, values) in enumerate(arrays.items()):
        layers = np.arange(1, values.shape[1] + 1)
        _draw_with_band(ax, layers, values, np.exp(np.log(values).mean(0)), name, index)
    ax.set(xlabel="layer (1 is next to the input)", ylabel=quantity)
    return ax


def plot_by_epoch(scores: dict[str, np.ndarray], *, quantity: str, ax: Axes | None = None) -> Axes:
    """Draw a quantity after each epoch.

    Args:
        scores: by name of the run, its values after epochs 1 … E, shape (E,), or (seeds, E): then the line
            is the mean and the band spans the seeds.
        quantity: what is drawn, for the axis.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes.
    """
    arrays = require_curves(scores)
    ax = new_axes() if ax is None else ax
    for index, (name, values) in enumerate(arrays.items()):
        _draw_with_band(ax, np.arange(1, values.shape[1] + 1), values, values.mean(0), name, index)
    ax.set(xlabel="epoch", ylabel=quantity)
    return ax


def _draw_with_band(
    ax: Axes, x: np.ndarray, values: np.ndarray, centre: np.ndarray, name: str, index: int
) -> None:
    """Draw a line with its name at its end, and the span of the repetitions behind it."""
    style = line_style(index)
    ax.plot(x, centre, **style)
    if len(values) > 1:
        ax.fill_between(x, values.min(0), values.max(0), color=style["color"], alpha=0.2, linewidth=0)
    label_line_end(ax, x[-1], centre[-1], name, style["color"])
