"""What speaks to the learner is found by reading, and the learner's names are the learner's."""

import pytest

from course_lib.authoring.lint import lint
from course_lib.authoring.source import read_source

pytestmark = pytest.mark.usefixtures("questions")
FIRST = "from course_lib.claims"


def problems(source, *, add="", imports=""):
    text = source.read_text(encoding="utf-8").replace(FIRST, f"{imports}\n{FIRST}", 1)
    cell = f'\n# %% tags=["core"]\n{add}\n' if add else ""
    source.write_text(text + cell, encoding="utf-8")
    return lint(read_source(source), source.stem)


@pytest.mark.parametrize(
    ("imports", "cell", "words"),
    [
        ("from course_lib import learning", "learning.hint()", "learning of course_lib by a detour"),
        ("from course_lib import claims", 'claims.claim("x", True)', "claims of course_lib by a detour"),
        ("from course_lib import learning as l", "l.hint()", "learning of course_lib by a detour"),
        ("import course_lib", 'course_lib.learning.hint("98.1")', "writes `import course_lib`"),
        ("import course_lib.learning as l", 'l.hint("98.1")', "writes `import course_lib.learning`"),
        (
            "from course_lib.claims import claim as c",
            'c("x", True)',
            "claim of course_lib.claims by a detour",
        ),
        ("from course_lib.plots import curves", "curves.plot_by_epoch({})", "curves of course_lib.plots"),
        ("from course_lib.showing import *", "figure(1, alt='')", "* of course_lib.showing by a detour"),
    ],
)
def test_a_name_that_comes_by_a_detour_is_found(source, imports, cell, words):
    assert any(words in problem for problem in problems(source, imports=imports, add=cell))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("h = hint", "names hint without calling it"),
        ("for f in (solution,):\n    f('98.1')", "names solution without calling it"),
        ("draw = figure", "names figure without calling it"),
        ("check = print", "rebinds check, which is the course's"),
        ("def whose(n): pass", "rebinds whose, which is the course's"),
        ("def f():\n    global claim\n    claim = print", "rebinds claim"),
        ('hint("98.1")', "hint() is never called"),
        ('solution("98.1")', "solution() is never called"),
    ],
)
def test_a_name_of_the_course_is_called_and_nothing_else(source, cell, words):
    (problem,) = problems(source, add=cell)
    assert problem.startswith("cell 9 (id ")
    assert words in problem


def test_a_name_of_the_course_is_not_imported_from_elsewhere(source):
    (problem,) = problems(source, imports="from statistics import mean as predict")
    assert "rebinds predict" in problem


def test_the_first_code_cell_imports_at_its_top_level(source):
    assert problems(source, imports="import math") == []
    (problem,) = problems(source, imports="if True:\n    import cmath")
    assert problem.startswith("cell 2 (id ")
    assert "imports stand at the top of the first code cell: import cmath" in problem


def test_constants_of_the_course_are_read_as_they_stand(source):
    assert problems(source, imports="from course_lib.plots.style import COLOURS", add="COLOURS[0]") == []


@pytest.mark.parametrize("name", ["hint", "solution"])
def test_what_check_tells_learners_to_call_is_imported(source, name):
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace(f"{name}, ", "", 1), encoding="utf-8")
    (problem,) = problems(source)
    assert problem.startswith("cell 2 (id ")
    assert f"imports no {name}" in problem


@pytest.mark.parametrize(
    "cell",
    [
        "twice = 3",
        "for twice in (1, 2):\n    pass",
        "def f():\n    global twice\n    twice = 3",
        "del twice",
        "async def twice():\n    pass",
        "try:\n    pass\nexcept ValueError as twice:\n    pass",
        "match total:\n    case twice:\n        pass",
        "twice += 1",
        "(twice := 3)",
    ],
)
def test_the_learners_name_is_not_bound_again(source, cell):
    (problem,) = problems(source, add=cell)
    assert "rebinds twice, the name of exercise 98.1" in problem


@pytest.mark.parametrize("cell", ["eight = twice(4)", "def f():\n    return twice", "g = lambda: twice"])
def test_the_learners_name_is_used_through_use(source, cell):
    (problem,) = problems(source, add=cell)
    assert 'uses the learner\'s twice; write use("98.1")' in problem
