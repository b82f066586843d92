"""The row of the speed bench that trains on the tape: micrograd's demonstration."""

from itertools import pairwise

import numpy as np
import torch

from course_lib.datasets.points import moons
from course_lib.numpy_nn.autograd import Tensor
from tests.benchmarks.speed_contenders import Contender, Contenders, with_peers

SIZES, LR, WEIGHT_COST = (2, 16, 16, 1), 0.1, 1e-4


def step_on_moons() -> Contenders:
    """A step of micrograd's demonstration: 100 points, its network, its hinge loss, all points at once."""
    rng = np.random.default_rng(0)
    points = moons(100, rng=rng)
    x, y = points.x, (2 * points.labels[:, None] - 1).astype(np.float32)
    first = []
    for fan_in, fan_out in pairwise(SIZES):
        first += [rng.uniform(-1, 1, (fan_in, fan_out)).astype(np.float32), np.zeros(fan_out, np.float32)]
    return with_peers(
        {
            "course": _with_tape(first, x, y),
            "torch": _with_torch(first, x, y),
            "floor": _by_hand(first, x, y),
        },
        autograd=lambda: _with_autograd(first, x, y),
        micrograd=lambda: _with_micrograd(first, x, y),
    )


def _with_tape(first: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> Contender:
    w1, b1, w2, b2, w3, b3 = weights = [Tensor(values, requires_grad=True) for values in first]
    x, y = Tensor(x), Tensor(y)

    def step() -> None:
        hidden = ((x @ w1 + b1).relu() @ w2 + b2).relu()
        hinge = (1 - y * (hidden @ w3 + b3)).relu().mean()
        loss = hinge + WEIGHT_COST * sum((weight * weight).sum() for weight in weights)
        for weight in weights:
            weight.zero_grad()
        loss.backward()
        for weight in weights:
            weight.data = weight.data - LR * weight.grad

    return Contender(step, lambda: [weight.data for weight in weights])


def _with_torch(first: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> Contender:
    w1, b1, w2, b2, w3, b3 = weights = [torch.tensor(values, requires_grad=True) for values in first]
    x, y = torch.tensor(x), torch.tensor(y)

    def step() -> None:
        hidden = ((x @ w1 + b1).relu() @ w2 + b2).relu()
        hinge = (1 - y * (hidden @ w3 + b3)).relu().mean()
        loss = hinge + WEIGHT_COST * sum((weight * weight).sum() for weight in weights)
        for weight in weights:
            weight.grad = None
        loss.backward()
        with torch.no_grad():
            for weight in weights:
                weight -= LR * weight.grad

    return Contender(step, lambda: [weight.detach().numpy() for weight in weights])


def _by_hand(first: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> Contender:
    """The same without any tape: the gradients written out."""
    w1, b1, w2, b2, w3, b3 = weights = [values.copy() for values in first]

    def step() -> None:
        h1 = np.maximum(x @ w1 + b1, 0)
        h2 = np.maximum(h1 @ w2 + b2, 0)
        hinge = np.maximum(1 - y * (h2 @ w3 + b3), 0)
        hinge.mean() + WEIGHT_COST * sum((weight * weight).sum() for weight in weights)
        grad3 = -y * (hinge > 0) / len(y)
        grad2 = grad3 @ w3.T * (h2 > 0)
        grad1 = grad2 @ w2.T * (h1 > 0)
        gradients = [x.T @ grad1, grad1.sum(0), h1.T @ grad2, grad2.sum(0), h2.T @ grad3, grad3.sum(0)]
        for weight, gradient in zip(weights, gradients, strict=True):
            weight -= LR * (gradient + 2 * WEIGHT_COST * weight)

    return Contender(step, lambda: weights)


def _with_autograd(first: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> Contender:
    import autograd
    import autograd.numpy as anp

    weights = [values.copy() for values in first]

    def loss(weights: list[np.ndarray]) -> float:
        w1, b1, w2, b2, w3, b3 = weights
        hidden = anp.maximum(anp.dot(anp.maximum(anp.dot(x, w1) + b1, 0), w2) + b2, 0)
        hinge = anp.mean(anp.maximum(1 - y * (anp.dot(hidden, w3) + b3), 0))
        return hinge + WEIGHT_COST * sum(anp.sum(weight * weight) for weight in weights)

    value_and_grad = autograd.value_and_grad(loss)

    def step() -> None:
        for values, gradient in zip(weights, value_and_grad(weights)[1], strict=True):
            values -= LR * gradient

    return Contender(step, lambda: weights)


def _with_micrograd(first: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> Contender:
    from micrograd.engine import Value
    from micrograd.nn import MLP as PeerMLP

    model = PeerMLP(SIZES[0], list(SIZES[1:]))
    for layer, weight, bias in zip(model.layers, first[::2], first[1::2], strict=True):
        for neuron, values, start in zip(layer.neurons, weight.T, bias, strict=True):
            neuron.b.data = float(start)
            for number, value in zip(neuron.w, values, strict=True):
                number.data = float(value)
    weights = model.parameters()
    targets = y.ravel().tolist()

    def step() -> None:
        scores = [model([Value(number) for number in row]) for row in x.tolist()]
        losses = [(1 + -target * score).relu() for target, score in zip(targets, scores, strict=True)]
        loss = sum(losses) * (1.0 / len(losses)) + WEIGHT_COST * sum(weight * weight for weight in weights)
        model.zero_grad()
        loss.backward()
        for weight in weights:
            weight.data -= LR * weight.grad

    def results() -> list[np.ndarray]:
        arrays = []
        for layer in model.layers:
            arrays.append(np.array([[number.data for number in neuron.w] for neuron in layer.neurons]).T)
            arrays.append(np.array([neuron.b.data for neuron in layer.neurons]))
        return arrays

    return Contender(step, results)
