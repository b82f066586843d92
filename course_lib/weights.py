"""Weights on the way: between NumPy and PyTorch, and to and from files.

Both sides use PyTorch's names and layouts, so a state dict needs no renaming and no transposing. Files
are safetensors: nothing in them can run. A tensor that several names share is stored once; its other
names stand in the file's metadata, as `safetensors.torch.save_model` writes them.
"""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

if TYPE_CHECKING:
    from torch import Tensor


def to_torch(state: Mapping[str, np.ndarray]) -> "dict[str, Tensor]":
    """Return a NumPy state dict for PyTorch's `load_state_dict`: exact copies; shared arrays stay shared.

    Raises:
        TypeError: if state is not a dict of NumPy arrays.
    """
    import torch

    _require_state(state, np.ndarray, "NumPy arrays")
    copies = {_identity(array): torch.tensor(array) for array in state.values()}
    return {name: copies[_identity(array)] for name, array in state.items()}


def to_numpy(state: "Mapping[str, Tensor]") -> dict[str, np.ndarray]:
    """Return a state dict of PyTorch for `numpy_nn`: exact copies; shared tensors stay shared.

    Raises:
        TypeError: if state is not a dict of tensors.
    """
    import torch

    _require_state(state, torch.Tensor, "PyTorch tensors")
    arrays = {name: tensor.detach().cpu().numpy() for name, tensor in state.items()}
    copies = {_identity(array): array.copy() for array in arrays.values()}
    return {name: copies[_identity(array)] for name, array in arrays.items()}


def save(state: Mapping[str, np.ndarray], path: str | PathLike) -> None:
    """Write a NumPy state dict to a safetensors file.

    One of PyTorch goes through `to_numpy` first: `save(to_numpy(model.state_dict()), path)`.

    Args:
        state: arrays by name; an array under several names is stored once.
        path: the file; an older one is replaced.

    Raises:
        TypeError: if state is not a dict of NumPy arrays.
        FileNotFoundError: if there is no such folder.
    """
    _require_state(state, np.ndarray, "NumPy arrays")
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"save: there is no folder {path.parent}; create it first")
    first_names: dict[tuple, str] = {}
    aliases = {}
    for name, array in state.items():
        first = first_names.setdefault(_identity(array), name)
        if first != name:
            aliases[name] = first
    arrays = {name: np.asarray(state[name], order="C") for name in first_names.values()}
    save_file(arrays, path, metadata=aliases or None)


def load(path: str | PathLike) -> dict[str, np.ndarray]:
    """Read a safetensors file as a NumPy state dict, with every name of a shared array.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is no safetensors file.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"load: there is no file {path}")
    try:
        with safe_open(path, framework="numpy") as file:
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no dict)
            aliases = file.metadata() or {}
    except SafetensorError as problem:
        raise ValueError(f"load: {path.name} is not a safetensors file, or is damaged ({problem})") from None
    return state | {name: state[first] for name, first in aliases.items() if first in state}


def _identity(array: np.ndarray) -> tuple:
    """Return what two arrays have in common exactly if they are the same numbers in memory."""
    return array.__array_interface__["data"][0], array.shape, array.strides, array.dtype.str


def _require_state(state: object, kind: type, expected: str) -> None:
    if not isinstance(state, Mapping):
        raise TypeError(f"state: expected a dict of {expected} by name, received {type(state).__name__}")
    for name, value in state.items():
        if not isinstance(value, kind):
            raise TypeError(f"{name}: expected a dict of {expected}, received {type(value).__name__}")
