"""Axes in a column: a narrow screen shows them as large as a wide one."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes


def new_column(count: int, *, height: float, width: float = 6.4) -> list[Axes]:
    """Return empty Axes one above the other, in the style of `new_axes`.

    Args:
        count: how many, from 1.
        height: of the figure, in inches.
        width: of the figure, in inches.
    """
    grid = plt.subplots(count, 1, figsize=(width, height), layout="constrained", squeeze=False)[1]
    column = list(grid[:, 0])
    for axes in column:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="0.9")
        axes.set_axisbelow(True)
    return column
