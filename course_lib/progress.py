"""The learner's own record: what was answered, kept in one private file on this computer.

Each answer is one line of JSON, appended under a lock, so that several notebooks may write at once. A line
that is damaged is passed over; nothing is ever rewritten. Where the file cannot be written, answers wait in
memory and are written with the next one that can be. The record is never sent anywhere.

`COURSE_PROGRESS=off`, or `course progress --off`, switches it off; `COURSE_PROGRESS=/some/file.jsonl` puts it
elsewhere.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

SECONDS_TO_WAIT = 2.0  # for another notebook that is writing

_waiting: list[bytes] = []
_warned = False


def location() -> Path:
    """Return the file of the record, whether or not it exists."""
    chosen = os.environ.get("COURSE_PROGRESS", "")
    if chosen and chosen != "off":
        return Path(chosen).expanduser()
    return platformdirs.user_data_path("perceptron-to-transformer", appauthor=False) / "progress.jsonl"


def is_on() -> bool:
    """Whether answers are recorded."""
    return os.environ.get("COURSE_PROGRESS") != "off" and not _switch().exists()


def switch(on: bool) -> None:
    """Turn recording on or off, for every notebook on this computer.

    Raises:
        OSError: if the folder of the record cannot be written.
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
    if not is_on():
        return
    event = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": kind,
        "id": identifier,
    } | details
    _waiting.append(json.dumps(event, ensure_ascii=False, default=str).encode())
    try:
        _write_waiting(location())
    except (OSError, ValueError) as error:  # read-only, full, locked too long, or no path at all
        _warn(error)


def events() -> list[dict[str, Any]]:
    """Return what was recorded, oldest first; damaged lines are passed over.

    Returns:
        One dictionary an answer, with "time", "kind" and "id"; those that wait in memory are among them.
    """
    try:
        lines = location().read_bytes().splitlines()
    except (OSError, ValueError):
        lines = []
    return [event for event in map(_parsed, [*lines, *_waiting]) if event]


def _switch() -> Path:
    """Return the file whose presence says that recording is off."""
    return location().with_name("recording-is-off")


def _write_waiting(path: Path) -> None:
    """Append everything that waits, as whole lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock", timeout=SECONDS_TO_WAIT), path.open("a+b") as file:
        os.chmod(path, 0o600)
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
    except ValueError:
        return None
    return event if isinstance(event, dict) and {"time", "kind", "id"} <= event.keys() else None


def _warn(error: Exception) -> None:
    """Say once that answers are not on disk yet."""
    global _warned
    if not _warned:
        _warned = True
        print(
            f"Your answers cannot be saved in {location()} ({error}); they stay in this notebook's memory "
            "and are written as soon as that works. The notebook runs on.",
            file=sys.stderr,
        )
