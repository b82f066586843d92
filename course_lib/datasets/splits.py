"""Labelled pictures in three parts: to learn from, to decide by, and to judge with at the very end."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Splits:
    """One data set in three parts that share no picture."""

    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages
