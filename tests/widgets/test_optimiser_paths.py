"""The widget of the race, without a browser: what can be set, what is refused, what other readers see."""

import numpy as np
import pytest
import traitlets

from course_lib.loss_surfaces import SURFACES
from course_lib.widgets.optimiser_paths import RANGES, RATES, OptimiserPaths


@pytest.fixture
def widget():
    return OptimiserPaths()


def state(widget):
    return {
        name: getattr(widget, name) for name in ("surface", "start", "rates", "momentum", "beta2", "steps")
    }


def test_every_surface_can_be_set_and_brings_its_start(widget):
    for name, surface in SURFACES.items():
        widget.surface = name
        assert widget.start == surface.start
        assert OptimiserPaths(name).start == surface.start


def test_every_number_can_be_set_from_end_to_end(widget):
    for name in ("momentum", "beta2", "steps"):
        for end in RANGES[name]:
            setattr(widget, name, end)
            assert getattr(widget, name) == end
    for end in RANGES["rate"]:
        widget.rates = dict.fromkeys(RATES, end)
        assert set(widget.rates.values()) == {end}
    for end in RANGES["start"]:
        widget.start = (end, -end)
        assert widget.start == (end, -end)


def test_a_rate_that_is_set_leaves_the_others(widget):
    widget.rates = {"Adam": 0.5}
    assert widget.rates == RATES | {"Adam": 0.5}
    assert OptimiserPaths(rates={"SGD": 0.3}).rates == RATES | {"SGD": 0.3}


def test_rates_are_not_changed_in_place_where_no_browser_would_hear_of_it(widget):
    with pytest.raises(TypeError, match=r"w\.rates = "):
        widget.rates["SGD"] = 0.1
    with pytest.raises(TypeError, match=r"w\.rates = "):
        widget.rates.update(SGD=0.1)
    assert widget.rates == RATES


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("surface", "hill", "surface: expected one of 'bowl', .*received 'hill'"),
        ("surface", ["valley"], "surface: expected one of"),
        ("start", (4, 0), "start: expected a finite number >= -3 and <= 3, received 4"),
        ("start", (0, float("nan")), "start: expected a finite number"),
        ("start", (1, 2, 3), r"start: expected two numbers such as \(-1, 0.5\)"),
        ("start", "ab", "start: expected two numbers"),
        ("start", 1.0, "start: expected two numbers"),
        ("rates", {"SGD": 0}, "rates, SGD: .*received 0"),
        ("rates", {"SGD": True}, "rates, SGD: expected a number, received True"),
        (
            "rates",
            {"Adagrad": 0.1},
            "rates: expected names among SGD, momentum, RMSprop, Adam; received 'Adagrad'",
        ),
        ("rates", 0.1, "rates: expected a dict such as"),
        ("momentum", 1.0, "momentum: .*<= 0.99, received 1.0"),
        ("beta2", -0.1, "beta2: .*received -0.1"),
        ("steps", 301, "steps: expected a whole number from 0 to 300, received 301"),
        ("steps", 1.5, "steps: expected a whole number, received 1.5"),
        ("steps", -1, "steps: .*possible are 0 to 300"),
    ],
)
def test_what_is_impossible_is_refused_and_changes_nothing(widget, name, value, message):
    before = state(widget)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(widget, name, value)
    assert state(widget) == before
    with pytest.raises(traitlets.TraitError, match=message):
        OptimiserPaths(**{name: value})


def test_an_unknown_name_is_refused(widget):
    with pytest.raises(AttributeError, match="Did you mean steps"):
        widget.step = 3


def test_paths_are_those_of_the_settings(widget):
    widget.steps, widget.start = 7, (1.0, 0.25)
    paths = widget.paths()
    assert list(paths) == list(RATES)
    for path in paths.values():
        assert path.shape == (8, 2)
        np.testing.assert_array_equal(path[0], (1.0, 0.25))


def test_one_that_leaves_is_said_to_be_gone(widget):
    widget.rates = {"SGD": 1.0}
    assert "SGD, rate 1: gone for good after 4 steps" in repr(widget)


def test_text_and_picture_say_the_same_in_every_run(widget):
    again = OptimiserPaths()
    assert repr(widget) == repr(again)
    assert widget.as_html() == again.as_html()
    assert repr(widget).splitlines()[0] == "OptimiserPaths(surface='valley', start=(-2.5, 0.5), steps=60)"
    assert len(repr(widget).splitlines()) == 1 + len(RATES)


def test_readers_without_widgets_get_a_picture_with_words(widget):
    shown = widget.as_html()
    assert '<img alt="Four optimisers on a loss of two weights (long valley), after 60 steps. SGD' in shown
    assert shown.count("<p>") == 1 + len(RATES)
