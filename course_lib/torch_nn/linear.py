"""A layer of neurons: every output is a weighted sum of all inputs, plus a bias."""

import math

import torch
from torch import nn

from course_lib.arguments import require_bool, require_whole_number
from course_lib.torch_nn.arguments import (
    require_dtype,
    require_generator,
    require_last_axes,
    require_same_dtype,
)
from course_lib.torch_nn.initialisation import uniform


class Linear(nn.Module):
    """y = x Wᵀ + b, for each row of x; twin of `numpy_nn.linear.Linear`, where the gradients are derived.

    Args:
        in_features: number of inputs.
        out_features: number of outputs.
        bias: whether there is a bias b.
        rng: where the first weights come from; None differs in every run.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: W, shape (out_features, in_features).
        bias: b, shape (out_features,), or None.

    Raises:
        ValueError: if the last axis of x is not in_features, or x is empty.
        TypeError: if x is not a tensor in the dtype of the weights.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: torch.Generator | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        self.in_features = require_whole_number("in_features", in_features)
        self.out_features = require_whole_number("out_features", out_features)
        bias, rng, dtype = require_bool("bias", bias), require_generator(rng), require_dtype(dtype)
        bound = 1 / math.sqrt(self.in_features)
        shape = (self.out_features, self.in_features)
        self.weight = nn.Parameter(uniform(shape, -bound, bound, rng=rng, dtype=dtype))
        self.bias = nn.Parameter(uniform(shape[:1], -bound, bound, rng=rng, dtype=dtype)) if bias else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        require_last_axes("Linear", x, (self.in_features,))
        require_same_dtype("Linear", x, self.weight.dtype)
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )
