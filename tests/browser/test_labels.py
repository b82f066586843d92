"""Labels and controls belong together, however many widgets a page holds: each brings a script of its own."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from course_lib.authoring.export import export_html
from course_lib.authoring.source import sources
from course_lib.checks import chapter_checks
from course_lib.places import CHAPTERS
from course_lib.widgets.question_form import QuestionForm
from course_lib.widgets.vanishing_gradients import VanishingGradients

IN_ONE_WIDGET = Counter(
    ["Depth", "Width", "Compare"]
    + 2 * ["Activation", "First weights", "Weights times", "Normalisation", "Skip connections"]
)
SURENESS = "How sure are you?"
# The words of each label of each slider, choice and tick.
LABELS = """() => [...document.querySelectorAll("input:not([type=radio]), select")].map(
  (control) => [...control.labels].map((label) => label.querySelector("span")?.textContent))"""
IDS = "() => [...document.querySelectorAll('[id]')].map((element) => element.id)"
ROLES = {"range": "slider", "select-one": "combobox", "checkbox": "checkbox"}
KINDS = '() => [...document.querySelectorAll("input:not([type=radio]), select")].map(({ type }) => type)'


def prediction():
    """The first prediction of chapter 07."""
    asked = chapter_checks("07").PREDICTIONS[:1]
    return QuestionForm(asked, asks_sureness=True, how_else="predict()")


def require_one_label_each(page: Page, expected: Counter) -> None:
    """Each control has one label, which is also its accessible name; no id is there twice."""
    labels = page.evaluate(LABELS)
    assert [words for words in labels if len(words) != 1] == []
    assert Counter(words for (words,) in labels) == expected
    named = Counter(zip(page.evaluate(KINDS), (words for (words,) in labels), strict=True))
    for (kind, words), count in named.items():
        expect(page.get_by_role(ROLES[kind], name=words, exact=True, include_hidden=True)).to_have_count(
            count
        )
    assert [name for name, count in Counter(page.evaluate(IDS)).items() if count > 1] == []


@pytest.fixture
def page_of_four(stand_in):
    """Two questions that are the same, and two widgets of two networks, below one another."""
    for place in ("first question", "second question"):
        stand_in.mount(prediction(), place=place)
    for place in ("first networks", "second networks"):
        stand_in.mount(VanishingGradients(depth=2), place=place)
    return stand_in.page


def within(page, place):
    return page.locator(f"[id='{place}']")


def test_every_control_has_one_label_in_a_page_of_several_widgets(page_of_four):
    twice = IN_ONE_WIDGET + IN_ONE_WIDGET
    require_one_label_each(page_of_four, twice + Counter({SURENESS: 2}))


def test_every_control_has_one_label_in_an_exported_chapter(page, tmp_path):
    (source,) = (source for source in sources(CHAPTERS) if source.stem.startswith("07"))
    file = tmp_path / "chapter.html"
    export_html(source, file)
    page.goto(file.as_uri())
    expect(page.locator(".course-place:not([data-drawn])")).to_have_count(0)
    asked = len(chapter_checks("07").PREDICTIONS)
    require_one_label_each(page, IN_ONE_WIDGET + Counter({SURENESS: asked}))


def test_pressing_a_label_moves_the_control_beside_it_and_no_other(page_of_four):
    ticks = page_of_four.get_by_role("checkbox", name="Skip connections")
    within(page_of_four, "second networks").get_by_text("Skip connections").nth(1).click()
    assert [tick.is_checked() for tick in ticks.all()] == [False, False, False, True]
    within(page_of_four, "first networks").get_by_text("Depth", exact=True).click()
    page_of_four.keyboard.press("ArrowRight")
    depths = page_of_four.get_by_role("slider", name="Depth", exact=True)
    assert [depth.input_value() for depth in depths.all()] == ["3", "2"]


def test_a_question_shown_twice_is_answered_twice(page_of_four):
    first, second = (within(page_of_four, f"{place} question") for place in ("first", "second"))
    first.get_by_role("radio").nth(0).check()
    second.get_by_role("radio").nth(1).check()
    assert [radio.is_checked() for radio in first.get_by_role("radio").all()][:2] == [True, False]
    assert [radio.is_checked() for radio in second.get_by_role("radio").all()][:2] == [False, True]


def test_a_form_that_is_submitted_answers_and_loads_no_other_page(page_of_four):
    """Some browsers submit a form at Enter on one of its options."""
    question, address = within(page_of_four, "first question"), page_of_four.url
    question.get_by_role("radio").nth(0).check()
    question.locator("form").evaluate("form => form.requestSubmit()")
    expect(question.locator("p")).to_contain_text(", 50 % sure. Now compare")
    assert page_of_four.url == address


def test_a_slider_says_its_value_with_its_unit_and_only_once(page_of_four):
    networks = within(page_of_four, "first networks")
    depth = networks.get_by_role("slider", name="Depth", exact=True)
    expect(depth).to_have_attribute("aria-valuetext", "2 layers")
    depth.press("ArrowLeft")
    expect(depth).to_have_attribute("aria-valuetext", "1 layer")
    for shown in page_of_four.locator(".course-row:has(input[type=range]) output, .course-sure output").all():
        assert shown.get_attribute("aria-live") == "off"  # an `output` is a live region of its own accord
