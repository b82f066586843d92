"""Rows of the reference: activations, losses, normalisations."""

from functools import partial
from typing import Any

import numpy as np

from course_lib.numpy_nn import activations, losses, normalisation, softmax
from course_lib.reference.entry import Entry

_TORCH = "torch.nn.{}".format
_CURVED = {"scale": activations.SELU_SCALE, "alpha": activations.SELU_ALPHA}
_PHI = "(1 + erf(x / sqrt(2))) / 2"


def _activation(name: str, function: str, formula: str, slope: str, **more: Any) -> Entry:
    return Entry(
        name, getattr(activations, name), formula, slope, torch=_TORCH(name), function=function, **more
    )


ACTIVATIONS = (
    _activation("Sigmoid", "sigmoid", "1 / (1 + exp(-x))", "exp(-x) / (1 + exp(-x))**2", taught="02"),
    _activation("Tanh", "tanh", "tanh(x)", "1 - tanh(x)**2"),
    _activation("ReLU", "relu", "x if x > 0 else 0", "1 if x > 0 else 0"),
    _activation(
        "LeakyReLU",
        "leaky_relu",
        "x if x > 0 else negative_slope * x",
        "1 if x > 0 else negative_slope",
        options={"negative_slope": 0.01},
    ),
    _activation(
        "PReLU",
        "prelu",
        "x if x > 0 else init * x",
        "1 if x > 0 else init",
        options={"init": 0.25},
    ),
    _activation(
        "ELU",
        "elu",
        "x if x > 0 else alpha * (exp(x) - 1)",
        "1 if x > 0 else alpha * exp(x)",
        options={"alpha": 1.0},
    ),
    _activation(
        "SELU",
        "selu",
        "scale * (x if x > 0 else alpha * (exp(x) - 1))",
        "scale * (1 if x > 0 else alpha * exp(x))",
        values=_CURVED,
    ),
    _activation("GELU", "gelu", f"x * {_PHI}", f"{_PHI} + x * exp(-x**2 / 2) / sqrt(2 * pi)"),
)

ROW_ACTIVATIONS = (
    Entry(
        "Softmax",
        softmax.Softmax,
        "exp(x) / sum(exp(x))",
        "y * (g - sum(g * y))",
        taught="03",
        torch=_TORCH("Softmax"),
        function="softmax",
        options={"dim": -1},
    ),
    Entry(
        "LogSoftmax",
        softmax.LogSoftmax,
        "x - log(sum(exp(x)))",
        "g - exp(y) * sum(g)",
        taught="03",
        torch=_TORCH("LogSoftmax"),
        function="log_softmax",
        options={"dim": -1},
    ),
)


# Of one row of outputs x and targets t, with reduction="sum"; `label` is the number of the right class, and t
# has a 1 there. `x` says what the outputs are, and `target` is what the loss is called with; a picture moves
# the first output over `span`.
_RIGHT = np.array([1.0, 0.0, 0.0])
_MIXED = np.array([0.7, 0.2, 0.1])


def _loss(
    name: str,
    formula: str,
    slope: str,
    x: str,
    span: tuple[float, float],
    *,
    t: np.ndarray = _RIGHT,
    classes: bool = False,
) -> Entry:
    target = np.array([0]) if classes else t[None]
    values = {"x": x, "span": span, "t": t, "label": 0, "target": target}
    return Entry(name, getattr(losses, name), formula, slope, taught="03", torch=_TORCH(name), values=values)


LOSSES = (
    _loss("MSELoss", "sum((x - t)**2)", "2 * (x - t)", "values", (-1, 3)),
    _loss(
        "BCELoss",
        "-sum(t * log(x) + (1 - t) * log(1 - x))",
        "(x - t) / (x * (1 - x))",
        "probabilities",
        (0.1, 0.95),
    ),
    _loss(
        "BCEWithLogitsLoss",
        "sum((1 - t) * x + log(1 + exp(-x)))",
        "1 / (1 + exp(-x)) - t",
        "logits",
        (-4, 4),
    ),
    _loss("NLLLoss", "-x[label]", "-t", "log-probabilities", (-4, -0.02), classes=True),
    _loss(
        "CrossEntropyLoss",
        "log(sum(exp(x))) - x[label]",
        "exp(x) / sum(exp(x)) - t",
        "logits",
        (-4, 4),
        classes=True,
    ),
    _loss("KLDivLoss", "sum(t * (log(t) - x))", "-t", "log-probabilities", (-4, -0.02), t=_MIXED),
)


def _normalisation(name: str, formula: str, slope: str, axis: int, over: str) -> Entry:
    keep = {"axis": axis, "keepdims": True}
    values = {"over": over, "mean": partial(np.mean, **keep), "var": partial(np.var, **keep)}
    return Entry(
        name,
        getattr(normalisation, name),
        formula,
        slope,
        taught="08",
        options={"eps": 1e-5},
        values=values,
        torch=_TORCH(name),
    )


_CENTRED = "(x - mean(x)) / sqrt(var(x) + eps)", "(g - mean(g) - y * mean(g * y)) / sqrt(var(x) + eps)"
# With γ = 1 and β = 0, as they start.
NORMALISATIONS = (
    _normalisation("BatchNorm1d", *_CENTRED, 0, "the rows of a batch, for each feature"),
    _normalisation("LayerNorm", *_CENTRED, 1, "the features of a row, for each row"),
    _normalisation(
        "RMSNorm",
        "x / sqrt(mean(x**2) + eps)",
        "(g - y * mean(g * y)) / sqrt(mean(x**2) + eps)",
        1,
        "the features of a row, for each row",
    ),
)
