"""The rows of the speed bench: what is timed, and how fast it should be."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.benchmarks import speed_layers, speed_moons, speed_training
from tests.benchmarks.speed_contenders import Contenders

# float32 carries 7 digits; three steps, with sums in another order, lose two or three of them.
ROUNDING = 1e-4

# Why layers take longer than their arithmetic, with small batches above all.
RECORDS = (
    "Clarity wins: each call leaves a record (`calls`), so that gradients cannot be wrong unseen, and checks "
    "its arguments. Without either, written out by hand in NumPy, a step of 32 rows takes about 1.9 times as "
    "long as the floor, and one of 256 rows 1.4 times."
)


@dataclass(frozen=True)
class Row:
    """One kind of work.

    Attributes:
        name: what is done.
        make: makes those who do it, all from the same start.
        at_most: for each of "torch" and "floor", the largest share of its time that the course may take.
        faster: for some other library, or the "best peer", how many times faster the course has to be.
        steps: after which everyone's results are compared.
        tolerance: largest relative difference of results.
        note: why a goal is missed, where clarity is worth more.
    """

    name: str
    make: Callable[[], Contenders]
    at_most: dict[str, float]
    faster: dict[str, float]
    steps: int = 3
    tolerance: float = ROUNDING
    note: str = ""


ROWS = (
    Row(
        "MLP 64-128-128-10, a training step, batch 32",
        partial(speed_training.mlp_step, 32),
        {"torch": 0.30, "floor": 3.2},
        {"best peer": 2.2},
        note=RECORDS,
    ),
    Row(
        "MLP 64-128-128-10, a training step, batch 256",
        partial(speed_training.mlp_step, 256),
        {"torch": 0.50, "floor": 1.8},
        {"best peer": 2.2},
        note=RECORDS,
    ),
    Row(
        "tape: a product of 3 × 4 numbers, forward and back",
        speed_layers.tape_product,
        {"torch": 0.35, "floor": 2.3},
        {"autograd": 6},
        note="2.4 to 2.6 times from one run to the next: that is the record of two operations, going back "
        "through it, and a gradient for each of the weights. Leaving out all checks would save one per cent.",
    ),
    Row(
        "tape: a layer of two units, forward and back",
        speed_layers.tape_layer,
        {"torch": 0.35, "floor": 2.3},
        {"autograd": 6},
    ),
    Row(
        "tape: micrograd's moons, a training step",
        speed_moons.step_on_moons,
        {},
        {"micrograd": 3000},
        note="With the demonstration's 100 points not even NumPy written by hand, the floor here, is 3,000 "
        "times faster than micrograd.",
    ),
    Row(
        "softmax cross-entropy 256 × 10, forward and back",
        speed_layers.cross_entropy,
        {"torch": 0.55},
        {"best peer": 1.8},
    ),
    Row(
        "Adam, 100,000 weights, a step",
        speed_layers.adam,
        {"torch": 0.50},
        {"numpy-ml": 1.4},
        note="Clarity wins: with m/(1 − β₁) and v/(1 − β₂) kept in place of m and v, two of twelve passes "
        "over the weights would be saved, but the code would not be the formulas.",
    ),
    Row(
        "layer norm (16, 256, 64), forward and back",
        speed_layers.layer_norm,
        {"torch": 2.2},
        {},
        note="PyTorch goes through a row once, NumPy through the whole array (1 MB) for each operation; how "
        "long this takes depends on who else uses the processor's cache.",
    ),
    Row("batch norm (256, 128), forward and back", speed_layers.batch_norm, {"torch": 1.2}, {}),
    Row(
        "digits to 97 %, an epoch",
        speed_training.digits_epoch,
        {"torch": 0.35},
        {},
        steps=speed_training.DIGITS_EPOCHS,
        tolerance=0.0,
        note=RECORDS,
    ),
    Row(
        "import of all of numpy_nn",
        speed_layers.imports,
        {"floor": 1.15},
        {},
        steps=0,
        note="Clarity wins: two dozen small files, one for each concept, at about a millisecond each; and "
        "NumPy's random numbers, which `import numpy` leaves out, are a fifth of its time. The package "
        "alone, `import course_lib.numpy_nn`, imports nothing.",
    ),
)
