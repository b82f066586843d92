"""Rows of the speed bench that train layers: a step of an MLP, and digits to 97 %."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn

from course_lib.datasets import digits8
from course_lib.datasets.splits import Splits
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD, Adam
from course_lib.numpy_nn.training import accuracy, fit
from course_lib.weights import to_torch
from tests.benchmarks.speed_contenders import Contender, Contenders, with_peers

SIZES, LR = (64, 128, 128, 10), 0.01
DIGITS_SIZES, DIGITS_LR, DIGITS_BATCH, DIGITS_EPOCHS, ENOUGH = (64, 128, 10), 0.01, 32, 20, 0.97


def mlp_step(batch: int) -> Contenders:
    """Forward, loss, backward and a step of SGD for an MLP of two hidden layers."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, SIZES[0]), np.float32)
    labels = rng.integers(0, SIZES[-1], batch)
    model = MLP(SIZES, rng=rng)
    first = list(model.state_dict().values())  # weight, bias, weight, bias, …, each weight (out, in)
    return with_peers(
        {
            "course": _mlp_course(model, x, labels),
            "torch": _mlp_torch(model, x, labels),
            "floor": _mlp_products(first[::2], x),
        },
        autograd=lambda: _mlp_autograd(first, x, labels),
        numpy_ml=lambda: _mlp_numpy_ml(first, x, labels),
    )


def _mlp_course(model: MLP, x: np.ndarray, labels: np.ndarray) -> Contender:
    loss, optimiser = CrossEntropyLoss(), SGD(model.parameters(), LR)

    def step() -> None:
        model.zero_grad()
        loss(model(x), labels)
        model.backward(loss.backward()[0])
        optimiser.step()

    return Contender(step, lambda: list(model.state_dict().values()))


def _mlp_torch(model: MLP, x: np.ndarray, labels: np.ndarray) -> Contender:
    layers = torch_mlp(model)
    loss, optimiser = nn.CrossEntropyLoss(), torch.optim.SGD(layers.parameters(), LR)
    x, labels = torch.tensor(x), torch.tensor(labels)

    def step() -> None:
        optimiser.zero_grad()
        loss(layers(x), labels).backward()
        optimiser.step()

    return Contender(step, lambda: [weight.detach().numpy() for weight in layers.parameters()])


def torch_mlp(model: MLP) -> nn.Sequential:
    """Return the same network of torch.nn, with the same weights."""
    layers = []
    for fan_in, fan_out in pairwise([model.layers[0].in_features, *_widths(model)]):
        layers += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    copied = nn.Sequential(*layers[:-1])
    state = {name.removeprefix("layers."): values for name, values in model.state_dict().items()}
    copied.load_state_dict(to_torch(state))
    return copied


def _widths(model: MLP) -> list[int]:
    return [layer.out_features for layer in list(model.layers)[::2]]


def _mlp_products(weights: list[np.ndarray], x: np.ndarray) -> Contender:
    """Only what cannot be left out: one product a layer forward, one a weight and one a hidden layer back."""
    signals = [x] + [np.ones((len(x), len(weight)), np.float32) for weight in weights]

    def step() -> None:
        for signal, weight in zip(signals, weights, strict=False):
            signal @ weight.T
        for position in reversed(range(len(weights))):
            signals[position + 1].T @ signals[position]
            if position:
                signals[position + 1] @ weights[position]

    return Contender(step)


def _mlp_autograd(first: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> Contender:
    import autograd
    import autograd.numpy as anp

    weights, rows = [values.copy() for values in first], np.arange(len(x))

    def loss(weights: list[np.ndarray]) -> float:
        signal = x
        for weight, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
            signal = anp.maximum(anp.dot(signal, weight.T) + bias, 0)
        logits = anp.dot(signal, weights[-2].T) + weights[-1]
        shifted = logits - anp.max(logits, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - shifted[rows, labels])

    value_and_grad = autograd.value_and_grad(loss)

    def step() -> None:
        for values, gradient in zip(weights, value_and_grad(weights)[1], strict=True):
            values -= LR * gradient

    return Contender(step, lambda: weights)


def _mlp_numpy_ml(first: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> Contender:
    from numpy_ml.neural_nets.layers import FullyConnected, Softmax
    from numpy_ml.neural_nets.losses import CrossEntropy
    from numpy_ml.neural_nets.optimizers import SGD as PeerSGD

    layers = []
    for number, (weight, bias) in enumerate(zip(first[::2], first[1::2], strict=True)):
        last = number == len(first) // 2 - 1
        layer = FullyConnected(len(bias), None if last else "ReLU", optimizer=PeerSGD(lr=LR))
        layer.forward(
            x[:, :1].repeat(weight.shape[1], axis=1), retain_derived=False
        )  # so it makes its arrays
        layer.parameters = {"W": weight.T.copy(), "b": bias[None].copy()}
        layers.append(layer)
    softmax, loss, targets = Softmax(), CrossEntropy(), np.eye(SIZES[-1], dtype=np.float32)[labels]

    def step() -> None:
        signal = x
        for layer in layers:
            signal = layer.forward(signal)
        probabilities = softmax.forward(signal, retain_derived=False)
        loss.loss(targets, probabilities)
        gradient = loss.grad(targets, probabilities) / len(x)
        for layer in reversed(layers):
            gradient = layer.backward(gradient)
        for layer in layers:
            layer.update()
            layer.flush_gradients()

    def results() -> list[np.ndarray]:
        return [values for p in layers for values in (p.parameters["W"].T, p.parameters["b"][0])]

    return Contender(step, results)


def digits_epoch() -> Contenders:
    """An epoch of Adam on the digits; after DIGITS_EPOCHS of them, both name 97 % of the test digits."""
    data = digits8()
    model = MLP(DIGITS_SIZES, rng=np.random.default_rng(0))
    layers = torch_mlp(model)
    return {"course": _digits_course(model, data), "torch": _digits_torch(layers, data)}


def _digits_course(model: MLP, data: Splits) -> Contender:
    loss, optimiser, rng = CrossEntropyLoss(), Adam(model.parameters(), DIGITS_LR), np.random.default_rng(1)
    x, labels = data.train.rows, data.train.labels

    def step() -> None:
        fit(model, loss, optimiser, x, labels, epochs=1, batch_size=DIGITS_BATCH, rng=rng)

    return Contender(step, lambda: [_enough(accuracy(model, data.test.rows, data.test.labels))])


def _digits_torch(layers: nn.Sequential, data: Splits) -> Contender:
    loss, optimiser = nn.CrossEntropyLoss(), torch.optim.Adam(layers.parameters(), DIGITS_LR)
    rng = np.random.default_rng(1)
    x, labels = torch.tensor(data.train.rows), torch.tensor(data.train.labels)

    def step() -> None:
        for rows in torch.from_numpy(rng.permutation(len(x))).split(DIGITS_BATCH):
            optimiser.zero_grad()
            loss(layers(x[rows]), labels[rows]).backward()
            optimiser.step()

    def results() -> list[np.ndarray]:
        right = layers(torch.tensor(data.test.rows)).argmax(1) == torch.tensor(data.test.labels)
        return [_enough(right.double().mean().item())]

    return Contender(step, results)


def _enough(accuracy: float) -> np.ndarray:
    assert accuracy >= ENOUGH, f"{accuracy:.3f} of the test digits, expected {ENOUGH}"
    return np.array(accuracy)
