"""Building: two builds give the same bytes, failures name chapter, cell and error, drift is found."""

import nbformat
import pytest

from course_lib.authoring import build as building
from course_lib.authoring.build import BuildError, build, orphans, out_of_step, paths, scrub
from course_lib.authoring.widget_states import VIEW, stored_states, views

pytestmark = pytest.mark.usefixtures("questions")


def test_two_builds_give_the_same_bytes_pictures_included(source):
    build(source)
    written = paths(source)
    first = [path.read_bytes() for path in (written.learner, written.solved)]
    assert b"data:image/png;base64" in first[1]
    build(source)
    assert [path.read_bytes() for path in (written.learner, written.solved)] == first


def test_the_learners_notebook_is_pristine_and_the_solved_one_executed_in_order(source):
    build(source)
    learner, executed = (nbformat.read(path, 4) for path in (paths(source).learner, paths(source).solved))
    assert all(
        not cell.outputs and cell.execution_count is None for cell in learner.cells if "outputs" in cell
    )
    counts = [cell.execution_count for cell in executed.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert "✓ Two ones make two. (total = 2)" in paths(source).solved.read_text(encoding="utf-8")


def test_notebooks_that_follow_from_their_source_are_in_step(chapters, source):
    assert "is missing" in out_of_step([source])[source]
    build(source)
    assert out_of_step([source]) == {}
    assert orphans(chapters) == []


@pytest.mark.parametrize("which", ["learner", "solved"])
def test_a_notebook_that_was_edited_is_found(source, which):
    build(source)
    path = getattr(paths(source), which)
    path.write_text(path.read_text(encoding="utf-8").replace("It adds", "It sums"), encoding="utf-8")
    assert f"{path.name} differs from what its source gives" in out_of_step([source])[source]


def test_an_output_that_was_edited_is_found(source):
    build(source)
    path = paths(source).solved
    path.write_text(path.read_text(encoding="utf-8").replace("(total = 2)", "(total = 3)"), encoding="utf-8")
    assert out_of_step([source])[source] == "solved/98_small.ipynb was changed since it was built"


def test_a_source_that_was_edited_is_found(source):
    build(source)
    source.write_text(source.read_text(encoding="utf-8").replace("It adds", "It sums"), encoding="utf-8")
    assert "differs" in out_of_step([source])[source]


def test_a_file_that_changed_makes_the_chapter_stale(source, monkeypatch):
    build(source)
    now = building.file_digests(source)
    monkeypatch.setattr(
        building, "file_digests", lambda _: now | {"course_lib/claims.py": "other", "x.json": "new"}
    )
    assert out_of_step([source])[source] == "stale: course_lib/claims.py, x.json changed since it was run"


def test_a_notebook_without_a_source_is_found(chapters, source):
    build(source)
    source.unlink()
    assert [path.name for path in orphans(chapters)] == ["98_small.ipynb", "98_small.ipynb"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "total = 1 + 1",
            "total = 1 / 0",
            r"^98_small, cell 3 \(id \w+\): ZeroDivisionError: division by zero",
        ),
        ("total == 2", "total == 3", r"cell 3 .*ClaimDoesNotHoldError: Two ones make two. \(total = 2\)"),
        ("total + total", "import os", r"^98_small: cell 7 \(id \w+\): imports stand at the top"),
        ('claim("About', 'hint("About', r"^98_small: cell 3 .* hint\(\) is never called"),
        ("# SOLUTION\nanswer", "answer", r"^98_small: cell 6 \(id \w+\): exercise 98.2: its cell needs one"),
        ("total + total", "total +", r"^98_small: cell 7 \(id \w+\): invalid syntax: total \+"),
        ("total + total", "print(object())", r"^98_small: cell 7 \(id \w+\): shows a memory address: '0x"),
    ],
)
def test_a_failure_names_chapter_cell_and_error_and_writes_nothing(source, old, new, words):
    source.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BuildError, match=words):
        build(source)
    assert not paths(source).learner.exists()
    assert not paths(source).solved.exists()


@pytest.fixture
def spoilt(source):
    """Puts code of choice into cell 3, beside the modules that can do harm."""

    def spoil(code):
        text = source.read_text(encoding="utf-8").replace("total = 1 + 1", f"total = 2\n{code}")
        imports = "import os\nimport time\n\nfrom course_lib.claims"
        source.write_text(text.replace("from course_lib.claims", imports), encoding="utf-8")
        return source

    return spoil


def test_a_kernel_that_dies_is_blamed_on_the_cell_that_killed_it(spoilt):
    with pytest.raises(BuildError, match=r"^98_small, cell 3 \(id \w+\): Kernel died"):
        build(spoilt("os._exit(1)"))


@pytest.mark.parametrize(("limit", "seconds"), [("CELL_SECONDS", 2), ("CHAPTER_SECONDS", 3)])
def test_what_takes_too_long_is_stopped(spoilt, monkeypatch, limit, seconds):
    monkeypatch.setattr(building, limit, seconds)
    with pytest.raises(BuildError, match=r"^98_small, cell 3 \(id \w+\): .*timed out"):
        build(spoilt("time.sleep(60)"))


def test_an_output_that_breaks_a_rule_leaves_the_notebooks_as_they_were(source):
    build(source)
    before = [path.read_bytes() for path in (paths(source).learner, paths(source).solved)]
    text = source.read_text(encoding="utf-8").replace("total + total", 'print("/home/ada/course")')
    source.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=r"^98_small: cell 7 .*: shows a path: '/home/ada/course'"):
        build(source)
    assert [path.read_bytes() for path in (paths(source).learner, paths(source).solved)] == before


def test_a_chapter_with_exercises_and_no_checks_is_refused(source):
    other = source.with_name("97_small.py")
    source.rename(other)
    with pytest.raises(
        BuildError, match=r"97_small: asks questions, and there is no course_lib/checks/ch97_"
    ):
        build(other)


def test_a_damaged_solved_notebook_is_out_of_step(source):
    build(source)
    for damage in (b"", b"{", b"[]", b'{"cells": [{}]}', b"\xff", b"[" * 100_000):
        paths(source).solved.write_bytes(damage)
        reason = out_of_step([source])[source]
        assert reason.startswith("solved/98_small.ipynb is damaged (")
        assert "\n" not in reason


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"# SOLUTION\nanswer", b"answer", "cell 6 (id "),
        (b"total + total", b"total +", "cell 7 (id "),
        (b"It adds", b"It adds \xe0 la carte", "not UTF-8"),
        (b"# %% [markdown]", b"\xef\xbb\xbf# %% [markdown]", "byte order mark"),
    ],
)
def test_a_source_that_cannot_be_read_is_out_of_step(source, old, new, words):
    source.write_bytes(source.read_bytes().replace(old, new, 1))
    assert words in out_of_step([source])[source]
    with pytest.raises(BuildError, match="^98_small: "):
        build(source)


def test_what_differs_from_run_to_run_is_taken_out():
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="one "),
        nbformat.v4.new_output("stream", name="stdout", text="two"),
        nbformat.v4.new_output("stream", name="stderr", text="/tmp/ipykernel_71/123.py:1: warning"),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])
    scrub(notebook)
    joined, warned = notebook.cells[0].outputs
    assert joined.text == "one two"
    assert warned.text == "<cell>:1: warning"


SHOWS_WIDGETS = """
# %% tags=["core"]
from course_lib.claims import claim
from course_lib.learning import predict
from course_lib.showing import progress_bar

# %% tags=["core"]
steps = sum(1 for _ in progress_bar(range(2)))
claim("Two steps.", steps == 2, steps=steps)

# %% tags=["core"]
predict("98.a")

# %% tags=["core"]
predict("98.b")
"""


def test_widgets_are_stored_under_the_same_ids_at_each_build(source, questions):
    source.write_text('# %% [markdown] tags=["core"]\n# # Forms\n' + SHOWS_WIDGETS, encoding="utf-8")
    asked = 'Question("98.{}", "Which?", (Option("one"), Option("two")), "a")'
    questions.write_text(
        "from course_lib.checks.question import Option, Question\nEXERCISES = RECALL = ()\n"
        f"PREDICTIONS = ({asked.format('a')}, {asked.format('b')})\n",
        encoding="utf-8",
    )
    build(source)
    first = paths(source).solved.read_bytes()
    build(source)
    assert paths(source).solved.read_bytes() == first
    notebook = nbformat.read(paths(source).solved, 4)
    shown = [data[VIEW]["model_id"] for _, data in views(notebook)]
    assert shown == [f"{cell.id}-0" for cell in notebook.cells[-2:]]
    states = stored_states(notebook)
    assert set(states) == {*shown, *(f"{model}-0" for model in shown)}  # the forms and their layouts
    assert [states[model]["state"]["questions"][0]["id"] for model in shown] == ["98.a", "98.b"]
    assert all("text/html" in data for _, data in views(notebook))
