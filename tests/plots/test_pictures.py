"""Pictures, activations, loss surfaces and confusion: what is drawn is what came in."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.plots.activations import plot_activations
from course_lib.plots.confusion import plot_confusion
from course_lib.plots.images import plot_images
from course_lib.plots.style import new_axes
from course_lib.plots.surfaces import plot_surface

matplotlib.use("Agg")

PICTURES = np.linspace(0, 1, 5 * 4 * 3).reshape(5, 4, 3)
Z = np.linspace(-1, 1, 5)
COUNTS = np.array([[8, 2], [0, 5]])
AXIS = np.linspace(-1, 1, 20)
BOWL = AXIS**2 + AXIS[:, None] ** 2


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_pictures_stand_in_rows_in_their_order():
    ax = plot_images(PICTURES, titles=list("abcde"), columns=3)
    for shown, image in zip(ax.images, PICTURES, strict=True):
        np.testing.assert_allclose(shown.get_array(), image)
    left = [shown.get_extent()[0] for shown in ax.images]
    top = [shown.get_extent()[3] for shown in ax.images]
    assert left[:3] == sorted(left[:3])
    assert left[3:] == left[:2]
    assert top[0] == top[2] > top[3] == top[4]
    assert words(ax) == list("abcde")


def test_titles_of_two_lines_have_room_for_both():
    one, two = (
        plot_images(PICTURES, titles=[title, *"bcde"], columns=3) for title in ("a long name", "a long\nname")
    )
    for ax in (one, two):
        ax.figure.canvas.draw()
        title, under = ax.texts[3].get_window_extent(), ax.images[0].get_window_extent()
        assert title.ymax <= under.ymin + 1
    height = np.ptp(one.get_ylim()), np.ptp(two.get_ylim())
    assert height[1] - height[0] == pytest.approx(2 * 0.22)


def test_pixels_are_square_and_lie_within_the_field():
    ax = plot_images(PICTURES, columns=2)
    for shown in ax.images:
        left, right, bottom, top = shown.get_extent()
        assert (right - left) / 3 == pytest.approx((top - bottom) / 4)
        assert ax.get_xlim()[0] <= left < right <= ax.get_xlim()[1]
        assert ax.get_ylim()[0] <= bottom < top <= ax.get_ylim()[1]


def test_limits_say_which_numbers_are_the_first_and_the_last_shade():
    ax = plot_images(PICTURES - 0.5, limits=(-0.5, 0.5), cmap="PuOr")
    np.testing.assert_allclose(ax.images[0].get_array(), PICTURES[0])
    assert ax.images[0].get_clim() == (0, 1)
    assert ax.images[0].get_cmap().name == "PuOr"


def test_pictures_in_colour_keep_their_colours_and_given_axes_are_drawn_into():
    colour, ax = np.zeros((1, 2, 2, 3)), new_axes()
    colour[..., 0] = 1
    assert plot_images(colour, ax=ax) is ax
    assert ax.images[0].get_array()[0, 0].tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (
            {"images": PICTURES[0]},
            ValueError,
            r"images: expected shape \(n, height, width\), received \(4, 3\)",
        ),
        ({"images": PICTURES[:0]}, ValueError, "images: expected shape"),
        ({"images": PICTURES[..., None]}, ValueError, r"\(n, height, width, 3\), received \(5, 4, 3, 1\)"),
        ({"images": PICTURES * 255}, ValueError, r"numbers from 0 to 1, received 0 to 255; pass limits="),
        ({"images": PICTURES * np.nan}, ValueError, "finite"),
        ({"images": PICTURES > 0}, TypeError, "images: expected numbers, received bool"),
        ({"titles": ["one"]}, ValueError, "titles: expected 5 names, received 1"),
        ({"columns": 0}, ValueError, "columns: expected a whole number of at least 1"),
        ({"limits": (1, 0)}, ValueError, "images: expected numbers from 1 to 0"),
        ({"limits": 3}, ValueError, r"limits: expected shape \(2,\)"),
    ],
)
def test_what_are_no_pictures_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        plot_images(**{"images": PICTURES} | settings)


def activations(**changes):
    outputs, slopes = {"square": Z**2, "cube": Z**3}, {"square": 2 * Z, "cube": 3 * Z**2}
    return plot_activations(**{"z": Z, "outputs": outputs, "slopes": slopes} | changes)


def test_each_function_has_a_panel_with_itself_and_its_slope():
    square, cube = activations()
    assert (square.get_title(), cube.get_title()) == ("square", "cube")
    f, slope = cube.lines[2:]  # over the two axes through zero
    np.testing.assert_allclose(f.get_xydata(), np.stack([Z, Z**3], 1))
    np.testing.assert_allclose(slope.get_ydata(), 3 * Z**2)
    assert f.get_linestyle() != slope.get_linestyle()
    assert words(cube) == ["$f$", "$f'$"]
    assert square.get_ylim() == cube.get_ylim()


def test_panels_that_the_last_row_does_not_need_are_not_there():
    three = dict.fromkeys("abc", Z)
    panels = plot_activations(Z, three, three, columns=2)
    assert len(panels) == len(panels[0].figure.axes) == 3


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"outputs": {}, "slopes": {}}, ValueError, "the same functions, received"),
        ({"slopes": {"square": Z}}, ValueError, r"received \['square', 'cube'\] and \['square'\]"),
        ({"z": Z[:4]}, ValueError, r"outputs 'square': expected shape \(4,\), received \(5,\)"),
        ({"z": Z[:, None]}, ValueError, "z: expected shape"),
        ({"slopes": {"square": Z, "cube": np.full(5, np.inf)}}, ValueError, "slopes 'cube': expected finite"),
        ({"columns": 0}, ValueError, "columns: expected"),
    ],
)
def test_what_are_no_activations_is_refused(changes, error, message):
    with pytest.raises(error, match=message):
        activations(**changes)


PATHS = {"down": np.array([[0.5, 0.5], [0.1, 0.1], [0.0, 0.0]]), "away": np.array([[0.5, -0.5], [3.0, -3.0]])}


def test_paths_are_drawn_step_by_step_from_a_ring_to_a_dot():
    ax = plot_surface(AXIS, AXIS, BOWL, paths=PATHS)
    path, ring, dot = ax.lines[:3]
    assert path.get_xydata().tolist() == PATHS["down"].tolist()
    assert (ring.get_xydata().tolist(), ring.get_markerfacecolor()) == ([[0.5, 0.5]], "white")
    assert (dot.get_xydata().tolist(), dot.get_markerfacecolor()) == ([[0, 0]], path.get_color())
    assert key(ax) == ["down", "away"]


def test_a_path_that_leaves_the_map_does_not_make_it_grow():
    ax = plot_surface(AXIS, AXIS, BOWL, paths=PATHS)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 1), (-1, 1))


def test_the_darker_the_higher_and_the_scale_says_how_high():
    ax = plot_surface(AXIS, AXIS, BOWL)
    filled = ax.collections[0]
    lightness = filled.cmap(filled.norm(np.linspace(BOWL.min(), BOWL.max(), 9)))[:, :3].mean(1)
    assert (np.diff(lightness) < 0).all()
    assert ax.figure.axes[1].get_ylabel() == "loss"


@pytest.mark.parametrize("losses", [BOWL + 1, np.exp(9 * BOWL), BOWL - 1], ids=["flat", "steep", "negative"])
def test_contour_lines_stand_at_equal_steps_or_at_equal_factors_over_many_decades(losses):
    levels = plot_surface(AXIS, AXIS, losses).collections[0].levels
    wide = losses.min() > 0 and losses.max() / losses.min() > 10**1.5
    steps = np.diff(np.log(levels) if wide else levels)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)  # rounding


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"losses": BOWL[:5]}, ValueError, r"losses: expected shape \(20, 20\), received \(5, 20\)"),
        ({"losses": BOWL * np.nan}, ValueError, "losses: expected finite"),
        ({"losses": BOWL * 0}, ValueError, "losses: expected a surface .* received 0 everywhere"),
        ({"x": AXIS[::-1]}, ValueError, "x: expected two or more numbers that rise"),
        ({"y": AXIS[:1]}, ValueError, "y: expected two or more numbers that rise"),
        ({"paths": {"SGD": [1.0, 2.0]}}, ValueError, r"path 'SGD': expected shape \(steps, 2\)"),
        ({"paths": {"SGD": [[np.nan, 2.0]]}}, ValueError, "path 'SGD': expected finite"),
    ],
)
def test_what_is_no_surface_is_refused(changes, error, message):
    with pytest.raises(error, match=message):
        plot_surface(**{"x": AXIS, "y": AXIS, "losses": BOWL} | changes)


def test_confusion_writes_each_count_in_its_field_and_leaves_0_blank():
    ax = plot_confusion(COUNTS)
    found = {text.get_position(): text.get_text() for text in ax.texts}
    assert found == {(0, 0): "8", (1, 0): "2", (1, 1): "5"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")


def test_fields_are_as_dark_as_their_share_of_the_true_class():
    shares = plot_confusion(COUNTS).images[0].get_array()
    np.testing.assert_allclose(shares, [[0.8, 0.2], [0, 1]])
    assert plot_confusion(np.array([[0, 0], [1, 1]])).images[0].get_array()[0].tolist() == [0, 0]


def test_numbers_stay_readable_on_dark_fields():
    texts = {text.get_text(): text.get_color() for text in plot_confusion(COUNTS).texts}
    assert texts == {"8": "white", "2": "black", "5": "white"}


def test_classes_are_called_by_their_names_or_numbers():
    ax = plot_confusion(COUNTS, names=["cat", "dog"])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["cat", "dog"]
    assert [label.get_text() for label in plot_confusion(COUNTS).get_yticklabels()] == ["0", "1"]


@pytest.mark.parametrize(
    ("counts", "names", "error", "message"),
    [
        (COUNTS[:1], None, ValueError, r"expected a square of numbers from 0, received shape \(1, 2\)"),
        (COUNTS - 3, None, ValueError, "from -3"),
        (COUNTS / 15, None, TypeError, "counts: expected integers"),
        (COUNTS[0], None, ValueError, r"counts: expected shape \(classes, classes\)"),
        (COUNTS, ["cat"], ValueError, "names: expected 2 names, received 1"),
        (COUNTS, 2, TypeError, "names: expected 2 names, received 2"),
    ],
)
def test_what_is_no_confusion_is_refused(counts, names, error, message):
    with pytest.raises(error, match=message):
        plot_confusion(counts, names=names)
