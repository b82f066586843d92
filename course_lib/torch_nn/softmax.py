"""From scores to probabilities; twin of `numpy_nn.softmax`, where the derivatives stand."""

import torch
from torch import nn

from course_lib.arguments import require_axis
from course_lib.torch_nn.arguments import require_floats


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
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
    powers = torch.exp(x - x.amax(dim, keepdim=True).detach())  # a constant: it cancels, and has no gradient
    return powers / powers.sum(dim, keepdim=True)


def log_softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the logarithms of softmax, xᵢ − log Σⱼ e^xⱼ. Arguments and refusals as `softmax`."""
    x = require_floats("log_softmax", x)
    dim = require_axis("log_softmax", dim, x.shape)
    shifted = x - x.amax(dim, keepdim=True).detach()
    return shifted - torch.log(torch.exp(shifted).sum(dim, keepdim=True))


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


class LogSoftmax(nn.Module):
    """Logarithms of probabilities along an axis.

    Args:
        dim: the axis along which the probabilities sum to 1.
    """

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = dim

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return log_softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
