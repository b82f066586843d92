"""`course results`: make the stored results of experiments anew where the code behind them changed."""

import subprocess
import sys
from pathlib import Path

import click

from course_lib.environment import quiet_environment
from course_lib.places import CHAPTERS, RESULTS
from course_lib.results import changed_code, read


@click.command()
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Run also those that are up to date.")
def results(names: tuple[str, ...], every: bool) -> None:
    """Make the stored results of experiments anew where the code behind them changed.

    NAMES are scripts of chapters/results, such as ch07_remedies; all of them if none is named.
    """
    for script in _scripts(names):
        reason = why_out_of_date(script)
        click.echo(f"{script.stem}: {reason or 'up to date'}")
        if reason or every:
            _run(script)


def why_out_of_date(script: Path) -> str:
    """Say why the stored results of a script are not those of the code as it is; empty if they are.

    Args:
        script: its file; the results lie beside it.
    """
    stored = script.with_suffix(".json")
    if not stored.exists():
        return "not run yet"
    try:
        changed = changed_code(read(stored), script)
    except ValueError as error:
        return str(error)
    return f"{', '.join(changed)} changed since it was run" if changed else ""


def _scripts(names: tuple[str, ...]) -> list[Path]:
    """Return the scripts of these names, or all."""
    known = {script.stem: script for script in sorted(RESULTS.glob("ch*.py"))}
    if unknown := [name for name in names if name not in known]:
        raise click.ClickException(f"there is no {unknown[0]!r} in chapters/results: {', '.join(known)}")
    return [known[name] for name in names or known]


def _run(script: Path) -> None:
    """Run a script as its stored command says."""
    done = subprocess.run([sys.executable, script], cwd=CHAPTERS.parent, env=_environment())
    if done.returncode:
        raise click.ClickException(f"{script.name} failed; what was stored before is as it was")


def _environment() -> dict[str, str]:
    """Return the environment of builds, with a progress bar: this takes minutes."""
    return {name: value for name, value in quiet_environment().items() if name != "TQDM_DISABLE"}
