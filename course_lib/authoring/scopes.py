"""Which names a cell binds and reads for the whole notebook, by Python's own rules of scope.

A parameter is not the notebook's name of the same spelling, and `global` inside a function is: the compiler
knows, so it is asked.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator


def bound(tree: ast.Module) -> set[str]:
    """Return the names that a piece of code binds or deletes in the notebook, imports included."""
    return assigned(tree) | imported(tree)


def assigned(tree: ast.Module) -> set[str]:
    """Return the names that a piece of code binds or deletes in the notebook otherwise than by an import."""
    return {symbol.get_name() for symbol in _of_the_notebook(tree) if symbol.is_assigned()}


def imported(tree: ast.Module) -> set[str]:
    """Return the names that a piece of code imports into the notebook."""
    return {symbol.get_name() for symbol in _of_the_notebook(tree) if symbol.is_imported()}


def read(tree: ast.Module) -> set[str]:
    """Return the names of the notebook that a piece of code reads."""
    return {symbol.get_name() for symbol in _of_the_notebook(tree) if symbol.is_referenced()}


def _of_the_notebook(tree: ast.Module) -> Iterator[symtable.Symbol]:
    """Yield each use of a name that is the notebook's own: at the top, or global further in."""
    whole, *inner = _scopes(tree)
    yield from whole.get_symbols()
    for scope in inner:
        yield from (symbol for symbol in scope.get_symbols() if symbol.is_global())


def _scopes(tree: ast.Module) -> Iterator[symtable.SymbolTable]:
    """Yield the scope of the notebook itself, then those within it."""
    generators = _WithGenerators().visit(ast.parse(ast.unparse(tree)))
    waiting = [symtable.symtable(ast.unparse(generators), "cell", "exec")]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting += scope.get_children()


class _WithGenerators(ast.NodeTransformer):
    """Turns comprehensions into generators, which bind the same names.

    From Python 3.12 on, the compiler melts a comprehension into the code around it, and its variable would
    look like one of the notebook.
    """

    def visit_ListComp(self, node: ast.ListComp) -> ast.GeneratorExp:  # noqa: N802
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp  # noqa: N815

    def visit_DictComp(self, node: ast.DictComp) -> ast.GeneratorExp:  # noqa: N802
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)
