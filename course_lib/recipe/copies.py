"""Training and judging copies of a model, as the checks need it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from course_lib.recipe.door import Function, Loss, copy_of, require_outputs

BATCH_SIZE = 32
ASKED_EVERY = 10  # steps, whether a copy is good enough
PORTION = 512  # rows that go through a model at once
CHANCE = 3.09  # standard errors: a normal number is above them once in a thousand
ROUNDING = 1e-4  # far above what rounding changes in a mean, far below what is worth training for


def trained_copy(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    *,
    loss: Loss,
    steps: int,
    lr: float,
    augment: Function | None = None,
    until: Callable[[nn.Module], bool] | None = None,
) -> nn.Module:
    """Return a copy of a model, trained with Adam on batches of 32; the model itself stays as it is.

    Args:
        model: where the copy begins.
        x: inputs, shape (rows, …).
        y: labels, shape (rows,).
        loss: maps (outputs, labels) to one number.
        steps: how many.
        lr: learning rate.
        augment: maps the inputs of a batch to changed ones; None leaves them.
        until: asked after every tenth step whether the copy is good enough.

    Returns:
        The copy, in eval mode.

    Raises:
        ValueError: if the model has nothing that can be trained.
    """
    learner = copy_of(model).train()
    parameters = [parameter for parameter in learner.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("model: expected a parameter that can be trained, received none")
    optimiser = torch.optim.Adam(parameters, lr=lr)
    order = torch.Generator().manual_seed(0)
    taken = 0
    while taken < steps:
        for batch in torch.randperm(len(x), generator=order).split(BATCH_SIZE):
            if len(batch) < 2 and len(x) > 1:  # batch norm needs company
                continue
            batch = batch.to(x.device)
            inputs = x[batch] if augment is None else augment(x[batch])
            optimiser.zero_grad()
            single(loss(require_outputs(learner(inputs), y[batch]), y[batch])).backward()
            optimiser.step()
            taken += 1
            if taken == steps or (until and taken % ASKED_EVERY == 0 and until(learner.eval())):
                return learner.eval()
            learner.train()
    return learner.eval()


@torch.no_grad()
def outputs_of(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return the outputs of all rows, in the mode in which the model is, in portions of equal size.

    Equal, because a last portion of one row would be too small for batch norm in training mode.
    """
    outputs = [model(portion) for portion in x.tensor_split(-(-len(x) // PORTION))]
    return require_outputs(torch.cat(outputs) if isinstance(outputs[0], Tensor) else outputs[0], y)


@torch.no_grad()
def losses_of(loss: Loss, outputs: Tensor, y: Tensor) -> Tensor:
    """Return the loss of each row by itself, in double precision, shape (rows,)."""
    rows = zip(outputs.split(1), y.split(1), strict=True)
    return torch.stack([single(loss(output, label)) for output, label in rows]).double()


def brier_scores(probabilities: Tensor, y: Tensor) -> Tensor:
    """Return Σ (p_k − y_k)² of each row, from 0 to 2, in double precision, shape (rows,)."""
    return (probabilities.double() - one_hot(y, probabilities.shape[1])).square().sum(1)


def single(value: object) -> Tensor:
    """Return a loss if it is one number.

    Raises:
        TypeError: if it is no tensor.
        ValueError: if it is more than one number.
    """
    if not isinstance(value, Tensor):
        raise TypeError(f"loss: expected a tensor with one number, received {type(value).__name__}")
    if value.ndim:
        raise ValueError(
            f"loss: expected one number for a batch, received shape {tuple(value.shape)}; "
            'leave reduction at "mean"'
        )
    return value


def rights_of(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return of each row whether its greatest output is that of its label."""
    return outputs_of(model, x, y).argmax(1) == y


def greatest_share(y: Tensor) -> float:
    """Return the share of the most frequent class: what is right if one always says the same."""
    return y.bincount().max().item() / len(y)
