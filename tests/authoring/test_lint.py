"""Each rule of the lint finds what it is for, and passes what is right."""

import pytest

from course_lib.authoring.lint import lint
from course_lib.authoring.source import SourceError, read_source, sources
from course_lib.places import CHAPTERS

pytestmark = pytest.mark.usefixtures("questions")


def problems(source, *, add="", old="", new="", tags='["core"]'):
    text = source.read_text(encoding="utf-8")
    assert old in text
    cell = f"\n# %% tags={tags}\n{add}\n" if add else ""
    source.write_text(text.replace(old, new, 1) + cell, encoding="utf-8")
    return lint(read_source(source), source.stem)


def test_a_chapter_that_keeps_the_rules_passes(source):
    assert problems(source) == []


@pytest.mark.parametrize(
    "cell",
    [
        'claim("x", holds=total == 2, total=total)',
        'claim("x", not total > 3 and all(n < total for n in (0, 1)), total=approx(total))',
        "def g(answer): return answer",
        "[twice for twice in (1, 2)]",
        'def g(figure): return figure(alt="x")',
        'double, other = use("98.1"), 1',
        "total; total",
        "x = ';'  # a; b;",
        'open(0, "r")',
        'label = "train/test"',
        "y = (7\n% 3)",
        'race = results("98", "race")',
    ],
)
def test_what_is_right_passes(source, cell):
    assert problems(source, add=cell) == []


def test_imports_do_not_count_as_lines_of_code(source):
    first = "from course_lib.claims import approx, claim\n"
    many = "".join(f"from itertools import chain as chain{n}\n" for n in range(30))
    assert problems(source, old=first, new=first + many) == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("total;", "ends in ';'"),
        ("total;  # quiet", "ends in ';'"),
        ("total;\n# quiet\n", "ends in ';'"),
        ('open("data.csv")', "'data.csv' is a path; a chapter lies in several folders: load data through"),
        ('open("../results/07.json")', "is a path"),
        ('open(f"data/{total}.csv")', "'data/x.csv' is a path"),
        ('open(f"data/{total}")', "'data/x' is a path"),
        ('open("data/train")', "'data/train' is a path"),
        ('np.load("data/" + name)', "'data/' is a path"),
        ('x = "..\\\\data.csv"', "is a path"),
        ('figure(plot_by_epoch({}, ylabel="x"))', "figure() without alt="),
        ('ax = plot_by_epoch({}, ylabel="x")', "draws without figure"),
        ("plt.plot([1, 2])", "draws without figure"),
        ("plt.show()", "calls show()"),
        ("import math", "imports stand at the top of the first code cell"),
        ("if total:\n    import math", "imports stand at the top of the first code cell"),
        ("def f():\n    from math import pi", "imports stand at the top of the first code cell"),
        ('math = __import__("math")', "calls __import__"),
        ('get_ipython().system("ls")', "calls get_ipython"),
        ('race = results("98", total)', "results() takes chapter and name, written out"),
        ('race = results("98")', "results() takes chapter and name, written out"),
        ('race = results("98", name="race")', "results() takes chapter and name, written out"),
        ("\n".join(f"x{n} = {n}" for n in range(21)), "has 21 lines of code"),
    ],
)
def test_what_breaks_a_rule_is_found_with_its_place(source, cell, words):
    (problem,) = problems(source, add=cell)
    identifier = read_source(source).cells[-1].id
    assert problem.startswith(f"cell 9 (id {identifier}): ")
    assert words in problem


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# It adds", "# ```{note}\n# It adds", "directive"),
        ("# It adds", "# ~~~{note}\n# It adds", "directive"),
        ("# It adds", "# ::: note\n# It adds", "directive"),
        ("# It adds", "# ![](x.png) It adds", "without alternative text"),
        ("# It adds", "# $a\n# + b$ It adds", "begins like a list"),
        ("# It adds", "# $$a + b = 2\n# - c.$$ It adds", "begins like a list"),
        ("# It adds", "# $a =\n# 0. $ It adds", "begins like a list"),
        ("# It adds", '# <img src="x.png"> It adds', "without alternative text"),
        ("# It adds", "# " + "word " * 3001, "words; at most 3000"),
        ("total=total", "total=approx(total)", "no exact number"),
        ("total == 2, total=total", "holds=total == 2, total=approx(total)", "no exact number"),
        ('[markdown] tags=["core"]', "[markdown]", "cell 1 (id"),
        ('[markdown] tags=["core"]', '[markdown] tags=["core", "extra"]', "neither core nor extra, or both"),
    ],
)
def test_what_breaks_a_rule_elsewhere_is_found(source, old, new, words):
    (problem,) = problems(source, old=old, new=new)
    assert words in problem


@pytest.mark.parametrize(
    "imported", ["import matplotlib.pyplot as drawing", "from matplotlib import pyplot as drawing"]
)
def test_what_draws_is_known_by_where_it_comes_from(source, imported):
    first = "from course_lib.claims"
    (problem,) = problems(source, old=first, new=f"{imported}\n{first}", add="drawing.plot([1, 2])")
    assert "draws without figure" in problem


@pytest.mark.parametrize(
    "line", ["%run other.py", "!ls", "files = !ls", "%%bash\nls", "total?", "# %run other.py"]
)
def test_magics_are_refused(source, line):
    with pytest.raises(SourceError, match=r"^cell 9 \(id \w+\): invalid syntax"):
        problems(source, add=line)


def test_code_that_does_not_parse_names_its_cell(source):
    with pytest.raises(SourceError, match=r"^cell 9 \(id \w+\): .*def \(:"):
        problems(source, add="def (:")


def test_more_than_45_core_cells_are_found_and_extra_ones_are_free(source):
    for _ in range(38):
        source.write_text(source.read_text(encoding="utf-8") + '\n# %% tags=["extra"]\n1\n', encoding="utf-8")
    assert problems(source) == []
    text = source.read_text(encoding="utf-8").replace('["extra"]', '["core"]')
    source.write_text(text, encoding="utf-8")
    assert ["its core has 46 cells" in problem for problem in problems(source)] == [True]


def test_the_chapters_of_the_course_keep_the_rules():
    assert {path.stem: lint(read_source(path), path.stem) for path in sources(CHAPTERS)} == {
        path.stem: [] for path in sources(CHAPTERS)
    }
