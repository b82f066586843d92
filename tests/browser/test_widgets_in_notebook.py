"""The widgets in Jupyter Notebook 7, which is another page of the same server."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from tests.browser.pictures import PIXELS
from tests.browser.three_widgets import each_widget


@each_widget
def test_a_widget_is_drawn_moved_by_keys_and_read_by_python(lab, page, widget):
    cells = [new_code_cell(widget.source("w")), new_code_cell(f"print(w.{widget.part})")]
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, lab.folder / "work/classic.ipynb")
    page.goto(f"{lab.address}/notebooks/work/classic.ipynb?token={lab.token}")
    make, ask = (page.locator(".jp-CodeCell").nth(position) for position in (0, 1))
    make.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    canvas, slider = widget.canvas_in(page), widget.slider_in(page)
    expect(canvas).to_be_visible()
    pictures = [canvas.evaluate(PIXELS)]
    slider.press("End")
    expect(slider).to_have_value(widget.ends[1])
    pictures.append(canvas.evaluate(PIXELS))
    canvas.press("ArrowRight")
    expect(canvas).to_be_focused()
    pictures.append(canvas.evaluate(PIXELS))
    assert len(set(pictures)) == len(pictures)
    ask.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(ask.locator(".jp-OutputArea-output")).to_have_text(widget.ends[1])
