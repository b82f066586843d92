"""Small pictures side by side: each has its own lines and scales, and what is alike looks alike."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.plots.panels import plot_panels

matplotlib.use("Agg")
X = np.linspace(0, 1, 5)
LINES = {"a": {"loss": X, "slope": 1 + X}, "b": {"slope": 100 * X}, "c": {"loss": X}}


@pytest.fixture
def axes():
    yield plot_panels(dict.fromkeys(LINES, X), LINES, xlabel="output", ylabel="value", columns=2)
    plt.close("all")


def drawn(ax):
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def test_each_panel_shows_its_lines_under_its_name(axes):
    assert [ax.get_title() for ax in axes] == ["a", "b", "c"]
    assert [list(drawn(ax)) for ax in axes] == [["loss", "slope"], ["slope"], ["loss"]]
    np.testing.assert_allclose(drawn(axes[1])["slope"].get_ydata(), 100 * X)


def test_a_name_has_one_look_in_all_panels_and_two_names_have_two(axes):
    look = [
        (drawn(ax)[name].get_color(), drawn(ax)[name].get_linestyle())
        for ax, name in ((axes[0], "slope"), (axes[1], "slope"), (axes[0], "loss"), (axes[2], "loss"))
    ]
    assert look[0] == look[1]
    assert look[2] == look[3]
    assert look[0] != look[2]


def test_panels_have_scales_of_their_own_and_one_key(axes):
    assert axes[1].get_ylim()[1] > 50 > axes[0].get_ylim()[1]
    (key,) = axes[0].figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["loss", "slope"]
    assert len(axes[0].figure.axes) == 3
