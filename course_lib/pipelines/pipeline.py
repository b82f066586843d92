"""What a small project consists of, how it is trained, and how well it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from course_lib.arguments import require_number, require_whole_number


@dataclass(frozen=True)
class Pipeline:
    """What a small project consists of.

    Attributes:
        model: a fresh one.
        train: loader of training rows, in a new order each time, not augmented.
        held_out: loader of the rows by which the project judges itself.
        untouched: loader of rows that no bug reaches, for the truth.
        loss: maps (outputs, labels) to one number.
        augment: maps the inputs of a batch to changed ones, at each training step.
        predict: predict(model, inputs) gives the outputs by which the project judges itself.
    """

    model: nn.Module
    train: DataLoader
    held_out: DataLoader
    untouched: DataLoader
    loss: Callable[[Tensor, Tensor], Tensor]
    augment: Callable[[Tensor], Tensor]
    predict: Callable[[nn.Module, Tensor], Tensor]


def train_pipeline(pipeline: Pipeline, *, epochs: int, lr: float) -> nn.Module:
    """Train a pipeline's model with Adam, and return it.

    Args:
        pipeline: whose model is changed.
        epochs: how often to go through its training rows.
        lr: learning rate.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if epochs or lr is out of range.
    """
    _require_pipeline(pipeline)
    epochs, lr = require_whole_number("epochs", epochs), require_number("lr", lr, above=0)
    model = pipeline.model.train()
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    with torch.random.fork_rng():
        torch.manual_seed(0)  # of dropout and augmentation
        for _ in range(epochs):
            for x, y in pipeline.train:
                optimiser.zero_grad()
                pipeline.loss(model(pipeline.augment(x)), y).backward()
                optimiser.step()
    return model


def reported_accuracy(pipeline: Pipeline) -> float:
    """Return the accuracy that the project would report: its own way to predict, on its held-out rows.

    Args:
        pipeline: whose model was trained; it is left in training mode.

    Raises:
        TypeError: if pipeline is something else.
    """
    _require_pipeline(pipeline)
    return _accuracy(pipeline, pipeline.held_out, pipeline.predict)


def true_accuracy(pipeline: Pipeline) -> float:
    """Return the accuracy on rows that no bug reaches, in eval mode.

    Args:
        pipeline: whose model was trained; it is left in training mode.

    Raises:
        TypeError: if pipeline is something else.
    """
    _require_pipeline(pipeline)
    return _accuracy(pipeline, pipeline.untouched, predict_in_eval_mode)


def predict_in_eval_mode(model: nn.Module, inputs: Tensor) -> Tensor:
    """Return the outputs of a model in eval mode."""
    model.eval()
    return model(inputs)


def predict_as_it_is(model: nn.Module, inputs: Tensor) -> Tensor:
    """Return the outputs of a model in the mode in which training left it."""
    return model(inputs)


@torch.no_grad()
def _accuracy(
    pipeline: Pipeline, loader: DataLoader, predict: Callable[[nn.Module, Tensor], Tensor]
) -> float:
    """Return the share of right answers over all rows; chance in predictions is that of seed 0."""
    right = rows = 0
    with torch.random.fork_rng():
        torch.manual_seed(0)
        pipeline.model.train()
        for x, y in loader:
            right += (predict(pipeline.model, x).argmax(1) == y).sum().item()
            rows += len(y)
    pipeline.model.train()
    return right / rows


def _require_pipeline(pipeline: object) -> None:
    if not isinstance(pipeline, Pipeline):
        raise TypeError(f"pipeline: expected one such as digit_pipeline(), received {pipeline!r}")
