"""What is public in the library, found by importing it, and how a row of a table calls it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from types import ModuleType
from typing import Any

from parity.sides import NUMPY, TORCH

import course_lib
from refusals.kinds import Kind, Side

OUTSIDE = {  # parts of the library that take no numbers of a learner
    "__main__": "the command line, which click checks",
    "authoring": "builds the course",
    "checks": "exercises, whose answers may be anything: judging a wrong one is their work",
    "claims": "what chapters say",
    "commands": "the command line, which click checks",
    "computer": "looks at the computer",
    "course_map": "draws the map of chapters",
    "digests": "builds the course",
    "environment": "sets variables",
    "experiments": "runs the scripts of chapters/results",
    "learning": "questions and answers, by ids",
    "places": "paths",
    "progress": "the learner's record",
    "projects": "solutions, which may be anything: telling what is wrong with one is their work",
    "reference": "the tables of appendix A2, which tests hold to the library",
    "results": "reads what chapters/results stored",
    "scored_training": "runs the scripts of chapters/results; `fit` checks what it is given",
    "showing": "shows what was drawn",
    "syllabus": "the list of chapters",
    "tally": "counts answers",
    "trust": "signs notebooks",
    "workspace": "the learner's copies",
}


@dataclass(frozen=True)
class Row:
    """One public function, class or method, and of which kind each of its arguments is.

    Attributes:
        kinds: by name of the argument.
        of: for a method, what it is called on, made for a side.
    """

    kinds: dict[str, Kind]
    of: Callable[[Side], Any] | None = None

    def call(self, name: str, **changed: Any) -> Any:
        """Call it with values that are taken, apart from those that are changed."""
        side = side_of(name)
        values = {key: kind.right(side) for key, kind in self.kinds.items()} | changed
        function = (
            getattr(self.of(side), name.rpartition(".")[2]) if self.of else getattr(*_module_and_key(name))
        )
        parameters = inspect.signature(function).parameters
        if all(parameter.kind is not parameter.VAR_POSITIONAL for parameter in parameters.values()):
            return function(**values)
        by_name = {key: values.pop(key) for key in list(values) if _is_by_name(parameters.get(key))}
        return function(*_spread_out(values), **by_name)


def takes(of: Callable[[Side], Any] | None = None, **kinds: Kind) -> Row:
    """Return a row: the kinds of the arguments by name, and for a method what it is called on."""
    return Row(kinds, of)


def on_both_sides(rows: dict[str, Row]) -> dict[str, Row]:
    """Return the rows of what NumPy and PyTorch have under the same names."""
    return {f"{package}.{name}": row for name, row in rows.items() for package in ("numpy_nn", "torch_nn")}


def side_of(name: str) -> Side:
    """Return the side on which something stands; what has no twin takes NumPy's arrays."""
    return TORCH if name.startswith("torch_nn.") else NUMPY


def _module_and_key(name: str) -> tuple[ModuleType, str]:
    """Return where a function or class stands and what it is called there."""
    module, _, key = name.rpartition(".")
    return importlib.import_module(f"course_lib.{module}"), key


def _is_by_name(parameter: inspect.Parameter | None) -> bool:
    return parameter is not None and parameter.kind is parameter.KEYWORD_ONLY


def _spread_out(values: dict[str, Any]) -> list[Any]:
    """Return values in order, a tuple one by one: it is what any number of arguments takes."""
    return [each for value in values.values() for each in (value if isinstance(value, tuple) else (value,))]


def public_names() -> dict[str, list[str]]:
    """Return each public function, class and method that takes something, with the names of its arguments."""
    return dict(_found())


def _found() -> Iterator[tuple[str, list[str]]]:
    for module in _modules():
        prefix = module.__name__.removeprefix("course_lib.")
        for key, value in vars(module).items():
            defined_here = getattr(value, "__module__", None) == module.__name__
            if key.startswith(("_", "require_")) or not defined_here:
                continue
            if inspect.isclass(value):
                yield from _of_class(f"{prefix}.{key}", value)
            elif inspect.isfunction(value):
                yield from _taking(f"{prefix}.{key}", value, skip=0)


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(course_lib.__path__, "course_lib."):
        if found.name.split(".")[1] not in OUTSIDE:
            yield importlib.import_module(found.name)


def _of_class(name: str, kind: type) -> Iterator[tuple[str, list[str]]]:
    """Yield the class and its methods; errors and records are left out: they hold what was checked before."""
    record = hasattr(kind, "_fields") or (is_dataclass(kind) and "__post_init__" not in vars(kind))
    if issubclass(kind, BaseException) or record:
        return
    if "__init__" in vars(kind):
        yield from _taking(name, kind.__init__, skip=1)
    for key, value in vars(kind).items():
        if not inspect.isfunction(value) or key == "gradients":  # is called by backward alone
            continue
        if not key.startswith("_") or key == "__call__":
            public = "forward" if key == "compute" else key  # a module's own function is called through it
            yield from _taking(f"{name}.{public}", value, skip=1)


def _taking(name: str, function: Callable[..., Any], skip: int) -> Iterator[tuple[str, list[str]]]:
    arguments = list(inspect.signature(function).parameters)[skip:]
    if arguments:
        yield name, arguments
