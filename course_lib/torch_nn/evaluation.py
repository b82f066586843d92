"""How well a model does: loss and accuracy on data; twin of `numpy_nn.evaluation`."""

import torch
from torch import nn

from course_lib import metrics
from course_lib.history import Evaluation
from course_lib.modes import modes_restored
from course_lib.reduction import require_single


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
    require_modules(model=model, loss=loss)
    require_data("data", model, loss, x, y)
    return judge(model, loss, x, y)


def accuracy(model: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the fraction of rows whose greatest output is that of the label, 0 to 1.

    It asks the model; `metrics.accuracy` compares predictions that are there already.

    Args:
        model: maps x to one output a class, shape (rows, classes); its mode is restored.
        x: inputs, shape (rows, …).
        labels: integers from 0 to classes − 1, shape (rows,).

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data or outputs are empty or hold NaN, or a label is out of range.
    """
    require_modules(model=model)
    _require_rows("data", x, labels)
    with modes_restored(model):
        outputs = _outputs(model, x)
    if outputs.ndim != 2:
        raise ValueError(
            f"accuracy: expected outputs of shape (rows, classes), received {tuple(outputs.shape)}"
        )
    return metrics.accuracy(outputs.numpy(force=True), labels.numpy(force=True))


@torch.no_grad()
def judge(model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Evaluation:
    """Do what `evaluate` does, for data that have been through `require_data` before."""
    with modes_restored(model, loss):
        outputs = _outputs(model, x)
        loss_value = loss.eval()(outputs, y).item()
    right = right_answers(outputs, y)
    return Evaluation(loss_value, None if right is None else right / len(y))


def right_answers(outputs: torch.Tensor, y: torch.Tensor) -> int | None:
    """Return the number of rows whose greatest output is that of the label; None if y are no labels.

    Args:
        outputs: shape (rows, classes); of any other shape there are no answers either.
        y: labels, shape (rows,), or other targets.
    """
    if y.is_floating_point() or outputs.ndim != 2:
        return None
    return int((outputs.argmax(1) == y).sum())


def require_modules(**modules: object) -> None:
    """Refuse what is no module.

    Args:
        modules: by what the caller calls them.

    Raises:
        TypeError: if one is something else.
    """
    for name, value in modules.items():
        if not isinstance(value, nn.Module):
            raise TypeError(f"{name}: expected a module of PyTorch, received {type(value).__name__}")


@torch.no_grad()
def require_data(name: str, model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    """Refuse data that model and loss do not take, before any step is made.

    Args:
        name: what the caller calls them, for the message.
        model: maps x to outputs.
        loss: maps (outputs, y) to one number, and itself refuses targets that it does not take.
        x: inputs, shape (rows, …).
        y: one target a row.

    Raises:
        TypeError: if x or y is no tensor, or of a dtype that is not taken.
        ValueError: if shapes do not fit, data are empty or hold NaN, or labels are out of range.
    """
    _require_rows(name, x, y)
    with modes_restored(model, loss):
        first = _outputs(model, x[:1])
        value = loss.eval()(first.repeat_interleave(len(y), dim=0), y)  # the loss looks at every target
    require_single(value.shape)


@torch.no_grad()
def _outputs(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return the outputs of all rows in eval mode, in portions that fit into memory."""
    model.eval()
    return torch.cat([model(portion) for portion in x.split(512)])


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
