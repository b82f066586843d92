"""At the door of every check: what is refused, the rows of a loader, and nothing left behind."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from course_lib.arguments import require_number, require_whole_number

Loss = Callable[[Tensor, Tensor], Tensor]
Function = Callable[[Tensor], Tensor]


@contextmanager
def nothing_left_behind(*loaders: DataLoader) -> Iterator[None]:
    """Give the state of all random generators back: PyTorch's, NumPy's, Python's, and those of the loaders.

    Inside, all three start from 0, so that a check comes out the same twice. A generator that a data set or
    an augmentation keeps for itself is neither reset nor given back.

    Args:
        loaders: that are read inside.

    Raises:
        TypeError: if the model does not take inputs of this dtype.
    """
    samplers = [getattr(loader, "sampler", None) for loader in loaders]
    samplers += [getattr(loader.batch_sampler, "sampler", None) for loader in loaders]
    generators = [getattr(owner, "generator", None) for owner in (*loaders, *samplers)]
    before = [(generator, generator.get_state()) for generator in generators if generator is not None]
    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 (a dataset may use it)
    try:
        with torch.random.fork_rng(), torch.enable_grad():
            seed_all(0)
            yield
    except RuntimeError as error:
        if "type" not in str(error):
            raise
        raise TypeError(
            f"model: expected inputs of a type that it takes, received: {error}; inputs.float() makes "
            "float32 of the float64 that NumPy gives"
        ) from error
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002
        for generator, state in before:
            generator.set_state(state)


def seed_all(seed: int) -> None:
    """Start PyTorch's, NumPy's and Python's own generators from a seed."""
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002


def copy_of(model: nn.Module) -> nn.Module:
    """Return a copy of a model.

    Raises:
        TypeError: if it holds something that cannot be copied.
    """
    try:
        return copy.deepcopy(model)
    except (RuntimeError, TypeError, AttributeError) as error:
        raise TypeError(
            f"model: expected one that copy.deepcopy can copy, received {error}; instead of "
            "nn.utils.weight_norm take nn.utils.parametrizations.weight_norm"
        ) from error


def read_rows(
    name: str, loader: DataLoader, model: nn.Module, rows: int, *, classes: int = 1
) -> tuple[Tensor, Tensor]:
    """Return inputs and labels of a loader's first rows, where the model is.

    Args:
        name: what the caller calls the loader, for the messages.
        loader: of (inputs, labels).
        model: whose device the rows go to.
        rows: how many at most.
        classes: how many different labels there have to be among them.

    Returns:
        Inputs, shape (rows, …), and labels, int64, shape (rows,).

    Raises:
        TypeError: if batches are no pairs of tensors, or labels no whole numbers.
        ValueError: if there are fewer than four rows or too few classes, or rows do not pair up, differ in
            shape or hold NaN, or a label is below 0.
    """
    inputs, labels, count = [], [], 0
    for batch in loader:
        x, y = require_batch(name, batch)
        if inputs and x.shape[1:] != inputs[0].shape[1:]:
            raise ValueError(
                f"{name}: expected rows of one shape, received {tuple(inputs[0].shape[1:])} and "
                f"{tuple(x.shape[1:])}; pad all rows to one length in the data set"
            )
        inputs.append(x)
        labels.append(y)
        count += len(y)
        if count >= rows:
            break
    if count < 4:
        raise ValueError(f"{name}: expected four rows at least, received {count}")
    device = next((parameter.device for parameter in model.parameters()), None)
    x, y = torch.cat(inputs)[:rows].to(device), torch.cat(labels)[:rows].to(device)
    if x.is_floating_point() and not x.isfinite().all():
        raise ValueError(f"{name}: expected finite inputs, received NaN or infinity; look at the data first")
    if y.min() < 0:
        raise ValueError(f"{name}: expected labels from 0, received {y.min().item()}")
    if len(y.unique()) < classes:
        raise ValueError(
            f"{name}: expected rows of {classes} classes at least, received {len(y)} of class {y[0].item()}; "
            "let the loader shuffle, or ask for more rows"
        )
    return x, y.long()


def require_batch(name: str, batch: object) -> tuple[Tensor, Tensor]:
    """Return inputs and labels of a batch.

    Raises:
        TypeError: if it is no pair of tensors, or labels are no whole numbers.
        ValueError: if there is not one label a row.
    """
    pair = isinstance(batch, list | tuple) and len(batch) == 2
    if not pair or not all(isinstance(part, Tensor) for part in batch):
        raise TypeError(
            f"{name}: expected batches of two tensors, (inputs, labels), received {type(batch).__name__}; "
            "give the DataLoader a collate_fn that returns (inputs, labels), or make it of a TensorDataset"
        )
    inputs, labels = batch
    if labels.is_floating_point() or labels.is_complex() or labels.dtype == torch.bool:
        raise TypeError(
            f"{name}: expected whole numbers as labels, received {labels.dtype}; labels.long() makes classes "
            "of 0.0 and 1.0"
        )
    if labels.ndim != 1 or inputs.ndim == 0 or len(inputs) != len(labels):
        raise ValueError(
            f"{name}: expected one label a row, received inputs of shape {tuple(inputs.shape)} and labels of "
            f"shape {tuple(labels.shape)}"
        )
    return inputs, labels


def require_loaders(**loaders: object) -> None:
    """Refuse what is no DataLoader.

    Raises:
        TypeError: if one is something else.
    """
    for name, loader in loaders.items():
        if not isinstance(loader, DataLoader):
            raise TypeError(
                f"{name}: expected a torch.utils.data.DataLoader of (inputs, labels), received "
                f"{type(loader).__name__}"
            )


def require_model(model: object) -> None:
    """Refuse what is no module of PyTorch.

    Raises:
        TypeError: if it is something else.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model: expected a module of PyTorch, received {type(model).__name__}")


def require_outputs(outputs: object, labels: Tensor) -> Tensor:
    """Return outputs if they are one float a class, and the labels are such classes.

    Raises:
        TypeError: if outputs are no tensor of floats.
        ValueError: if they have another shape, or a label is none of the classes.
    """
    if not isinstance(outputs, Tensor) or not outputs.is_floating_point():
        kind = outputs.dtype if isinstance(outputs, Tensor) else type(outputs).__name__
        raise TypeError(
            f"model: expected a tensor of floats as its outputs, received {kind}; wrap a model that returns "
            "more in a module whose forward returns the logits alone"
        )
    if outputs.ndim != 2 or len(outputs) != len(labels) or outputs.shape[1] < 2:
        raise ValueError(
            f"model: expected one output a class, shape ({len(labels)}, classes), received "
            f"{tuple(outputs.shape)}; one logit z for two classes becomes two in a module that returns "
            "torch.cat([torch.zeros_like(z), z], 1), for which cross_entropy is the same loss"
        )
    if labels.max() >= outputs.shape[1]:
        raise ValueError(
            f"labels: expected classes from 0 to {outputs.shape[1] - 1}, as many as the model has outputs, "
            f"received {labels.max().item()}"
        )
    return outputs


def require_function(name: str, function: object) -> None:
    """Refuse what cannot be called, and a class, which would have to be made first.

    Raises:
        TypeError: if it is something else.
    """
    if not callable(function) or isinstance(function, type):
        raise TypeError(f"{name}: expected a function, received {function!r}")


def require_settings(steps: object, lr: object, rows: object, at_least: int = 4) -> tuple[int, float, int]:
    """Return how long, how fast and on how much data a check trains.

    Raises:
        TypeError: if one is of the wrong kind.
        ValueError: if one is out of range.
    """
    return (
        require_whole_number("steps", steps),
        require_number("lr", lr, above=0),
        require_whole_number("rows", rows, at_least=at_least),
    )
