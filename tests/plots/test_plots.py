"""Pictures: what is drawn agrees with the numbers that came in."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.plots.columns import new_column
from course_lib.plots.curves import plot_by_epoch, plot_by_layer, plot_lines
from course_lib.plots.style import LABEL_HEIGHT, mark_level, new_axes

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_by_layer_draws_the_geometric_mean_of_the_seeds():
    ax = plot_by_layer({"x": np.array([[1.0, 10.0], [100.0, 1000.0]])}, ylabel="norm")
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 10], [2, 100]])
    assert ax.get_yscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("layer (1 is next to the input)", "norm")


def test_by_epoch_draws_the_mean_and_the_span_of_the_seeds():
    ax = plot_by_epoch({"x": np.array([[0.0, 0.5], [1.0, 0.5]])}, ylabel="accuracy")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.5, 0.5])
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0, 1)


def test_lines_differ_in_colour_and_in_style():
    ax = plot_lines(np.arange(3.0), {"a": [1, 2, 3], "b": [2, 3, 4]}, xlabel="x", ylabel="y")
    first, second = ax.lines
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()


def test_names_at_the_ends_of_lines_keep_clear_of_each_other():
    ax = plot_lines(np.arange(2.0), {n: [0, 1] for n in "abc"}, xlabel="x", ylabel="y")
    offsets = sorted(text.get_position()[1] for text in ax.texts)
    assert np.diff(offsets).min() >= LABEL_HEIGHT - 1e-9


def test_names_keep_clear_where_the_scale_comes_from_the_lines():
    """A tenth is far apart on a scale from 0 to 1, but not on one from 0 to 100."""
    ax = plot_lines(np.arange(2.0), {"a": [0, 0], "b": [0, 0.1], "c": [0, 100]}, xlabel="x", ylabel="y")
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert all(lower.y1 <= upper.y0 for lower, upper in zip(boxes, boxes[1:], strict=False))


def test_given_axes_are_drawn_into():
    ax = new_axes()
    assert plot_by_epoch({"x": [1.0]}, ylabel="y", ax=ax) is ax
    mark_level(ax, 0.5, "chance")
    assert [text.get_text() for text in ax.texts] == ["x", "chance"]


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_name_of_a_level_stands_at_the_end_that_is_asked_for(side):
    ax = new_axes()
    mark_level(ax, 0.5, "chance", side=side)
    ax.figure.canvas.draw()
    name, field = ax.texts[0].get_window_extent(), ax.get_window_extent()
    nearest = "left" if name.x0 - field.x0 < field.x1 - name.x1 else "right"
    assert nearest == side


@pytest.mark.parametrize(
    ("curves", "words"),
    [({}, "at least one curve"), ({"x": []}, "'x'"), ({"x": np.ones((2, 2, 2))}, "'x'")],
)
def test_what_is_no_curve_is_refused(curves, words):
    with pytest.raises(ValueError, match=words):
        plot_by_epoch(curves, ylabel="y")


def test_a_logarithmic_scale_refuses_what_it_cannot_show():
    with pytest.raises(ValueError, match="positive"):
        plot_by_layer({"x": [1.0, 0.0]}, ylabel="norm")
    with pytest.raises(ValueError, match="positive"):
        plot_by_layer({"x": [1.0, np.nan]}, ylabel="norm")


def test_points_have_to_pair_up():
    with pytest.raises(ValueError, match="expected 3 points, received 2"):
        plot_lines(np.arange(3.0), {"x": [1, 2]}, xlabel="x", ylabel="y")


def test_a_column_of_axes_stands_one_above_the_other_in_one_style():
    above, below = new_column(2, height=5.0)
    assert above.figure is below.figure
    above.figure.draw_without_rendering()
    assert above.get_position().y0 > below.get_position().y1
    assert not any(ax.spines["top"].get_visible() for ax in (above, below))
    assert len(new_column(1, height=2.0)) == 1
