"""Every operation of the tape equals PyTorch's, and goes back as measured, on shapes drawn by hypothesis."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from course_lib.equality import NotEqualError, require_equal
from course_lib.numpy_nn import tape
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.gradient_check import gradient_check
from parity.cases import sizes
from parity.proofs import MEASURED, for_each_example


def normal(*shape):
    return lambda rng, m, n: (rng.standard_normal([{"m": m, "n": n, "1": 1}[size] for size in shape]),)


def positive(*shape):
    return lambda rng, m, n: tuple(0.5 + np.abs(x) for x in normal(*shape)(rng, m, n))


def both(first, second):
    return lambda rng, m, n: first(rng, m, n) + second(rng, m, n)


def labelled(rng, m, n):
    return 3 * rng.standard_normal((m, n)), rng.integers(0, n, m)


MATRIX, ROW, COLUMN, NUMBER = normal("m", "n"), normal("n"), normal("m", "1"), normal()
BLOCK = normal("n", "m", "n")
PICK = np.array([1, 0, 1])

# By name: the operation in our words and, where they differ, in PyTorch's, and what it is tried on.
CASES = {
    "add": (lambda x, y: x + y, None, both(MATRIX, ROW)),
    "add a number": (lambda x: 2 + x + 3, None, MATRIX),
    "subtract": (lambda x, y: x - y, None, both(COLUMN, MATRIX)),
    "subtract from a number": (lambda x: 1 - x, None, MATRIX),
    "multiply": (lambda x, y: x * y, None, both(COLUMN, ROW)),
    "multiply by a tensor without axes": (lambda x, y: x * y, None, both(NUMBER, MATRIX)),
    "divide": (lambda x, y: x / y, None, both(MATRIX, positive("1", "n"))),
    "divide a number": (lambda x: 2 / x, None, positive("m", "n")),
    "square": (lambda x: x**2, None, MATRIX),
    "power": (lambda x, y: x**y, None, both(positive("m", "n"), ROW)),
    "power of a number": (lambda x: 2**x, None, MATRIX),
    "negate": (lambda x: -x, None, MATRIX),
    "matrix @ matrix": (lambda x, y: x @ y, None, both(MATRIX, normal("n", "m"))),
    "matrix @ vector": (lambda x, y: x @ y, None, both(MATRIX, ROW)),
    "vector @ matrix": (lambda x, y: x @ y, None, both(normal("m"), MATRIX)),
    "vector @ vector": (lambda x, y: x @ y, None, both(ROW, ROW)),
    "batch @ batch": (lambda x, y: x @ y, None, both(BLOCK, normal("n", "n", "m"))),
    "batch @ one matrix": (lambda x, y: x @ y, None, both(BLOCK, normal("n", "m"))),
    "batch @ vector": (lambda x, y: x @ y, None, both(BLOCK, ROW)),
    "vector @ batch": (lambda x, y: x @ y, None, both(normal("m"), BLOCK)),
    "exp": (lambda x: x.exp(), None, MATRIX),
    "log": (lambda x: x.log(), None, positive("m", "n")),
    "tanh": (lambda x: x.tanh(), None, MATRIX),
    "sigmoid": (lambda x: x.sigmoid(), None, MATRIX),
    "relu": (lambda x: x.relu(), None, MATRIX),
    "sum": (lambda x: x.sum(), None, MATRIX),
    "sum over an axis": (lambda x: x.sum(0), None, BLOCK),
    "sum over two axes": (lambda x: x.sum((0, -1)), None, BLOCK),
    "sum that keeps its axes": (lambda x: x / x.sum(1, keepdims=True), None, positive("m", "n")),
    "mean": (lambda x: x.mean(), None, MATRIX),
    "mean over an axis": (lambda x: x.mean(-1), None, BLOCK),
    "mean that keeps its axes": (lambda x: x - x.mean((0, 1), keepdims=True), None, BLOCK),
    "max": (lambda x: x.max(), None, MATRIX),
    "max over an axis": (lambda x: x.max(1), lambda x: x.amax(1), BLOCK),
    "max over two axes": (lambda x: x.max((0, 2), keepdims=True), lambda x: x.amax((0, 2), True), BLOCK),
    "reshape": (lambda x: x.reshape(-1, x.shape[0]), None, MATRIX),
    "transpose": (lambda x: x.transpose(1, 2, 0), lambda x: x.permute(1, 2, 0), BLOCK),
    "transpose with axes from the end": (
        lambda x: x.transpose(-1, 0, 1),
        lambda x: x.permute(-1, 0, 1),
        BLOCK,
    ),
    "reverse the axes": (lambda x: x.T, lambda x: x.permute(2, 1, 0), BLOCK),
    "pick a row": (lambda x: x[1], None, MATRIX),
    "pick a part": (lambda x: x[1:, ::2], None, MATRIX),
    "pick rows, one twice": (lambda x: x[PICK], None, MATRIX),
    "pick values": (lambda x: x[PICK, [0, 1, 0]], None, MATRIX),
    "softmax cross-entropy": (
        lambda z, labels: z.softmax_cross_entropy(labels),
        lambda z, labels: functional.cross_entropy(z, labels),
        labelled,
    ),
}


def inputs_of(draw):
    """Inputs with a random ∂L/∂output added by the caller; sizes are hypothesis's."""
    return lambda rng: draw(rng, *sizes(rng, 2))


def prove_equal(ours, theirs, inputs, rng):
    tensors = [Tensor(x, requires_grad=True) if x.dtype.kind == "f" else x for x in inputs]
    references = [torch.tensor(x, requires_grad=x.dtype.kind == "f") for x in inputs]
    result, reference = ours(*tensors), (theirs or ours)(*references)
    require_equal("output", result.data, reference)
    grad_output = rng.standard_normal(result.shape)
    result.backward(grad_output)
    reference.backward(torch.tensor(grad_output))
    for position, (mine, other) in enumerate(zip(tensors, references, strict=True)):
        if isinstance(mine, Tensor):
            require_equal(f"gradient of input {position}", mine.grad, other.grad)


@pytest.mark.parametrize("name", CASES)
def test_each_operation_equals_that_of_torch(name):
    ours, theirs, draw = CASES[name]
    rng = np.random.default_rng(1)
    for_each_example(inputs_of(draw), lambda inputs: prove_equal(ours, theirs, inputs, rng), examples=20)


@pytest.mark.parametrize("name", CASES)
def test_each_operation_goes_back_as_measured(name):
    ours, _, draw = CASES[name]
    errors = []
    for_each_example(
        inputs_of(draw), lambda inputs: errors.extend(gradient_check(ours, *inputs).values()), examples=3
    )
    assert max(errors) < MEASURED


@pytest.mark.parametrize("name", CASES)
def test_each_doubled_gradient_is_refused(name, monkeypatch):
    ours, theirs, draw = CASES[name]
    inputs = draw(np.random.default_rng(0), 4, 5)
    positions = [position for position, x in enumerate(inputs) if x.dtype.kind == "f"]
    for doubled in positions:

        def doubling(*tensors, doubled=doubled):
            return ours(*(twice(x) if i == doubled else x for i, x in enumerate(tensors)))

        with pytest.raises(NotEqualError, match=f"gradient of input {doubled}"):
            prove_equal(doubling, theirs or ours, inputs, np.random.default_rng(0))


def twice(x):
    """The same values, with a gradient that comes back doubled."""
    return tape.record("twice", x.data, (x,), lambda g: 2 * g)


@pytest.mark.parametrize(("base", "exponent"), [(0.0, 0.0), (0.0, 1.0), (0.0, 2.5), (3.0, 0.0), (-2.0, 3.0)])
def test_powers_at_the_edges_are_those_of_torch(base, exponent):
    x = Tensor(base, requires_grad=True, dtype=np.float64)
    their_x = torch.tensor(base, dtype=torch.float64, requires_grad=True)
    (x**exponent).backward()
    (their_x**exponent).backward()
    assert x.grad == their_x.grad.item()
    if base >= 0:
        y = Tensor(exponent, requires_grad=True, dtype=np.float64)
        their_y = torch.tensor(exponent, dtype=torch.float64, requires_grad=True)
        (base**y).backward()
        (base**their_y).backward()
        assert y.grad == pytest.approx(their_y.grad.item(), rel=1e-15)


def test_equal_greatest_values_share_as_in_torch():
    x = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0]])
    prove_equal(lambda x: x.max(1), lambda x: x.amax(1), (x,), np.random.default_rng(0))


def test_the_loss_equals_torch_where_probabilities_underflow():
    logits, labels = np.array([[1e4, -1e4, 3.0], [-1e4, 0.0, 1e4]]), np.array([1, 2])
    ours, theirs, _ = CASES["softmax cross-entropy"]
    prove_equal(ours, theirs, (logits, labels), np.random.default_rng(0))
