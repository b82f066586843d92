"""Learning from data: batch after batch, forward, backward, step; epoch after epoch.

Everything is checked at the door, so that a wrong shape costs a second and not an evening.
"""

from collections.abc import Callable, Iterable

import numpy as np

from course_lib.arguments import (
    require_finite_loss,
    require_max_grad_norm,
    require_pair,
    require_progress,
    require_whole_number,
)
from course_lib.history import Evaluation, History
from course_lib.modes import modes_restored
from course_lib.numpy_nn.arguments import require_generator, require_labels
from course_lib.numpy_nn.clipping import clip_grad_norm
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.optimisers import Optimizer


def fit(
    model: Module,
    loss: Module,
    optimiser: Optimizer,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
    max_grad_norm: float | None = None,
) -> History:
    """Train a model, and return what happened.

    Each epoch goes once through the rows of x in a new order; the last batch is as small as it has to be.

    Args:
        model: maps x to outputs; it is left in the mode in which it came.
        loss: maps (outputs, y) to one number, the mean over the rows.
        optimiser: built from model.parameters().
        x: inputs, shape (rows, …), finite floats.
        y: one target a row: labels of shape (rows,) or finite floats.
        epochs: how often to go through the data.
        batch_size: rows a step.
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
    with modes_restored(model, loss), np.errstate(over="ignore", invalid="ignore"):  # the loss is checked
        for epoch in (progress or iter)(range(1, epochs + 1)):
            batches = _shuffled_batches(len(x), batch_size, rng)
            history.training_loss.append(
                _train_epoch(model, loss, optimiser, x, y, batches, epoch, max_grad_norm)
            )
            if validation is not None:
                evaluation = _evaluate(model, loss, *validation)
                require_finite_loss(evaluation.loss, f"after epoch {epoch}", optimiser.lr)
                history.validation_loss.append(evaluation.loss)
                if evaluation.accuracy is not None:
                    history.validation_accuracy.append(evaluation.accuracy)
    return history


def evaluate(model: Module, loss: Module, x: np.ndarray, y: np.ndarray) -> Evaluation:
    """Return loss and accuracy on data, in eval mode; the modes are restored.

    Args:
        model: maps x to outputs.
        loss: maps (outputs, y) to one number.
        x: inputs, shape (rows, …).
        y: one target a row. With integer labels there is an accuracy: the fraction of rows whose greatest
            output is that of the label.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, or data are empty or hold NaN.
    """
    _require_modules(model=model, loss=loss)
    _require_data("data", model, loss, x, y)
    return _evaluate(model, loss, x, y)


def accuracy(model: Module, x: np.ndarray, labels: np.ndarray) -> float:
    """Return the fraction of rows whose greatest output is that of the label, 0 to 1; the mode is restored.

    Args:
        model: maps x to one output a class, shape (rows, classes).
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
        raise ValueError(f"accuracy: expected outputs of shape (rows, classes), received {outputs.shape}")
    require_labels("accuracy labels", labels, classes=outputs.shape[1])
    return float(np.mean(outputs.argmax(1) == labels))


def _evaluate(model: Module, loss: Module, x: np.ndarray, y: np.ndarray) -> Evaluation:
    with modes_restored(model, loss):
        outputs = _outputs(model, x)
        loss_value = float(loss.eval()(outputs, y))
    labelled = y.dtype.kind in "iu" and outputs.ndim == 2
    return Evaluation(loss_value, float(np.mean(outputs.argmax(1) == y)) if labelled else None)


def _train_epoch(
    model: Module,
    loss: Module,
    optimiser: Optimizer,
    x: np.ndarray,
    y: np.ndarray,
    batches: list[np.ndarray],
    epoch: int,
    max_grad_norm: float | None,
) -> float:
    """Take one step a batch; return the mean loss over all rows."""
    model.train()
    loss.train()
    total = 0.0
    for step, rows in enumerate(batches, start=1):
        model.zero_grad()
        loss.zero_grad()
        value = float(loss(model(x[rows]), y[rows]))
        require_finite_loss(value, f"in epoch {epoch}, step {step}", optimiser.lr)
        grad_outputs, _ = loss.backward()
        model.backward(grad_outputs)
        if max_grad_norm is not None:
            clip_grad_norm(model.parameters(), max_grad_norm)
        optimiser.step()
        total += value * len(rows)  # the last batch may be smaller, and then counts less
    return total / len(x)


def _shuffled_batches(rows: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    order = rng.permutation(rows)
    return [order[start : start + batch_size] for start in range(0, rows, batch_size)]


def _outputs(model: Module, x: np.ndarray) -> np.ndarray:
    """Return the outputs of all rows in eval mode, in portions that fit into memory."""
    model.eval()
    return np.concatenate([model(x[start : start + 512]) for start in range(0, len(x), 512)])


def _require_settings(
    model: Module, loss: Module, optimiser: Optimizer, rng: object, progress: object
) -> None:
    _require_modules(model=model, loss=loss)
    if not isinstance(optimiser, Optimizer):
        raise TypeError(f"optimiser: expected one such as SGD or Adam, received {type(optimiser).__name__}")
    if rng is None:
        raise TypeError("rng: expected np.random.default_rng(seed), received None")
    require_generator(rng)
    require_progress(progress)
    if not set(optimiser.params) & set(model.parameters()):
        raise ValueError("optimiser: it changes no parameter of this model; build it from model.parameters()")


def _require_modules(**modules: object) -> None:
    for name, value in modules.items():
        if not isinstance(value, Module):
            raise TypeError(f"{name}: expected a module of numpy_nn, received {type(value).__name__}")


def _require_rows(name: str, x: object, y: object) -> None:
    """Refuse what is no data: no arrays, no rows, rows that do not pair up, NaN or infinite values."""
    for part, values in ((f"{name} x", x), (f"{name} y", y)):
        if not isinstance(values, np.ndarray):
            raise TypeError(f"{part}: expected a NumPy array, received {type(values).__name__}")
        if values.ndim == 0 or values.size == 0:
            raise ValueError(f"{part}: expected one row at least, received shape {values.shape}")
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ValueError(
                f"{part}: expected finite values, received NaN or infinity; look at the data first"
            )
    if len(x) != len(y):
        raise ValueError(f"{name}: expected one target a row, received {len(x)} rows and {len(y)} targets")


def _require_data(name: str, model: Module, loss: Module, x: np.ndarray, y: np.ndarray) -> None:
    """Refuse data that model and loss do not take, before any step is made."""
    _require_rows(name, x, y)
    with modes_restored(model, loss):
        first = _outputs(model, x[:1])
        loss.eval()(np.repeat(first, len(y), axis=0), y)  # the loss itself looks at every target
