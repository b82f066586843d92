"""Three projects, healthy or with one of five bugs that raise no error.

The bugs are those of real projects, and each is a line or two.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from course_lib.arguments import require_one_of, require_whole_number
from course_lib.datasets import breast_cancer, digits8, mnist5k
from course_lib.datasets.splits import LabelledImages, Splits
from course_lib.pipelines.changes import add_noise, mirror_both_ways, shift, turn_signs
from course_lib.pipelines.models import DIGIT_MODELS, ResidualNet, digit_model
from course_lib.pipelines.pipeline import Pipeline, predict_as_it_is, predict_in_eval_mode

BUGS = (
    "shuffled labels",
    "forgotten eval mode",
    "softmax twice",
    "leaked test rows",
    "augmentation that changes the class",
)
BATCH_SIZE = 32


def digit_pipeline(
    bug: str | None = None, *, model: str = "batch norm and dropout", seed: int = 0
) -> Pipeline:
    """Return a pipeline that reads the digits of mnist5k: 4000 rows to train, 500 held out, 500 untouched.

    Args:
        bug: one of BUGS; None for a healthy pipeline.
        model: one of DIGIT_MODELS.
        seed: of the split, the first weights and the order of the rows.

    Raises:
        ValueError: if bug or model is something else, or seed is below 0.
        TypeError: if one is of the wrong kind.
    """
    _require_settings(bug, seed)
    require_one_of("model", model, DIGIT_MODELS)
    changes = mirror_both_ways if bug == BUGS[4] else shift
    return _pipeline(bug, seed, *_pictures(mnist5k()), 500, lambda: digit_model(model), changes)


def small_digit_pipeline(bug: str | None = None, *, seed: int = 0) -> Pipeline:
    """Return a pipeline that reads the digits of digits8: 1197 rows to train, 300 held out, 300 untouched.

    Other pictures than those of `digit_pipeline`, of other hands and another size, and another model:
    residual, with layer norm. The healthy augmentation adds a little noise.

    Args:
        bug: one of BUGS; None for a healthy pipeline.
        seed: of the split, the first weights and the order of the rows.

    Raises:
        ValueError: if bug is something else, or seed is below 0.
        TypeError: if one is of the wrong kind.
    """
    _require_settings(bug, seed)
    changes = mirror_both_ways if bug == BUGS[4] else add_noise
    return _pipeline(
        bug,
        seed,
        *_pictures(digits8()),
        300,
        lambda: nn.Sequential(nn.Flatten(), ResidualNet(64, 64, 10)),
        changes,
    )


def cell_pipeline(bug: str | None = None, *, seed: int = 0) -> Pipeline:
    """Return a pipeline that judges tumour cells: 369 rows to train, 100 held out, 100 untouched.

    Another kind of data (a table), another number of classes (two), another model (residual, with layer
    norm).
    The healthy augmentation adds a little noise; the one that changes the class turns the sign of all
    measurements of every second row, which makes large nuclei small ones.

    Args:
        bug: one of BUGS; None for a healthy pipeline.
        seed: of the split, the first weights and the order of the rows.

    Raises:
        ValueError: if bug is something else, or seed is below 0.
        TypeError: if one is of the wrong kind.
    """
    _require_settings(bug, seed)
    cells = breast_cancer()
    rows = torch.cat([torch.from_numpy(part.x) for part in (cells.train, cells.validation)])
    labels = torch.cat([torch.from_numpy(part.y) for part in (cells.train, cells.validation)])
    untouched = torch.from_numpy(cells.test.x), torch.from_numpy(cells.test.y)
    changes = turn_signs if bug == BUGS[4] else add_noise
    return _pipeline(bug, seed, rows, labels, untouched, 100, lambda: ResidualNet(30, 64, 2), changes)


def _pipeline(
    bug: str | None,
    seed: int,
    rows: Tensor,
    labels: Tensor,
    untouched: tuple[Tensor, Tensor],
    held_out: int,
    make_model: Callable[[], nn.Module],
    augment: Callable[[Tensor], Tensor],
) -> Pipeline:
    """Put a pipeline together, with a bug if one is named."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(rows), generator=generator)
    train, judged = order[held_out:], order[:held_out]
    if bug == "leaked test rows":  # the program that judges makes a split of its own, by another seed
        judged = torch.randperm(len(rows), generator=generator)[:held_out]
    train_labels = labels[train]
    if bug == "shuffled labels":  # rows and labels, each in an order of its own
        train_labels = train_labels[torch.randperm(len(train), generator=generator)]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = make_model()
    if bug == "softmax twice":
        model = nn.Sequential(model, nn.Softmax(dim=1))
    return Pipeline(
        model=model,
        train=DataLoader(
            TensorDataset(rows[train], train_labels),
            batch_size=BATCH_SIZE,
            shuffle=True,
            drop_last=True,
            generator=torch.Generator().manual_seed(seed),
        ),
        held_out=DataLoader(TensorDataset(rows[judged], labels[judged]), batch_size=BATCH_SIZE),
        untouched=DataLoader(TensorDataset(*untouched), batch_size=BATCH_SIZE),
        loss=cross_entropy,
        augment=augment,
        predict=predict_as_it_is if bug == "forgotten eval mode" else predict_in_eval_mode,
    )


def _pictures(digits: Splits[LabelledImages]) -> tuple[Tensor, Tensor, tuple[Tensor, Tensor]]:
    """Return pictures and labels of the first two parts together, and those of the third, untouched."""
    parts = (digits.train, digits.validation)
    images = torch.cat([torch.from_numpy(part.images) for part in parts])
    labels = torch.cat([torch.from_numpy(part.labels) for part in parts])
    return images, labels, (torch.from_numpy(digits.test.images), torch.from_numpy(digits.test.labels))


def _require_settings(bug: object, seed: object) -> None:
    if bug is not None:
        require_one_of("bug", bug, BUGS)
    require_whole_number("seed", seed, at_least=0)
