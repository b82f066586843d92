"""The form for what a reader sees on pictures, in a browser; its interval is that of Python."""

import pytest
from playwright.sync_api import expect

from course_lib.recipe.reading import wilson_interval
from course_lib.widgets.reading_form import ReadingForm

LABELS = list("07916014003229605164")
SPACED = "0 7 9 1 6 0 1 4 0 0  3 2 2 9 6 0 5 1 6 9"
WHERE = {  # what is said of each answer, after the score and its interval
    "07916014003229605164": (20, "No difference."),
    SPACED: (19, "picture 20: you 9, label 4."),
    "17916014003229605164": (19, "picture 1: you 1, label 0."),
    "7?916014003229605164": (18, "picture 1: you 7, label 0; picture 2: you ?, label 7."),
    "?" * 20: (0, "; ".join(f"picture {n}: you ?, label {label}" for n, label in enumerate(LABELS, 1)) + "."),
}
SAY = """async ([answers, labels]) => {
  const { readingInWords } = await import("/reading_form_math.js");
  return answers.map((each) => readingInWords(each, labels));
}"""


def expected(answers):
    right, where = WHERE[answers]
    low, high = wilson_interval(right, 20)
    score = f"{right} of 20 as labelled: an accuracy between {low:.2f} and {high:.2f} (95 % interval)."
    return f"{score} {where}"


@pytest.fixture
def form(stand_in):
    stand_in.mount(ReadingForm(LABELS))
    return stand_in


def test_it_says_the_score_its_interval_and_where_answers_differ(stand_in):
    said = stand_in.page.evaluate(SAY, [list(WHERE), LABELS])
    assert said == [expected(answers) for answers in WHERE]


def test_it_is_filled_in_with_the_keyboard_alone(form):
    line, reply = form.page.get_by_role("textbox", name="What do you read?"), form.page.locator("p")
    line.focus()
    form.page.keyboard.type(SPACED)
    form.page.keyboard.press("Enter")
    expect(reply).to_have_text(expected(SPACED))
    assert reply.get_attribute("aria-live") == "polite"
    assert form.page.evaluate("() => window.saved.at(-1).answers") == SPACED


def test_it_counts_what_is_typed(form):
    form.page.get_by_role("textbox").fill("3 1 4")
    expect(form.page.get_by_text("3 of 20")).to_be_visible()


def test_too_few_answers_get_a_reply(form):
    form.page.get_by_role("textbox").fill("314")
    form.page.get_by_role("button", name="Compare").click()
    expect(form.page.locator("p")).to_have_text("Type one character for each of 20 pictures; there are 3.")
