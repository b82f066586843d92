"""Arrays at the door: what every picture refuses before anything is drawn."""

from collections.abc import Mapping

import numpy as np


def require_numbers(name: str, values: object, shape: tuple[int | str, ...]) -> np.ndarray:
    """Return values as an array of finite numbers of a shape.

    Args:
        name: what the caller calls them, for the message.
        values: an array, or lists of numbers.
        shape: the size of each axis; where a word stands, any size above 0 will do.

    Raises:
        TypeError: if values are no real numbers.
        ValueError: if the shape is another, or a value is NaN or infinite.
    """
    wanted = "(" + ", ".join(map(str, shape)) + (",)" if len(shape) == 1 else ")")
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name}: expected shape {wanted}, received rows of several lengths") from error
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected numbers, received {array.dtype}")
    fits = array.ndim == len(shape) and all(
        size > 0 if isinstance(want, str) else size == want
        for size, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{name}: expected shape {wanted}, received {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, received NaN or infinity")
    return array


def require_classes(name: str, values: object, shape: tuple[int | str, ...], at_most: int) -> np.ndarray:
    """Return values as an array of class numbers from 0 to at_most − 1.

    Raises:
        TypeError: if values are no integers.
        ValueError: if the shape is another, or a number is out of range.
    """
    array = require_numbers(name, values, shape)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected class numbers, integers, received {array.dtype}")
    if array.min() < 0 or array.max() >= at_most:
        raise ValueError(
            f"{name}: expected class numbers from 0 to {at_most - 1}, received {array.min()} to {array.max()}"
        )
    return array


def require_names(name: str, names: object, count: int) -> list[str]:
    """Return names as a list of words if there are as many as things to name.

    Raises:
        TypeError: if names are no sequence.
        ValueError: if there are more or fewer than count.
    """
    if isinstance(names, str) or not hasattr(names, "__len__"):
        raise TypeError(f"{name}: expected {count} names, received {names!r}")
    if len(names) != count:
        raise ValueError(f"{name}: expected {count} names, received {len(names)}")
    return [str(each) for each in names]


def require_by_name(name: str, values: object) -> Mapping:
    """Return values if they are a dict, with a name for each.

    Raises:
        TypeError: if they are anything else.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"{name}: expected a dict of arrays by name, received {type(values).__name__}")
    return values
