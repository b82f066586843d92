"""Rules about questions: what a chapter asks is known to its checks, and what they know is asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import ModuleType

from course_lib.authoring.cells import Cell
from course_lib.authoring.scopes import bound
from course_lib.checks import chapter_checks

# By function, the tuple of checks in which its id is found; `check` and `predict` ask, the others rest on it.
ASKING = {"check": "EXERCISES", "use": "EXERCISES", "whose": "EXERCISES", "predict": "PREDICTIONS"}
ASKERS = {"EXERCISES": "check", "PREDICTIONS": "predict"}


def exercise_holds_definitions(cell: Cell) -> Iterator[str]:
    """An exercise is definitions, or the one assignment to one name."""
    body = cell.tree.body
    definitions = all(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body)
    if cell.exercise and not (body and definitions or _is_one_assignment(body)):
        yield f"exercise {cell.exercise} holds more than definitions or one assignment to one name"


def ids_are_written_out(cell: Cell) -> Iterator[str]:
    """The id of a question can be found by reading."""
    for call in cell.calls(*ASKING, "recall"):
        if not _id_of(call):
            yield f'{call.func.id}() takes the id first, written out: {call.func.id}("…")'


def questions_exist(cells: list[Cell], number: str) -> Iterator[str]:
    """What a chapter asks is known to its checks, and what they know is asked."""
    checks = _checks_of(number)
    if checks is None:
        if any(cell.exercise or any(cell.calls(*ASKING, "recall")) for cell in cells):
            yield f"asks questions, and there is no course_lib/checks/ch{number}_….py that holds them"
        return
    for kind, asker in ASKERS.items():
        known = {item.id for item in getattr(checks, kind)}
        named = _ids(cells, *(name for name, where in ASKING.items() if where == kind))
        yield from (
            f"asks for {identifier}, which checks do not know" for identifier in sorted(named - known)
        )
        yield from (f"{identifier} is never asked" for identifier in sorted(known - _ids(cells, asker)))
    yield from _exercises_without_a_cell(cells, checks)
    yield from _recall_problems(cells, number, checks)


def _exercises_without_a_cell(cells: list[Cell], checks: ModuleType) -> Iterator[str]:
    """Each exercise has a cell that binds its name."""
    names = {cell.exercise: bound(cell.tree) for cell in cells if cell.exercise}
    for exercise in checks.EXERCISES:
        if exercise.name not in names.get(exercise.id, set()):
            yield f"no cell tagged {exercise.id} binds {exercise.name}"


def _recall_problems(cells: list[Cell], number: str, checks: ModuleType) -> Iterator[str]:
    """A chapter with recall questions asks them once, by its own number."""
    asked = [_id_of(call) for cell in cells for call in cell.calls("recall")]
    expected = [number] if checks.RECALL else []
    if asked != expected:
        wanted = f'recall("{number}") once' if expected else "no recall, because checks hold none"
        yield f"asks recall {asked or 'never'}; expected {wanted}"


def _checks_of(number: str) -> ModuleType | None:
    """Return the questions of a chapter; None if it has none."""
    try:
        return chapter_checks(number)
    except ValueError:
        return None


def _ids(cells: list[Cell], *names: str) -> set[str]:
    """Return the ids with which functions of these names are called."""
    return {_id_of(call) for cell in cells for call in cell.calls(*names)} - {""}


def _id_of(call: ast.Call) -> str:
    """Return the id that a call is given; empty if it is not written out as first argument."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _is_one_assignment(body: list[ast.stmt]) -> bool:
    """Whether code is one assignment to one name."""
    if len(body) != 1 or not isinstance(body[0], ast.Assign):
        return False
    return len(body[0].targets) == 1 and isinstance(body[0].targets[0], ast.Name)
