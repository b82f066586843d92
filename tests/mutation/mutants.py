"""Is there a test for each thing that the code does? mutmut breaks the code in one place after another.

Each group of files is mutated in a copy of the course, and only the tests of that group run: a layer that is
broken makes many tests fail, but the one that should notice is its own.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import click

from course_lib.environment import quiet_environment
from course_lib.places import ROOT
from tests.mutation.scores import MutationRun, Score, Survivor, table, write

SCORES = Path(__file__).with_name("scores.json")
MUTMUT = Path(sys.executable).with_name("mutmut")
TARGETS = {  # by name: the files that are broken, and their tests
    "losses.py": (
        (
            "course_lib/numpy_nn/losses.py",
            "course_lib/numpy_nn/binary_losses.py",
            "course_lib/reduction.py",
        ),
        (
            "tests/test_reduction.py",
            "tests/numpy_nn/test_losses.py",
            "tests/parity/test_losses.py",
            "tests/parity/test_loss_refusals.py",
            "tests/parity/test_dtypes.py",
        ),
    ),
    "normalisation.py": (
        ("course_lib/numpy_nn/normalisation.py",),
        (
            "tests/numpy_nn/test_normalisation.py",
            "tests/parity/test_normalisation.py",
            "tests/parity/test_normalisation_refusals.py",
        ),
    ),
    "optimisers.py": (
        ("course_lib/numpy_nn/optimisers.py",),
        (
            "tests/numpy_nn/test_optimisers.py",
            "tests/parity/test_optimisers.py",
            "tests/parity/test_optimiser_refusals.py",
        ),
    ),
}
SETTINGS = """
[tool.mutmut]
source_paths = ["course_lib"]
only_mutate = {files}
pytest_add_cli_args_test_selection = {tests}
"""
# Hypothesis would look for the smallest counterexample to each mutant; any will do.
HASTE = """
from hypothesis import Phase

settings.register_profile("mutants", settings.get_profile("course"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("mutants")
"""


@click.command(help="Break the code in one place after another, and write how many breaks the tests notice.")
@click.argument("names", nargs=-1, type=click.Choice(list(TARGETS)))
def main(names: tuple[str, ...]) -> None:
    """Measure all targets and write their scores, or measure those that are named and write nothing."""
    found = MutationRun(
        command="make mutants",
        versions={"Python": platform.python_version(), "mutmut": version("mutmut")},
        cores=os.cpu_count(),
        scores={name: score(*TARGETS[name]) for name in names or TARGETS},
    )
    if not names:
        write(found, SCORES)
    click.echo(table(found))


def score(files: tuple[str, ...], tests: tuple[str, ...]) -> Score:
    """Run mutmut on some files, in a copy that is thrown away.

    Raises:
        ClickException: if mutmut did not come to its end, as where a test fails without any mutant.
    """
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course"
        _copy_course(copy, files, tests)
        if _mutmut(copy, "run", capture_output=False).returncode:
            raise click.ClickException(f"mutmut broke off on {', '.join(files)}")
        results = [line.strip().split(": ") for line in _lines(copy, "results", "--all", "True")]
        survivors = tuple(_survivor(copy, name, status) for name, status in results if status != "killed")
    minutes = round((time.perf_counter() - started) / 60, 1)
    return Score(files, tests, len(results), minutes, survivors)


def _copy_course(copy: Path, files: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """Copy library and tests, with mutmut's settings."""
    for name in ("course_lib", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = SETTINGS.format(files=list(files), tests=list(tests))
    (copy / "pyproject.toml").write_text(project + settings, encoding="utf-8")
    with (copy / "tests/conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(HASTE)


def _survivor(copy: Path, name: str, status: str) -> Survivor:
    """Look up what a mutant changed: one line of the code, or the first that differs."""
    changes = [line for line in _lines(copy, "show", name) if line[:4] not in ("--- ", "+++ ")]
    line, changed = (
        next((text[1:].strip() for text in changes if text.startswith(sign)), "") for sign in "-+"
    )
    return Survivor(name, status, line, changed)


def _lines(copy: Path, *arguments: str) -> list[str]:
    return _mutmut(copy, *arguments, capture_output=True).stdout.splitlines()


def _mutmut(copy: Path, *arguments: str, capture_output: bool) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MUTMUT, *arguments], cwd=copy, env=quiet_environment(), capture_output=capture_output, text=True
    )


if __name__ == "__main__":
    main()
