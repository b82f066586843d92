"""Which optimiser is best? Six of them on four tasks of chapter 06, each tuned with the same effort.

A row is a task and an optimiser. On one task all six start from the same weights and see the same batches for
the same number of epochs. Each may choose its learning rate from nine, about a factor of 3 apart, by the mean
validation accuracy of three seeds; everything else stays as the libraries have it (so AdamW lets its weights
decay by 0.01, which is all that tells it from Adam). Test accuracy is that of the chosen rate. A run whose
loss becomes infinite counts as a constant guess.

    python chapters/results/ch06_optimisers.py                              the whole table, some minutes
    python chapters/results/ch06_optimisers.py --row "digits: Adam" --seed 1  one run of it
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.datasets.tables import breast_cancer
from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD, Adam, AdamW, Optimizer, RMSprop
from course_lib.numpy_nn.parameters import Parameter
from course_lib.scored_training import Part, digit_parts, train_and_score

BATCH_SIZE = 32


@dataclass(frozen=True)
class Task:
    """What is to be learned.

    Attributes:
        load: returns rows and labels to train on, to validate with, and to test with.
        sizes: widths of the network from the input to the output; ReLUs, started as PyTorch does.
        epochs: how often to go through the rows.
    """

    load: Callable[[], tuple[Part, Part, Part]]
    sizes: tuple[int, ...]
    epochs: int


@cache
def mnist() -> tuple[Part, Part, Part]:
    """Pictures of MNIST, 4000 to train on."""
    splits = mnist5k(dtype=np.float64)
    return tuple((part.rows, part.labels) for part in (splits.train, splits.validation, splits.test))


@cache
def cells(standardised: bool) -> tuple[Part, Part, Part]:
    """Tumour cells, 30 measurements each: in their own units, of very different sizes, or standardised."""
    splits = breast_cancer(standardised=standardised, dtype=np.float64)
    return tuple((part.x, part.y) for part in (splits.train, splits.validation, splits.test))


TASKS = {
    "digits": Task(digit_parts, (64, 32, 10), 15),
    "MNIST": Task(mnist, (784, 64, 10), 5),
    "cells": Task(lambda: cells(True), (30, 16, 2), 15),
    "cells, raw": Task(lambda: cells(False), (30, 16, 2), 15),
}
OPTIMISERS: dict[str, Callable[[list[Parameter], float], Optimizer]] = {
    "SGD": SGD,
    "momentum": lambda params, lr: SGD(params, lr, momentum=0.9),
    "Nesterov": lambda params, lr: SGD(params, lr, momentum=0.9, nesterov=True),
    "RMSprop": RMSprop,
    "Adam": Adam,
    "AdamW": AdamW,
}
ADAPTIVE = (3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1)
PLAIN = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 3.0)
SMALLER = tuple(rate / 1000 for rate in PLAIN)  # the raw measurements reach into the thousands


def rates_of(task: str, optimiser: str) -> tuple[float, ...]:
    """Return the nine learning rates that a row may choose from."""
    if optimiser in ("RMSprop", "Adam", "AdamW"):
        return ADAPTIVE
    return SMALLER if task == "cells, raw" else PLAIN


ROWS = {f"{task}: {optimiser}": (task, optimiser) for task in TASKS for optimiser in OPTIMISERS}


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    task, optimiser = TASKS[ROWS[row][0]], OPTIMISERS[ROWS[row][1]]
    parts = task.load()
    model = MLP(task.sizes, rng=np.random.default_rng(seed), dtype=np.float64)
    return train_and_score(
        model,
        optimiser(list(model.parameters()), lr),
        parts,
        seed=seed,
        epochs=task.epochs,
        batch_size=BATCH_SIZE,
        validation=parts[1],
    )


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids={row: rates_of(*ROWS[row]) for row in ROWS},
    seeds=(0, 1, 2),
    run=train,
    measure=lambda row, seed: {},
    facts={
        "digits": "digits8, 1197 pictures to train, MLP 64-32-10, 15 epochs",
        "MNIST": "mnist5k, 4000 pictures to train, MLP 784-64-10, 5 epochs",
        "cells": "breast cancer, 30 standardised measurements, MLP 30-16-2, 15 epochs",
        "cells, raw": "the same in their own units",
        "batch size": BATCH_SIZE,
        "momentum": "0.9",
        "betas of Adam and AdamW": "0.9, 0.999; RMSprop's alpha 0.99",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
