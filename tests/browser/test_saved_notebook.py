"""A learner's own notebook, saved and opened again: its widgets are drawn before any cell is run."""

import json

from playwright.sync_api import expect

from tests.browser.notebook import cell, open_notebook, run

CHAPTER = "work/00_start_here.ipynb"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
PIXELS = "canvas => canvas.toDataURL()"


def test_widgets_of_a_saved_notebook_are_drawn_and_move_with_a_fresh_kernel(lab, page):
    open_notebook(page, lab.url(CHAPTER))
    run(page, cell(page, containing="import"))
    run(page, cell(page, containing="touch = VanishingGradients()"))
    depth = page.get_by_role("slider", name="Depth", exact=True)
    depth.focus()
    page.keyboard.press("Home")
    expect(depth).to_have_value("1")
    page.evaluate(SAVE)
    for session in json.load(lab.ask("api/sessions")):
        lab.ask(f"api/sessions/{session['id']}", method="DELETE").close()

    page.goto("about:blank")
    open_notebook(page, lab.url(CHAPTER))
    expect(depth).to_have_value("1")
    canvas = page.locator(".course-flow canvas").first
    expect(canvas).to_be_visible()
    before = canvas.evaluate(PIXELS)
    depth.focus()
    page.keyboard.press("End")
    expect(depth).to_have_value("30")
    assert canvas.evaluate(PIXELS) != before
