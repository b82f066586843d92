"""Points in the plane, in classes: small problems whose solution can be seen.

Each function draws as many points as are asked for with the generator that is passed in, so the same seed
gives the same points everywhere; two calls with one generator give two samples, of which one may train and
one test. Everything here is made by code: no file, no licence.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_number, require_whole_number
from course_lib.numpy_nn.arguments import require_dtype, require_generator


class Points(NamedTuple):
    """Points and their classes, in no order: `x, labels = moons(200, rng=rng)`.

    Attributes:
        x: shape (n, 2), floats.
        labels: shape (n,), int64 class numbers, each class as often as the others (or one more).
    """

    x: np.ndarray
    labels: np.ndarray


def moons(n: int, *, rng: np.random.Generator, noise: float = 0.1, dtype: DTypeLike | None = None) -> Points:
    """Return two half circles of radius 1 that reach into each other: no straight line parts them.

    Args:
        n: number of points, 2 or more.
        rng: where they lie on the circles, and their noise.
        noise: standard deviation of what is added to each coordinate.
        dtype: np.float32 (None) or np.float64.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if n is below 2, or noise below 0.
    """
    labels = _labels(n, 2, noise, rng, dtype)
    angle = np.pi * rng.random(n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.array([1.0, 0.5]) - upper  # the same half circle, turned round and moved
    return _shuffled(np.where(labels[:, None] == 0, upper, lower), labels, noise, rng, dtype)


def blobs(
    n: int,
    *,
    rng: np.random.Generator,
    classes: int = 3,
    noise: float = 0.5,
    dtype: DTypeLike | None = None,
) -> Points:
    """Return clouds around centres that stand evenly on a circle of radius 2.

    Args:
        n: number of points, one a class or more.
        rng: how far each lies from its centre.
        classes: number of clouds, 2 or more.
        noise: standard deviation of each coordinate around its centre.
        dtype: np.float32 (None) or np.float64.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if classes is below 2, n below classes, or noise below 0.
    """
    classes = require_whole_number("classes", classes, at_least=2)
    labels = _labels(n, classes, noise, rng, dtype)
    angle = 2 * np.pi * labels / classes
    return _shuffled(2 * np.stack([np.cos(angle), np.sin(angle)], axis=1), labels, noise, rng, dtype)


def spirals(
    n: int,
    *,
    rng: np.random.Generator,
    classes: int = 2,
    noise: float = 0.03,
    turns: float = 1.0,
    dtype: DTypeLike | None = None,
) -> Points:
    """Return the arms of a spiral, wound into each other from near the middle to radius 1.

    Args:
        n: number of points, one a class or more.
        rng: where they lie on the arms, and their noise.
        classes: number of arms, 2 or more.
        noise: standard deviation of what is added to each coordinate.
        turns: how often an arm goes round; the more, the harder.
        dtype: np.float32 (None) or np.float64.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if classes is below 2, n below classes, noise below 0, or turns not above 0.
    """
    classes = require_whole_number("classes", classes, at_least=2)
    turns = require_number("turns", turns, above=0)
    labels = _labels(n, classes, noise, rng, dtype)
    radius = rng.uniform(0.1, 1.0, n)
    angle = 2 * np.pi * (turns * radius + labels / classes)
    arms = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _shuffled(arms, labels, noise, rng, dtype)


def xor(n: int, *, rng: np.random.Generator, noise: float = 0.1, dtype: DTypeLike | None = None) -> Points:
    """Return clouds around the corners of the unit square; class 1 where the corner's coordinates differ.

    With noise=0 and n=4 these are the four lines of the truth table, in some order.

    Args:
        n: number of points, 2 or more; each corner has n / 4 of them (or one more).
        rng: how far each lies from its corner.
        noise: standard deviation of each coordinate around its corner.
        dtype: np.float32 (None) or np.float64.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if n is below 2, or noise below 0.
    """
    labels = _labels(n, 2, noise, rng, dtype)
    first = np.arange(n) // 2 % 2
    second = np.where(labels == 1, 1 - first, first)
    return _shuffled(np.stack([first, second], axis=1), labels, noise, rng, dtype)


def _labels(
    n: int, classes: int, noise: float, rng: np.random.Generator, dtype: DTypeLike | None
) -> np.ndarray:
    """Refuse what cannot be drawn; return labels 0, 1, …, 0, 1, …, so that every class has its share."""
    n = require_whole_number("n", n, at_least=classes)
    require_number("noise", noise, at_least=0)
    if rng is None:  # layers may draw from a generator of their own; data are the same in every run
        raise TypeError("rng: expected np.random.default_rng(seed), received None")
    require_generator(rng)
    require_dtype(dtype)
    return np.arange(n, dtype=np.int64) % classes


def _shuffled(
    x: np.ndarray, labels: np.ndarray, noise: float, rng: np.random.Generator, dtype: DTypeLike | None
) -> Points:
    """Add noise to the points, and put them in no order."""
    noisy = x + noise * rng.standard_normal(x.shape)
    order = rng.permutation(len(x))
    return Points(noisy[order].astype(require_dtype(dtype)), labels[order])
