"""A dot plot shows every score on the row that bears its name."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.plots.scores import plot_scores
from course_lib.plots.style import new_axes

matplotlib.use("Agg")

SCORES = {"fair": [0.5, 0.7, 0.6], "best": [0.9, 0.9, 0.9], "worst": [0.1, 0.3, 0.2]}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def dots(ax):
    """The scores that are drawn beside each name."""
    names = [label.get_text() for label in ax.get_yticklabels()]
    drawn = [line for line in ax.lines if line.get_marker() == "o"]
    heights = [round(np.mean(line.get_ydata())) for line in drawn]
    return {names[height]: line.get_xdata().tolist() for height, line in zip(heights, drawn, strict=True)}


def test_every_score_stands_on_the_row_of_its_name():
    assert dots(plot_scores(SCORES, xlabel="accuracy")) == SCORES


def test_the_highest_mean_stands_at_the_top():
    ax = plot_scores(SCORES, xlabel="accuracy")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["worst", "fair", "best"]
    assert ax.get_yticks().tolist() == [0, 1, 2]
    assert ax.get_ylim()[0] < ax.get_ylim()[1]
    assert ax.get_xlabel() == "accuracy"


def test_a_stroke_marks_the_mean():
    strokes = [line for line in plot_scores(SCORES, xlabel="x").lines if line.get_marker() == "|"]
    np.testing.assert_allclose([line.get_xdata()[0] for line in strokes], [0.2, 0.6, 0.9])


def test_equal_scores_do_not_hide_each_other_and_stay_on_their_row():
    (best,) = (line for line in plot_scores(SCORES, xlabel="x").lines if list(line.get_xdata()) == [0.9] * 3)
    assert len(set(best.get_ydata())) == 3
    assert max(abs(best.get_ydata() - 2)) < 0.5


def test_levels_are_lines_with_their_names():
    ax = plot_scores(SCORES, xlabel="x", levels={"chance": 0.1, "softmax regression": 0.93})
    upright = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    assert upright == [0.1, 0.93]
    assert [text.get_text() for text in ax.texts] == ["chance", "softmax regression"]


def test_the_picture_grows_with_its_rows_and_given_axes_are_drawn_into():
    few, many = (plot_scores({str(n): [n] for n in range(rows)}, xlabel="x") for rows in (3, 30))
    assert many.figure.get_figheight() > 3 * few.figure.get_figheight()
    ax = new_axes()
    assert plot_scores({"one": [1.0]}, xlabel="x", ax=ax) is ax


@pytest.mark.parametrize("scores", [{}, {"x": []}, {"x": [1.0, np.nan]}, {"x": [np.inf]}], ids=str)
def test_what_cannot_be_drawn_is_refused(scores):
    with pytest.raises(ValueError, match="'x'|at least one"):
        plot_scores(scores, xlabel="x")
