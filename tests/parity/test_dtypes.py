"""The dtype that came in goes out, on both sides: float32 stays float32, and float64 stays float64."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest
import torch
from torch import nn

from course_lib import numpy_nn
from course_lib.numpy_nn.module import Module

ROWS = np.linspace(0.05, 0.95, 12).reshape(4, 3)
LABELS = np.array([0, 2, 1, -100])
WEIGHTS = np.array([0.5, 1.0, 2.0])


class Side:
    """One of the two sides, in one dtype."""

    def __init__(self, package, dtype):
        self.package, self.is_numpy, self.dtype = package, package == "numpy_nn", dtype

    def get(self, name):
        file, _, public = name.partition(".")
        return getattr(importlib.import_module(f"course_lib.{self.package}.{file}"), public)

    def array(self, values):
        """Bring NumPy values here; floats in the dtype."""
        if self.is_numpy:
            return values.astype(self.dtype) if values.dtype.kind == "f" else values
        tensor = torch.tensor(values)
        return tensor.to(self.dtype).requires_grad_() if tensor.is_floating_point() else tensor

    def build(self, name, *arguments, **options):
        """Build a module; arrays among its arguments are brought here, in the dtype."""
        bring = {key: self._brought(value) for key, value in options.items()}
        return self.get(name)(*map(self._brought, arguments), **bring)

    def _brought(self, value):
        if not isinstance(value, np.ndarray):
            return value
        return self.array(value) if self.is_numpy else self.array(value).detach()


def layer(name, *arguments):
    """A layer with parameters, which is built in a dtype."""
    return lambda side: (side.build(name, *arguments, dtype=side.dtype), [ROWS])


def plain(name, *arguments):
    """A layer without parameters of its own, which follows what comes in."""
    return lambda side: (side.build(name, *arguments), [ROWS])


def loss(name, *arguments, target=ROWS[::-1], **options):
    return lambda side: (side.build(name, *arguments, **options), [ROWS, np.array(target)])


def residual(side):
    inner = side.build("linear.Linear", 3, 3, dtype=side.dtype)
    return side.build("residual.Residual", inner), [ROWS]


def sequential(side):
    layers = side.build("linear.Linear", 3, 2, dtype=side.dtype), side.build("activations.Tanh")
    return (side.get("module.Sequential") if side.is_numpy else nn.Sequential)(*layers), [ROWS]


EACH = {
    "activations.ELU": [plain("activations.ELU")],
    "activations.GELU": [plain("activations.GELU", form) for form in ("none", "tanh")],
    "activations.LeakyReLU": [plain("activations.LeakyReLU")],
    "activations.PReLU": [layer("activations.PReLU"), layer("activations.PReLU", 3)],
    "activations.ReLU": [plain("activations.ReLU")],
    "activations.SELU": [plain("activations.SELU")],
    "activations.Sigmoid": [plain("activations.Sigmoid")],
    "activations.Tanh": [plain("activations.Tanh")],
    "binary_losses.BCELoss": [loss("losses.BCELoss", reduction=kind) for kind in ("mean", "sum", "none")],
    "binary_losses.BCEWithLogitsLoss": [
        loss("losses.BCEWithLogitsLoss"),
        loss("losses.BCEWithLogitsLoss", pos_weight=WEIGHTS, reduction="none"),
    ],
    "dropout.Dropout": [plain("dropout.Dropout", 0.3)],
    "linear.Linear": [layer("linear.Linear", 3, 2)],
    "losses.CrossEntropyLoss": [
        loss("losses.CrossEntropyLoss", target=LABELS),
        loss("losses.CrossEntropyLoss", WEIGHTS, target=LABELS, label_smoothing=0.1),
        loss("losses.CrossEntropyLoss", target=LABELS, label_smoothing=0.1, reduction="none"),
    ],
    "losses.KLDivLoss": [
        loss("losses.KLDivLoss", reduction=kind) for kind in ("mean", "sum", "none", "batchmean")
    ],
    "losses.MSELoss": [loss("losses.MSELoss", reduction=kind) for kind in ("mean", "sum", "none")],
    "losses.NLLLoss": [
        loss("losses.NLLLoss", target=LABELS),
        loss("losses.NLLLoss", WEIGHTS, target=LABELS, reduction="none"),
    ],
    "mlp.MLP": [layer("mlp.MLP", [3, 4, 2])],
    "module.Sequential": [sequential],
    "normalisation.BatchNorm1d": [
        layer("normalisation.BatchNorm1d", 3),
        layer("normalisation.BatchNorm1d", 3, 1e-5, None),
        layer("normalisation.BatchNorm1d", 3, 1e-5, 0.1, False, False),
    ],
    "normalisation.LayerNorm": [layer("normalisation.LayerNorm", 3)],
    "normalisation.RMSNorm": [layer("normalisation.RMSNorm", 3), layer("normalisation.RMSNorm", 3, 1e-5)],
    "residual.Residual": [residual],
    "softmax.LogSoftmax": [plain("softmax.LogSoftmax")],
    "softmax.Softmax": [plain("softmax.Softmax")],
}


EVERY_ONE = pytest.mark.parametrize(
    "make",
    [pytest.param(make, id=f"{name}-{i}") for name, makes in EACH.items() for i, make in enumerate(makes)],
)


def modules_of_the_library():
    for found in pkgutil.iter_modules(numpy_nn.__path__):
        file = importlib.import_module(f"course_lib.numpy_nn.{found.name}")
        for name, value in vars(file).items():
            if inspect.isclass(value) and issubclass(value, Module) and value.__module__ == file.__name__:
                yield f"{found.name}.{name}"


def test_every_layer_and_loss_is_looked_at():
    assert sorted(EACH) == sorted(set(modules_of_the_library()) - {"module.Module"})


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@EVERY_ONE
def test_numpy_returns_the_dtype_that_came_in(make, dtype):
    side = Side("numpy_nn", dtype)
    module, inputs = make(side)
    inputs = [side.array(values) for values in inputs]
    output = module(*inputs)
    gradients = module.backward(np.ones_like(output))
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    found = {"output": output.dtype, "eval": module.eval()(*inputs).dtype}
    found |= {f"input {i}": gradient.dtype for i, gradient in enumerate(gradients) if gradient is not None}
    for name, parameter in module.named_parameters():
        found |= {name: parameter.data.dtype, f"gradient of {name}": parameter.grad.dtype}
    found |= {name: buffer.data.dtype for name, buffer in module.named_buffers() if buffer.shape}
    assert found == dict.fromkeys(found, np.dtype(dtype))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@EVERY_ONE
def test_the_twin_returns_the_dtype_that_came_in(make, dtype):
    side = Side("torch_nn", dtype)
    module, inputs = make(side)
    inputs = [side.array(values) for values in inputs]
    output = module(*inputs)
    output.sum().backward()
    found = {"output": output.dtype, "eval": module.eval()(*inputs).dtype}
    found |= {f"input {i}": x.grad.dtype for i, x in enumerate(inputs) if x.grad is not None}
    for name, parameter in module.named_parameters():
        found |= {name: parameter.dtype, f"gradient of {name}": parameter.grad.dtype}
    found |= {name: buffer.dtype for name, buffer in module.named_buffers() if buffer.shape}
    assert found == dict.fromkeys(found, dtype)
