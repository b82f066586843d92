"""The learner's own record: what was answered, kept in one private file on this computer.

Each answer is one line of JSON, appended under a lock, so that several notebooks may write at once. A line
that is damaged is passed over; nothing is ever rewritten. Where the file cannot be written, answers wait in
memory and are written with the next one that can be; an answer that is written twice counts once, by its
"event". The record is never sent anywhere.

`course progress --off` switches it off, and so does `COURSE_PROGRESS` if it is off, 0, false or no, in
capitals or not. `COURSE_PROGRESS=/some/file.jsonl` puts the record elsewhere. A relative path is refused, for
it would begin another record in each folder, and a misspelt "off" would be taken for a file.
"""

from __future__ import annotations

import json
import os
import reprlib
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

SECONDS_TO_WAIT = 2.0  # for another notebook that is writing
OFF = {"off", "0", "false", "no"}
REQUIRED = {"time", "kind", "id"}  # of every event, each a text
TEXTS = REQUIRED | {"choice", "event"}

_waiting: list[bytes] = []
_warned = False


def location() -> Path:
    """Return the file of the record, whether or not it exists.

    Raises:
        ValueError: if COURSE_PROGRESS is no absolute path of a file, or there is no home folder.
    """
    chosen = _setting()
    try:
        path = Path(chosen).expanduser() if chosen and not _says_off(chosen) else _usual_location()
    except RuntimeError as error:  # a user whom the computer does not know
        raise ValueError(f"no folder for the record, set COURSE_PROGRESS to a file: {error}") from error
    if not path.is_absolute() or not path.name:
        raise ValueError(
            f"COURSE_PROGRESS={chosen!r}: expected off, or a file such as /home/me/progress.jsonl"
        )
    return path


def is_on() -> bool:
    """Whether answers are recorded; on, too, where nobody can tell: they wait in memory there."""
    if _says_off(_setting()):
        return False
    try:
        return not _switch().exists()
    except (OSError, ValueError):
        return True


def switch(on: bool) -> None:
    """Turn recording on or off, for every notebook on this computer.

    Raises:
        OSError: if the folder of the record cannot be written.
        ValueError: as `location`.
    """
    if on:
        _switch().unlink(missing_ok=True)
    else:
        _switch().parent.mkdir(parents=True, exist_ok=True)
        _switch().write_text("recording is off\n", encoding="utf-8")


def record(kind: str, identifier: str, **details: Any) -> None:
    """Add an answer to the record; never raises, so that no notebook breaks on it.

    Args:
        kind: "check", "predict", "recall" or "hint".
        identifier: the id of the exercise or question.
        details: what was answered, in values that JSON knows.
    """
    try:
        if is_on():
            _waiting.append(_encoded(kind, identifier, details))
            _write_waiting(location())
    except Exception as error:  # read-only, full, locked too long, no place at all: the notebook runs on
        _warn(error)


def events() -> list[dict[str, Any]]:
    """Return what was recorded, oldest first; never raises, damaged lines are passed over.

    Returns:
        One dictionary an answer, with "time", "kind" and "id" and often a "choice", all of them text; those
        that wait in memory are among them.
    """
    try:
        lines = location().read_bytes().splitlines()
    except (OSError, ValueError):
        lines = []
    found = [event for event in map(_parsed, [*lines, *_waiting]) if event]
    # A write that failed at its very end is tried again: then the same event stands there twice.
    return list({event.get("event", number): event for number, event in enumerate(found)}.values())


def _setting() -> str:
    """Return what COURSE_PROGRESS says; nothing if it is not set."""
    return os.environ.get("COURSE_PROGRESS", "").strip()


def _says_off(setting: str) -> bool:
    """Whether a value of COURSE_PROGRESS switches the record off."""
    return setting.lower() in OFF


def _usual_location() -> Path:
    """Return where this computer keeps the data of programs."""
    return platformdirs.user_data_path("perceptron-to-transformer", appauthor=False) / "progress.jsonl"


def _switch() -> Path:
    """Return the file whose presence says that recording is off."""
    return location().with_name("recording-is-off")


def _encoded(kind: str, identifier: str, details: dict[str, Any]) -> bytes:
    """Return an event as a line of JSON; what JSON does not know is described in words."""
    event = details | {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": kind,
        "id": identifier,
        "event": secrets.token_hex(8),
    }
    try:
        line = json.dumps(event, ensure_ascii=False, default=str)
    except Exception:  # a key that is no text, a value within itself, an object that cannot be named
        words = {
            name: value if isinstance(value, str) else reprlib.repr(value) for name, value in event.items()
        }
        line = json.dumps(words, ensure_ascii=False)
    return line.encode(errors="backslashreplace")  # which is how JSON, too, writes half a surrogate pair


def _write_waiting(path: Path) -> None:
    """Append everything that waits, as whole lines; a file that is new is private."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        FileLock(f"{path}.lock", timeout=SECONDS_TO_WAIT),
        open(path, "a+b", opener=lambda name, flags: os.open(name, flags, mode=0o600)) as file,
    ):
        if file.tell() > 0:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # a line that was cut off must not swallow this one
                file.write(b"\n")
        file.write(b"".join(line + b"\n" for line in _waiting))
    _waiting.clear()


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return the event on a line; None if the line is no event."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or not event.keys() >= REQUIRED:
        return None
    return event if all(isinstance(event[name], str) for name in TEXTS & event.keys()) else None


def _warn(error: Exception) -> None:
    """Say once that answers are not on disk yet."""
    global _warned
    if not _warned:
        _warned = True
        print(
            f"Your answers cannot be saved ({error}); they stay in this notebook's memory and are written "
            "as soon as that works. The notebook runs on.",
            file=sys.stderr,
        )
