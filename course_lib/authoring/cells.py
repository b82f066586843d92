"""The cells of a chapter as its rules see them: numbered, and parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from course_lib.authoring.source import SourceError, exercise_id, place
from course_lib.authoring.source import tags as tags_of


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter.

    Attributes:
        place: where it stands, in words.
        node: the cell itself.
        tree: its code, parsed; empty for Markdown.
    """

    place: str
    node: NotebookNode
    tree: ast.Module

    @property
    def is_code(self) -> bool:
        """Whether it is run."""
        return self.node.cell_type == "code"

    @property
    def code(self) -> str:
        """What is run; empty for Markdown."""
        return self.node.source if self.is_code else ""

    @property
    def tags(self) -> set[str]:
        """Its tags."""
        return set(tags_of(self.node))

    @property
    def exercise(self) -> str:
        """The id of the exercise that it holds; empty if none."""
        return exercise_id(self.node)

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Yield its calls of functions of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def parsed(notebook: NotebookNode) -> list[Cell]:
    """Return the cells of a notebook.

    Raises:
        SourceError: if a code cell is no Python; magics and shell commands are none.
    """
    return [
        Cell(place(number, node), node, _tree(number, node)) for number, node in enumerate(notebook.cells, 1)
    ]


def _tree(number: int, node: NotebookNode) -> ast.Module:
    """Return the code of a cell, parsed."""
    try:
        return ast.parse(node.source if node.cell_type == "code" else "")
    except (SyntaxError, ValueError) as error:  # a ValueError for a null byte
        line = getattr(error, "lineno", None) or 1
        words = getattr(error, "msg", str(error))
        written = node.source.splitlines()[line - 1].strip() if line <= len(node.source.splitlines()) else ""
        magic = "; magics and shell commands have no place in a chapter" if written[:1] in ("%", "!") else ""
        raise SourceError(f"{place(number, node)}: {words}: {written}{magic}") from error
