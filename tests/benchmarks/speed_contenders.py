"""What takes part in the speed bench: a step of the same work in several libraries, timed in turns.

The other libraries that are written from scratch are found here. HIPS autograd has to be there; one of the
others may be missing, and the table says why.
"""

import collections
import collections.abc
import gc
import importlib
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.difference import relative_difference

PEERS = {"autograd": "autograd", "micrograd": "micrograd", "numpy-ml": "numpy_ml"}  # on PyPI, and to import


@dataclass(frozen=True)
class Contender:
    """One library's way of doing the work of a row.

    Attributes:
        step: does it once.
        results: what the last step computed, to be compared; None for a floor, which computes only a part.
    """

    step: Callable[[], object]
    results: Callable[[], Sequence[np.ndarray]] | None = None

    def seconds(self, times: int) -> float:
        """Return the CPU seconds of one step, as the mean of some."""
        start = time.process_time()
        for _ in range(times):
            self.step()
        return (time.process_time() - start) / times


@dataclass(frozen=True)
class Statement:
    """A statement that is timed in a process of its own, such as an import."""

    code: str
    results = None

    def seconds(self, times: int) -> float:
        """Return the CPU seconds of the statement, as the mean of some processes, without their start."""
        code = f"import time; start = time.process_time(); {self.code}; print(time.process_time() - start)"
        return float(
            np.mean([float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(times)])
        )


Contenders = dict[str, Contender | Statement]


@cache
def why_missing(peer: str) -> str | None:
    """Return why a library cannot take part, or None if it can."""
    if peer == "numpy-ml" and not hasattr(collections, "Hashable"):
        collections.Hashable = collections.abc.Hashable  # Python 3.10 took the name away, and it asks for it
    try:
        with warnings.catch_warnings(action="ignore"):
            importlib.import_module(PEERS[peer])
    except Exception as problem:  # whatever an old package meets in a new Python
        return f"{type(problem).__name__}: {problem}"
    return None


def with_peers(contenders: Contenders, **peers: Callable[[], Contender]) -> Contenders:
    """Return the contenders of a row, with those of the other libraries that are installed.

    Args:
        contenders: the course, torch, and perhaps a floor.
        peers: makes the contender of a library, by its name with _ for -.
    """
    named = {name.replace("_", "-"): make for name, make in peers.items()}
    return contenders | {name: make() for name, make in named.items() if why_missing(name) is None}


@contextmanager
def without_collections() -> Iterator[None]:
    """Collect garbage first, and then not: it would come in the middle of whoever is next."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def require_equal_results(contenders: Contenders, steps: int, tolerance: float) -> int:
    """Let everyone take some steps from the same start, and refuse results that differ.

    Args:
        contenders: one is the course.
        steps: how many each takes.
        tolerance: largest relative difference of an array.

    Returns:
        How many contenders were compared with the course.

    Raises:
        AssertionError: if a result differs from the course's.
    """
    results = {}
    for name, contender in contenders.items():
        if contender.results is not None:
            with without_collections():
                for _ in range(steps):
                    contender.step()
            results[name] = [np.array(values) for values in contender.results()]
    expected = results.pop("course", [])
    for name, arrays in results.items():
        differences = [relative_difference(*pair) for pair in zip(arrays, expected, strict=True)]
        assert max(differences) <= tolerance, f"{name}: differs from the course by {differences}"
    return len(results)


def samples(
    contenders: Contenders, rounds: int, least: float = 0.003, slow: float = 0.25, slow_rounds: int = 5
) -> dict[str, tuple[float, ...]]:
    """Time the contenders in turns, so that whatever else the computer does slows all of them alike.

    Args:
        contenders: by name.
        rounds: samples of each.
        least: CPU seconds of a sample; steps that are shorter are repeated.
        slow: CPU seconds of a step that is too long for all the rounds.
        slow_rounds: samples of such a contender, in the first rounds.

    Returns:
        CPU seconds of a step, by contender.
    """
    once = {name: min(contender.seconds(1) for _ in range(2)) for name, contender in contenders.items()}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        with without_collections():
            for name, contender in contenders.items():
                if once[name] <= slow or number < slow_rounds:
                    taken[name].append(contender.seconds(max(1, round(least / max(once[name], 1e-7)))))
    return {name: tuple(times) for name, times in taken.items()}
