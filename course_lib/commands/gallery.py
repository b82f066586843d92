"""`course gallery`: every picture that the library can draw, on one page."""

from pathlib import Path

import click

from course_lib.authoring.export import ExportError
from course_lib.authoring.gallery import write_gallery


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="gallery.html",
    show_default=True,
    help="The file to write.",
)
def gallery(output: Path) -> None:
    """Draw every kind of figure there is, with its call, as one page."""
    try:
        write_gallery(output)
    except ExportError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"wrote {output} ({output.stat().st_size / 1000:.0f} kB)")
