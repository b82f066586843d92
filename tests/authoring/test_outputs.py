"""What an executed chapter shows is the same everywhere, and has words."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.authoring.outputs import output_problems, pictures_without_words
from course_lib.authoring.widget_states import REFERENCE, STATES, VIEW


def executed(*outputs, tags=(), counts=(1, 2)):
    first = new_code_cell("1", execution_count=counts[0])
    cell = new_code_cell("show()", execution_count=counts[1], outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return new_notebook(cells=[new_markdown_cell("Words."), first, cell])


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(**data):
    return new_output("display_data", data={name.replace("_", "/"): value for name, value in data.items()})


ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])
PICTURE = "data:image/png;base64,/tmp/0xabcdef0"
DESCRIBED = f'<img alt="A line that rises from nought to one." src="{PICTURE}">'


@pytest.mark.parametrize(
    "output",
    [
        stream("✓ Half. (0.5)\n/ 2, and a/tmp/b is no path"),
        shown(text_html=DESCRIBED, text_plain="Figure"),
    ],
)
def test_what_is_right_passes(output):
    assert output_problems(executed(output)) == []


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (ERROR, "ended in an error"),
        (stream("hm", "stderr"), "wrote to stderr: hm"),
        (stream("<object at 0x7f00deadbeef>"), "shows a memory address"),
        (shown(text_plain="<A at 0X7F00DEADBEEF>"), "shows a memory address"),
        (shown(text_html="<p>/root/course</p>"), "shows a path"),
        (stream("in /tmp/x.csv"), "shows a path"),
        (stream("in /home/ada"), "shows a path: '/home/ada'"),
        (stream("in C:\\course"), "shows a path"),
        (stream("lib .venv/bin"), "shows a path"),
        (stream("UserWarning: no"), "shows a warning"),
        (new_output("display_data", data={"image/png": "AAAA"}), "a picture without words"),
        (shown(text_html=f'<img src="{PICTURE}">'), "a picture whose alt= says nothing"),
        (shown(text_html=f'<img alt="A line" src="{PICTURE}">'), "a picture whose alt= says nothing"),
        (new_output("display_data", data={VIEW: {"model_id": "a"}}), "give it text/html"),
    ],
)
def test_what_breaks_a_rule_is_found_with_its_place(output, words):
    notebook = executed(output)
    (problem,) = output_problems(notebook)
    assert problem.startswith(f"cell 3 (id {notebook.cells[2].id}): ")
    assert words in problem


def test_an_error_that_is_meant_is_tagged():
    assert output_problems(executed(ERROR, tags=["raises-exception"])) == []
    assert "raised nothing" in output_problems(executed(tags=["raises-exception"]))[0]


@pytest.mark.parametrize("counts", [(1, 3), (2, 1), (1, None), (1, 1)])
def test_cells_that_were_not_run_in_order_are_found(counts):
    assert "were not run once each in order" in output_problems(executed(counts=counts))[0]


def test_pictures_are_found_however_they_are_written():
    assert pictures_without_words("<IMG\nsrc=a>") == 1
    assert pictures_without_words("<img alt='' src='a'><img src=a alt>") == 2
    assert pictures_without_words('<img alt="x > y" src="a">') == 0


SHOWN = new_output("display_data", data={VIEW: {"model_id": "a"}, "text/html": "<p>Which?</p>"})


def with_widgets(**states):
    notebook = executed(SHOWN)
    notebook.metadata["widgets"] = {
        STATES: {"state": {name: {"state": state} for name, state in states.items()}}
    }
    return notebook


def test_a_widget_that_is_stored_with_what_it_refers_to_passes():
    assert output_problems(with_widgets(a={"layout": f"{REFERENCE}b", "_esm": "0x6d2b79f5"}, b={})) == []


@pytest.mark.parametrize(
    ("states", "problem"),
    [
        ({}, "shows widget a, whose state is not stored: build the chapter again"),
        (
            {"a": {"layout": f"{REFERENCE}b"}},
            "shows widget b, whose state is not stored: build the chapter again",
        ),
        ({"a": {}, "b": {}}, "stores the state of widget b, which no cell shows: build the chapter again"),
        (
            {"a": {"text": ["in /home/ada"]}},
            "stores a path in the state of widget a: '/home/ada\"'",
        ),
        ({"a": {"text": "at 0x7f00deadbeef"}}, "stores a memory address in the state of widget a: '0x7f"),
    ],
)
def test_a_widget_that_would_not_come_back_the_same_is_found(states, problem):
    (found,) = output_problems(with_widgets(**states))
    assert found.startswith(problem)
