"""Two checks by training on purpose with less: with the same inputs for all rows, and without true labels."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from course_lib.recipe.copies import (
    CHANCE,
    ROUNDING,
    brier_scores,
    greatest_share,
    outputs_of,
    rights_of,
    trained_copy,
)
from course_lib.recipe.door import (
    Loss,
    nothing_left_behind,
    read_rows,
    require_function,
    require_loaders,
    require_model,
    require_settings,
)
from course_lib.recipe.verdicts import Verdict, at_most

SHUFFLES = 5
STUDENT = 7.17  # 0.999 quantile of Student's t with SHUFFLES − 1 = 4 degrees of freedom


def input_baseline(
    model: nn.Module,
    train: DataLoader,
    held_out: DataLoader,
    *,
    loss: Loss = cross_entropy,
    steps: int = 400,
    lr: float = 1e-3,
    rows: int = 4000,
) -> Verdict:
    """Check that a model with inputs is better than the same model that gets one row as the input of all.

    The second can only learn how frequent the classes are. If inputs and labels have nothing to do with each
    other, that is the best there is: a proper score, such as Brier's Σ (p_k − y_k)² with y_k = 1 for the
    label and 0 for the others, is on average worse for every other prediction. So a model that reads its
    inputs should have the smaller score on held-out rows, by more than chance: by 3.09 standard errors of
    the difference between the two scores of a row, and by more than rounding. Then a pipeline whose inputs
    say nothing passes once in a thousand times. (The log loss is proper, too, but has no upper bound: one
    row that is wrong with certainty can outweigh a hundred that are right. Brier's score ends at 2.)

    The frequencies of the training labels, foretold for every row, have to be beaten as well: a loss with
    weights for the classes keeps the blind copy from learning them.

    It can fail in health: with few rows, weak signals, or a model that overfits them in so many steps. And
    weights in the loss make probabilities that foretell no frequencies: leave them away here.

    Args:
        model: untrained; two copies are trained.
        train: loader of (inputs, labels).
        held_out: loader of (inputs, labels) that are not trained on.
        loss: maps (outputs, labels) to one number, the mean over the rows.
        steps: of each copy; enough to learn something, and too few to overfit.
        lr: learning rate of Adam.
        rows: how many rows to read of each loader at most; if they come in order of their classes, let the
            loader shuffle.

    Returns:
        A verdict on Brier's score with inputs, on held-out rows.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or of one class, hold NaN, or their labels are not among the model's
            classes.
    """
    require_model(model)
    require_loaders(train=train, held_out=held_out)
    require_function("loss", loss)
    steps, lr, rows = require_settings(steps, lr, rows)
    with nothing_left_behind(train, held_out):
        x, y = read_rows("train", train, model, rows, classes=2)
        test_x, test_y = read_rows("held_out", held_out, model, rows)
        settings = {"loss": loss, "steps": steps, "lr": lr}
        seeing = trained_copy(model, x, y, **settings)
        same = x[:1]  # a real row: zeros may be padding, or no word at all
        blind = trained_copy(model, same.expand_as(x), y, **settings)
        outputs = outputs_of(seeing, test_x, test_y)
        with_inputs = brier_scores(outputs.softmax(1), test_y)
        foretold = outputs_of(blind, same.expand(len(test_x), *same.shape[1:]), test_y).softmax(1)
        shares = (y.bincount(minlength=outputs.shape[1]) / len(y)).expand_as(outputs)
        rivals = [brier_scores(probabilities, test_y) for probabilities in (foretold, shares)]
    return at_most(
        "input baseline",
        "Brier's score on held-out rows",
        with_inputs.mean().item(),
        min(_beaten_by(with_inputs, rival) for rival in rivals),
        fails="Not better than without inputs by more than chance: do labels belong to these rows, do inputs "
        "arrive, was it trained for long enough? Or does it overfit (fewer steps, more held-out rows)?",
        passes="It uses its inputs. How well it could, this does not say.",
    )


def label_shuffle(
    model: nn.Module,
    train: DataLoader,
    held_out: DataLoader,
    *,
    loss: Loss = cross_entropy,
    steps: int = 100,
    lr: float = 1e-3,
    rows: int = 4000,
) -> Verdict:
    """Check that a model trained on shuffled labels is no better than chance on held-out rows.

    Nothing can be learned from labels dealt out at random, so what is known of held-out rows afterwards was
    known before. Chance is the share of their most frequent class, q: no constant answer is better. Rows
    that look alike get the same answer, so right answers come in clusters, and a binomial interval would be
    too narrow. So five shuffles are made, and their mean accuracy compared with q by Student's t: allowed is
    q + 7.17 · s/√5, where s is their spread; the binomial spread √(q(1 − q)/n) over n rows is taken where
    that is greater. Five independent draws would exceed it once in a thousand. These are not independent, for
    all five copies begin with the same weights: with two classes and few steps, fresh weights can beat q by
    luck. Hence a hundred steps; and `initial_loss` finds a trained model more sharply.

    Args:
        model: untrained; five copies are trained.
        train: loader of (inputs, labels).
        held_out: loader of (inputs, labels) that are not trained on.
        loss: maps (outputs, labels) to one number, the mean over the rows.
        steps: of each copy; enough to forget lucky first weights, too few to forget a training.
        lr: learning rate of Adam.
        rows: how many rows to read of each loader at most.

    Returns:
        A verdict on the mean accuracy. Above chance: the model was trained before, perhaps on these rows.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if rows are too few or of one class, hold NaN, or their labels are not among the model's
            classes.
    """
    require_model(model)
    require_loaders(train=train, held_out=held_out)
    require_function("loss", loss)
    steps, lr, rows = require_settings(steps, lr, rows)
    with nothing_left_behind(train, held_out):
        x, y = read_rows("train", train, model, rows, classes=2)
        test_x, test_y = read_rows("held_out", held_out, model, rows, classes=2)
        scores = torch.zeros(SHUFFLES, dtype=torch.float64)
        for number in range(SHUFFLES):
            order = torch.randperm(len(y), generator=torch.Generator().manual_seed(number + 1))
            learner = trained_copy(model, x, y[order.to(y.device)], loss=loss, steps=steps, lr=lr)
            scores[number] = rights_of(learner, test_x, test_y).double().mean()
    share = greatest_share(test_y)
    spread = max(scores.std().item(), math.sqrt(share * (1 - share) / len(test_y)))
    highest = share + STUDENT * spread / math.sqrt(SHUFFLES)
    return at_most(
        "label shuffle",
        "held-out accuracy",
        scores.mean().item(),
        highest,
        fails="It knew these rows before: start from fresh weights, or from weights that have never seen "
        "them.",
        passes="No better than chance allows."
        if highest < 1
        else "This says nothing: no accuracy could be above. Take more held-out rows.",
    )


def _beaten_by(scores: Tensor, rival: Tensor) -> float:
    """Return the mean score at which a rival's scores, row by row, are beaten by more than chance."""
    error = (rival - scores).std().item() / math.sqrt(len(scores))
    return rival.mean().item() - max(CHANCE * error, ROUNDING)
