"""A chapter as a reader meets it: its sections, with their words, claims, figures and questions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from course_lib.authoring.cells import Cell, parsed
from course_lib.authoring.source import learners, read_source

# Functions whose words a reader without eyes is given, and the argument that holds them.
PICTURES = {"figure": "alt", "table": "caption"}
# What shows something by being called; the course's widgets stand in course_lib.widgets.
SHOWING = ("course_lib.widgets.", "course_lib.course_map", "course_lib.computer")


@dataclass
class Section:
    """What stands under one heading, parts of it included.

    Attributes:
        heading: as it is written.
        level: 1 for the title of the chapter, 2 for a section, 3 for a part of one.
        texts: its Markdown, and its code with all strings put together.
        cells: its code cells.
    """

    heading: str
    level: int
    texts: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def says(self, term: str) -> bool:
        """Whether a term stands in it, as a word or words of its own."""
        words = rf"(?<!\w){re.escape(plain(term))}(?!\w)"
        return any(re.search(words, plain(text)) for text in self.texts)

    def claims(self) -> list[str]:
        """The words of each claim that it makes."""
        calls = (call for cell in self.cells for call in cell.calls("claim"))
        return [words(_argument(call, "statement", 0)) for call in calls]

    def pictures(self) -> list[str]:
        """The words of each figure and table that it shows."""
        calls = (call for cell in self.cells for call in cell.calls(*PICTURES))
        return [words(_argument(call, PICTURES[call.func.id])) for call in calls]

    def exercises(self) -> set[str]:
        """The ids of the exercises that stand in it."""
        return {cell.exercise for cell in self.cells} - {""}

    def predictions(self) -> set[str]:
        """The ids of the predictions that it asks for."""
        return {words(call.args[0]) for cell in self.cells for call in cell.calls("predict")}

    def called(self) -> set[str]:
        """The names of the functions that it calls and of the widgets that it makes."""
        nodes = (node for cell in self.cells for node in ast.walk(cell.tree) if isinstance(node, ast.Call))
        return {node.func.id for node in nodes if isinstance(node.func, ast.Name)}


@dataclass(frozen=True)
class Text:
    """A chapter: its number, its sections in their order, the title with everything first."""

    number: str
    sections: list[Section]

    @property
    def whole(self) -> Section:
        """The chapter from its title to its end."""
        return self.sections[0]

    def section(self, heading: str) -> Section | None:
        """The section or part of that heading; None if there is none."""
        found = (part for part in self.sections[1:] if plain(part.heading) == plain(heading))
        return next(found, None)

    def myths(self) -> list[str]:
        """The myths that the chapter puts to a test, without their quotation marks."""
        text = " ".join(line.lstrip("> ") for text in self.whole.texts for line in text.splitlines())
        return re.findall(r'\*\*Myth: "([^"]+?)\.?"\*\*', text)

    def shows_by(self, name: str) -> bool:
        """Whether a name is imported from where the course keeps what a learner sees or touches."""
        trees = (node for cell in self.whole.cells for node in ast.walk(cell.tree))
        imports = (node for node in trees if isinstance(node, ast.ImportFrom))
        return any(
            (node.module or "").startswith(SHOWING) and name in {alias.name for alias in node.names}
            for node in imports
        )


@cache
def read_chapter(source: Path) -> Text:
    """Read the source of a chapter, with a gap where the learner's answers go.

    Raises:
        ValueError: if it does not begin with its title, or two sections have the same heading.
    """
    return Text(source.stem[:2], sections_of(parsed(learners(read_source(source)))))


def sections_of(cells: list[Cell]) -> list[Section]:
    """The sections of a chapter in their order; each holds what stands in its parts as well."""
    found: list[Section] = []
    still_open: list[Section] = []
    for level, heading, text, cell in _pieces(cells):
        if level:
            still_open = [section for section in still_open if section.level < level]
            still_open.append(Section(heading, level))
            found.append(still_open[-1])
        if not still_open or still_open[0].level != 1:
            raise ValueError(f"expected a chapter that begins with its title, received {text[:40]!r} first")
        for section in still_open:
            section.texts.append(text)
            section.cells += [cell] if cell.is_code else []
    headings = [plain(section.heading) for section in found]
    if twice := {heading for heading in headings if headings.count(heading) > 1}:
        raise ValueError(f"two sections have the heading {min(twice)!r}: give one of them another")
    return found


def plain(text: str) -> str:
    """A text in lower case, without Markdown's marks, with one space between words."""
    lines = (re.sub(r"^[>\s]+", "", line) for line in text.splitlines())
    return " ".join(" ".join(lines).translate({ord(mark): None for mark in "*`"}).split()).lower()


def words(node: ast.expr | None) -> str:
    """The words of a string that is written out; what is filled in stands in braces, as in the source."""
    if isinstance(node, ast.JoinedStr):
        return "".join(words(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "{" + ast.unparse(node.value) + "}"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """An argument of a call, by its name or its position."""
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == name]
    by_position = [] if position is None else call.args[position : position + 1]
    return next(iter([*by_position, *by_name]), None)


def _pieces(cells: list[Cell]) -> Iterator[tuple[int, str, str, Cell]]:
    """The chapter in pieces that begin at a heading or a cell: level (0 if none), heading, text, cell."""
    for cell in cells:
        if cell.is_code:
            strings = (words(node) for node in ast.walk(cell.tree) if isinstance(node, ast.expr))
            yield 0, "", "\n".join([cell.code, *filter(None, strings)]), cell
            continue
        lines, cuts = cell.node.source.splitlines(), _headings(cell.node.source)
        if before := "\n".join(lines[: cuts[0][0] if cuts else None]).strip():
            yield 0, "", before, cell
        for (start, level, heading), (end, *_) in zip(cuts, [*cuts[1:], (None,)], strict=False):
            yield level, heading, "\n".join(lines[start:end]), cell


def _headings(markdown: str) -> list[tuple[int, int, str]]:
    """Line, level and words of each heading of a Markdown text."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [
        (mark.map[0], int(mark.tag[1:]), line.content)
        for mark, line in zip(tokens, tokens[1:], strict=False)
        if mark.type == "heading_open"
    ]
