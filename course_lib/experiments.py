"""Fair comparisons: each row is tuned on a grid of the same size, chosen by validation and tested afterwards.

A script in `chapters/results` says what is compared as a `Comparison`; its command line runs the whole of it
and stores what came out, or runs a single row again. `course_lib.results` reads what was stored.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from tqdm import tqdm

from course_lib.results import Results, Row, code_digests, read, write


@dataclass(frozen=True)
class Score:
    """How one training run ended.

    Attributes:
        validation: score on the data by which settings are chosen.
        test: score on the data that choose nothing; kept for the chosen setting alone.
        diverged: whether the run ended in infinity, so that both are the score of a constant guess.
    """

    validation: float
    test: float
    diverged: bool = False


@dataclass(frozen=True)
class Comparison:
    """What a script compares.

    Attributes:
        script: its file; the results go beside it, with the ending .json.
        tuned: what the grids hold, such as "learning rate".
        grids: the settings that each row tries, by the row's name; all of one length.
        seeds: of the repetitions of each setting.
        run: trains (row, setting, seed) once; a function at the top of the script, for it goes to processes.
        measure: what else is measured of (row, seed), by name; a row may lack a measure.
        facts: what all rows share, for the reader: numbers and words by name.

    Raises:
        ValueError: if a row may try more settings than another.
    """

    script: Path
    tuned: str
    grids: dict[str, tuple[float, ...]]
    seeds: tuple[int, ...]
    run: Callable[[str, float, int], Score]
    measure: Callable[[str, int], dict[str, float]]
    facts: dict[str, Any]

    def __post_init__(self) -> None:
        """Refuse what would not be fair."""
        if len({len(grid) for grid in self.grids.values()}) != 1:
            raise ValueError(f"a fair comparison tries as many settings in each row; received {self.grids}")

    @property
    def stored(self) -> Path:
        """The file of the results."""
        return self.script.with_suffix(".json")

    def run_once(self, row: str, setting: float, seed: int) -> Score:
        """Run one setting of a row on one thread, as it runs in the whole comparison."""
        with threadpool_limits(1):
            return self.run(row, setting, seed)

    def run_all(self, processes: int = 2) -> Results:
        """Run every setting of every row with every seed.

        Args:
            processes: how many runs go on at a time, on one thread each.
        """
        code = code_digests(self.script)  # as it was when the runs began
        tasks = [
            (row, setting, seed)
            for row, grid in self.grids.items()
            for setting in grid
            for seed in self.seeds
        ]
        with ProcessPoolExecutor(processes, initializer=threadpool_limits, initargs=(1,)) as pool:
            ended = pool.map(self.run, *zip(*tasks, strict=True))
            scores = dict(zip(tasks, tqdm(ended, total=len(tasks), leave=False), strict=True))
        with threadpool_limits(1):
            rows = {row: self._row(row, scores) for row in self.grids}
        return Results(
            name=self.script.stem,
            command=f"python chapters/results/{self.script.name}",
            code=code,
            versions=versions(),
            seeds=self.seeds,
            tuned=self.tuned,
            facts=self.facts,
            rows=rows,
        )

    def _row(self, name: str, scores: dict[tuple[str, float, int], Score]) -> Row:
        """Choose a row's setting by its mean validation score, and put together what is known of the row."""
        grid = self.grids[name]
        ended = [[scores[name, setting, seed] for seed in self.seeds] for setting in grid]
        validation = np.array([[score.validation for score in of_setting] for of_setting in ended])
        best = int(validation.mean(axis=1).argmax())
        measured = [self.measure(name, seed) for seed in self.seeds]
        return Row(
            grid=grid,
            validation=validation,
            diverged=np.array([[score.diverged for score in of_setting] for of_setting in ended]),
            chosen=grid[best],
            test=np.array([score.test for score in ended[best]]),
            measures={key: np.array([values[key] for values in measured]) for key in measured[0]},
        )


def versions() -> dict[str, str]:
    """Return the versions on which the last digits of a result depend, and the kind of processor."""
    kernels = {pool["architecture"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    return {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scikit-learn": version("scikit-learn"),
        "processor": ", ".join([platform.machine(), *sorted(kernels)]),
    }


def command_line(comparison: Comparison) -> None:
    """Run a script's command: all of its comparison, or with --row and --seed one run of it."""

    @click.command(help=f"Run the comparison and store it in {comparison.stored.name}.")
    @click.option(
        "--row", type=click.Choice(list(comparison.grids)), help="Run this row alone, store nothing."
    )
    @click.option("--seed", type=int, default=comparison.seeds[0], show_default=True, help="With --row.")
    @click.option(
        "--setting", type=float, help=f"The {comparison.tuned}, with --row; else the stored choice."
    )
    @click.option("--processes", type=click.IntRange(1), default=2, show_default=True, help="At a time.")
    def command(row: str | None, seed: int, setting: float | None, processes: int) -> None:
        if row is None:
            found = comparison.run_all(processes)
            write(found, comparison.stored)
            click.echo("\n".join([*summary(found), f"stored in {comparison.stored.name}"]))
            return
        setting = read(comparison.stored).rows[row].chosen if setting is None else setting
        score = comparison.run_once(row, setting, seed)
        click.echo(f"{row}, {comparison.tuned} {setting:g}, seed {seed}: {score}")

    command()


def summary(found: Results) -> list[str]:
    """Return a line for each row, the best first; a setting at the edge of its grid may not be the best."""
    lines = []
    for name, row in sorted(found.rows.items(), key=lambda item: -item[1].test.mean()):
        edge = ", the edge of its grid" if row.chosen in (row.grid[0], row.grid[-1]) else ""
        span = f"{row.test.mean():.3f} ({row.test.min():.3f} to {row.test.max():.3f})"
        lines.append(f"{name:<36}{span}, {found.tuned} {row.chosen:g}{edge}")
    return lines
