"""A tape: values that remember what they were made of, so that the chain rule can be walked back.

Take one operation y = f(x) in the middle of a computation that ends in a number L. All that it has to know
is how to turn g = ∂L/∂y into its part of ∂L/∂x:

    ∂L/∂xⱼ = Σᵢ gᵢ ∂yᵢ/∂xⱼ        g as a row, times the Jacobian of f: a vector–Jacobian product (VJP)

The Jacobian itself is never built. For y = eˣ it is diagonal, and the product is g · y. So an operation is
three things: a value, the tensors that it was made of, and for each of these one function from g to its
vector–Jacobian product. `autograd` is the table of them; this file records them and walks back.

Tensors are numbered in the order of their creation, and the way back visits the newest first: whatever was
made of a tensor is newer than it, so its gradient is complete before it is passed on. No recursion is needed,
and no reference leads from an old tensor to a newer one: a computation that nobody holds is gone at once.

PyTorch's tensors carry their record themselves; this file has no twin. Source: Wengert (1964), *A simple
automatic derivative evaluation program*; Baydin, Pearlmutter, Radul and Siskind (2018), *Automatic
differentiation in machine learning: a survey*, section 3.2.
"""

from collections.abc import Callable
from itertools import count
from operator import attrgetter
from typing import Any, Self

import numpy as np

from course_lib.numpy_nn.arguments import require_floats

VJP = Callable[[np.ndarray], np.ndarray]
_numbers = count()


class Recorded:
    """A value and where it came from: what `autograd.Tensor` is, apart from its operations.

    Args:
        data: the values, an array of floats that nobody else holds.
        requires_grad: whether ∂L/∂data is wanted.

    Attributes:
        requires_grad: whether ∂L/∂data is wanted, of this or of anything that this was made of.
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "_grad",
        "_number",
        "_operation",
        "_parents",
        "_vjps",
        "requires_grad",
    )

    def __init__(self, data: np.ndarray, requires_grad: bool):
        self._data, self._grad, self._number = data, None, next(_numbers)
        self._operation, self._parents, self._vjps = "", (), ()  # it was given, not calculated
        self.requires_grad = requires_grad

    @property
    def data(self) -> np.ndarray:
        """The values, read-only. What was not calculated takes new ones: `w.data = w.data - step`."""
        self._data.setflags(write=False)
        return self._data

    @data.setter
    def data(self, values: np.ndarray) -> None:
        if self._parents:
            raise ValueError(
                f"data: expected a tensor that was given, received the result of {self._operation}"
            )
        values = require_floats("data", values)
        if values.shape != self.shape or values.dtype != self.dtype:
            raise ValueError(
                f"data: expected {self.dtype} of shape {self.shape}, "
                f"received {values.dtype} of shape {values.shape}"
            )
        self._data = values.copy()

    @property
    def grad(self) -> np.ndarray | None:
        """∂L/∂data, read-only; None before `backward`, and where no gradient is required."""
        if self._grad is not None:
            self._grad.setflags(write=False)
        return self._grad

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self._data.shape

    @property
    def dtype(self) -> np.dtype:
        """Of the values, and of the gradient."""
        return self._data.dtype

    def item(self) -> float:
        """Return the only value as a number. Keep this of a loss: the tensor holds all it was made of."""
        if self._data.size != 1:
            raise ValueError(
                f"item: expected one value, received shape {self.shape}; take the sum or the mean"
            )
        return self._data.item()

    def zero_grad(self) -> None:
        """Forget the gradient; otherwise the next `backward` adds to it."""
        self._grad = None

    def backward(self, grad: np.ndarray | None = None) -> None:
        """Add ∂L/∂t to `t.grad` for every tensor t that requires it, where L is this tensor.

        This uses the record up: what was calculated can be gone back through once.

        Args:
            grad: ∂L/∂self, in the shape of this tensor, if it is not L itself; None for a single value.

        Raises:
            RuntimeError: if there is nothing to go back to, or a part of the way was gone before. No gradient
                has been changed then.
            TypeError: if grad holds no real numbers.
            ValueError: if grad has not the shape of this tensor, or is None where there are several values.
        """
        grad = self._starting_gradient(grad)
        calculated = self._calculated()
        if None in [tensor._vjps for tensor in calculated]:
            raise RuntimeError(
                "backward: a part of this computation was gone back through already, which uses its record "
                "up; calculate it again, or add up the losses and go back once"
            )
        self._grad = grad if self._grad is None else self._grad + grad
        for tensor in reversed(calculated):
            for parent, vjp in zip(tensor._parents, tensor._vjps, strict=True):
                if parent.requires_grad:
                    share = vjp(tensor._grad)
                    if share.shape != parent._data.shape:
                        share = _summed_to(parent._data.shape, share)
                    parent._grad = share if parent._grad is None else parent._grad + share
            tensor._vjps = None

    def _starting_gradient(self, grad: np.ndarray | None) -> np.ndarray:
        if not self.requires_grad:
            raise RuntimeError(
                "backward: expected something made of a tensor that requires a gradient, received constants; "
                "make the weights with Tensor(…, requires_grad=True)"
            )
        if grad is None and self._data.size > 1:
            raise ValueError(
                f"backward: expected one value, such as a loss, received shape {self.shape}; "
                "take the sum or the mean, or pass ∂L/∂self"
            )
        grad = np.array(1 if grad is None else grad)
        if grad.dtype.kind not in "fiub":
            raise TypeError(f"backward: expected a gradient of floats, received {grad.dtype}")
        grad = grad.astype(self.dtype, copy=False)
        if grad.shape != self.shape:
            raise ValueError(f"backward: expected a gradient of shape {self.shape}, received {grad.shape}")
        return grad

    def _calculated(self) -> list[Self]:
        """Return what was calculated on the way to this tensor, and itself if it was, the oldest first."""
        found = [self] if self._parents else []
        seen = set(found)
        for tensor in found:  # the list grows while it is gone through
            for parent in tensor._parents:
                if parent._parents and parent not in seen:
                    seen.add(parent)
                    found.append(parent)
        found.sort(key=attrgetter("_number"))
        return found

    def graph(self, **names: Self) -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
        """Describe the computation in plain records, for a picture of it (`plots.graphs.plot_graph`).

        Args:
            names: tensors of this computation, by what they are to be called: `loss.graph(w=w, x=x)`.

        Returns:
            The nodes, the oldest first, each with its name ("" for none), operation ("" for what was given),
            value and gradient (None for none); and the edges (from, to), as positions in the list of nodes.

        Raises:
            ValueError: if a tensor that is named had no part in the computation.
        """
        parts = {self}.union(*((t, *t._parents) for t in self._calculated()))
        history = sorted(parts, key=attrgetter("_number"))
        position = {tensor: index for index, tensor in enumerate(history)}
        for name, tensor in names.items():
            if tensor not in position:
                raise ValueError(f"graph: expected tensors of this computation, received {name}={tensor!r}")
        called = {tensor: name for name, tensor in names.items()}
        nodes = [
            {"name": called.get(t, ""), "operation": t._operation, "value": t.data, "gradient": t.grad}
            for t in history
        ]
        return nodes, [(position[parent], position[t]) for t in history for parent in t._parents]


def record(operation: str, data: np.ndarray, parents: tuple[Recorded, ...], *vjps: VJP) -> Any:
    """Return the result of an operation as a tensor that can go back to what it was made of.

    Args:
        operation: its name, for the picture.
        data: the result.
        parents: the one or two tensors that it was made of.
        vjps: for each parent, the function from ∂L/∂result to its part of ∂L/∂parent. Where the parent was
            broadcast, the part has the shape of the result. It must not hold the result itself as a tensor:
            a reference in a circle would keep the computation alive.
    """
    result = object.__new__(type(parents[0]))
    result._data, result._grad, result._number = data, None, next(_numbers)
    result.requires_grad = parents[0].requires_grad or parents[-1].requires_grad
    if not result.requires_grad:  # a constant, of which nothing needs to be remembered
        operation, parents, vjps = "", (), ()
    result._operation, result._parents, result._vjps = operation, parents, vjps
    return result


def _summed_to(shape: tuple[int, ...], grad: np.ndarray) -> np.ndarray:
    """Return the gradient of what broadcasting repeated: the copies are one value, so their gradients add."""
    added = grad.ndim - len(shape)
    stretched = (added + axis for axis, length in enumerate(shape) if length == 1)
    return grad.sum((*range(added), *stretched)).reshape(shape)
