"""A layer of neurons: every output is a weighted sum of all inputs, plus a bias."""

import math

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_bool, require_whole_number
from course_lib.numpy_nn.arguments import (
    require_dtype,
    require_generator,
    require_last_axes,
    require_same_dtype,
)
from course_lib.numpy_nn.initialisation import uniform
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.parameters import Parameter


class Linear(Module):
    """y = x Wᵀ + b, for each row of x.

    Args:
        in_features: number of inputs, n_in.
        out_features: number of outputs, n_out.
        bias: whether there is a bias b.
        rng: where the first weights come from; None differs in every run.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: W, shape (out_features, in_features); starts uniform in ±1/√n_in, as in `torch.nn.Linear`.
        bias: b, shape (out_features,), starts the same; None without a bias.

    Call with x of shape (…, in_features), in the dtype of the weights; y has shape (…, out_features).

    Raises:
        ValueError: if the last axis of x is not in_features, or x is empty.
        TypeError: if x is not a NumPy array in the dtype of the weights.

    Gradients, with g = ∂L/∂y and sums over all rows: y_j = Σ_i W_ji x_i + b_j gives ∂y_j/∂W_ji = x_i, so

        ∂L/∂W = gᵀ x,    ∂L/∂b = Σ_rows g,    ∂L/∂x = g W.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike | None = None,
    ):
        self.in_features = require_whole_number("in_features", in_features)
        self.out_features = require_whole_number("out_features", out_features)
        bias, rng, dtype = require_bool("bias", bias), require_generator(rng), require_dtype(dtype)
        bound = 1 / math.sqrt(self.in_features)
        shape = (self.out_features, self.in_features)
        self.weight = Parameter(uniform(shape, -bound, bound, rng=rng, dtype=dtype))
        self.bias = Parameter(uniform(shape[:1], -bound, bound, rng=rng, dtype=dtype)) if bias else None

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        require_last_axes("Linear", x, (self.in_features,))
        require_same_dtype("Linear", x, self.weight.data.dtype)
        y = x @ self.weight.data.T
        if self.bias is not None:
            y += self.bias.data
        return y, x

    def gradients(self, grad_output: np.ndarray, x: np.ndarray) -> np.ndarray:
        rows = grad_output.reshape(-1, self.out_features)
        self.weight.grad += rows.T @ x.reshape(-1, self.in_features)
        if self.bias is not None:
            self.bias.grad += rows.sum(0)
        return grad_output @ self.weight.data

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )
