"""A computation as a picture: what was made of what, from the inputs at the top down to the result.

The layout is that of Sugiyama, Tagawa and Toda (1981), *Methods for visual understanding of hierarchical
system structures*: levels, then an order within each level that keeps lines short, then the lines.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from course_lib.plots.style import COLOURS, new_axes

BOX_WIDTH, LINE_HEIGHT, GAP_WIDTH, GAP_HEIGHT, MARGIN = 1.06, 0.18, 0.14, 0.4, 0.05  # inches
PASSING = 0.1  # of a box: what a line takes that passes a level without stopping there
SWEEPS = 7  # of the ordering, the last from the result upwards; it settles after a few

Point = tuple[float, float]  # in inches
Stop = int | tuple[int, int]  # of an arrow: a node, or (edge, level) where it passes a level by


def plot_graph(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[int, int]], *, ax: Axes | None = None
) -> Axes:
    """Draw a computation, as `Tensor.graph()` describes it.

    Square boxes are what was given, round ones what was calculated. Each says its name and operation, and the
    value and `grad` of a single number, or the shape of an array. Arrows arrive in the order of operands.

    Args:
        nodes: each with "name" and "operation" ("" for none), "value" (array) and "gradient" (array or None);
            a node comes after those that it was made of.
        edges: (from, to) by position in nodes, for every operand; one that was used twice comes twice.
        ax: where to draw; new Axes if None, as large as the graph needs. Some 15 nodes can be read.

    Returns:
        The Axes.

    Raises:
        TypeError: if nodes are no list of dicts, or edges no list of pairs.
        ValueError: if there is no node, or an edge does not lead from one node to a later one.
    """
    _require_graph(nodes, edges)
    texts = [_text(node) for node in nodes]
    box_height = LINE_HEIGHT * (1.2 + max(text.count("\n") + 1 for text in texts))
    levels = _levels(len(nodes), edges)
    routes = _routes(levels, edges)
    shifts = _shifts(edges)
    places = _places(_ordered(_rows(levels, routes), routes, shifts), box_height + GAP_HEIGHT)
    half_width = max(abs(x) for x, _ in places.values()) + BOX_WIDTH / 2 + MARGIN
    top = box_height / 2 + MARGIN
    bottom = min(y for _, y in places.values()) - top
    ax = new_axes(2 * half_width, top - bottom) if ax is None else ax
    ax.set(xlim=(-half_width, half_width), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    for index, text in enumerate(texts):
        _draw_box(ax, text, places[index], box_height, calculated=bool(nodes[index]["operation"]))
    for route, shift in zip(routes, shifts, strict=True):
        _draw_arrow(ax, [places[stop] for stop in route], shift, box_height)
    return ax


def _require_graph(nodes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[int, int]]) -> None:
    for name, items, kind in (("nodes", nodes, Mapping), ("edges", edges, tuple)):
        if not isinstance(items, (list, tuple)) or not all(isinstance(item, kind) for item in items):
            raise TypeError(f"{name}: expected a list as Tensor.graph() gives it, received {items!r}")
    if not nodes:
        raise ValueError("plot_graph: expected at least one node, received none")
    for start, end in edges:
        if not 0 <= start < end < len(nodes):
            raise ValueError(
                f"plot_graph: expected edges from one of {len(nodes)} nodes to a later one, "
                f"received ({start}, {end})"
            )


def _text(node: Mapping[str, Any]) -> str:
    """Return what stands in a node's box."""
    value, gradient = np.asarray(node["value"]), node["gradient"]
    lines = [part for part in (node["name"], node["operation"]) if part]
    if value.size > 1:
        lines.append(" × ".join(map(str, value.shape)))
    else:
        lines.append(f"= {_number(value)}")
        if gradient is not None:
            lines.append(f"grad {_number(gradient)}")
    return "\n".join(lines)


def _number(value: Any) -> str:
    return f"{np.asarray(value).item():.3g}".replace("-", "−")


def _levels(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the level of each node: one above the highest of what was made of it, 0 for the result."""
    levels = [0] * count
    for start, end in sorted(edges, reverse=True):  # whatever leads on from `end` has had its turn by then
        levels[start] = max(levels[start], levels[end] + 1)
    return levels


def _routes(levels: list[int], edges: Sequence[tuple[int, int]]) -> list[list[Stop]]:
    """Return the stops of each edge, one a level, from its first node down to its second."""
    return [
        [start, *((edge, level) for level in range(levels[start] - 1, levels[end], -1)), end]
        for edge, (start, end) in enumerate(edges)
    ]


def _rows(levels: list[int], routes: list[list[Stop]]) -> list[list[Stop]]:
    """Return what stands on each level, level 0 first."""
    rows: list[list[Stop]] = [[] for _ in range(max(levels) + 1)]
    for node, level in enumerate(levels):
        rows[level].append(node)
    for route in routes:
        for edge, level in route[1:-1]:
            rows[level].append((edge, level))
    return rows


def _ordered(rows: list[list[Stop]], routes: list[list[Stop]], shifts: list[float]) -> list[list[Stop]]:
    """Put each row in the order of the middles of its neighbours, from row to row, up and down in turn."""
    neighbours: dict[Stop, list[tuple[Stop, float]]] = {stop: [] for row in rows for stop in row}
    for route, shift in zip(routes, shifts, strict=True):
        for above, below in pairwise(route):
            arrives = shift if below == route[-1] else 0.0
            neighbours[above].append((below, arrives))
            neighbours[below].append((above, -arrives))
    for sweep in range(SWEEPS):
        upwards = sweep % 2 == 0
        for settled, moving in pairwise(rows if upwards else reversed(rows)):
            across, now = _across(settled), _across(moving)
            middles = {
                stop: np.mean([across[other] + by for other, by in neighbours[stop] if other in across] or x)
                for stop, x in now.items()
            }
            moving.sort(key=middles.__getitem__)
    return rows


def _across(row: list[Stop]) -> dict[Stop, float]:
    """Return where on its level each stop stands: side by side, the whole centred."""
    widths = [BOX_WIDTH if isinstance(stop, int) else PASSING for stop in row]
    left_edges = np.cumsum([0, *(width + GAP_WIDTH for width in widths)])
    centre = (left_edges[-1] - GAP_WIDTH) / 2
    return {
        stop: float(left + width / 2 - centre)
        for stop, left, width in zip(row, left_edges[:-1], widths, strict=True)
    }


def _places(rows: list[list[Stop]], level_height: float) -> dict[Stop, Point]:
    """Return the centre of every stop; the result stands lowest, and the highest level at 0."""
    return {
        stop: (x, (level - len(rows) + 1) * level_height)
        for level, row in enumerate(rows)
        for stop, x in _across(row).items()
    }


def _shifts(edges: Sequence[tuple[int, int]]) -> list[float]:
    """Return how far from the middle of its box each arrow arrives: operands side by side, in order."""
    ends = [end for _, end in edges]
    operands = [(ends[:edge].count(end), ends.count(end)) for edge, end in enumerate(ends)]
    return [(operand - (count - 1) / 2) * BOX_WIDTH / 4 for operand, count in operands]


def _draw_box(ax: Axes, text: str, centre: Point, height: float, calculated: bool) -> None:
    colour = COLOURS[0] if calculated else COLOURS[1]
    corner = (centre[0] - BOX_WIDTH / 2, centre[1] - height / 2)
    style = "round,pad=0,rounding_size=0.12" if calculated else "square,pad=0"
    ax.add_patch(FancyBboxPatch(corner, BOX_WIDTH, height, boxstyle=style, fc="white", ec=colour, lw=1.4))
    ax.text(*centre, text, ha="center", va="center", fontsize=9.5, linespacing=1.25)


def _draw_arrow(ax: Axes, stops: list[Point], shift: float, box_height: float) -> None:
    """Draw a line from the lower edge of a box to the upper edge of another; it bends between the levels."""
    (first_x, first_y), *passed, (last_x, last_y) = stops
    half = box_height / 2
    departures = [(first_x, first_y - half), *((x, y - half) for x, y in passed)]
    arrivals = [*((x, y + half) for x, y in passed), (last_x + shift, last_y + half)]
    vertices, codes = [], []
    for (x, y), (next_x, next_y) in zip(departures, arrivals, strict=True):
        half_way = (y + next_y) / 2
        vertices += [(x, y), (x, half_way), (next_x, half_way), (next_x, next_y)]
        codes += [Path.LINETO if codes else Path.MOVETO, *[Path.CURVE4] * 3]
    line = Path(vertices, codes)
    ax.add_patch(FancyArrowPatch(path=line, arrowstyle="-|>", mutation_scale=9, color="0.35", lw=1))
