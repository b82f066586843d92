"""The playground without a browser: what it can be set to, what it learns, what readers without it get."""

import json
import re

import numpy as np
import pytest
import traitlets

from course_lib.boundary_learning import LEARNERS as NAMES
from course_lib.widgets.boundary_playground import LEARNERS, MOST_POINTS, PRESETS, BoundaryPlayground

VIEW = "application/vnd.jupyter.widget-view+json"
PARTS = ("learner", "points", "steps", "lr", "hidden", "seed")


@pytest.fixture
def widget():
    return BoundaryPlayground()


def state(widget):
    return {name: getattr(widget, name) for name in PARTS}


def test_it_starts_with_a_perceptron_that_has_learned_nothing(widget):
    assert (widget.learner, widget.steps, widget.lr, widget.hidden, widget.seed) == (
        "perceptron",
        0,
        1.0,
        3,
        0,
    )
    assert widget.points == PRESETS["two clouds, apart"]
    assert widget.measure().weights.tolist() == [0, 0, 0]
    assert tuple(NAMES) == LEARNERS


def test_points_are_moved_to_the_nearest_place_on_the_grid(widget):
    widget.points = [[0.51, -0.26, 1], (np.float32(0.3), 1, np.int64(0))]
    assert widget.points == ((33 / 64, -17 / 64, 1), (19 / 64, 1.0, 0))
    widget.points = np.array([[0.5, 0.5, 1.0]])
    assert widget.points == ((0.5, 0.5, 1),)
    widget.points = []
    assert widget.measure().wrong.tolist() == []


@pytest.mark.parametrize("points", PRESETS.values(), ids=list(PRESETS))
def test_every_preset_is_on_the_grid_and_can_be_set(widget, points):
    widget.points = points
    assert widget.points == points
    assert {"name": next(n for n, p in PRESETS.items() if p == points), "points": points} in widget.presets


def test_a_perceptron_stops_when_nothing_is_wrong_and_never_on_xor(widget):
    widget.steps = 2000
    apart = widget.measure()
    assert apart.steps < 50
    assert len(apart.wrong) == 0
    widget.points = PRESETS["XOR: four points"]
    assert widget.measure().steps == 2000
    assert len(widget.measure().wrong) > 0


def test_a_network_learns_what_one_neuron_cannot(widget):
    widget.points, widget.lr, widget.steps = PRESETS["XOR: two diagonals"], 2.0, 1000
    widget.learner = "logistic"
    assert widget.measure().loss > 0.65
    widget.learner, widget.hidden = "mlp", 4
    assert widget.measure().loss < 0.05
    assert widget.measure().weights.shape == (17,)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("learner", "svm", "learner: expected one of .*'mlp'.*, received 'svm'"),
        ("learner", None, "learner: expected one of"),
        ("steps", -1, "steps: expected a whole number of at least 0, received -1; possible are 0 to 2000"),
        ("steps", 2001, "steps: expected a whole number from 0 to 2000, received 2001"),
        ("hidden", 9, "hidden: expected a whole number from 1 to 8, received 9"),
        ("hidden", 2.0, "hidden: expected a whole number, received 2.0"),
        ("seed", True, "seed: expected a whole number, received True"),
        ("lr", 0, "lr: .*received 0"),
        ("lr", float("nan"), "lr: .*received nan"),
        ("lr", "fast", "lr: expected a number, received 'fast'"),
        ("points", 3, "points: expected a list of points .*received 3"),
        ("points", "abc", "points: expected a list of points .*received 'abc'"),
        ("points", [(0, 0)], r"points\[0\]: expected \(x, y, class\), received \(0, 0\)"),
        ("points", [(0, 0, 1), (2, 0, 1)], r"points\[1\], x: .*received 2"),
        ("points", [(0, "up", 1)], r"points\[0\], y: expected a number, received 'up'"),
        ("points", [(0, 0, 2)], r"points\[0\]: expected class 0 or 1, received 2"),
        ("points", [(0, 0, True)], r"points\[0\]: expected class 0 or 1, received True"),
        ("points", [(0, 0, 1)] * 81, "points: expected at most 80 points, received 81"),
    ],
)
def test_what_is_impossible_is_refused_and_changes_nothing(widget, name, value, message):
    before = state(widget)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(widget, name, value)
    assert state(widget) == before
    with pytest.raises(traitlets.TraitError, match=message):
        BoundaryPlayground(**{name: value}) if value is not None else setattr(widget, name, value)


def test_whoever_observes_hears_of_a_change(widget):
    heard = []
    widget.observe(lambda change: heard.append(change["new"]), ["steps", "points"])
    widget.steps = 5
    widget.points = [(0, 0, 1)]
    assert heard == [5, ((0.0, 0.0, 1),)]


def test_a_name_that_the_widget_does_not_have_is_refused(widget):
    with pytest.raises(AttributeError, match=r"received step\. Did you mean steps\?"):
        widget.step = 3


def test_the_presets_cannot_be_replaced(widget):
    with pytest.raises(traitlets.TraitError, match='"presets" trait is read-only'):
        widget.presets = ()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "perceptron (Rosenblatt's rule); after 0 corrections 12 of 24 points are on the wrong side."),
        (
            {"learner": "logistic", "steps": 1, "lr": 0.5},
            "logistic neuron (gradient descent), learning rate 0.5; after 1 step 0 of 24 points are on the "
            "wrong side; loss ≈",
        ),
        (
            {"learner": "mlp", "hidden": 1, "points": []},
            "network with a hidden layer of tanh, 1 hidden unit, learning rate 1, seed 0; after 0 steps "
            "0 of 0 points are on the wrong side.",
        ),
    ],
)
def test_the_text_says_what_was_learned(settings, words):
    assert repr(BoundaryPlayground(**settings)).startswith(f"BoundaryPlayground: {words}")


def test_readers_without_scripts_get_a_picture_and_the_words(widget):
    widget.steps = 10
    (data, _) = widget._repr_mimebundle_()
    assert set(data) == {VIEW, "text/plain", "text/html"}
    (alt,) = re.findall(r'<img alt="([^"]*)"', data["text/html"])
    for words in (alt, data["text/html"].split(">", 1)[1]):
        assert "points are on the wrong side" in words
    assert widget.as_html() == BoundaryPlayground(steps=10).as_html()
    before = widget.as_html()
    widget.points = PRESETS["no points"]
    assert widget.as_html() != before


def test_what_travels_is_plain_and_small():
    travels = BoundaryPlayground(points=[(0, 0, 1)] * MOST_POINTS).get_state()
    travels.pop("layout")
    assert len(json.dumps(travels)) < 60_000
