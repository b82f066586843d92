"""What every stored notebook keeps; the strict run alone would pass one whose outputs were stripped."""

import re

import nbformat
import pytest

from course_lib.authoring.build import out_of_step, paths
from course_lib.authoring.outputs import output_problems
from course_lib.authoring.source import sources
from course_lib.places import CHAPTERS, SOLVED

CHAPTERS_SO_FAR = [
    "00_start_here",
    "01_tensors",
    "02_perceptron",
    "03_losses",
    "04_multi_layer_perceptrons",
    "05_backpropagation",
    "06_optimisation",
    "07_vanishing_gradients",
    "08_normalisation",
    "09_regularisation",
    "10_recipe",
    "A1_mathematics",
    "A2_reference",
    "P1_failing_run",
]  # add each new chapter: an emptied folder must fail
SOURCES = sources(CHAPTERS)
every_chapter = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def tags_of(cell):
    return set(cell.metadata.get("tags", []))


def test_the_chapters_are_those_that_exist():
    for folder, ending in ((CHAPTERS / "src", "py"), (CHAPTERS, "ipynb"), (SOLVED, "ipynb")):
        assert sorted(path.stem for path in folder.glob(f"*.{ending}")) == CHAPTERS_SO_FAR


@every_chapter
def test_learner_solved_and_source_agree(source):
    assert out_of_step([source]) == {}


@every_chapter
def test_the_stored_outputs_keep_the_rules(source):
    assert output_problems(nbformat.read(paths(source).solved, as_version=4)) == []


@every_chapter
def test_a_solved_notebook_stays_small(source):
    assert paths(source).solved.stat().st_size <= 1_500_000  # bytes: each widget brings its module along


@every_chapter
def test_stripped_outputs_break_them(source):
    stripped = nbformat.read(paths(source).solved, as_version=4)
    for cell in stripped.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    assert any("not run once each in order" in problem for problem in output_problems(stripped))


@every_chapter
def test_the_learners_notebook_is_pristine(source):
    cells = code_cells(paths(source).learner)
    assert all(cell.execution_count is None and cell.outputs == [] for cell in cells)
    assert not any("SOLUTION" in cell.source for cell in cells)


@every_chapter
@pytest.mark.parametrize("which", ["learner", "solved"])
def test_no_cell_is_kept_from_the_tests(source, which):
    for cell in code_cells(getattr(paths(source), which)):
        assert not tags_of(cell) & {"nbval-skip", "nbval-ignore-output"}
        assert not re.search("NBVAL_(SKIP|IGNORE_OUTPUT|RAISES)", cell.source, re.IGNORECASE)


@every_chapter
def test_a_claim_held_when_the_chapter_was_built(source):
    outputs = [out for cell in code_cells(paths(source).solved) for out in cell.outputs]
    text = "\n".join(out.get("data", {}).get("text/plain", "") for out in outputs)
    called = sum(len(re.findall(r"\bclaim\(", cell.source)) for cell in code_cells(paths(source).solved))
    assert called > 0
    assert len(re.findall(r"^✓ .*\)$", text, re.MULTILINE)) == called
