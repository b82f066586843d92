"""Handwritten digits, small enough to train on in a second."""

import numpy as np
from numpy.typing import DTypeLike

from course_lib.datasets.splits import LabelledImages, Splits
from course_lib.numpy_nn.arguments import require_dtype

VALIDATION_SIZE = TEST_SIZE = 300


def digits8(*, dtype: DTypeLike | None = None) -> Splits:
    """Return 1797 real handwritten digits of 8 × 8 pixels: 1197 to train, 300 to validate, 300 to test.

    Each digit has the same share in every part, and the parts are the same on every machine: the pictures
    are put in order of their digit, and every sixth goes to the test part, the one half-way between to
    the validation part. The same hands wrote all three, so the score is that for known writers.

    Args:
        dtype: np.float32 (None) or np.float64, of the pixels.

    Returns:
        `Splits` with `train`, `validation` and `test`; each has `images` (n, 8, 8) from 0 (paper) to 1 (ink),
        `rows` (n, 64) and int64 `labels` from 0 to 9.

    Raises:
        TypeError: if dtype is neither.

    Source: E. Alpaydin and C. Kaynak (1998), *Optical Recognition of Handwritten Digits*, UCI Machine
    Learning Repository (CC BY 4.0); its test part, as scikit-learn's `load_digits` brings it.
    """
    dtype = require_dtype(dtype)
    from sklearn.datasets import load_digits

    raw = load_digits()
    images, labels = (raw.images / 16).astype(dtype), raw.target.astype(np.int64)
    by_digit = np.argsort(labels, kind="stable")
    test = by_digit[_evenly_spaced(len(labels), TEST_SIZE, offset=0.0)]
    validation = by_digit[_evenly_spaced(len(labels), VALIDATION_SIZE, offset=0.5)]
    train = np.setdiff1d(np.arange(len(labels)), np.concatenate([test, validation]))
    return Splits(
        *(LabelledImages(images[i], labels[i]) for i in (train, np.sort(validation), np.sort(test)))
    )


def _evenly_spaced(total: int, count: int, offset: float) -> np.ndarray:
    """Return count positions spread evenly over range(total), shifted by a fraction of their distance."""
    return np.floor((np.arange(count) + offset) * total / count).astype(int)
