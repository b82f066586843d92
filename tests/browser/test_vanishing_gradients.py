"""The widget of two networks on a page of its own: keyboard, pointer, words, looks, and damaged state."""

import math
from dataclasses import asdict

import pytest
from playwright.sync_api import expect

from course_lib import network_settings
from course_lib.network_settings import Network
from course_lib.widgets.vanishing_gradients import (
    PAIRS,
    RANGES,
    SCALES,
    TITLES,
    VanishingGradients,
    in_figures,
)
from tests.browser.contrast import CONTRASTS
from tests.browser.pictures import FRAMES, PIXELS, THEMES

# The mean height, from the top, of the orange pixels of the upper chart near layer 1.
ORANGE_HEIGHT = """canvas => {
  const density = canvas.width / canvas.clientWidth;
  const [left, right] = [48, 80].map((x) => Math.round(x * density));
  const { data } = canvas.getContext("2d").getImageData(left, 0, right - left, canvas.height * 0.45);
  const rows = [];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > data[at + 2] + 60 && data[at + 3] > 200) rows.push(Math.floor(at / 4 / (right - left)));
  }
  return rows.reduce((sum, row) => sum + row, 0) / rows.length / density;
}"""


@pytest.fixture
def widget(stand_in):
    """The widget as it starts, mounted."""
    made = VanishingGradients()
    stand_in.mount(made)
    return made


@pytest.fixture
def worst(stand_in, widget):
    return stand_in.page.get_by_role("group", name="Worst case")


@pytest.fixture
def readout(stand_in, widget):
    return stand_in.page.locator(".course-readout")


def chart(panel):
    return panel.locator("canvas")


def figures(value):
    """A number as the widget writes it."""
    if 0.01 <= value < 1000:
        return f"{value:.2g}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent):+d}".replace("-", "−")


def test_every_control_has_a_name_and_keeps_its_keys(stand_in, widget):
    focusable = stand_in.page.locator("#widget :is(input, select, button, [tabindex])")
    assert focusable.count() == 16  # 4 above, 5 settings and a chart on each side
    for control in focusable.all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    names = ["Depth", "Width", "Compare", "Draw weights again"]
    for name in [*names, "Activation", "First weights", "Weights times", "Normalisation", "Skip connections"]:
        expect(
            stand_in.page.get_by_label(name).or_(stand_in.page.get_by_role("button", name=name))
        ).to_have_count(1 if name in names else 2)


def test_python_and_the_browser_use_the_same_words(stand_in):
    """Whoever reads the widget as text meets the names that stand on its controls."""
    labels, titles, words = stand_in.page.evaluate("""async () => {
      const { LABELS } = await import("/vanishing_gradients_state.js");
      const { TITLES, inFigures } = await import("/vanishing_gradients_words.js");
      return [LABELS, TITLES, [0, Infinity, NaN].map(inFigures)];
    }""")
    assert labels == {
        "activation": network_settings.ACTIVATIONS,
        "initialisation": network_settings.INITIALISATIONS,
        "normalisation": network_settings.NORMALISATIONS,
    }
    assert titles == TITLES
    assert words == [in_figures(value) for value in (0, math.inf, math.nan)]


def test_tab_reaches_everything_in_the_order_of_the_page(stand_in, widget):
    focused = """() => {
      const { top, left } = document.activeElement.getBoundingClientRect();
      return [document.activeElement.tagName, left > 500, top];
    }"""
    reached = []
    for _ in range(16):
        stand_in.page.keyboard.press("Tab")
        reached.append(stand_in.page.evaluate(focused))
    assert [tag for tag, *_ in reached].count("CANVAS") == 2
    places = [place for _, *place in reached]
    assert places[:4] == sorted(places[:4])
    assert places[4:] == sorted(places[4:])
    assert len({tuple(place) for place in places}) == 16


def test_the_ranges_of_the_sliders_are_those_of_python(stand_in, widget):
    limits = "slider => [Number(slider.min), Number(slider.max)]"
    for name in ("depth", "width"):
        slider = stand_in.page.get_by_label(name.capitalize())
        assert tuple(slider.evaluate(limits)) == RANGES[name]
    for slider in stand_in.page.get_by_label("Weights times").all():
        assert tuple(slider.evaluate(limits)) == SCALES


def test_a_key_on_a_slider_changes_the_state_the_picture_and_python(stand_in, widget, worst):
    before = chart(worst).evaluate(PIXELS)
    stand_in.page.get_by_label("Depth").focus()
    stand_in.page.keyboard.press("ArrowLeft")
    assert stand_in.get("depth") == 19
    assert chart(worst).evaluate(PIXELS) != before
    stand_in.page.evaluate(FRAMES)
    assert [state["depth"] for state in stand_in.page.evaluate("() => saved")] == [19]
    stand_in.page.keyboard.press("Home")
    assert stand_in.get("depth") == 1
    expect(stand_in.page.locator("#widget")).to_contain_text("1 layer")


@pytest.mark.parametrize("name", ["Depth", "Width", "Weights times"])
def test_a_slider_follows_the_pointer_from_end_to_end(stand_in, widget, name):
    """What is drawn meanwhile must not lay out the page anew: Chromium would let go of the slider."""
    slider = stand_in.page.get_by_label(name).first
    box, mouse = slider.bounding_box(), stand_in.page.mouse
    height = box["y"] + box["height"] / 2
    for start, end, reached in ((2, box["width"] - 2, "max"), (box["width"] - 2, 2, "min")):
        mouse.move(box["x"] + start, height)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + start + (end - start) * step / 8, height)
            stand_in.page.evaluate(FRAMES)
        mouse.up()
        assert slider.input_value() == slider.get_attribute(reached)


def test_the_picture_has_changed_before_the_event_is_over(stand_in, widget, worst):
    """No frame is lost: whoever moves a slider sees the next frame with the new picture."""
    changed = stand_in.page.evaluate("""() => {
      const [slider] = [...document.querySelectorAll("input[type=range]")].slice(2);
      const canvas = document.querySelector("canvas");
      const before = canvas.toDataURL();
      slider.value = "2";
      slider.dispatchEvent(new Event("input"));
      return canvas.toDataURL() !== before;
    }""")
    assert changed


def test_python_is_told_at_most_once_a_frame(stand_in, widget):
    stand_in.page.evaluate("""() => {
      const slider = document.querySelector("input[type=range]");
      for (let value = 1; value <= 20; value += 1) {
        slider.value = String(value);
        slider.dispatchEvent(new Event("input"));
      }
    }""")
    stand_in.page.evaluate(FRAMES)
    assert [state["depth"] for state in stand_in.page.evaluate("() => saved")] == [20]


def test_every_setting_of_a_panel_changes_that_network_alone(stand_in, widget, worst):
    remedy = stand_in.get("remedy")
    worst.get_by_label("Activation").select_option("GELU")
    worst.get_by_label("First weights").select_option("orthogonal")
    worst.get_by_label("Normalisation").select_option("layer norm")
    worst.get_by_label("Skip connections").check()
    worst.get_by_label("Weights times").fill("1.5")
    assert stand_in.get("worst") == asdict(Network("gelu", "orthogonal", 1.5, "layer", True))
    assert stand_in.get("remedy") == remedy
    expect(stand_in.page.get_by_label("Compare")).to_have_value("own")


def test_the_first_gradient_rises_when_the_remedy_is_tried(worst):
    lowest = chart(worst).evaluate(ORANGE_HEIGHT)
    worst.get_by_label("Activation").select_option("ReLU")
    worst.get_by_label("First weights").select_option("He (Kaiming)")
    highest = chart(worst).evaluate(ORANGE_HEIGHT)
    assert lowest - highest > 50


def test_weights_are_drawn_again_and_after_the_last_seed_comes_the_first(stand_in, widget, worst):
    before = chart(worst).evaluate(PIXELS)
    again = stand_in.page.get_by_role("button", name="Draw weights again")
    again.click()
    assert stand_in.get("seed") == 1
    assert chart(worst).evaluate(PIXELS) != before
    expect(stand_in.page.locator("#widget")).to_contain_text("seed 1")
    stand_in.set("seed", 99)
    again.click()
    assert stand_in.get("seed") == 0


def test_every_pair_can_be_chosen_and_is_recognised(stand_in, widget):
    compare = stand_in.page.get_by_label("Compare")
    for name, (left, right) in PAIRS.items():
        compare.select_option(name)
        assert stand_in.get("worst") == asdict(Network(**left))
        assert stand_in.get("remedy") == asdict(Network(**right))
    left, right = (asdict(Network(**settings)) for settings in next(iter(PAIRS.values())))
    stand_in.set("worst", left)
    stand_in.set("remedy", right)
    expect(compare).to_have_value("0")


def test_the_cursor_goes_by_keys_and_says_what_both_networks_have(stand_in, widget, worst, readout):
    flows = widget.measure()
    chart(worst).focus()
    for key, layer in (
        ("ArrowRight", 2),
        ("ArrowUp", 3),
        ("ArrowLeft", 2),
        ("ArrowDown", 1),
        ("ArrowLeft", 1),
    ):
        stand_in.page.keyboard.press(key)
        words = [
            f"{title}: gradient {figures(flows[name].gradient_norms[layer - 1])}, "
            f"spread {figures(flows[name].spreads[layer - 1])}"
            for name, title in (("worst", "Worst case"), ("remedy", "Remedy"))
        ]
        expect(readout).to_have_text(f"Layer {layer}. {words[0]}. {words[1]}.")
        expect(chart(worst)).to_have_attribute("aria-valuenow", str(layer))
    stand_in.page.keyboard.press("End")
    last = [figures(flow.gradient_norms[-1]) for flow in flows.values()]
    expect(readout).to_have_text(f"Output layer. Worst case: gradient {last[0]}. Remedy: gradient {last[1]}.")
    expect(chart(worst)).to_have_attribute("aria-valuetext", "output layer")
    stand_in.page.keyboard.press("Home")
    expect(readout).to_contain_text("Layer 1.")
    assert readout.get_attribute("aria-live") == "polite"


def test_the_cursor_follows_the_pointer(stand_in, widget, worst, readout):
    before = chart(worst).evaluate(PIXELS)
    box = chart(worst).bounding_box()
    stand_in.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50)
    layer = int(chart(worst).get_attribute("aria-valuenow"))
    assert 10 <= layer <= 12
    expect(readout).to_contain_text(f"Layer {layer}.")
    assert chart(worst).evaluate(PIXELS) != before
    stand_in.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 50)
    expect(readout).to_contain_text("Output layer.")


def test_the_cursor_stays_on_the_network_when_it_becomes_shallower(stand_in, widget, worst, readout):
    chart(worst).focus()
    stand_in.page.keyboard.press("End")
    stand_in.set("depth", 3)
    expect(chart(worst)).to_have_attribute("aria-valuenow", "4")
    expect(readout).to_contain_text("Output layer.")


def test_what_python_sets_is_shown(stand_in, widget, worst):
    before = chart(worst).evaluate(PIXELS)
    stand_in.set("worst", asdict(Network("selu", "lecun")))
    assert chart(worst).evaluate(PIXELS) != before
    expect(worst.get_by_label("Activation")).to_have_value("selu")
    expect(worst.get_by_label("First weights")).to_have_value("lecun")


def test_a_chart_says_its_finding(worst):
    label = chart(worst).get_attribute("aria-label")
    assert "Worst case, 20 hidden layers" in label
    assert "the gradient shrinks, from 0.52 to 1.7e−13" in label


def test_a_zero_is_shown_and_said(stand_in, widget, worst, readout):
    stand_in.set("worst", asdict(Network("sigmoid", "zeros")))
    expect(worst).to_contain_text("Gradient exactly 0 at layer 1, 0.27 at the output.")
    nowhere = "is exactly 0, which has no place on a logarithmic scale, at"
    expect(worst).to_contain_text(f"▽ The gradient {nowhere} layers 1–20.")
    expect(worst).to_contain_text(f"▽ The spread {nowhere} every layer.")
    expect(readout).to_contain_text("Worst case: gradient exactly 0, spread exactly 0.")
    assert chart(worst).evaluate(ORANGE_HEIGHT) > 100  # a mark on the lower edge


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"depth": "abc"}, 'depth: expected a whole number from 1 to 30, received "abc"'),
        ({"depth": None}, "depth: expected a whole number from 1 to 30, received null"),
        ({"width": 33}, "width: expected a whole number from 2 to 32, received 33"),
        ({"seed": 1.5}, "seed: expected a whole number from 0 to 99, received 1.5"),
        ({"worst": None}, "worst: expected settings, received null"),
        ({"worst": {}}, "worst, activation: expected one of sigmoid, tanh"),
        ({"remedy": asdict(Network()) | {"scale": 40}}, "remedy, scale: expected a number from 0.1 to 4"),
        ({"remedy": asdict(Network()) | {"skip": "yes"}}, "remedy, skip: expected true or false"),
        ({"pictures": b"abc"}, "pictures: expected 1024 bytes, received 3"),
        ({"labels": [11] * 16}, "labels: expected numbers from 0 to 9"),
        ({"pairs": "none"}, "pairs: expected a list"),
    ],
)
def test_a_damaged_state_is_said_and_never_an_empty_box(stand_in, damage, message):
    stand_in.mount(VanishingGradients(), **damage)
    shown = stand_in.page.locator("#widget")
    expect(shown).to_contain_text(f"This widget cannot be drawn: {message}")
    expect(shown).to_contain_text("Run its cell again")


def test_a_state_that_is_mended_is_drawn(stand_in, widget, worst):
    stand_in.set("depth", 300)
    expect(stand_in.page.locator("#widget")).to_contain_text("cannot be drawn: depth")
    stand_in.set("depth", 5)
    expect(chart(worst)).to_have_attribute("aria-valuemax", "6")
    expect(stand_in.page.locator("#widget")).not_to_contain_text("cannot be drawn")


def test_text_is_never_markup(stand_in):
    pair = {"name": "<img src=x onerror=boom()>", "worst": asdict(Network()), "remedy": asdict(Network())}
    stand_in.mount(VanishingGradients(), pairs=[pair])
    expect(stand_in.page.get_by_label("Compare")).to_contain_text("<img src=x onerror=boom()>")
    stand_in.set("worst", {"activation": "<img src=x onerror=boom()>"})
    expect(stand_in.page.locator("#widget")).to_contain_text('received "<img src=x onerror=boom()>"')
    assert stand_in.page.locator("#widget img").count() == 0


def test_nothing_is_asked_of_another_host(stand_in, widget, worst):
    worst.get_by_label("Activation").select_option("GELU")
    assert stand_in.foreign_requests() == []


@pytest.mark.parametrize("width", [390, 699, 1300])
def test_it_fits_the_width_of_the_screen(stand_in, width):
    stand_in.page.set_viewport_size({"width": width, "height": 900})
    stand_in.mount(VanishingGradients())
    for selector in ("html", "#widget", "#widget fieldset >> nth=0", "#widget fieldset >> nth=1"):
        seen, room = stand_in.page.locator(selector).evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert seen <= room
    left, right = (panel.bounding_box() for panel in stand_in.page.get_by_role("group").all())
    assert (left["x"] == right["x"]) == (width < 700)  # one above the other, or side by side
    assert left["width"] > 300


def test_sliders_keep_room_to_be_dragged_on_a_phone(stand_in):
    """JupyterLab leaves 274 of a phone's 390 pixels to a cell's output."""
    stand_in.page.set_viewport_size({"width": 274, "height": 900})
    stand_in.mount(VanishingGradients())
    for slider in stand_in.page.locator("input[type=range]").all():
        assert slider.bounding_box()["width"] >= 64  # two pixels a layer
    cut = "labels => labels.filter((label) => label.scrollWidth > label.clientWidth).length"
    assert stand_in.page.locator(".course-labelled span").evaluate_all(cut) == 0
    for selector in ("html", "#widget", "#widget fieldset >> nth=0"):
        seen, room = stand_in.page.locator(selector).evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert seen <= room


def test_a_page_that_becomes_narrower_gets_charts_of_its_new_size(stand_in, widget, worst):
    sharp = "canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)"
    wide = chart(worst).evaluate("canvas => canvas.width")
    stand_in.page.set_viewport_size({"width": 390, "height": 900})
    stand_in.page.evaluate(FRAMES)
    assert chart(worst).evaluate("canvas => canvas.width") < wide
    assert chart(worst).evaluate(sharp)
    assert chart(worst).evaluate(ORANGE_HEIGHT) > 50  # and the line is drawn on them


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(stand_in, widget, theme):
    stylesheet = THEMES / f"theme-{theme}-extension/index.css"
    stand_in.page.add_style_tag(content=stylesheet.read_text(encoding="utf-8"))
    contrasts = stand_in.page.locator("#widget").evaluate(CONTRASTS)
    assert len(contrasts) > 40
    assert min(contrasts.values()) >= 4.5, min(contrasts, key=contrasts.get)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_comes_later_repaints_the_charts(stand_in, widget, worst, theme):
    stand_in.page.add_style_tag(content="body { --jp-content-font-color1: rgb(1, 200, 3); }")
    stand_in.page.evaluate("theme => document.body.dataset.jpThemeName = theme", theme)
    stand_in.page.evaluate(FRAMES)
    green = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((_, at) => at % 4 === 0 && data[at] < 30 && data[at + 1] > 180 && data[at + 2] < 30);
    }"""
    assert chart(worst).evaluate(green)


def test_forced_colours_are_kept_by_the_charts(stand_in, widget, worst):
    coloured = chart(worst).evaluate(PIXELS)
    stand_in.page.emulate_media(forced_colors="active")
    stand_in.page.evaluate(FRAMES)
    colourful = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((_, at) => at % 4 === 0 && data[at] > data[at + 2] + 60 && data[at + 3] > 200);
    }"""
    assert not chart(worst).evaluate(colourful)
    assert chart(worst).evaluate(PIXELS) != coloured


def test_nothing_moves_by_itself(stand_in, widget, worst):
    worst.get_by_label("Activation").select_option("ReLU")
    assert stand_in.page.evaluate("() => document.getAnimations().length") == 0


def test_a_view_that_is_taken_away_listens_no_more(stand_in, widget, worst):
    before = chart(worst).evaluate(PIXELS)
    stand_in.page.evaluate("() => leave()")
    stand_in.set("depth", 3)
    assert chart(worst).evaluate(PIXELS) == before
