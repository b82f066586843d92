"""What do skip connections buy? Networks of 1, 5 and 25 blocks, with and without, for chapter 08.

A block is two linear layers of 32 units, each with batch norm and a ReLU; "plain" stacks blocks, "post" adds
a block's input to its output before the last ReLU, "pre" adds it after everything, with norm and ReLU first.
The three hold the same layers, and so as many parameters, in another order. Three controls have no norm: one
is else as "plain", one keeps the skips and starts each branch at zero, and one has no skips and starts each
square matrix as the identity.
Every row has the same pictures, batches and number of epochs, and a learning rate chosen from seven by the
mean validation accuracy of three seeds; deeper networks choose among smaller ones. A run whose loss becomes
infinite counts as a constant guess.

    python chapters/results/ch08_depth.py                                     the whole table, some minutes
    python chapters/results/ch08_depth.py --row "25 blocks: plain" --seed 1   one run of it
"""

from pathlib import Path

import numpy as np

from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.activations import ReLU
from course_lib.numpy_nn.initialisation import kaiming_normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.residual import Residual
from course_lib.scored_training import digit_parts, train_and_score

PIXELS, WIDTH, CLASSES = 64, 32, 10
BLOCKS = (1, 5, 25)
KINDS = ("plain", "plain, no norm", "post", "pre", "skips from 0, no norm", "identity, no norm")
EPOCHS, BATCH_SIZE, MOMENTUM = 10, 32, 0.9
RATES = {
    1: (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    5: (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
    25: (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
}
PICTURES_AT_START = 128
ROWS = {f"{blocks} block{'s' * (blocks > 1)}: {kind}": (blocks, kind) for blocks in BLOCKS for kind in KINDS}


def linear(fan_in: int, fan_out: int, rng: np.random.Generator) -> Linear:
    """Return a linear layer that starts by He's rule, without biases."""
    layer = Linear(fan_in, fan_out, dtype=np.float64, rng=rng)
    layer.weight.data = kaiming_normal((fan_out, fan_in), rng=rng, dtype=np.float64)
    layer.bias.data = np.zeros(fan_out)
    return layer


def block(kind: str, rng: np.random.Generator) -> Module:
    """Return one block of a kind."""
    first, second = (linear(WIDTH, WIDTH, rng) for _ in range(2))
    norms = [BatchNorm1d(WIDTH, dtype=np.float64) for _ in range(2)]
    match kind:
        case "plain":
            return Sequential(first, norms[0], ReLU(), second, norms[1], ReLU())
        case "post":
            return Sequential(Residual(Sequential(first, norms[0], ReLU(), second, norms[1])), ReLU())
        case "pre":
            return Residual(Sequential(norms[0], ReLU(), first, norms[1], ReLU(), second))
        case "plain, no norm":
            return Sequential(first, ReLU(), second, ReLU())
        case "skips from 0, no norm":
            second.weight.data = np.zeros((WIDTH, WIDTH))
            return Residual(Sequential(ReLU(), first, ReLU(), second))
        case "identity, no norm":
            first.weight.data, second.weight.data = np.eye(WIDTH), np.eye(WIDTH)
            return Sequential(first, ReLU(), second, ReLU())
    raise ValueError(f"kind: expected one of {KINDS}, received {kind!r}")


def network(blocks: int, kind: str, seed: int) -> Sequential:
    """Return a fresh network, whose weights the seed decides."""
    rng = np.random.default_rng(seed)
    stem, head = linear(PIXELS, WIDTH, rng), linear(WIDTH, CLASSES, rng)
    bend = [ReLU()] if "no norm" in kind else [BatchNorm1d(WIDTH, dtype=np.float64), ReLU()]
    stack = [block(kind, rng) for _ in range(blocks)]
    stack = [*stack, *bend] if kind.startswith(("pre", "skips")) else [*bend, *stack]
    return Sequential(stem, *stack, head)


def train(row: str, lr: float, seed: int) -> Score:
    """Train a row's network with one learning rate and one seed."""
    model = network(*ROWS[row], seed)
    optimiser = SGD(model.parameters(), lr, MOMENTUM)
    return train_and_score(model, optimiser, digit_parts(), seed=seed, epochs=EPOCHS, batch_size=BATCH_SIZE)


def gradient_at_start(row: str, seed: int) -> dict[str, float]:
    """How much of the gradient reaches the first layer of a fresh network.

    Returns:
        "gradient ratio", the norm of ∂L/∂W at the first layer over that at the last but one.
    """
    (pictures, labels), loss = digit_parts()[0], CrossEntropyLoss()
    model = network(*ROWS[row], seed)
    loss(model(pictures[:PICTURES_AT_START]), labels[:PICTURES_AT_START])
    model.backward(loss.backward()[0])
    norms = [np.linalg.norm(layer.weight.grad) for layer in model.modules() if isinstance(layer, Linear)]
    return {"gradient ratio": float(norms[0] / norms[-2])}


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="learning rate",
    grids={row: RATES[blocks] for row, (blocks, _) in ROWS.items()},
    seeds=(0, 1, 2),
    run=train,
    measure=gradient_at_start,
    facts={
        "data": "digits8: 1197 pictures to train, 300 to validate, 300 to test",
        "blocks": "1, 5 and 25, of two layers each",
        "units": WIDTH,
        "epochs": EPOCHS,
        "batch size": BATCH_SIZE,
        "optimiser": f"SGD with momentum {MOMENTUM}",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
