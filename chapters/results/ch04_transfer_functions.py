"""Is one transfer function better than another? Networks of chapter 04 on digits, of one and five layers.

Every row has hidden layers of 32 units, the same pictures, batches and number of epochs, and a learning rate
chosen from seven by the mean validation accuracy of five seeds. Test accuracy is that of the chosen rate.

    python chapters/results/ch04_transfer_functions.py                              the whole table
    python chapters/results/ch04_transfer_functions.py --row "tanh, 1 hidden"       one run of it
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.activations import ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.initialisation import kaiming_normal, xavier_normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.optimisers import SGD
from course_lib.scored_training import digit_parts, train_and_score

UNITS, EPOCHS, BATCH_SIZE, MOMENTUM = 32, 15, 32, 0.9
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


@dataclass(frozen=True)
class Setup:
    """A network: its hidden layers, what they bend with, and how they start.

    Attributes:
        layers: number of hidden layers.
        activation: of the hidden layers.
        weight_init: rule for the first weights; biases start at 0.
        restart: what changes that start; None to leave it.
    """

    layers: int
    activation: Callable[[], Module]
    weight_init: Callable[..., np.ndarray]
    restart: Callable[[MLP], None] | None = None

    def model(self, seed: int) -> MLP:
        """Return a fresh network, whose weights the seed decides."""
        sizes, rng = [64, *[UNITS] * self.layers, 10], np.random.default_rng(seed)
        model = MLP(sizes, self.activation, weight_init=self.weight_init, rng=rng, dtype=np.float64)
        if self.restart:
            self.restart(model)
        return model


def start_larger(model: MLP) -> None:
    """Double the weights into each hidden unit, and those out of it; between hidden layers, both."""
    layers = linear_layers(model)
    for layer in layers[:-1] + layers[1:]:
        layer.weight.data *= 2


def start_as_tanh(model: MLP) -> None:
    """Let a network of sigmoids compute what a network of tanh with its weights would compute.

    tanh(a) = 2σ(2a) − 1: twice the weights (and biases, which are 0) into each unit, and twice those out
    of it, with a bias that takes away half of what they add up to: W(2s − 1) = 2W s − W·1.
    """
    start_larger(model)
    for layer in linear_layers(model)[1:]:
        layer.bias.data = -layer.weight.data.sum(1) / 2


def linear_layers(model: MLP) -> list[Linear]:
    """Return the layers that have weights, first to last."""
    return [layer for layer in model.modules() if isinstance(layer, Linear)]


KINDS = {
    "sigmoid": (Sigmoid, xavier_normal),
    "sigmoid, larger weights": (Sigmoid, xavier_normal, start_larger),
    "sigmoid as tanh": (Sigmoid, xavier_normal, start_as_tanh),
    "tanh": (Tanh, xavier_normal),
    "ReLU": (ReLU, kaiming_normal),
}
ROWS = {f"{name}, {layers} hidden": Setup(layers, *kind) for layers in (1, 5) for name, kind in KINDS.items()}


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    model = ROWS[row].model(seed)
    optimiser = SGD(model.parameters(), lr, MOMENTUM)
    return train_and_score(model, optimiser, digit_parts(), seed=seed, epochs=EPOCHS, batch_size=BATCH_SIZE)


def nothing_else(row: str, seed: int) -> dict[str, float]:
    """Nothing but the scores is measured."""
    return {}


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids=dict.fromkeys(ROWS, RATES),
    seeds=(0, 1, 2, 3, 4),
    run=train,
    measure=nothing_else,
    facts={
        "data": "digits8: 1197 pictures to train, 300 to validate, 300 to test",
        "units": UNITS,
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD with momentum {MOMENTUM}",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
