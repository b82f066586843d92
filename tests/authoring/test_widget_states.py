"""What a notebook stores of widgets: its own with all they need, under ids that stay; nothing of others."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.authoring.widget_states import REFERENCE, STATES, VIEW, settle, stored_states, views

HTML = {"text/html": "<p>words</p>"}
BUFFER = {"data": "eHl6", "encoding": "base64", "path": ["pixels"]}


def own(**traits):
    """A widget that brings its module."""
    return {
        "model_module": "anywidget",
        "state": {"_esm": "export default {}", **traits},
        "buffers": [BUFFER],
    }


def stock(**traits):
    return {"model_module": "@jupyter-widgets/controls", "state": traits}


def view(model, **data):
    return new_output("display_data", data={VIEW: {"model_id": model}, **data})


def executed(states, *cells):
    """A notebook whose cells, a1, a2 …, show these outputs."""
    notebook = new_notebook(
        cells=[
            new_code_cell("show()", id=f"a{n}", outputs=list(outputs)) for n, outputs in enumerate(cells, 1)
        ]
    )
    notebook.metadata["widgets"] = {STATES: {"state": states}}
    return notebook


def settled(states, *cells):
    notebook = executed(states, *cells)
    settle(notebook)
    return notebook


def test_ids_follow_from_the_cell_whatever_the_kernel_called_the_models():
    first = settled({"x": own(layout=f"{REFERENCE}y"), "y": stock()}, [view("x", **HTML)])
    again = settled({"p": stock(), "q": own(layout=f"{REFERENCE}p")}, [view("q", **HTML)])
    assert first == again
    assert stored_states(first) == {"a1-0": own(layout=f"{REFERENCE}a1-0-0"), "a1-0-0": stock()}
    assert [data[VIEW]["model_id"] for _, data in views(first)] == ["a1-0"]


def test_references_are_followed_through_lists_and_dictionaries_and_round_in_circles():
    states = {
        "x": own(children=[f"{REFERENCE}z", {"deep": f"{REFERENCE}y"}]),
        "y": stock(parent=f"{REFERENCE}x"),
        "z": stock(layout=f"{REFERENCE}y"),
    }
    assert stored_states(settled(states, [view("x", **HTML)])) == {
        "a1-0": own(children=[f"{REFERENCE}a1-0-0", {"deep": f"{REFERENCE}a1-0-0-0"}]),
        "a1-0-0": stock(layout=f"{REFERENCE}a1-0-0-0"),
        "a1-0-0-0": stock(parent=f"{REFERENCE}a1-0"),
    }


def test_a_widget_that_is_shown_twice_is_stored_once():
    notebook = settled({"x": own()}, [view("x", **HTML)], [view("x", **HTML)])
    assert list(stored_states(notebook)) == ["a1-0"]
    assert [data[VIEW]["model_id"] for _, data in views(notebook)] == ["a1-0", "a1-0"]


@pytest.mark.parametrize("states", [{"x": stock()}, {}, {"x": {"model_module": "anywidget", "state": {}}}])
def test_another_widget_shows_its_words_and_is_not_stored(states):
    notebook = settled(states, [view("x", **HTML)])
    assert notebook.cells[0].outputs[0].data == HTML
    assert "widgets" not in notebook.metadata


def test_another_widget_without_words_keeps_a_view_for_the_rules_to_refuse():
    notebook = settled({"x": stock()}, [view("x")])
    assert notebook.cells[0].outputs[0].data == {VIEW: {"model_id": "a1-0"}}
    assert stored_states(notebook) == {}


def test_buffers_are_kept():
    assert stored_states(settled({"x": own()}, [view("x", **HTML)]))["a1-0"]["buffers"] == [BUFFER]
