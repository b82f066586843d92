"""How one neuron, or a small network of them, comes to its boundary between two classes of points.

The widget `BoundaryPlayground` computes the same in the browser; this is its reference, in the layers of the
course. Points lie on a grid of 1/64, so that a perceptron's sums are exact in float64: no rounding decides
whether a point lies on its boundary or beside it.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.arguments import require_number, require_one_of, require_whole_number
from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.initialisation import xavier_normal, zeros
from course_lib.numpy_nn.losses import BCEWithLogitsLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.perceptron import Perceptron
from course_lib.widgets.browser_random import BrowserGenerator

LEARNERS = {
    "perceptron": "perceptron (Rosenblatt's rule)",
    "logistic": "logistic neuron (gradient descent)",
    "mlp": "network with a hidden layer of tanh",
}


@dataclass(frozen=True)
class Learned:
    """What was learned.

    Attributes:
        weights: all of them in one line: w₁, w₂ and b of a neuron, shape (3,); of a network the hidden
            weights, unit by unit, the hidden biases, the output's weights, its bias, shape (4 hidden + 1,).
        steps: how many steps were taken; a perceptron stops when no point is wrong.
        outputs: z at each point, shape (points,): yes where it is above 0.
        wrong: positions of the points on the wrong side, shape (wrong,).
        loss: mean of −log(probability of what is true); None for a perceptron, which has none, and without
            points.
    """

    weights: np.ndarray
    steps: int
    outputs: np.ndarray
    wrong: np.ndarray
    loss: float | None


def learn_boundary(
    learner: str, points: np.ndarray, labels: np.ndarray, *, hidden: int, lr: float, seed: int, steps: int
) -> Learned:
    """Learn from the first weights on.

    A step of a perceptron goes on through the points, in their order and round again, to the next one
    that is wrong, and corrects it. A step of the others is one of gradient descent on the mean loss of all
    points. The neurons start at 0, the network by Glorot's rule.

    Args:
        learner: "perceptron", "logistic" or "mlp".
        points: shape (points, 2), float64; there may be none.
        labels: 0 or 1, shape (points,).
        hidden: units of the network.
        lr: learning rate of gradient descent, above 0.
        seed: of the network's first weights.
        steps: 0 or more.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one is out of range.
    """
    require_one_of("learner", learner, tuple(LEARNERS))
    steps = require_whole_number("steps", steps, at_least=0)
    _require_points(points, labels)
    if learner == "perceptron":
        return _by_mistakes(points, labels, steps)
    hidden, lr = require_whole_number("hidden", hidden), require_number("lr", lr, above=0)
    if learner == "logistic":
        network = MLP([2, 1], weight_init=zeros, dtype=np.float64)
    else:
        rng = BrowserGenerator(seed)
        network = MLP([2, hidden, 1], Tanh, weight_init=xavier_normal, rng=rng, dtype=np.float64)
    return _by_descent(network, points, labels, lr, steps)


def _require_points(points: object, labels: object) -> None:
    """Refuse what are no points in the plane, or not one label of 0 or 1 a point; none at all will do."""
    for name, values, kinds in (("points", points, "f"), ("labels", labels, "iu")):
        if not isinstance(values, np.ndarray) or values.dtype.kind not in kinds:
            wanted = "float64" if kinds == "f" else "integers"
            received = values.dtype if isinstance(values, np.ndarray) else type(values).__name__
            raise TypeError(f"{name}: expected a NumPy array of {wanted}, received {received}")
    if points.shape != (len(labels), 2) or labels.ndim != 1:
        raise ValueError(
            f"points: expected shape (points, 2) and one label a point, received {points.shape} "
            f"and labels of shape {labels.shape}"
        )
    if points.dtype != np.float64:
        raise TypeError(f"points: expected float64, received {points.dtype}")
    if not np.isfinite(points).all() or not np.isin(labels, (0, 1)).all():
        raise ValueError("points: expected finite ones with labels of 0 or 1, received NaN or other numbers")


def _by_mistakes(points: np.ndarray, labels: np.ndarray, steps: int) -> Learned:
    """Correct so many mistakes, or as many as there are."""
    neuron, taken, last = Perceptron(2, dtype=np.float64), 0, None
    while len(points) and taken < steps:
        lesson = neuron.fit(points, labels, epochs=1, record=True)
        if not lesson.updates:
            break
        last = lesson.updates[min(len(lesson.updates), steps - taken) - 1]
        taken += min(len(lesson.updates), steps - taken)
    weight, bias = (np.zeros(2), 0.0) if last is None else (last.weight, float(last.bias))
    outputs = points @ weight + bias
    return Learned(np.append(weight, bias), taken, outputs, _wrong(outputs, labels), None)


def _by_descent(network: MLP, points: np.ndarray, labels: np.ndarray, lr: float, steps: int) -> Learned:
    """Take so many steps of gradient descent; none without points."""
    loss, descent = BCEWithLogitsLoss(), SGD(network.parameters(), lr=lr)
    truth, taken = labels[:, None].astype(np.float64), steps if len(points) else 0
    for _ in range(taken):
        network.zero_grad()
        loss(network(points), truth)
        network.backward(loss.backward()[0])
        descent.step()
    weights = np.concatenate([parameter.data.ravel() for parameter in network.parameters()])
    if not len(points):
        return Learned(weights, 0, np.zeros(0), np.zeros(0, dtype=np.int64), None)
    outputs = network.eval()(points)
    reached = float(loss.eval()(outputs, truth))
    return Learned(weights, taken, outputs[:, 0], _wrong(outputs[:, 0], labels), reached)


def _wrong(outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the positions where the sign of an output does not agree with the label."""
    return np.flatnonzero((outputs > 0) != (labels == 1))


def outputs_at(learner: str, weights: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return z of a learner at any places.

    Args:
        learner: "perceptron", "logistic" or "mlp".
        weights: as `Learned` holds them.
        places: shape (…, 2).

    Returns:
        Shape (…,).
    """
    if learner != "mlp":
        return places @ weights[:2] + weights[2]
    hidden = len(weights) // 4
    first, biases, last = np.split(weights[:-1], [2 * hidden, 3 * hidden])
    return np.tanh(places @ first.reshape(hidden, 2).T + biases) @ last + weights[-1]
