"""Why does batch norm help? Two explanations on trial, for chapter 08.

Each row is a network of three hidden layers of 32 sigmoid units that reads digits, but for a baseline
without hidden layers and two networks of ReLUs. "Noise" moves and stretches each unit anew at every step,
where a norm, if there is one, has just set it right; "moves" only moves it. "4 × Xavier" starts the hidden
matrices four times as large as Xavier's rule, "held" brings each of them back to its first norm after each
step. As noise stretches by 1.5 on average, "1.5 × Xavier" has about the same gain without the noise. All rows
have the same batches and number of epochs, and a learning rate chosen from seven by the mean validation
accuracy of three seeds. A run whose loss becomes infinite counts as a constant guess.

    python chapters/results/ch08_explanations.py                                some minutes
    python chapters/results/ch08_explanations.py --row "batch norm" --seed 1    one run of it
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_lib.callbacks import Callback, TrainingRun
from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.activations import ReLU, Sigmoid
from course_lib.numpy_nn.initialisation import kaiming_normal, xavier_normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from course_lib.scored_training import digit_parts, train_and_score
from course_lib.shifting_noise import ShiftingNoise

HIDDEN, NONE = (64, 32, 32, 32, 10), (64, 10)
EPOCHS, BATCH_SIZE, MOMENTUM = 15, 32, 0.9
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


@dataclass(frozen=True)
class Setup:
    """A network and how it is trained.

    Attributes:
        sizes: widths from the input to the output.
        activation: of the hidden layers.
        weight_init: rule for the first weights.
        gain: by which the first weights of the hidden layers are multiplied.
        norm_layer: what normalises before each activation, if anything does.
        noise: stretch of the `ShiftingNoise` before each activation; None without it.
        held: whether each hidden matrix keeps its norm.
    """

    sizes: tuple[int, ...] = HIDDEN
    activation: Callable[[], Module] = Sigmoid
    weight_init: Callable[..., np.ndarray] = xavier_normal
    gain: float = 1.0
    norm_layer: Callable[..., Module] | None = None
    noise: float | None = None
    held: bool = False

    def model(self, seed: int) -> MLP:
        """Return a fresh network, whose weights and noise the seed decides."""
        of_noise = np.random.default_rng([seed, 2])  # of its own, so that all rows get the same weights

        def between(width: int, dtype: np.dtype) -> Module:
            norm = [] if self.norm_layer is None else [self.norm_layer(width, dtype=dtype)]
            noise = [] if self.noise is None else [ShiftingNoise(width, stretch=self.noise, rng=of_noise)]
            return Sequential(*norm, *noise)

        model = MLP(
            self.sizes,
            self.activation,
            weight_init=self.weight_init,
            norm_layer=between,
            rng=np.random.default_rng(seed),
            dtype=np.float64,
        )
        for weight in hidden_weights(model):
            weight.data = self.gain * weight.data
        return model


def hidden_weights(model: Module) -> list[Parameter]:
    """Return the weights of all linear layers but the last."""
    layers = [layer for layer in model.modules() if isinstance(layer, Linear)]
    return [layer.weight for layer in layers[:-1]]


class SizesHeld(Callback):
    """After each step every hidden matrix is brought back to the norm that it began with."""

    def before_training(self, run: TrainingRun) -> None:
        self.sizes = {weight: np.linalg.norm(weight.data) for weight in hidden_weights(run.model)}

    def after_step(self, run: TrainingRun) -> None:
        for weight, size in self.sizes.items():
            weight.data = weight.data * (size / np.linalg.norm(weight.data))


BATCH, NOISE, MOVES = {"norm_layer": BatchNorm1d}, 2.0, 1.0  # the last two: stretches of the noise
RELUS = {"activation": ReLU, "weight_init": kaiming_normal}
ROWS = {
    "softmax regression": Setup(NONE),
    "ReLU, no norm": Setup(**RELUS),
    "ReLU, batch norm": Setup(**RELUS, **BATCH),
    "no norm": Setup(),
    "no norm, noise": Setup(noise=NOISE),
    "no norm, moves": Setup(noise=MOVES),
    "no norm, held": Setup(held=True),
    "no norm, ¼ × Xavier": Setup(gain=0.25),
    "no norm, 1.5 × Xavier": Setup(gain=1.5),
    "no norm, 4 × Xavier": Setup(gain=4.0),
    "no norm, 4 × Xavier, held": Setup(gain=4.0, held=True),
    "no norm, 16 × Xavier": Setup(gain=16.0),
    "batch norm": Setup(**BATCH),
    "batch norm, noise": Setup(noise=NOISE, **BATCH),
    "batch norm, moves": Setup(noise=MOVES, **BATCH),
    "batch norm, held": Setup(held=True, **BATCH),
    "batch norm, ¼ × Xavier": Setup(gain=0.25, **BATCH),
    "batch norm, 4 × Xavier": Setup(gain=4.0, **BATCH),
    "batch norm, 16 × Xavier": Setup(gain=16.0, **BATCH),
}


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    setup = ROWS[row]
    model = setup.model(seed)
    return train_and_score(
        model,
        SGD(model.parameters(), lr, MOMENTUM),
        digit_parts(),
        seed=seed,
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[SizesHeld()] if setup.held else [],
    )


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids=dict.fromkeys(ROWS, RATES),
    seeds=(0, 1, 2),
    run=train,
    measure=lambda row, seed: {},
    facts={
        "data": "digits8: 1197 pictures to train, 300 to validate, 300 to test",
        "hidden layers": 3,
        "units": 32,
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD with momentum {MOMENTUM}",
        "noise": "each unit stretched by 1 to 2 and moved by −1 to 1, anew at every step",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
