"""The widget of two networks in a real JupyterLab: what is moved there reaches Python, and the other way."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from tests.browser.contrast import CONTRASTS
from tests.browser.notebook import cell, open_notebook, run, wait_for_python, write
from tests.browser.pictures import PIXELS

MAKE = "from course_lib.widgets.vanishing_gradients import VanishingGradients\n\nw = VanishingGradients()\nw"
EVERY_CHART_IN_WHITE = """() => [...document.querySelectorAll(".course-chart")].every((canvas) => {
  if (canvas.width === 0) return false; // JupyterLab is laying out the page
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((_, at) => at % 4 === 0 && data.slice(at, at + 4).every((value) => value > 200));
})"""


@pytest.fixture
def panels(lab, page):
    """The widget after its cell was run: the panel of the worst case, and that of the remedy."""
    notebook = new_notebook(cells=[new_code_cell(MAKE), new_code_cell("# a cell to write in")])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, lab.folder / "work/widget.ipynb")
    open_notebook(page, lab.url("work/widget.ipynb"))
    run(page, cell(page, containing="VanishingGradients()"))
    groups = page.locator(".course-flow").get_by_role("group")
    expect(groups).to_have_count(2)
    return groups.nth(0), groups.nth(1)


def test_a_slider_is_dragged_and_moved_by_keys_and_python_sees_it(page, panels):
    worst, _ = panels
    chart, scale = worst.locator("canvas"), worst.get_by_label("Weights times")
    chart.scroll_into_view_if_needed()
    before = chart.evaluate(PIXELS)
    scale.scroll_into_view_if_needed()
    box = scale.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, height, steps=8)
    page.mouse.up()
    expect(scale).to_have_value("4")
    assert chart.evaluate(PIXELS) != before
    page.keyboard.press("ArrowLeft")  # which JupyterLab must not swallow
    expect(scale).to_have_value("3.95")
    wait_for_python(page, "w.worst['scale']", "3.95")
    wait_for_python(page, "round(float(w.measure()['worst'].derivatives[0]), 4) < 0.2", "True")


def test_arrow_keys_move_the_cursor_and_leave_the_notebook_alone(page, panels):
    worst, _ = panels
    chart = worst.locator("canvas")
    chart.focus()
    page.keyboard.press("ArrowDown")  # in command mode this would select another cell
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "3")
    expect(chart).to_be_focused()
    expect(page.locator(".course-readout")).to_contain_text("Layer 3.")


def test_another_theme_repaints_the_charts_and_all_text_still_stands_out(page, panels):
    """JupyterLab hides the page while it loads the style sheet of a theme."""
    page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function(EVERY_CHART_IN_WHITE)
    contrasts = page.locator(".course-flow").evaluate(CONTRASTS)
    assert min(contrasts.values()) >= 4.5, min(contrasts, key=contrasts.get)


def test_what_python_sets_is_drawn(page, panels):
    _, remedy = panels
    chart = remedy.locator("canvas")
    before = chart.evaluate(PIXELS)
    typed = cell(page, containing="# a cell to write in")
    write(page, typed, "w.remedy = {'activation': 'gelu'}\nw.depth = 7")
    run(page, typed)
    expect(remedy.get_by_label("Activation")).to_have_value("gelu")
    expect(remedy.get_by_label("First weights")).to_have_value("he")
    expect(chart).to_have_attribute("aria-valuemax", "8")
    assert chart.evaluate(PIXELS) != before


def test_what_python_may_not_set_is_refused_and_the_picture_stays(page, panels):
    worst, _ = panels
    before = worst.locator("canvas").evaluate(PIXELS)
    typed = cell(page, containing="# a cell to write in")
    write(page, typed, "w.depth = 99")
    run(page, typed)
    expect(typed).to_contain_text("TraitError: depth: expected a whole number from 1 to 30, received 99")
    assert worst.locator("canvas").evaluate(PIXELS) == before
