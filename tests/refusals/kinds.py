"""Kinds of arguments: for each, a value that is taken, and the ways of getting it wrong.

A row of a table says of which kind each argument of a function is; what must be refused follows from the
kind. Values are made for one of the two sides (`parity.sides`), so that both are given the same mistakes.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

Side = SimpleNamespace
Mistakes = Iterator[tuple[str, Any]]  # what is wrong, and the value


@dataclass(frozen=True)
class Whole:
    """A whole number of things."""

    good: int
    at_least: float = 1
    optional: bool = False

    def right(self, side: Side) -> Any:
        return self.good

    def wrong(self, side: Side) -> Mistakes:
        if math.isfinite(self.at_least):
            yield "too small", self.at_least - 1
            yield "far too small", self.at_least - 100
        yield "a float", float(self.good)
        yield "a fraction", self.good + 0.5
        yield "a word", str(self.good)
        yield "a truth value", True
        yield "NaN", math.nan
        if not self.optional:
            yield "nothing", None


@dataclass(frozen=True)
class Number:
    """A finite number in a range."""

    good: float
    above: float = -math.inf
    at_least: float = -math.inf
    below: float = math.inf
    at_most: float = math.inf
    optional: bool = False

    def right(self, side: Side) -> Any:
        return self.good

    def wrong(self, side: Side) -> Mistakes:
        ends = {
            "the open lower end": self.above,
            "below the lower end": self.at_least - 1e-9,
            "the open upper end": self.below,
            "above the upper end": self.at_most + 1e-9,
        }
        yield from ((what, end) for what, end in ends.items() if math.isfinite(end))
        yield "NaN", math.nan
        yield "infinity", math.inf
        yield "a word", str(self.good)
        yield "a truth value", True
        yield "a list", [self.good]
        if not self.optional:
            yield "nothing", None


@dataclass(frozen=True)
class Truth:
    """True or False."""

    good: bool = False

    def right(self, side: Side) -> Any:
        return self.good

    def wrong(self, side: Side) -> Mistakes:
        yield from (("a number", 1), ("a word", "no"), ("nothing", None))


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    good: str

    def right(self, side: Side) -> Any:
        return self.good

    def wrong(self, side: Side) -> Mistakes:
        yield from (("another word", self.good + "s"), ("a number", 3), ("nothing", None))


@dataclass(frozen=True)
class Rng:
    """A generator of random numbers."""

    optional: bool = True

    def right(self, side: Side) -> Any:
        return side.rng()

    def wrong(self, side: Side) -> Mistakes:
        yield from (("a bare seed", 0), ("a module", np.random), ("a class", np.random.Generator))
        if not self.optional:
            yield "nothing", None


@dataclass(frozen=True)
class DType:
    """The precision of floats, or None for the usual one."""

    def right(self, side: Side) -> Any:
        return None

    def wrong(self, side: Side) -> Mistakes:
        yield from (("integers", int), ("an unknown word", "float31"), ("a number", 32), ("a list", [32]))


@dataclass(frozen=True)
class Array:
    """Numbers in an array or tensor.

    Attributes:
        good: values that are taken.
        rank: whether the number of axes is fixed.
        axes: axes of fixed length.
        dtype: whether floats of another precision are refused.
        finite: whether NaN and infinity are.
        low: the smallest value allowed.
        high: the greatest one.
        optional: whether it may be left out.
        takes: mistakes that are none here.
    """

    good: np.ndarray
    rank: bool = True
    axes: tuple[int, ...] = ()
    dtype: bool = True
    finite: bool = False
    low: float = -math.inf
    high: float = math.inf
    optional: bool = False
    takes: tuple[str, ...] = ()

    def right(self, side: Side) -> Any:
        return side.array(self.good)

    def wrong(self, side: Side) -> Mistakes:
        yield from (mistake for mistake in self._wrong(side) if mistake[0] not in self.takes)

    def _wrong(self, side: Side) -> Mistakes:
        yield "a list", self.good.tolist()
        yield "a word", "values"
        if not self.optional:
            yield "nothing", None
        arrays = {**self._of_another_type(), **self._of_another_shape(), **self._out_of_range()}
        yield from ((what, side.array(values)) for what, values in arrays.items())

    def _of_another_type(self) -> dict[str, np.ndarray]:
        floats = self.good.dtype.kind == "f"
        found = {"complex numbers": self.good.astype(complex), "truth values": self.good.astype(bool)}
        found["integers" if floats else "floats"] = self.good.astype(np.int64 if floats else np.float32)
        if floats and self.dtype:
            other = np.float64 if self.good.dtype == np.float32 else np.float32
            found["another precision"] = self.good.astype(other)
        return found

    def _of_another_shape(self) -> dict[str, np.ndarray]:
        found = {"no values": self.good[:0] if self.good.ndim else self.good.reshape(1)[:0]}
        if self.rank:
            found["an axis too many"] = self.good[None]
            if self.good.ndim:
                found["an axis too few"] = self.good[0]
        for axis in self.axes:
            longer = np.concatenate([self.good, np.take(self.good, [0], axis)], axis)
            found[f"axis {axis} too long"] = longer
            if self.good.shape[axis] > 2:  # an axis of length 1 is what is broadcast in silence
                found[f"axis {axis} of length 1"] = np.take(self.good, [0], axis)
        return found

    def _out_of_range(self) -> dict[str, np.ndarray]:
        wrong = {"NaN": math.nan, "infinity": math.inf} if self.finite else {}
        if math.isfinite(self.low):
            wrong["a value too small"] = self.low - 1
        if math.isfinite(self.high):
            wrong["a value too large"] = self.high + 1
        return {what: self._with_a(value) for what, value in wrong.items()}

    def _with_a(self, value: float) -> np.ndarray:
        values = self.good.copy()
        values[(-1,) * values.ndim] = value
        return values


@dataclass(frozen=True)
class Thing:
    """Something else that is made for a side: a module, an optimiser, a list of settings.

    Attributes:
        make: what is taken.
        mistakes: further things that are not, by what is wrong with them.
        optional: whether it may be left out.
        takes: mistakes that are none here.
    """

    make: Callable[[Side], Any]
    mistakes: dict[str, Callable[[Side], Any]] = field(default_factory=dict)
    optional: bool = False
    takes: tuple[str, ...] = ()

    def right(self, side: Side) -> Any:
        return self.make(side)

    def wrong(self, side: Side) -> Mistakes:
        usual = {"a number": 3, "a word": "this", "a plain object": object()}
        if not self.optional:
            usual["nothing"] = None
        yield from ((what, value) for what, value in usual.items() if what not in self.takes)
        yield from ((what, make(side)) for what, make in self.mistakes.items())


@dataclass(frozen=True)
class Free:
    """An argument that nothing is wrong with.

    Attributes:
        make: what is taken.
        why: nothing can be refused.
    """

    make: Callable[[Side], Any]
    why: str

    def right(self, side: Side) -> Any:
        return self.make(side)

    def wrong(self, side: Side) -> Mistakes:
        yield from ()


Kind = Whole | Number | Truth | OneOf | Rng | DType | Array | Thing | Free
