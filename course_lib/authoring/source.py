"""The source of a chapter, and the two notebooks that follow from it: the learner's and the solved one.

A source is py:percent. An exercise's solution stands between `# SOLUTION` and `# END SOLUTION`; the
learner's notebook has a gap there. So it has in a cell tagged `project`, whose solution is one of many. Both
notebooks give a cell the same id, a hash of its source, so that rebuilding changes only what changed.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

START, END = "# SOLUTION", "# END SOLUTION"
EXPERIMENTS = "# your experiments: add as many cells as you like"
KEPT_METADATA = ("tags", "slideshow")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SOURCE_NAME = re.compile(r"(\d\d|[AP]\d)_[a-z0-9_]+")  # A1 is an appendix, P1 a project


class SourceError(ValueError):
    """A chapter's source cannot be built; the message says where and why."""


def sources(chapters: Path, wanted: tuple[str, ...] = ()) -> list[Path]:
    """Return the sources of chapters, by number.

    Args:
        chapters: the folder that holds `src`.
        wanted: numbers ("07") or names ("07_vanishing_gradients"); all chapters if empty.

    Raises:
        SourceError: if a wanted chapter does not exist, or two chapters share a number.
    """
    found = sorted((chapters / "src").glob("*.py"))
    for path in found:
        if not SOURCE_NAME.fullmatch(path.stem):
            raise SourceError(f"{path.name}: a chapter is named NN_words_in_lower_case.py")
    numbers = Counter(number_of(path) for path in found)
    if twice := [number for number, count in numbers.items() if count > 1]:
        raise SourceError(f"two chapters have the number {twice[0]}")
    known = {name: path for path in found for name in (path.stem, number_of(path))}
    if unknown := [name for name in wanted if name not in known]:
        raise SourceError(
            f"there is no chapter {unknown[0]!r}; there are {', '.join(sorted(numbers)) or 'none'}"
        )
    return [path for path in found if not wanted or {path.stem, number_of(path)} & set(wanted)]


def number_of(source: Path) -> str:
    """Return the number of a chapter, "07" for 07_vanishing_gradients.py."""
    return source.stem[:2]


def read_source(source: Path) -> NotebookNode:
    """Read a source as a notebook whose cells have their final ids.

    Args:
        source: a py:percent file.

    Returns:
        A notebook without outputs, with its solutions and their markers.

    Raises:
        SourceError: if the file is not plain UTF-8.
    """
    notebook = jupytext.reads(_text_of(source), fmt="py:percent")
    notebook.metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[tuple[str, str]] = Counter()
    for cell in notebook.cells:
        key = (cell.cell_type, cell.source)
        text = "\0".join([source.stem, *key, str(seen[key])])
        seen[key] += 1
        cell.id = hashlib.sha256(text.encode()).hexdigest()[:12]
        cell.metadata = {name: cell.metadata[name] for name in KEPT_METADATA if name in cell.metadata}
    return nbformat.from_dict(notebook)


def solved(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with its solutions, without the markers around them."""
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        if cell.cell_type == "code":
            kept = [line for line in cell.source.splitlines() if line.strip() not in (START, END)]
            cell.source = "\n".join(kept)
    return result


def learners(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with a gap in place of each solution.

    Raises:
        SourceError: if an exercise has no solution region, or a region is not closed.
    """
    result = copy.deepcopy(notebook)
    for number, cell in enumerate(result.cells, 1):
        with _named(number, cell):
            if exercise := exercise_id(cell):
                cell.source = _with_gap(cell.source, exercise)
            elif is_project(cell):
                cell.source = _with_project_gap(cell.source)
    before = [None, *result.cells]
    result.cells = [  # one cell for experiments, however many the solution has there
        cell
        for cell, last in zip(result.cells, before, strict=False)
        if not (last and is_project(cell) and cell.source == last.source == EXPERIMENTS)
    ]
    return result


def place(number: int, cell: NotebookNode) -> str:
    """Say where a cell stands: its number among all cells of the chapter, from 1, and its id."""
    return f"cell {number} (id {cell.id})"


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def exercise_id(cell: NotebookNode) -> str:
    """Return the id of the exercise that a cell holds; empty if it holds none.

    Raises:
        SourceError: if the cell is tagged as an exercise and names no id, or two.
    """
    if "exercise" not in tags(cell):
        return ""
    ids = [tag for tag in tags(cell) if re.fullmatch(r"(\d\d|A\d)\.\d+", tag)]
    if len(ids) != 1:
        raise SourceError(f"an exercise cell has one id among its tags, such as 07.2; this has {tags(cell)}")
    return ids[0]


def is_project(cell: NotebookNode) -> bool:
    """Whether a cell is a learner's part of a project."""
    return "project" in tags(cell)


@contextmanager
def _named(number: int, cell: NotebookNode) -> Iterator[None]:
    """Name the cell in a refusal."""
    try:
        yield
    except SourceError as error:
        raise SourceError(f"{place(number, cell)}: {error}") from error


def _text_of(source: Path) -> str:
    """Return the text of a source."""
    try:
        text = source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"line {line} of {source.name} is not UTF-8: save the file as UTF-8") from error
    if text.startswith("\ufeff"):
        raise SourceError(f"{source.name} begins with a byte order mark: save it as UTF-8 without one")
    return text


def _with_project_gap(source: str) -> str:
    """Return a cell of a project with its solution taken out: a function or a name to fill in, or nothing."""
    lines, first, last = _marked(source, "project")
    named = re.search(r"^(my_\w+)\s*(?::[^=\n]+)?=(?!=)", "\n".join(lines[first:last]), re.MULTILINE)
    if indentation := lines[first][: len(lines[first]) - len(lines[first].lstrip())]:
        gap = f'{indentation}raise NotImplementedError("your turn")'
    elif named:
        gap = f"{named[1]} = {_skeleton(lines[first:last], named[1])}"
    else:
        gap = EXPERIMENTS
    return "\n".join([*lines[:first], gap, *lines[last + 1 :]])


def _skeleton(solution: list[str], name: str) -> str:
    """Return what a name is bound to with its values taken out: of a dictionary, the keys stay."""
    for statement in ast.parse("\n".join(solution)).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        bound = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        if bound and isinstance(statement.value, ast.Dict) and None not in statement.value.keys:
            keys = (ast.unparse(key).replace("'", '"') for key in statement.value.keys)
            return "\n".join(["{", *(f"    {key}: ...," for key in keys), "}"])
    return "..."


def _marked(source: str, what: str) -> tuple[list[str], int, int]:
    """Return the lines of a cell, and which are the marks around its solution."""
    lines = source.splitlines()
    marks = [index for index, line in enumerate(lines) if line.strip() in (START, END)]
    if [lines[index].strip() for index in marks] != [START, END]:
        raise SourceError(f"{what}: its cell needs one {START} and one {END} after it")
    return lines, *marks


def _with_gap(source: str, exercise: str) -> str:
    """Return an exercise cell with its solution taken out."""
    lines, first, last = _marked(source, f"exercise {exercise}")
    indentation = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    if indentation:
        gap = f'{indentation}raise NotImplementedError("{exercise}: your turn")'
    else:
        name = lines[first + 1].partition("=")[0].strip()
        gap = f"{name} = ..."
    return "\n".join([*lines[:first], gap, *lines[last + 1 :]])
