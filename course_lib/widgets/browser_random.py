"""Random numbers that a browser can draw too, so that a widget and Python start from the same weights.

NumPy's own generators work with integers of 64 and 128 bits, which JavaScript has only slowly. Here the i-th
number of a stream is a mixture of i itself, in integers of 32 bits: no state, so both languages need only the
same arithmetic. `static/browser_random.js` is the twin of this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib.arguments import require_shape, require_whole_number

# From one number to the next: 2³² divided by the golden ratio, odd, so that 2³² steps visit every integer.
STEP = 0x9E3779B9
UNIFORM, NORMAL = 1, 2  # a seed has one stream for each kind, so drawing one leaves the other alone
OFFERED = ("random", "standard_normal")


class BrowserGenerator(np.random.Generator):
    """A generator whose numbers a browser draws as well; every rule of `initialisation` can draw from it.

    Uniform numbers have 32 bits. Normal number i is made of two of them, u and v, by the rule of Box and
    Muller: √(−2 ln(1 − u)) · cos(2πv).

    Args:
        seed: a whole number from 0 to below 2³⁰.

    Raises:
        TypeError: if seed is no whole number.
        ValueError: if seed is out of range.

    Sources: G. Marsaglia (2003), *Xorshift RNGs*, for the steps of equal size; C. Wellons (2018),
    *Prospecting for Hash Functions*, for the mixture; G. Box and M. Muller (1958), *A Note on the Generation
    of Random Normal Deviates*. Good enough for first weights, not for secrets.
    """

    def __init__(self, seed: int):
        self._seed = require_whole_number("seed", seed, at_least=0)
        if self._seed >= 2**30:
            raise ValueError(f"seed: expected a whole number below 2³⁰, received {seed}")
        super().__init__(np.random.PCG64(0))  # never drawn from
        self._drawn = {UNIFORM: 0, NORMAL: 0}

    def random(self, size: int | tuple[int, ...] | None = None) -> Any:
        """Draw evenly from 0 to below 1: an array of shape `size`, or one number for None."""
        return self._shaped(self._uniform(UNIFORM, _count(size)), size)

    def standard_normal(self, size: int | tuple[int, ...] | None = None) -> Any:
        """Draw from N(0, 1): an array of shape `size`, or one number for None."""
        pairs = self._uniform(NORMAL, 2 * _count(size)).reshape(-1, 2)
        radius = np.sqrt(-2 * np.log1p(-pairs[:, 0]))
        return self._shaped(radius * np.cos(2 * math.pi * pairs[:, 1]), size)

    def _uniform(self, stream: int, count: int) -> np.ndarray:
        """Draw the next numbers of a stream, shape (count,)."""
        first = self._drawn[stream]
        self._drawn[stream] += count
        positions = np.arange(first, first + count, dtype=np.uint32)
        start = mixed(np.array([4 * self._seed + stream], dtype=np.uint32))
        return mixed(start + positions * np.uint32(STEP)) / 2.0**32

    @staticmethod
    def _shaped(values: np.ndarray, size: int | tuple[int, ...] | None) -> Any:
        return float(values[0]) if size is None else values.reshape(size)

    def __getattribute__(self, name: str) -> Any:
        """Refuse the other methods of NumPy's generators, whose numbers no browser could repeat.

        Raises:
            AttributeError: if name is one of them.
        """
        if name not in OFFERED and not name.startswith("_") and hasattr(np.random.Generator, name):
            raise AttributeError(
                f"BrowserGenerator.{name}: a browser draws random(size) and standard_normal(size) only; "
                "for everything else use np.random.default_rng(seed)"
            )
        return super().__getattribute__(name)

    def __repr__(self) -> str:
        """Show the seed."""
        return f"BrowserGenerator(seed={self._seed})"

    __str__ = __repr__


def mixed(integers: np.ndarray) -> np.ndarray:
    """Mix the bits of each integer, one to one, so that neighbours look unrelated.

    Args:
        integers: uint32 of any shape; products keep their lowest 32 bits.
    """
    integers = (integers ^ (integers >> np.uint32(16))) * np.uint32(0x7FEB352D)
    integers = (integers ^ (integers >> np.uint32(15))) * np.uint32(0x846CA68B)
    return integers ^ (integers >> np.uint32(16))


def _count(size: int | tuple[int, ...] | None) -> int:
    """Return how many numbers an array of this size holds."""
    shape = () if size is None else require_shape((size,) if isinstance(size, int) else size)
    return math.prod(shape)
