"""Tensors at the door: what every layer, loss and initialiser refuses before it does any work."""

from collections.abc import Iterable

import torch
from torch import nn


def require_floats(name: str, values: object) -> torch.Tensor:
    """Return tensor if it is a tensor of floats that holds something. NaN and infinity pass.

    Raises:
        TypeError: if it is no tensor, or not of floats.
        ValueError: if it is empty.
    """
    if not isinstance(values, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor of floats, received {type(values).__name__}")
    if not values.is_floating_point():
        raise TypeError(f"{name}: expected floats, received {values.dtype}; convert with .float()")
    if values.numel() == 0:
        raise ValueError(f"{name}: expected at least one value, received shape {tuple(values.shape)}")
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
        raise ValueError(f"{name}: expected inputs of shape (…, {wanted}), received {tuple(x.shape)}")


def require_same_dtype(name: str, x: torch.Tensor, dtype: torch.dtype) -> None:
    """Refuse inputs in another dtype than the weights.

    Raises:
        TypeError: if x is not of dtype.
    """
    if x.dtype != dtype:
        raise TypeError(
            f"{name}: expected inputs of {dtype} as its weights, received {x.dtype}; "
            f"convert with .to({dtype}) or build the layer with dtype={x.dtype}"
        )


def require_targets(
    name: str, outputs: object, targets: object, *, fractions: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
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
            f"{name}: expected targets of shape {tuple(outputs.shape)} as the outputs, "
            f"received {tuple(targets.shape)}"
        )
    if outputs.dtype != targets.dtype:
        raise TypeError(
            f"{name}: expected targets of {outputs.dtype} as the outputs, received {targets.dtype}"
        )
    if fractions and not (targets.min() >= 0 and targets.max() <= 1):
        raise ValueError(
            f"{name} targets: expected values from 0 to 1, received values from {targets.min()} "
            f"to {targets.max()}"
        )
    return outputs, targets


def require_class_weights(name: str, weights: object) -> torch.Tensor | None:
    """Return the weights of classes, or None for none: all count the same.

    Raises:
        TypeError: if weights are neither None nor a tensor of floats.
        ValueError: if they are not of shape (classes,), or one is negative, NaN or infinite.
    """
    if weights is None:
        return None
    weights = require_floats(name, weights)
    if weights.ndim != 1:
        raise ValueError(f"{name}: expected shape (classes,), received {tuple(weights.shape)}")
    if not (weights.min() >= 0 and weights.max() < torch.inf):
        raise ValueError(f"{name}: expected finite numbers >= 0, received {weights.tolist()}")
    return weights


def require_labels(
    name: str, labels: object, classes: int, *, ignore_index: int | None = None
) -> torch.Tensor:
    """Return labels if they are class numbers from 0 to classes - 1, one a row.

    Args:
        name: what the caller calls them, for the message.
        labels: integers (torch.int64), shape (batch,).
        classes: number of classes.
        ignore_index: a number that stands for no class, and may be among them.

    Raises:
        TypeError: if labels is no tensor, or not of int64.
        ValueError: if labels has more than one axis, is empty, holds a number out of range, or nothing but
            ignore_index.
    """
    if not isinstance(labels, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor of integers, received {type(labels).__name__}")
    if labels.dtype != torch.int64:
        raise TypeError(f"{name}: expected torch.int64, received {labels.dtype}; convert with .long()")
    if labels.ndim != 1 or labels.numel() == 0:
        raise ValueError(
            f"{name}: expected shape (batch,) with a batch of 1 or more, received {tuple(labels.shape)}"
        )
    used = labels if ignore_index is None else labels[labels != ignore_index]
    if used.numel() == 0:
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


def require_dtype(dtype: torch.dtype | None) -> torch.dtype:
    """Return the dtype asked for, torch.float32 for None.

    Raises:
        TypeError: if dtype is neither torch.float32 nor torch.float64.
    """
    if dtype is None:
        return torch.float32
    if dtype not in (torch.float32, torch.float64):
        raise TypeError(f"dtype: expected torch.float32 or torch.float64, received {dtype!r}")
    return dtype


def require_generator(rng: object) -> torch.Generator:
    """Return rng, or for None a fresh generator that differs in every run.

    Raises:
        TypeError: if rng is something else, for example a bare seed.
    """
    if rng is None:
        fresh = torch.Generator()
        fresh.seed()
        return fresh
    if not isinstance(rng, torch.Generator):
        raise TypeError(f"rng: expected torch.Generator().manual_seed(seed), received {rng!r}")
    return rng


def require_parameters(name: str, parameters: object) -> list[nn.Parameter]:
    """Return parameters as a list if they are some, and each comes once.

    Args:
        name: what the caller calls them, for the message.
        parameters: an iterable, such as model.parameters().

    Raises:
        TypeError: if it holds something else.
        ValueError: if there are none, or one comes twice.
    """
    alone = isinstance(parameters, torch.Tensor) or not isinstance(parameters, Iterable)
    listed = [parameters] if alone else list(parameters)
    for parameter in listed:
        if not isinstance(parameter, nn.Parameter):
            received = type(parameter).__name__
            raise TypeError(f"{name}: expected parameters, received {received}; pass model.parameters()")
    if not listed:
        raise ValueError(f"{name}: expected one parameter at least, received none; pass model.parameters()")
    if len(set(listed)) < len(listed):
        raise ValueError(f"{name}: expected each parameter once; one came twice, and would count twice")
    return listed
