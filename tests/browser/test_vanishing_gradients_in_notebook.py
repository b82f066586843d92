"""The widget of two networks in Jupyter Notebook 7, which is another page of the same server."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

MAKE = "from course_lib.widgets.vanishing_gradients import VanishingGradients\n\nw = VanishingGradients()\nw"
PIXELS = "canvas => canvas.toDataURL()"


def test_the_widget_is_drawn_moved_by_keys_and_read_by_python(lab, page):
    cells = [new_code_cell(MAKE), new_code_cell("print(w.worst['scale'])")]
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, lab.folder / "work/classic.ipynb")
    page.goto(f"{lab.address}/notebooks/work/classic.ipynb?token={lab.token}")
    make, ask = (page.locator(".jp-CodeCell").nth(position) for position in (0, 1))
    make.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    worst = page.locator(".course-flow").get_by_role("group").first
    chart, scale = worst.locator("canvas"), worst.get_by_label("Weights times")
    expect(chart).to_be_visible()
    before = chart.evaluate(PIXELS)
    scale.focus()
    page.keyboard.press("End")
    expect(scale).to_have_value("4")
    assert chart.evaluate(PIXELS) != before
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "2")
    ask.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(ask.locator(".jp-OutputArea-output")).to_have_text("4.0")
