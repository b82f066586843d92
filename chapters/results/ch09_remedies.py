"""What helps against learning by heart? Remedies of chapter 09, each on the same 200 pictures of MNIST.

A row is a remedy. Each chooses from six settings by the mean validation score of four seeds, and is then
tested once: three learning rates times two strengths, or six learning rates where there is no strength. The
rows come twice: in one half the score is the accuracy, in the other the negative loss, so that higher is
better in both. The seed draws which 200 pictures are learned and which 2000 others test, first weights and
batches; all remedies of a seed share them.

    python chapters/results/ch09_remedies.py                                  the whole table, some minutes
    python chapters/results/ch09_remedies.py --row "accuracy: dropout" --seed 1  one run of it
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from course_lib.augmentation import augment
from course_lib.callbacks import EarlyStopping
from course_lib.datasets import mnist5k
from course_lib.datasets.splits import LabelledImages, Splits
from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.activations import ReLU
from course_lib.numpy_nn.dropout import Dropout
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.training import evaluate, fit

PICTURES, TESTED, WIDTH, EPOCHS, BATCH_SIZE, MOMENTUM = 200, 2000, 128, 60, 32, 0.9
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


@dataclass(frozen=True)
class Remedy:
    """One way to train.

    Attributes:
        strength: what is tuned beside the learning rate: "decay", "dropout", "shift", "turn" or "patience";
            "" for nothing.
        strengths: two of them.
        sizes: widths of the network.
        pictures: how many are learned.
        shift: pixels to move pictures by, where it is not what is tuned.
        once: whether each picture has one moved version, shown in its place every other time.
    """

    strength: str = ""
    strengths: tuple[float, ...] = ()
    sizes: tuple[int, ...] = (784, WIDTH, 10)
    pictures: int = PICTURES
    shift: float = 0.0
    once: bool = False

    def setting(self, number: float) -> dict[str, float]:
        """Return one of the six settings, by name; what is not used is 0."""
        values = {"decay": 0.0, "dropout": 0.0, "shift": self.shift, "turn": 0.0, "patience": 0.0}
        if not self.strength:
            return values | {"lr": RATES[int(number)]}
        lr, strength = tuple(product(RATES[2:5], self.strengths))[int(number)]
        return values | {"lr": lr, self.strength: strength}


REMEDIES = {
    "nothing": Remedy(),
    "no hidden layer": Remedy("decay", (0.003, 0.01), sizes=(784, 10)),
    "weight decay": Remedy("decay", (0.003, 0.01)),
    "dropout": Remedy("dropout", (0.2, 0.5)),
    "early stopping": Remedy("patience", (4.0, 16.0)),
    "shifts and rotations": Remedy("shift", (1.0, 2.0)),
    "one moved version each": Remedy(shift=2.0, once=True),
    "turned any way": Remedy("turn", (90.0, 180.0)),
    "shifts, rotations, dropout": Remedy("dropout", (0.2, 0.5), shift=2.0),
    "400 pictures, nothing else": Remedy(pictures=2 * PICTURES),
}
ROWS = {f"{score}: {name}": remedy for score in ("accuracy", "loss") for name, remedy in REMEDIES.items()}


@cache
def mnist() -> Splits:
    """The pictures, in double precision."""
    return mnist5k(dtype=np.float64)


def network(sizes: tuple[int, ...], dropout: float, seed: int) -> Module:
    """Return a network with at most one hidden layer, whose units are left out with a probability."""
    rng = np.random.default_rng(seed)
    first = Linear(*sizes[:2], rng=rng, dtype=np.float64)
    if len(sizes) == 2:
        return first
    last = Linear(*sizes[1:], rng=rng, dtype=np.float64)
    return Sequential(first, ReLU(), Dropout(dropout, rng=np.random.default_rng([seed, 3])), last)


def changes(shift: float, turn: float, seed: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return what changes the pictures before an epoch, shape (n, 28, 28)."""
    rng = np.random.default_rng([seed, 4])
    return lambda images: augment(images, shift=shift, degrees=turn or 5 * shift, rng=rng)


def one_of_two(images: np.ndarray, versions: np.ndarray, seed: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return what shows, of each picture, itself or its one version, as a coin decides."""
    rng = np.random.default_rng([seed, 5])
    return lambda _: np.where(rng.random(len(images))[:, None, None] < 0.5, versions, images)


def trained(remedy: Remedy, number: float, seed: int) -> tuple[Module, Splits]:
    """Train a network; return it with its pictures."""
    data, chosen = pictures(seed, remedy.pictures), remedy.setting(number)
    model = network(remedy.sizes, chosen["dropout"], seed)
    loss, rng = CrossEntropyLoss(), np.random.default_rng([seed, 1])
    optimiser = SGD(model.parameters(), chosen["lr"], MOMENTUM, weight_decay=chosen["decay"])
    settings = {"batch_size": BATCH_SIZE, "rng": rng}
    if chosen["patience"]:
        settings["validation"] = data.validation.rows, data.validation.labels
        settings["callbacks"] = [EarlyStopping(int(chosen["patience"]))]
    if not chosen["shift"] and not chosen["turn"]:
        fit(model, loss, optimiser, data.train.rows, data.train.labels, epochs=EPOCHS, **settings)
        return model, data
    change = changes(chosen["shift"], chosen["turn"], seed)
    if remedy.once:
        change = one_of_two(data.train.images, change(data.train.images), seed)
    for _ in range(EPOCHS):  # other pictures in each
        rows = change(data.train.images).reshape(len(data.train), -1)
        fit(model, loss, optimiser, rows, data.train.labels, epochs=1, **settings)
    return model, data


def pictures(seed: int, count: int) -> Splits:
    """Return pictures to train on, to validate with (the same for all seeds), and to test with."""
    train = mnist().train
    order = np.random.default_rng([seed, 2]).permutation(len(train))
    learned, tested = (
        LabelledImages(train.images[part], train.labels[part]) for part in (order[:count], order[-TESTED:])
    )
    return Splits(learned, mnist().validation, tested)


def train(row: str, number: float, seed: int) -> Score:
    """Train by a remedy with one of its settings and one seed."""
    model, data = trained(ROWS[row], number, seed)
    found = [
        evaluate(model, CrossEntropyLoss(), part.rows, part.labels) for part in (data.validation, data.test)
    ]
    if row.startswith("accuracy"):
        return Score(*(evaluation.accuracy for evaluation in found))
    return Score(*(-evaluation.loss for evaluation in found))


def nothing_else(row: str, seed: int) -> dict[str, float]:
    """Nothing is measured besides the scores."""
    return {}


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="number of the setting",
    grids=dict.fromkeys(ROWS, tuple(map(float, range(len(RATES))))),
    seeds=(0, 1, 2, 3),
    run=train,
    measure=nothing_else,
    facts={
        "data": "mnist5k: 200 pictures to train, 500 to validate, 2000 to test",
        "units": WIDTH,
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD, momentum {MOMENTUM}",
        "settings": "six learning rates, or three times two strengths",
        "shifts and rotations": "up to so many pixels, and five times as many degrees",
        "turned any way": "by up to so many degrees, to either side",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
