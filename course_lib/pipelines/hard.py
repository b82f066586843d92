"""Healthy pipelines that look broken: few rows, two classes, wrong labels, strong changes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from course_lib.arguments import require_one_of, require_whole_number
from course_lib.pipelines.changes import shift
from course_lib.pipelines.pipeline import Pipeline
from course_lib.pipelines.projects import BATCH_SIZE, cell_pipeline, digit_pipeline

HARD = (
    "two classes and a linear model",
    "40 training rows",
    "three labels in ten are wrong",
    "shifts by three pixels",
)


def hard_pipeline(kind: str, *, seed: int = 0) -> Pipeline:
    """Return a pipeline without a bug that a check may take for broken.

    The first three are tumour cells, the last one is digits.

    Args:
        kind: one of HARD.
        seed: of the split, the first weights, the order of the rows and the wrong labels.

    Raises:
        ValueError: if kind is something else, or seed is below 0.
        TypeError: if one is of the wrong kind.
    """
    require_one_of("kind", kind, HARD)
    require_whole_number("seed", seed, at_least=0)
    if kind == HARD[3]:
        return replace(digit_pipeline(seed=seed), augment=partial(shift, by=3))
    cells = cell_pipeline(seed=seed)
    if kind == HARD[0]:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return replace(cells, model=nn.Linear(30, 2))
    if kind == HARD[1]:
        return replace(
            cells, train=_changed(cells.train, rows=40), held_out=_changed(cells.held_out, rows=20)
        )
    train = _changed(cells.train, wrong=0.3, seed=seed)
    return replace(cells, train=train, held_out=_changed(cells.held_out, wrong=0.3, seed=seed + 1))


def _changed(loader: DataLoader, *, rows: int | None = None, wrong: float = 0.0, seed: int = 0) -> DataLoader:
    """Return a loader of the first rows of another one, of two classes, with a share of labels exchanged."""
    inputs, labels = (part[:rows] for part in loader.dataset.tensors)
    exchanged = torch.rand(len(labels), generator=torch.Generator().manual_seed(seed)) < wrong
    return DataLoader(
        TensorDataset(inputs, torch.where(exchanged, 1 - labels, labels)),
        batch_size=BATCH_SIZE,
        shuffle=True,
        generator=torch.Generator().manual_seed(seed),
    )
