"""Sums and means of signals that lie in rows, one column a feature: what normalisation needs most.

`sum` and `mean` of NumPy say the same, but are several times slower with short rows; a product with a vector
of ones is a sum too, and products are what a processor does best. PyTorch's own sums are fast: no twin.
"""

import numpy as np


def feature_sums(rows: np.ndarray) -> np.ndarray:
    """Return Σ_rows a for each feature.

    Args:
        rows: a, floats of shape (rows, features).
    """
    return np.ones(len(rows), rows.dtype) @ rows


def feature_products(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Σ_rows a b for each feature, without an array of all the products.

    Args:
        a: floats of shape (rows, features).
        b: the same.
    """
    return np.einsum("nf,nf->f", a, b)


def row_means(rows: np.ndarray) -> np.ndarray:
    """Return mean(a) over the features of each row, shape (rows, 1).

    Args:
        rows: a, floats of shape (rows, features).
    """
    features = rows.shape[1]
    return rows @ np.full((features, 1), 1 / features, rows.dtype)


def row_mean_products(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return mean(a b) over the features of each row, shape (rows, 1).

    Args:
        a: floats of shape (rows, features).
        b: the same.
    """
    return np.vecdot(a, b)[:, None] / a.shape[1]
