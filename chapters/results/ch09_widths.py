"""Do more weights always overfit more? Test losses of chapter 09 by the width of one hidden layer.

Each network learns 400 of the digits8 pictures for 200 epochs. In the rows that say so, each label was
replaced with probability 0.2 by one drawn from all ten; those of the validation pictures too, as they would
be in life. Test labels are right. Each row chooses its weight decay from five by the mean validation loss of
three seeds; a score is the negative loss, so that higher is better. What is measured besides is the network
without weight decay. The seed draws pictures, labels, first weights and batches.

    python chapters/results/ch09_widths.py                                 the whole table, some minutes
    python chapters/results/ch09_widths.py --row "noisy, 16 units" --seed 1  one run of it
"""

from functools import cache
from pathlib import Path

import numpy as np

from course_lib.datasets import digits8
from course_lib.datasets.splits import Splits
from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.initialisation import kaiming_normal
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.training import evaluate, fit

Part = tuple[np.ndarray, np.ndarray]
PICTURES, EPOCHS, BATCH_SIZE, LR, MOMENTUM, NOISE = 400, 200, 32, 0.03, 0.9, 0.2
WIDTHS = (2, 4, 8, 12, 16, 32, 64, 256, 1024)
DECAYS = (0.001, 0.003, 0.01, 0.03, 0.1)
ROWS = {
    f"{kind}, {width} units": (noise, width)
    for kind, noise in (("clean", 0.0), ("noisy", NOISE))
    for width in WIDTHS
}


@cache
def digits() -> Splits:
    """The pictures, in double precision."""
    return digits8(dtype=np.float64)


def with_noise(labels: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Replace each label with a probability by one that is drawn from all ten."""
    return np.where(rng.random(len(labels)) < noise, rng.integers(0, 10, len(labels)), labels)


def parts(noise: float, seed: int) -> tuple[Part, Part, Part]:
    """Return rows and labels to train on, to validate with, and to test with: all that are left."""
    data, rng = digits(), np.random.default_rng([seed, 2])
    order = rng.permutation(len(data.train))
    learned, spare = order[:PICTURES], order[PICTURES:]
    rows, labels = data.train.rows, data.train.labels
    test = np.concatenate([rows[spare], data.test.rows]), np.concatenate([labels[spare], data.test.labels])
    return (
        (rows[learned], with_noise(labels[learned], noise, rng)),
        (data.validation.rows, with_noise(data.validation.labels, noise, rng)),
        test,
    )


def trained(row: str, decay: float, seed: int) -> tuple[MLP, tuple[Part, Part, Part]]:
    """Train a row's network; return it with its data."""
    noise, width = ROWS[row]
    data = parts(noise, seed)
    model = MLP(
        [64, width, 10], weight_init=kaiming_normal, rng=np.random.default_rng(seed), dtype=np.float64
    )
    fit(
        model,
        CrossEntropyLoss(),
        SGD(model.parameters(), LR, MOMENTUM, weight_decay=decay),
        *data[0],
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        rng=np.random.default_rng([seed, 1]),
    )
    return model, data


def train(row: str, decay: float, seed: int) -> Score:
    """Train a row's network with one weight decay and one seed; the score is the negative loss."""
    model, (_, validation, test) = trained(row, decay, seed)
    loss = CrossEntropyLoss()
    return Score(*(-evaluate(model, loss, *part).loss for part in (validation, test)))


def without_decay(row: str, seed: int) -> dict[str, float]:
    """Loss and accuracy of the network without weight decay, on what it learned and on others."""
    model, (training, _, test) = trained(row, 0.0, seed)
    learned, others = (evaluate(model, CrossEntropyLoss(), *part) for part in (training, test))
    return {
        "training accuracy": learned.accuracy,
        "training loss": learned.loss,
        "test accuracy": others.accuracy,
        "test loss": others.loss,
    }


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="weight decay",
    grids=dict.fromkeys(ROWS, DECAYS),
    seeds=(0, 1, 2),
    run=train,
    measure=without_decay,
    facts={
        "data": "digits8: 400 pictures to train, 300 to validate, 1097 to test",
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD, learning rate {LR}, momentum {MOMENTUM}",
        "noise": f"labels replaced with probability {NOISE} in the noisy rows",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
