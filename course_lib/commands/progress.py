"""`course progress`: what this learner has answered, from the record on this computer."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from course_lib import progress as record
from course_lib.syllabus import SYLLABUS, written
from course_lib.tally import Tally, foresight, tally


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
    for line in _summary():
        click.echo(line)
    click.echo(f"The record is {path} and is {'on' if record.is_on() else 'off'}.")


def _summary() -> Iterator[str]:
    """Sum up each chapter that is written in a line, and then all of them."""
    events, together = record.events(), Tally()
    for number in written():
        found = tally(number, events)
        together += found
        yield f"{SYLLABUS[number].name}: {found}"
    yield f"Together: {together}"
    if came_true := foresight(events):
        yield came_true


def _readable_location() -> Path:
    """Return the file of the record, which may be missing but not unreadable."""
    path = record.location()
    with suppress(FileNotFoundError):
        path.open("rb").close()
    return path
