"""`course progress`: what this learner has answered, from the record on this computer."""

from collections import Counter

import click

from course_lib import progress as record
from course_lib.checks import all_chapters, chapter_checks


@click.command()
@click.option("--on/--off", "switched", default=None, help="Record answers from now on, or stop recording.")
def progress(switched: bool | None) -> None:
    """Show what you have answered so far. The record never leaves this computer."""
    if switched is not None:
        try:
            record.switch(switched)
        except OSError as error:
            raise click.ClickException(
                f"cannot change the setting beside {record.location()}: {error}"
            ) from error
    events = record.events()
    for number in all_chapters():
        click.echo(_line(number, events))
    click.echo(f"The record is {record.location()} and is {'on' if record.is_on() else 'off'}.")


def _line(number: str, events: list[dict]) -> str:
    """Sum up a chapter in a line."""
    checks = chapter_checks(number)
    exercises = {exercise.id for exercise in checks.EXERCISES}
    right = {
        event["id"] for event in events if event["kind"] == "check" and event.get("outcome") == "correct"
    }
    predictions = {question.id for question in checks.PREDICTIONS}
    predicted = Counter(event["id"] for event in events if event["kind"] == "predict")
    return (
        f"Chapter {number}: {len(exercises & right)} of {len(exercises)} exercises correct, "
        f"{len(predictions & predicted.keys())} of {len(predictions)} predictions made"
    )
