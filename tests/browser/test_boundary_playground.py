"""The playground on a page of its own: keyboard, pointer, words, looks, and damaged state."""

import re

import pytest
from playwright.sync_api import expect

from course_lib.boundary_learning import LEARNERS
from course_lib.widgets.boundary_playground import (
    GRID,
    MOST_POINTS,
    PRESETS,
    RANGES,
    RATES,
    BoundaryPlayground,
)
from tests.browser.contrast import CONTRASTS
from tests.browser.pictures import FRAMES, PIXELS, THEMES

# The share of the plane's pixels, half-way between points, that are more orange than blue.
ORANGE = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [orange, all] = [0, 0];
  for (let at = 0; at < data.length; at += 4 * 97) {
    if (data[at + 3] > 0) all += 1;
    if (data[at + 3] > 0 && data[at] > data[at + 2]) orange += 1;
  }
  return orange / all;
}"""
POINTS = re.compile("^Points")  # the plane has points in its label too
APART = PRESETS["two clouds, apart"]


@pytest.fixture
def widget(stand_in):
    """The widget as it starts, mounted."""
    made = BoundaryPlayground()
    stand_in.mount(made)
    return made


@pytest.fixture
def plane(stand_in, widget):
    return stand_in.page.locator("canvas")


@pytest.fixture
def readout(stand_in, widget):
    return stand_in.page.locator(".course-readout")


def button(stand_in, name):
    return stand_in.page.get_by_role("button", name=name)


def points_of(stand_in):
    return [tuple(point) for point in stand_in.get("points")]


def test_every_control_has_a_name_and_keeps_its_keys(stand_in, widget):
    stand_in.set("learner", "mlp")
    focusable = stand_in.page.locator("#widget :is(input, select, button, [tabindex])")
    assert focusable.count() == 11  # a plane, 3 choices, 3 sliders, 4 buttons
    for control in focusable.all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    for name in ("Points", "Learner", "Click or Enter", "Steps taken", "Learning rate", "Hidden units"):
        expect(stand_in.page.get_by_label(re.compile(f"^{name}"))).to_have_count(1)
    for name in ("One step", "Run", "Back to the start", "Draw weights again"):
        expect(button(stand_in, name)).to_have_count(1)


def test_python_and_the_browser_share_names_and_limits(stand_in):
    names, limits, most, grid = stand_in.page.evaluate("""async () => {
      const { GRID, LEARNER_NAMES, LIMITS, MOST_POINTS } = await import("/boundary_playground_state.js");
      return [LEARNER_NAMES, LIMITS, MOST_POINTS, GRID];
    }""")
    assert names == LEARNERS
    assert {name: (limit["min"], limit["max"]) for name, limit in limits.items()} == RANGES | {"lr": RATES}
    assert (most, grid) == (MOST_POINTS, GRID)


def test_the_keyboard_alone_drops_and_takes_away(stand_in, widget, plane):
    for _ in range(20):  # Tab comes to the plane
        stand_in.page.keyboard.press("Tab")
        if stand_in.page.evaluate("() => document.activeElement.tagName") == "CANVAS":
            break
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown", "ArrowLeft", "Enter"):
        stand_in.page.keyboard.press(key)
    assert points_of(stand_in) == [*map(tuple, APART), (1 / 16, -3 / 16, 0)]
    stand_in.page.keyboard.press("Delete")
    assert points_of(stand_in) == list(APART)
    stand_in.page.keyboard.press("Backspace")  # nothing is near any more
    assert points_of(stand_in) == list(APART)
    stand_in.page.get_by_label("Click or Enter").select_option("1")
    plane.focus()
    stand_in.page.keyboard.press("Space")
    assert points_of(stand_in)[-1] == (1 / 16, -3 / 16, 1)


def test_the_cursor_stays_in_the_plane_and_says_where_it_is(stand_in, widget, plane):
    plane.focus()
    for _ in range(9):
        stand_in.page.keyboard.press("Shift+ArrowRight")
    said = stand_in.page.locator(".course-cursor")
    expect(said).to_have_text("Cursor at 1.00, 0.00: no; no point near.")
    stand_in.page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("1.00, −0.06")
    assert said.get_attribute("aria-live") == "polite"
    assert "Arrow keys move the cursor" in plane.get_attribute("aria-label")


def test_the_pointer_drops_and_takes_away(stand_in, widget, plane):
    box = plane.bounding_box()
    place = {"x": box["width"] * 0.1, "y": box["height"] * 0.9}
    plane.click(position=place)
    x, y, label = points_of(stand_in)[-1]
    assert (x, y) == (pytest.approx(-0.83, abs=0.03), pytest.approx(-0.83, abs=0.03))
    assert (label, x * GRID, y * GRID) == (0, round(x * GRID), round(y * GRID))
    stand_in.page.get_by_label("Click or Enter").select_option("away")
    plane.click(position=place)
    assert points_of(stand_in) == list(APART)


def test_no_more_points_are_dropped_than_python_takes(stand_in, widget, plane):
    stand_in.set("points", [[0, 0, 1]] * MOST_POINTS)
    plane.click()
    assert len(stand_in.get("points")) == MOST_POINTS


def test_a_step_corrects_one_mistake_and_the_picture_follows(stand_in, widget, plane, readout):
    before = plane.evaluate(PIXELS)
    expect(readout).to_have_text("After 0 corrections: 12 of 24 points on the wrong side.")
    button(stand_in, "One step").press("Enter")
    assert stand_in.get("steps") == 1
    assert plane.evaluate(PIXELS) != before
    widget.steps = 1
    wrong = len(widget.measure().wrong)
    expect(readout).to_contain_text(f"After 1 correction: {wrong} of 24 points on the wrong side.")
    button(stand_in, "Back to the start").click()
    assert plane.evaluate(PIXELS) == before


def test_a_run_stops_by_itself_where_nothing_is_wrong(stand_in, widget, readout):
    button(stand_in, "Run").click()
    expect(button(stand_in, "Pause")).to_be_visible()
    expect(readout).to_contain_text("No mistakes: it stops by itself.")
    expect(button(stand_in, "Run")).to_be_visible()
    widget.steps = 2000
    expect(readout).to_contain_text(f"After {widget.measure().steps} correction")


def test_a_run_can_be_paused_and_goes_on_from_there(stand_in, widget, readout):
    stand_in.set("learner", "logistic")
    button(stand_in, "Run").click()
    expect(readout).to_have_attribute("aria-live", "off")
    stand_in.page.wait_for_function("() => model.get('steps') > 4")
    button(stand_in, "Pause").click()
    steps = stand_in.get("steps")
    stand_in.page.wait_for_timeout(300)
    assert stand_in.get("steps") == steps
    expect(readout).to_have_attribute("aria-live", "polite")
    button(stand_in, "One step").click()
    assert stand_in.get("steps") == steps + 1


def test_reduced_motion_takes_few_large_steps(stand_in, widget):
    stand_in.page.emulate_media(reduced_motion="reduce")
    stand_in.set("learner", "mlp")
    button(stand_in, "Run").click()
    assert stand_in.get("steps") == 250
    stand_in.page.wait_for_timeout(500)
    assert stand_in.get("steps") == 250
    button(stand_in, "Pause").click()


def test_a_run_ends_at_the_last_step(stand_in, widget):
    stand_in.set("learner", "mlp")
    stand_in.set("steps", 1995)
    button(stand_in, "Run").click()
    expect(button(stand_in, "Run")).to_be_visible()
    assert stand_in.get("steps") == 2000


def test_a_network_parts_xor_and_one_neuron_does_not(stand_in, widget, readout):
    stand_in.page.get_by_label(POINTS).select_option("XOR: two diagonals")
    stand_in.page.get_by_label("Learner").select_option("logistic neuron (gradient descent)")
    assert stand_in.get("steps") == 0
    stand_in.set("steps", 500)
    expect(readout).not_to_contain_text(": 0 of 24")
    stand_in.page.get_by_label("Learner").select_option("network with a hidden layer of tanh")
    stand_in.set("steps", 500)
    expect(readout).to_contain_text(": 0 of 24 points on the wrong side, loss 0.0")


def test_a_point_moves_the_boundary_towards_itself(stand_in, widget, plane):
    """More ground says yes once a yes stands where no was said."""
    stand_in.set("learner", "logistic")
    stand_in.set("steps", 200)
    before = plane.evaluate(ORANGE)
    stand_in.set("points", [*map(list, APART), *[[-0.5, 0.5, 1]] * 3, *[[-0.5, -0.5, 1]] * 3])
    assert plane.evaluate(ORANGE) > before + 0.03


def test_controls_that_do_nothing_are_not_shown(stand_in, widget):
    rate, units = (stand_in.page.get_by_label(name) for name in ("Learning rate", "Hidden units"))
    for learner, shown in (("perceptron", (0, 0)), ("logistic", (1, 0)), ("mlp", (1, 1))):
        stand_in.set("learner", learner)
        assert (rate.is_visible(), units.is_visible()) == shown


def test_sliders_change_the_state_python_and_the_picture(stand_in, widget, plane):
    stand_in.set("learner", "mlp")
    stand_in.set("steps", 50)
    for name, part, key, value in (
        ("Learning rate", "lr", "ArrowRight", 1.3),
        ("Hidden units", "hidden", "ArrowRight", 4),
        ("Steps taken", "steps", "ArrowRight", 51),
    ):
        before = plane.evaluate(PIXELS)
        stand_in.page.get_by_label(name).press(key)
        assert stand_in.get(part) == value
        assert plane.evaluate(PIXELS) != before
    stand_in.page.evaluate(FRAMES)
    assert stand_in.page.evaluate("() => saved").pop()["steps"] == 51


def test_weights_are_drawn_again_and_after_the_last_seed_comes_the_first(stand_in, widget, plane):
    stand_in.set("learner", "mlp")
    before = plane.evaluate(PIXELS)
    button(stand_in, "Draw weights again").click()
    assert stand_in.get("seed") == 1
    assert plane.evaluate(PIXELS) != before
    stand_in.set("seed", 99)
    button(stand_in, "Draw weights again").click()
    assert stand_in.get("seed") == 0


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen_and_is_recognised(stand_in, widget, name):
    chosen = stand_in.page.get_by_label(POINTS)
    chosen.select_option(name)
    assert points_of(stand_in) == list(PRESETS[name])
    stand_in.set("points", [[0, 0, 1]])
    expect(chosen).to_have_value("own")
    stand_in.set("points", [list(point) for point in PRESETS[name]])
    expect(chosen).to_have_value(str(list(PRESETS).index(name)))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"learner": "svm"}, 'learner: expected one of perceptron, logistic, mlp, received "svm"'),
        ({"lr": None}, "lr: expected a number from 0.01 to 10, received null"),
        ({"hidden": 99}, "hidden: expected a whole number from 1 to 8, received 99"),
        ({"seed": 1.5}, "seed: expected a whole number from 0 to 99, received 1.5"),
        ({"steps": -1}, "steps: expected a whole number from 0 to 2000, received -1"),
        ({"points": "none"}, "points: expected a list of at most 80 points, received 4"),
        ({"points": [[0, 0, 1]] * 81}, "points: expected a list of at most 80 points, received 81"),
        ({"points": [[0, 2, 1]]}, "points: expected points [x, y, class]"),
        ({"points": [None]}, "points: expected points [x, y, class]"),
        ({"presets": None}, "presets: expected a list, received null"),
    ],
)
def test_a_damaged_state_is_said_and_never_an_empty_box(stand_in, damage, message):
    stand_in.mount(BoundaryPlayground(), **damage)
    shown = stand_in.page.locator("#widget")
    expect(shown).to_contain_text(f"This widget cannot be drawn: {message}")
    expect(shown).to_contain_text("Run its cell again")


def test_a_state_that_is_mended_is_drawn(stand_in, widget, plane):
    stand_in.set("steps", 9999)
    expect(stand_in.page.locator("#widget")).to_contain_text("cannot be drawn: steps")
    stand_in.set("steps", 5)
    expect(plane).to_be_visible()


def test_text_is_never_markup(stand_in):
    name = "<img src=x onerror=boom()>"
    stand_in.mount(BoundaryPlayground(), presets=[{"name": name, "points": []}])
    expect(stand_in.page.get_by_label(POINTS)).to_contain_text(name)
    stand_in.set("learner", name)
    expect(stand_in.page.locator("#widget")).to_contain_text(f'received "{name}"')
    assert stand_in.page.locator("#widget img").count() == 0


def test_nothing_is_asked_of_another_host(stand_in, widget):
    button(stand_in, "One step").click()
    assert stand_in.foreign_requests() == []


@pytest.mark.parametrize("width", [274, 390, 700, 1300])
def test_it_fits_the_width_of_the_screen(stand_in, width):
    stand_in.page.set_viewport_size({"width": width, "height": 900})
    stand_in.mount(BoundaryPlayground("mlp"))
    for selector in ("html", "#widget", "#widget > div"):
        box = stand_in.page.locator(selector).first
        seen, room = box.evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert seen <= room
    box = stand_in.page.locator("canvas").bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["width"] > 0.4 * min(width, 900)


def test_a_page_that_becomes_narrower_gets_a_plane_of_its_new_size(stand_in, widget, plane):
    wide = plane.evaluate("canvas => canvas.width")
    stand_in.page.set_viewport_size({"width": 300, "height": 900})
    stand_in.page.evaluate(FRAMES)
    assert plane.evaluate("canvas => canvas.width") < wide
    assert plane.evaluate("canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(stand_in, widget, theme):
    stylesheet = THEMES / f"theme-{theme}-extension/index.css"
    stand_in.page.add_style_tag(content=stylesheet.read_text(encoding="utf-8"))
    stand_in.set("learner", "mlp")
    contrasts = stand_in.page.locator("#widget").evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts.values()) >= 4.5, min(contrasts, key=contrasts.get)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_points_stand_out_from_their_ground_in_either_theme(stand_in, widget, plane, theme):
    stylesheet = THEMES / f"theme-{theme}-extension/index.css"
    stand_in.page.add_style_tag(content=stylesheet.read_text(encoding="utf-8"))
    stand_in.page.evaluate("theme => document.body.dataset.jpThemeName = theme", theme)
    before = plane.evaluate(PIXELS)
    stand_in.page.evaluate(FRAMES)
    stand_in.set("points", [])
    assert plane.evaluate(PIXELS) != before


def test_forced_colours_are_kept(stand_in, widget, plane):
    coloured = plane.evaluate(PIXELS)
    stand_in.page.emulate_media(forced_colors="active")
    stand_in.page.evaluate(FRAMES)
    assert plane.evaluate(PIXELS) != coloured


def test_a_view_that_is_taken_away_listens_and_runs_no_more(stand_in, widget, plane):
    stand_in.set("learner", "logistic")
    button(stand_in, "Run").click()
    stand_in.page.evaluate("() => leave()")
    steps, before = stand_in.get("steps"), plane.evaluate(PIXELS)
    stand_in.page.wait_for_timeout(200)
    assert stand_in.get("steps") == steps
    stand_in.set("points", [])
    assert plane.evaluate(PIXELS) == before
