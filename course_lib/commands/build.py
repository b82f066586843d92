"""`course build`: make the notebooks from chapters/src, or say which are out of step."""

import time

import click

from course_lib.authoring.build import BuildError, orphans, out_of_step
from course_lib.authoring.build import build as build_chapter
from course_lib.authoring.source import SourceError, sources
from course_lib.places import CHAPTERS


@click.command()
@click.argument("chapters", nargs=-1)
@click.option(
    "--check", is_flag=True, help="Run nothing; say which notebooks are out of step, and fail if any."
)
@click.option("--stale", is_flag=True, help="Build only the chapters that are out of step.")
def build(chapters: tuple[str, ...], check: bool, stale: bool) -> None:
    """Make the learner's and the solved notebooks of CHAPTERS (07, or all of them)."""
    if check and stale:
        raise click.UsageError("--check runs nothing and --stale builds: choose one")
    try:
        chosen = sources(CHAPTERS, chapters)
        behind = out_of_step(chosen) if check or stale else {}
    except SourceError as error:
        raise click.ClickException(str(error)) from error
    if check:
        _report([f"{source.stem}: {reason}" for source, reason in behind.items()])
        return
    for source in chosen if not stale else behind:
        started = time.perf_counter()
        try:
            build_chapter(source)
        except BuildError as error:
            click.echo(error, err=True)
            raise click.ClickException(
                f"{source.stem} was not built; its notebooks are as they were"
            ) from error
        click.echo(f"built {source.stem} in {time.perf_counter() - started:.1f} s")


def _report(problems: list[str]) -> None:
    """Say what is out of step, or that nothing is."""
    problems += [f"{path.name} has no source in chapters/src: delete it" for path in orphans(CHAPTERS)]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException("out of step with chapters/src: run `course build --stale`")
    click.echo("every notebook follows from its source and from the library as it is")
