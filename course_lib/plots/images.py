"""Many small pictures side by side: digits, faces, what a layer sees."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from course_lib.arguments import require_whole_number
from course_lib.plots.arguments import require_names, require_numbers
from course_lib.plots.style import new_axes

GAP = 0.08  # between pictures, as a fraction of their width
TITLE = 0.22  # a line of words above a picture, as a fraction of its width


def plot_images(
    images: np.ndarray,
    *,
    titles: Sequence[str] | None = None,
    columns: int = 4,
    limits: tuple[float, float] = (0.0, 1.0),
    cmap: str = "gray",
    ax: Axes | None = None,
) -> Axes:
    """Draw pictures in rows, from left to right and from top to bottom.

    Args:
        images: shape (n, height, width) for shades, or (n, height, width, 3) for red, green and blue.
        titles: a few letters above each picture, in one line or more.
        columns: pictures in a row.
        limits: the numbers that are drawn as the first and the last shade; all values lie between them.
        cmap: a colour map of Matplotlib: "gray" (0 is black), "gray_r" (0 is paper), or "PuOr" where 0 is the
            middle, as for weights with limits (−m, m). Pictures in colour do not use it.
        ax: where to draw; new Axes if None, as high as the rows need.

    Returns:
        The Axes, without scales: one picture is 1 wide.

    Raises:
        TypeError: if images are no numbers, or titles no names.
        ValueError: if shapes do not fit, there is no picture, a value is NaN or out of limits, or columns is
            below 1.
    """
    images = np.asarray(images)
    images = require_numbers("images", images, ("n", "height", "width", *([3] if images.ndim == 4 else [])))
    low, high = require_numbers("limits", limits, (2,))
    if not low <= images.min() <= images.max() <= high or low == high:
        raise ValueError(
            f"images: expected numbers from {low:g} to {high:g}, received {images.min():g} to "
            f"{images.max():g}; pass limits=(smallest, greatest)"
        )
    columns = min(require_whole_number("columns", columns), len(images))
    titles = None if titles is None else require_names("titles", titles, len(images))
    return _draw((images - low) / (high - low), titles, columns, cmap, ax)


def _draw(shades: np.ndarray, titles: list[str] | None, columns: int, cmap: str, ax: Axes | None) -> Axes:
    """Put each picture with shades from 0 to 1 in its place, and its title above it."""
    rows = -(-len(shades) // columns)
    tall = shades.shape[1] / shades.shape[2]  # a picture is 1 wide
    above = TITLE * max((title.count("\n") + 1 for title in titles or ()), default=0)
    down = tall + GAP + above
    if ax is None:
        width = min(6.4, 1.2 * columns)
        ax = new_axes(width, width * rows * down / (columns * (1 + GAP)))
    for index, shade in enumerate(shades):
        left, bottom = index % columns * (1 + GAP), -(index // columns) * down
        extent = (left, left + 1, bottom - tall, bottom)
        ax.imshow(shade, cmap=cmap, vmin=0, vmax=1, extent=extent, interpolation="nearest")
        if titles:
            ax.text(left + 0.5, bottom + 0.02, titles[index], ha="center", va="bottom")
    ax.set(xlim=(0, columns * (1 + GAP) - GAP), ylim=((1 - rows) * down - tall, above))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
