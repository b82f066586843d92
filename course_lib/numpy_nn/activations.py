"""What makes a network more than one matrix: functions that bend the signal, value by value.

Each comes as a function and as a module of the same name. With y = f(x) applied to each value, the chain rule
is ∂L/∂x = ∂L/∂y · f′(x), value by value. (`softmax` looks at a whole row and stands in a file of its own.)
"""

import math

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_number, require_one_of, require_whole_number
from course_lib.numpy_nn.arguments import require_dtype, require_floats, require_same_dtype
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.parameters import Parameter

# λ and α of SELU: those for which a signal of mean 0 and variance 1 keeps both.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Squash each value between 0 and 1: σ(x) = 1 / (1 + e⁻ˣ).

    Args:
        x: floats of any shape.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty.
    """
    x = require_floats("sigmoid", x)
    with np.errstate(over="ignore"):  # e¹⁰⁰⁰ becomes infinite, and 1/∞ = 0 is what is meant
        return 1 / (1 + np.exp(-x))


def tanh(x: np.ndarray) -> np.ndarray:
    """Squash each value between −1 and 1: (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). Arguments and refusals as `sigmoid`."""
    return np.tanh(require_floats("tanh", x))


def relu(x: np.ndarray) -> np.ndarray:
    """Cut off what is negative: max(x, 0). Arguments and refusals as `sigmoid`."""
    return np.maximum(require_floats("relu", x), 0)


def leaky_relu(x: np.ndarray, negative_slope: float = 0.01) -> np.ndarray:
    """Flatten what is negative: x if x > 0, else negative_slope · x.

    Args:
        x: floats of any shape.
        negative_slope: slope left of zero, from 0 to below 1.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty or negative_slope out of range.
    """
    slope = require_number("negative_slope", negative_slope, at_least=0, below=1)
    x = require_floats("leaky_relu", x)
    return np.where(x > 0, x, slope * np.minimum(x, 0))  # 0 · ∞ would warn, though it is not taken


def prelu(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Flatten what is negative by slopes of its own: x if x > 0, else weight · x.

    Args:
        x: floats of any shape.
        weight: the slopes, shape (1,), or (channels,) with the channels on axis 1 of x.

    Raises:
        TypeError: if x or weight is not of floats, or they differ in dtype.
        ValueError: if x is empty, or has not as many channels as there are slopes.
    """
    x, weight = require_floats("prelu", x), require_floats("prelu weight", weight)
    if weight.ndim != 1 or (len(weight) > 1 and (x.ndim < 2 or x.shape[1] != len(weight))):
        raise ValueError(
            f"prelu: expected one slope or one a channel (axis 1) for inputs of shape {x.shape}, "
            f"received slopes of shape {weight.shape}"
        )
    require_same_dtype("prelu", x, weight.dtype)
    return np.where(x > 0, x, _by_channel(weight, x) * x)


def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Bend what is negative towards −alpha: x if x > 0, else alpha · (eˣ − 1).

    Args:
        x: floats of any shape.
        alpha: above 0; minus the value far left of zero.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty or alpha out of range.
    """
    alpha, x = require_number("alpha", alpha, above=0), require_floats("elu", x)
    return np.where(x <= 0, alpha * np.expm1(np.minimum(x, 0)), x)  # what is not taken must not overflow


def selu(x: np.ndarray) -> np.ndarray:
    """Scale an ELU so that signals keep mean 0 and variance 1: λ x if x > 0, else λ α (eˣ − 1)."""
    return SELU_SCALE * elu(require_floats("selu", x), SELU_ALPHA)


def gelu(x: np.ndarray, approximate: str = "none") -> np.ndarray:
    """Let each value through by its rank among normal numbers: x Φ(x), Φ(x) = (1 + erf(x/√2))/2.

    Args:
        x: floats of any shape.
        approximate: "none", or "tanh" for Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³)))/2.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty, or approximate is something else.
    """
    approximate = require_one_of("approximate", approximate, ("none", "tanh"))
    x = require_floats("gelu", x)
    return x * _rank_and_density(x, approximate)[0]


class Sigmoid(Module):
    """σ(x) of each value. σ′ = σ (1 − σ) is at most 1/4, which is how gradients vanish."""

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = sigmoid(x)
        return y, y

    def gradients(self, grad_output: np.ndarray, y: np.ndarray) -> np.ndarray:
        return grad_output * (y * (1 - y))


class Tanh(Module):
    """tanh(x) of each value. tanh′ = 1 − tanh², at most 1."""

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = tanh(x)
        return y, y

    def gradients(self, grad_output: np.ndarray, y: np.ndarray) -> np.ndarray:
        return grad_output * (1 - y * y)


class ReLU(Module):
    """max(x, 0) of each value. The derivative is 0 where x ≤ 0 (at 0 too, as in PyTorch), else 1."""

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = relu(x)
        return y, y != 0  # NaN passes, as in PyTorch

    def gradients(self, grad_output: np.ndarray, passed: np.ndarray) -> np.ndarray:
        if not np.isfinite(grad_output).all():
            return np.where(passed, grad_output, 0)  # 0 · ∞ would be NaN
        return grad_output * passed  # the same, several times faster


class LeakyReLU(Module):
    """x if x > 0, else negative_slope · x. The derivative is 1 where x > 0, else negative_slope.

    Args:
        negative_slope: slope left of zero, from 0 to below 1.

    Raises:
        ValueError: if negative_slope is out of range.
    """

    def __init__(self, negative_slope: float = 0.01):
        self.negative_slope = require_number("negative_slope", negative_slope, at_least=0, below=1)

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = leaky_relu(x, self.negative_slope)
        return y, x > 0

    def gradients(self, grad_output: np.ndarray, positive: np.ndarray) -> np.ndarray:
        return np.where(positive, grad_output, self.negative_slope * grad_output)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}"


class PReLU(Module):
    """x if x > 0, else a · x, where training finds the slope a: one for all, or one for each channel.

    Args:
        num_parameters: number of slopes: 1, or the number of channels (axis 1 of the inputs).
        init: where the slopes start.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: a, shape (num_parameters,).

    Raises:
        ValueError: if num_parameters is below 1 or fits no axis 1 of x.
        TypeError: if x is not in the dtype of the slopes.

    Gradients, with g = ∂L/∂y: ∂L/∂x is g where x > 0, else a g; ∂L/∂a sums g x over all x ≤ 0 of a channel.

    Source: He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, section 2.1.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, *, dtype: DTypeLike | None = None):
        self.num_parameters = require_whole_number("num_parameters", num_parameters)
        slopes = np.full(self.num_parameters, require_number("init", init), require_dtype(dtype))
        self.weight = Parameter(slopes)

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return prelu(x, self.weight.data), x

    def gradients(self, grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
        terms = np.where(x > 0, 0, grad_output * x)
        shared = tuple(axis for axis in range(x.ndim) if axis != 1 or self.num_parameters == 1)
        self.weight.grad += terms.sum(shared)
        return np.where(x > 0, grad_output, _by_channel(self.weight.data, x) * grad_output)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class ELU(Module):
    """x if x > 0, else alpha · (eˣ − 1). The derivative is 1 where x > 0, else alpha · eˣ.

    Values below zero bring the mean of a layer's outputs near zero, which a ReLU cannot, and a derivative
    that is nowhere exactly 0 lets every unit recover.

    Args:
        alpha: above 0; minus the value far left of zero.

    Source: Clevert, Unterthiner and Hochreiter (2016), *Fast and accurate deep network learning by
    exponential linear units (ELUs)*, section 3.
    """

    def __init__(self, alpha: float = 1.0):
        self.alpha = require_number("alpha", alpha, above=0)

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return elu(x, self.alpha), x

    def gradients(self, grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
        return grad_output * np.where(x <= 0, self.alpha * np.exp(np.minimum(x, 0)), 1)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class SELU(Module):
    """λ x if x > 0, else λ α (eˣ − 1). The derivative is λ where x > 0, else λ α eˣ.

    λ ≈ 1.0507 and α ≈ 1.6733 solve two equations: normal numbers of mean 0 and variance 1 come out with mean
    0 and variance 1. With weights of variance 1/fan_in in between (`lecun_normal`) this is a fixed point, and
    one that pulls: a mean square that is a little off comes nearer to 1 with every layer.

    Source: Klambauer, Unterthiner, Mayr and Hochreiter (2017), *Self-normalizing neural networks*, eq. 2.
    """

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return selu(x), x

    def gradients(self, grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
        slope = np.where(x <= 0, SELU_ALPHA * np.exp(np.minimum(x, 0)), 1)
        return SELU_SCALE * grad_output * slope


class GELU(Module):
    """x Φ(x), with Φ the distribution of normal numbers: a ReLU with a smooth bend that dips below zero.

    The derivative is Φ(x) + x φ(x), by the product rule, with the density φ = Φ′: e^(−x²/2)/√(2π), or for
    the tanh form with t = tanh(√(2/π) (x + 0.044715 x³)): (1 − t²)/2 · √(2/π) (1 + 3 · 0.044715 x²).

    Args:
        approximate: "none", or "tanh" as in GPT-2.

    Source: Hendrycks and Gimpel (2016), *Gaussian error linear units (GELUs)*, section 2.
    """

    def __init__(self, approximate: str = "none"):
        self.approximate = require_one_of("approximate", approximate, ("none", "tanh"))

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return gelu(x, self.approximate), x

    def gradients(self, grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
        rank, density = _rank_and_density(x, self.approximate)
        return grad_output * (rank + x * density)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


def _by_channel(slopes: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return one slope for all of x, or the slopes laid along axis 1 of x."""
    return slopes[0] if len(slopes) == 1 else slopes.reshape(-1, *[1] * (x.ndim - 2))


def _rank_and_density(x: np.ndarray, approximate: str) -> tuple[np.ndarray, np.ndarray]:
    """Return Φ(x) and φ(x) = Φ′(x)."""
    x = np.clip(x, -100, 100)  # there Φ is 0 or 1 and φ is 0; cubes of huge numbers would overflow
    if approximate == "tanh":
        factor = math.sqrt(2 / math.pi)
        t = np.tanh(factor * (x + 0.044715 * x**3))
        return (1 + t) / 2, (1 - t * t) / 2 * factor * (1 + 3 * 0.044715 * x * x)
    from scipy.special import erf

    return (1 + erf(x / math.sqrt(2))) / 2, np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
