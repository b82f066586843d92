"""The multi-layer perceptron: linear layers with a non-linearity between them, normalised if you like."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_bool, require_sizes
from course_lib.numpy_nn.activations import ReLU
from course_lib.numpy_nn.arguments import require_dtype, require_generator
from course_lib.numpy_nn.initialisation import zeros
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.residual import Residual


class MLP(Module):
    """Linear, activation, linear, …, linear: no activation after the last layer, whose outputs are logits.

    Args:
        sizes: widths from the input to the output, for example [64, 32, 10]; one linear layer fewer.
        activation: class of the activation, or any function that makes a new module.
        weight_init: rule for the first weights, called as weight_init(shape, rng=rng, dtype=dtype); biases
            are then zero. None leaves every layer as `Linear` starts it.
        norm_layer: class of the normalisation between a hidden linear layer and its activation, called as
            norm_layer(width, dtype=dtype), for example BatchNorm1d; None for none.
        residual: whether a hidden layer (linear, norm, activation) adds to its input what it computes,
            wherever both have the same width.
        rng: where the first weights come from; None differs in every run.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        layers: the `Sequential` of all layers; so parameters are called layers.0.weight, layers.0.bias,
            layers.2.weight and so on. A residual hidden layer is one of them, with its parts inside:
            layers.2.layer.0.weight.

    Call with x of shape (batch, sizes[0]); the output has shape (batch, sizes[-1]).

    Raises:
        ValueError: if fewer than two sizes are given, or one is below 1.
        TypeError: if sizes is not a list of whole numbers, residual is neither True nor False, or activation,
            weight_init or norm_layer is no class or function.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[], Module] = ReLU,
        *,
        weight_init: Callable[..., np.ndarray] | None = None,
        norm_layer: Callable[..., Module] | None = None,
        residual: bool = False,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike | None = None,
    ):
        sizes, rng, dtype = require_sizes(sizes), require_generator(rng), require_dtype(dtype)
        _require_maker("activation", activation, "ReLU")
        if weight_init is not None:
            _require_maker("weight_init", weight_init, "kaiming_normal")
        if norm_layer is not None:
            _require_maker("norm_layer", norm_layer, "BatchNorm1d")
        residual = require_bool("residual", residual)
        layers: list[Module] = []
        for fan_in, fan_out in pairwise(sizes[:-1]):
            norm = [] if norm_layer is None else [norm_layer(fan_out, dtype=dtype)]
            hidden = [_linear(fan_in, fan_out, weight_init, rng, dtype), *norm, activation()]
            layers += [Residual(Sequential(*hidden))] if residual and fan_in == fan_out else hidden
        self.layers = Sequential(*layers, _linear(*sizes[-2:], weight_init, rng, dtype))

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        return self.layers(x), None

    def gradients(self, grad_output: np.ndarray, cache: None) -> np.ndarray:
        return self.layers.backward(grad_output)


def _linear(
    fan_in: int,
    fan_out: int,
    weight_init: Callable[..., np.ndarray] | None,
    rng: np.random.Generator,
    dtype: np.dtype,
) -> Linear:
    linear = Linear(fan_in, fan_out, rng=rng, dtype=dtype)
    if weight_init is not None:
        linear.weight.data = weight_init(linear.weight.shape, rng=rng, dtype=dtype)
        linear.bias.data = zeros(linear.bias.shape, dtype=dtype)
    return linear


def _require_maker(name: str, value: object, example: str) -> None:
    """Refuse what does not make something new at each call, as a module that is there already."""
    if not callable(value) or isinstance(value, Module):
        raise TypeError(f"{name}: expected a class or function such as {example}, received {value!r}")
