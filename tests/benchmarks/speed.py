"""Measure how fast the course's NumPy is, beside PyTorch and other libraries that are written from scratch.

    make bench          measures, and writes the table
    make bench-check    measures, and fails if a goal is missed by more than 20 %

Each row is done by everyone from the same start, and the results are compared, before anything is timed.
"""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import click
import psutil
import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from course_lib.experiments import versions
from tests.benchmarks.speed_contenders import PEERS, require_equal_results, samples, why_missing
from tests.benchmarks.speed_rows import ROWS, Row
from tests.benchmarks.speed_table import SLACK, SpeedRun, misses, table, write

SAMPLES = Path(__file__).with_suffix(".json")
LIBRARIES = ("numpy", "torch", *PEERS)
ROUNDS = 31
LOOK = 3  # seconds in which is seen how busy the processor is
DIGITS = 4  # of a sample, in the file


@click.command(help="Measure how fast the course is, and write the table.")
@click.option("--check", is_flag=True, help="Write nothing; fail if a goal is missed by more than 20 %.")
def main(check: bool) -> None:
    """Measure, then write the table or say which goals are missed."""
    if why_missing("autograd") is not None:
        raise click.ClickException(
            f"HIPS autograd is needed ({why_missing('autograd')}): pip install -e .[bench]"
        )
    torch.set_num_threads(1)
    before = psutil.cpu_percent(LOOK)
    with threadpool_limits(1):
        taken = {row.name: measured(row) for row in tqdm(ROWS)}
        found = described(taken, before)
    if not check:
        write(found, SAMPLES)
        click.echo(table(found))
        return
    missed = misses(found, SLACK)
    click.echo("\n".join(missed) or f"every goal is met, or missed by no more than {SLACK - 1:.0%}")
    sys.exit(1 if missed else 0)


def measured(row: Row) -> dict[str, tuple[float, ...]]:
    """Show that everyone computes the same, and return the samples of each."""
    contenders = row.make()
    require_equal_results(contenders, row.steps, row.tolerance)
    taken = samples(contenders, ROUNDS)
    return {name: tuple(float(f"{s:.{DIGITS}g}") for s in seconds) for name, seconds in taken.items()}


def described(taken: dict[str, dict[str, tuple[float, ...]]], before: float) -> SpeedRun:
    """Return the samples with all that they depend on."""
    missing = {peer: why_missing(peer) for peer in PEERS if why_missing(peer) is not None}
    kind = versions()
    return SpeedRun(
        command="make bench",
        versions={"Python": kind["python"]} | {n: version(n) for n in LIBRARIES if n not in missing},
        processor=f"{platform.system()} {kind['processor']}",
        cores=psutil.cpu_count(),
        busy=(before, psutil.cpu_percent(LOOK)),
        missing=missing,
        samples=taken,
    )


if __name__ == "__main__":
    main()
