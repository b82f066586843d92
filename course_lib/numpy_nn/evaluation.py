"""How well a model does: loss and accuracy on data, and what is no data is refused at the door.

A model is judged in eval mode, in portions that fit into memory; every module is given back in the mode in
which it came.
"""

import numpy as np

from course_lib import metrics
from course_lib.history import Evaluation
from course_lib.modes import modes_restored
from course_lib.numpy_nn.module import Module
from course_lib.reduction import require_single


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
    require_modules(model=model, loss=loss)
    require_data("data", model, loss, x, y)
    return judge(model, loss, x, y)


def accuracy(model: Module, x: np.ndarray, labels: np.ndarray) -> float:
    """Return the fraction of rows whose greatest output is that of the label, 0 to 1; the mode is restored.

    It asks the model; `metrics.accuracy` compares predictions that are there already.

    Args:
        model: maps x to one output a class, shape (rows, classes).
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
        raise ValueError(f"accuracy: expected outputs of shape (rows, classes), received {outputs.shape}")
    return metrics.accuracy(outputs, labels)


def judge(model: Module, loss: Module, x: np.ndarray, y: np.ndarray) -> Evaluation:
    """Do what `evaluate` does, for data that have been through `require_data` before."""
    with modes_restored(model, loss):
        outputs = _outputs(model, x)
        loss_value = float(loss.eval()(outputs, y))
    right = right_answers(outputs, y)
    return Evaluation(loss_value, None if right is None else right / len(y))


def right_answers(outputs: np.ndarray, y: np.ndarray) -> int | None:
    """Return the number of rows whose greatest output is that of the label; None if y are no labels.

    Args:
        outputs: shape (rows, classes); of any other shape there are no answers either.
        y: labels, shape (rows,), or other targets.
    """
    if y.dtype.kind not in "iu" or outputs.ndim != 2:
        return None
    return int(np.count_nonzero(outputs.argmax(1) == y))


def require_modules(**modules: object) -> None:
    """Refuse what is no module.

    Args:
        modules: by what the caller calls them.

    Raises:
        TypeError: if one is something else.
    """
    for name, value in modules.items():
        if not isinstance(value, Module):
            raise TypeError(f"{name}: expected a module of numpy_nn, received {type(value).__name__}")


def require_data(name: str, model: Module, loss: Module, x: np.ndarray, y: np.ndarray) -> None:
    """Refuse data that model and loss do not take, before any step is made.

    Args:
        name: what the caller calls them, for the message.
        model: maps x to outputs.
        loss: maps (outputs, y) to one number, and itself refuses targets that it does not take.
        x: inputs, shape (rows, …).
        y: one target a row.

    Raises:
        TypeError: if x or y is no array, or of a dtype that is not taken.
        ValueError: if shapes do not fit, data are empty or hold NaN, or labels are out of range.
    """
    _require_rows(name, x, y)
    with modes_restored(model, loss):
        first = _outputs(model, x[:1])
        value = loss.eval()(np.repeat(first, len(y), axis=0), y)  # the loss itself looks at every target
    require_single(np.shape(value))


def _outputs(model: Module, x: np.ndarray) -> np.ndarray:
    """Return the outputs of all rows in eval mode, in portions that fit into memory."""
    model.eval()
    return np.concatenate([model(x[start : start + 512]) for start in range(0, len(x), 512)])


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
