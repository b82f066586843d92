"""What makes a network more than one matrix; twin of `numpy_nn.activations`, where the derivatives stand.

Each comes as a function and as a module of the same name. `torch.nn.functional` has them all; here they
are written out with tensor operations, and autograd differentiates what is written.
"""

import torch
from torch import nn

from course_lib.arguments import require_number
from course_lib.torch_nn.arguments import require_floats


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """Squash each value between 0 and 1: σ(x) = 1 / (1 + e⁻ˣ).

    It is computed as e^(−log(e⁰ + e⁻ˣ)): autograd would go back through an infinite e⁻ˣ as ∞ · 0, which
    is NaN.

    Args:
        x: floats of any shape.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty.
    """
    x = require_floats("sigmoid", x)
    return torch.exp(-torch.logaddexp(torch.zeros_like(x), -x))


def tanh(x: torch.Tensor) -> torch.Tensor:
    """Squash each value between −1 and 1. Arguments and refusals as `sigmoid`."""
    return torch.tanh(require_floats("tanh", x))


def relu(x: torch.Tensor) -> torch.Tensor:
    """Cut off what is negative: max(x, 0), with derivative 0 at 0. Arguments and refusals as `sigmoid`."""
    x = require_floats("relu", x)
    return torch.where(x <= 0, 0, x)


def leaky_relu(x: torch.Tensor, negative_slope: float = 0.01) -> torch.Tensor:
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
    return torch.where(x > 0, x, slope * x)


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
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
        raise ValueError(
            f"softmax: expected an axis of a tensor of shape {tuple(x.shape)}, received dim={dim!r}"
        )
    powers = torch.exp(x - x.amax(dim, keepdim=True).detach())  # a constant: it cancels, and has no gradient
    return powers / powers.sum(dim, keepdim=True)


class Sigmoid(nn.Module):
    """σ(x) of each value."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return sigmoid(x)


class Tanh(nn.Module):
    """tanh(x) of each value."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return tanh(x)


class ReLU(nn.Module):
    """max(x, 0) of each value."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return relu(x)


class LeakyReLU(nn.Module):
    """x if x > 0, else negative_slope · x.

    Args:
        negative_slope: slope left of zero, from 0 to below 1.

    Raises:
        ValueError: if negative_slope is out of range.
    """

    def __init__(self, negative_slope: float = 0.01):
        super().__init__()
        self.negative_slope = require_number("negative_slope", negative_slope, at_least=0, below=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}"


class Softmax(nn.Module):
    """Probabilities along an axis.

    Args:
        dim: the axis along which they sum to 1.
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = dim

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
