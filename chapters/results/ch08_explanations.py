"""Why does batch norm help? Two explanations on trial, for chapter 08.

Each row is a network of three hidden layers of 32 sigmoid units that reads digits, but for a baseline
without hidden layers and two networks of ReLUs. "Noise" moves and stretches each unit anew at every step,
where a norm, if there is one, has just set it right; "sizes held" brings every hidden matrix back to its
first norm after each step. All rows have the same batches and number of epochs, and a learning rate chosen
from seven by the mean validation accuracy of three seeds. A run whose loss becomes infinite counts as a
constant guess.

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
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.optimisers import SGD
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
        norm_layer: what normalises before each activation, if anything does.
        noise: whether `ShiftingNoise` stands before each activation.
        held: whether each hidden matrix keeps its norm.
    """

    sizes: tuple[int, ...] = HIDDEN
    activation: Callable[[], Module] = Sigmoid
    weight_init: Callable[..., np.ndarray] = xavier_normal
    norm_layer: Callable[..., Module] | None = None
    noise: bool = False
    held: bool = False

    def model(self, seed: int) -> MLP:
        """Return a fresh network, whose weights and noise the seed decides."""
        of_noise = np.random.default_rng([seed, 2])  # of its own, so that all rows get the same weights

        def between(width: int, dtype: np.dtype) -> Module:
            norm = [] if self.norm_layer is None else [self.norm_layer(width, dtype=dtype)]
            noise = [ShiftingNoise(width, rng=of_noise)] if self.noise else []
            return Sequential(*norm, *noise)

        return MLP(
            self.sizes,
            self.activation,
            weight_init=self.weight_init,
            norm_layer=between,
            rng=np.random.default_rng(seed),
            dtype=np.float64,
        )


class SizesHeld(Callback):
    """After each step every hidden matrix is brought back to the norm that it began with."""

    def before_training(self, run: TrainingRun) -> None:
        layers = [layer for layer in run.model.modules() if isinstance(layer, Linear)]
        self.sizes = {layer.weight: np.linalg.norm(layer.weight.data) for layer in layers[:-1]}

    def after_step(self, run: TrainingRun) -> None:
        for weight, size in self.sizes.items():
            weight.data = weight.data * (size / np.linalg.norm(weight.data))


ROWS = {
    "softmax regression": Setup(NONE),
    "no norm": Setup(),
    "batch norm": Setup(norm_layer=BatchNorm1d),
    "layer norm": Setup(norm_layer=LayerNorm),
    "batch norm, then noise": Setup(norm_layer=BatchNorm1d, noise=True),
    "no norm, noise": Setup(noise=True),
    "batch norm, sizes held": Setup(norm_layer=BatchNorm1d, held=True),
    "no norm, sizes held": Setup(held=True),
    "ReLU, no norm": Setup(activation=ReLU, weight_init=kaiming_normal),
    "ReLU, batch norm": Setup(activation=ReLU, weight_init=kaiming_normal, norm_layer=BatchNorm1d),
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
        "noise": "each unit stretched by 1 to 2 and moved by −1 to 1, otherwise at every step",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
