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


def require_labels(name: str, labels: object, classes: int) -> torch.Tensor:
    """Return labels if they are class numbers from 0 to classes - 1, one a row.

    Args:
        name: what the caller calls them, for the message.
        labels: integers (torch.int64), shape (batch,).
        classes: number of classes.

    Raises:
        TypeError: if labels is no tensor, or not of int64.
        ValueError: if labels has more than one axis, is empty, or holds a number out of range.
    """
    if not isinstance(labels, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor of integers, received {type(labels).__name__}")
    if labels.dtype != torch.int64:
        raise TypeError(f"{name}: expected torch.int64, received {labels.dtype}; convert with .long()")
    if labels.ndim != 1 or labels.numel() == 0:
        raise ValueError(
            f"{name}: expected shape (batch,) with a batch of 1 or more, received {tuple(labels.shape)}"
        )
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"{name}: expected class numbers from 0 to {classes - 1}, "
            f"received numbers from {labels.min()} to {labels.max()}"
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
