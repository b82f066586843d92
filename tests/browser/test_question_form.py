"""The form of questions, in JupyterLab: by keyboard alone, on a phone, and before anything is run."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.notebook import cell, open_notebook, run

CHAPTER = "work/07_vanishing_gradients.ipynb"


@pytest.fixture
def prediction(lab, page):
    """The first prediction of chapter 07, not made yet, with what it needs run before it."""
    lab.record.unlink(missing_ok=True)  # another test may have made it, and the first one stays
    open_notebook(page, lab.url(CHAPTER))
    for text in ("import numpy as np", 'recall("07")', 'predict("07.a")'):
        run(page, cell(page, containing=text))
    form = cell(page, containing='predict("07.a")').get_by_role("group")
    form.scroll_into_view_if_needed()
    return form


def test_a_prediction_is_made_with_the_keyboard_alone(lab, page, prediction):
    first, *_, last = prediction.get_by_role("radio").all()
    sureness, reply = prediction.get_by_role("slider", name="How sure are you?"), prediction.locator("p")
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("ArrowUp")  # from the first option round to the last
    expect(last).to_be_checked()
    page.keyboard.press("Tab")
    expect(sureness).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(sureness).to_have_value("70")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(reply).to_have_text("You say: Less than a millionth, 70 % sure. Now compare with the experiment.")
    assert reply.get_attribute("aria-live") == "polite"
    for _ in range(100):  # the answer travels to the kernel, which writes it down
        written = lab.record.read_text(encoding="utf-8") if lab.record.exists() else ""
        events = [json.loads(line) for line in written.splitlines()]
        if any(
            (event["id"], event.get("choice"), event.get("sure")) == ("07.a", "d", 70) for event in events
        ):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail(f"the record does not hold the prediction: {events}")


def test_the_first_prediction_stays(prediction):
    radios, reply = prediction.get_by_role("radio").all(), prediction.locator("p")
    radios[1].check()
    prediction.get_by_role("button", name="Answer").click()
    expect(reply).to_contain_text("Now compare with the experiment")
    radios[0].check()
    prediction.get_by_role("button", name="Answer").click()
    expect(reply).to_contain_text("Your first prediction is the one that is compared.")
    expect(radios[1]).to_be_checked()


def test_an_answer_without_a_choice_says_what_to_do(prediction):
    prediction.get_by_role("button", name="Answer").click()
    expect(prediction.locator("p")).to_have_text("Choose one of the options first.")


def test_a_recall_replies_at_once(lab, page, prediction):
    recall = cell(page, containing='recall("07")').get_by_role("group").first
    recall.get_by_role("radio").nth(1).check()
    recall.get_by_role("button", name="Answer").click()
    expect(recall.locator("p")).to_contain_text("✗ Not quite. That is the second step")
    recall.get_by_role("radio").nth(0).check()
    recall.get_by_role("button", name="Answer").click()
    expect(recall.locator("p")).to_contain_text("✓ Right.")


def test_the_form_fits_a_phone(page, prediction):
    page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
    page.set_viewport_size({"width": 390, "height": 800})
    form = prediction.locator("xpath=ancestor::*[contains(@class, 'course-questions')]")
    widths = form.evaluate("form => [form.scrollWidth, form.clientWidth]")
    assert widths[0] <= widths[1]
    assert widths[1] > 150


def test_the_solved_notebook_shows_the_questions_before_anything_is_run(lab, page):
    open_notebook(page, lab.url("chapters/solved/07_vanishing_gradients.ipynb"))
    asked = cell(page, containing='predict("07.a")')
    asked.scroll_into_view_if_needed()
    expect(asked).to_contain_text("About a thousand times smaller")
    expect(page.locator(".jp-Notebook")).not_to_contain_text("Error displaying widget")
