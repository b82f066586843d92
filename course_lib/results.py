"""Stored results of experiments that take minutes, which a chapter reads instead of running them.

`chapters/results/chNN_name.py` makes them and `chNN_name.json` beside it holds them: every score, and with
what code, library versions and seeds it was reached. They are made anew by `make results`.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.digests import PACKAGE, bare, digest, rests_on
from course_lib.places import RESULTS

# How results are stored and read, which decides nothing of what they are.
STORING = {"course_lib/digests.py", "course_lib/places.py", "course_lib/results.py"}


class StaleResultsError(RuntimeError):
    """Stored results were made with other code than there is now; raised in builds and tests."""


@dataclass(frozen=True)
class Row:
    """One of the things that are compared, tuned on validation data and then judged once on test data.

    Attributes:
        grid: the settings that were tried, such as learning rates; G of them.
        validation: score of each setting for each seed, shape (G, seeds).
        diverged: whether that run ended in infinity, and so counts as a constant guess, shape (G, seeds).
        chosen: the setting of the highest mean validation score; the first of several.
        test: score of the chosen setting, shape (seeds,).
        measures: what else was measured, by name, shape (seeds,) each.
    """

    grid: tuple[float, ...]
    validation: np.ndarray
    diverged: np.ndarray
    chosen: float
    test: np.ndarray
    measures: dict[str, np.ndarray]


@dataclass(frozen=True, repr=False)
class Results:
    """What a script of `chapters/results` stored.

    Attributes:
        name: of the script, such as "ch07_remedies".
        command: what makes the results again.
        code: digest of each file that made them, by path; docstrings and comments do not count.
        versions: of Python, the libraries and the kind of processor.
        seeds: of the repetitions.
        tuned: what the grid of each row holds, such as "learning rate".
        facts: what all rows share, by name, such as the number of epochs.
        rows: by name, in the order in which they were run.
    """

    name: str
    command: str
    code: dict[str, str]
    versions: dict[str, str]
    seeds: tuple[int, ...]
    tuned: str
    facts: dict[str, Any]
    rows: dict[str, Row]

    @property
    def scores(self) -> dict[str, np.ndarray]:
        """The test score of each row, shape (seeds,)."""
        return {name: row.test for name, row in self.rows.items()}

    def measured(self, measure: str) -> dict[str, np.ndarray]:
        """Return what was measured of each row in which it exists, shape (seeds,)."""
        return {name: row.measures[measure] for name, row in self.rows.items() if measure in row.measures}

    def __repr__(self) -> str:
        """Show how much there is."""
        return f"Results of {self.name}: {len(self.rows)} rows, {len(self.seeds)} seeds"


def results(chapter: str, name: str) -> Results:
    """Return stored results.

    Args:
        chapter: two digits, such as "07".
        name: what they are about, such as "remedies".

    Raises:
        FileNotFoundError: if there are none of that chapter and name.
        ValueError: if their file is damaged.
        StaleResultsError: if they were made with other code and COURSE_STRICT is 1, as in builds and tests. A
            learner who changed something gets a sentence instead.
    """
    path = RESULTS / file_name(chapter, name)
    if not path.exists():
        known = ", ".join(f'results("{file.stem[2:4]}", "{file.stem[5:]}")' for file in stored())
        raise FileNotFoundError(f'there is no results("{chapter}", "{name}"); there is {known or "none yet"}')
    found = read(path)
    if changed := changed_code(found, path.with_suffix(".py")):
        message = f"{found!r} were made with other code: {', '.join(changed)} changed since"
        if os.environ.get("COURSE_STRICT") == "1":
            raise StaleResultsError(f"{message}; `make results` makes them anew")
        print(f"! {message}. They say what the course's own code does.")
    return found


def file_name(chapter: str, name: str) -> str:
    """Return the name of the file that holds a chapter's results about something."""
    return f"ch{chapter}_{name}.json"


def stored() -> list[Path]:
    """Return the files of all stored results."""
    return sorted(RESULTS.glob("ch*.json"))


def read(path: Path) -> Results:
    """Read a file of stored results.

    Raises:
        ValueError: if it is damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = {name: _row(entry, len(content["seeds"])) for name, entry in content.pop("rows").items()}
        return Results(**content | {"seeds": tuple(content["seeds"]), "rows": rows})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"{path.name} is damaged ({error!r}): get it back from the repository, or run `make results`"
        ) from error


def write(found: Results, path: Path) -> None:
    """Write results whole or not at all.

    Raises:
        ValueError: if a number is NaN or infinite.
    """
    rows = {
        name: {key: _plain(value) for key, value in vars(row).items()} for name, row in found.rows.items()
    }
    text = json.dumps(vars(found) | {"rows": rows}, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^][{}]*\]", lambda numbers: " ".join(numbers[0].split()), text)  # a list on one line
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text + "\n", encoding="utf-8", newline="\n")
    unfinished.replace(path)


def code_digests(script: Path) -> dict[str, str]:
    """Return the digest of a script and of each library file that it imports, directly or through others.

    Docstrings, comments and the files that only store results do not count.
    """
    code = script.read_text(encoding="utf-8")
    files = {f"chapters/results/{script.name}": script}
    files |= {file.relative_to(PACKAGE.parent).as_posix(): file for file in rests_on(code)}
    return {
        name: digest(bare(file.read_text(encoding="utf-8")))
        for name, file in files.items()
        if name not in STORING
    }


def changed_code(found: Results, script: Path) -> list[str]:
    """Return the files that are not as they were when these results were made."""
    now = code_digests(script)
    return sorted(file for file in now.keys() | found.code.keys() if now.get(file) != found.code.get(file))


def _row(entry: dict[str, Any], seeds: int) -> Row:
    """Return a row as it is stored, as arrays.

    Raises:
        ValueError: if an array has not the shape that grid and seeds ask for.
    """
    grid = tuple(entry["grid"])
    measures = {name: np.asarray(values, dtype=float) for name, values in entry["measures"].items()}
    row = Row(
        grid=grid,
        validation=np.asarray(entry["validation"], dtype=float),
        diverged=np.asarray(entry["diverged"], dtype=bool),
        chosen=entry["chosen"],
        test=np.asarray(entry["test"], dtype=float),
        measures=measures,
    )
    wanted = [(row.validation, (len(grid), seeds)), (row.diverged, (len(grid), seeds))]
    wanted += [(values, (seeds,)) for values in (row.test, *measures.values())]
    for values, shape in wanted:
        if values.shape != shape:
            raise ValueError(f"expected scores of shape {shape}, received {values.shape}")
    if row.chosen not in grid:
        raise ValueError(f"the chosen setting {row.chosen} is none of {grid}")
    return row


def _plain(value: Any) -> Any:
    """Return arrays as lists, wherever they stand."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value
