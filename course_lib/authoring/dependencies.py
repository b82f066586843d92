"""Which files a chapter rests on, read from the code without running any of it.

Their digests are stored in the solved notebook, so that a chapter whose stored pictures and numbers may have
gone stale is found by reading.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from course_lib.authoring.source import number_of
from course_lib.digests import PACKAGE, digest, rests_on
from course_lib.results import file_name


def file_digests(source: Path, package: Path = PACKAGE) -> dict[str, str]:
    """Return the digest of each file on which a chapter rests, directly or through others.

    Args:
        source: the chapter's source. It rests on what it imports from the library, on its questions
            (`checks/chNN_…`), or on all questions if it names `all_chapters` or `course_map`, which find them
            without importing them by name; and on the stored results that it reads.
        package: the folder of the library.

    Returns:
        By path from the folder that holds the library, with forward slashes, a digest that is the same on
        every system.
    """
    code = source.read_text(encoding="utf-8")
    asking = "*" if re.search(r"\b(all_chapters|course_map)\b", code) else number_of(source)
    files = rests_on(code, package.glob(f"checks/ch{asking}_*.py"), package)
    files += [file for file in _results(code, package.parent / "chapters" / "results") if file.exists()]
    return {
        file.relative_to(package.parent).as_posix(): digest(file.read_text(encoding="utf-8"))
        for file in files
    }


def _results(code: str, folder: Path) -> Iterator[Path]:
    """Yield the files that a chapter reads by results("07", "remedies")."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "results":
            words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if len(words) == 2:  # the lint refuses what is not written out
                yield folder / file_name(*words)
