"""Rows of the checks of a pipeline, and of the pipelines on which they are tried."""

import torch
from recipe.problems import loader_of, problem, small_model
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from course_lib.pipelines import small_digit_pipeline
from course_lib.recipe.verdicts import at_most
from refusals.kinds import Number, OneOf, Thing, Whole
from refusals.subjects import takes

INPUTS, LABELS = problem(12, 0)
NOT_PAIRS = {
    "tensors": lambda s: (INPUTS, LABELS),
    "a list of batches": lambda s: [(INPUTS, LABELS)],
    "a data set": lambda s: TensorDataset(INPUTS, LABELS),
    "no labels": lambda s: DataLoader(TensorDataset(INPUTS), batch_size=4),
    "labels of floats": lambda s: loader_of(INPUTS, LABELS.float()),
    "labels of two axes": lambda s: loader_of(INPUTS, LABELS[:, None]),
    "no rows": lambda s: loader_of(INPUTS[:0], LABELS[:0]),
}
NO_ROWS = {
    "too few rows": lambda s: loader_of(INPUTS[:3], LABELS[:3]),
    "NaN": lambda s: loader_of(INPUTS * torch.nan, LABELS),
    "a label below 0": lambda s: loader_of(INPUTS, LABELS - 1),
}
NO_SUCH_CLASS = {"a label too high": lambda s: loader_of(INPUTS, LABELS + 1)}


def rows_of(mistakes):
    return Thing(lambda s: loader_of(INPUTS, LABELS), mistakes)


LOADER = rows_of(NOT_PAIRS | NO_ROWS | NO_SUCH_CLASS)
MODEL = Thing(
    lambda s: small_model(),
    {
        "a function": lambda s: abs,
        "a class": lambda s: nn.Linear,
        "one output": lambda s: nn.Linear(4, 1),
        "no output a row": lambda s: nn.Flatten(0),
    },
)
LOSS = Thing(
    lambda s: cross_entropy,
    {
        "a class": lambda s: nn.CrossEntropyLoss,
        "no single number": lambda s: nn.CrossEntropyLoss(reduction="none"),
        "no tensor": lambda s: lambda outputs, labels: 0.5,
    },
)
AUGMENT = Thing(
    lambda s: lambda inputs: inputs,
    {"another shape": lambda s: lambda inputs: inputs[:1], "no tensor": lambda s: lambda inputs: [1]},
)
RATE, ROWS_READ = Number(1e-3, above=0), Whole(8, at_least=4)
TRAINING = {"loss": LOSS, "steps": Whole(2), "lr": RATE, "rows": ROWS_READ}
BUG = Thing(lambda s: None, optional=True)
SEED = Whole(1, at_least=0)
PIPELINE = Thing(lambda s: small_digit_pipeline(), {"a model": lambda s: small_model()})
ROWS = {
    "recipe.augmentation.augmentation_keeps_labels": takes(
        model=MODEL, train=LOADER, held_out=LOADER, augment=AUGMENT, **TRAINING
    ),
    "recipe.augmentation.preview": takes(
        augment=AUGMENT, train=rows_of(NOT_PAIRS | NO_ROWS), rows=Whole(8, at_least=4)
    ),
    "recipe.baselines.input_baseline": takes(model=MODEL, train=LOADER, held_out=LOADER, **TRAINING),
    "recipe.baselines.label_shuffle": takes(model=MODEL, train=LOADER, held_out=LOADER, **TRAINING),
    "recipe.evaluation.eval_mode": takes(
        model=MODEL,
        held_out=LOADER,
        predict=Thing(
            lambda s: None, {"one without outputs": lambda s: lambda model, inputs: 3}, optional=True
        ),
        rows=ROWS_READ,
    ),
    "recipe.first_steps.initial_loss": takes(model=MODEL, train=LOADER, loss=LOSS, rows=ROWS_READ),
    "recipe.first_steps.overfit_one_batch": takes(model=MODEL, train=LOADER, **TRAINING),
    "recipe.leaks.near_rows": takes(
        train=rows_of(NOT_PAIRS | NO_ROWS), held_out=rows_of(NOT_PAIRS | NO_ROWS), rows=ROWS_READ
    ),
    "recipe.leaks.row_hashes": takes(train=rows_of(NOT_PAIRS), held_out=rows_of(NOT_PAIRS)),
    "recipe.reading.wilson_interval": takes(right=Whole(1, at_least=0), rows=Whole(2)),
    "recipe.verdicts.as_rows": takes(
        verdicts=Thing(
            lambda s: [at_most("check", "loss", 1.0, 2.0, fails="", passes="")],
            {"one alone": lambda s: at_most("check", "loss", 1.0, 2.0, fails="", passes="")},
        )
    ),
    "pipelines.hard.hard_pipeline": takes(kind=OneOf("40 training rows"), seed=SEED),
    "pipelines.models.ResidualNet": takes(inputs=Whole(4), width=Whole(8), classes=Whole(2)),
    "pipelines.models.digit_model": takes(kind=OneOf("linear")),
    "pipelines.one_batch.losses_on_one_batch": takes(pipeline=PIPELINE, steps=Whole(2), lr=RATE),
    "pipelines.pipeline.reported_accuracy": takes(pipeline=PIPELINE),
    "pipelines.pipeline.train_pipeline": takes(pipeline=PIPELINE, epochs=Whole(1), lr=RATE),
    "pipelines.pipeline.true_accuracy": takes(pipeline=PIPELINE),
    "pipelines.projects.cell_pipeline": takes(bug=BUG, seed=SEED),
    "pipelines.projects.digit_pipeline": takes(bug=BUG, model=OneOf("linear"), seed=SEED),
    "pipelines.projects.small_digit_pipeline": takes(bug=BUG, seed=SEED),
    "pipelines.suspects.suspect": takes(letter=OneOf("V")),
    "widgets.reading_form.ReadingForm": takes(
        labels=Thing(lambda s: ["3", "1"], {"none": lambda s: [], "two characters": lambda s: ["31"]})
    ),
}
