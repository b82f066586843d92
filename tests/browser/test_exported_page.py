"""An exported page, opened from its file: it asks nobody for anything, and its widgets answer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import anywidget
import pytest
import traitlets
from playwright.sync_api import Page, expect

from course_lib.authoring.export import export_html
from course_lib.authoring.source import sources
from course_lib.checks.question import Option, Question
from course_lib.places import CHAPTERS
from course_lib.widgets.question_form import QuestionForm
from tests.browser.exported import page_with
from tests.browser.pictures import PIXELS
from tests.browser.three_widgets import each_widget

POLICY = "Content Security Policy"  # stands in what the browser says of anything that it stopped
# The colours of a text and of what lies behind it, and the ratio of their luminances (WCAG 2.2, 1.4.3).
LEAST_CONTRAST = 4.5
LOW_CONTRASTS = """(least) => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
        const [r, g, b] = channels(colour).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
        return channels(colour)[3] === 0 ? behind(element.parentElement) : colour;
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), low = new Set();
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || element.closest('script, .only-heard')) continue;
        const pair = [getComputedStyle(element).color, behind(element)];
        const [dark, light] = pair.map(luminance).sort((a, b) => a - b);
        if ((light + 0.05) / (dark + 0.05) < least) low.add([texts.currentNode.data, ...pair].join(' | '));
    }
    return [...low];
}"""


class Counter(anywidget.AnyWidget):
    """Shows a count and the sum of some bytes; its button adds one to both."""

    _esm = """
    export default () => ({
      initialize({ model }) { model.set("ready", true); },
      render({ model, el }) {
        const button = Object.assign(document.createElement("button"), { textContent: "Add" });
        const shown = document.createElement("output");
        const show = () => {
          const bytes = new Uint8Array(model.get("pixels").buffer);
          const sum = bytes.reduce((total, byte) => total + byte, 0);
          shown.textContent = `${model.get("ready")}: ${model.get("count")}, ${sum}`;
        };
        button.addEventListener("click", () => {
          const more = new Uint8Array(model.get("pixels").buffer).map((byte, n) => byte + (n === 0));
          model.set({ count: model.get("count") + 1, pixels: new DataView(more.buffer) });
          model.save_changes();
          if (model.get("count") === 3) model.off("change:count change:pixels", show);
        });
        model.on("change:count change:pixels", show);
        el.append(button, shown);
        show();
      },
    });
    """
    _css = "output { color: rgb(1, 2, 3) }"
    count = traitlets.Int(0).tag(sync=True)
    ready = traitlets.Bool(False).tag(sync=True)
    pixels = traitlets.Bytes(b"\x01\x02").tag(sync=True)


class Broken(anywidget.AnyWidget):
    """Fails in one of the ways in which a widget can."""

    _esm = traitlets.Unicode().tag(sync=True)


@pytest.fixture
def open_file(page: Page) -> Iterator[Callable[[Path], Page]]:
    """Opens a page from its file, which may ask for itself and for what it made itself, and nothing else.

    Nor may it try to: what its policy stopped stands in the console.
    """
    own, asked, stopped = ["blob:", "data:"], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: stopped.append(said.text) if POLICY in said.text else None)

    def open_and_wait(file: Path) -> Page:
        own.append(file.as_uri())
        page.goto(file.as_uri())
        expect(page.locator(".course-place:not([data-drawn])")).to_have_count(0)
        return page

    yield open_and_wait
    assert asked != []
    assert [address for address in asked if not address.startswith(tuple(own))] == []
    assert stopped == []


@pytest.fixture
def show(open_file: Callable[[Path], Page], tmp_path: Path) -> Callable[..., Page]:
    """Opens a page that shows these widgets, each with words beside it."""

    def write_and_open(*widgets: anywidget.AnyWidget) -> Page:
        file = tmp_path / "page.html"
        file.write_text(page_with(*widgets), encoding="utf-8")
        return open_file(file)

    return write_and_open


@pytest.mark.parametrize("source", sources(CHAPTERS), ids=lambda source: source.stem)
def test_a_chapter_can_be_read_by_everyone(source, open_file, tmp_path):
    file = tmp_path / f"{source.stem}.html"
    export_html(source, file)
    chapter = open_file(file)
    expect(chapter.locator("[data-drawn=no]")).to_have_count(0)
    require_drawn_formulas(chapter)
    require_described_figures(chapter)
    for scheme in ("light", "dark"):
        chapter.emulate_media(color_scheme=scheme)
        assert chapter.evaluate(LOW_CONTRASTS, LEAST_CONTRAST) == [], scheme
    require_folded_solutions(chapter)
    chapter.set_viewport_size({"width": 390, "height": 800})
    assert chapter.evaluate("document.documentElement.scrollWidth") <= 390


def require_drawn_formulas(chapter: Page) -> None:
    words = chapter.locator("main").inner_text()
    assert "$$" not in words
    assert "\\frac" not in words
    sizes = (
        "pictures => pictures.map(p => p.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert all(size > 1 for size in chapter.locator(".mathematics > svg").evaluate_all(sizes))


def require_described_figures(chapter: Page) -> None:
    alternatives = chapter.locator("img").evaluate_all("images => images.map(image => image.alt)")
    assert all(len(alternative.split()) > 4 for alternative in alternatives)


def require_folded_solutions(chapter: Page) -> None:
    for solution in chapter.locator(".solution").all():
        assert solution.locator(".highlight").is_hidden()
        solution.locator("summary").click()
        assert solution.locator(".highlight").is_visible()


def test_dark_is_dark_and_low_contrast_would_be_noticed(show):
    page = show(Counter())
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(24, 24, 24)")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(LOW_CONTRASTS, LEAST_CONTRAST) == []
    page.locator("h1").evaluate("heading => heading.style.color = '#777777'")  # 4.48 on white
    (low,) = page.evaluate(LOW_CONTRASTS, LEAST_CONTRAST)
    assert low.startswith("97 Widgets | rgb(119, 119, 119)")


def test_a_question_answers_without_a_kernel(show):
    options = (Option("Two", "Yes, two."), Option("Three", "One less."))
    recalled = Question("97.r1", "1 + 1?", options, "a", chapter="96")
    predicted = Question("97.a", "And 2 + 2?", options, "a")
    page = show(
        QuestionForm((recalled,), asks_sureness=False, how_else="recall()"),
        QuestionForm((predicted,), asks_sureness=True, how_else="predict()"),
    )
    expect(page.get_by_text("In words")).to_have_count(0)
    recall, prediction = page.get_by_role("group").all()
    recall.get_by_role("radio").nth(1).check()
    recall.get_by_role("button", name="Answer").click()
    expect(recall).to_contain_text("✗ Not quite. One less.")
    prediction.get_by_role("radio").nth(0).check()
    prediction.get_by_role("button", name="Answer").click()
    expect(prediction).to_contain_text("You say: Two, 50 % sure. Now compare with the experiment.")


@each_widget
def test_a_widget_to_touch_moves_without_a_kernel(show, widget):
    page = show(widget.made())
    canvas, slider = widget.canvas_in(page), widget.slider_in(page)
    before = canvas.evaluate(PIXELS)
    slider.press("End")
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[canvas.element_handle(), before]
    )
    expect(slider).to_have_value(widget.ends[1])
    expect(page.get_by_text("In words")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_widget_moves_with_its_buffers_and_its_style(show):
    page = show(Counter())
    shown = page.locator("output")
    expect(shown).to_have_text("true: 0, 3")
    expect(shown).to_have_css("color", "rgb(1, 2, 3)")
    page.get_by_role("button", name="Add").click()
    expect(shown).to_have_text("true: 1, 4")


def test_two_views_of_a_widget_move_together_and_two_widgets_apart(show):
    twice, other = Counter(), Counter(count=10)
    page = show(twice, twice, other)
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator("output")).to_have_text(["true: 1, 4", "true: 1, 4", "true: 10, 3"])


def test_a_listener_that_was_taken_away_hears_nothing(show):
    page = show(Counter(count=2))
    for _ in range(2):
        page.get_by_role("button", name="Add").click()
    expect(page.locator("output")).to_have_text("true: 3, 4")  # the second press changed them unheard


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ("export default { render() { throw new Error('no <b>shape</b>'); } }", "no <b>shape</b>"),
        ("export default { render() {} }", "it drew nothing"),
        ("export default {}", "its module has no function render"),
        ("export default {", "Unexpected end of input"),
    ],
)
def test_a_widget_that_fails_says_so_above_its_words_and_leaves_the_others(show, module, why):
    page = show(Broken(_esm=module), Counter())
    place = page.locator(".course-place").first
    expect(place.get_by_role("alert")).to_have_text(
        f"This widget could not be drawn ({why}). Its content in words:"
    )
    expect(place).to_contain_text("In words")
    expect(page.locator("output")).to_have_text("true: 0, 3")


def test_without_scripts_the_words_stay(chromium, playwright, show, tmp_path):
    show(Counter())
    browser = playwright.chromium.launch(executable_path=chromium)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "page.html").as_uri())
    expect(page.get_by_text("In words")).to_be_visible()
    browser.close()
