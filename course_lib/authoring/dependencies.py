"""Which files of the library a chapter rests on, read from the code without running any of it.

Their digests are stored in the solved notebook, so that a chapter whose stored pictures and numbers may have
gone stale is found by reading.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import course_lib
from course_lib.authoring.source import number_of

PACKAGE = Path(course_lib.__file__).parent
OUTSIDE = {"course_lib.authoring", "course_lib.commands"}  # build chapters; no chapter rests on them


def library_digests(source: Path, package: Path = PACKAGE) -> dict[str, str]:
    """Return the digest of each library file that a chapter imports, directly or through others.

    Args:
        source: the chapter's source; its questions (`checks/chNN_…`) belong to it too, and all questions to
            one that names `all_chapters` or `course_map`, which find them without importing them by name.
        package: the folder of the library.

    Returns:
        By path relative to the package, with forward slashes, a digest that is the same on every system.
    """
    code = source.read_text(encoding="utf-8")
    asking = "*" if re.search(r"\b(all_chapters|course_map)\b", code) else number_of(source)
    found = set(package.glob(f"checks/ch{asking}_*.py")) | set(_imported(code, package))
    waiting = list(found)
    while waiting:
        file = waiting.pop()
        new = set(_imported(file.read_text(encoding="utf-8"), package)) if file.suffix == ".py" else set()
        waiting += new - found
        found |= new
    return {file.relative_to(package).as_posix(): _digest(file.read_bytes()) for file in sorted(found)}


def _imported(code: str, package: Path) -> Iterator[Path]:
    """Yield the files of the library that a piece of code imports or reads."""
    for module in _modules(code):
        if any(module == outside or module.startswith(f"{outside}.") for outside in OUTSIDE):
            continue
        parts = module.split(".")[1:]
        for depth in range(len(parts) + 1):  # importing a.b.c runs a and a.b too
            folder = package.joinpath(*parts[:depth])
            for file in (folder / "__init__.py", folder.with_suffix(".py")):
                if file.is_file() and file.is_relative_to(package):
                    yield file
    for name in re.findall(r'"([\w.]+\.(?:js|css))"', code):
        if (file := package / "widgets" / "static" / name).is_file():
            yield file


@cache
def _modules(code: str) -> frozenset[str]:
    """Return the names in `course_lib` that a piece of code imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in names if name.split(".")[0] == "course_lib")


def _digest(content: bytes) -> str:
    """Return a short digest that does not depend on how a system ends its lines."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]
