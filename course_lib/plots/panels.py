"""Many small pictures side by side, each with its own lines: to look something up by its shape."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from course_lib.arguments import require_whole_number
from course_lib.plots.arguments import require_by_name, require_numbers
from course_lib.plots.style import line_style

PANEL = (2.1, 1.8)  # inches


def plot_panels(
    x: dict[str, np.ndarray],
    lines: dict[str, dict[str, np.ndarray]],
    *,
    xlabel: str,
    ylabel: str,
    columns: int = 4,
) -> tuple[Axes, ...]:
    """Draw a panel for each name, on scales of its own; lines of one name look alike in all panels.

    Args:
        x: by name of the panel, where the points lie, shape (points,).
        lines: by the same names, the panel's lines by name, each of shape (points,).
        xlabel: quantity and unit of x.
        ylabel: quantity and unit of the lines.
        columns: panels side by side.

    Returns:
        The Axes, one a panel, in the order of lines.

    Raises:
        TypeError: if an array holds no numbers.
        ValueError: if there is no panel, the names differ, a panel has no line, shapes do not fit, or columns
            is below 1.
    """
    x, lines = require_by_name("x", x), require_by_name("lines", lines)
    if not lines or list(x) != list(lines):
        raise ValueError(
            f"plot_panels: expected the same names, received x of {list(x)}, lines {list(lines)}"
        )
    panels = {name: _require_panel(name, x[name], lines[name]) for name in lines}
    styles = {line: None for _, drawn in panels.values() for line in drawn}
    styles = {line: line_style(index) for index, line in enumerate(styles)}
    axes = _grid(len(panels), min(require_whole_number("columns", columns), len(panels)))
    for ax, (name, (points, drawn)) in zip(axes, panels.items(), strict=True):
        ax.set_title(name, fontsize=9)
        ax.tick_params(labelsize=8)
        ax.spines[["top", "right"]].set_visible(False)
        ax.axhline(0, color="0.8", linewidth=0.8)
        for line, values in drawn.items():
            ax.plot(points, values, label=line, **styles[line])
    axes[0].figure.supxlabel(xlabel, fontsize=9)
    axes[0].figure.supylabel(ylabel, fontsize=9)
    if len(styles) > 1:
        _say_which(axes[0].figure, styles)
    return axes


def _require_panel(name: str, x: object, lines: object) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return a panel's points and lines as arrays."""
    points = require_numbers(f"x {name!r}", x, ("points",))
    by_name = require_by_name(f"lines {name!r}", lines)
    if not by_name:
        raise ValueError(f"lines {name!r}: expected at least one line, received none")
    return points, {
        line: require_numbers(f"line {line!r} of {name!r}", values, points.shape)
        for line, values in by_name.items()
    }


def _grid(count: int, columns: int) -> tuple[Axes, ...]:
    """Return as many Axes, and take away what the last row does not need."""
    rows = -(-count // columns)
    size = (PANEL[0] * columns, PANEL[1] * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    for surplus in grid.flat[count:]:
        figure.delaxes(surplus)
    return tuple(grid.flat[:count])


def _say_which(figure: plt.Figure, styles: dict[str, dict]) -> None:
    """Name the lines once, above all panels."""
    handles = [plt.Line2D([], [], label=line, **style) for line, style in styles.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles), frameon=False, fontsize=9)
