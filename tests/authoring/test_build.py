"""Building: two builds give the same bytes, failures name chapter, cell and error, drift is found."""

import nbformat
import pytest

from course_lib.authoring import build as building
from course_lib.authoring.build import BuildError, build, orphans, out_of_step, paths, scrub

pytestmark = pytest.mark.usefixtures("_questions")


@pytest.fixture(autouse=True)
def _asked(source):
    with source.open("a", encoding="utf-8") as file:
        file.write('\n# %% tags=["core"]\ncheck = print\ncheck("98.1")\ncheck("98.2")\n')


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


def test_a_source_that_was_edited_is_found(source):
    build(source)
    source.write_text(source.read_text(encoding="utf-8").replace("It adds", "It sums"), encoding="utf-8")
    assert "differs" in out_of_step([source])[source]


def test_a_library_file_that_changed_makes_the_chapter_stale(source, monkeypatch):
    build(source)
    now = building.library_digests(source)
    monkeypatch.setattr(building, "library_digests", lambda _: now | {"claims.py": "other", "new.py": "new"})
    assert (
        out_of_step([source])[source]
        == "stale: course_lib/claims.py, course_lib/new.py changed since it was run"
    )


def test_a_notebook_without_a_source_is_found(chapters, source):
    build(source)
    source.unlink()
    assert [path.name for path in orphans(chapters)] == ["98_small.ipynb", "98_small.ipynb"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("total = 1 + 1", "total = 1 / 0", r"98_small, code cell 2 .*ZeroDivisionError: division by zero"),
        (
            "total == 2",
            "total == 3",
            r"code cell 2 .*ClaimDoesNotHoldError: Two ones make two. \(total = 2\)",
        ),
        ("total = 1 + 1", "__import__('os')._exit(1)", "code cell 2 .*Kernel died"),
        ('claim("About', 'hint("About', "hint\\(\\) is never called"),
        ("# SOLUTION\nanswer", "answer", "98.2: its cell needs one"),
    ],
)
def test_a_failure_names_chapter_cell_and_error_and_writes_nothing(source, old, new, words):
    source.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BuildError, match=words):
        build(source)
    assert not paths(source).learner.exists()
    assert not paths(source).solved.exists()


def test_a_cell_that_takes_too_long_is_stopped(source, monkeypatch):
    monkeypatch.setattr(building, "CELL_SECONDS", 2)
    text = source.read_text(encoding="utf-8").replace("total = 1 + 1", "total = __import__('time').sleep(60)")
    source.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match="code cell 2 .*timed out"):
        build(source)


def test_a_chapter_that_takes_too_long_is_stopped(source, monkeypatch):
    monkeypatch.setattr(building, "CHAPTER_SECONDS", 3)
    text = source.read_text(encoding="utf-8").replace("total = 1 + 1", "total = __import__('time').sleep(60)")
    source.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match="code cell 2 .*timed out"):
        build(source)


def test_what_differs_from_run_to_run_is_taken_out():
    view = {building.WIDGET_VIEW: {"model_id": "a1"}, "text/html": "<p>asked</p>"}
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="one "),
        nbformat.v4.new_output("stream", name="stdout", text="two"),
        nbformat.v4.new_output("stream", name="stderr", text="/tmp/ipykernel_71/123.py:1: warning"),
        nbformat.v4.new_output("display_data", data=view),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])
    notebook.metadata["widgets"] = {"state": {}}
    scrub(notebook)
    joined, warned, form = notebook.cells[0].outputs
    assert joined.text == "one two"
    assert warned.text == "<cell>:1: warning"
    assert form.data == {"text/html": "<p>asked</p>"}
    assert "widgets" not in notebook.metadata
