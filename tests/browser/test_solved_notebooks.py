"""A solved notebook, opened again: its widgets answer though no cell is run and no kernel is left."""

import json

from playwright.sync_api import expect

from tests.browser.notebook import SHUT_DOWN, cell, open_notebook


def test_a_question_of_a_solved_notebook_answers_without_a_kernel(lab, page):
    open_notebook(page, lab.url("chapters/solved/07_vanishing_gradients.ipynb"))
    recall = cell(page, containing='recall("07")')
    recall.scroll_into_view_if_needed()
    question = recall.get_by_role("group").first
    # JupyterLab draws stored widgets once the notebook's kernel has started, to which nothing is said here.
    expect(question).to_be_visible()
    page.evaluate(SHUT_DOWN)
    assert json.load(lab.ask("api/kernels")) == []
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Answer").click()
    expect(question).to_contain_text("✓ Right.")
