"""The perceptron: one neuron that learns from its mistakes alone; twin of `numpy_nn.perceptron`."""

from typing import NamedTuple

import torch

from course_lib.arguments import require_bool, require_whole_number
from course_lib.torch_nn.arguments import (
    require_dtype,
    require_floats,
    require_labels,
    require_same_dtype,
)


def step(x: torch.Tensor) -> torch.Tensor:
    """Decide for each value: 1 if x > 0, else 0.

    Args:
        x: floats of any shape.

    Raises:
        TypeError: if x is not of floats.
        ValueError: if x is empty.
    """
    x = require_floats("step", x)
    return (x > 0).to(x.dtype)


class Update(NamedTuple):
    """One correction: the row that was wrong, and the neuron after it."""

    row: int
    weight: torch.Tensor  # (in_features,)
    bias: torch.Tensor  # ()


class Lesson(NamedTuple):
    """What `Perceptron.fit` did: mistakes made in each epoch, and every update, if they were recorded."""

    mistakes: list[int]
    updates: list[Update]


class Perceptron:
    """One neuron with a step: y = 1 if w·x + b > 0, else 0.

    Args:
        in_features: number of inputs.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: w, shape (in_features,), starts at 0.
        bias: b, shape (), starts at 0.
    """

    def __init__(self, in_features: int, *, dtype: torch.dtype | None = None):
        self.in_features = require_whole_number("in_features", in_features)
        dtype = require_dtype(dtype)
        self.weight, self.bias = torch.zeros(self.in_features, dtype=dtype), torch.zeros((), dtype=dtype)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Decide for each row.

        Args:
            x: inputs, shape (rows, in_features), in the dtype of the weights.

        Returns:
            0 or 1 for each row, integers of shape (rows,).

        Raises:
            TypeError: if x is not a tensor in the dtype of the weights.
            ValueError: if x has another shape or is empty.
        """
        _require_inputs("Perceptron", x, self.weight)
        return step(x @ self.weight + self.bias).long()

    def fit(
        self, x: torch.Tensor, labels: torch.Tensor, *, epochs: int = 100, record: bool = False
    ) -> Lesson:
        """Go through the rows in their order, epoch after epoch, until one goes by without a mistake.

        Args:
            x: inputs, shape (rows, in_features), finite, in the dtype of the weights.
            labels: integers 0 or 1, shape (rows,).
            epochs: how often to go through the rows at most.
            record: whether to keep the neuron after each update.

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


def mistake_bound(
    x: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor
) -> MistakeBound:
    """Bound the mistakes that a perceptron makes on its way from 0: (R/γ)².

    Args:
        x: inputs, shape (rows, in_features), finite.
        labels: integers 0 or 1, shape (rows,).
        weight: w of any boundary without mistakes, shape (in_features,).
        bias: b of that boundary, one number, shape ().

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, or the boundary does not separate the two classes.
    """
    weight, bias = require_floats("weight", weight), require_floats("bias", bias)
    if weight.ndim != 1:
        raise ValueError(f"weight: expected shape (in_features,), received {tuple(weight.shape)}")
    if bias.ndim != 0:
        raise ValueError(f"bias: expected one number, received shape {tuple(bias.shape)}")
    if not (weight.isfinite().all() and bias.isfinite().all()):
        raise ValueError("mistake_bound: expected finite weight and bias, received NaN or infinity")
    _require_rows("mistake_bound", x, labels, weight)
    x, weight, bias = x.double(), weight.double(), bias.double()
    distances = (2 * labels - 1) * (x @ weight + bias)
    if not distances.min() > 0:
        raise ValueError(
            "mistake_bound: expected a boundary with every row on its side, received one with "
            f"{int((distances <= 0).sum())} of {len(x)} rows on the wrong side or on it"
        )
    radius = float((x.square().sum(1).max() + 1).sqrt())
    margin = float(distances.min() / torch.cat([weight, bias[None]]).norm())
    return MistakeBound(radius, margin, (radius / margin) ** 2)


def _require_inputs(name: str, x: object, weight: torch.Tensor) -> None:
    require_floats(name, x)
    if x.ndim != 2 or x.shape[1] != len(weight):
        raise ValueError(f"{name}: expected inputs of shape (rows, {len(weight)}), received {tuple(x.shape)}")
    require_same_dtype(name, x, weight.dtype)


def _require_rows(name: str, x: object, labels: object, weight: torch.Tensor) -> None:
    _require_inputs(name, x, weight)
    if not x.isfinite().all():
        raise ValueError(f"{name}: expected finite inputs, received NaN or infinity; look at the data first")
    require_labels(f"{name} labels (0 for no, 1 for yes)", labels, classes=2)
    if len(labels) != len(x):
        raise ValueError(f"{name}: expected {len(x)} labels, one for each row, received {len(labels)}")
