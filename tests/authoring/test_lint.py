"""Each rule of the lint finds what it is for, and passes what is right."""

import pytest

from course_lib.authoring.lint import lint
from course_lib.authoring.source import read_source, sources
from course_lib.places import CHAPTERS

pytestmark = pytest.mark.usefixtures("_questions")


def problems(source, *, add="", old="", new="", tags='["core"]'):
    text = source.read_text(encoding="utf-8").replace(old, new, 1)
    cell = f"\n# %% tags={tags}\n{add}\n" if add else ""
    source.write_text(text + cell, encoding="utf-8")
    return lint(read_source(source), source.stem)


def test_a_chapter_that_keeps_the_rules_passes(source):
    assert problems(source, add='check("98.1")\ncheck("98.2")') == []


ASKED = 'check("98.1")\ncheck("98.2")\n'


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('claim("x", True, total=total)', "compares the value that it prints"),
        ('claim("x", total > 1, share=approx(0.5))', "compares the value that it prints"),
        ('claim("x", total)', "compares the value that it prints"),
        ('hint("98.1")', "hint() is never called"),
        ('solution("98.1")', "solution() is never called"),
        ("total;", "ends in ';'"),
        ('open("data.csv")', "'data.csv' is a path"),
        ('open("../results/07.json")', "is a path"),
        ('figure(plot_by_epoch({}, ylabel="x"))', "figure() without alt="),
        ('ax = plot_by_epoch({}, ylabel="x")', "draws without figure"),
        ("plt.show()", "calls show()"),
        ("import math", "imports stand in the first code cell"),
        ("twice = 3", "rebinds twice"),
        ("for twice in (1, 2):\n    pass", "rebinds twice"),
        ("eight = twice(4)", "uses the learner's twice"),
        ('predict("98.a")', "asks for 98.a, which checks do not know"),
        ('check("98.3")', "asks for 98.3"),
        ("\n".join(f"x{n} = {n}" for n in range(21)), "has 23 lines of code"),
    ],
)
def test_what_breaks_a_rule_is_found(source, cell, words):
    found = problems(source, add=ASKED + cell)
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("def twice(x):", "print()\ndef twice(x):", "98.1 holds more than definitions"),
        ("answer = 42", "answer = 42\nother = 1", "98.2 holds more than definitions"),
        ("answer = 42", "reply = 42", "no cell tagged 98.2 binds answer"),
        ("# It adds", "# ```{note}\n# It adds", "directive"),
        ("# It adds", "# ![](x.png) It adds", "without alternative text"),
        ("# It adds", "# " + "word " * 3001, "words; at most 3000"),
        ("total=total", "total=approx(total)", "no exact number"),
    ],
)
def test_what_breaks_a_rule_elsewhere_is_found(source, old, new, words):
    found = problems(source, add=ASKED, old=old, new=new)
    assert any(words in problem for problem in found)


def test_a_question_that_is_never_asked_is_found(source):
    assert problems(source, add='check("98.1")') == ["98.2 is never asked"]


def test_more_than_45_core_cells_are_found_and_extra_ones_are_free(source):
    for _ in range(38):
        source.write_text(source.read_text(encoding="utf-8") + '\n# %% tags=["extra"]\n1\n', encoding="utf-8")
    assert problems(source, add=ASKED) == []
    text = source.read_text(encoding="utf-8").replace('["extra"]', '["core"]')
    source.write_text(text, encoding="utf-8")
    assert ["its core has 46 cells" in problem for problem in problems(source)] == [True]


def test_code_that_does_not_parse_names_its_cell(source):
    with pytest.raises(SyntaxError, match="cell 8"):
        problems(source, add="def (:")


def test_the_chapters_of_the_course_keep_the_rules(monkeypatch):
    monkeypatch.undo()
    assert {path.stem: lint(read_source(path), path.stem) for path in sources(CHAPTERS)} == {
        path.stem: [] for path in sources(CHAPTERS)
    }
