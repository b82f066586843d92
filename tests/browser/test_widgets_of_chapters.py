"""The widgets of chapters in a real JupyterLab: alive, saved and opened again, and without a kernel."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.notebook import (
    SHUT_DOWN,
    answer_of_kernel,
    cell,
    open_notebook,
    run,
    wait_for_python,
)
from tests.browser.pictures import PIXELS
from tests.browser.three_widgets import each_widget

SAVE = "() => jupyterapp.commands.execute('docmanager:save')"


def save(page, notebook, *, holding):
    """Save the open notebook, until the state of its widgets holds some text."""
    for _ in range(100):
        page.evaluate(SAVE)
        state = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("widgets", {})
        if holding in json.dumps(state):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the saved widgets do not hold {holding}; there is state of {list(state)}")


@each_widget
def test_a_widget_answers_keys_and_python_and_is_there_again_in_the_saved_notebook(lab, page, widget):
    lowest, highest = widget.ends
    canvas, slider = widget.canvas_in(page), widget.slider_in(page)
    open_notebook(page, lab.url(f"work/{widget.chapter}"))
    run(page, cell(page, containing=f"import {widget.name}"))
    run(page, cell(page, containing=f"touch = {widget.name}()"))
    expect(canvas).to_be_visible()

    pictures = [canvas.evaluate(PIXELS)]
    slider.press("End")
    expect(slider).to_have_value(highest)
    wait_for_python(page, f"touch.{widget.part}", highest)
    pictures.append(canvas.evaluate(PIXELS))
    canvas.press("ArrowRight")  # in command mode JupyterLab would swallow it
    expect(canvas).to_be_focused()
    pictures.append(canvas.evaluate(PIXELS))
    assert answer_of_kernel(page, f"touch.{widget.part} = {widget.between}") == ""
    expect(slider).to_have_value(widget.between)
    pictures.append(canvas.evaluate(PIXELS))
    assert len(set(pictures)) == len(pictures)

    save(page, lab.folder / "work" / widget.chapter, holding=f'"{widget.part}": {widget.between}')
    for session in json.load(lab.ask("api/sessions")):
        lab.ask(f"api/sessions/{session['id']}", method="DELETE").close()
    page.goto("about:blank")
    open_notebook(page, lab.url(f"work/{widget.chapter}"))
    cell(page, containing=f"touch = {widget.name}()").scroll_into_view_if_needed()
    expect(slider).to_have_value(widget.between)
    expect(canvas).to_be_visible()
    before = canvas.evaluate(PIXELS)
    slider.press("Home")
    expect(slider).to_have_value(lowest)
    assert canvas.evaluate(PIXELS) != before


@each_widget
def test_a_widget_of_a_solved_notebook_answers_without_a_kernel(lab, page, widget):
    open_notebook(page, lab.url(f"chapters/solved/{widget.chapter}"))
    cell(page, containing=f"touch = {widget.name}()").scroll_into_view_if_needed()
    canvas, slider = widget.canvas_in(page), widget.slider_in(page)
    # JupyterLab draws stored widgets once the notebook's kernel has started, to which nothing is said here.
    expect(canvas).to_be_visible()
    page.evaluate(SHUT_DOWN)
    assert json.load(lab.ask("api/kernels")) == []
    before = canvas.evaluate(PIXELS)
    slider.press("End")
    expect(slider).to_have_value(widget.ends[1])
    assert canvas.evaluate(PIXELS) != before
