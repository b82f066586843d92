"""A source becomes two notebooks that share their cells' ids."""

import pytest

from course_lib.authoring.source import SourceError, exercise_id, learners, read_source, solved, sources

SOLVED_TWICE = "def twice(x):\n    return 2 * x"
OPEN_TWICE = 'def twice(x):\n    raise NotImplementedError("98.1: your turn")'


def exercises(notebook):
    return {exercise_id(cell): cell.source for cell in notebook.cells if exercise_id(cell)}


def test_the_learner_gets_gaps_and_the_solved_notebook_solutions(source):
    notebook = read_source(source)
    assert exercises(solved(notebook)) == {"98.1": SOLVED_TWICE, "98.2": "answer = 0.25"}
    assert exercises(learners(notebook)) == {"98.1": OPEN_TWICE, "98.2": "answer = ..."}


def test_both_notebooks_give_a_cell_the_same_id(source):
    notebook = read_source(source)
    ids = [cell.id for cell in notebook.cells]
    assert [cell.id for cell in learners(notebook).cells] == ids
    assert [cell.id for cell in solved(notebook).cells] == ids
    assert len(set(ids)) == len(ids)


def test_ids_stay_where_the_source_stays(source):
    before = [cell.id for cell in read_source(source).cells]
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("# It adds", "# It sums"), encoding="utf-8")
    after = [cell.id for cell in read_source(source).cells]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False] + [True] * (
        len(before) - 1
    )


def test_equal_cells_get_ids_of_their_own(source):
    with source.open("a", encoding="utf-8") as file:
        file.write('\n# %% tags=["core"]\ntotal + total\n')
    first, second = (cell for cell in read_source(source).cells if cell.source == "total + total")
    assert first.id != second.id


def test_only_tags_and_slides_are_kept(source):
    cell = '\n# %% tags=["core"] slideshow={"slide_type": "slide"} collapsed=true\n1\n'
    source.write_text(source.read_text(encoding="utf-8") + cell, encoding="utf-8")
    metadata = read_source(source).cells[-1].metadata
    assert metadata == {"tags": ["core"], "slideshow": {"slide_type": "slide"}}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    # END SOLUTION\n", "", r"^cell 5 \(id \w+\): exercise 98.1: its cell needs one"),
        ("    # SOLUTION\n", "", "98.1: its cell needs one"),
        (
            '"exercise", "98.1"',
            '"exercise"',
            r"^cell 5 \(id \w+\): an exercise cell has one id among its tags",
        ),
        ('"exercise", "98.1"', '"exercise", "98.1", "98.3"', "one id among its tags"),
    ],
)
def test_a_broken_exercise_is_refused(source, old, new, words):
    source.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        learners(read_source(source))


def test_chapters_are_found_by_number_and_by_name(chapters, source):
    assert sources(chapters) == sources(chapters, ("98",)) == sources(chapters, ("98_small",)) == [source]


@pytest.mark.parametrize("wanted", ["99", "small", "9", "../98_small", ""])
def test_an_unknown_chapter_is_refused(chapters, wanted):
    with pytest.raises(SourceError, match="there is no chapter"):
        sources(chapters, (wanted,))


@pytest.mark.parametrize("name", ["98_other.py", "small.py", "98-Small.py"])
def test_names_that_do_not_fit_are_refused(chapters, name):
    (chapters / "src" / name).write_text("", encoding="utf-8")
    with pytest.raises(SourceError):
        sources(chapters)


def test_a_source_in_another_encoding_is_refused_with_its_line(source):
    text = source.read_text(encoding="utf-8").replace("It adds", "It adds, à la carte")
    source.write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceError, match=r"line 4 of 98_small.py is not UTF-8"):
        read_source(source)


def test_a_byte_order_mark_is_refused(source):
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes())
    with pytest.raises(SourceError, match="98_small.py begins with a byte order mark"):
        read_source(source)
