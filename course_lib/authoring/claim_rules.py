"""Rules about claims: a sentence of the course stands beside the very numbers that it rests on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_lib.authoring.cells import Cell

NO_NUMBERS = ("holds", "statement")


def claim_compares_what_it_prints(cell: Cell) -> Iterator[str]:
    """Each part of a claim's condition compares a number that is printed beside it."""
    for call in cell.calls("claim"):
        shown = {name for keyword in _measured(call) for name in _loaded(keyword.value)}
        parts = list(_parts(_condition(call)))
        if not all(_compares(part) and _loaded(part) & shown for part in parts):
            yield 'a claim compares the value that it prints: claim("…", accuracy > 0.9, accuracy=accuracy)'
        if any(_compares_with_itself(part) for part in parts):
            yield "a claim compares something with itself, which always holds"


def claim_prints_numbers(cell: Cell) -> Iterator[str]:
    """The numbers of a claim are given as numbers."""
    for call in cell.calls("claim"):
        for keyword in _measured(call):
            if _is_text(keyword.value):
                yield f"a claim prints {keyword.arg} as text: give the number itself"


def exact_claim_is_printed(cells: list[Cell], number: str) -> Iterator[str]:
    """At least one number of a chapter is compared to the last digit."""
    claims = [call for cell in cells for call in cell.calls("claim")]
    exact = [keyword for call in claims for keyword in _measured(call) if not _is_approximate(keyword.value)]
    if not exact:
        yield "prints no exact number: at least one claim shows a value without approx()"


def _measured(call: ast.Call) -> list[ast.keyword]:
    """Return the numbers that a claim prints."""
    return [keyword for keyword in call.keywords if keyword.arg not in NO_NUMBERS]


def _condition(call: ast.Call) -> ast.expr:
    """Return the condition of a claim; None, which compares nothing, where there is none."""
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == "holds"]
    return [*call.args[1:2], *by_name, ast.Constant(None)][0]


def _parts(condition: ast.expr) -> Iterator[ast.expr]:
    """Yield what `and`, `or` and `not` join."""
    if isinstance(condition, ast.BoolOp):
        for value in condition.values:
            yield from _parts(value)
    elif isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        yield from _parts(condition.operand)
    else:
        yield condition


def _compares(part: ast.expr) -> bool:
    """Whether it is a comparison, or a call about one, such as all(…)."""
    return isinstance(part, ast.Compare | ast.Call) and any(True for _ in _comparisons(part))


def _compares_with_itself(part: ast.expr) -> bool:
    """Whether two neighbours of a comparison are the same expression."""
    for comparison in _comparisons(part):
        sides = [ast.dump(side) for side in (comparison.left, *comparison.comparators)]
        if any(left == right for left, right in zip(sides, sides[1:], strict=False)):
            return True
    return False


def _comparisons(part: ast.expr) -> Iterator[ast.Compare]:
    """Yield the comparisons in an expression."""
    return (node for node in ast.walk(part) if isinstance(node, ast.Compare))


def _loaded(tree: ast.AST) -> set[str]:
    """Return the names that an expression reads."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load)} - {"approx"}


def _is_text(value: ast.expr) -> bool:
    """Whether an expression is a string."""
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


def _is_approximate(value: ast.expr) -> bool:
    """Whether a claim's number is wrapped in approx()."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "approx"
