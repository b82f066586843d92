"""What a module stores: parameters, which training changes, buffers, and how a state dict finds its way in.

`torch.nn.Parameter` is a tensor that autograd follows; here the gradient simply lies beside the values.
`torch.nn.Buffer` is a tensor that goes along with them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np


class Stored:
    """An array that belongs to a module and goes into its state dict: a `Parameter` or a `Buffer`.

    It keeps its shape and dtype for life. Assigning to `data` copies the values in, so no two of them share
    memory by accident; `parameter.data -= step` changes the array in place.

    Args:
        data: the first values, of any shape; copied.

    Attributes:
        version: the number of the last assignment to `data`. All assignments to all that is stored are
            counted through, so that a way back can tell that it comes too late.
        newest: the greatest version of all.

    Raises:
        TypeError: if data is not an array of numbers that it can hold.
    """

    __slots__ = ("_data", "version")
    holds = {"f": "floats"}  # kinds of NumPy dtypes, with the word for them
    newest = 0

    def __init__(self, data: np.ndarray):
        if not isinstance(data, np.ndarray) or data.dtype.kind not in self.holds:
            received = data.dtype if isinstance(data, np.ndarray) else type(data).__name__
            raise TypeError(
                f"{type(self).__name__}: expected a NumPy array of {' or '.join(self.holds.values())}, "
                f"received {received}"
            )
        self._data = data.copy()
        self._count_change()

    def _count_change(self) -> None:
        Stored.newest += 1
        self.version = Stored.newest

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Come out of a copy or a pickle, which another process may have made: there others were counted."""
        for name, value in state[1].items():
            setattr(self, name, value)
        self._count_change()

    @property
    def data(self) -> np.ndarray:
        """The values. Assigning an array of another shape raises a ValueError."""
        return self._data

    @data.setter
    def data(self, values: np.ndarray) -> None:
        if values is not self._data:  # `data -= step` hands back the very array that it changed
            if np.shape(values) != self.shape:
                kind, received = type(self).__name__, np.shape(values)
                raise ValueError(f"{kind}: expected values of shape {self.shape}, received {received}")
            self._data = np.array(values, dtype=self._data.dtype)
        self._count_change()

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of `data`."""
        return self._data.shape

    def double(self) -> None:
        """Turn floats into float64; integers stay."""
        if self._data.dtype.kind == "f":
            self._data = self._data.astype(np.float64)
            self._count_change()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(shape={self.shape}, dtype={self._data.dtype})"


class Parameter(Stored):
    """An array of floats that training changes, together with the gradient of the loss with respect to it.

    Args:
        data: the first values, floats of any shape; copied.

    Attributes:
        grad: ∂L/∂data, same shape; `backward` adds to it.

    Raises:
        TypeError: if data is not an array of floats.
    """

    __slots__ = ("grad",)

    def __init__(self, data: np.ndarray):
        super().__init__(data)
        self.zero_grad()

    def zero_grad(self) -> None:
        """Set the gradient to zero, in a new array: one that somebody kept stays as it was."""
        self.grad = np.zeros(self._data.shape, self._data.dtype)

    def double(self) -> None:
        """Turn the values into float64; the gradient starts at zero."""
        super().double()
        self.zero_grad()


class Buffer(Stored):
    """An array that a layer itself keeps up to date, such as a running mean: stored, without a gradient.

    Args:
        data: the first values, floats or integers of any shape; copied.

    Raises:
        TypeError: if data is not an array of floats or integers.
    """

    __slots__ = ()
    holds = {"f": "floats", "i": "integers"}


def each_once(named: Iterable[tuple[str, Stored]], kind: type) -> Iterator[tuple[str, Any]]:
    """Yield what is of one kind, each under its first name."""
    seen = set()
    for name, stored in named:
        if isinstance(stored, kind) and stored not in seen:
            seen.add(stored)
            yield name, stored


def match_state(
    named: Iterable[tuple[str, Stored]], state: Mapping[str, np.ndarray]
) -> dict[Stored, np.ndarray]:
    """Find the values of each parameter and buffer in a state dict, or refuse the state dict as a whole.

    Args:
        named: every name with what it stands for; what is shared comes once for each of its names.
        state: arrays by name. For a shared parameter any one of its names is enough.

    Raises:
        TypeError: if state is no mapping, or a value is not an array of floats (integers for a count).
        ValueError: if names are missing or unknown, if shapes differ, or if the names of a shared parameter
            bring different values; the message lists all of that.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"load_state_dict: expected a dict of arrays by name, received {type(state).__name__}"
        )
    names: dict[Stored, list[str]] = {}
    for name, stored in named:
        names.setdefault(stored, []).append(name)
    known = {name for aliases in names.values() for name in aliases}
    problems = [
        f"no {aliases[0]}" for aliases in names.values() if not any(name in state for name in aliases)
    ]
    problems += [f"an unknown {name}" for name in state if name not in known]
    for stored, aliases in names.items():
        problems += _misfits(stored, [name for name in aliases if name in state], state)
    if problems:
        shapes = {aliases[0]: stored.shape for stored, aliases in names.items()}
        raise ValueError(f"load_state_dict: expected {shapes}, received {'; '.join(problems)}")
    return {stored: next(state[n] for n in aliases if n in state) for stored, aliases in names.items()}


def _misfits(stored: Stored, present: list[str], state: Mapping[str, np.ndarray]) -> list[str]:
    """Say which values of a parameter or buffer have another shape, or differ under its several names."""
    problems = []
    for name in present:
        values = _values_of(name, stored, state)
        if values.shape != stored.shape:
            problems.append(f"{name} of shape {values.shape}")
        elif not np.array_equal(values, state[present[0]], equal_nan=True):
            problems.append(f"different values for {present[0]} and {name}, which are one parameter")
    return problems


def _values_of(name: str, stored: Stored, state: Mapping[str, np.ndarray]) -> np.ndarray:
    values, kind = state[name], stored.data.dtype.kind
    if not isinstance(values, np.ndarray) or values.dtype.kind != kind:
        raise TypeError(
            f"load_state_dict: expected a NumPy array of {stored.holds[kind]} for {name}, received "
            f"{values.dtype if isinstance(values, np.ndarray) else type(values).__name__}; "
            "turn a state dict of PyTorch with course_lib.weights.to_numpy"
        )
    return values
