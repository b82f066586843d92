"""Rows of what trains and judges: what NumPy and PyTorch have under the same names."""

import numpy as np

from course_lib.callbacks import EarlyStopping
from refusals.kinds import Array, DType, Number, Rng, Thing, Truth, Whole
from refusals.layers import FLOATS, LABELS
from refusals.subjects import on_both_sides, takes

HALVES = np.full((3, 2), 0.5, np.float32)
SIDES = np.array([[1, 2], [2, 1], [-1, -2], [-2, -1]], np.float32)
YES_NO = np.array([1, 1, 0, 0])
TOO_FAR = {"beside the open interval": lambda s: (0.9, 1.0), "one number": lambda s: 0.9}


def parameters(s):
    return [s.parameter()]


def model(s):
    return s.mlp.MLP([3, 3])


def optimiser(s):
    return s.optimisers.SGD(parameters(s), lr=0.1)


PARAMS = Thing(
    parameters,
    {
        "none of them": lambda s: [],
        "one twice": lambda s: [s.parameter()] * 2,
        "one alone": lambda s: s.floats(2),
        "arrays": lambda s: [s.floats(2)],
        "a module": lambda s: s.mlp.MLP([3, 2]),
    },
)
LR, DECAY, PART = Number(0.1, above=0), Number(0.0, at_least=0), Number(0.5, at_least=0, below=1)
EPS = Number(1e-8, above=0)
ADAM = {
    "params": PARAMS,
    "lr": LR,
    "betas": Thing(lambda s: (0.9, 0.999), TOO_FAR),
    "eps": EPS,
    "weight_decay": DECAY,
    "amsgrad": Truth(),
}
OPTIMISER = Thing(optimiser, {"a class": lambda s: s.optimisers.SGD, "a model": model})
MODEL = Thing(model, {"a function": lambda s: abs, "a class": lambda s: s.linear.Linear})
LOSS = Thing(
    lambda s: s.losses.CrossEntropyLoss(),
    {"a function": lambda s: abs, "no single number": lambda s: s.losses.CrossEntropyLoss(reduction="none")},
)
DATA = Array(FLOATS, rank=False, axes=(0, 1), finite=True)
TARGETS = Array(LABELS, axes=(0,), low=0, high=2)
PROBABILITIES = Array(HALVES, rank=False, axes=(0, 1), finite=True, low=0, high=1)
BOTH_OF_TWO = Array(YES_NO, axes=(0,), low=0, high=1)
BASE, DIM = Number(2.0, above=1, optional=True), Whole(-1, at_least=-2)


def own_model(s):
    """A model with its optimiser: `fit` refuses one that belongs to another."""
    made = model(s)
    return made, s.optimisers.SGD(made.parameters(), lr=0.1)


class Pair:
    """Two things that belong together: the second is taken of those that the first was made with."""

    def __init__(self, make):
        self.make = make

    def first(self, s):
        first, self.second_made = self.make(s)
        return first

    def second(self, s):
        return self.second_made


def own_schedules(s):
    """An optimiser with two schedules."""
    made = optimiser(s)
    return made, [s.schedules.LinearLR(made) for _ in range(2)]


RUN, CHAIN = Pair(own_model), Pair(own_schedules)
FIT = takes(
    model=Thing(RUN.first, MODEL.mistakes),
    loss=Thing(LOSS.make, LOSS.mistakes | {"a sum": lambda s: s.losses.CrossEntropyLoss(reduction="sum")}),
    optimiser=Thing(RUN.second, OPTIMISER.mistakes | {"one of another model": optimiser}),
    x=DATA,
    y=TARGETS,
    epochs=Whole(1),
    batch_size=Whole(2),
    rng=Rng(optional=False),
    validation=Thing(
        lambda s: None,
        {
            "x alone": lambda s: s.array(FLOATS),
            "no rows": lambda s: (s.floats(0, 3), s.no_labels),
            "NaN": lambda s: (float("nan") * s.floats(1, 3), s.integers(0)),
            "a label out of range": lambda s: (s.floats(1, 3), s.integers(3)),
        },
        optional=True,
    ),
    progress=Thing(lambda s: None, optional=True),
    max_grad_norm=Number(1.0, above=0, optional=True),
    schedule=Thing(
        lambda s: None,
        {"of another optimiser": lambda s: s.schedules.ExponentialLR(optimiser(s), gamma=0.9)},
        optional=True,
    ),
    callbacks=Thing(
        lambda s: (),
        {
            "one without its list": lambda s: EarlyStopping(1),
            "a class": lambda s: [EarlyStopping],
            "one that needs validation data": lambda s: [EarlyStopping(1)],
        },
    ),
)
OPTIMISERS = {
    "clipping.clip_grad_norm": takes(parameters=PARAMS, max_norm=Number(1.0, above=0)),
    "clipping.clip_grad_value": takes(parameters=PARAMS, clip_value=Number(1.0, above=0)),
    "optimisers.SGD": takes(
        params=PARAMS, lr=LR, momentum=PART, dampening=PART, weight_decay=DECAY, nesterov=Truth()
    ),
    "optimisers.RMSprop": takes(
        params=PARAMS, lr=LR, alpha=PART, eps=EPS, weight_decay=DECAY, momentum=PART, centered=Truth()
    ),
    "optimisers.Adam": takes(**ADAM),
    "optimisers.AdamW": takes(**ADAM),
}
SCHEDULES = {
    "schedules.StepLR": takes(optimizer=OPTIMISER, step_size=Whole(2), gamma=Number(0.1, above=0)),
    "schedules.ExponentialLR": takes(optimizer=OPTIMISER, gamma=Number(0.9, above=0)),
    "schedules.CosineAnnealingLR": takes(
        optimizer=OPTIMISER, T_max=Whole(2), eta_min=Number(0.0, at_least=0)
    ),
    "schedules.LinearLR": takes(
        optimizer=OPTIMISER,
        start_factor=Number(0.5, above=0, at_most=1),
        end_factor=Number(1.0, at_least=0, at_most=1),
        total_iters=Whole(5),
    ),
    "schedules.SequentialLR": takes(
        optimizer=Thing(CHAIN.first, OPTIMISER.mistakes),
        schedulers=Thing(
            CHAIN.second,
            {
                "none": lambda s: [],
                "one of another optimiser": lambda s: [own_schedules(s)[1][0]] * 2,
                "a rate": lambda s: [0.1, 0.1],
            },
        ),
        milestones=Thing(
            lambda s: [5],
            {
                "none": lambda s: [],
                "one too many": lambda s: [5, 6],
                "zero": lambda s: [0],
                "a float": lambda s: [5.0],
            },
        ),
    ),
}
JUDGING = {
    "evaluation.evaluate": takes(model=MODEL, loss=LOSS, x=DATA, y=TARGETS),
    "evaluation.accuracy": takes(model=MODEL, x=DATA, labels=TARGETS),
    "training.fit": FIT,
    "information.entropy": takes(
        p=Array(HALVES, rank=False, axes=(1,), dtype=False, finite=True, low=0, high=1), dim=DIM, base=BASE
    ),
    "information.cross_entropy": takes(p=PROBABILITIES, q=PROBABILITIES, dim=DIM, base=BASE),
    "information.kl_divergence": takes(p=PROBABILITIES, q=PROBABILITIES, dim=DIM, base=BASE),
}
PERCEPTRON = {
    "perceptron.step": takes(x=Array(FLOATS, rank=False, dtype=False)),
    "perceptron.Perceptron": takes(in_features=Whole(2), dtype=DType()),
    "perceptron.Perceptron.__call__": takes(lambda s: s.perceptron.Perceptron(2), x=Array(SIDES, axes=(1,))),
    "perceptron.Perceptron.fit": takes(
        lambda s: s.perceptron.Perceptron(2),
        x=Array(SIDES, axes=(0, 1), finite=True),
        labels=BOTH_OF_TWO,
        epochs=Whole(5),
        record=Truth(),
    ),
    "perceptron.mistake_bound": takes(
        x=Array(SIDES, axes=(0, 1), finite=True),
        labels=BOTH_OF_TWO,
        weight=Array(np.ones(2, np.float32), axes=(0,), finite=True),
        bias=Array(np.zeros((), np.float32), dtype=False, finite=True, takes=("a list",)),
    ),
}
ROWS = on_both_sides(OPTIMISERS | SCHEDULES | JUDGING | PERCEPTRON)
