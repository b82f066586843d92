"""Augmentation: look at what it makes of the rows, and check that it leaves their classes as they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from course_lib.arguments import require_whole_number
from course_lib.recipe.copies import CHANCE, outputs_of, rights_of, trained_copy
from course_lib.recipe.door import (
    Function,
    Loss,
    nothing_left_behind,
    read_rows,
    require_function,
    require_loaders,
    require_model,
    require_settings,
)
from course_lib.recipe.verdicts import Verdict, at_most


@dataclass(frozen=True)
class Preview:
    """Rows before and after an augmentation.

    Attributes:
        before: inputs, shape (rows, …).
        after: the same rows, augmented.
        labels: int64, shape (rows,).
    """

    before: Tensor
    after: Tensor
    labels: Tensor


def preview(augment: Function, train: DataLoader, *, rows: int = 10) -> Preview:
    """Return some rows before and after an augmentation, with their labels, to be looked at.

    Args:
        augment: maps the inputs of a batch to changed ones of the same shape.
        train: loader of (inputs, labels), without augmentation.
        rows: how many, 4 or more.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or hold NaN, or augment changes their shape.
    """
    require_function("augment", augment)
    require_loaders(train=train)
    rows = require_whole_number("rows", rows, at_least=4)
    with nothing_left_behind(train):
        x, y = read_rows("train", train, nn.Identity(), rows)
        return Preview(x, _changed(augment, x), y)


def augmentation_keeps_labels(
    model: nn.Module,
    train: DataLoader,
    held_out: DataLoader,
    augment: Function,
    *,
    loss: Loss = cross_entropy,
    steps: int = 400,
    lr: float = 1e-3,
    rows: int = 4000,
) -> Verdict:
    """Check that a model trained on augmented rows still gives plain held-out rows their labels.

    Two copies are trained equally long, one of them on augmented rows; both read the same plain rows.
    An augmentation that keeps the classes may make learning slower, or the model better. One that makes a
    class look like another gives the two the same pictures with different labels. If every second row of
    each of two of K equally frequent classes is made to look like the other class, whatever is seen of the
    two stands under both labels equally often: 2/K of the rows are concerned, half of them are wrong at best,
    and 1/K of all rows is lost. The threshold lies half-way to it: 1/(2K) of the rows, or 3.09 standard
    errors of the difference where the rows are too few to tell that from chance.

    That is a rule of thumb, and `preview` comes first. A change in fewer rows, or one that leaves traces by
    which the model tells it from the other class, costs less and is not found. A strong but sound change
    costs more until it is learned, and in a small model for ever.

    Args:
        model: untrained; two copies are trained.
        train: loader of (inputs, labels), without augmentation.
        held_out: loader of (inputs, labels) that are not trained on, without augmentation.
        augment: maps the inputs of a batch to changed ones of the same shape.
        loss: maps (outputs, labels) to one number, the mean over the rows.
        steps: of each copy; enough that augmented rows can be learned.
        lr: learning rate of Adam.
        rows: how many rows to read of each loader at most.

    Returns:
        A verdict on the share of held-out rows that is lost, with the classes that lose most.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or of one class, hold NaN, or their labels are not among the model's
            classes, or augment changes the shape of the inputs.
    """
    require_model(model)
    require_loaders(train=train, held_out=held_out)
    require_function("augment", augment)
    require_function("loss", loss)
    steps, lr, rows = require_settings(steps, lr, rows)
    with nothing_left_behind(train, held_out):
        x, y = read_rows("train", train, model, rows, classes=2)
        test_x, test_y = read_rows("held_out", held_out, model, rows)
        settings = {"loss": loss, "steps": steps, "lr": lr}
        outputs = outputs_of(trained_copy(model, x, y, **settings), test_x, test_y)
        plain, classes = outputs.argmax(1) == test_y, outputs.shape[1]
        learner = trained_copy(model, x, y, **settings, augment=lambda inputs: _changed(augment, inputs))
        lost = plain.double() - rights_of(learner, test_x, test_y).double()
    error = lost.std().item() / math.sqrt(len(lost))
    by_class = torch.zeros(classes, dtype=torch.float64).index_add_(0, test_y.cpu(), lost.cpu())
    worst = ", ".join(str(label) for label in by_class.argsort(descending=True)[:3].tolist())
    return at_most(
        "augmentation",
        "share of held-out rows lost (negative: gained)",
        lost.mean().item(),
        max(1 / (2 * classes), CHANCE * error),
        fails=f"Look at preview(…) of the classes that lose most, {worst}: is each label still right? "
        "If so, ask again with more steps or a larger model.",
        passes="Less is lost than two classes made alike would cost. Smaller harm passes unseen.",
    )


def _changed(augment: Function, inputs: Tensor) -> Tensor:
    """Return augmented inputs; the ones that are given stay as they are."""
    changed = augment(inputs.clone())
    if not isinstance(changed, Tensor):
        raise TypeError(f"augment: expected a tensor of changed inputs, received {type(changed).__name__}")
    if changed.shape != inputs.shape:
        raise ValueError(
            f"augment: expected inputs of shape {tuple(inputs.shape)}, received {tuple(changed.shape)}"
        )
    return changed
