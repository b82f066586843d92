"""Where a classifier changes its mind: the plane in regions, one a class, and the points it was to part.

What is predicted comes in as an array. The way from points to a picture is

    plane = plane_around(x)                                   # where to ask
    classes = model(plane.reshape(-1, 2)).argmax(1)           # what the model says there
    plot_boundary(plane, classes.reshape(plane.shape[:2]), x, labels)
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb

from course_lib.arguments import require_number, require_whole_number
from course_lib.plots.arguments import require_classes, require_names, require_numbers
from course_lib.plots.style import COLOURS, MARKERS, key_above, new_axes

TINT = 0.25  # how much of a class's colour its region has; the rest is white


def plane_around(points: np.ndarray, *, steps: int = 150, margin: float = 0.15) -> np.ndarray:
    """Return a grid of places that covers points and some ground around them.

    Args:
        points: shape (n, 2).
        steps: places along each side, 2 or more.
        margin: ground on each side, as a fraction of how far the points reach.

    Returns:
        Shape (steps, steps, 2), in the dtype of points (float64 for integers): entry (i, j) is the place
        (x_j, y_i), both rising.

    Raises:
        TypeError: if points are no numbers, steps is no whole number or margin no number.
        ValueError: if shapes do not fit, steps is below 2, or margin below 0.
    """
    points = require_numbers("points", points, ("n", 2))
    steps = require_whole_number("steps", steps, at_least=2)
    margin = require_number("margin", margin, at_least=0)
    low, high = points.min(0), points.max(0)
    ground = np.where(high > low, margin * (high - low), 1.0)  # a single point still has a place
    x, y = np.linspace(low - ground, high + ground, steps).T
    kind = points.dtype if points.dtype.kind == "f" else np.float64
    return np.stack(np.meshgrid(x, y), axis=-1).astype(kind)


def plot_boundary(
    plane: np.ndarray,
    classes: np.ndarray,
    points: np.ndarray,
    labels: np.ndarray,
    *,
    scores: np.ndarray | None = None,
    names: Sequence[str] | None = None,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    ax: Axes | None = None,
) -> Axes:
    """Draw the regions of a classifier, the lines between them, and points with a mark for each class.

    Args:
        plane: where the classifier was asked, shape (rows, columns, 2), as `plane_around` makes it.
        classes: what it said there, integers, shape (rows, columns).
        points: shape (n, 2).
        labels: the true class of each point, integers, shape (n,); at most six classes.
        scores: of two classes what the classifier computed there, above 0 for class 1, shape (rows, columns).
            The line is then drawn where they cross 0, as straight as they are; None draws it round the
            places of the grid, in small steps.
        names: of the classes; "class 0", "class 1", … if None.
        xlabel: quantity and unit of the first coordinate.
        ylabel: quantity and unit of the second coordinate.
        ax: where to draw; new Axes if None.

    Returns:
        The Axes.

    Raises:
        TypeError: if an array holds no numbers, or classes or labels are no integers.
        ValueError: if shapes do not fit, a value is NaN or infinite, a class is below 0 or above 5, plane is
            no grid, or scores and classes do not agree.
    """
    plane = require_numbers("plane", plane, ("rows", "columns", 2))
    x, y = plane[0, :, 0], plane[:, 0, 1]
    if len(x) < 2 or len(y) < 2 or not np.array_equal(plane, np.stack(np.meshgrid(x, y), axis=-1)):
        raise ValueError(
            f"plane: expected a grid as plane_around makes it, received {plane.shape} other places"
        )
    classes = require_classes("classes", classes, plane.shape[:2], len(COLOURS))
    points = require_numbers("points", points, ("n", 2))
    labels = require_classes("labels", labels, (len(points),), len(COLOURS))
    if scores is not None:
        scores = require_numbers("scores", scores, classes.shape)
        if not np.array_equal(scores > 0, classes == 1) or classes.max() > 1:
            raise ValueError("scores: expected numbers above 0 where classes are 1, and nowhere else")
    count = int(max(classes.max(), labels.max())) + 1
    names = [f"class {number}" for number in range(count)] if names is None else names
    names = require_names("names", names, count)
    ax = new_axes(4.8, 3.9) if ax is None else ax
    if scores is None or classes.min() == classes.max():
        _draw_regions(ax, x, y, classes, count)
    else:
        _draw_halves(ax, x, y, scores)
    for number, name in enumerate(names):
        of_class = points[labels == number]
        colour = COLOURS[number]
        ax.scatter(
            *of_class.T, s=22, color=colour, marker=MARKERS[number], edgecolor="white", lw=0.6, label=name
        )
    key_above(ax, columns=3)
    ax.grid(visible=False)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel=xlabel, ylabel=ylabel)
    return ax


def _tints(count: int) -> list[np.ndarray]:
    """The colours of the first classes, thinned with white."""
    return [1 - TINT * (1 - np.array(to_rgb(colour))) for colour in COLOURS[:count]]


def _draw_halves(ax: Axes, x: np.ndarray, y: np.ndarray, scores: np.ndarray) -> None:
    """Tint the ground by the sign of the scores, and draw a line where they cross 0."""
    reach = float(np.abs(scores).max()) + 1.0
    ax.contourf(x, y, scores, levels=[-reach, 0.0, reach], colors=_tints(2))
    ax.contour(x, y, scores, levels=[0.0], colors="black", linewidths=1)


def _draw_regions(ax: Axes, x: np.ndarray, y: np.ndarray, classes: np.ndarray, count: int) -> None:
    """Tint the ground by class, and draw a line around each region."""
    tints = ListedColormap(_tints(count))
    ax.pcolormesh(x, y, classes, cmap=tints, vmin=-0.5, vmax=count - 0.5, shading="nearest", rasterized=True)
    for number in np.unique(classes)[1:]:
        ax.contour(x, y, classes == number, levels=[0.5], colors="black", linewidths=1)
