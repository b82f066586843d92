"""The loss over two weights as a map with contour lines, and the paths that optimisers take on it."""

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, LogNorm, Normalize

from course_lib.plots.arguments import require_by_name, require_numbers
from course_lib.plots.style import key_above, line_style, new_axes

LEVELS = 14  # contour lines
DECADES = 1.5  # a positive loss that spans more of them gets levels by equal factors


def plot_surface(
    x: np.ndarray,
    y: np.ndarray,
    losses: np.ndarray,
    *,
    paths: dict[str, np.ndarray] | None = None,
    xlabel: str = "$w_1$",
    ylabel: str = "$w_2$",
    ax: Axes | None = None,
) -> Axes:
    """Draw a loss over two weights, the darker the higher, and paths from a ring to a dot.

    Contour lines stand at equal steps, or at equal factors where a positive loss spans more than one and a
    half powers of ten. Paths may leave the map; the map does not grow.

    Args:
        x: values of the first weight, rising, shape (columns,), two or more.
        y: values of the second weight, rising, shape (rows,), two or more.
        losses: at (x_j, y_i), shape (rows, columns), not all equal.
        paths: by name of the optimiser, the weights at each step, shape (steps, 2).
        xlabel: the first weight.
        ylabel: the second weight.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes; a scale of the loss stands beside them.

    Raises:
        TypeError: if an array holds no numbers.
        ValueError: if shapes do not fit, x or y do not rise, a value is NaN or infinite, or all losses are
            equal.
    """
    x, y = require_numbers("x", x, ("columns",)), require_numbers("y", y, ("rows",))
    for name, values in (("x", x), ("y", y)):
        if len(values) < 2 or not (np.diff(values) > 0).all():
            raise ValueError(f"{name}: expected two or more numbers that rise, received {values}")
    losses = require_numbers("losses", losses, (len(y), len(x)))
    if losses.min() == losses.max():
        raise ValueError(
            f"losses: expected a surface with contour lines, received {losses.min():g} everywhere"
        )
    paths = {} if paths is None else require_by_name("paths", paths)
    paths = {name: require_numbers(f"path {name!r}", path, ("steps", 2)) for name, path in paths.items()}
    ax = new_axes(5.2, 3.9) if ax is None else ax
    ax.grid(visible=False)
    _draw_map(ax, x, y, losses)
    for index, (name, path) in enumerate(paths.items()):
        style = line_style(index)
        ax.plot(*path.T, label=name, linewidth=2, **style)
        ax.plot(*path[0], "o", color=style["color"], markerfacecolor="white", markersize=7)
        ax.plot(*path[-1], "o", color=style["color"], markersize=7)
    if paths:
        key_above(ax, columns=3)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel=xlabel, ylabel=ylabel)
    return ax


def _draw_map(ax: Axes, x: np.ndarray, y: np.ndarray, losses: np.ndarray) -> None:
    """Fill between the contour lines with greys that leave paths visible, and say which is which."""
    low, high = losses.min(), losses.max()
    if low > 0 and high / low > 10**DECADES:
        levels, scale = np.geomspace(low, high, LEVELS + 1), LogNorm(low, high)
    else:
        levels, scale = np.linspace(low, high, LEVELS + 1), Normalize(low, high)
    greys = ListedColormap(mpl.colormaps["Greys"](np.linspace(0, 0.5, 256)))
    filled = ax.contourf(x, y, losses, levels=levels, norm=scale, cmap=greys)
    ax.contour(x, y, losses, levels=levels, colors="0.45", linewidths=0.5)
    shown = ax.figure.colorbar(filled, ax=ax, label="loss", ticks=levels[::3], format="%.2g")
    shown.ax.minorticks_off()
