"""The widget of the race on a page of its own: keyboard, pointer, words, looks, and damaged state."""

import pytest
from playwright.sync_api import expect

from course_lib.loss_surfaces import SURFACES
from course_lib.widgets.optimiser_paths import RANGES, RATES, OptimiserPaths
from tests.browser.contrast import CONTRASTS
from tests.browser.pictures import FRAMES, PIXELS, THEMES

SLIDERS = ["Steps", "Momentum, β₁", "Squares, β₂, α", *(f"Rate of {name}" for name in RATES)]


@pytest.fixture
def widget(stand_in):
    """The widget as it starts, mounted."""
    made = OptimiserPaths()
    stand_in.mount(made)
    return made


@pytest.fixture
def chart(stand_in, widget):
    return stand_in.page.locator(".course-map")


@pytest.fixture
def readout(stand_in, widget):
    return stand_in.page.locator(".course-readout")


def test_every_control_has_a_name_and_keeps_its_keys(stand_in, widget):
    focusable = stand_in.page.locator("#widget :is(input, select, button, [tabindex])")
    assert focusable.count() == len(SLIDERS) + 3
    for control in focusable.all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    expect(stand_in.page.get_by_label("Surface")).to_have_count(1)
    for name in SLIDERS:
        expect(stand_in.page.get_by_label(name, exact=True)).to_have_count(1)
    expect(stand_in.page.get_by_role("button", name="Reset start")).to_have_count(1)


def test_every_control_is_reached_by_tab(stand_in, widget):
    reached = []
    for _ in range(len(SLIDERS) + 3):
        stand_in.page.keyboard.press("Tab")
        reached.append(stand_in.page.evaluate("() => document.activeElement.tagName"))
    assert sorted(reached) == sorted(["SELECT", "BUTTON", "CANVAS", *["INPUT"] * len(SLIDERS)])


@pytest.mark.parametrize(
    ("name", "part"), [("Steps", "steps"), ("Momentum, β₁", "momentum"), ("Squares, β₂, α", "beta2")]
)
def test_a_slider_goes_from_end_to_end_and_changes_picture_and_python(stand_in, chart, name, part):
    control = stand_in.page.get_by_label(name, exact=True)
    for key, end in zip(("Home", "End"), RANGES[part], strict=True):
        before = chart.evaluate(PIXELS)
        control.press(key)
        assert stand_in.get(part) == end
        assert chart.evaluate(PIXELS) != before
    stand_in.page.evaluate(FRAMES)
    assert stand_in.page.evaluate("() => saved").pop()[part] == end


@pytest.mark.parametrize("name", list(RATES))
def test_a_rate_goes_over_powers_of_ten_and_changes_that_optimiser_alone(stand_in, chart, name):
    control = stand_in.page.get_by_label(f"Rate of {name}", exact=True)
    for key, end in zip(("Home", "End"), RANGES["rate"], strict=True):
        before = chart.evaluate(PIXELS)
        control.press(key)
        assert stand_in.get("rates") == RATES | {name: end}
        assert chart.evaluate(PIXELS) != before
    expect(control).to_have_attribute("aria-valuetext", "1")
    control.press("ArrowLeft")
    assert stand_in.get("rates")[name] == pytest.approx(10**-0.05, rel=0.01)


def test_every_surface_can_be_chosen_and_brings_its_start(stand_in, chart):
    seen = set()
    for name, surface in SURFACES.items():
        stand_in.page.get_by_label("Surface").select_option(surface.title)
        assert stand_in.get("surface") == name
        assert stand_in.get("start") == list(surface.start)
        assert f"two weights: {surface.title}. " in chart.get_attribute("aria-label")
        seen.add(chart.evaluate(PIXELS))
    assert len(seen) == len(SURFACES)


def test_arrow_keys_move_the_start_and_home_puts_it_back(stand_in, chart, readout):
    chart.focus()
    for key, start in (
        ("ArrowRight", [-2.35, 0.5]),
        ("ArrowUp", [-2.35, 0.55]),
        ("Shift+ArrowDown", [-2.35, 0.05]),
        ("ArrowLeft", [-2.5, 0.05]),
        ("Shift+ArrowLeft", [-3, 0.05]),
        ("Home", [-2.5, 0.5]),
    ):
        before = chart.evaluate(PIXELS)
        stand_in.page.keyboard.press(key)
        assert stand_in.get("start") == pytest.approx(start)
        assert chart.evaluate(PIXELS) != before
    expect(chart).to_be_focused()


def test_the_start_follows_the_pointer_while_it_is_pressed(stand_in, chart):
    box, mouse = chart.bounding_box(), stand_in.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    assert stand_in.get("start") == [-2.5, 0.5]
    mouse.down()
    x, y = stand_in.get("start")
    assert abs(x) < 0.3
    assert 0 < y < 1
    mouse.move(box["x"] + box["width"] + 50, box["y"] - 50)
    assert stand_in.get("start") == [3, 1]
    mouse.up()
    mouse.move(box["x"] + 60, box["y"] + 60)
    assert stand_in.get("start") == [3, 1]


def test_the_button_puts_the_start_back(stand_in, chart):
    stand_in.set("start", [1, 1])
    stand_in.page.get_by_role("button", name="Reset start").click()
    assert stand_in.get("start") == [-2.5, 0.5]


def test_words_say_where_each_is_as_python_does(stand_in, widget, chart, readout):
    for steps in (0, 1, 25):
        stand_in.set("steps", steps)
        widget.steps = steps
        said = readout.text_content()
        assert said.startswith(f"After {steps} step{'' if steps == 1 else 's'}. SGD: loss ")
        for name, path in widget.paths().items():
            loss = float(SURFACES["valley"].loss(*path[-1]))
            (words,) = (part for part in said.split(". ") if part.startswith(f"{name}: "))
            shown = float(words.split("loss ")[1].split(" ")[0].replace("−", "-"))
            assert shown == pytest.approx(loss, rel=0.006)
    assert readout.get_attribute("aria-live") == "polite"


def test_one_that_leaves_is_said_to_be_gone(stand_in, chart, readout):
    stand_in.set("rates", RATES | {"SGD": 1.0})
    expect(readout).to_contain_text("SGD: gone for good after 4 steps")
    expect(stand_in.page.locator(".course-facts")).to_contain_text("SGD: gone for good after 4 steps")


def test_what_python_sets_is_shown(stand_in, chart):
    before = chart.evaluate(PIXELS)
    stand_in.set("surface", "bend")
    stand_in.set("start", [-1.5, 1])
    expect(stand_in.page.get_by_label("Surface")).to_have_value("bend")
    assert chart.evaluate(PIXELS) != before


def test_the_picture_has_changed_before_the_event_is_over(stand_in, chart):
    assert stand_in.page.evaluate("""() => {
      const slider = document.querySelector("input[type=range]");
      const canvas = document.querySelector(".course-map");
      const before = canvas.toDataURL();
      slider.value = "20";
      slider.dispatchEvent(new Event("input"));
      return canvas.toDataURL() !== before;
    }""")


def test_python_is_told_at_most_once_a_frame(stand_in, chart):
    stand_in.page.evaluate("""() => {
      const slider = document.querySelector("input[type=range]");
      for (let value = 1; value <= 20; value += 1) {
        slider.value = String(value);
        slider.dispatchEvent(new Event("input"));
      }
    }""")
    stand_in.page.evaluate(FRAMES)
    assert [state["steps"] for state in stand_in.page.evaluate("() => saved")] == [20]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            {"surface": "hill"},
            'surface: expected one of bowl, valley, saddle, bend, two minima, received "hill"',
        ),
        ({"surface": None}, "surface: expected one of"),
        ({"steps": 1.5}, "steps: expected a whole number, received 1.5"),
        ({"steps": 301}, "steps: expected a number from 0 to 300, received 301"),
        ({"steps": "9"}, 'steps: expected a number from 0 to 300, received "9"'),
        ({"start": [1]}, "start: expected two numbers, received [1]"),
        ({"start": [1, 9]}, "start: expected a number from -3 to 3, received 9"),
        ({"rates": None}, "rates: expected a rate for each optimiser, received null"),
        ({"rates": {"SGD": 0.1}}, "rates, momentum: expected a number from 0.0001 to 1, received undefined"),
        ({"momentum": 2}, "momentum: expected a number from 0 to 0.99, received 2"),
        ({"beta2": None}, "beta2: expected a number from 0 to 0.999, received null"),
    ],
)
def test_a_damaged_state_is_said_and_never_an_empty_box(stand_in, damage, message):
    stand_in.mount(OptimiserPaths(), **damage)
    shown = stand_in.page.locator("#widget")
    expect(shown).to_contain_text(f"This widget cannot be drawn: {message}")
    expect(shown).to_contain_text("Run its cell again")


def test_a_state_that_is_mended_is_drawn(stand_in, chart):
    stand_in.set("steps", 999)
    expect(stand_in.page.locator("#widget")).to_contain_text("cannot be drawn: steps")
    stand_in.set("steps", 5)
    expect(chart).to_be_visible()
    expect(stand_in.page.locator("#widget")).not_to_contain_text("cannot be drawn")


def test_text_is_never_markup(stand_in, chart):
    stand_in.set("surface", "<img src=x onerror=boom()>")
    expect(stand_in.page.locator("#widget")).to_contain_text('received "<img src=x onerror=boom()>"')
    assert stand_in.page.locator("#widget img").count() == 0


def test_nothing_is_asked_of_another_host(stand_in, chart):
    stand_in.page.get_by_label("Surface").select_option("bowl")
    assert stand_in.foreign_requests() == []


@pytest.mark.parametrize("width", [274, 390, 699, 1300])
def test_it_fits_the_width_of_the_screen(stand_in, width):
    stand_in.page.set_viewport_size({"width": width, "height": 900})
    stand_in.mount(OptimiserPaths())
    for selector in ("html", "#widget"):
        seen, room = stand_in.page.locator(selector).evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert seen <= room
    for control in stand_in.page.locator("input[type=range]").all():
        assert control.bounding_box()["width"] >= 64
    sharp = "canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)"
    assert stand_in.page.locator(".course-map").evaluate(sharp)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(stand_in, widget, theme):
    stylesheet = THEMES / f"theme-{theme}-extension/index.css"
    stand_in.page.add_style_tag(content=stylesheet.read_text(encoding="utf-8"))
    contrasts = stand_in.page.locator("#widget").evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts.values()) >= 4.5, min(contrasts, key=contrasts.get)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_comes_later_repaints_the_map(stand_in, chart, theme):
    before = chart.evaluate(PIXELS)
    stand_in.page.add_style_tag(content="body { --jp-content-font-color1: rgb(1, 200, 3); }")
    stand_in.page.evaluate("theme => document.body.dataset.jpThemeName = theme", theme)
    stand_in.page.evaluate(FRAMES)
    assert chart.evaluate(PIXELS) != before


def test_forced_colours_are_kept_by_the_map(stand_in, chart):
    stand_in.page.emulate_media(forced_colors="active")
    stand_in.page.evaluate(FRAMES)
    colourful = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((_, at) => at % 4 === 0 && data[at] > data[at + 2] + 60 && data[at + 3] > 200);
    }"""
    assert not chart.evaluate(colourful)


def test_nothing_moves_by_itself(stand_in, chart):
    stand_in.page.get_by_label("Surface").select_option("bowl")
    assert stand_in.page.evaluate("() => document.getAnimations().length") == 0
    before = chart.evaluate(PIXELS)
    stand_in.page.evaluate(FRAMES)
    assert chart.evaluate(PIXELS) == before


def test_two_on_a_page_move_apart(stand_in):
    for name in ("first", "second"):
        stand_in.mount(OptimiserPaths(), place=name)
    first, second = (stand_in.page.locator(f"#{name} .course-map") for name in ("first", "second"))
    before = first.evaluate(PIXELS)
    second.focus()
    stand_in.page.keyboard.press("ArrowRight")
    assert first.evaluate(PIXELS) == before != second.evaluate(PIXELS)


def test_a_view_that_is_taken_away_listens_no_more(stand_in, chart):
    before = chart.evaluate(PIXELS)
    stand_in.page.evaluate("() => leave()")
    stand_in.set("steps", 3)
    assert chart.evaluate(PIXELS) == before
