"""Rows of the speed bench that go once forward and back: the tape, a loss, norms; and Adam, and imports."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from course_lib import numpy_nn
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.optimisers import Adam
from course_lib.numpy_nn.parameters import Parameter
from tests.benchmarks.speed_contenders import Contender, Contenders, Statement, with_peers

WEIGHTS = 100_000


def tape_product() -> Contenders:
    """The product of 3 × 4 numbers by 3 × 4 others, summed: hardly any arithmetic, so mostly the tape."""
    rng = np.random.default_rng(0)
    values = [rng.standard_normal((3, 4), np.float32) for _ in range(2)]

    def by_hand(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
        (a * b).sum()
        ones = np.ones_like(a)
        return [ones * b, ones * a]

    def on_tensors(tensor: Callable) -> Callable:
        return lambda a, b: (a * b).sum()

    return _recorded(values, on_tensors, lambda anp: lambda a, b: anp.sum(a * b), by_hand)


def tape_layer() -> Contenders:
    """Two units for four rows of three inputs: product, bias, tanh, mean."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 3), np.float32)
    values = [rng.standard_normal(shape, np.float32) for shape in ((3, 2), (2,))]

    def by_hand(w: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
        y = np.tanh(x @ w + b)
        y.mean()
        grad = (1 - y * y) / y.size
        return [x.T @ grad, grad.sum(0)]

    def on_tensors(tensor: Callable) -> Callable:
        inputs = tensor(x)
        return lambda w, b: (inputs @ w + b).tanh().mean()

    return _recorded(
        values, on_tensors, lambda anp: lambda w, b: anp.mean(anp.tanh(anp.dot(x, w) + b)), by_hand
    )


def _recorded(
    values: list[np.ndarray], on_tensors: Callable, on_arrays: Callable, by_hand: Callable
) -> Contenders:
    """Return contenders that calculate one number from some weights and go back to these.

    Args:
        values: the weights.
        on_tensors: from the maker of constants to the calculation on tensors, of the course and of torch.
        on_arrays: from autograd's NumPy to the calculation on its arrays.
        by_hand: from the weights to their gradients, without any tape.
    """

    def with_tape(tensor: Callable, forget: Callable) -> Contender:
        weights, calculate = [tensor(array, requires_grad=True) for array in values], on_tensors(tensor)

        def step() -> None:
            for weight in weights:
                forget(weight)
            calculate(*weights).backward()

        return Contender(step, lambda: [np.asarray(weight.grad) for weight in weights])

    def with_autograd() -> Contender:
        import autograd
        import autograd.numpy as anp

        calculate = on_arrays(anp)
        value_and_grad = autograd.value_and_grad(lambda weights: calculate(*weights))
        return _keeping(lambda: value_and_grad(values)[1])

    return with_peers(
        {
            "course": with_tape(Tensor, Tensor.zero_grad),
            "torch": with_tape(torch.tensor, lambda weight: setattr(weight, "grad", None)),
            "floor": _keeping(lambda: by_hand(*values)),
        },
        autograd=with_autograd,
    )


def _keeping(calculate: Callable[[], list[np.ndarray]]) -> Contender:
    """Return a contender whose results are what its last step returned."""
    last: list[np.ndarray] = []

    def step() -> None:
        last[:] = calculate()

    return Contender(step, lambda: last)


def cross_entropy() -> Contenders:
    """Loss and gradient of 256 rows of 10 logits."""
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((256, 10), np.float32), rng.integers(0, 10, 256)
    loss = CrossEntropyLoss()
    their_logits, their_labels = torch.tensor(logits, requires_grad=True), torch.tensor(labels)
    their_loss = nn.CrossEntropyLoss()

    def of_course() -> list[np.ndarray]:
        return [loss(logits, labels), loss.backward()[0]]

    def of_torch() -> list[np.ndarray]:
        their_logits.grad = None
        value = their_loss(their_logits, their_labels)
        value.backward()
        return [value.detach().numpy(), their_logits.grad.numpy()]

    return with_peers(
        {"course": _keeping(of_course), "torch": _keeping(of_torch)},
        autograd=lambda: _cross_entropy_autograd(logits, labels),
        numpy_ml=lambda: _cross_entropy_numpy_ml(logits, labels),
    )


def _cross_entropy_autograd(logits: np.ndarray, labels: np.ndarray) -> Contender:
    import autograd
    import autograd.numpy as anp

    rows = np.arange(len(labels))

    def loss(logits: np.ndarray) -> float:
        shifted = logits - anp.max(logits, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - shifted[rows, labels])

    value_and_grad = autograd.value_and_grad(loss)
    return _keeping(lambda: list(value_and_grad(logits)))


def _cross_entropy_numpy_ml(logits: np.ndarray, labels: np.ndarray) -> Contender:
    from numpy_ml.neural_nets.layers import Softmax
    from numpy_ml.neural_nets.losses import CrossEntropy

    softmax, loss, targets = Softmax(), CrossEntropy(), np.eye(10, dtype=np.float32)[labels]

    def calculate() -> list[np.ndarray]:
        probabilities = softmax.forward(logits, retain_derived=False)
        value = loss.loss(targets, probabilities) / len(logits)  # it sums over the rows
        return [value, loss.grad(targets, probabilities) / len(logits)]

    return _keeping(calculate)


def layer_norm() -> Contenders:
    """Layer norm of 16 × 256 rows of 64 features."""
    return _through(LayerNorm(64), nn.LayerNorm(64), (16, 256, 64))


def batch_norm() -> Contenders:
    """Batch norm of 256 rows of 128 features, with its running statistics."""
    return _through(BatchNorm1d(128), nn.BatchNorm1d(128), (256, 128))


def _through(layer: Module, their_layer: nn.Module, shape: tuple[int, ...]) -> Contenders:
    """Return contenders that go through a layer and back to its inputs and parameters."""
    rng = np.random.default_rng(0)
    x, grad_output = (rng.standard_normal(shape, np.float32) for _ in range(2))
    their_x, their_grad = torch.tensor(x, requires_grad=True), torch.tensor(grad_output)
    wanted = [their_x, *their_layer.parameters()]

    def of_course() -> list[np.ndarray]:
        layer.zero_grad()
        y = layer(x)
        return [y, layer.backward(grad_output), *(parameter.grad for parameter in layer.parameters())]

    def of_torch() -> list[np.ndarray]:
        y = their_layer(their_x)
        return [y.detach().numpy(), *(g.numpy() for g in torch.autograd.grad(y, wanted, their_grad))]

    return {"course": _keeping(of_course), "torch": _keeping(of_torch)}


def adam() -> Contenders:
    """A step of Adam for 100,000 weights."""
    rng = np.random.default_rng(0)
    first, gradient = (rng.standard_normal(WEIGHTS, np.float32) for _ in range(2))
    parameter, their_parameter = Parameter(first), nn.Parameter(torch.tensor(first))
    parameter.grad += gradient
    their_parameter.grad = torch.tensor(gradient)
    optimiser, their_optimiser = Adam([parameter]), torch.optim.Adam([their_parameter])
    return with_peers(
        {
            "course": Contender(optimiser.step, lambda: [parameter.data]),
            "torch": Contender(their_optimiser.step, lambda: [their_parameter.detach().numpy()]),
        },
        numpy_ml=lambda: _adam_numpy_ml(first, gradient),
    )


def _adam_numpy_ml(first: np.ndarray, gradient: np.ndarray) -> Contender:
    from numpy_ml.neural_nets.optimizers import Adam as PeerAdam

    optimiser, weights = PeerAdam(eps=1e-8), [first]

    def step() -> None:
        weights[0] = optimiser.update(weights[0], gradient, "weights")

    return Contender(step, lambda: weights)


def imports() -> Contenders:
    """Importing every file of numpy_nn, and importing NumPy alone."""
    files = sorted(path.stem for path in Path(numpy_nn.__file__).parent.glob("[!_]*.py"))
    names = ", ".join(f"course_lib.numpy_nn.{name}" for name in files)
    return {"course": Statement(f"import {names}"), "floor": Statement("import numpy")}
