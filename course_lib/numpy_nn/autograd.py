"""Arrays that differentiate themselves: arithmetic on the tape, each operation with its derivative.

Read it as a table. Every operation records its value, the tensors that it was made of, and for each of them
the function from g = ∂L/∂result to the vector–Jacobian product, which is its part of ∂L/∂tensor. What was
broadcast needs no care here: `tape` sums g over the copies. `torch.Tensor` is the model for all names, and
so this file has no twin.
"""

import copy
import operator
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from course_lib.arguments import require_axis, require_bool
from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.arguments import require_dtype, require_floats, require_labels
from course_lib.numpy_nn.tape import Recorded, record

Axes = int | tuple[int, ...] | None


class Tensor(Recorded):
    """An array of floats to calculate with, and to differentiate.

    Shapes, broadcasting, axes and indexing are those of NumPy. Numbers and arrays may stand beside a tensor
    (`2 * x`, `x @ array`): they are constants, and a number takes the tensor's dtype. Nothing changes a
    tensor in place, so what was recorded stays true.

    Args:
        data: numbers of any shape; copied.
        requires_grad: whether `backward` finds ∂L/∂data, as a weight needs it and a constant does not.
        dtype: np.float32 or np.float64; None keeps that of an array, and takes float32 for Python's numbers.

    Raises:
        TypeError: if data are not floats, or tensors of different dtypes meet.
        ValueError: if data are empty, or shapes do not fit together.

    Example:
        >>> w = Tensor(2.0, requires_grad=True)
        >>> ((3 * w - 5) ** 2).backward()
        >>> w.grad.item()  # 2 (3 w − 5) · 3
        6.0
    """

    __slots__ = ()
    __array_ufunc__ = None  # so array * tensor comes to `__rmul__`; NumPy would multiply value by value
    __iter__ = None  # without axes there is nothing to go through, and a loop would silently do nothing

    def __init__(self, data: ArrayLike, requires_grad: bool = False, *, dtype: DTypeLike | None = None):
        super().__init__(_floats(data, dtype), require_bool("requires_grad", requires_grad))

    def __repr__(self) -> str:
        values = np.array2string(np.asarray(self._data), separator=", ", prefix="Tensor(")
        return f"Tensor({values}{', requires_grad=True' * self.requires_grad})"

    def __add__(self, other: Any) -> "Tensor":
        other = self._operand(other)
        total = _together("+", operator.add, self._data, other._data)
        return record("+", total, (self, other), lambda g: g, lambda g: g)

    def __mul__(self, other: Any) -> "Tensor":
        other = self._operand(other)
        x, y = self._data, other._data
        product = _together("×", operator.mul, x, y)
        return record("×", product, (self, other), lambda g: g * y, lambda g: g * x)

    def __sub__(self, other: Any) -> "Tensor":
        other = self._operand(other)
        difference = _together("−", operator.sub, self._data, other._data)
        return record("−", difference, (self, other), lambda g: g, lambda g: -g)

    def __truediv__(self, other: Any) -> "Tensor":
        other = self._operand(other)
        x, y = self._data, other._data
        quotient = _together("÷", operator.truediv, x, y)
        return record("÷", quotient, (self, other), lambda g: g / y, lambda g: -g * quotient / y)

    def __pow__(self, other: Any) -> "Tensor":
        """∂xʸ/∂x = y xʸ⁻¹ and ∂xʸ/∂y = xʸ log x."""
        other = self._operand(other)
        x, y = self._data, other._data
        power = _together("power", operator.pow, x, y)
        return record(
            "power",
            power,
            (self, other),
            lambda g: g * y * x ** (y - (y != 0)),  # 0 for y = 0, also where 1/x is infinite
            lambda g: g * power * np.log(np.where(x == 0, 1, x)),  # 0 for x = 0: 0ʸ is 0 for all y > 0
        )

    def __neg__(self) -> "Tensor":
        return record("−", -self._data, (self,), lambda g: -g)

    def __matmul__(self, other: Any) -> "Tensor":
        """Y = A B, row by column: Yᵢⱼ = Σₖ Aᵢₖ Bₖⱼ gives ∂L/∂A = g Bᵀ and ∂L/∂B = Aᵀ g.

        Axes before the last two are batches. A vector on the left counts as one row, on the right as one
        column, as in NumPy.
        """
        other = self._operand(other)
        x, y = self._data, other._data
        try:
            product = x @ y
        except ValueError:
            raise ValueError(
                f"@: expected shapes (…, m, n) and (…, n, p), received {x.shape} and {y.shape}"
            ) from None
        rows, columns = (x if x.ndim > 1 else x[None, :]), (y if y.ndim > 1 else y[:, None])

        def to_left(g: np.ndarray) -> np.ndarray:
            return _with_axes_of_vectors(g, x, y) @ columns.mT

        def to_right(g: np.ndarray) -> np.ndarray:
            grad_columns = rows.mT @ _with_axes_of_vectors(g, x, y)
            return grad_columns if y.ndim > 1 else grad_columns[..., 0]

        return record("@", product, (self, other), to_left, to_right)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> "Tensor":
        return self._operand(other) - self

    def __rtruediv__(self, other: Any) -> "Tensor":
        return self._operand(other) / self

    def __rpow__(self, other: Any) -> "Tensor":
        return self._operand(other) ** self

    def __rmatmul__(self, other: Any) -> "Tensor":
        return self._operand(other) @ self

    def _operand(self, other: Any) -> "Tensor":
        """Return what stands beside this tensor as a tensor of the same dtype."""
        if not isinstance(other, Tensor):
            if not isinstance(other, Real | np.ndarray):
                raise TypeError(f"Tensor: expected a tensor, number or array, received {other!r}")
            other = Tensor(other, dtype=None if isinstance(other, np.ndarray) else self.dtype)
        if other._data.dtype != self._data.dtype:
            raise TypeError(
                f"Tensor: expected {self.dtype} beside {self.dtype}, received {other.dtype}; "
                "give all of them one dtype"
            )
        return other

    def exp(self) -> "Tensor":
        """eˣ. Its derivative is itself."""
        y = np.exp(self._data)
        return record("exp", y, (self,), lambda g: g * y)

    def log(self) -> "Tensor":
        """The natural logarithm. Its derivative is 1/x."""
        x = self._data
        return record("log", np.log(x), (self,), lambda g: g / x)

    def tanh(self) -> "Tensor":
        """The hyperbolic tangent. Its derivative is 1 − tanh²."""
        y = np.tanh(self._data)
        return record("tanh", y, (self,), lambda g: g * (1 - y * y))

    def sigmoid(self) -> "Tensor":
        """σ(x) = 1/(1 + e⁻ˣ). Its derivative is σ (1 − σ)."""
        y = sigmoid(self._data)
        return record("sigmoid", y, (self,), lambda g: g * (y * (1 - y)))

    def relu(self) -> "Tensor":
        """max(x, 0). Its derivative is 1 where x > 0, else 0."""
        y = np.maximum(self._data, 0)
        return record("relu", y, (self,), lambda g: g * (y > 0))

    def sum(self, axis: Axes = None, keepdims: bool = False) -> "Tensor":
        """Σ x over all axes or those named. Each value counts once, so each gets g."""
        x = self._data
        total = _asked_of("sum", x, x.sum, axis, keepdims=keepdims)
        return record("sum", total, (self,), lambda g: _spread(g, x, axis, keepdims))

    def mean(self, axis: Axes = None, keepdims: bool = False) -> "Tensor":
        """The sum over all axes or those named, divided by the number n of values: each gets g/n."""
        x = self._data
        total = _asked_of("mean", x, x.sum, axis, keepdims=keepdims)
        n = x.size // total.size
        return record("mean", total / n, (self,), lambda g: _spread(g / n, x, axis, keepdims))

    def max(self, axis: Axes = None, keepdims: bool = False) -> "Tensor":
        """The greatest value over all axes or those named. It gets g; equal ones share it, as in `amax`."""
        x = self._data
        greatest = _asked_of("max", x, x.max, axis, keepdims=keepdims)
        winners = (x == x.max(axis, keepdims=True)).astype(x.dtype)
        winners /= winners.sum(axis, keepdims=True)
        return record("max", greatest, (self,), lambda g: _spread(g, x, axis, keepdims) * winners)

    def softmax_cross_entropy(self, labels: np.ndarray) -> "Tensor":
        """Mean surprise at the right class of a batch of logits z: (1/n) Σᵢ (log Σⱼ e^zᵢⱼ − zᵢ[labelᵢ]).

        The labels are integers from 0, shape (batch,), the logits of shape (batch, classes). With
        p = softmax(z), ∂L/∂zᵢ = (pᵢ − onehot(labelᵢ))/n, as in `losses.CrossEntropyLoss`.
        """
        if len(self.shape) != 2:
            raise ValueError(f"softmax_cross_entropy: expected (batch, classes), received {self.shape}")
        require_labels("labels", labels, classes=self.shape[1])
        if len(labels) != len(self._data):
            raise ValueError(f"labels: expected {len(self._data)} as logits, received {len(labels)}")
        rows, n, right = np.arange(len(labels)), len(labels), labels.copy()
        shifted = self._data - self._data.max(1, keepdims=True)  # a constant cancels; so exp cannot overflow
        powers = np.exp(shifted)
        sums = powers.sum(1, keepdims=True)

        def to_logits(g: np.ndarray) -> np.ndarray:
            grad = powers * (g / n / sums)
            grad[rows, right] -= g / n
            return grad

        loss = (np.log(sums[:, 0]) - shifted[rows, right]).mean()
        return record("cross-entropy", loss, (self,), to_logits)

    def reshape(self, *shape: int) -> "Tensor":
        """The values in another shape; one length may be −1. The gradient is reshaped back."""
        before = self._data.shape
        reshaped = _asked_of("reshape", self._data, self._data.reshape, *shape)
        return record("reshape", reshaped, (self,), lambda g: g.reshape(before))

    def transpose(self, *axes: int) -> "Tensor":
        """The axes in another order, reversed if none is named. The gradient takes the opposite way."""
        axes = [require_axis("transpose", axis, self.shape) % len(self.shape) for axis in axes]
        transposed = _asked_of("transpose", self._data, self._data.transpose, *axes)
        back = np.argsort(axes) if axes else None
        return record("transpose", transposed, (self,), lambda g: g.transpose(back))

    @property
    def T(self) -> "Tensor":  # noqa: N802 - NumPy's and PyTorch's name
        """The axes in reverse order."""
        return self.transpose()

    def __getitem__(self, index: Any) -> "Tensor":
        """Pick values, as in NumPy. What was picked twice gets both gradients, what was not picked gets 0."""
        x, index = self._data, copy.deepcopy(index)  # the caller may change an array of positions

        def put_back(g: np.ndarray) -> np.ndarray:
            grad = np.zeros_like(x)
            np.add.at(grad, index, g)
            return grad

        return record("index", x[index], (self,), put_back)


def _together(sign: str, operation: Callable[..., np.ndarray], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what an operation makes of two arrays, or say which shapes did not fit."""
    try:
        return operation(x, y)
    except ValueError:
        raise ValueError(
            f"{sign}: expected shapes that can be broadcast, received {x.shape} and {y.shape}"
        ) from None


def _asked_of(
    name: str, x: np.ndarray, method: Callable[..., np.ndarray], *arguments: Any, **keywords: Any
) -> np.ndarray:
    """Call a method of an array, or say what it was asked that does not fit its shape."""
    try:
        return method(*arguments, **keywords)
    except (TypeError, ValueError) as problem:
        asked = ", ".join([*map(repr, arguments), *(f"{key}={value!r}" for key, value in keywords.items())])
        kind = TypeError if isinstance(problem, TypeError) else ValueError  # NumPy's may be an IndexError too
        raise kind(f"{name}: expected what fits a tensor of shape {x.shape}, received {asked}") from None


def _with_axes_of_vectors(g: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the gradient of x @ y with the axes that are left out where x or y is a vector."""
    g = g if y.ndim > 1 else np.expand_dims(g, -1)
    return g if x.ndim > 1 else np.expand_dims(g, -2)


def _spread(g: np.ndarray, x: np.ndarray, axis: Axes, keepdims: bool) -> np.ndarray:
    """Return, for each value of x, the g of the sum that it went into."""
    spread = np.empty_like(x)
    spread[...] = g if keepdims or axis is None else np.expand_dims(g, axis)
    return spread


def _floats(data: ArrayLike, dtype: DTypeLike | None) -> np.ndarray:
    """Return a copy of numbers as floats, in the dtype asked for or their own; Python's have none."""
    if not isinstance(data, np.ndarray | np.floating):
        data, dtype = _python_numbers(data), require_dtype(dtype)
    data = require_floats("Tensor", data)
    return np.array(data, data.dtype if dtype is None else require_dtype(dtype))


def _python_numbers(data: ArrayLike) -> np.ndarray:
    try:
        numbers = np.array(data)
    except ValueError:
        raise ValueError(f"Tensor: expected rows of one length, received {data!r}") from None
    if numbers.dtype.kind not in "fiu":
        raise TypeError(f"Tensor: expected numbers, received {data!r}")
    return numbers.astype(np.float64)
