"""What makes a network more than one matrix; twin of `numpy_nn.activations`, where the derivatives stand.

Each comes as a function and as a module of the same name. `torch.nn.functional` has them all; here they
are written out with tensor operations, and autograd differentiates what is written.
"""

import math

import torch
from torch import nn

from course_lib.arguments import require_number, require_one_of, require_whole_number
from course_lib.torch_nn.arguments import require_dtype, require_floats, require_same_dtype

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


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


def prelu(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
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
            f"prelu: expected one slope or one a channel (axis 1) for inputs of shape {tuple(x.shape)}, "
            f"received slopes of shape {tuple(weight.shape)}"
        )
    require_same_dtype("prelu", x, weight.dtype)
    slopes = weight[0] if len(weight) == 1 else weight.reshape(-1, *[1] * (x.ndim - 2))
    return torch.where(x > 0, x, slopes * x)


def elu(x: torch.Tensor, alpha: float = 1.0) -> torch.Tensor:
    """Bend what is negative towards −alpha: x if x > 0, else alpha · (eˣ − 1).

    Args:
        x: floats of any shape.
        alpha: above 0; minus the value far left of zero.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty or alpha out of range.
    """
    alpha, x = require_number("alpha", alpha, above=0), require_floats("elu", x)
    return torch.where(x <= 0, alpha * torch.expm1(x.clamp(max=0)), x)  # ∞ · 0 on the way back would be NaN


def selu(x: torch.Tensor) -> torch.Tensor:
    """Scale an ELU so that signals keep mean 0 and variance 1: λ x if x > 0, else λ α (eˣ − 1)."""
    return SELU_SCALE * elu(require_floats("selu", x), SELU_ALPHA)


def gelu(x: torch.Tensor, approximate: str = "none") -> torch.Tensor:
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
    if approximate == "tanh":
        cube = x.clamp(-100, 100) ** 3  # there Φ is 0 or 1 already; cubes of huge numbers would overflow
        return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * cube))) / 2
    return x * (1 + torch.erf(x / math.sqrt(2))) / 2


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


class PReLU(nn.Module):
    """x if x > 0, else a · x, where training finds the slope a: one for all, or one for each channel.

    Args:
        num_parameters: number of slopes: 1, or the number of channels (axis 1 of the inputs).
        init: where the slopes start.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: a, shape (num_parameters,).

    Raises:
        ValueError: if num_parameters is below 1 or fits no axis 1 of x.
        TypeError: if x is not in the dtype of the slopes.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, *, dtype: torch.dtype | None = None):
        super().__init__()
        self.num_parameters = require_whole_number("num_parameters", num_parameters)
        init, dtype = require_number("init", init), require_dtype(dtype)
        self.weight = nn.Parameter(torch.full((self.num_parameters,), init, dtype=dtype))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return prelu(x, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class ELU(nn.Module):
    """x if x > 0, else alpha · (eˣ − 1).

    Args:
        alpha: above 0; minus the value far left of zero.

    Raises:
        ValueError: if alpha is out of range.
    """

    def __init__(self, alpha: float = 1.0):
        super().__init__()
        self.alpha = require_number("alpha", alpha, above=0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return elu(x, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class SELU(nn.Module):
    """λ x if x > 0, else λ α (eˣ − 1)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return selu(x)


class GELU(nn.Module):
    """x Φ(x), with Φ the distribution of normal numbers.

    Args:
        approximate: "none", or "tanh" as in GPT-2.

    Raises:
        ValueError: if approximate is something else.
    """

    def __init__(self, approximate: str = "none"):
        super().__init__()
        self.approximate = require_one_of("approximate", approximate, ("none", "tanh"))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return gelu(x, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"
