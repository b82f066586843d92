"""The multi-layer perceptron: linear layers with a non-linearity between them."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_sizes
from course_lib.numpy_nn.activations import ReLU
from course_lib.numpy_nn.arguments import require_dtype, require_generator
from course_lib.numpy_nn.initialisation import zeros
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Module, Sequential


class MLP(Module):
    """Linear, activation, linear, …, linear: no activation after the last layer, whose outputs are logits.

    Args:
        sizes: widths from the input to the output, for example [64, 32, 10]; one linear layer fewer.
        activation: class of the activation, or any function that makes a new module.
        weight_init: rule for the first weights, called as weight_init(shape, rng=rng, dtype=dtype); biases
            are then zero. None leaves every layer as `Linear` starts it.
        rng: where the first weights come from; None differs in every run.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        layers: the `Sequential` of all layers; so parameters are called layers.0.weight, layers.0.bias,
            layers.2.weight and so on.

    Call with x of shape (batch, sizes[0]); the output has shape (batch, sizes[-1]).

    Raises:
        ValueError: if fewer than two sizes are given, or one is below 1.
        TypeError: if sizes is not a list of whole numbers, or activation and weight_init cannot be called.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[], Module] = ReLU,
        *,
        weight_init: Callable[..., np.ndarray] | None = None,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike | None = None,
    ):
        sizes, rng, dtype = require_sizes(sizes), require_generator(rng), require_dtype(dtype)
        if not callable(activation) or isinstance(activation, Module):
            raise TypeError(f"activation: expected a class such as ReLU, received {activation!r}")
        if weight_init is not None and not callable(weight_init):
            raise TypeError(
                f"weight_init: expected a function such as kaiming_normal, received {weight_init!r}"
            )
        layers: list[Module] = []
        for fan_in, fan_out in pairwise(sizes):
            linear = Linear(fan_in, fan_out, rng=rng, dtype=dtype)
            if weight_init is not None:
                linear.weight.data = weight_init(linear.weight.shape, rng=rng, dtype=dtype)
                linear.bias.data = zeros(linear.bias.shape, dtype=dtype)
            layers += [linear, activation()]
        self.layers = Sequential(*layers[:-1])

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        return self.layers(x), None

    def gradients(self, grad_output: np.ndarray, cache: None) -> np.ndarray:
        return self.layers.backward(grad_output)
