"""From scores to probabilities: what is applied to a whole row, where an activation takes value by value.

Each comes as a function and as a module of the same name, without parameters.
"""

import numpy as np

from course_lib.arguments import require_axis
from course_lib.numpy_nn.arguments import require_floats
from course_lib.numpy_nn.module import Module


def softmax(x: np.ndarray, dim: int = -1) -> np.ndarray:
    """Turn scores into probabilities along an axis: e^xᵢ / Σⱼ e^xⱼ.

    Args:
        x: scores of any shape.
        dim: the axis along which the probabilities sum to 1.

    Raises:
        TypeError: if x is not of floats, or dim is no integer.
        ValueError: if x is empty or has no such axis.
    """
    x = require_floats("softmax", x)
    dim = require_axis("softmax", dim, x.shape)
    powers = np.exp(x - x.max(dim, keepdims=True))  # a constant cancels; this one keeps exp from overflowing
    return powers / powers.sum(dim, keepdims=True)


def log_softmax(x: np.ndarray, dim: int = -1) -> np.ndarray:
    """Return the logarithms of softmax, xᵢ − log Σⱼ e^xⱼ, also where a probability is too small for a float.

    The log of a softmax that has become 0 would be −∞. Arguments and refusals as `softmax`.
    """
    x = require_floats("log_softmax", x)
    dim = require_axis("log_softmax", dim, x.shape)
    shifted = x - x.max(dim, keepdims=True)  # so exp cannot overflow, and the greatest one is 1
    return shifted - np.log(np.exp(shifted).sum(dim, keepdims=True))


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


class LogSoftmax(Module):
    """Logarithms of probabilities along an axis.

    Args:
        dim: the axis along which the probabilities sum to 1.

    With y = log p, ∂yᵢ/∂xⱼ = δᵢⱼ − pⱼ, so with g = ∂L/∂y

        ∂L/∂xⱼ = Σᵢ gᵢ (δᵢⱼ − pⱼ) = gⱼ − pⱼ Σᵢ gᵢ.
    """

    def __init__(self, dim: int = -1):
        self.dim = dim

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        y = log_softmax(x, self.dim)
        return y, y

    def gradients(self, grad_output: np.ndarray, y: np.ndarray) -> np.ndarray:
        return grad_output - np.exp(y) * grad_output.sum(self.dim, keepdims=True)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
