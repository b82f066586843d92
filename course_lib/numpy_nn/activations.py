"""What makes a network more than one matrix: functions applied to each value, and softmax to each row.

Each comes as a function and as a module of the same name. The modules have no parameters; with y = f(x)
applied to each value, the chain rule is ∂L/∂x = ∂L/∂y · f′(x), value by value.
"""

import numpy as np

from course_lib.arguments import require_number
from course_lib.numpy_nn.arguments import require_floats
from course_lib.numpy_nn.module import Module


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
    return np.maximum(x, slope * x)  # slope · x is the greater one exactly where x is negative


def softmax(x: np.ndarray, dim: int = -1) -> np.ndarray:
    """Turn scores into probabilities along an axis: e^xᵢ / Σⱼ e^xⱼ.

    Args:
        x: scores of any shape.
        dim: the axis along which the probabilities sum to 1.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty or has no such axis.
    """
    x = require_floats("softmax", x)
    if not isinstance(dim, int) or not -x.ndim <= dim < x.ndim:
        raise ValueError(f"softmax: expected an axis of an array of shape {x.shape}, received dim={dim!r}")
    powers = np.exp(x - x.max(dim, keepdims=True))  # a constant cancels; this one keeps exp from overflowing
    return powers / powers.sum(dim, keepdims=True)


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
    """max(x, 0) of each value. The derivative is 1 where x > 0, else 0 (at 0 too, as in PyTorch)."""

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = relu(x)
        return y, y > 0

    def gradients(self, grad_output: np.ndarray, positive: np.ndarray) -> np.ndarray:
        return grad_output * positive


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


class Softmax(Module):
    """Probabilities along an axis.

    Args:
        dim: the axis along which they sum to 1.

    Each output depends on every input: ∂yᵢ/∂xⱼ = yᵢ (δᵢⱼ − yⱼ), so with g = ∂L/∂y

        ∂L/∂xⱼ = Σᵢ gᵢ yᵢ (δᵢⱼ − yⱼ) = yⱼ (gⱼ − Σᵢ gᵢ yᵢ).
    """

    def __init__(self, dim: int = -1):
        self.dim = dim

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = softmax(x, self.dim)
        return y, y

    def gradients(self, grad_output: np.ndarray, y: np.ndarray) -> np.ndarray:
        weighted = (grad_output * y).sum(self.dim, keepdims=True)
        return y * (grad_output - weighted)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
