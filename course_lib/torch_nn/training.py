"""Learning from data: batch after batch, forward, backward, step; twin of `numpy_nn.training`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from course_lib.arguments import (
    require_finite_loss,
    require_max_grad_norm,
    require_pair,
    require_progress,
    require_whole_number,
)
from course_lib.callbacks import Callback, TrainingRun, require_callbacks
from course_lib.history import History
from course_lib.modes import modes_restored
from course_lib.reduction import require_mean
from course_lib.torch_nn.arguments import require_generator
from course_lib.torch_nn.clipping import clip_grad_norm
from course_lib.torch_nn.evaluation import (
    accuracy,
    evaluate,
    judge,
    require_data,
    require_modules,
    right_answers,
)

__all__ = ["accuracy", "evaluate", "fit"]  # who trains a model will want to judge it


def fit(
    model: nn.Module,
    loss: nn.Module,
    optimiser: Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    *,
    epochs: int,
    batch_size: int,
    rng: torch.Generator,
    validation: tuple[torch.Tensor, torch.Tensor] | None = None,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
    max_grad_norm: float | None = None,
    schedule: LRScheduler | None = None,
    callbacks: Sequence[Callback] = (),
) -> History:
    """Train a model, and return what happened.

    Args:
        model: maps x to outputs; it is left in the mode in which it came.
        loss: maps (outputs, y) to one number, the mean over the rows.
        optimiser: built from model.parameters().
        x: inputs, shape (rows, …), finite floats.
        y: one target a row: labels of shape (rows,) or finite floats.
        epochs: how often to go through the data.
        batch_size: rows a step; the last batch of an epoch is as small as it has to be.
        rng: decides the order of the rows.
        validation: (x, y) of rows kept apart, evaluated after each epoch.
        progress: wraps the epochs, for example tqdm.
        max_grad_norm: the gradient is shortened to this norm before each step, see `clipping`; None leaves
            it as it is.
        schedule: of this optimiser, PyTorch's too; it is stepped after each step, not after each epoch.
        callbacks: are told of each step and epoch, for example [EarlyStopping(patience=5)].

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, labels are out of range, the optimiser
            belongs to another model or the schedule to another optimiser, or the loss becomes NaN or
            infinite on the way.
    """
    epochs = require_whole_number("epochs", epochs)
    batch_size = require_whole_number("batch_size", batch_size)
    max_grad_norm = require_max_grad_norm(max_grad_norm)
    _require_settings(model, loss, optimiser, schedule, rng, progress)
    require_callbacks(callbacks)
    require_data("training data", model, loss, x, y)
    if validation is not None:
        require_data("validation data", model, loss, *require_pair("validation", validation))
    run = TrainingRun(model, optimiser, validated=validation is not None)
    take_step = partial(_take_step, run, loss, schedule, max_grad_norm)
    with modes_restored(model, loss):
        for callback in callbacks:
            callback.before_training(run)
        for epoch in (progress or iter)(range(1, epochs + 1)):
            run.epoch = epoch
            model.train()
            loss.train()
            _train_epoch(run, take_step, _shuffled_batches(x, y, batch_size, rng), callbacks)
            if validation is not None:
                _validate(run, loss, *validation)
            for callback in callbacks:
                callback.after_epoch(run)
            if run.stopping:
                break
        for callback in callbacks:
            callback.after_training(run)
    return run.history


def _train_epoch(
    run: TrainingRun,
    take_step: Callable[[torch.Tensor, torch.Tensor], int | None],
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    callbacks: Sequence[Callback],
) -> None:
    """Take one step a batch; note the mean loss and the share of right answers over all rows."""
    rows, total_loss, right = 0, 0.0, []
    for step, (x, y) in enumerate(batches, start=1):
        run.step = step
        right.append(take_step(x, y))
        rows += len(x)
        total_loss += run.loss * len(x)  # the last batch may be smaller, and then counts less
        for callback in callbacks:
            callback.after_step(run)
    run.history.training_loss.append(total_loss / rows)
    if None not in right:
        run.history.training_accuracy.append(sum(right) / rows)
    run.history.lr.append(run.lr)


def _take_step(
    run: TrainingRun,
    loss: nn.Module,
    schedule: LRScheduler | None,
    max_grad_norm: float | None,
    x: torch.Tensor,
    y: torch.Tensor,
) -> int | None:
    """Go forward, back, and one step; return the number of right answers, None without labels."""
    model, optimiser = run.model, run.optimiser
    model.zero_grad()
    outputs = model(x)
    value = loss(outputs, y)
    run.loss, run.lr = value.item(), optimiser.param_groups[0]["lr"]
    require_finite_loss(run.loss, f"in epoch {run.epoch}, step {run.step}", run.lr)
    value.backward()
    if max_grad_norm is not None:
        run.grad_norm = clip_grad_norm(model.parameters(), max_grad_norm)
    optimiser.step()
    if schedule is not None:
        schedule.step()
    return right_answers(outputs, y)


def _validate(run: TrainingRun, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    evaluation = judge(run.model, loss, x, y)
    require_finite_loss(evaluation.loss, f"after epoch {run.epoch}", run.lr)
    run.history.validation_loss.append(evaluation.loss)
    if evaluation.accuracy is not None:
        run.history.validation_accuracy.append(evaluation.accuracy)


def _shuffled_batches(
    x: torch.Tensor, y: torch.Tensor, batch_size: int, rng: torch.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    for rows in torch.randperm(len(x), generator=rng).split(batch_size):
        yield x[rows], y[rows]


def _require_settings(
    model: nn.Module,
    loss: nn.Module,
    optimiser: Optimizer,
    schedule: LRScheduler | None,
    rng: object,
    progress: object,
) -> None:
    require_modules(model=model, loss=loss)
    require_mean(loss)
    if not isinstance(optimiser, Optimizer):
        raise TypeError(f"optimiser: expected one such as SGD or Adam, received {type(optimiser).__name__}")
    if schedule is not None and not isinstance(schedule, LRScheduler):
        raise TypeError(f"schedule: expected one such as StepLR, received {type(schedule).__name__}")
    if rng is None:
        raise TypeError("rng: expected torch.Generator().manual_seed(seed), received None")
    require_generator(rng)
    require_progress(progress)
    changed = {parameter for group in optimiser.param_groups for parameter in group["params"]}
    if not changed & set(model.parameters()):
        raise ValueError(
            "optimiser: expected one that changes this model, received one that changes no parameter of this "
            "model; build it from model.parameters()"
        )
    if schedule is not None and schedule.optimizer is not optimiser:
        raise ValueError("schedule: expected one of this optimiser, received one that was built for another")
