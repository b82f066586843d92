"""What a page needs of its widgets: places with words, each module once, nothing that ends a script."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.authoring.embedding import EmbeddingError, embed
from course_lib.authoring.widget_states import STATES, VIEW

BUFFER = {"data": "eHl6", "encoding": "base64", "path": ["pixels"]}
MODULE, STYLE = "export default { render() {} }", "p { color: red }"


def view(model, words="<p>In words</p>"):
    return new_output("display_data", data={VIEW: {"model_id": model}, "text/html": words})


def notebook(*outputs, **states):
    """A notebook with anywidgets of these states, and one cell that shows them."""
    made = new_notebook(cells=[new_code_cell("show()", id="a1", outputs=list(outputs))])
    own = {"_esm": MODULE, "_css": STYLE}
    stored = {
        name: {"model_module": "anywidget", "state": own | state, "buffers": [BUFFER]}
        for name, state in states.items()
    }
    made.metadata["widgets"] = {STATES: {"state": stored}}
    return made


def test_a_view_becomes_a_place_that_holds_its_words():
    shown = notebook(view("m"), m={})
    embed(shown)
    place = '<div class="course-place" data-model="m"><p>In words</p></div>'
    assert shown.cells[0].outputs[0].data == {"text/html": place}
    assert "widgets" not in shown.metadata


def test_the_state_and_its_buffers_travel():
    models = json.loads(embed(notebook(view("m"), m={"depth": 20})))["models"]
    assert models["m"]["state"] == {"depth": 20}
    assert models["m"]["buffers"] == [{"path": ["pixels"], "data": "eHl6"}]


def test_widgets_of_one_kind_share_module_and_style():
    data = json.loads(embed(notebook(view("m"), view("n"), view("m"), m={}, n={})))
    assert sorted(data["models"]) == ["m", "n"]
    assert sorted(data["texts"].values()) == sorted([MODULE, STYLE])
    assert {data["texts"][model["module"]] for model in data["models"].values()} == {MODULE}


def test_no_state_can_end_the_script_that_holds_it():
    data = embed(notebook(view("m"), m={"text": "</script><script>alert(1)</script><!--"}))
    assert "<" not in data
    assert json.loads(data)["models"]["m"]["state"]["text"] == "</script><script>alert(1)</script><!--"


def test_a_notebook_without_widgets_needs_nothing():
    assert embed(new_notebook(cells=[new_code_cell("1")])) == ""


@pytest.mark.parametrize("broken", ["unknown", "stock", "wordless"])
def test_a_widget_that_cannot_be_shown_is_refused_with_its_place(broken):
    shown = notebook(view("m"), m={})
    if broken == "unknown":
        shown.cells[0].outputs[0].data[VIEW]["model_id"] = "other"
    elif broken == "stock":
        shown.metadata["widgets"][STATES]["state"]["m"]["model_module"] = "@jupyter-widgets/controls"
    else:
        del shown.cells[0].outputs[0].data["text/html"]
    with pytest.raises(EmbeddingError, match="output a1-0 shows a widget that is not stored: build"):
        embed(shown)
