"""Two checks of the first minutes: the loss before the first step, and 32 rows learned by heart."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from course_lib.recipe.copies import (
    ASKED_EVERY,
    CHANCE,
    ROUNDING,
    losses_of,
    outputs_of,
    rights_of,
    single,
    trained_copy,
)
from course_lib.recipe.door import (
    Loss,
    copy_of,
    nothing_left_behind,
    read_rows,
    require_function,
    require_loaders,
    require_model,
    require_settings,
)
from course_lib.recipe.verdicts import Verdict, at_most

ROOM = 0.5  # above ln K: what logits of standard deviation 1 cost
DEALS = 10  # how often labels are dealt out at random


def initial_loss(
    model: nn.Module, train: DataLoader, *, loss: Loss = cross_entropy, rows: int = 512
) -> Verdict:
    """Check that an untrained model starts with about the loss of a guess, ln K for K classes.

    Equal logits give every class the probability 1/K, and so the loss ln K. Logits that differ by chance,
    with a variance of s² over the classes, cost s²/2 more on average: for small s,
    ln Σ exp z ≈ ln K + mean(z) + s²/2. With s = 1 the odds of two classes already differ by a factor of
    about exp(√2) ≈ 4 before anything was learned, so at most ln K + 1/2 is allowed.

    That is the loss of labels that have nothing to do with the logits. A fresh model's logits depend on its
    inputs, as labels do, and so they go with the classes, or against them, by chance: with two classes by a
    single toss of a coin, and by up to about s. So the upper bound is asked of classes drawn evenly at
    random, ten times. A sound model may also begin with the frequencies of its classes, as a last bias; its
    loss on labels dealt out to the rows at random is then near their entropy H, and H + 1/2 will do as well.
    Only a model above both bounds is reported. Below, with the true labels, Gibbs' inequality sets a bound:
    what knows nothing of them has at least H as its expected loss. A fresh model may be lucky,
    and gets the same half: at least H − 1/2 is asked. To both bounds come 3.09 standard errors of a mean
    over these rows, which chance exceeds once in a thousand, and 1e-4 for rounding.

    The loss is that of a mean over the rows: one that is a sum is found as well.

    Args:
        model: untrained; it is asked in training mode, as the first step does.
        train: loader of (inputs, labels); its first rows are used.
        loss: maps (outputs, labels) to one number, the mean over the rows: cross-entropy, or another that is
            −ln p of the label. Other losses, such as a weighted or a focal one, have other bounds.
        rows: how many rows to ask at most.

    Returns:
        A verdict on the loss with random labels, the kind whose bound is the easier to keep. Above: logits
        too large, inputs in units such as 0 to 255 where no normalisation hides them, a sum in place of a
        mean, or a trained model, sure of rows whose labels were dealt anew. Or one on the loss with the true
        labels. Below: the model is not fresh.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or of one class, hold NaN, or their labels are not among the model's
            classes.
    """
    require_model(model)
    require_loaders(train=train)
    require_function("loss", loss)
    rows = require_settings(1, 1.0, rows)[2]
    with nothing_left_behind(train):
        x, y = read_rows("train", train, model, rows, classes=2)
        outputs = outputs_of(copy_of(model).train(), x, y)
        first = single(loss(outputs, y)).item()
        even = [torch.randint(outputs.shape[1], y.shape).to(y.device) for _ in range(DEALS)]
        dealt = [y[torch.randperm(len(y)).to(y.device)] for _ in range(DEALS)]
        shares = y.bincount() / len(y)
        entropy = -torch.special.xlogy(shares, shares).sum().item()
        bounds = [
            _loss_and_bound(loss, outputs, even, math.log(outputs.shape[1])),
            _loss_and_bound(loss, outputs, dealt, entropy),
        ]
        lowest = entropy - ROOM - _chance(loss, outputs, y)
    of_random, highest = min(bounds, key=lambda pair: pair[0] - pair[1])
    if first < lowest:
        return Verdict(
            "initial loss",
            False,
            "first loss",
            first,
            "at least",
            lowest,
            "Too good for a guess: is the model fresh, or has it seen these rows?",
        )
    return at_most(
        "initial loss",
        "first loss, with random labels,",
        of_random,
        highest,
        fails="Make the first logits small: standardise the inputs, shrink the last layer's weights; "
        "take the mean over the rows. Or is the model not fresh?",
        passes="A guess, as it should be. It says nothing of the labels.",
    )


def _loss_and_bound(
    loss: Loss, outputs: Tensor, draws: list[Tensor], of_a_guess: float
) -> tuple[float, float]:
    """Return the mean loss over several draws of random labels, and the most that a sound model has there."""
    mean = sum(single(loss(outputs, labels)).item() for labels in draws) / len(draws)
    return mean, of_a_guess + ROOM + _chance(loss, outputs, draws[0])


def _chance(loss: Loss, outputs: Tensor, y: Tensor) -> float:
    """Return by how much a mean over these rows may be too high, by rounding or by chance once in 1000."""
    return CHANCE * losses_of(loss, outputs, y).std().item() / math.sqrt(len(y)) + ROUNDING


def overfit_one_batch(
    model: nn.Module,
    train: DataLoader,
    *,
    loss: Loss = cross_entropy,
    steps: int = 1000,
    lr: float = 1e-3,
    rows: int = 32,
) -> Verdict:
    """Check that the model can learn a few rows by heart.

    If a row is read wrongly, its class has a probability of 1/2 at most, and the row a loss of ln 2 at least;
    the mean over B rows is then ln 2 / B at least. So a loss below ln 2 / B says that all B rows are right.
    A softmax before the softmax of the loss can never get there: its best loss for K classes is
    ln(1 + (K − 1)/e), which is 0.313 for two classes and 1.461 for ten. It finds what is left with too
    little to learn by; frozen layers below one that is trained may go unnoticed, for random features suffice
    for 32 rows.

    Args:
        model: untrained; a copy is trained.
        train: loader of (inputs, labels); its first rows are used.
        loss: maps (outputs, labels) to one number, the mean over the rows: cross-entropy, or another that is
            −ln p of the label; another loss has another bound.
        steps: how many at most; it stops as soon as it is good enough.
        lr: learning rate of Adam.
        rows: how many rows B to learn.

    Returns:
        A verdict on the loss in eval mode. It passes with wrong labels too: those can be learned by heart.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or of one class, hold NaN, or their labels are not among the model's
            classes.
    """
    require_model(model)
    require_loaders(train=train)
    require_function("loss", loss)
    steps, lr, rows = require_settings(steps, lr, rows)
    with nothing_left_behind(train):
        x, y = read_rows("train", train, model, rows, classes=2)
        bound, seen = math.log(2) / len(y), []

        def loss_now(learner: nn.Module) -> float:
            return single(loss(outputs_of(learner, x, y), y)).item()

        def good_enough(learner: nn.Module) -> bool:
            seen.append(loss_now(learner))
            return seen[-1] <= bound

        learner = trained_copy(model, x, y, loss=loss, steps=steps, lr=lr, until=good_enough)
        measured, right = loss_now(learner), rights_of(learner, x, y).sum().item()
    stopped = bool(seen) and seen[-1] <= bound
    taken = ASKED_EVERY * len(seen) if stopped else steps
    return at_most(
        "overfit one batch",
        f"{right} of {len(y)} rows right after ≈{taken} steps, loss",
        measured,
        bound,
        fails="Look for what keeps the loss up: a softmax before the loss, too little that is trained, "
        "two equal rows with different labels, a learning rate that is too small.",
        passes="It can learn by heart, also labels that are wrong.",
    )
