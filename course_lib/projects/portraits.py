"""The data of project P1: portraits to be sorted into eight kinds, stored as a camera stores them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.datasets.faces import ATTRIBUTES, faces

KINDS = 8
ROWS = 1200  # for the learner
HELD_OUT = 1000  # for the judge
OTHERS = 300  # for the judge, too
NOISE = 0.15  # of the sensor, on a scale from black 0 to white 1
# Share of negatives: light where the portrait is dark. No weighted sum of pixels reads both, and a hidden
# layer can; so a repaired network has something to gain over a linear model.
NEGATIVES = 0.25


@dataclass(frozen=True)
class Portraits:
    """Portraits and the kind of each.

    Attributes:
        rows: pixels from 0 (black) to 255 (white), shape (n, 576), float32.
        labels: the kind, 0 … 7, shape (n,), int64.
    """

    rows: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        """Return the number of portraits."""
        return len(self.labels)


def kind_names() -> list[str]:
    """Return what each kind has, such as "glasses, smile" for kind 6."""
    return [
        ", ".join(
            name.replace("_", " ") for bit, name in zip((4, 2, 1), ATTRIBUTES, strict=True) if kind & bit
        )
        or "none of the three"
        for kind in range(KINDS)
    ]


def portraits() -> Portraits:
    """Return the 1200 portraits to train and to validate with; a new copy at each call."""
    drawn = _drawn(ROWS, seed=101)
    return Portraits(drawn.rows.copy(), drawn.labels.copy())


def held_out() -> Portraits:
    """Return the 1000 portraits on which a run is judged. Its arrays cannot be written to."""
    return _drawn(HELD_OUT, seed=202)


def other_portraits() -> Portraits:
    """Return 300 more portraits, by which a run is found that knows the held-out ones by heart."""
    return _drawn(OTHERS, seed=303)


@cache
def _drawn(n: int, *, seed: int) -> Portraits:
    """Draw faces with noise, in whole numbers from 0 to 255; the arrays cannot be written to."""
    rng = np.random.default_rng(seed)
    drawn = faces(n, rng=rng)
    negative = rng.random((n, 1)) < NEGATIVES
    light = np.where(negative, 1 - drawn.rows, drawn.rows)
    noisy = light + NOISE * rng.standard_normal(light.shape)
    pixels = np.round(255 * np.clip(noisy, 0, 1)).astype(np.float32)
    labels = drawn.attributes @ np.array([4, 2, 1])
    for array in (pixels, labels):
        array.setflags(write=False)
    return Portraits(pixels, labels)
