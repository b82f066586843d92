"""How a signal flows through a deep network before any training: forward to the loss, and back as gradients.

The same numbers are computed by the widget `VanishingGradients` in the browser; this is its reference, in the
layers of the course. Everything is float64, which carries 16 digits: a chaotic network (tanh with weights far
too large) loses up to half a digit a layer, so beyond twenty layers its numbers are those of rounding.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.arguments import require_whole_number
from course_lib.datasets import digits8
from course_lib.network_settings import Network
from course_lib.numpy_nn.activations import ELU, GELU, SELU, LeakyReLU, ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.initialisation import (
    kaiming_normal,
    lecun_normal,
    normal,
    orthogonal,
    xavier_normal,
    zeros,
)
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.residual import Residual
from course_lib.widgets.browser_random import BrowserGenerator

PICTURES = 16
PIXELS, CLASSES = 64, 10
FLAT = 1e-6  # a unit is dead if its derivative is no larger for any picture: nothing comes back through it

ACTIVATIONS = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "selu": SELU,
    "gelu": GELU,
}
RULES = {
    "zeros": zeros,
    "normal": normal,
    "lecun": lecun_normal,
    "xavier": xavier_normal,
    "he": kaiming_normal,
    "orthogonal": orthogonal,
    "pytorch": None,  # what a Linear layer starts with
}
NORMS = {"none": None, "batch": BatchNorm1d, "layer": LayerNorm}


@dataclass(frozen=True)
class SignalFlow:
    """What was measured at each hidden layer, 1 next to the input.

    Attributes:
        gradient_norms: ‖∂L/∂W‖ of hidden layers 1 … depth and, last, of the output layer, shape (depth + 1,).
        spreads: how far apart the pictures are behind a layer: the standard deviation of each unit over the
            pictures, and of these the root mean square over the units, shape (depth,).
        derivatives: mean of |φ′(z)| over pictures and units, shape (depth,).
        dead_units: units with |φ′(z)| ≤ 1e-6 for every picture, shape (depth,), integers.
        width: units in a hidden layer.
    """

    gradient_norms: np.ndarray
    spreads: np.ndarray
    derivatives: np.ndarray
    dead_units: np.ndarray
    width: int

    @property
    def derivative_product(self) -> float:
        """The product of the mean derivatives of all hidden layers; the weights are not in it."""
        return float(np.prod(self.derivatives))

    @property
    def first_dead_layer(self) -> int | None:
        """The first hidden layer whose units are all dead, counted from 1; None if there is none."""
        dead = np.flatnonzero(self.dead_units == self.width)
        return int(dead[0]) + 1 if dead.size else None


def sixteen_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 16 real digits of the training part, with all ten classes among them.

    Returns:
        Pixels from 0 to 16, uint8 of shape (16, 64), and labels, int64 of shape (16,): 0 to 9, then 0 to 5.
    """
    train = digits8(dtype=np.float64).train
    of_each = [np.flatnonzero(train.labels == digit) for digit in range(CLASSES)]
    chosen = [of_each[i % CLASSES][i // CLASSES] for i in range(PICTURES)]
    return (train.rows[chosen] * 16).astype(np.uint8), train.labels[chosen]


def build(network: Network, depth: int, width: int, seed: int) -> MLP:
    """Build a classifier of 64 pixels into 10 classes, with the weights that a browser draws from the seed.

    Args:
        network: the settings of its hidden layers. The scale multiplies the output layer's weights too.
        depth: number of hidden layers.
        width: units in each.
        seed: of a `BrowserGenerator`.

    Returns:
        The network in float64, with activations that keep what came into them, as `measure` needs it.

    Raises:
        TypeError: if network is none, or depth, width or seed no whole number.
        ValueError: if depth or width is below 1, or seed negative.
    """
    if not isinstance(network, Network):
        raise TypeError(f"network: expected a Network, received {type(network).__name__}")
    depth, width = require_whole_number("depth", depth), require_whole_number("width", width)
    model = MLP(
        [PIXELS, *[width] * depth, CLASSES],
        lambda: Watched(ACTIVATIONS[network.activation]()),
        weight_init=RULES[network.initialisation],
        norm_layer=NORMS[network.normalisation],
        residual=network.skip,
        rng=BrowserGenerator(seed),
        dtype=np.float64,
    )
    for linear in _all(Linear, model):
        linear.weight.data = network.scale * linear.weight.data
    return model


def measure(model: MLP, pixels: np.ndarray, labels: np.ndarray) -> SignalFlow:
    """Send pictures forward through a fresh network, and the gradient of their loss back.

    Args:
        model: from `build`, in training mode; its gradients are overwritten.
        pixels: as `sixteen_digits` gives them, shape (pictures, 64).
        labels: their classes, shape (pictures,).

    Returns:
        What was measured at each layer.

    Raises:
        TypeError: if pixels or labels are no array.
        ValueError: if the model is not one that `build` made, or shapes do not fit.
    """
    activations = _all(Watched, model) if isinstance(model, MLP) else []
    if not activations:
        raise ValueError(
            "measure: expected a network from signal_flow.build, whose activations are watched, "
            f"received {type(model).__name__}"
        )
    if not isinstance(pixels, np.ndarray):
        raise TypeError(f"pixels: expected a NumPy array, received {type(pixels).__name__}")
    model.zero_grad()
    hidden, behind_layers = pixels / 16, []
    for layer in model.layers:
        hidden = layer(hidden)
        if isinstance(layer, (Watched, Residual)):
            behind_layers.append(hidden)
    loss = CrossEntropyLoss()
    loss(hidden, labels)
    grad, _ = loss.backward()
    for layer in reversed(model.layers):
        grad = layer.backward(grad)
    slopes = np.array([np.abs(activation.derivative()) for activation in activations])  # (depth, 16, width)
    return SignalFlow(
        gradient_norms=np.array([np.linalg.norm(linear.weight.grad) for linear in _all(Linear, model)]),
        spreads=np.array([np.sqrt(outputs.var(axis=0).mean()) for outputs in behind_layers]),
        derivatives=slopes.mean(axis=(1, 2)),
        dead_units=(slopes.max(axis=1) <= FLAT).sum(axis=1),
        width=slopes.shape[2],
    )


class Watched(Module):
    """An activation that keeps what came into it last.

    Args:
        activation: a module that is applied to each value.
    """

    def __init__(self, activation: Module):
        self.activation = activation

    def compute(self, z: np.ndarray) -> tuple[np.ndarray, None]:
        self.z = z
        return self.activation(z), None

    def gradients(self, grad_output: np.ndarray, cache: None) -> np.ndarray:
        return self.activation.backward(grad_output)

    def derivative(self) -> np.ndarray:
        """Return φ′(z) of what came in last: the gradient of the sum of the outputs."""
        self.activation(self.z)
        return self.activation.backward(np.ones_like(self.z))


def _all(kind: type[Module], model: MLP) -> list:
    """Return the modules of a kind, first layer to last."""
    return [module for module in model.modules() if isinstance(module, kind)]
