"""The table of concepts bites: a good row of a small chapter passes, each way of breaking it is refused."""

import pytest

from course_lib.commands.reports import Case
from tests.chapters.chapter_text import read_chapter
from tests.chapters.coverage import Row, listing, problems, read_table

CHAPTER = """# %% [markdown] tags=["core"]
# # 02 A small chapter

# %% tags=["core"]
from course_lib.claims import claim
from course_lib.showing import figure
from course_lib.widgets.optimiser_paths import OptimiserPaths

# %% [markdown] tags=["core"]
# ## 1 A layer
#
# Several neurons side by side are a **hidden
# layer**. > **Myth: "One is enough."**
#
# ```python
# ## 9 no heading
# ```

# %% tags=["core", "exercise", "02.1"]
def layer(x):
    # SOLUTION
    return x  # a secret word
    # END SOLUTION


# %% tags=["core"]
predict("02.a")
figure(ax, alt="A line "
    "that rises.")

# %% [markdown] tags=["core"]
# ### A part of it *(extra)*

# %% tags=["core"]
claim("With a layer " f"of {size} it is right.", right > 0.9, right=right)
claim("With a layer of glass it is not.", right < 0.1, right=right)

# %% [markdown] tags=["core"]
# ## 2 Touch it

# %% tags=["core"]
touch = OptimiserPaths()
touch
"""
PARITY = "tests/parity/test_linear.py::test_linear_equals_its_twin_and_torch"
GOOD = {
    "section": "1 A layer",
    "term": "hidden layer",
    "numpy": "course_lib.numpy_nn.linear.Linear",
    "torch": "course_lib.torch_nn.linear.Linear",
    "parity": PARITY,
    "shown": "A line that rises",
    "exercise": "02.1",
    "prediction": "02.a",
    "claim": "With a layer of {size}",
}


def case(name, *, passed=True):
    return Case("tests.parity.test_linear", name, passed, 0.1, 0)


TEST = PARITY.rpartition(":")[2]
PASSED = [case(f"{TEST}[linear]"), case(f"{TEST}[linear_over_time]"), case("test_another", passed=False)]
FAILED = [*PASSED, case(f"{TEST}[linear_of_one]", passed=False)]


@pytest.fixture
def found(tmp_path):
    """What is wrong with a row of the small chapter."""
    source = tmp_path / "02_small.py"
    source.write_text(CHAPTER, encoding="utf-8")

    def of(columns, *, concept="a layer", cases=PASSED):
        row = Row("02", concept, columns)
        return problems(row, read_chapter(source), ["02.1", "02.2"], cases, {"02", "03"})

    return of


def without(*columns):
    return {column: entry for column, entry in GOOD.items() if column not in columns}


@pytest.mark.parametrize(
    "row",
    [
        GOOD,
        GOOD | {"parity": f"{PARITY}[linear]"},
        GOOD | {"section": ["1 A layer", "2 Touch it"], "shown": ["OptimiserPaths", "A line that"]},
        GOOD | {"term": ["Hidden layer", "a line that rises"]},
        {"section": "a part of it (extra)", "term": "glass", "claim": "With a layer of glass"},
        {"section": "2 Touch it", "term": "touch", "only": "named"},
        {"waits_for": "25"},
    ],
)
def test_a_row_that_says_what_is_so_passes(found, row):
    assert found(row) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "its chapter is finished, and it names no section"),
        (GOOD | {"section": "1 No layer"}, "there is no section '1 No layer'"),
        (GOOD | {"section": "9 no heading"}, "there is no section '9 no heading'"),
        (GOOD | {"section": ["1 A layer", "3 None"]}, "there is no section '3 None'"),
        (GOOD | {"term": "optimiser"}, "the term 'optimiser' does not stand in section '1 A layer'"),
        (GOOD | {"term": "idden layer"}, "the term 'idden layer' does not stand"),
        (GOOD | {"term": "a secret word"}, "the term 'a secret word' does not stand"),
        (GOOD | {"section": ["2 Touch it", "1 A layer"]}, "does not stand in section '2 Touch it'"),
        (GOOD | {"numpy": [GOOD["numpy"], "numpy.doot"]}, "numpy: 'numpy.doot' cannot be imported"),
        (GOOD | {"numpy": [GOOD["numpy"], "math.sqrt"]}, "numpy: expected a name in numpy. or course_lib."),
        (GOOD | {"torch": "torch.nn.Lineal"}, "torch: 'torch.nn.Lineal' cannot be imported"),
        (GOOD | {"torch": "course_lib.numpy_nn.linear.Linear"}, "torch: expected a name in torch."),
        (GOOD | {"parity": "test_linear"}, "expected a test such as tests/parity/test_linear.py::test_x"),
        (GOOD | {"parity": "tests/parity/test_lineal.py::test_x"}, "expected a test such as"),
        (GOOD | {"parity": f"{PARITY}[lin]"}, f"{PARITY}[lin] did not run"),
        (GOOD | {"parity": PARITY + "s"}, "did not run: it is not in the report of the unit stage"),
        (GOOD | {"numpy": "numpy.linalg.cond"}, "has none of its NumPy names (cond)"),
        (without("numpy"), "has none of its NumPy names (it gives none)"),
        (GOOD | {"exercise": "03.1"}, "03.1 is no exercise of 02: choose from 02.1, 02.2"),
        (GOOD | {"exercise": "02.2"}, "the exercise '02.2' stands in no section"),
        (GOOD | {"prediction": "03.a"}, "02 has no prediction '03.a'"),
        (GOOD | {"claim": "A claim of another chapter"}, "02 has no claim 'A claim of another chapter'"),
        (GOOD | {"claim": "With a layer"}, "2 of 02 begin with 'With a layer'"),
        (GOOD | {"shown": "A line that falls"}, "02 has no figure 'A line that falls'"),
        (GOOD | {"shown": "BoundaryPlayground"}, "02 makes no BoundaryPlayground"),
        (GOOD | {"shown": "figure"}, "02 makes no figure"),
        (GOOD | {"shown": "OptimiserPaths"}, "'OptimiserPaths' stands in '2 Touch it'"),
        (GOOD | {"seen": "x"}, "there is no column 'seen'"),
        (GOOD | {"only": "named"}, "so it is more than mentioned"),
        (without("parity", "shown", "exercise", "claim"), "expected one of shown, exercise, claim, parity"),
        ({"waits_for": "03"}, "it waits for chapter 03, which is finished"),
        ({"waits_for": "99"}, "expected nothing but a chapter of the syllabus to wait for"),
        (GOOD | {"waits_for": "25"}, "expected nothing but a chapter of the syllabus to wait for"),
    ],
)
def test_a_row_that_says_what_is_not_so_is_refused(found, row, words):
    (problem,) = found(row)
    assert words in problem


def test_a_claim_elsewhere_in_the_chapter_is_refused_with_its_place(found):
    (problem,) = found({"section": "2 Touch it", "term": "touch", "claim": "With a layer of glass"})
    assert "the claim 'With a layer of glass it is not.' stands in '1 A layer'" in problem


@pytest.mark.parametrize("cases", [FAILED, [*PASSED, case(TEST, passed=False)]])
def test_a_parity_test_of_which_one_case_failed_or_was_skipped_is_refused(found, cases):
    (problem,) = found(GOOD, cases=cases)
    assert f"{PARITY} has not passed: {cases[-1].name}" in problem


def test_a_parity_test_of_that_name_in_another_file_does_not_count(found):
    (problem,) = found(GOOD, cases=[case._replace(module="tests.parity.test_mlp") for case in PASSED])
    assert "did not run" in problem


def test_a_myth_that_is_not_put_to_a_test_is_refused(found):
    (problem,) = found(without("claim"), concept="Myth: one is enough")
    assert "a myth is put to a test" in problem


def test_a_table_keeps_its_order_and_tells_what_is_open():
    rows = read_table('[02.one]\nwaits_for = "25"\n[02.two]\nonly = "x"\n[03]\nopen = ["three", "four"]')
    assert [(row.chapter, row.concept) for row in rows] == [
        ("02", "one"),
        ("02", "two"),
        ("03", "three"),
        ("03", "four"),
    ]
    assert listing(rows) == [
        "4 concepts: 1 in finished chapters, 3 still open",
        "only mentioned: 1: 02 two",
        "02 1 open: one",
        "03 2 open: three; four",
    ]


def test_a_table_of_another_form_is_refused():
    with pytest.raises(ValueError, match=r'02: expected tables such as \[02\."a concept"\] or a list "open"'):
        read_table('[02]\none = "1 A layer"')


def test_two_sections_of_one_heading_are_refused(tmp_path):
    source = tmp_path / "02_small.py"
    source.write_text(CHAPTER.replace("## 2 Touch it", "## 1 A layer"), encoding="utf-8")
    with pytest.raises(ValueError, match="two sections have the heading '1 a layer'"):
        read_chapter(source)


def test_a_myth_is_found_over_the_end_of_a_line(tmp_path):
    source = tmp_path / "02_small.py"
    source.write_text(CHAPTER.replace("One is enough", "One is\n# > enough"), encoding="utf-8")
    assert read_chapter(source).myths() == ["One is enough"]
