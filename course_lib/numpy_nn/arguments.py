"""Arrays at the door: what every layer, loss and initialiser refuses before it does any work."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import DTypeLike

from course_lib.numpy_nn.parameters import Parameter


def require_floats(name: str, values: object) -> np.ndarray:
    """Return an array of floats that holds something; a single float becomes an array without axes.

    NaN and infinity pass: a signal that explodes inside a network is something the course shows.

    Raises:
        TypeError: if array is no NumPy array, or not of floats.
        ValueError: if array is empty.
    """
    if isinstance(values, (float, np.floating)):
        return np.asarray(values)
    if not isinstance(values, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array of floats, received {type(values).__name__}")
    if values.dtype.kind != "f":
        raise TypeError(f"{name}: expected floats, received {values.dtype}; convert with .astype(np.float32)")
    if values.size == 0:
        raise ValueError(f"{name}: expected at least one value, received an array of shape {values.shape}")
    return values


def require_same_dtype(name: str, x: np.ndarray, dtype: np.dtype) -> None:
    """Refuse inputs in another dtype than the weights, which would turn the signal into it unasked.

    Raises:
        TypeError: if x is not of dtype.
    """
    if x.dtype != dtype:
        raise TypeError(
            f"{name}: expected inputs of {dtype} as its weights, received {x.dtype}; "
            f"convert with .astype(np.{dtype}) or build the layer with dtype=np.{x.dtype}"
        )


def require_labels(name: str, labels: object, classes: int) -> np.ndarray:
    """Return labels if they are class numbers from 0 to classes - 1, one a row.

    Args:
        name: what the caller calls them, for the message.
        labels: integers, shape (batch,).
        classes: number of classes.

    Raises:
        TypeError: if labels is no NumPy array, or not of integers.
        ValueError: if labels has more than one axis, is empty, or holds a number out of range.
    """
    if not isinstance(labels, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array of integers, received {type(labels).__name__}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected integers, received {labels.dtype}; convert with .astype(np.int64)")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(
            f"{name}: expected shape (batch,) with a batch of 1 or more, received {labels.shape}"
        )
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{name}: expected class numbers from 0 to {classes - 1}, "
            f"received numbers from {labels.min()} to {labels.max()}"
        )
    return labels


def require_dtype(dtype: DTypeLike | None) -> np.dtype:
    """Return the dtype asked for, float32 for None.

    Raises:
        TypeError: if dtype is neither float32 nor float64.
    """
    if dtype is None:
        return np.dtype(np.float32)
    try:
        resolved = np.dtype(dtype)
    except TypeError:
        resolved = None
    if resolved not in (np.float32, np.float64):
        raise TypeError(f"dtype: expected np.float32 or np.float64, received {dtype!r}")
    return resolved


def require_generator(rng: object) -> np.random.Generator:
    """Return rng, or for None a fresh generator that differs in every run.

    Raises:
        TypeError: if rng is something else, for example a bare seed.
    """
    if rng is None:
        return np.random.default_rng()
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected np.random.default_rng(seed), received {rng!r}")
    return rng


def require_parameters(name: str, parameters: object) -> list[Parameter]:
    """Return parameters as a list if they are some, and each comes once.

    Args:
        name: what the caller calls them, for the message.
        parameters: an iterable, such as model.parameters().

    Raises:
        TypeError: if it holds something else.
        ValueError: if there are none, or one comes twice.
    """
    listed = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    for parameter in listed:
        if not isinstance(parameter, Parameter):
            received = type(parameter).__name__
            raise TypeError(f"{name}: expected parameters, received {received}; pass model.parameters()")
    if not listed:
        raise ValueError(f"{name}: expected one parameter at least, received none; pass model.parameters()")
    if len(set(listed)) < len(listed):
        raise ValueError(f"{name}: expected each parameter once; one came twice, and would count twice")
    return listed
