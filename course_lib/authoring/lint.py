"""Rules that a chapter's source keeps, so that a stumble is found before any cell runs."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator

from nbformat import NotebookNode

from course_lib.authoring.cells import Cell, parsed
from course_lib.authoring.claim_rules import (
    claim_compares_what_it_prints,
    claim_prints_numbers,
    exact_claim_is_printed,
)
from course_lib.authoring.name_rules import (
    courses_names_are_called_by_name,
    courses_names_are_imported_plainly,
    help_is_imported,
    help_is_not_called,
    imports_come_first,
    learners_names_are_kept_apart,
    no_back_door,
)
from course_lib.authoring.outputs import pictures_without_words
from course_lib.authoring.question_rules import (
    exercise_holds_definitions,
    ids_are_written_out,
    questions_exist,
)
from course_lib.authoring.scopes import read
from course_lib.authoring.source import END, START

MOST_CORE_CELLS = 45
MOST_CORE_WORDS = 3000
MOST_LINES = 20
PATH = re.compile(r"\.{1,2}[/\\]\S*|[\w./\\:~-]+\.(csv|gz|ipynb|jpe?g|json|npy|npz|png|py|safetensors|txt)")
OPENING = re.compile(r"open|Path|(load|read|save)\w*")
DRAWING = re.compile(r"(matplotlib|course_lib\.plots)\b")
DIRECTIVE = re.compile(r"^\s*(:::|```+\s*\{|~~~+\s*\{)", re.MULTILINE)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
LIST_ITEM = re.compile(r"\n\s*([-+*]|\d+[.)])\s")
IMAGE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\s*[(\[]")
SPACE = {
    tokenize.NEWLINE,
    tokenize.NL,
    tokenize.COMMENT,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def lint(notebook: NotebookNode, name: str) -> list[str]:
    """Return what is wrong with a chapter's source, a sentence each, with the place of the cell.

    Args:
        notebook: the source as a notebook, with its solutions.
        name: the chapter's, such as "07_vanishing_gradients".

    Raises:
        SourceError: if a cell is no Python.
    """
    cells = parsed(notebook)
    found = [
        f"{cell.place}: {problem}" for cell in cells for rule in RULES_OF_A_CELL for problem in rule(cell)
    ]
    return found + [problem for rule in RULES_OF_A_CHAPTER for problem in rule(cells, name[:2])]


def core_or_extra(cell: Cell) -> Iterator[str]:
    """A reader in a hurry knows what to leave out."""
    if len(cell.tags & {"core", "extra"}) != 1:
        yield "is tagged neither core nor extra, or both: tag it with one of them"


def no_trailing_semicolon(cell: Cell) -> Iterator[str]:
    """A semicolon does not silence an output in tests."""
    tokens = tokenize.generate_tokens(io.StringIO(cell.code).readline)
    words = [token.string for token in tokens if token.type not in SPACE]
    if words[-1:] == [";"]:
        yield "ends in ';', which does not silence an output everywhere: write `_ = …`"


def no_path(cell: Cell) -> Iterator[str]:
    """A chapter is opened from several folders."""
    opened = (text for call in _opening_calls(cell) for text in _texts(call) if re.search(r"[/\\]", text))
    named = (text for text in _texts(cell.tree) if PATH.fullmatch(text))
    for text in dict.fromkeys([*named, *opened]):
        yield f"{text!r} is a path; a chapter lies in several folders: load data through course_lib.datasets"


def results_are_written_out(cell: Cell) -> Iterator[str]:
    """Which stored results a chapter rests on can be found by reading."""
    for call in cell.calls("results"):
        if len(call.args) != 2 or call.keywords or not all(_is_text(argument) for argument in call.args):
            yield 'results() takes chapter and name, written out: results("07", "remedies")'


def figures_have_words(cells: list[Cell], number: str) -> Iterator[str]:
    """What is drawn is shown through figure(…, alt=…)."""
    drawing = {"plt"}.union(*(_drawing_names(cell) for cell in cells))
    for cell in cells:
        figures = list(cell.calls("figure"))
        if any("alt" not in [keyword.arg for keyword in call.keywords] for call in figures):
            yield f"{cell.place}: figure() without alt="
        if any(isinstance(node, ast.Attribute) and node.attr == "show" for node in ast.walk(cell.tree)):
            yield f"{cell.place}: calls show(): figures are shown by figure(…, alt=…)"
        elif drawing & read(cell.tree) and not figures:
            yield f"{cell.place}: draws without figure(…, alt=…), so the picture has no words"


def few_lines(cell: Cell) -> Iterator[str]:
    """A cell holds one idea; what it imports is none."""
    imported = {
        number
        for node in cell.tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, node.end_lineno + 1)
    }
    lines = [
        line
        for number, line in enumerate(cell.code.splitlines(), 1)
        if number not in imported and line.strip() not in ("", START, END)
    ]
    if len(lines) > MOST_LINES:
        yield f"has {len(lines)} lines of code; at most {MOST_LINES}, longer code lives in course_lib"


def plain_markdown(cell: Cell) -> Iterator[str]:
    """What JupyterLab cannot render is not written."""
    if cell.is_code:
        return
    if DIRECTIVE.search(cell.node.source):
        yield "holds a directive of a site generator, which JupyterLab shows as raw text"
    if IMAGE_WITHOUT_WORDS.search(cell.node.source) or pictures_without_words(cell.node.source):
        yield "holds a picture without alternative text"
    for formula in FORMULA.findall(cell.node.source):
        if LIST_ITEM.search(formula):
            yield f"a line within the formula {formula!r} begins like a list's item: break it elsewhere"


def core_is_short(cells: list[Cell], number: str) -> Iterator[str]:
    """The core of a chapter can be read and done in two hours."""
    core = [cell for cell in cells if "extra" not in cell.tags]
    words = sum(len(cell.node.source.split()) for cell in core if not cell.is_code)
    if len(core) > MOST_CORE_CELLS:
        yield f"its core has {len(core)} cells; at most {MOST_CORE_CELLS}: tag some as extra"
    if words > MOST_CORE_WORDS:
        yield f"its core has {words} words; at most {MOST_CORE_WORDS}: tag some as extra"


def _opening_calls(cell: Cell) -> Iterator[ast.Call]:
    """Yield the calls that look as if they opened a file."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if OPENING.fullmatch(name):
                yield node


def _texts(tree: ast.AST) -> Iterator[str]:
    """Yield the strings in a piece of code, with x for what an f-string fills in."""
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = [piece for node in formatted for piece in node.values]
    for node in formatted:
        yield "".join(piece.value if _is_text(piece) else "x" for piece in node.values)
    yield from (node.value for node in ast.walk(tree) if _is_text(node) and node not in pieces)


def _is_text(node: ast.AST) -> bool:
    """Whether a piece of code is a string."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _drawing_names(cell: Cell) -> set[str]:
    """Return the names of what draws: all that a cell imports from Matplotlib and course_lib.plots."""
    names = set()
    for node in cell.tree.body:
        if isinstance(node, ast.Import):
            names |= {a.asname or "matplotlib" for a in node.names if a.name.split(".")[0] == "matplotlib"}
        elif isinstance(node, ast.ImportFrom) and DRAWING.match(node.module or ""):
            names |= {alias.asname or alias.name for alias in node.names}
    return {name for name in names if not name.isupper()}  # a constant draws nothing


RULES_OF_A_CELL: tuple[Callable[[Cell], Iterator[str]], ...] = (
    core_or_extra,
    exercise_holds_definitions,
    ids_are_written_out,
    claim_compares_what_it_prints,
    claim_prints_numbers,
    courses_names_are_imported_plainly,
    no_back_door,
    help_is_not_called,
    no_trailing_semicolon,
    no_path,
    results_are_written_out,
    few_lines,
    plain_markdown,
)
RULES_OF_A_CHAPTER: tuple[Callable[[list[Cell], str], Iterator[str]], ...] = (
    imports_come_first,
    help_is_imported,
    courses_names_are_called_by_name,
    learners_names_are_kept_apart,
    questions_exist,
    figures_have_words,
    exact_claim_is_printed,
    core_is_short,
)
