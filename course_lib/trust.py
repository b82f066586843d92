"""Trust in the course's own notebooks, without which JupyterLab shows the words of a widget and not itself.

JupyterLab runs what a stored output brings along, such as the module of a widget, only in notebooks that
were run or signed on this computer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import nbformat
from nbformat import ValidationError
from nbformat.sign import NotebookNotary

# What a damaged notebook raises, by what is damaged; and what a home that cannot be written to does.
DAMAGE = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
HINDRANCES = (*DAMAGE, OSError, sqlite3.Error)


def trust(notebooks: Iterable[Path]) -> None:
    """Sign notebooks for the JupyterLab of whoever runs this.

    One that cannot be read or signed stays as it is: its widgets show their words, and nothing else is lost.

    Args:
        notebooks: those of the course, whose code its learners run in any case.
    """
    for path in notebooks:
        with suppress(*HINDRANCES):
            notary = NotebookNotary()
            try:
                notary.sign(nbformat.read(path, as_version=4))
            finally:
                notary.store.close()
