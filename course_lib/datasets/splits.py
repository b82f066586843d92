"""Data in three parts: to learn from, to decide by, and to judge with at the very end."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np


@dataclass(frozen=True)
class LabelledImages:
    """Pictures and what they show.

    Attributes:
        images: shape (n, height, width), floats from 0 to 1.
        labels: shape (n,), int64 class numbers.
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.labels)

    @property
    def rows(self) -> np.ndarray:
        """The pictures as rows of pixels, shape (n, height · width), as an MLP reads them."""
        return self.images.reshape(len(self), -1)

    def __repr__(self) -> str:
        """Show how many pictures of which size there are."""
        return f"LabelledImages({len(self)} of {' × '.join(map(str, self.images.shape[1:]))})"


Part = TypeVar("Part")


@dataclass(frozen=True)
class Splits(Generic[Part]):
    """One data set in three parts that share no picture and no row."""

    train: Part
    validation: Part
    test: Part


def stratified_parts(
    values: np.ndarray, order: np.ndarray, *, validation: int, test: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which examples are in the training, the validation and the test part.

    The examples are put in order, of their class for instance; every so many-th goes to the test part, the
    one half-way between to the validation part. So each class has its share of each part, and the parts are
    the same on every machine. An example that comes twice goes with its first copy, so that no test asks
    what was learned by heart; the parts then differ by a few from the sizes asked for.

    Args:
        values: the examples, shape (n, …).
        order: what to put them in order of: class numbers or targets, shape (n,).
        validation: how many examples validate.
        test: how many examples test.

    Returns:
        Indices of the three parts, each in rising order.
    """
    ranked = np.argsort(order, kind="stable")
    part = np.zeros(len(order), dtype=int)
    part[ranked[_evenly_spaced(len(order), validation, offset=0.5)]] = 1
    part[ranked[_evenly_spaced(len(order), test, offset=0.0)]] = 2
    _, first, same = np.unique(values.reshape(len(order), -1), axis=0, return_index=True, return_inverse=True)
    train, validate, judge = (np.flatnonzero(part[first[same.ravel()]] == number) for number in range(3))
    return train, validate, judge


def _evenly_spaced(total: int, count: int, offset: float) -> np.ndarray:
    """Return count positions spread evenly over range(total), shifted by a fraction of their distance."""
    return np.floor((np.arange(count) + offset) * total / count).astype(int)
