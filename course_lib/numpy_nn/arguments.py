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


def require_last_axes(name: str, x: object, shape: tuple[int, ...]) -> None:
    """Refuse inputs that are not floats, or whose last axes are not those of the layer.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty or its last axes have another shape.
    """
    require_floats(name, x)
    if x.shape[-len(shape) :] != shape:
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{name}: expected inputs of shape (…, {wanted}), received {x.shape}")


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


def require_targets(
    name: str, outputs: object, targets: object, *, fractions: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return outputs and targets if there is one target for each output; nothing is broadcast.

    Args:
        name: the loss, for the message.
        outputs: floats of any shape.
        targets: floats of the same shape and dtype.
        fractions: whether targets must lie between 0 and 1, which NaN does not.

    Raises:
        TypeError: if one of them is not of floats, or they differ in dtype.
        ValueError: if they are empty, differ in shape, or a target is out of range.
    """
    outputs = require_floats(f"{name} outputs", outputs)
    targets = require_floats(f"{name} targets", targets)
    if outputs.shape != targets.shape:
        raise ValueError(
            f"{name}: expected targets of shape {outputs.shape} as the outputs, received {targets.shape}"
        )
    if outputs.dtype != targets.dtype:
        raise TypeError(
            f"{name}: expected targets of dtype {outputs.dtype} as the outputs, received {targets.dtype}"
        )
    if fractions and not (targets.min() >= 0 and targets.max() <= 1):
        raise ValueError(
            f"{name} targets: expected values from 0 to 1, received values from {targets.min()} "
            f"to {targets.max()}"
        )
    return outputs, targets


def require_class_weights(name: str, weights: object) -> np.ndarray | None:
    """Return the weights of classes, or None for none: all count the same.

    Raises:
        TypeError: if weights are neither None nor an array of floats.
        ValueError: if they are not of shape (classes,), or one is negative, NaN or infinite.
    """
    if weights is None:
        return None
    weights = require_floats(name, weights)
    if weights.ndim != 1:
        raise ValueError(f"{name}: expected shape (classes,), received {weights.shape}")
    if not (weights.min() >= 0 and weights.max() < np.inf):
        raise ValueError(f"{name}: expected finite numbers >= 0, received {weights}")
    return weights


def require_labels(name: str, labels: object, classes: int, *, ignore_index: int | None = None) -> np.ndarray:
    """Return labels if they are class numbers from 0 to classes - 1, one a row.

    Args:
        name: what the caller calls them, for the message.
        labels: integers, shape (batch,).
        classes: number of classes.
        ignore_index: a number that stands for no class, and may be among them.

    Raises:
        TypeError: if labels is no NumPy array, or not of integers.
        ValueError: if labels has more than one axis, is empty, holds a number out of range, or nothing but
            ignore_index.
    """
    if not isinstance(labels, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array of integers, received {type(labels).__name__}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected integers, received {labels.dtype}; convert with .astype(np.int64)")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(
            f"{name}: expected shape (batch,) with a batch of 1 or more, received {labels.shape}"
        )
    used = labels if ignore_index is None else labels[labels != ignore_index]
    if used.size == 0:
        raise ValueError(
            f"{name}: expected one label at least that is not ignore_index, received {ignore_index} alone; "
            "the mean over no rows is no number"
        )
    if used.min() < 0 or used.max() >= classes:
        raise ValueError(
            f"{name}: expected class numbers from 0 to {classes - 1}, "
            f"received numbers from {used.min()} to {used.max()}"
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
