"""`course export`: a chapter in other forms than a notebook."""

from pathlib import Path

import click

from course_lib.authoring.export import ExportError, export_html
from course_lib.authoring.source import SourceError, sources
from course_lib.places import CHAPTERS


@click.group(invoke_without_command=True)
@click.pass_context
def export(ctx: click.Context) -> None:
    """Write a chapter as a file that needs no notebook."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@export.command("html")
@click.argument("chapter")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; by default NN_words.html in this folder.",
)
def html_page(chapter: str, output: Path | None) -> None:
    """Write CHAPTER (07) as one page, with its solutions folded; no kernel, no other host.

    Widgets answer in it. Links to other chapters lead to their pages beside it, under their default names.
    """
    try:
        (source,) = sources(CHAPTERS, (chapter,))
        path = output or Path(f"{source.stem}.html")
        export_html(source, path)
    except (SourceError, ExportError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"wrote {path} ({path.stat().st_size / 1000:.0f} kB)")
