"""Learning from data: batch after batch, forward, backward, step; twin of `numpy_nn.training`."""

from collections.abc import Callable, Iterable

import torch
from torch import nn
from torch.optim import Optimizer

from course_lib.arguments import (
    require_finite_loss,
    require_max_grad_norm,
    require_pair,
    require_progress,
    require_whole_number,
)
from course_lib.history import Evaluation, History
from course_lib.modes import modes_restored
from course_lib.torch_nn.arguments import require_generator, require_labels
from course_lib.torch_nn.clipping import clip_grad_norm


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

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, labels are out of range, the optimiser
            belongs to another model, or the loss becomes NaN or infinite on the way.
    """
    epochs = require_whole_number("epochs", epochs)
    batch_size = require_whole_number("batch_size", batch_size)
    max_grad_norm = require_max_grad_norm(max_grad_norm)
    _require_settings(model, loss, optimiser, rng, progress)
    _require_data("training data", model, loss, x, y)
    if validation is not None:
        _require_data("validation data", model, loss, *require_pair("validation", validation))
    history = History()
    with modes_restored(model, loss):
        for epoch in (progress or iter)(range(1, epochs + 1)):
            batches = torch.randperm(len(x), generator=rng).split(batch_size)
            history.training_loss.append(
                _train_epoch(model, loss, optimiser, x, y, batches, epoch, max_grad_norm)
            )
            if validation is not None:
                evaluation = _evaluate(model, loss, *validation)
                require_finite_loss(evaluation.loss, f"after epoch {epoch}", optimiser.param_groups[0]["lr"])
                history.validation_loss.append(evaluation.loss)
                if evaluation.accuracy is not None:
                    history.validation_accuracy.append(evaluation.accuracy)
    return history


def evaluate(model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Evaluation:
    """Return loss and accuracy on data, in eval mode; the modes are restored.

    Args:
        model: maps x to outputs.
        loss: maps (outputs, y) to one number.
        x: inputs, shape (rows, …).
        y: one target a row; with integer labels there is an accuracy.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, or data are empty or hold NaN.
    """
    _require_modules(model=model, loss=loss)
    _require_data("data", model, loss, x, y)
    return _evaluate(model, loss, x, y)


def accuracy(model: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the fraction of rows whose greatest output is that of the label, 0 to 1.

    Args:
        model: maps x to one output a class, shape (rows, classes); its mode is restored.
        x: inputs, shape (rows, …).
        labels: integers from 0 to classes − 1, shape (rows,).

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, or a label is out of range.
    """
    _require_modules(model=model)
    _require_rows("data", x, labels)
    with modes_restored(model):
        outputs = _outputs(model, x)
    if outputs.ndim != 2:
        raise ValueError(
            f"accuracy: expected outputs of shape (rows, classes), received {tuple(outputs.shape)}"
        )
    require_labels("accuracy labels", labels, classes=outputs.shape[1])
    return (outputs.argmax(1) == labels).double().mean().item()


@torch.no_grad()
def _evaluate(model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Evaluation:
    with modes_restored(model, loss):
        outputs = _outputs(model, x)
        loss_value = loss.eval()(outputs, y).item()
    if y.is_floating_point() or outputs.ndim != 2:
        return Evaluation(loss_value, None)
    return Evaluation(loss_value, (outputs.argmax(1) == y).double().mean().item())


def _train_epoch(
    model: nn.Module,
    loss: nn.Module,
    optimiser: Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    batches: Iterable[torch.Tensor],
    epoch: int,
    max_grad_norm: float | None,
) -> float:
    """Take one step a batch; return the mean loss over all rows."""
    model.train()
    loss.train()
    total = 0.0
    for step, rows in enumerate(batches, start=1):
        model.zero_grad()
        value = loss(model(x[rows]), y[rows])
        require_finite_loss(value.item(), f"in epoch {epoch}, step {step}", optimiser.param_groups[0]["lr"])
        value.backward()
        if max_grad_norm is not None:
            clip_grad_norm(model.parameters(), max_grad_norm)
        optimiser.step()
        total += value.item() * len(rows)  # the last batch may be smaller, and then counts less
    return total / len(x)


@torch.no_grad()
def _outputs(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return the outputs of all rows in eval mode, in portions that fit into memory."""
    model.eval()
    return torch.cat([model(portion) for portion in x.split(512)])


def _require_settings(
    model: nn.Module, loss: nn.Module, optimiser: Optimizer, rng: object, progress: object
) -> None:
    _require_modules(model=model, loss=loss)
    if not isinstance(optimiser, Optimizer):
        raise TypeError(f"optimiser: expected one such as SGD or Adam, received {type(optimiser).__name__}")
    if rng is None:
        raise TypeError("rng: expected torch.Generator().manual_seed(seed), received None")
    require_generator(rng)
    require_progress(progress)
    changed = {parameter for group in optimiser.param_groups for parameter in group["params"]}
    if not changed & set(model.parameters()):
        raise ValueError("optimiser: it changes no parameter of this model; build it from model.parameters()")


def _require_modules(**modules: object) -> None:
    for name, value in modules.items():
        if not isinstance(value, nn.Module):
            raise TypeError(f"{name}: expected a module of PyTorch, received {type(value).__name__}")


def _require_rows(name: str, x: object, y: object) -> None:
    """Refuse what is no data: no tensors, no rows, rows that do not pair up, NaN or infinite values."""
    for part, values in ((f"{name} x", x), (f"{name} y", y)):
        if not isinstance(values, torch.Tensor):
            raise TypeError(f"{part}: expected a tensor, received {type(values).__name__}")
        if values.ndim == 0 or values.numel() == 0:
            raise ValueError(f"{part}: expected one row at least, received shape {tuple(values.shape)}")
        if values.is_floating_point() and not values.isfinite().all():
            raise ValueError(
                f"{part}: expected finite values, received NaN or infinity; look at the data first"
            )
    if len(x) != len(y):
        raise ValueError(f"{name}: expected one target a row, received {len(x)} rows and {len(y)} targets")


@torch.no_grad()
def _require_data(name: str, model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    """Refuse data that model and loss do not take, before any step is made."""
    _require_rows(name, x, y)
    with modes_restored(model, loss):
        first = _outputs(model, x[:1])
        loss.eval()(first.repeat_interleave(len(y), dim=0), y)  # the loss itself looks at every target
