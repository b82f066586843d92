"""`course progress`: what this learner has answered, from the record on this computer."""

from contextlib import suppress
from pathlib import Path

import click

from course_lib import progress as record
from course_lib.checks import all_chapters, chapter_checks


@click.command()
@click.option("--on", is_flag=True, help="Record answers from now on.")
@click.option("--off", is_flag=True, help="Stop recording answers.")
def progress(on: bool, off: bool) -> None:
    """Show what you have answered so far. The record never leaves this computer."""
    if on and off:
        raise click.UsageError("--on and --off exclude each other: choose one")
    try:
        if on or off:
            record.switch(on)
        path = _readable_location()
    except (OSError, ValueError) as error:
        raise click.ClickException(f"your record is out of reach: {error}") from error
    events = record.events()
    for number in all_chapters():
        click.echo(_line(number, events))
    click.echo(f"The record is {path} and is {'on' if record.is_on() else 'off'}.")


def _readable_location() -> Path:
    """Return the file of the record, which may be missing but not unreadable."""
    path = record.location()
    with suppress(FileNotFoundError):
        path.open("rb").close()
    return path


def _line(number: str, events: list[dict]) -> str:
    """Sum up a chapter in a line."""
    checks = chapter_checks(number)
    right = {
        event["id"] for event in events if event["kind"] == "check" and event.get("outcome") == "correct"
    }
    predicted = {event["id"] for event in events if event["kind"] == "predict"}
    parts = [
        _part(checks.EXERCISES, right, "exercises correct"),
        _part(checks.PREDICTIONS, predicted, "predictions made"),
    ]
    return f"Chapter {number}: {', '.join(filter(None, parts))}"


def _part(asked: tuple, done: set[str], words: str) -> str:
    """Say how many of the exercises or questions that a chapter asks are done; nothing if it asks none."""
    identifiers = {item.id for item in asked}
    return f"{len(identifiers & done)} of {len(identifiers)} {words}" if identifiers else ""
