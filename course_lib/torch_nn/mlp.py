"""The multi-layer perceptron: linear layers with a non-linearity between them."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import nn

from course_lib.arguments import require_sizes
from course_lib.torch_nn.arguments import require_dtype, require_generator
from course_lib.torch_nn.linear import Linear


class MLP(nn.Module):
    """Linear, activation, linear, …, linear; twin of `numpy_nn.mlp.MLP`.

    Args:
        sizes: widths from the input to the output, for example [64, 32, 10].
        activation: class of the activation, or any function that makes a new module.
        weight_init: rule for the first weights, called as weight_init(shape, rng=rng, dtype=dtype); biases
            are then zero. None leaves every layer as `Linear` starts it.
        rng: where the first weights come from; None differs in every run.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        layers: the `torch.nn.Sequential` of all layers.

    Raises:
        ValueError: if fewer than two sizes are given, or one is below 1.
        TypeError: if sizes is not a list of whole numbers, or activation and weight_init cannot be called.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[], nn.Module] = nn.ReLU,
        *,
        weight_init: Callable[..., torch.Tensor] | None = None,
        rng: torch.Generator | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        sizes, rng, dtype = require_sizes(sizes), require_generator(rng), require_dtype(dtype)
        if not callable(activation) or isinstance(activation, nn.Module):
            raise TypeError(f"activation: expected a class such as ReLU, received {activation!r}")
        if weight_init is not None and not callable(weight_init):
            raise TypeError(
                f"weight_init: expected a function such as kaiming_normal, received {weight_init!r}"
            )
        layers: list[nn.Module] = []
        for fan_in, fan_out in pairwise(sizes):
            linear = Linear(fan_in, fan_out, rng=rng, dtype=dtype)
            if weight_init is not None:
                with torch.no_grad():
                    linear.weight.copy_(weight_init((fan_out, fan_in), rng=rng, dtype=dtype))
                    linear.bias.zero_()
            layers += [linear, activation()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)
