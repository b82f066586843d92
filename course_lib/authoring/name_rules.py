"""Rules about names: what a chapter imports and how, and whose names are whose."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_lib import learning
from course_lib.authoring.cells import Cell
from course_lib.authoring.scopes import assigned, bound, imported, read

PLAIN = ("course_lib.claims", "course_lib.learning", "course_lib.plots", "course_lib.showing")
HELP = ("hint", "solution")
BACK_DOORS = {
    "__import__": "imports stand at the top of the first code cell",
    "get_ipython": "magics and shell commands have no place in a chapter",
}


def imports_come_first(cells: list[Cell], number: str) -> Iterator[str]:
    """All imports stand in the first code cell, at its top level."""
    code = [cell for cell in cells if cell.is_code]
    allowed = [node for cell in code[:1] for node in cell.tree.body]
    for cell in code:
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and node not in allowed:
                yield f"{cell.place}: imports stand at the top of the first code cell: {ast.unparse(node)}"


def help_is_imported(cells: list[Cell], number: str) -> Iterator[str]:
    """What the replies of check() name is there to be called."""
    first = next((cell for cell in cells if cell.is_code), None)
    if first and any(cell.exercise for cell in cells):
        for name in HELP:
            if name not in _plain_names(first):
                yield f"{first.place}: imports no {name}, which check() tells learners to call"


def courses_names_are_called_by_name(cells: list[Cell], number: str) -> Iterator[str]:
    """What a chapter says to its learner can be found by reading: no second name, no detour."""
    courses = set(learning.__all__).union(*(_plain_names(cell) for cell in cells))
    for cell in cells:
        for name in sorted((assigned(cell.tree) | imported(cell.tree) - _plain_names(cell)) & courses):
            yield f"{cell.place}: rebinds {name}, which is the course's"
        for name in sorted(read(cell.tree) & courses & _uncalled(cell)):
            if not name.isupper():  # a constant
                yield f"{cell.place}: names {name} without calling it: write {name}(…) where it is needed"


def learners_names_are_kept_apart(cells: list[Cell], number: str) -> Iterator[str]:
    """The name of an exercise is bound in its cell alone, and used only through check and use."""
    owners = {name: cell for cell in cells if cell.exercise for name in bound(cell.tree)}
    for name, owner in owners.items():
        for cell in cells:
            if cell is not owner and name in bound(cell.tree):
                yield f"{cell.place}: rebinds {name}, the name of exercise {owner.exercise}"
            if cell is not owner and name in read(cell.tree):
                yield f'{cell.place}: uses the learner\'s {name}; write use("{owner.exercise}")'


def courses_names_are_imported_plainly(cell: Cell) -> Iterator[str]:
    """From the modules that speak to the learner, functions are imported one by one under their own names."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "course_lib":
                    yield f"writes `import {alias.name}`: write `from {alias.name} import` and the names"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if _is_detour(node.module or "", alias):
                    yield f"imports {alias.name} of {node.module} by a detour: `from module import function`"


def no_back_door(cell: Cell) -> Iterator[str]:
    """What the rules forbid is not done by calling it."""
    yield from (f"calls {name}: {why}" for name, why in BACK_DOORS.items() if name in read(cell.tree))


def help_is_not_called(cell: Cell) -> Iterator[str]:
    """Hints and solutions are the learner's to ask for."""
    for call in cell.calls(*HELP):
        yield f"{call.func.id}() is never called in a chapter; check() names it"


def _is_detour(module: str, alias: ast.alias) -> bool:
    """Whether an import hides a name that speaks to the learner: in a module, by another name, by a star."""
    if f"{module}.{alias.name}" in PLAIN or module == "course_lib.plots":
        return True
    return _is_plain(module) and (alias.name == "*" or alias.asname not in (None, alias.name))


def _plain_names(cell: Cell) -> set[str]:
    """Return the names that a cell imports from the modules that speak to the learner."""
    nodes = [node for node in cell.tree.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in nodes if _is_plain(node.module) for alias in node.names}


def _is_plain(module: str | None) -> bool:
    """Whether a module is one of those that speak to the learner."""
    return any(module == plain or f"{module}".startswith(f"{plain}.") for plain in PLAIN)


def _uncalled(cell: Cell) -> set[str]:
    """Return the names that a cell reads somewhere without calling what they name."""
    called = [node.func for node in ast.walk(cell.tree) if isinstance(node, ast.Call)]
    names = (node for node in ast.walk(cell.tree) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load) and name not in called}
