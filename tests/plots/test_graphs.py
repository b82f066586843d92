"""The picture of a computation: what stands in its boxes, and that lines lead where they should."""

from itertools import combinations, pairwise

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course_lib.plots.graphs import BOX_WIDTH, plot_graph
from course_lib.plots.style import new_axes

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def node(name="", operation="", value=1.0, gradient=None):
    return {"name": name, "operation": operation, "value": np.asarray(value), "gradient": gradient}


def any_graph(rng, count=15):
    """A computation of one or two operands an operation, as they come."""
    edges = [
        (int(start), end) for end in range(3, count) for start in rng.integers(0, end, rng.integers(1, 3))
    ]
    return [node(operation="+" * (i > 2)) for i in range(count)], edges


def boxes(ax):
    return [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def lines(ax):
    """Points of each arrow's line, close to each other, in pixels."""
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    corners = [np.vstack(arrow.get_path().to_polygons(closed_only=False)) for arrow in arrows]
    steps = np.linspace(0, 1, 20)[:, None]
    close = [np.vstack([a + (b - a) * steps for a, b in pairwise(points)]) for points in corners]
    return [ax.transData.transform(points) for points in close]


def test_a_box_says_name_operation_value_and_gradient_of_a_number():
    ax = plot_graph([node("loss", "+", -1.5, gradient=np.array(2.0))], [])
    assert ax.texts[0].get_text() == "loss\n+\n= −1.5\ngrad 2"


def test_a_box_says_the_shape_of_an_array():
    ax = plot_graph([node("W", value=np.ones((4, 3)), gradient=np.ones((4, 3)))], [])
    assert ax.texts[0].get_text() == "W\n4 × 3"


def test_what_was_given_is_square_and_what_was_calculated_is_round():
    ax = plot_graph([node("x"), node("y", "exp")], [(0, 1)])
    given, calculated = (patch.get_boxstyle() for patch in ax.patches[:2])
    assert type(given).__name__ == "Square"
    assert type(calculated).__name__ == "Round"


@pytest.mark.parametrize("seed", range(10))
def test_what_is_made_of_something_stands_below_it(seed):
    nodes, edges = any_graph(np.random.default_rng(seed))
    heights = [text.get_position()[1] for text in plot_graph(nodes, edges).texts]
    assert all(heights[end] < heights[start] for start, end in edges)


@pytest.mark.parametrize("seed", range(10))
def test_no_two_boxes_overlap_and_all_are_inside_the_picture(seed):
    ax = plot_graph(*any_graph(np.random.default_rng(seed)))
    ax.figure.canvas.draw()
    assert not any(first.overlaps(second) for first, second in combinations(boxes(ax), 2))
    for box in boxes(ax):
        assert ax.bbox.x0 <= box.x0 < box.x1 <= ax.bbox.x1
        assert ax.bbox.y0 <= box.y0 < box.y1 <= ax.bbox.y1


@pytest.mark.parametrize("seed", range(10))
def test_every_line_leads_from_its_first_box_to_its_second_and_crosses_no_other(seed):
    nodes, edges = any_graph(np.random.default_rng(seed))
    ax = plot_graph(nodes, edges)
    ax.figure.canvas.draw()
    drawn = boxes(ax)
    for (start, end), line in zip(edges, lines(ax), strict=True):
        for box, (x, y), edge in ((drawn[start], line[0], "y0"), (drawn[end], line[-1], "y1")):
            assert box.x0 < x < box.x1
            assert y == pytest.approx(getattr(box, edge), abs=8)  # pixels: the head; a gap has 40
        for other in set(range(len(nodes))) - {start, end}:
            assert not drawn[other].padded(-2).count_contains(line)


def test_arrows_arrive_in_the_order_of_operands():
    ax = plot_graph([node("a"), node("b"), node("c", "−")], [(1, 2), (0, 2)])
    ax.figure.canvas.draw()
    arrivals = [line[-1][0] for line in lines(ax)]
    assert arrivals[0] < arrivals[1]  # b − a: b comes first
    places = {text.get_text()[0]: text.get_position()[0] for text in ax.texts}
    assert places["b"] < places["a"]  # and stands on the left, so the lines do not cross


def test_an_operand_used_twice_has_two_arrows():
    ax = plot_graph([node("x"), node("y", "×")], [(0, 1), (0, 1)])
    first, second = lines(ax)
    assert (first[0] == second[0]).all()
    assert first[-1][0] < second[-1][0]


def test_the_figure_is_as_large_as_the_graph():
    small, large = plot_graph([node()], []), plot_graph([node(), node(), node("", "+")], [(0, 2), (1, 2)])
    assert BOX_WIDTH < small.figure.get_figwidth() < large.figure.get_figwidth()
    assert small.figure.get_figheight() < large.figure.get_figheight()


def test_given_axes_are_drawn_into():
    ax = new_axes()
    assert plot_graph([node()], [], ax=ax) is ax


@pytest.mark.parametrize(
    ("nodes", "edges", "words"),
    [
        ([], [], "at least one node"),
        ([node(), node()], [(1, 0)], r"received \(1, 0\)"),
        ([node(), node()], [(0, 0)], "to a later one"),
        ([node(), node()], [(0, 2)], "one of 2 nodes"),
        ([node(), node()], [(-1, 1)], "one of 2 nodes"),
    ],
)
def test_what_is_no_computation_is_refused(nodes, edges, words):
    with pytest.raises(ValueError, match=words):
        plot_graph(nodes, edges)
