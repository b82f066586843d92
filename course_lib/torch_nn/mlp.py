"""The multi-layer perceptron: linear layers with a non-linearity between them, normalised if you like."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import nn

from course_lib.arguments import require_bool, require_sizes
from course_lib.torch_nn.arguments import require_dtype, require_generator
from course_lib.torch_nn.linear import Linear
from course_lib.torch_nn.residual import Residual


class MLP(nn.Module):
    """Linear, activation, linear, …, linear; twin of `numpy_nn.mlp.MLP`.

    Args:
        sizes: widths from the input to the output, for example [64, 32, 10].
        activation: class of the activation, or any function that makes a new module.
        weight_init: rule for the first weights, called as weight_init(shape, rng=rng, dtype=dtype); biases
            are then zero. None leaves every layer as `Linear` starts it.
        norm_layer: class of the normalisation between a hidden linear layer and its activation, called as
            norm_layer(width, dtype=dtype), for example BatchNorm1d; None for none.
        residual: whether a hidden layer (linear, norm, activation) adds to its input what it computes,
            wherever both have the same width.
        rng: where the first weights come from; None differs in every run.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        layers: the `torch.nn.Sequential` of all layers.

    Raises:
        ValueError: if fewer than two sizes are given, or one is below 1.
        TypeError: if sizes is not a list of whole numbers, residual is neither True nor False, or activation,
            weight_init or norm_layer is no class or function.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[], nn.Module] = nn.ReLU,
        *,
        weight_init: Callable[..., torch.Tensor] | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
        residual: bool = False,
        rng: torch.Generator | None = None,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        sizes, rng, dtype = require_sizes(sizes), require_generator(rng), require_dtype(dtype)
        _require_maker("activation", activation, "ReLU")
        if weight_init is not None:
            _require_maker("weight_init", weight_init, "kaiming_normal")
        if norm_layer is not None:
            _require_maker("norm_layer", norm_layer, "BatchNorm1d")
        residual = require_bool("residual", residual)
        layers: list[nn.Module] = []
        for fan_in, fan_out in pairwise(sizes[:-1]):
            norm = [] if norm_layer is None else [norm_layer(fan_out, dtype=dtype)]
            hidden = [_linear(fan_in, fan_out, weight_init, rng, dtype), *norm, activation()]
            layers += [Residual(nn.Sequential(*hidden))] if residual and fan_in == fan_out else hidden
        self.layers = nn.Sequential(*layers, _linear(*sizes[-2:], weight_init, rng, dtype))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


def _linear(
    fan_in: int,
    fan_out: int,
    weight_init: Callable[..., torch.Tensor] | None,
    rng: torch.Generator,
    dtype: torch.dtype,
) -> Linear:
    linear = Linear(fan_in, fan_out, rng=rng, dtype=dtype)
    if weight_init is not None:
        with torch.no_grad():
            linear.weight.copy_(weight_init((fan_out, fan_in), rng=rng, dtype=dtype))
            linear.bias.zero_()
    return linear


def _require_maker(name: str, value: object, example: str) -> None:
    """Refuse what does not make something new at each call, as a module that is there already."""
    if not callable(value) or isinstance(value, nn.Module):
        raise TypeError(f"{name}: expected a class or function such as {example}, received {value!r}")
