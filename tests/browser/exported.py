"""A small exported page that shows widgets, made as the course makes its own."""

import copy

import anywidget
from ipywidgets.embed import dependency_state
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.authoring.export import chapter_page
from course_lib.authoring.widget_states import STATES, VIEW


def page_with(*widgets: anywidget.AnyWidget) -> str:
    """Return a page that shows these widgets, each with words beside it."""
    cells = [new_markdown_cell("# 97 Widgets", id="title")]
    for number, widget in enumerate(widgets):
        data = {VIEW: {"model_id": widget.model_id}, "text/html": "<p>In words</p>"}
        output = new_output("display_data", data=data)
        cells.append(new_code_cell("show()", id=f"a{number}", outputs=[output]))
    notebook = new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    notebook.metadata["widgets"] = {STATES: {"state": dependency_state(list(widgets), drop_defaults=False)}}
    return chapter_page(notebook, copy.deepcopy(notebook))
