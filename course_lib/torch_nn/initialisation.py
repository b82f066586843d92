"""Where training starts; twin of `numpy_nn.initialisation`, where each rule is explained and has its source.

`torch.nn.init` writes into a tensor in place; these functions return a new one, drawn from `rng`.
"""

import math
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.init import calculate_gain

from course_lib.arguments import require_matrix_shape, require_number, require_one_of, require_shape
from course_lib.torch_nn.arguments import require_dtype, require_generator

__all__ = [
    "calculate_gain",
    "constant",
    "kaiming_normal",
    "kaiming_uniform",
    "lecun_normal",
    "normal",
    "orthogonal",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
    "zeros",
]

NONLINEARITIES = ("linear", "sigmoid", "tanh", "relu", "selu", "leaky_relu")
Shape = Sequence[int]
Rng = torch.Generator | None


def zeros(shape: Shape, *, rng: Rng = None, dtype: torch.dtype | None = None) -> torch.Tensor:
    """Return zeros. As weights they make all neurons of a layer equal for ever; as biases they are usual."""
    return constant(shape, 0.0, rng=rng, dtype=dtype)


def constant(shape: Shape, val: float, *, rng: Rng = None, dtype: torch.dtype | None = None) -> torch.Tensor:
    """Return a tensor filled with val. `rng` is taken, and left alone, so that all rules are called alike."""
    require_generator(rng)
    return torch.full(require_shape(shape), require_number("val", val), dtype=require_dtype(dtype))


def normal(
    shape: Shape, mean: float = 0.0, std: float = 1.0, *, rng: Rng = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Draw from the normal distribution N(mean, std²)."""
    values = _empty(require_shape(shape), dtype)
    mean, std = require_number("mean", mean), require_number("std", std, at_least=0)
    return nn.init.normal_(values, mean, std, require_generator(rng))


def uniform(
    shape: Shape, a: float = 0.0, b: float = 1.0, *, rng: Rng = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Draw evenly from a to b."""
    values = _empty(require_shape(shape), dtype)
    a = require_number("a", a)
    return nn.init.uniform_(values, a, require_number("b", b, above=a), require_generator(rng))


def lecun_normal(shape: Shape, *, rng: Rng = None, dtype: torch.dtype | None = None) -> torch.Tensor:
    """Draw from N(0, 1/fan_in)."""
    _, fan_in = require_matrix_shape(shape)
    return normal(shape, 0.0, 1 / math.sqrt(fan_in), rng=rng, dtype=dtype)


def xavier_normal(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Draw from N(0, gain² · 2/(fan_in + fan_out))."""
    values, gain = _empty(require_matrix_shape(shape), dtype), require_number("gain", gain, above=0)
    return nn.init.xavier_normal_(values, gain, require_generator(rng))


def xavier_uniform(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Draw evenly from ±gain · √(6/(fan_in + fan_out))."""
    values, gain = _empty(require_matrix_shape(shape), dtype), require_number("gain", gain, above=0)
    return nn.init.xavier_uniform_(values, gain, require_generator(rng))


def kaiming_normal(
    shape: Shape,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    *,
    rng: Rng = None,
    dtype: torch.dtype | None = None,
) -> torch.Tensor:
    """Draw from N(0, gain²/fan): by default N(0, 2/fan_in), for layers before a ReLU."""
    values = _empty(require_matrix_shape(shape), dtype)
    return nn.init.kaiming_normal_(values, *_kaiming(a, mode, nonlinearity), require_generator(rng))


def kaiming_uniform(
    shape: Shape,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    *,
    rng: Rng = None,
    dtype: torch.dtype | None = None,
) -> torch.Tensor:
    """Draw evenly from ±gain · √(3/fan), with the arguments of `kaiming_normal`."""
    values = _empty(require_matrix_shape(shape), dtype)
    return nn.init.kaiming_uniform_(values, *_kaiming(a, mode, nonlinearity), require_generator(rng))


def orthogonal(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Draw a matrix at random among those that only turn and mirror, times gain."""
    values, gain = _empty(require_matrix_shape(shape), dtype), require_number("gain", gain, above=0)
    return nn.init.orthogonal_(values, gain, require_generator(rng))


def _kaiming(a: float, mode: str, nonlinearity: str) -> tuple[float, str, str]:
    return (
        require_number("a", a),
        require_one_of("mode", mode, ("fan_in", "fan_out")),
        require_one_of("nonlinearity", nonlinearity, NONLINEARITIES),
    )


def _empty(shape: tuple[int, ...], dtype: torch.dtype | None) -> torch.Tensor:
    return torch.empty(shape, dtype=require_dtype(dtype))
