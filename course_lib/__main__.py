"""The `course` command.

Each subcommand lives in a file of its own under `course_lib/commands` and is imported only when it is
called, so that `course --help` answers at once.
"""

import sys
from importlib import import_module

import click

COMMANDS = {
    "lab": "Open the course in JupyterLab.",
    "doctor": "Check that this computer has what the course needs.",
    "progress": "Show what you have answered so far.",
    "build": "Make the learner's and the solved notebooks.",
    "results": "Make the stored results of experiments anew.",
    "export": "Write a chapter as a file that needs no notebook.",
    "gallery": "Draw every kind of figure there is, with its call, as one page.",
    "test": "Run every check of the course.",
    "browser": "Find the browser that the tests drive, or fetch one.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a learner meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the file of that name; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(f"course_lib.commands.{cmd_name}"), cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(package_name="perceptron-to-transformer", prog_name="course")
@click.pass_context
def course(ctx: click.Context) -> None:
    """Perceptron to Transformer: deep learning to run, to touch and to see proved."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line: errors take one line, Ctrl-C is quiet."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # Windows consoles cannot print every sign
    try:
        status = course.main(prog_name="course", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"course: {' '.join(error.format_message().split())}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("course_lib"):
            raise
        click.echo(f'course: {error.name} is missing: pip install -e ".[dev]" brings all there is', err=True)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
