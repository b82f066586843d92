"""Which files of the library a piece of code rests on, and their digests, read without running any of it.

A solved notebook and the stored results of a script remember the digests of what they were made with, so that
what may have gone stale is found by reading.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import course_lib

PACKAGE = Path(course_lib.__file__).parent
OUTSIDE = {"course_lib.authoring", "course_lib.commands"}  # build chapters; no chapter rests on them


def rests_on(code: str, also: Iterable[Path] = (), package: Path = PACKAGE) -> list[Path]:
    """Return the files of the library that a piece of code imports, directly or through others, in order.

    Args:
        code: Python; imports inside functions count, and so do the scripts and styles of a widget that it
            names.
        also: further files of the library on which it rests.
        package: the folder of the library.
    """
    found = set(also) | set(_imported(code, package))
    waiting = list(found)
    while waiting:
        file = waiting.pop()
        read = {".py": _imported, ".js": _imported_script}.get(file.suffix)
        new = set(read(file.read_text(encoding="utf-8"), package)) if read else set()
        waiting += new - found
        found |= new
    return sorted(found)


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def bare(code: str) -> str:
    r"""Return code without docstrings, comments and blank lines: what decides its results.

    Blank lines within a string go too, so it is for comparing, not for running.

    >>> bare('# why\nx = 1  # how\n\ndef f():\n    "What."\n    return x\n')
    'x = 1\ndef f():\n    return x'
    """
    lines = code.split("\n")
    for (first, start), (last, end) in sorted([*_docstrings(code), *_comments(code)], reverse=True):
        lines[first - 1 : last] = [lines[first - 1][:start] + lines[last - 1][end:]]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _imported(code: str, package: Path) -> Iterator[Path]:
    """Yield the files of the library that a piece of code imports or reads."""
    for module in (source for name in _modules(code) for source in _sources(name, package)):
        if any(module == outside or module.startswith(f"{outside}.") for outside in OUTSIDE):
            continue
        parts = module.split(".")[1:]
        for depth in range(len(parts) + 1):  # importing a.b.c runs a and a.b too
            folder = package.joinpath(*parts[:depth])
            for file in (folder / "__init__.py", folder.with_suffix(".py")):
                if file.is_file() and file.is_relative_to(package) and not _passed_on(file):
                    yield file
    for name in re.findall(r'"([\w.]+\.(?:js|css))"', code):
        if (file := package / "widgets" / "static" / name).is_file():
            yield file


def _sources(name: str, package: Path) -> list[str]:
    """Return where a name is defined that a package may only pass on; of such a package, all its names."""
    inside = name.split(".")[1:]
    whole = _passed_on(package.joinpath(*inside, "__init__.py"))
    parent = _passed_on(package.joinpath(*inside[:-1], "__init__.py")) if inside else {}
    return list(whole.values()) or [parent.get(inside[-1] if inside else "", name)]


def _passed_on(file: Path) -> dict[str, str]:
    """Return where an `__init__.py` has each of its names from, if it does nothing but pass names on."""
    if file.name != "__init__.py" or not file.is_file():
        return {}
    names = {}
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and not statement.level:
            names |= {
                alias.asname or alias.name: f"{statement.module}.{alias.name}" for alias in statement.names
            }
        elif not isinstance(statement, ast.Expr) and "__all__" not in ast.unparse(statement):
            return {}
    return names


def _imported_script(code: str, package: Path) -> Iterator[Path]:
    """Yield the files that a widget's script imports."""
    for name in re.findall(r'^import .* from "\./([\w.]+)";$', code, re.MULTILINE):
        yield package / "widgets" / "static" / name


@cache
def _modules(code: str) -> frozenset[str]:
    """Return the names in `course_lib` that a piece of code imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in names if name.split(".")[0] == "course_lib")


Span = tuple[tuple[int, int], tuple[int, int]]  # from (line, column) to (line, column), lines counted from 1


def _docstrings(code: str) -> Iterator[Span]:
    """Yield where docstrings stand, and other strings that do nothing."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str):
            start, end = _column(code, node.lineno, node.col_offset), node.end_col_offset
            yield (node.lineno, start), (node.end_lineno, _column(code, node.end_lineno, end))


def _comments(code: str) -> Iterator[Span]:
    """Yield where comments stand."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end


def _column(code: str, line: int, offset: int) -> int:
    """Return a column in characters, where the parser counts bytes of UTF-8."""
    return len(code.split("\n")[line - 1].encode()[:offset].decode())
