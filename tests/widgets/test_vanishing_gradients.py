"""The widget of two networks without a browser: what it can be set to, and what readers without it get."""

import json
import re
from dataclasses import asdict

import ipywidgets
import numpy as np
import pytest
import traitlets

from course_lib.network_settings import ACTIVATIONS, INITIALISATIONS, NORMALISATIONS, Network
from course_lib.signal_flow import build, measure, sixteen_digits
from course_lib.widgets.vanishing_gradients import PAIRS, RANGES, VanishingGradients, gradient_in_words

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def widget():
    return VanishingGradients()


def state(widget):
    return {name: getattr(widget, name) for name in ("depth", "width", "seed", "worst", "remedy")}


def test_it_starts_with_a_sigmoid_beside_a_relu(widget):
    assert (widget.depth, widget.width, widget.seed) == (20, 32, 0)
    assert widget.worst == {
        "activation": "sigmoid",
        "initialisation": "xavier",
        "scale": 1.0,
        "normalisation": "none",
        "skip": False,
    }
    assert widget.remedy == widget.worst | {"activation": "relu", "initialisation": "he"}


def test_settings_left_out_keep_their_value(widget):
    widget.worst = {"activation": "tanh", "scale": 2}
    widget.worst = {"skip": True}
    assert widget.worst == {
        "activation": "tanh",
        "initialisation": "xavier",
        "scale": 2.0,
        "normalisation": "none",
        "skip": True,
    }
    assert VanishingGradients(remedy={"scale": 0.5}).remedy["activation"] == "relu"


@pytest.mark.parametrize("name", ["depth", "width", "seed"])
def test_numbers_reach_both_ends_of_their_range_and_whoever_observes_hears_of_it(widget, name):
    heard = []
    widget.observe(lambda change: heard.append(change["new"]), name)
    lowest, highest = RANGES[name]
    for value in (lowest, highest, lowest):
        setattr(widget, name, value)
        assert all(len(found.spreads) == widget.depth for found in widget.measure().values())
    assert heard in ([lowest, highest, lowest], [highest, lowest])  # a seed of 0 is no change at first


@pytest.mark.parametrize(
    ("setting", "options"),
    [
        ("activation", ACTIVATIONS),
        ("initialisation", INITIALISATIONS),
        ("normalisation", NORMALISATIONS),
        ("scale", (0.1, 4.0)),
        ("skip", (True, False)),
    ],
)
def test_every_option_can_be_set_on_either_side(widget, setting, options):
    for name in ("worst", "remedy"):
        for option in options:
            setattr(widget, name, {setting: option})
            assert getattr(widget, name)[setting] == option


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("depth", 0, "depth: expected a whole number of at least 1, received 0; possible are 1 to 30"),
        ("depth", 31, "depth: expected a whole number from 1 to 30, received 31"),
        ("depth", 3.0, "depth: expected a whole number, received 3.0"),
        ("depth", True, "depth: expected a whole number, received True"),
        ("depth", "3", "depth: expected a whole number, received '3'"),
        ("width", 1, "width: .*possible are 2 to 32"),
        ("seed", 100, "seed: expected a whole number from 0 to 99, received 100"),
        ("worst", {"activation": "swish"}, "worst: activation: expected one of .*'gelu', received 'swish'"),
        ("worst", {"speed": 1}, "worst: expected settings among activation, .*skip; received 'speed'"),
        ("worst", {"scale": 4.1}, r"worst: scale: .*>= 0.1 and <= 4, received 4.1"),
        ("worst", {"scale": float("nan")}, "worst: scale: .*received nan"),
        ("worst", {"scale": True}, "worst: scale: expected a number, received True"),
        ("remedy", {"skip": 1}, "remedy: skip: expected True or False, received 1"),
        ("remedy", "relu", "remedy: expected a dict such as .*received 'relu'"),
        ("remedy", None, "remedy: expected a dict such as .*received None"),
    ],
)
def test_what_is_impossible_is_refused_and_changes_nothing(widget, name, value, message):
    before = state(widget)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(widget, name, value)
    assert state(widget) == before


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"seed": 1.5}, {"worst": {"scale": 5}}, {"remedy": []}])
def test_no_widget_starts_with_what_is_impossible(wrong):
    with pytest.raises(traitlets.TraitError, match=next(iter(wrong))):
        VanishingGradients(**wrong)


def test_settings_are_not_changed_in_place_where_no_browser_would_hear_of_it(widget):
    before = dict(widget.worst)
    for change in (
        lambda: widget.worst.__setitem__("scale", 2.0),
        lambda: widget.worst.update(scale=2.0),
        lambda: widget.worst.pop("scale"),
    ):
        with pytest.raises(TypeError, match=r"w\.worst = "):
            change()
    assert widget.worst == before


@pytest.mark.parametrize(
    ("name", "value"), [("pictures", b""), ("labels", [1]), ("pairs", [1]), ("pairs", [])]
)
def test_what_the_widget_brings_along_cannot_be_replaced(widget, name, value):
    before = getattr(widget, name)
    with pytest.raises(traitlets.TraitError, match=f'"{name}" trait is read-only'):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


@pytest.mark.parametrize(
    ("name", "advice"), [("dept", ". Did you mean depth?"), ("remdy", ". Did you mean remedy?"), ("lr", "")]
)
def test_a_name_that_the_widget_does_not_have_is_refused(widget, name, advice):
    expected = (
        f"VanishingGradients: expected one of depth, remedy, seed, width, worst; received {name}{advice}"
    )
    with pytest.raises(AttributeError, match=f"^{re.escape(expected)}$"):
        setattr(widget, name, 3)
    assert not hasattr(widget, name)


def test_what_every_widget_of_jupyter_can_do_still_works(widget):
    other = VanishingGradients()
    ipywidgets.link((widget, "depth"), (other, "depth"))
    with widget.hold_sync(), widget.hold_trait_notifications():
        widget.depth = 4
    assert other.depth == 4
    widget.layout.width = "50%"
    widget.tooltip = "two networks"
    assert widget.get_state("tooltip") == {"tooltip": "two networks"}


def test_measure_gives_the_numbers_of_the_reference(widget):
    widget.depth, widget.seed, widget.remedy = 3, 5, {"skip": True}
    found = widget.measure()
    assert list(found) == ["worst", "remedy"]
    for name in found:
        expected = measure(build(Network(**state(widget)[name]), 3, 32, 5), *sixteen_digits())
        assert found[name].gradient_norms.tolist() == expected.gradient_norms.tolist()


@pytest.mark.parametrize("name", PAIRS)
def test_each_pair_keeps_its_promise(widget, name):
    """In the remedy no gradient is as far from one, counted in decades; at most two thirds as far."""
    worst, remedy = PAIRS[name]
    widget.worst, widget.remedy = asdict(Network(**worst)), asdict(Network(**remedy))
    assert {"name": name, "worst": widget.worst, "remedy": widget.remedy} in widget.pairs
    found = widget.measure()
    assert distance_from_one(found["remedy"]) < 2 / 3 * distance_from_one(found["worst"])


def distance_from_one(flow):
    """Largest number of decades between a layer's gradient norm and one."""
    with np.errstate(divide="ignore"):
        return np.abs(np.log10(flow.gradient_norms)).max()


def test_the_text_names_settings_and_what_became_of_the_gradient(widget):
    title, worst, remedy = repr(widget).split("\n")
    assert title == "VanishingGradients(depth=20, width=32, seed=0)"
    assert re.fullmatch(
        r"  Worst case: sigmoid, first weights Glorot \(Xavier\) × 1: "
        r"gradient ≈\S+e-13 at layer 1, ≈0\.\d+ at the output, ratio ≈\S+e-13",
        worst,
    )
    assert re.match(r"  Remedy: ReLU, first weights He \(Kaiming\) × 1: gradient ≈0\.\d+ at layer 1", remedy)


def test_a_zero_is_said_to_be_exact(widget):
    widget.worst = {"activation": "relu", "initialisation": "zeros", "normalisation": "batch", "skip": True}
    assert "first weights all zero × 1, batch norm, skip connections: gradient exactly 0 at layer 1" in repr(
        widget
    )
    widget.worst = {"normalisation": "none", "skip": False}
    assert "640 of 640 units dead, all of layer 1." in widget.as_html()


def test_what_no_figure_can_say_is_said_in_words(widget):
    flow = widget.measure()["worst"]
    flow.gradient_norms[[0, -1]] = np.inf
    assert gradient_in_words(flow) == (
        "gradient infinite at layer 1, infinite at the output, ratio not a number"
    )


def test_readers_without_scripts_get_a_picture_and_the_facts(widget):
    (data, _) = widget._repr_mimebundle_()
    assert set(data) == {VIEW, "text/plain", "text/html"}
    page = data["text/html"]
    (alt,) = re.findall(r'<img alt="([^"]*)"', page)
    for words in (alt, page.split(">", 1)[1]):
        assert "Two networks of 20 hidden layers with 32 units" in words
        assert re.search(
            r"Remedy: ReLU, .*product of the mean derivatives ≈\S+; 150 of 640 units dead", words
        )


def test_the_picture_follows_the_state_and_two_widgets_give_the_same_bytes(widget):
    assert widget.as_html() == VanishingGradients().as_html()
    before = widget.as_html()
    widget.seed = 1
    assert widget.as_html() != before


def test_what_travels_is_plain_and_small(widget):
    travels = widget.get_state()
    pictures = travels.pop("pictures")
    assert bytes(pictures) == sixteen_digits()[0].tobytes()
    travels.pop("layout")
    assert len(json.dumps(travels)) < 60_000
