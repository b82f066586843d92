"""How a run is measured: trained from several seeds on the rows it is given, and judged on others.

A run is a function of (rows, labels, seed) that trains, and returns a function that reads new rows and
returns their kinds. It never meets the rows on which it is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from IPython.display import display
from torch import nn
from torch.nn.modules.module import register_module_forward_hook

from course_lib.learning import own_line
from course_lib.projects.portraits import KINDS, Portraits, held_out, portraits
from course_lib.words import Words

Read = Callable[[np.ndarray], np.ndarray]
Run = Callable[[np.ndarray, np.ndarray, int], Read]

YOUR_TURN = "your turn"  # what the gap of an unwritten run raises

_reads: dict[tuple[Any, int, bool], Read] = {}  # by run, seed and whether labels were shuffled
_judged: set[tuple[Any, int]] = set()  # the trainings, by run and seed, that read the held-out rows


class RunError(Exception):
    """A run cannot be measured; the message says why, and what to do."""


class NotWrittenError(RunError):
    """A run is still the gap of the notebook."""


def measure(run: Run, seeds: Sequence[int] = (0, 1, 2)) -> dict[str, Any] | None:
    """Train a run from each seed on all portraits, judge it on the held-out ones, and show what came out.

    Args:
        run: a function of (rows, labels, seed) that returns a function from rows to kinds.
        seeds: one training each. All are trained anew, as what the run calls may have changed.

    Returns:
        "seeds", "accuracies" in their order, "mean", "lowest" and "highest"; None if the run fails, which is
        told in words.
    """
    if not are_seeds(seeds):
        display(
            Words(
                "? cannot be measured", f"seeds should be different whole numbers, 0 or more, not {seeds!r}"
            )
        )
        return None
    _forget(run)
    try:
        accuracies = [accuracy_of(run, seed) for seed in seeds]
    except NotWrittenError as error:
        display(Words("○ not attempted", str(error)))
        return None
    except RunError as error:
        display(Words("? cannot be measured", str(error)))
        return None
    shown = ", ".join(f"≈{accuracy:.3f}" for accuracy in accuracies)
    name = getattr(run, "__name__", "the run")
    display(
        Words(
            f"{name}, {len(accuracies)} seeds",
            f"share of {len(held_out())} held-out portraits read right {shown}; mean "
            f"≈{np.mean(accuracies):.3f}. Since this kernel started, {len(_judged)} trainings have been "
            "judged on them: each look that decides something makes them worth less.",
        )
    )
    return {
        "seeds": [int(seed) for seed in seeds],
        "accuracies": accuracies,
        "mean": float(np.mean(accuracies)),
        "lowest": min(accuracies),
        "highest": max(accuracies),
    }


def are_seeds(seeds: Any) -> bool:
    """Whether these are whole numbers, one or more, 0 or more, in a list or something alike."""
    return (
        isinstance(seeds, tuple | list | range | np.ndarray)
        and np.size(seeds) > 0
        and all(
            isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0 for seed in seeds
        )
    )


def accuracy_of(run: Run, seed: int) -> float:
    """Return the share of held-out portraits that a run reads right, trained once from a seed.

    Raises:
        RunError: if the run fails.
    """
    judged = held_out()
    right = kinds_of(run, seed, judged.rows) == judged.labels
    _judged.add((run, seed))
    return float(np.mean(right))


def kinds_of(run: Run, seed: int, rows: np.ndarray, *, shuffled: bool = False) -> np.ndarray:
    """Return the kinds that a run reads in rows, trained once from a seed.

    Raises:
        RunError: if the run fails; the message begins with the run's name.
    """
    try:
        return kinds_read(trained_once(run, seed, shuffled=shuffled), rows)
    except NotWrittenError:
        raise
    except RunError as error:
        raise RunError(f"`{getattr(run, '__name__', 'the run')}`: {error}") from error


def layers_used(run: Run, seed: int, rows: np.ndarray) -> int:
    """Return how many different layers with a matrix of weights a run passes through to read rows.

    Raises:
        RunError: if the run fails.
    """
    used = set()

    def note(layer: nn.Module, *_: Any) -> None:
        if any(weights.ndim > 1 for weights in layer.parameters(recurse=False)):
            used.add(id(layer))

    hook = register_module_forward_hook(note)
    try:
        kinds_of(run, seed, rows)
    finally:
        hook.remove()
    return len(used)


def _forget(run: Run) -> None:
    """Forget what runs of this name have learned: they may be older, or call what has changed."""
    name = getattr(run, "__name__", "")
    for key in [key for key in _reads if getattr(key[0], "__name__", "") == name]:
        del _reads[key]


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
        raise RunError(f"training raised {_told(error)}") from error
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
        raise RunError(f"reading {size} raised {_told(error)}{_why(error)}") from error
    if kinds.shape == (len(rows), KINDS):
        raise RunError(
            "it returns the scores of eight kinds; the kind is the place of the highest, `.argmax(1)`"
        )
    if kinds.shape != (len(rows),):
        raise RunError(f"reading {len(rows)} rows gives shape {kinds.shape}; expected one kind a row")
    if kinds.dtype.kind not in "iu" or kinds.min() < 0 or kinds.max() >= KINDS:
        raise RunError(
            "the kinds that it reads should be whole numbers from 0 to 7, and it gives "
            f"{kinds.dtype} such as {kinds.flat[0]}"
        )
    return kinds


def _told(error: BaseException) -> str:
    """Return an error in words, with the learner's line that raised it."""
    return f"{type(error).__name__}: {error}{own_line(error)}"


def _why(error: BaseException) -> str:
    """Return what two errors of PyTorch often mean here."""
    if "when training" in str(error):
        return "; is the network in eval mode when it reads?"
    if "must be Tensor" in str(error):
        return "; rows come as a NumPy array: return a function as `read` of the run that fails"
    return ""
