"""Which classes are taken for which: counts as a table that the eye can read."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.arguments import require_names, require_numbers
from course_lib.plots.style import new_axes

CELL = 0.42  # inches


def plot_confusion(counts: np.ndarray, *, names: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw how often each class was taken for each; the darker a field, the greater its share of its row.

    Args:
        counts: entry (i, j) counts rows of class i called j, whole numbers of 0 or more, shape
            (classes, classes), as `metrics.confusion_matrix` gives it.
        names: of the classes; their numbers if None.
        ax: where to draw; new Axes if None, as large as the classes need.

    Returns:
        The Axes: true classes from top to bottom, predicted ones from left to right; 0 is left blank.

    Raises:
        TypeError: if counts are no integers, or names no names.
        ValueError: if counts are not square or a count is below 0, or there are not as many names as classes.
    """
    counts = require_numbers("counts", counts, ("classes", "classes"))
    if counts.dtype.kind not in "iu":
        raise TypeError(f"counts: expected integers, received {counts.dtype}; shares are drawn from counts")
    if counts.shape[0] != counts.shape[1] or counts.min() < 0:
        raise ValueError(
            f"counts: expected a square of numbers from 0, received shape {counts.shape} from {counts.min()}"
        )
    classes = range(len(counts))
    names = require_names("names", classes if names is None else names, len(counts))
    side = max(2.2, CELL * len(counts))
    ax = new_axes(side + 1.0, side + 0.7) if ax is None else ax
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for true, predicted in np.argwhere(counts):
        colour = "white" if shares[true, predicted] > 0.5 else "black"
        ax.text(predicted, true, counts[true, predicted], ha="center", va="center", color=colour, fontsize=9)
    slanted = {"rotation": 45, "ha": "right"} if max(map(len, names)) > 3 else {}
    ax.set_xticks(classes, names, **slanted)
    ax.set_yticks(classes, names)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="predicted", ylabel="true")
    return ax
