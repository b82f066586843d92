"""What rescues a network of twenty hidden layers? Every remedy of chapter 07 on the same digits.

Each row is one network and one way to train it. All of them have the same twenty hidden layers of 32 units,
but for the two baselines; the same pictures, batches and number of epochs; and a learning rate chosen from
nine by the mean validation accuracy of three seeds. Where gradients explode the nine are smaller ones. Test
accuracy is that of the chosen rate. A run whose loss becomes infinite counts as a constant guess.

    python chapters/results/ch07_remedies.py                            the whole table, some minutes
    python chapters/results/ch07_remedies.py --row "ReLU, He" --seed 1  one run of it
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.activations import SELU, ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.initialisation import (
    calculate_gain,
    kaiming_normal,
    lecun_normal,
    orthogonal,
    xavier_normal,
)
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.optimisers import SGD, Adam
from course_lib.scored_training import digit_parts, train_and_score

DEEP, SHALLOW, NONE = (64, *[32] * 20, 10), (64, 32, 10), (64, 10)
EPOCHS, BATCH_SIZE, MOMENTUM, CLIP_AT = 15, 32, 0.9, 1.0
SGD_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
EXPLODING_RATES = (1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4)
ADAM_RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
ADAM_EPS = 1e-30  # far below any gradient here, so that Adam's steps are as large for small ones
PICTURES_AT_START = 128


@dataclass(frozen=True)
class Setup:
    """A network and how it is trained.

    Attributes:
        activation: of the hidden layers.
        weight_init: rule for the first weights; None for PyTorch's default.
        as_tanh: whether the sigmoid network starts as the tanh network of those weights, see `start_as_tanh`.
        sizes: widths from the input to the output.
        norm_layer: what normalises before each activation, if anything does.
        residual: whether skip connections pass by each hidden layer.
        adam: whether Adam takes the place of SGD with momentum.
        clip: whether the norm of all gradients together is held at CLIP_AT.
        rates: learning rates to choose from.
    """

    activation: Callable[[], Module]
    weight_init: Callable[..., np.ndarray] | None
    sizes: tuple[int, ...] = DEEP
    norm_layer: Callable[..., Module] | None = None
    residual: bool = False
    as_tanh: bool = False
    adam: bool = False
    clip: bool = False
    rates: tuple[float, ...] = SGD_RATES

    def model(self, seed: int) -> MLP:
        """Return a fresh network, whose weights the seed decides."""
        model = MLP(
            self.sizes,
            self.activation,
            weight_init=self.weight_init,
            norm_layer=self.norm_layer,
            residual=self.residual,
            rng=np.random.default_rng(seed),
            dtype=np.float64,
        )
        if self.as_tanh:
            start_as_tanh(model)
        return model


def start_as_tanh(model: MLP) -> None:
    """Let a network of sigmoids compute what a network of tanh with its weights would compute.

    tanh(a) = 2σ(2a) − 1. So each unit needs twice the weights, and so does each layer that reads such units,
    whose biases take away half of what its weights add up to: W(2s − 1) = 2W s − W·1.
    """
    layers = [layer for layer in model.modules() if isinstance(layer, Linear)]
    for layer in layers[:-1]:
        layer.weight.data *= 2
    for layer in layers[1:]:
        layer.weight.data *= 2
        layer.bias.data = -layer.weight.data.sum(1) / 2


def times(factor: float, rule: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a rule for the first weights that multiplies what another rule draws by a factor."""
    return lambda shape, **options: factor * rule(shape, **options)


orthogonal_relu = partial(orthogonal, gain=calculate_gain("relu"))

ROWS = {
    "softmax regression": Setup(ReLU, None, NONE),
    "one hidden layer": Setup(ReLU, kaiming_normal, SHALLOW),
    "sigmoid, Glorot": Setup(Sigmoid, xavier_normal),
    "sigmoid, LeCun": Setup(Sigmoid, lecun_normal),
    "sigmoid, 4 × Glorot": Setup(Sigmoid, times(4, xavier_normal)),
    "sigmoid, 4 × LeCun": Setup(Sigmoid, times(4, lecun_normal)),
    "sigmoid, 12 × LeCun": Setup(Sigmoid, times(12, lecun_normal)),
    "sigmoid as tanh, Glorot": Setup(Sigmoid, xavier_normal, as_tanh=True),
    "sigmoid as tanh, orthogonal": Setup(Sigmoid, orthogonal, as_tanh=True),
    "sigmoid, Glorot, layer norm": Setup(Sigmoid, xavier_normal, norm_layer=LayerNorm),
    "sigmoid, Glorot, batch norm": Setup(Sigmoid, xavier_normal, norm_layer=BatchNorm1d),
    "sigmoid, Glorot, skips": Setup(Sigmoid, xavier_normal, residual=True),
    "sigmoid, Glorot, Adam": Setup(Sigmoid, xavier_normal, adam=True, rates=ADAM_RATES),
    "sigmoid, Glorot, clipping": Setup(Sigmoid, xavier_normal, clip=True),
    "tanh, Glorot": Setup(Tanh, xavier_normal),
    "tanh, orthogonal": Setup(Tanh, orthogonal),
    "SELU, LeCun": Setup(SELU, lecun_normal),
    "ReLU, PyTorch's default": Setup(ReLU, None),
    "ReLU, He": Setup(ReLU, kaiming_normal),
    "ReLU, orthogonal": Setup(ReLU, orthogonal_relu),
    "ReLU, He, layer norm": Setup(ReLU, kaiming_normal, norm_layer=LayerNorm),
    "ReLU, He, batch norm": Setup(ReLU, kaiming_normal, norm_layer=BatchNorm1d),
    "ReLU, He, skips": Setup(ReLU, kaiming_normal, residual=True, rates=EXPLODING_RATES),
    "ReLU, He, batch norm, skips": Setup(ReLU, kaiming_normal, norm_layer=BatchNorm1d, residual=True),
    "ReLU, 1.5 × He": Setup(ReLU, times(1.5, kaiming_normal), rates=EXPLODING_RATES),
    "ReLU, 1.5 × He, clipping": Setup(ReLU, times(1.5, kaiming_normal), clip=True),
    "ReLU, 3 × He": Setup(ReLU, times(3, kaiming_normal), rates=EXPLODING_RATES),
    "ReLU, 3 × He, clipping": Setup(ReLU, times(3, kaiming_normal), clip=True),
}


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    setup, parts = ROWS[row], digit_parts()
    model = setup.model(seed)
    if setup.adam:
        optimiser = Adam(model.parameters(), lr, eps=ADAM_EPS)
    else:
        optimiser = SGD(model.parameters(), lr, MOMENTUM)
    return train_and_score(
        model,
        optimiser,
        parts,
        seed=seed,
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        validation=parts[1],
        max_grad_norm=CLIP_AT if setup.clip else None,
    )


def gradient_at_start(row: str, seed: int) -> dict[str, float]:
    """How much of the gradient reaches the first hidden layer of a fresh network.

    Returns:
        "gradient ratio", the norm of ∂L/∂W at the first hidden layer over that at the last; nothing for a
        network without hidden layers.
    """
    (pictures, labels), loss = digit_parts()[0], CrossEntropyLoss()
    model = ROWS[row].model(seed)
    loss(model(pictures[:PICTURES_AT_START]), labels[:PICTURES_AT_START])
    model.backward(loss.backward()[0])
    norms = [np.linalg.norm(layer.weight.grad) for layer in model.modules() if isinstance(layer, Linear)]
    return {"gradient ratio": float(norms[0] / norms[-2])} if len(norms) > 1 else {}


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids={row: setup.rates for row, setup in ROWS.items()},
    seeds=(0, 1, 2),
    run=train,
    measure=gradient_at_start,
    facts={
        "data": "digits8: 1197 pictures to train, 300 to validate, 300 to test",
        "hidden layers": 20,
        "units": 32,
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD with momentum {MOMENTUM}, or Adam (eps {ADAM_EPS:g}) where the row says so",
        "clipping": f"norm of all gradients together at most {CLIP_AT:g}",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
