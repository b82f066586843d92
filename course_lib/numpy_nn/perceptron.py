"""The perceptron: one neuron that decides yes or no, and learns from its mistakes alone.

A step has no slope to follow, so nothing here goes back through anything: Rosenblatt's rule moves the
boundary whenever a row lies on its wrong side. If a boundary without mistakes exists, the rule finds one,
after no more mistakes than `mistake_bound` says; if there is none, as for XOR, it never ends.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_bool, require_whole_number
from course_lib.numpy_nn.arguments import (
    require_dtype,
    require_floats,
    require_labels,
    require_same_dtype,
)


def step(x: np.ndarray) -> np.ndarray:
    """Decide for each value: 1 if x > 0, else 0.

    Args:
        x: floats of any shape.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty.
    """
    x = require_floats("step", x)
    return (x > 0).astype(x.dtype)


class Update(NamedTuple):
    """One correction: the row that was wrong, and the neuron after it."""

    row: int
    weight: np.ndarray  # (in_features,)
    bias: np.ndarray  # ()


class Lesson(NamedTuple):
    """What `Perceptron.fit` did: mistakes made in each epoch, and every update, if they were recorded."""

    mistakes: list[int]
    updates: list[Update]


class Perceptron:
    """One neuron with a step: y = 1 if w·x + b > 0, else 0.

    Args:
        in_features: number of inputs.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: w, shape (in_features,), starts at 0: it is at right angles to the boundary.
        bias: b, shape (), starts at 0.

    Source: Rosenblatt (1958),
    *The perceptron: a probabilistic model for information storage and organization in the brain*;
    in the form of Minsky and Papert (1969), *Perceptrons*, chapter 11.
    """

    def __init__(self, in_features: int, *, dtype: DTypeLike | None = None):
        self.in_features = require_whole_number("in_features", in_features)
        dtype = require_dtype(dtype)
        self.weight, self.bias = np.zeros(self.in_features, dtype), np.zeros((), dtype)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Decide for each row.

        Args:
            x: inputs, shape (rows, in_features), in the dtype of the weights.

        Returns:
            0 or 1 for each row, integers of shape (rows,).

        Raises:
            TypeError: if x is not a NumPy array in the dtype of the weights.
            ValueError: if x has another shape or is empty.
        """
        _require_inputs("Perceptron", x, self.weight)
        return step(x @ self.weight + self.bias).astype(np.int64)

    def fit(self, x: np.ndarray, labels: np.ndarray, *, epochs: int = 100, record: bool = False) -> Lesson:
        """Go through the rows in their order, epoch after epoch, until one goes by without a mistake.

        A row with label t that is taken for y moves the neuron by w ← w + (t − y) x and b ← b + (t − y): a
        missed yes adds x, a false alarm takes it away. (The weights start at 0, so a learning rate before x
        would only change their unit.) Training goes on from the present weights.

        Args:
            x: inputs, shape (rows, in_features), finite, in the dtype of the weights.
            labels: integers 0 or 1, shape (rows,).
            epochs: how often to go through the rows at most.
            record: whether to keep the neuron after each update, to draw how the boundary moves.

        Returns:
            The mistakes of each epoch, of which the last is 0 if a boundary was found, and the updates.

        Raises:
            TypeError: if x, labels or record is of the wrong kind.
            ValueError: if shapes do not fit, x is empty or holds NaN, or a label is neither 0 nor 1.
        """
        epochs, record = require_whole_number("epochs", epochs), require_bool("record", record)
        _require_rows("Perceptron.fit", x, labels, self.weight)
        lesson = Lesson([], [])
        while len(lesson.mistakes) < epochs and lesson.mistakes[-1:] != [0]:
            lesson.mistakes.append(0)
            for row, (inputs, label) in enumerate(zip(x, labels, strict=True)):
                error = int(label) - int(self.weight @ inputs + self.bias > 0)
                if error:
                    self.weight, self.bias = self.weight + error * inputs, self.bias + error
                    lesson.mistakes[-1] += 1
                    if record:
                        lesson.updates.append(Update(row, self.weight, self.bias))
        return lesson


class MistakeBound(NamedTuple):
    """Why the perceptron stops: radius R, margin γ, and the most mistakes that it can make, (R/γ)²."""

    radius: float
    margin: float
    mistakes: float


def mistake_bound(x: np.ndarray, labels: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> MistakeBound:
    """Bound the mistakes that a perceptron makes on its way from 0, by how far apart the two classes are.

    With the bias as one weight more, x̃ = (x, 1) and w̃ = (w, b), and signs s = 2t − 1: R = max ‖x̃ᵢ‖ and
    γ = min sᵢ w̃·x̃ᵢ/‖w̃‖. Call the weights after k mistakes v. Each mistake adds s x̃ to v, so along w̃/‖w̃‖ it
    grows by γ at least: k γ ≤ ‖v‖. And as s v·x̃ ≤ 0 at a mistake, ‖v‖² grows by R² at most: ‖v‖² ≤ k R². Both
    hold only as long as k² γ² ≤ k R², which is k ≤ (R/γ)².

    Args:
        x: inputs, shape (rows, in_features), finite.
        labels: integers 0 or 1, shape (rows,).
        weight: w of any boundary without mistakes, shape (in_features,): the wider its margin, the better the
            bound.
        bias: b of that boundary, one number.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, or the boundary does not separate the two classes.

    Source: Novikoff (1962), *On convergence proofs on perceptrons*.
    """
    weight = require_floats("weight", weight)
    if weight.ndim != 1:
        raise ValueError(f"weight: expected shape (in_features,), received {weight.shape}")
    bias = require_floats("bias", bias)
    if bias.ndim != 0:
        raise ValueError(f"bias: expected one number, received shape {bias.shape}")
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        raise ValueError("mistake_bound: expected finite weight and bias, received NaN or infinity")
    _require_rows("mistake_bound", x, labels, weight)
    x, weight, bias = x.astype(np.float64), weight.astype(np.float64), float(bias)
    distances = (2 * labels.astype(np.int64) - 1) * (x @ weight + bias)
    if not distances.min() > 0:
        raise ValueError(
            "mistake_bound: expected a boundary with every row on its side, received one with "
            f"{np.sum(distances <= 0)} of {len(x)} rows on the wrong side or on it"
        )
    radius = float(np.sqrt((x * x).sum(1).max() + 1))
    margin = float(distances.min() / np.hypot(np.linalg.norm(weight), bias))
    return MistakeBound(radius, margin, (radius / margin) ** 2)


def _require_inputs(name: str, x: object, weight: np.ndarray) -> None:
    require_floats(name, x)
    if x.ndim != 2 or x.shape[1] != len(weight):
        raise ValueError(f"{name}: expected inputs of shape (rows, {len(weight)}), received {x.shape}")
    require_same_dtype(name, x, weight.dtype)


def _require_rows(name: str, x: object, labels: object, weight: np.ndarray) -> None:
    _require_inputs(name, x, weight)
    if not np.isfinite(x).all():
        raise ValueError(f"{name}: expected finite inputs, received NaN or infinity; look at the data first")
    require_labels(f"{name} labels (0 for no, 1 for yes)", labels, classes=2)
    if len(labels) != len(x):
        raise ValueError(f"{name}: expected {len(x)} labels, one for each row, received {len(labels)}")
