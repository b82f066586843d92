"""What the course asks, and how it judges the answers: one file a chapter, and the two kinds of question.

A chapter's file holds `EXERCISES`, `PREDICTIONS` and `RECALL`; nothing else has to be registered.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from course_lib.checks.exercise import Exercise
from course_lib.checks.question import Question


def all_chapters() -> list[str]:
    """Return the numbers of the chapters that ask something, in order."""
    return sorted(_names())


def chapter_checks(number: str) -> ModuleType:
    """Return the module of a chapter's questions.

    Args:
        number: two digits, such as "07".

    Returns:
        The module `chNN_…`, with the tuples EXERCISES, PREDICTIONS and RECALL.

    Raises:
        ValueError: if no chapter of that number asks anything.
    """
    if not isinstance(number, str) or number not in _names():
        raise ValueError(f"chapter {number!r} has no questions; those that have: {', '.join(all_chapters())}")
    return import_module(f"{__name__}.{_names()[number]}")


def find_exercise(identifier: str) -> Exercise:
    """Return the exercise of that id, such as "07.2".

    Raises:
        TypeError: if identifier is not a string.
        ValueError: if there is none of that id; the message names those that there are.
    """
    return _found("EXERCISES", identifier)


def find_prediction(identifier: str) -> Question:
    """Return the prediction of that id, such as "07.a". Refusals as `find_exercise`."""
    return _found("PREDICTIONS", identifier)


def _found(kind: str, identifier: str) -> Any:
    """Return what has that id in the chapter that the id begins with."""
    if not isinstance(identifier, str):
        raise TypeError(f'expected an id in quotation marks such as "07.2", received {identifier!r}')
    known = {item.id: item for item in getattr(chapter_checks(identifier.partition(".")[0]), kind)}
    if identifier not in known:
        raise ValueError(f"there is no {identifier!r} among {kind.lower()}: {', '.join(known) or 'none'}")
    return known[identifier]


@cache
def _names() -> dict[str, str]:
    """Return the module name of each chapter's questions, by number."""
    return {
        module.name[2:4]: module.name for module in iter_modules(__path__) if module.name.startswith("ch")
    }
