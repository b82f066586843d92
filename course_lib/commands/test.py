"""`course test`: every check of the course, one stage after another."""

import platform
import subprocess
import sys
import time
from typing import NamedTuple

import click

from course_lib.commands.reports import chapter_table, report_path
from course_lib.environment import quiet_environment
from course_lib.places import ROOT

PYTEST = ("pytest", "-q", "-p", "no:cacheprovider")
# Another processor: torch and OpenBLAS keep to plainer instructions, which round differently.
ELSEWHERE = {"ATEN_CPU_CAPABILITY": "default", "OPENBLAS_CORETYPE": "Nehalem"}
STAGES = {
    "build": "sources and notebooks agree",
    "lint": "style, spelling, links and the examples in docstrings",
    "unit": "the library, its proofs of equality, the commands",
    "strict": "every solved notebook gives its stored outputs again",
    "lax": "every learner's notebook runs untouched",
    "cells": "every code cell passed in those two",
    "concepts": "each concept stands where the table says, with proofs that passed",
    "browser": "JupyterLab, as a learner uses it",
}
REPORTED = ("unit", "strict", "lax", "elsewhere")  # stages that leave a junit report
READERS = {"cells": "tests/chapters/test_reports.py", "concepts": "tests/chapters/test_coverage.py"}


class Outcome(NamedTuple):
    """How a stage ended."""

    stage: str
    passed: bool
    seconds: float


@click.command(epilog="\b\n" + "\n".join(f"{stage:<10}{proves}" for stage, proves in STAGES.items()))
@click.option("--elsewhere", is_flag=True, help="Only run the chapters, as another processor computes.")
@click.option(
    "--only", type=click.Choice(list(STAGES)), multiple=True, help="Run this stage (may be repeated)."
)
def test(elsewhere: bool, only: tuple[str, ...]) -> None:
    """Run every check of the course, or those that are named."""
    if elsewhere and only:
        raise click.UsageError("--elsewhere is a run of its own: leave --only away")
    if elsewhere and platform.machine().lower() not in {"x86_64", "amd64"}:
        raise click.ClickException(
            "--elsewhere needs an x86-64 processor, whose instructions it can hold back"
        )
    stages = ("elsewhere",) if elsewhere else tuple(stage for stage in STAGES if not only or stage in only)
    environment = quiet_environment() | (ELSEWHERE if elsewhere else {})
    outcomes = [run_stage(stage, environment) for stage in stages]
    click.echo(summary(outcomes))
    if not all(outcome.passed for outcome in outcomes):
        raise SystemExit(1)


def run_stage(stage: str, environment: dict[str, str]) -> Outcome:
    """Run the commands of a stage, all of them even if one fails, and say how long they took."""
    click.secho(f"\n== {stage}", bold=True)
    if stage in REPORTED:
        report_path(stage).unlink(missing_ok=True)  # so that no older run can pass for this one
    started = time.perf_counter()
    codes = []
    for arguments in commands(stage):
        click.secho(f"-- {' '.join(arguments)}", dim=True)
        codes.append(subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=environment).returncode)
    outcome = Outcome(stage, not any(codes), time.perf_counter() - started)
    click.echo(f"{_verdict(outcome)}: {stage}, {outcome.seconds:.1f} s")
    return outcome


def commands(stage: str) -> list[tuple[str, ...]]:
    """What a stage runs, each command as it follows `python -m`."""
    passed_over = (f"--ignore={path}" for path in ("tests/browser", "tests/documents", *READERS.values()))
    return {
        "build": [("course_lib", "build", "--check")],
        "lint": [
            ("ruff", "check"),
            ("ruff", "format", "--check"),
            (*PYTEST, "tests/documents"),
            (*PYTEST, "--doctest-modules", "course_lib"),
        ],
        "unit": [(*PYTEST, f"--junitxml={report_path('unit')}", "tests", *passed_over)],
        "strict": [_notebooks("strict", "--nbval", "chapters/solved")],
        "lax": [_notebooks("lax", "--nbval-lax", "chapters", "--ignore=chapters/solved")],
        "cells": [(*PYTEST, READERS["cells"])],
        "concepts": [(*PYTEST, READERS["concepts"])],
        "browser": [(*PYTEST, "tests/browser")],
        "elsewhere": [_notebooks("elsewhere", "--nbval", "chapters/solved")],
    }[stage]


def summary(outcomes: list[Outcome]) -> str:
    """A line for each stage, their sum, and a table of the chapters that ran."""
    lines = ["", f"{'stage':<10}{'':<8}{'seconds':>8}"]
    lines += [f"{outcome.stage:<10}{_verdict(outcome):<8}{outcome.seconds:>8.1f}" for outcome in outcomes]
    lines += [f"{'together':<18}{sum(outcome.seconds for outcome in outcomes):>8.1f}"]
    ran = tuple(outcome.stage for outcome in outcomes if outcome.stage in {"strict", "lax", "elsewhere"})
    return "\n".join([*lines, "", chapter_table(ran)]).rstrip()


def _verdict(outcome: Outcome) -> str:
    return "ok" if outcome.passed else "FAILED"


def _notebooks(run: str, *arguments: str) -> tuple[str, ...]:
    """A run of nbval over notebooks that writes a junit report; a cell may take two minutes."""
    return (
        *PYTEST,
        *("-p", "tests.chapters.kernel_memory"),
        *("--nbval-current-env", "--nbval-cell-timeout", "120"),
        *("--nbval-sanitize-with", "tests/chapters/sanitise.cfg"),
        f"--junitxml={report_path(run)}",
        *arguments,
    )
