"""How a run is measured: trained from several seeds on the rows it is given, and judged on others.

A run is a function of (rows, labels, seed) that trains, and returns a function that reads new rows and
returns their kinds. It never meets the rows on which it is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from IPython.display import display

from course_lib.projects.portraits import KINDS, Portraits, held_out, portraits
from course_lib.words import Words

Read = Callable[[np.ndarray], np.ndarray]
Run = Callable[[np.ndarray, np.ndarray, int], Read]

YOUR_TURN = "your turn"  # what the gap of an unwritten run raises

_reads: dict[tuple[Any, int, bool], Read] = {}  # by run, seed and whether labels were shuffled
_openings = 0


class RunError(Exception):
    """A run cannot be measured; the message says why, and what to do."""


class NotWrittenError(RunError):
    """A run is still the gap of the notebook."""


def measure(run: Run, seeds: Sequence[int] = (0, 1, 2)) -> dict[str, Any] | None:
    """Train a run from each seed on all portraits, judge it on the held-out ones, and show what came out.

    Args:
        run: a function of (rows, labels, seed) that returns a function from rows to kinds.
        seeds: one training each.

    Returns:
        "seeds", "accuracies" in their order, "mean", "lowest" and "highest"; None if the run fails, which is
        told in words.
    """
    global _openings
    try:
        accuracies = [accuracy_of(run, seed) for seed in seeds]
    except NotWrittenError as error:
        display(Words("○ not attempted", str(error)))
        return None
    except RunError as error:
        display(Words("? cannot be measured", str(error)))
        return None
    _openings += 1
    shown = ", ".join(f"≈{accuracy:.3f}" for accuracy in accuracies)
    name = getattr(run, "__name__", "the run")
    display(
        Words(
            f"{name}, {len(accuracies)} seeds",
            f"share of {len(held_out())} held-out portraits read right {shown}; mean "
            f"≈{np.mean(accuracies):.3f}. The held-out portraits have been opened {_openings} "
            f"time{'s' * (_openings > 1)} so far: each opening that decides something makes them worth less.",
        )
    )
    return {
        "seeds": list(seeds),
        "accuracies": accuracies,
        "mean": float(np.mean(accuracies)),
        "lowest": min(accuracies),
        "highest": max(accuracies),
    }


def accuracy_of(run: Run, seed: int) -> float:
    """Return the share of held-out portraits that a run reads right, trained once from a seed.

    Raises:
        RunError: if the run fails.
    """
    judged = held_out()
    return float(np.mean(kinds_read(trained_once(run, seed), judged.rows) == judged.labels))


def trained_once(run: Run, seed: int, *, shuffled: bool = False) -> Read:
    """Return what reads new rows after training on all portraits from a seed; a second call trains no more.

    Args:
        run: the run.
        seed: of the training.
        shuffled: whether the labels are in another order, and so say nothing of the rows.

    Raises:
        RunError: if the run fails.
    """
    try:
        known = _reads.get((run, seed, shuffled))
    except TypeError:  # what cannot be a key is no function either
        raise NotWrittenError("write the function and run its cell") from None
    if known is None:
        data = portraits()
        if shuffled:
            data = Portraits(data.rows, np.random.default_rng(7).permutation(data.labels))
        known = _reads[run, seed, shuffled] = trained(run, data, seed)
    return known


def trained(run: Run, data: Portraits, seed: int) -> Read:
    """Train a run on copies of data, and return what reads new rows.

    Raises:
        RunError: if it is no function, raises, or returns no function.
    """
    if not callable(run):
        raise NotWrittenError("write the function and run its cell")
    try:
        read = run(data.rows.copy(), data.labels.copy(), seed)
    except KeyboardInterrupt:
        raise
    except NotImplementedError as error:
        if YOUR_TURN in str(error):
            raise NotWrittenError("fill in the function and run its cell") from None
        raise RunError(f"training raised NotImplementedError: {error}") from error
    except BaseException as error:
        raise RunError(f"training raised {type(error).__name__}: {error}") from error
    if not callable(read):
        raise RunError(
            f"it should return a function that reads new rows, and returns {type(read).__name__}: end it "
            "with `return read`"
        )
    return read


def kinds_read(read: Read, rows: np.ndarray) -> np.ndarray:
    """Return the kinds that a trained run reads in copies of rows.

    Raises:
        RunError: if it raises, or returns anything but one whole number from 0 to 7 for each row.
    """
    try:
        kinds = np.asarray(read(rows.copy()))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        size = f"{len(rows)} row{'s' * (len(rows) != 1)}"
        raise RunError(f"reading {size} raised {type(error).__name__}: {error}") from error
    if kinds.shape != (len(rows),):
        raise RunError(f"reading {len(rows)} rows gives shape {kinds.shape}; expected one kind a row")
    if kinds.dtype.kind not in "iu" or kinds.min() < 0 or kinds.max() >= KINDS:
        raise RunError("the kinds that it reads should be whole numbers from 0 to 7: is there an argmax?")
    return kinds
