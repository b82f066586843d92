"""How small may a batch be? Batch norm and layer norm in batches of 2, 8 and 32 pictures, for chapter 08.

All rows have the same two hidden layers of 32 ReLUs and the same first weights, and go twice through the
same 1,196 pictures (one is left out, so that no batch has a single row). Each chooses its learning rate from
five by the mean validation accuracy of three seeds, and validates and tests in eval mode. A run whose loss
becomes infinite counts as a constant guess.

    python chapters/results/ch08_batches.py                                            a minute or two
    python chapters/results/ch08_batches.py --row "batch norm, batches of 2" --seed 1  one run of it
"""

from pathlib import Path

import numpy as np

from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.initialisation import kaiming_normal
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.optimisers import SGD
from course_lib.scored_training import digit_parts, train_and_score

SIZES, EPOCHS, MOMENTUM = (64, 32, 32, 10), 2, 0.9
NORMS = {"batch norm": BatchNorm1d, "layer norm": LayerNorm}
ROWS = {f"{norm}, batches of {size}": (norm, size) for size in (2, 8, 32) for norm in NORMS}
RATES = {
    2: (0.0003, 0.001, 0.003, 0.01, 0.03),
    8: (0.001, 0.003, 0.01, 0.03, 0.1),
    32: (0.003, 0.01, 0.03, 0.1, 0.3),
}


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    (norm, size), ((pictures, labels), *others) = ROWS[row], digit_parts()
    model = MLP(
        SIZES,
        weight_init=kaiming_normal,
        norm_layer=NORMS[norm],
        rng=np.random.default_rng(seed),
        dtype=np.float64,
    )
    parts = ((pictures[:1196], labels[:1196]), *others)  # so that no batch has a single row
    optimiser = SGD(model.parameters(), lr, MOMENTUM)
    return train_and_score(model, optimiser, parts, seed=seed, epochs=EPOCHS, batch_size=size)


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids={row: RATES[size] for row, (_, size) in ROWS.items()},
    seeds=(0, 1, 2),
    run=train,
    measure=lambda row, seed: {},
    facts={
        "data": "digits8: 1196 pictures to train, 300 to validate, 300 to test",
        "hidden layers": "2 of 32 ReLUs",
        "epochs": EPOCHS,
        "optimiser": f"SGD with momentum {MOMENTUM}",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
