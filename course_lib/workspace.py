"""The learner's own copies of the chapters, in work/.

The notebooks in chapters/ stay as they were published: one run and one save there would stop the next
`git pull`. So the learner works on copies, and `refresh` brings those up to date without ever writing over
anything of the learner's: a copy that was edited stays, and the new version is put beside it.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from course_lib.places import CHAPTERS, WORK

RECORD = ".copies.json"


class Copy(NamedTuple):
    """What is remembered of one chapter: fingerprints of two versions, or None.

    Attributes:
        copied: the version that was put at the learner's file.
        offered: the last version that was put beside it because the learner had edited that file.
    """

    copied: str | None = None
    offered: str | None = None


def refresh(chapters: Path = CHAPTERS, work: Path = WORK) -> list[str]:
    """Bring the learner's copies up to date.

    Args:
        chapters: the folder of the published notebooks.
        work: the learner's folder; it is made if it does not exist.

    Returns:
        One line for each thing that was done or could not be done; nothing for what was up to date.

    Raises:
        FileNotFoundError: if `chapters` holds no notebook.
        OSError: if `work` cannot be made or its record cannot be written.
    """
    published = sorted(chapters.glob("*.ipynb"))
    if not published:
        raise FileNotFoundError(f"{chapters} holds no notebooks: make them with `course build`")
    work.mkdir(parents=True, exist_ok=True)
    record = _read_record(work / RECORD)
    lines = []
    for notebook in published:
        name = notebook.name
        try:
            record[name], line = _refresh_one(notebook, work / name, record.get(name, Copy()))
        except OSError as error:
            line = f"{name}: left as it is ({error.strerror or error})"
        if line:
            lines.append(line)
    # Written last: without it a fresh copy passes for an edited one, which is the safe mistake.
    _write(work / RECORD, json.dumps({n: c._asdict() for n, c in record.items()}, indent=1).encode())
    return lines


def fingerprint(notebook: Path) -> str | None:
    """The fingerprint of what is written in the cells of a notebook; None if it is no readable notebook.

    Pictures that were pasted into a cell count as written. Outputs, execution counts and empty cells do not:
    running a notebook leaves those, and is no edit.
    """
    try:
        # Plain JSON, because nbformat is strict where a learner's file may be anything.
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        written = [words for words in map(_written, cells) if words]
        return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _written(cell: dict[str, Any]) -> list[Any]:
    """What is written in a cell: its type, its source and its attachments if it has any; nothing if empty."""
    cell_type, source, attachments = cell["cell_type"], "".join(cell["source"]), cell.get("attachments")
    if attachments:
        return [cell_type, source, attachments]
    return [cell_type, source] if source.strip() else []


def _refresh_one(notebook: Path, copy: Path, known: Copy) -> tuple[Copy, str]:
    """Bring one copy up to date; what to remember of it, and a line that says what was done."""
    version = fingerprint(notebook)
    if version is None:
        return known, f"{copy.name}: not copied, because {notebook} cannot be read"
    if not os.path.lexists(copy):
        _write(copy, notebook.read_bytes())
        return known._replace(copied=version), f"{copy.name}: copied"
    mine = fingerprint(copy)
    if mine == version:
        return known._replace(copied=version), ""
    if mine == known.copied and mine is not None and _may_be_replaced(copy):
        _write(copy, notebook.read_bytes())
        return known._replace(copied=version), f"{copy.name}: brought up to date"
    if version in known:
        return known, ""  # the learner has this version already, or had it offered
    beside = _place_beside(copy, version, known.offered)
    _write(beside, notebook.read_bytes())
    return known._replace(offered=version), f"{copy.name}: yours, so it stays; the new one is {beside.name}"


def _place_beside(copy: Path, version: str, offered: str | None) -> Path:
    """The first of NN.new.ipynb, NN.new-2.ipynb ... that is free or holds an offer nobody has edited."""

    def is_unedited_offer(place: Path) -> bool:
        return fingerprint(place) in {version, offered} - {None} and _may_be_replaced(place)

    return next(
        place for place in _places_beside(copy) if not os.path.lexists(place) or is_unedited_offer(place)
    )


def _places_beside(copy: Path) -> Iterator[Path]:
    """Where a new version may be put beside a copy that was edited.

    >>> places = _places_beside(Path("07_gradients.ipynb"))
    >>> [next(places).name for _ in range(3)]
    ['07_gradients.new.ipynb', '07_gradients.new-2.ipynb', '07_gradients.new-3.ipynb']
    """
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        yield copy.with_name(f"{copy.stem}.new{ending}.ipynb")
        number += 1


def _may_be_replaced(path: Path) -> bool:
    """Whether a file is a plain one that its owner has not locked (root could write to a locked one)."""
    mode = path.lstat().st_mode
    return stat.S_ISREG(mode) and bool(mode & stat.S_IWUSR)


def _read_record(path: Path) -> dict[str, Copy]:
    """What was remembered; nothing of what is missing or damaged: copies that differ count as edited then."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(entries, dict):
        return {}
    return {name: Copy(**entry) for name, entry in entries.items() if _is_copy(entry)}


def _is_copy(entry: object) -> bool:
    """Whether an entry of the record holds the fields of a `Copy`, each a fingerprint or None."""
    return (
        isinstance(entry, dict)
        and entry.keys() == set(Copy._fields)
        and all(isinstance(version, str | None) for version in entry.values())
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
