"""`course browser`: find the browser that the tests drive, or fetch one."""

import os
from pathlib import Path

import click

from course_lib.commands.chromium import BrowserNotFoundError, fetch_chromium, find_chromium


@click.command()
def browser() -> None:
    """Find the browser that the tests drive, or fetch one.

    COURSE_CHROMIUM names the one to take; otherwise the PATH is searched, then Playwright's own. Learners
    need none of this: it is for `course test`.
    """
    try:
        path, version = _found_or_fetched()
    except BrowserNotFoundError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path} (Chromium {version})")


def _found_or_fetched() -> tuple[Path, str]:
    """A Chromium that starts; where there is none, Playwright's is fetched first."""
    try:
        return find_chromium()
    except BrowserNotFoundError:
        if os.environ.get("COURSE_CHROMIUM"):
            raise
    fetch_chromium()
    return find_chromium()
