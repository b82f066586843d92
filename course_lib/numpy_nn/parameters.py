"""What training changes: parameters, and how a state dict finds its way into them.

`torch.nn.Parameter` is a tensor that autograd follows; here the gradient simply lies beside the values.
"""

from collections.abc import Iterable, Mapping

import numpy as np


class Parameter:
    """An array that training changes, together with the gradient of the loss with respect to it.

    It keeps its shape and dtype for life. Assigning to `data` copies the values in, so no two parameters
    share memory by accident; `parameter.data -= step` changes the array in place.

    Args:
        data: the first values, floats of any shape; copied.

    Attributes:
        grad: ∂L/∂data, same shape; `backward` adds to it.
        version: how often `data` was assigned to, so that a way back can tell that it comes too late.

    Raises:
        TypeError: if data is not an array of floats.
    """

    __slots__ = ("_data", "grad", "version")

    def __init__(self, data: np.ndarray):
        if not isinstance(data, np.ndarray) or data.dtype.kind != "f":
            received = data.dtype if isinstance(data, np.ndarray) else type(data).__name__
            raise TypeError(f"Parameter: expected a NumPy array of floats, received {received}")
        self._data = data.copy()
        self.version = 0
        self.zero_grad()

    @property
    def data(self) -> np.ndarray:
        """The values. Assigning an array of another shape raises a ValueError."""
        return self._data

    @data.setter
    def data(self, values: np.ndarray) -> None:
        if values is not self._data:  # `data -= step` hands back the very array that it changed
            if np.shape(values) != self.shape:
                raise ValueError(
                    f"Parameter: expected values of shape {self.shape}, received {np.shape(values)}"
                )
            self._data = np.array(values, dtype=self._data.dtype)
        self.version += 1

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of `data` and of `grad`."""
        return self._data.shape

    def zero_grad(self) -> None:
        """Set the gradient to zero, in a new array: one that somebody kept stays as it was."""
        self.grad = np.zeros(self._data.shape, self._data.dtype)

    def double(self) -> None:
        """Turn the values into float64; the gradient starts at zero."""
        self._data = self._data.astype(np.float64)
        self.version += 1
        self.zero_grad()

    def __repr__(self) -> str:
        return f"Parameter(shape={self.shape}, dtype={self._data.dtype})"


def match_state(
    named_parameters: Iterable[tuple[str, Parameter]], state: Mapping[str, np.ndarray]
) -> dict[Parameter, np.ndarray]:
    """Find the values of each parameter in a state dict, or refuse the state dict as a whole.

    Args:
        named_parameters: every name with its parameter; a shared parameter comes once for each of its names.
        state: arrays by name. For a shared parameter any one of its names is enough.

    Raises:
        TypeError: if state is no mapping, or a value is not an array of floats.
        ValueError: if names are missing or unknown, if shapes differ, or if the names of a shared parameter
            bring different values.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"load_state_dict: expected a dict of arrays by name, received {type(state).__name__}"
        )
    names: dict[Parameter, list[str]] = {}
    for name, parameter in named_parameters:
        names.setdefault(parameter, []).append(name)
    known = {name for aliases in names.values() for name in aliases}
    missing = [aliases[0] for aliases in names.values() if not any(name in state for name in aliases)]
    unknown = [name for name in state if name not in known]
    if missing or unknown:
        raise ValueError(
            f"load_state_dict: missing names {missing}, unknown names {unknown}; expected {sorted(known)}"
        )
    return {parameter: _agreed_values(parameter, aliases, state) for parameter, aliases in names.items()}


def _agreed_values(parameter: Parameter, aliases: list[str], state: Mapping[str, np.ndarray]) -> np.ndarray:
    present = [name for name in aliases if name in state]
    for name in present:
        values = state[name]
        if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
            raise TypeError(
                f"load_state_dict: expected a NumPy array of floats for {name}, received "
                f"{type(values).__name__}; turn a state dict of PyTorch with course_lib.weights.to_numpy"
            )
        if values.shape != parameter.shape:
            raise ValueError(f"load_state_dict: {name} has shape {values.shape}, expected {parameter.shape}")
        if not np.array_equal(values, state[present[0]], equal_nan=True):
            raise ValueError(
                f"load_state_dict: {present[0]} and {name} are one parameter but their values differ"
            )
    return state[present[0]]
