"""Trust in the course's own notebooks, without which JupyterLab shows the words of a widget and not itself.

JupyterLab runs what a stored output brings along, such as the module of a widget, only in notebooks that
were run or signed on this computer. The course signs those that are as its build left them: the build seals a
notebook with a digest of all that it holds, which no longer fits once something in it is changed. (A seal can
be forged, but only by one who may also change the library, which every notebook runs.)
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError
from nbformat.sign import NotebookNotary

from course_lib.digests import digest

# What a damaged notebook raises, by what is damaged; and what a home that cannot be written to does.
DAMAGE = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
HINDRANCES = (*DAMAGE, OSError, sqlite3.Error)


def seal(notebook: NotebookNode) -> None:
    """Store in a notebook that was built the digest of all that it holds: code, outputs and metadata."""
    notebook.metadata.setdefault("course", {})["seal"] = _digest_without_seal(notebook)


def is_sealed(notebook: NotebookNode) -> bool:
    """Whether a notebook is as it was when it was sealed."""
    return notebook.metadata.get("course", {}).get("seal") == _digest_without_seal(notebook)


def trust(notebooks: Iterable[Path]) -> None:
    """Sign notebooks for the JupyterLab of whoever runs this, if their seal fits.

    One that was changed, or cannot be read or signed, stays as it is: its widgets show their words, and
    nothing else is lost.

    Args:
        notebooks: where the course's solved notebooks should be.
    """
    for path in notebooks:
        with suppress(*HINDRANCES):
            notebook = nbformat.read(path, as_version=4)
            if is_sealed(notebook):
                _sign(notebook)


def _digest_without_seal(notebook: NotebookNode) -> str:
    """Return the digest of all that a notebook holds but its seal."""
    rest = copy.deepcopy(notebook)
    rest.metadata.get("course", {}).pop("seal", None)
    return digest(json.dumps(rest, sort_keys=True))


def _sign(notebook: NotebookNode) -> None:
    """Enter a notebook in the list of those that JupyterLab trusts."""
    notary = NotebookNotary()
    try:
        notary.sign(notebook)
    finally:
        notary.store.close()
