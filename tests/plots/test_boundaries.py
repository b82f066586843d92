"""Boundaries: the plane is asked around the points, and regions, lines and points are those that came in."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.plots.style import COLOURS, MARKERS

matplotlib.use("Agg")

POINTS = np.array([[0.0, 0.0], [2.0, 1.0], [4.0, 2.0]])
LABELS = np.array([0, 1, 1])
PLANE = plane_around(POINTS, steps=40)
CLASSES = (PLANE[..., 0] > 1).astype(int)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_the_plane_reaches_around_the_points_by_the_margin_asked_for():
    plane = plane_around(POINTS, steps=11, margin=0.5)
    assert plane.shape == (11, 11, 2)
    np.testing.assert_allclose(plane[0, 0], [-2, -1])
    np.testing.assert_allclose(plane[-1, -1], [6, 3])
    np.testing.assert_allclose(plane[3, 7], [plane[0, 7, 0], plane[3, 0, 1]])


def test_the_plane_has_the_dtype_that_the_model_was_trained_in():
    assert plane_around(POINTS.astype(np.float32)).dtype == np.float32
    assert plane_around(POINTS.astype(int)).dtype == np.float64


def test_points_on_one_spot_or_line_have_a_plane_too():
    plane = plane_around(np.array([[3.0, 1.0], [3.0, 5.0]]), margin=0)
    assert (plane[..., 0].min(), plane[..., 0].max()) == (2, 4)
    assert (plane[..., 1].min(), plane[..., 1].max()) == (1, 5)


def test_each_region_has_the_tint_of_its_class_and_the_line_lies_where_classes_change():
    ax = plot_boundary(PLANE, CLASSES, POINTS, LABELS)
    regions, line = ax.collections[:2]
    np.testing.assert_array_equal(regions.get_array().ravel(), CLASSES.ravel())
    for number in (0, 1):
        tint, full = np.array(regions.cmap(number)[:3]), np.array(to_rgb(COLOURS[number]))
        np.testing.assert_allclose(1 - tint, 0.25 * (1 - full), atol=1e-6)
    crossing = np.concatenate([path.vertices[:, 0] for path in line.get_paths()])
    assert abs(crossing - 1).max() < PLANE[0, 1, 0] - PLANE[0, 0, 0]


def test_points_stand_where_they_are_with_colour_and_mark_of_their_class():
    ax = plot_boundary(PLANE, CLASSES, POINTS, LABELS, names=["no", "yes"])
    no, yes = ax.collections[-2:]
    assert no.get_offsets().tolist() == POINTS[:1].tolist()
    assert yes.get_offsets().tolist() == POINTS[1:].tolist()
    assert key(ax) == ["no", "yes"]
    assert len(set(MARKERS)) == len(MARKERS) == len(COLOURS)
    assert not np.array_equal(no.get_paths()[0].vertices, yes.get_paths()[0].vertices)


def test_a_class_without_points_and_a_plane_of_one_class_can_be_drawn():
    ax = plot_boundary(PLANE, np.full(CLASSES.shape, 2), POINTS, LABELS)
    assert key(ax) == ["class 0", "class 1", "class 2"]


def test_with_scores_the_line_lies_exactly_where_they_cross_nought():
    scores = PLANE @ np.array([1.0, -0.3]) - 0.7
    ax = plot_boundary(PLANE, (scores > 0).astype(int), POINTS, LABELS, scores=scores)
    halves, line = ax.collections[:2]
    ends = np.concatenate([path.vertices for path in line.get_paths()])
    np.testing.assert_allclose(ends @ [1.0, -0.3], 0.7, atol=1e-12)
    for tint, colour in zip(halves.get_facecolor(), COLOURS, strict=False):
        np.testing.assert_allclose(1 - tint[:3], 0.25 * (1 - np.array(to_rgb(colour))), atol=1e-6)


def test_scores_of_one_sign_draw_one_region_without_a_line():
    ax = plot_boundary(PLANE, np.zeros_like(CLASSES), POINTS, LABELS, scores=np.zeros(CLASSES.shape))
    assert len(ax.collections) == 3  # the ground and the points of two classes


def boundary(**changes):
    settings = {"plane": PLANE, "classes": CLASSES, "points": POINTS, "labels": LABELS} | changes
    return plot_boundary(settings.pop("plane"), settings.pop("classes"), settings.pop("points"), **settings)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"plane": PLANE[0]}, ValueError, r"plane: expected shape \(rows, columns, 2\)"),
        ({"plane": PLANE[:, ::-1].transpose(1, 0, 2)}, ValueError, "plane: expected a grid as plane_around"),
        ({"classes": CLASSES[:3]}, ValueError, r"classes: expected shape \(40, 40\), received \(3, 40\)"),
        ({"classes": CLASSES * 0.5}, TypeError, "classes: expected class numbers, integers"),
        (
            {"classes": CLASSES - 1},
            ValueError,
            "classes: expected class numbers from 0 to 5, received -1 to 0",
        ),
        ({"points": POINTS.T}, ValueError, r"points: expected shape \(n, 2\), received \(2, 3\)"),
        ({"points": POINTS * np.nan}, ValueError, "points: expected finite numbers"),
        ({"labels": LABELS[:2]}, ValueError, r"labels: expected shape \(3,\)"),
        ({"labels": LABELS + 5}, ValueError, "labels: expected class numbers from 0 to 5, received 5 to 6"),
        ({"scores": np.ones((3, 40))}, ValueError, r"scores: expected shape \(40, 40\)"),
        ({"scores": 0.5 - CLASSES}, ValueError, "scores: expected numbers above 0 where classes are 1"),
        (
            {"classes": 2 * CLASSES, "scores": CLASSES - 0.5},
            ValueError,
            "scores: expected numbers above 0 where classes are 1",
        ),
        ({"names": ["only"]}, ValueError, "names: expected 2 names, received 1"),
        ({"names": "no"}, TypeError, "names: expected 2 names, received 'no'"),
    ],
)
def test_what_is_no_boundary_is_refused(changes, error, message):
    with pytest.raises(error, match=message):
        boundary(**changes)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"points": [[1, 2], [3]]}, ValueError, "points: expected shape .* rows of several lengths"),
        ({"points": POINTS[:0]}, ValueError, r"points: expected shape \(n, 2\), received \(0, 2\)"),
        ({"steps": 1}, ValueError, "steps: expected a whole number of at least 2"),
        ({"steps": 2.5}, TypeError, "steps: expected a whole number"),
        ({"margin": -1}, ValueError, "margin: expected a finite number >= 0"),
    ],
)
def test_what_is_no_plane_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        plane_around(**{"points": POINTS} | settings)
