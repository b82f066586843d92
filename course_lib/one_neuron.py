"""One neuron v = (w, b), shape (inputs + 1,), as in chapter 02: its descent, and how often it is right."""

from collections.abc import Callable

import numpy as np

from course_lib.arguments import require_number, require_whole_number
from course_lib.numpy_nn.arguments import require_floats, require_labels, require_last_axes


def with_ones(x: np.ndarray) -> np.ndarray:
    """Return each row with a 1 at its end, so that x̃ · v = w · x + b.

    Args:
        x: shape (rows, inputs), floats.

    Raises:
        TypeError: if x is no array of floats.
        ValueError: if it has not two axes.
    """
    x = _require_rows(x)
    return np.concatenate([x, np.ones((len(x), 1), x.dtype)], axis=1)


def descend(
    gradient: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    target: np.ndarray,
    *,
    lr: float,
    steps: int,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """Return the neurons on the way of gradient descent, shape (steps + 1, weights).

    Args:
        gradient: maps (neuron, x, target) to ∂L/∂v, shape (weights,).
        x: shape (rows, weights), floats; with a 1 at the end of each row if there is a bias.
        target: what `gradient` is told of each row.
        lr: the learning rate, above 0.
        steps: how many, 0 or more.
        start: the first neuron, shape (weights,); None for v = 0.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if a number is out of range, or a shape does not fit.
    """
    if not callable(gradient):
        raise TypeError(f"gradient: expected a function, received {type(gradient).__name__}")
    x, lr = _require_rows(x), require_number("lr", lr, above=0)
    steps = require_whole_number("steps", steps, at_least=0)
    path = [np.zeros(x.shape[1], x.dtype) if start is None else require_floats("start", start)]
    if path[0].shape != x.shape[1:]:
        raise ValueError(f"start: expected shape {x.shape[1:]}, received {path[0].shape}")
    for _ in range(steps):
        path.append(path[-1] - lr * gradient(path[-1], x, target))
    return np.array(path)


def share_right(neurons: np.ndarray, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the share of rows on their side of x̃ · v = 0: class 1 where it is above 0.

    Args:
        neurons: one, shape (weights,), or many, shape (neurons, weights), floats.
        x: shape (rows, weights), floats.
        labels: 0 or 1, shape (rows,).

    Returns:
        From 0 to 1: shape () for one neuron, (neurons,) for many.

    Raises:
        TypeError: if neurons or x is no array of floats, or labels none of whole numbers.
        ValueError: if shapes do not fit, or a label is neither 0 nor 1.
    """
    neurons, x, labels = (
        require_floats("neurons", neurons),
        _require_rows(x),
        require_labels("labels", labels, 2),
    )
    require_last_axes("neurons", neurons, x.shape[1:])
    if labels.shape != x.shape[:1]:
        raise ValueError(f"labels: expected one for each of {len(x)} rows, received shape {labels.shape}")
    return (labels == (x @ neurons.T > 0).T).mean(axis=-1)


def _require_rows(x: object) -> np.ndarray:
    """Return x if it is an array of floats with two axes."""
    x = require_floats("x", x)
    if x.ndim != 2:
        raise ValueError(f"x: expected shape (rows, inputs), received {x.shape}")
    return x
