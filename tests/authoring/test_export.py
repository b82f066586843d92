"""The page of a chapter: whole in itself, solutions folded, formulas drawn, links between chapters kept."""

import copy
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.authoring.export import ExportError, chapter_page
from course_lib.authoring.mathematics import MathematicsError

WORDS = "# 97 Small & whole\n\nIt holds $a < b$, and\n\n$$\\sum_i x_i$$"
PICTURE = '<img alt="A line that rises from nought to one." src="data:image/png;base64,AAAA">'


def code(source, *outputs, **metadata):
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def shown(markup):
    return new_output("display_data", data={"text/html": markup, "text/plain": "words"})


def page_of(*cells, begins=()):
    """The page of a chapter of these cells; `begins` says what stands in the learner's, where it differs."""
    solved = new_notebook(cells=list(cells), metadata={"language_info": {"name": "python"}})
    learner = copy.deepcopy(solved)
    for cell in learner.cells:
        cell.source = dict(begins).get(cell.source, cell.source)
    return chapter_page(solved, learner)


def test_the_page_has_a_title_a_language_and_room_on_a_phone():
    page = page_of(new_markdown_cell(WORDS))
    assert "<title>97 Small &amp; whole · Perceptron to Transformer</title>" in page
    assert '<html lang="en">' in page
    assert 'content="width=device-width, initial-scale=1"' in page


def test_formulas_are_drawn_and_no_dollar_is_left():
    page = page_of(new_markdown_cell(WORDS))
    assert page.count('class="mathematics inline"') == 1
    assert page.count('class="mathematics display"') == 1
    assert "$" not in page[page.index("<main>") :]
    assert "\\sum" not in page


def test_a_formula_that_cannot_be_set_is_named_with_its_cell():
    cell = new_markdown_cell(r"Here $\nosuch$ stands.", id="b2")
    with pytest.raises(MathematicsError, match=r"^cell 2 \(id b2\): the formula '\\\\nosuch' cannot be set"):
        page_of(new_markdown_cell(WORDS), cell)


def test_dollars_in_code_are_no_formulas():
    page = page_of(new_markdown_cell("# Prices\n\nWrite `$5` and `$6`."), code('print("$x$")'))
    assert "mathematics" not in page[page.index("<main>") :]


def test_an_exercise_shows_its_beginning_and_folds_its_solution():
    exercise = code("answer = 0.25", tags=["core", "exercise", "97.1"])
    page = page_of(exercise, begins={"answer = 0.25": "answer = ..."}.items())
    before, folded = page[page.index("<main>") :].split('<details class="solution">')
    assert "..." in before
    assert "0.25" not in before
    assert "<summary>Solution of exercise 97.1</summary>" in folded
    assert "0.25" in folded.split("</details>")[0]


def test_what_the_solution_of_a_project_puts_out_is_folded_with_it_and_what_follows_is_not():
    found = new_output("stream", name="stdout", text="the fault is the rate")
    solution = code("rate = 0.25", found, tags=["core", "project"])
    after = code("assess()", new_output("stream", name="stdout", text="13 points"))
    page = page_of(solution, after, begins={"rate = 0.25": "# your experiments"}.items())
    before, folded = page[page.index("<main>") :].split('<details class="solution">')
    inside, outside = folded.split("</details>")
    assert "your experiments" in before
    assert "the fault" not in before
    assert "the fault" in inside
    assert "13 points" in outside


def test_what_a_cell_printed_and_showed_is_there_and_text_is_no_markup():
    printed = new_output("stream", name="stdout", text="✓ a < b")
    result = new_output("execute_result", data={"text/plain": "'<b>'"}, execution_count=1)
    page = page_of(code("show()", printed, result, shown(PICTURE)))
    assert '<pre class="printed">✓ a &lt; b</pre>' in page
    assert "'&lt;b&gt;'" in page
    assert '<img alt="A line that rises from nought to one."' in page


def test_links_to_chapters_lead_to_their_pages_and_others_stay():
    words = (
        "[seven](07_vanishing.ipynb), [a section](07_vanishing.ipynb#2-Deep), [paper](https://a.org/x.ipynb)"
    )
    page = page_of(new_markdown_cell(words), code("map()", shown("<a href='./00_start_here.ipynb'>0</a>")))
    assert 'href="07_vanishing.html"' in page
    assert 'href="07_vanishing.html#2-Deep"' in page
    assert 'href="00_start_here.html"' in page
    assert 'href="https://a.org/x.ipynb"' in page


def test_a_heading_can_be_linked_to_by_the_name_that_it_has_in_jupyterlab():
    assert '<h2 id="2-Deep-layers">2 Deep <em>layers</em></h2>' in page_of(
        new_markdown_cell("## 2 Deep *layers*")
    )


def test_what_would_be_fetched_from_elsewhere_is_refused_in_outputs_and_in_words():
    markup = '<img alt="A line that rises from nought to one." src="figure.png">'
    for cell in (code("show()", shown(markup)), new_markdown_cell(f"See {markup}.")):
        with pytest.raises(ExportError, match=r'^97 .*: a page on its own cannot hold src="figure\.png"$'):
            page_of(new_markdown_cell(WORDS), cell)


def test_a_page_without_widgets_has_no_script_and_may_run_none():
    page = page_of(new_markdown_cell(WORDS), code("1"))
    assert "<script" not in page
    assert "script-src 'none'" in page


def test_the_policy_comes_before_anything_that_it_could_refuse():
    head = page_of(new_markdown_cell(WORDS))
    assert re.findall(r"<(\w+)", head[: head.index("Content-Security-Policy")]) == [
        "html",
        "head",
        "meta",
        "meta",
    ]
