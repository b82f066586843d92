"""Transfer functions with their slopes: what comes out of a neuron, and what of a gradient comes back."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from course_lib.arguments import require_whole_number
from course_lib.plots.arguments import require_by_name, require_numbers
from course_lib.plots.style import label_line_ends, line_style

PANEL = (2.7, 2.1)  # inches


def plot_activations(
    z: np.ndarray,
    outputs: dict[str, np.ndarray],
    slopes: dict[str, np.ndarray],
    *,
    columns: int = 2,
) -> tuple[Axes, ...]:
    """Draw each function f and its derivative f′ in a panel of its own, all on the same scales.

    Args:
        z: pre-activations, rising, shape (points,).
        outputs: by name of the function, f(z), shape (points,).
        slopes: by the same names, f′(z), shape (points,).
        columns: panels side by side.

    Returns:
        The Axes, one a function, in the order of outputs.

    Raises:
        TypeError: if an array holds no numbers.
        ValueError: if there is no function, the names differ, shapes do not fit, a value is NaN or infinite,
            or columns is below 1.
    """
    z = require_numbers("z", z, ("points",))
    outputs, slopes = require_by_name("outputs", outputs), require_by_name("slopes", slopes)
    if not outputs or list(outputs) != list(slopes):
        raise ValueError(
            f"plot_activations: expected outputs and slopes of the same functions, received "
            f"{list(outputs)} and {list(slopes)}"
        )
    curves = {
        name: (
            require_numbers(f"outputs {name!r}", outputs[name], z.shape),
            require_numbers(f"slopes {name!r}", slopes[name], z.shape),
        )
        for name in outputs
    }
    columns = min(require_whole_number("columns", columns), len(curves))
    panels = _panels(len(curves), columns)
    for ax, (name, pair) in zip(panels, curves.items(), strict=True):
        ax.set_title(name, fontsize=10)
        _draw(ax, z, *pair)
    return panels


def _panels(count: int, columns: int) -> tuple[Axes, ...]:
    """Return as many Axes on the same scales, and take away what the last row does not need."""
    rows = -(-count // columns)
    size = (PANEL[0] * columns, PANEL[1] * rows)
    figure, grid = plt.subplots(
        rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False, layout="constrained"
    )
    for surplus in grid.flat[count:]:
        figure.delaxes(surplus)
    for ax in grid.flat[max(0, count - columns) : count]:
        ax.tick_params(labelbottom=True)
        ax.set_xlabel("pre-activation $z$")
    return tuple(grid.flat[:count])


def _draw(ax: Axes, z: np.ndarray, output: np.ndarray, slope: np.ndarray) -> None:
    """Draw f and f′ over thin lines through zero, with their names at their ends."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.axhline(0, color="0.8", linewidth=0.8)
    ax.axvline(0, color="0.8", linewidth=0.8)
    ends, colours = {}, {}
    for index, (name, values) in enumerate({"$f$": output, "$f'$": slope}.items()):
        style = line_style(index)
        ax.plot(z, values, **style)
        ends[name], colours[name] = (z[-1], values[-1]), style["color"]
    label_line_ends(ax, ends, colours)
