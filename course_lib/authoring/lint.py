"""Rules that a chapter's source keeps, each of them once broken somewhere and found late."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from course_lib.authoring.source import END, START, exercise_id
from course_lib.checks import chapter_checks

MOST_CORE_CELLS = 45
MOST_CORE_WORDS = 3000
MOST_LINES = 20
ASKING = {"check": "EXERCISES", "use": "EXERCISES", "whose": "EXERCISES", "predict": "PREDICTIONS"}
PATH = re.compile(r"\.{1,2}/\S*|[\w./-]+\.(csv|gz|ipynb|jpe?g|json|npy|npz|png|py|safetensors|txt)")
DIRECTIVE = re.compile(r"^(:::|```\{)", re.MULTILINE)
IMAGE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\(")


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter, parsed.

    Attributes:
        number: its place in the chapter, from 1.
        node: the cell itself.
    """

    number: int
    node: NotebookNode

    @cached_property
    def tree(self) -> ast.Module:
        """The code of the cell; empty for Markdown."""
        code = self.node.source if self.node.cell_type == "code" else ""
        try:
            return ast.parse(re.sub(r"^[%!].*$", "", code, flags=re.MULTILINE))
        except SyntaxError as error:
            raise SyntaxError(f"cell {self.number}: {error}") from error

    @property
    def exercise(self) -> str:
        """The id of the exercise it holds; empty if none."""
        return exercise_id(self.node)

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Yield its calls of functions of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def lint(notebook: NotebookNode, name: str) -> list[str]:
    """Return what is wrong with a chapter's source, a sentence each, with the number of the cell.

    Args:
        notebook: the source as a notebook, with its solutions.
        name: the chapter's, such as "07_vanishing_gradients".
    """
    cells = [Cell(number, node) for number, node in enumerate(notebook.cells, 1)]
    found = [
        f"cell {cell.number}: {problem}"
        for cell in cells
        for rule in RULES_OF_A_CELL
        for problem in rule(cell)
    ]
    return found + [problem for rule in RULES_OF_A_CHAPTER for problem in rule(cells, name[:2])]


def exercise_holds_definitions(cell: Cell) -> Iterator[str]:
    """An exercise is definitions, or the one assignment."""
    if not cell.exercise:
        return
    body = [node for node in cell.tree.body if not isinstance(node, ast.Expr)]
    definitions = all(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body)
    one_assignment = len(body) == 1 and isinstance(body[0], ast.Assign)
    if not body or len(body) != len(cell.tree.body) or not (definitions or one_assignment):
        yield f"exercise {cell.exercise} holds more than definitions or one assignment"


def claim_compares_what_it_prints(cell: Cell) -> Iterator[str]:
    """A claim's condition is about the numbers printed beside it."""
    for call in cell.calls("claim"):
        shown = {name for keyword in call.keywords for name in _loaded(keyword.value)}
        condition = call.args[1] if len(call.args) > 1 else ast.Constant(None)
        compares = any(isinstance(node, ast.Compare) for node in ast.walk(condition))
        if not compares or not _loaded(condition) & shown:
            yield 'a claim compares the value that it prints: claim("…", accuracy > 0.9, accuracy=accuracy)'


def help_is_not_called(cell: Cell) -> Iterator[str]:
    """Hints and solutions are the learner's to ask for."""
    for call in cell.calls("hint", "solution"):
        yield f"{call.func.id}() is never called in a chapter; check() names it"


def no_trailing_semicolon(cell: Cell) -> Iterator[str]:
    """A semicolon does not silence an output in tests."""
    if cell.node.cell_type == "code" and cell.node.source.rstrip().endswith(";"):
        yield "ends in ';', which does not silence an output everywhere: write `_ = …`"


def no_relative_path(cell: Cell) -> Iterator[str]:
    """A chapter is opened from several folders."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PATH.fullmatch(node.value):
            yield f"{node.value!r} is a path; chapters are opened from several folders, so the library looks"


def figure_has_words(cell: Cell) -> Iterator[str]:
    """What is drawn is shown through figure(…, alt=…)."""
    figures = list(cell.calls("figure"))
    if any("alt" not in [keyword.arg for keyword in call.keywords] for call in figures):
        yield "figure() without alt="
    drawn = any(isinstance(node, ast.Name) and node.id.startswith("plot_") for node in ast.walk(cell.tree))
    imported = any(isinstance(node, ast.ImportFrom) for node in cell.tree.body)
    if drawn and not figures and not imported:
        yield "draws without figure(…, alt=…), so the picture has no words"
    if any(isinstance(node, ast.Attribute) and node.attr == "show" for node in ast.walk(cell.tree)):
        yield "calls show(): figures are shown by figure(…, alt=…)"


def few_lines(cell: Cell) -> Iterator[str]:
    """A cell holds one idea."""
    if cell.node.cell_type == "code":
        lines = [line for line in cell.node.source.splitlines() if line.strip() not in ("", START, END)]
        if len(lines) > MOST_LINES:
            yield f"has {len(lines)} lines of code; at most {MOST_LINES}, longer code lives in course_lib"


def plain_markdown(cell: Cell) -> Iterator[str]:
    """What JupyterLab cannot render is not written."""
    if cell.node.cell_type == "markdown":
        if DIRECTIVE.search(cell.node.source):
            yield "holds a directive of a site generator, which JupyterLab shows as raw text"
        if IMAGE_WITHOUT_WORDS.search(cell.node.source):
            yield "holds a picture without alternative text"


def imports_come_first(cells: list[Cell], number: str) -> Iterator[str]:
    """All imports stand in the first code cell."""
    code = [cell for cell in cells if cell.node.cell_type == "code"]
    for cell in code[1:]:
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in cell.tree.body):
            yield f"cell {cell.number}: imports stand in the first code cell"


def learners_names_are_kept_apart(cells: list[Cell], number: str) -> Iterator[str]:
    """The name of an exercise is bound in its cell alone, and used only through check and use."""
    owners = {name: cell for cell in cells if cell.exercise for name in _bound(cell.tree)}
    for name, owner in owners.items():
        for cell in cells:
            if cell is not owner and name in _bound(cell.tree):
                yield f"cell {cell.number}: rebinds {name}, the name of exercise {owner.exercise}"
            if cell is not owner and name in _loaded(cell.tree):
                yield f'cell {cell.number}: uses the learner\'s {name}; write use("{owner.exercise}")'


def questions_exist(cells: list[Cell], number: str) -> Iterator[str]:
    """What a chapter asks is known to its checks, and what they know is asked."""
    asked = {kind: set() for kind in ("EXERCISES", "PREDICTIONS")}
    for cell in cells:
        for call in cell.calls(*ASKING):
            asked[ASKING[call.func.id]] |= {
                arg.value for arg in call.args[:1] if isinstance(arg, ast.Constant)
            }
    names = {cell.exercise: _bound(cell.tree) for cell in cells if cell.exercise}
    if not any(asked.values()) and not names:
        return
    checks = chapter_checks(number)
    for kind, ids in asked.items():
        known = {item.id for item in getattr(checks, kind)}
        yield from (f"asks for {identifier}, which checks do not know" for identifier in sorted(ids - known))
        yield from (f"{identifier} is never asked" for identifier in sorted(known - ids))
    for exercise in checks.EXERCISES:
        if exercise.name not in names.get(exercise.id, set()):
            yield f"no cell tagged {exercise.id} binds {exercise.name}"


def exact_claim_is_printed(cells: list[Cell], number: str) -> Iterator[str]:
    """At least one number of a chapter is compared to the last digit."""
    claims = [call for cell in cells for call in cell.calls("claim")]
    exact = [keyword for call in claims for keyword in call.keywords if not _is_approximate(keyword.value)]
    if not exact:
        yield "prints no exact number: at least one claim shows a value without approx()"


def core_is_short(cells: list[Cell], number: str) -> Iterator[str]:
    """The core of a chapter can be read and done in two hours."""
    core = [cell for cell in cells if "extra" not in cell.node.metadata.get("tags", [])]
    words = sum(len(cell.node.source.split()) for cell in core if cell.node.cell_type == "markdown")
    if len(core) > MOST_CORE_CELLS:
        yield f"its core has {len(core)} cells; at most {MOST_CORE_CELLS}: tag some as extra"
    if words > MOST_CORE_WORDS:
        yield f"its core has {words} words; at most {MOST_CORE_WORDS}: tag some as extra"


def _loaded(tree: ast.AST) -> set[str]:
    """Return the names that a piece of code reads."""
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell binds for the cells after it."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        else:
            stores = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            names |= {store.id for store in stores}
    return names


def _is_approximate(value: ast.expr) -> bool:
    """Whether a claim's number is wrapped in approx()."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "approx"


RULES_OF_A_CELL: tuple[Callable[[Cell], Iterator[str]], ...] = (
    exercise_holds_definitions,
    claim_compares_what_it_prints,
    help_is_not_called,
    no_trailing_semicolon,
    no_relative_path,
    figure_has_words,
    few_lines,
    plain_markdown,
)
RULES_OF_A_CHAPTER: tuple[Callable[[list[Cell], str], Iterator[str]], ...] = (
    imports_come_first,
    learners_names_are_kept_apart,
    questions_exist,
    exact_claim_is_printed,
    core_is_short,
)
