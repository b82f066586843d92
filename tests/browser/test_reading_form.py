"""The form for what a reader sees on pictures, in a browser: it counts as Python does."""

import pytest
from playwright.sync_api import expect

from course_lib.recipe.reading import score_reading
from course_lib.widgets.reading_form import ReadingForm

LABELS = list("07916014003229605164")
SPACED = "0 7 9 1 6 0 1 4 0 0  3 2 2 9 6 0 5 1 6 9"
ANSWERS = ["07916014003229605164", SPACED, "?" * 20, "17916014003229605164"]
SAY = """async ([answers, labels]) => {
  const { readingInWords } = await import("/reading_form_math.js");
  return answers.map((each) => readingInWords(each, labels));
}"""


@pytest.fixture
def form(stand_in):
    stand_in.mount(ReadingForm(LABELS))
    return stand_in


def test_the_browser_says_what_python_says(stand_in):
    said = stand_in.page.evaluate(SAY, [ANSWERS, LABELS])
    assert said == [repr(score_reading(answers, LABELS)) for answers in ANSWERS]


def test_it_is_filled_in_with_the_keyboard_alone(form):
    line, reply = form.page.get_by_role("textbox", name="What do you read?"), form.page.locator("p")
    line.focus()
    form.page.keyboard.type(SPACED)
    form.page.keyboard.press("Enter")
    expect(reply).to_have_text(repr(score_reading(SPACED, LABELS)))
    assert reply.get_attribute("aria-live") == "polite"
    assert form.page.evaluate("() => window.saved.at(-1).answers") == SPACED


def test_too_few_answers_get_a_reply(form):
    form.page.get_by_role("textbox").fill("314")
    form.page.get_by_role("button", name="Compare").click()
    expect(form.page.locator("p")).to_have_text("Type one character for each of 20 pictures; there are 3.")
