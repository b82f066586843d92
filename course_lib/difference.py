"""How far apart two arrays are, measured by their own size.

`allclose` compares with a fixed small number, so it finds a gradient of norm 1e-20 equal to its double, and
deep networks have such gradients. Here the measure is ‖a − b‖ / ‖b‖ over the array as a whole; an array of
zeros, with which nothing can be compared, is refused.
"""

from typing import Any

import numpy as np


def relative_difference(actual: Any, reference: Any) -> float:
    """Return ‖actual − reference‖ / ‖reference‖, with the norm over all values.

    Args:
        actual: array or tensor of numbers.
        reference: array or tensor of the same shape, not zero everywhere.

    Raises:
        TypeError: if one of them holds no real numbers.
        ValueError: if the shapes differ, or the reference is empty or zero everywhere.
    """
    actual, reference = as_double(actual), as_double(reference)
    if actual.shape != reference.shape:
        raise ValueError(f"relative_difference: expected shape {reference.shape}, received {actual.shape}")
    scale = np.abs(reference).max(initial=0.0)
    if scale == 0:
        raise ValueError(
            "relative_difference: the reference is zero everywhere, so nothing can be compared with it; "
            "choose inputs or weights for which it is not"
        )
    # The scale keeps the squares of very small numbers from becoming zero.
    return float(np.linalg.norm((actual - reference) / scale) / np.linalg.norm(reference / scale))


def as_double(values: Any) -> np.ndarray:
    """Return numbers, an array or a tensor as an array of float64.

    Raises:
        TypeError: if they are no real numbers.
    """
    array = np.asarray(values.detach() if hasattr(values, "detach") else values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"expected real numbers, received {array.dtype}")
    return array.astype(np.float64, copy=False)
