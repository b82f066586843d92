"""`course doctor`: does this computer have what the course needs?"""

import click

from course_lib.computer import findings


@click.command()
def doctor() -> None:
    """Check that this computer has what the course needs."""
    missing = 0
    for finding in findings():
        click.echo(finding)
        missing += finding.good is False
    if missing:
        raise click.ClickException(f"{missing} of these must be put right first")
    click.echo("Everything that the course needs is here.")
