"""Bad input: both sides refuse the same mistakes before any work, with what was expected and what came."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from course_lib.numpy_nn import (
    activations,
    initialisation,
    linear,
    losses,
    mlp,
    normalisation,
    optimisers,
    parameters,
    residual,
    softmax,
    training,
)
from course_lib.torch_nn import activations as twin_activations
from course_lib.torch_nn import initialisation as twin_initialisation
from course_lib.torch_nn import linear as twin_linear
from course_lib.torch_nn import losses as twin_losses
from course_lib.torch_nn import mlp as twin_mlp
from course_lib.torch_nn import normalisation as twin_normalisation
from course_lib.torch_nn import optimisers as twin_optimisers
from course_lib.torch_nn import residual as twin_residual
from course_lib.torch_nn import softmax as twin_softmax
from course_lib.torch_nn import training as twin_training

NUMPY = SimpleNamespace(
    activations=activations,
    init=initialisation,
    linear=linear,
    losses=losses,
    mlp=mlp,
    norm=normalisation,
    optimisers=optimisers,
    residual=residual,
    softmax=softmax,
    training=training,
    floats=lambda *shape: np.ones(shape, np.float32),
    doubles=lambda *shape: np.ones(shape),
    integers=lambda *values: np.array(values),
    no_labels=np.array([], dtype=np.int64),
    rng=lambda: np.random.default_rng(0),
    parameter=lambda: parameters.Parameter(np.ones(2)),
)
TORCH = SimpleNamespace(
    activations=twin_activations,
    init=twin_initialisation,
    linear=twin_linear,
    losses=twin_losses,
    mlp=twin_mlp,
    norm=twin_normalisation,
    optimisers=twin_optimisers,
    residual=twin_residual,
    softmax=twin_softmax,
    training=twin_training,
    floats=lambda *shape: torch.ones(shape),
    doubles=lambda *shape: torch.ones(shape, dtype=torch.float64),
    integers=lambda *values: torch.tensor(values),
    no_labels=torch.tensor([], dtype=torch.int64),
    rng=lambda: torch.Generator().manual_seed(0),
    parameter=lambda: torch.nn.Parameter(torch.ones(2)),
)


def function(s, name):
    """The activation, or the softmax, of that name."""
    return getattr(s.softmax if "softmax" in name else s.activations, name)


LAYERS = [
    (lambda s: s.linear.Linear(0, 3), ValueError, "in_features"),
    (lambda s: s.linear.Linear(3, -1), ValueError, "out_features"),
    (lambda s: s.linear.Linear(3.0, 2), TypeError, "in_features"),
    (lambda s: s.linear.Linear(True, 2), TypeError, "in_features"),
    (lambda s: s.linear.Linear(3, 2, rng=0), TypeError, "rng"),
    (lambda s: s.linear.Linear(3, 2, dtype=int), TypeError, "dtype"),
    (lambda s: s.linear.Linear(3, 2, dtype="float31"), TypeError, "dtype"),
    (lambda s: s.linear.Linear(3, 2, dtype=32), TypeError, "dtype"),
    (lambda s: s.linear.Linear(3, 2)(s.floats(5, 4)), ValueError, r"\(…, 3\), received \(5, 4\)"),
    (lambda s: s.linear.Linear(3, 2)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.linear.Linear(3, 2)(s.doubles(5, 3)), TypeError, "float64"),
    (lambda s: s.linear.Linear(3, 2)(s.integers(1, 2, 3)), TypeError, "int64"),
    (lambda s: s.linear.Linear(3, 2)([[1.0, 2.0, 3.0]]), TypeError, "list"),
    (lambda s: s.mlp.MLP([4]), ValueError, "sizes"),
    (lambda s: s.mlp.MLP([]), ValueError, "sizes"),
    (lambda s: s.mlp.MLP([4, 0, 2]), ValueError, r"sizes\[1\]"),
    (lambda s: s.mlp.MLP([4, 2.5]), TypeError, r"sizes\[1\]"),
    (lambda s: s.mlp.MLP(4), TypeError, "sizes"),
    (lambda s: s.mlp.MLP([4, 2, 2], s.activations.ReLU()), TypeError, "activation"),
    (lambda s: s.mlp.MLP([4, 2, 2], "relu"), TypeError, "activation"),
    (lambda s: s.mlp.MLP([4, 2], weight_init="he"), TypeError, "weight_init"),
    (lambda s: s.mlp.MLP([4, 2], weight_init=s.activations.ReLU()), TypeError, "weight_init"),
    (lambda s: s.mlp.MLP([4, 2, 2], norm_layer="batch"), TypeError, "norm_layer"),
    (lambda s: s.mlp.MLP([4, 2, 2], norm_layer=s.activations.ReLU()), TypeError, "norm_layer"),
    (lambda s: s.mlp.MLP([4, 2, 2], residual="no"), TypeError, "residual"),
    (lambda s: s.mlp.MLP([4, 2, 2], residual=1), TypeError, "residual"),
    (lambda s: s.mlp.MLP([4, 2], rng=1), TypeError, "rng"),
    (lambda s: s.residual.Residual(abs), TypeError, "abs"),
    (lambda s: s.residual.Residual(s.activations.ReLU), TypeError, "ReLU"),
    (
        lambda s: s.residual.Residual(s.linear.Linear(3, 2))(s.floats(5, 3)),
        ValueError,
        r"\(5, 3\), received \(5, 2\)",
    ),
    (
        lambda s: s.residual.Residual(s.linear.Linear(3, 1))(s.floats(5, 3)),
        ValueError,
        r"\(5, 3\), received \(5, 1\)",
    ),
    (lambda s: s.residual.Residual(s.activations.ReLU())([1.0]), TypeError, "Residual: .* list"),
    (lambda s: s.residual.Residual(s.activations.ReLU())(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
]
NORMALISATION = [
    (lambda s: s.norm.BatchNorm1d(0), ValueError, "num_features"),
    (lambda s: s.norm.BatchNorm1d(3.0), TypeError, "num_features"),
    (lambda s: s.norm.BatchNorm1d(3, eps=0.0), ValueError, "eps"),
    (lambda s: s.norm.BatchNorm1d(3, momentum=1.1), ValueError, "momentum: .* <= 1, received 1.1"),
    (lambda s: s.norm.BatchNorm1d(3, momentum=-0.1), ValueError, "momentum"),
    (lambda s: s.norm.BatchNorm1d(3, momentum=None), TypeError, "momentum"),
    (lambda s: s.norm.BatchNorm1d(3, affine=1), TypeError, "affine"),
    (lambda s: s.norm.BatchNorm1d(3, track_running_stats="no"), TypeError, "track_running_stats"),
    (lambda s: s.norm.BatchNorm1d(3, dtype=int), TypeError, "dtype"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(5, 4)), ValueError, r"\(batch, 3\), received \(5, 4\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(3)), ValueError, r"received \(3,\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(2, 3, 4)), ValueError, r"received \(2, 3, 4\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(1, 3)), ValueError, "2 rows or more, received 1"),
    (
        lambda s: s.norm.BatchNorm1d(3, track_running_stats=False).eval()(s.floats(1, 3)),
        ValueError,
        "2 rows or more, received 1",
    ),
    (lambda s: s.norm.BatchNorm1d(3)(s.doubles(5, 3)), TypeError, "float64"),
    (lambda s: s.norm.BatchNorm1d(3, affine=False)(s.doubles(5, 3)), TypeError, "float64"),
    (
        lambda s: s.norm.BatchNorm1d(3, track_running_stats=False)(s.doubles(5, 3)),
        TypeError,
        "float64",
    ),
    (lambda s: s.norm.BatchNorm1d(3)([[1.0, 2.0, 3.0]]), TypeError, "list"),
    (lambda s: s.norm.LayerNorm(0), ValueError, r"normalized_shape\[0\]"),
    (lambda s: s.norm.LayerNorm(()), ValueError, "normalized_shape"),
    (lambda s: s.norm.LayerNorm((3, 2.0)), TypeError, r"normalized_shape\[1\]"),
    (lambda s: s.norm.LayerNorm("3"), TypeError, "normalized_shape"),
    (lambda s: s.norm.LayerNorm(3, eps=-1.0), ValueError, "eps"),
    (lambda s: s.norm.LayerNorm(3, elementwise_affine=None), TypeError, "elementwise_affine"),
    (lambda s: s.norm.LayerNorm(3)(s.floats(5, 4)), ValueError, r"\(…, 3\), received \(5, 4\)"),
    (lambda s: s.norm.LayerNorm((2, 3))(s.floats(3)), ValueError, r"\(…, 2, 3\), received \(3,\)"),
    (lambda s: s.norm.LayerNorm(3)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.norm.LayerNorm(3)(s.doubles(5, 3)), TypeError, "float64"),
    (lambda s: s.norm.LayerNorm(3)(s.integers(1, 2, 3)), TypeError, "int64"),
]
ACTIVATIONS = [
    *(
        row
        for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "softmax", "log_softmax")
        for row in (
            (lambda s, name=name: function(s, name)(s.integers(1, 2)), TypeError, f"{name}: .*int64"),
            (lambda s, name=name: function(s, name)([1.0]), TypeError, f"{name}: .* list"),
            (lambda s, name=name: function(s, name)(s.floats(0, 3)), ValueError, rf"{name}: .* \(0, 3\)"),
        )
    ),
    (lambda s: s.activations.LeakyReLU(-0.1), ValueError, "negative_slope"),
    (lambda s: s.activations.LeakyReLU(1.0), ValueError, "negative_slope"),
    (lambda s: s.activations.LeakyReLU(float("nan")), ValueError, "negative_slope"),
    (lambda s: s.activations.LeakyReLU("0.1"), TypeError, "negative_slope"),
    (lambda s: s.activations.leaky_relu(s.floats(2), 2.0), ValueError, "negative_slope"),
    (lambda s: s.activations.PReLU(0), ValueError, "num_parameters"),
    (lambda s: s.activations.PReLU(init=float("inf")), ValueError, "init"),
    (lambda s: s.activations.PReLU(dtype=int), TypeError, "dtype"),
    (lambda s: s.activations.PReLU()(s.doubles(2)), TypeError, "prelu: .*float64"),
    (lambda s: s.activations.PReLU()(s.integers(1, 2)), TypeError, "prelu: .*int64"),
    (lambda s: s.activations.PReLU(3)(s.floats(3)), ValueError, r"inputs of shape \(3,\), .* \(3,\)"),
    (lambda s: s.activations.PReLU(3)(s.floats(3, 2)), ValueError, r"inputs of shape \(3, 2\), .* \(3,\)"),
    (lambda s: s.activations.prelu(s.floats(2, 3), s.floats(2, 3)), ValueError, r"slopes of shape \(2, 3\)"),
    (lambda s: s.activations.prelu(s.floats(2), [0.1]), TypeError, "prelu weight: .* list"),
    (lambda s: s.activations.ELU(0.0), ValueError, "alpha"),
    (lambda s: s.activations.ELU("1"), TypeError, "alpha"),
    (lambda s: s.activations.elu(s.floats(2), -1.0), ValueError, "alpha"),
    (lambda s: s.activations.GELU("exact"), ValueError, "'none', 'tanh', received 'exact'"),
    (lambda s: s.activations.gelu(s.floats(2), True), ValueError, "approximate"),
    (lambda s: s.softmax.softmax(s.floats(2, 3), dim=2), ValueError, "softmax: .* dim=2"),
    (lambda s: s.softmax.softmax(s.floats(2, 3), dim=None), ValueError, "dim=None"),
    (lambda s: s.softmax.log_softmax(s.floats(2, 3), dim=2), ValueError, "log_softmax: .* dim=2"),
    (lambda s: s.softmax.Softmax(-3)(s.floats(2, 3)), ValueError, "dim=-3"),
    (lambda s: s.softmax.LogSoftmax(1)(s.floats(2)), ValueError, "dim=1"),
]
LOSSES = [
    (lambda s: s.losses.MSELoss()(s.floats(2, 3), s.floats(3, 2)), ValueError, r"\(2, 3\).*\(3, 2\)"),
    (lambda s: s.losses.MSELoss()(s.floats(2, 1), s.floats(2)), ValueError, r"\(2, 1\).*\(2,\)"),
    (lambda s: s.losses.MSELoss()(s.floats(0), s.floats(0)), ValueError, r"\(0,\)"),
    (lambda s: s.losses.MSELoss()(s.floats(2), s.doubles(2)), TypeError, "float64"),
    (lambda s: s.losses.MSELoss()(s.floats(2), s.integers(1, 2)), TypeError, "int64"),
    (lambda s: s.losses.MSELoss()([1.0], s.floats(1)), TypeError, "list"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.integers(0, 3)), ValueError, "from 0 to 3"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.integers(-1, 2)), ValueError, "from -1 to 2"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.integers(1)), ValueError, "received 1"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.integers([0], [1])), ValueError, r"\(2, 1\)"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.no_labels), ValueError, r"\(0,\)"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(0, 3), s.no_labels), ValueError, r"\(0, 3\)"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(3), s.integers(1, 1, 1)), ValueError, r"\(3,\)"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), s.floats(2)), TypeError, "float32"),
    (lambda s: s.losses.CrossEntropyLoss()(s.floats(2, 3), [0, 1]), TypeError, "list"),
    (lambda s: s.losses.CrossEntropyLoss()(s.integers([1, 2]), s.integers(1)), TypeError, "int64"),
]
RULES = ["xavier_normal", "xavier_uniform", "kaiming_normal", "kaiming_uniform", "lecun_normal", "orthogonal"]
INITIALISATION = [
    *((lambda s, name=name: getattr(s.init, name)((3,)), ValueError, r"\(out, in\)") for name in RULES),
    *((lambda s, name=name: getattr(s.init, name)((2, 3, 4)), ValueError, r"\(out, in\)") for name in RULES),
    *((lambda s, name=name: getattr(s.init, name)((3, 0)), ValueError, r"shape\[1\]") for name in RULES),
    *((lambda s, name=name: getattr(s.init, name)(3), TypeError, "shape") for name in RULES),
    *((lambda s, name=name: getattr(s.init, name)((3, 2), rng=0), TypeError, "rng") for name in RULES),
    *((lambda s, name=name: getattr(s.init, name)((3, 2), dtype=int), TypeError, "dtype") for name in RULES),
    (lambda s: s.init.zeros((3.0, 2)), TypeError, r"shape\[0\]"),
    (lambda s: s.init.constant((3, 2), float("inf")), ValueError, "val"),
    (lambda s: s.init.constant((3, 2), 1.0, rng=5), TypeError, "rng"),
    (lambda s: s.init.normal((3,), std=-1.0), ValueError, "std"),
    (lambda s: s.init.normal((3,), mean="0"), TypeError, "mean"),
    (lambda s: s.init.uniform((3,), 1.0, 1.0), ValueError, "b:"),
    (lambda s: s.init.xavier_normal((3, 2), gain=0.0), ValueError, "gain"),
    (lambda s: s.init.orthogonal((3, 2), gain=-1.0), ValueError, "gain"),
    (lambda s: s.init.orthogonal((3, 2), gain="2"), TypeError, "gain"),
    (lambda s: s.init.kaiming_normal((3, 2), mode="fan_sum"), ValueError, "fan_sum"),
    (lambda s: s.init.kaiming_uniform((3, 2), a=float("nan")), ValueError, "a:"),
]
OPTIMISERS = [
    *(
        row
        for name in ("SGD", "Adam")
        for row in (
            (lambda s, name=name: getattr(s.optimisers, name)([], lr=0.1), ValueError, "params"),
            (lambda s, name=name: getattr(s.optimisers, name)([1.0], lr=0.1), TypeError, "params"),
            (lambda s, name=name: getattr(s.optimisers, name)(3, lr=0.1), TypeError, "params"),
            (
                lambda s, name=name: getattr(s.optimisers, name)([s.parameter()] * 2, lr=0.1),
                ValueError,
                "twice",
            ),
            (lambda s, name=name: getattr(s.optimisers, name)([s.parameter()], lr=0), ValueError, "lr"),
            (lambda s, name=name: getattr(s.optimisers, name)([s.parameter()], lr=-1.0), ValueError, "lr"),
            (
                lambda s, name=name: getattr(s.optimisers, name)([s.parameter()], lr=float("nan")),
                ValueError,
                "lr",
            ),
            (lambda s, name=name: getattr(s.optimisers, name)([s.parameter()], lr="1"), TypeError, "lr"),
        )
    ),
    (lambda s: s.optimisers.SGD([s.parameter()], 0.1, momentum=1.0), ValueError, "momentum"),
    (lambda s: s.optimisers.SGD([s.parameter()], 0.1, momentum=-0.1), ValueError, "momentum"),
    (lambda s: s.optimisers.Adam([s.parameter()], betas=(0.9, 1.0)), ValueError, r"betas\[1\]"),
    (lambda s: s.optimisers.Adam([s.parameter()], betas=(-0.1, 0.9)), ValueError, r"betas\[0\]"),
    (lambda s: s.optimisers.Adam([s.parameter()], betas=0.9), TypeError, "betas"),
    (lambda s: s.optimisers.Adam([s.parameter()], eps=0.0), ValueError, "eps"),
]


def fit(s, model=None, **changes):
    """Train on four rows of three numbers, with one thing changed."""
    model = model or s.mlp.MLP([3, 2])
    arguments = {
        "model": model,
        "loss": s.losses.CrossEntropyLoss(),
        "optimiser": s.optimisers.SGD(model.parameters(), lr=0.1),
        "x": s.floats(4, 3),
        "y": s.integers(0, 1, 0, 1),
        "epochs": 1,
        "batch_size": 2,
        "rng": s.rng(),
    }
    return s.training.fit(**(arguments | changes))


def with_a(s, value):
    x = s.floats(4, 3)
    x[1, 2] = value
    return x


def other_model(s):
    return s.optimisers.SGD(s.mlp.MLP([3, 2]).parameters(), lr=0.1)


TRAINING = [
    (lambda s: fit(s, epochs=0), ValueError, "epochs"),
    (lambda s: fit(s, epochs=1.5), TypeError, "epochs"),
    (lambda s: fit(s, batch_size=0), ValueError, "batch_size"),
    (lambda s: fit(s, batch_size=True), TypeError, "batch_size"),
    (lambda s: fit(s, rng=None), TypeError, "rng"),
    (lambda s: fit(s, rng=0), TypeError, "rng"),
    (lambda s: fit(s, progress="tqdm"), TypeError, "progress"),
    (lambda s: fit(s, loss=abs), TypeError, "loss"),
    (lambda s: fit(s, optimiser=None), TypeError, "optimiser"),
    (lambda s: s.training.evaluate(abs, s.losses.MSELoss(), s.floats(1), s.floats(1)), TypeError, "model"),
    (lambda s: s.training.evaluate(s.mlp.MLP([1, 1]), abs, s.floats(1), s.floats(1)), TypeError, "loss"),
    (lambda s: s.training.accuracy(abs, s.floats(1, 1), s.integers(0)), TypeError, "model"),
    (lambda s: fit(s, optimiser=other_model(s)), ValueError, "no parameter of this model"),
    (lambda s: fit(s, x=[[1.0, 2.0, 3.0]]), TypeError, "training data x"),
    (lambda s: fit(s, x=s.floats(0, 3), y=s.no_labels), ValueError, "training data x"),
    (lambda s: fit(s, x=s.floats(3, 3)), ValueError, "3 rows and 4 targets"),
    (lambda s: fit(s, x=s.floats(4, 5)), ValueError, r"\(…, 3\)"),
    (lambda s: fit(s, x=s.doubles(4, 3)), TypeError, "float64"),
    (lambda s: fit(s, x=with_a(s, float("nan"))), ValueError, "NaN"),
    (lambda s: fit(s, x=with_a(s, float("inf"))), ValueError, "infinity"),
    (lambda s: fit(s, y=s.integers(0, 1, 0, 2)), ValueError, "from 0 to 2"),
    (lambda s: fit(s, y=s.floats(4)), TypeError, "float32"),
    (lambda s: fit(s, y=s.floats(4) * float("nan")), ValueError, "training data y"),
    (lambda s: fit(s, loss=s.losses.MSELoss(), y=s.floats(4, 1)), ValueError, r"\(4, 2\).*\(4, 1\)"),
    (lambda s: fit(s, validation=s.floats(4, 3)), TypeError, "validation"),
    (lambda s: fit(s, validation=(s.floats(1, 3), s.integers(2))), ValueError, "from 2 to 2"),
    (lambda s: fit(s, validation=(s.floats(0, 3), s.no_labels)), ValueError, "validation data x"),
    (
        lambda s: s.training.evaluate(
            s.mlp.MLP([3, 2]), s.losses.CrossEntropyLoss(), s.floats(2, 3), s.integers(0)
        ),
        ValueError,
        "2 rows and 1 targets",
    ),
    (
        lambda s: s.training.accuracy(s.mlp.MLP([3, 2]), s.floats(2, 3), s.integers(0, 5)),
        ValueError,
        "from 0 to 5",
    ),
    (
        lambda s: s.training.accuracy(s.mlp.MLP([3, 2]), s.floats(2, 3), s.floats(2)),
        TypeError,
        "float32",
    ),
    (
        lambda s: s.training.accuracy(s.mlp.MLP([3, 2]), s.floats(2, 4, 3), s.integers(0, 1)),
        ValueError,
        r"\(2, 4, 2\)",
    ),
]


@pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [*LAYERS, *NORMALISATION, *ACTIVATIONS, *LOSSES, *INITIALISATION, *OPTIMISERS, *TRAINING],
)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    if "no parameter of this model" not in message:
        assert "expected" in str(refusal.value)
        assert "received" in str(refusal.value) or "came" in str(refusal.value)


@pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
def test_a_refused_batch_leaves_the_running_statistics_as_they_were(side):
    layer = side.norm.BatchNorm1d(3)
    for batch in (side.floats(1, 3), side.doubles(5, 3), side.floats(5, 4)):
        with pytest.raises((ValueError, TypeError)):
            layer(batch)
    assert layer.state_dict()["num_batches_tracked"] == 0


@pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
def test_training_says_when_the_loss_is_no_number_any_more_and_what_to_try(side):
    model = side.mlp.MLP([3, 8, 2], rng=side.rng())
    optimiser = side.optimisers.SGD(model.parameters(), lr=1e30)
    y = side.floats(4, 2)
    with pytest.raises(ValueError, match=r"in epoch \d+, step \d.*smaller learning rate \(lr was 1e\+30\)"):
        fit(side, model, loss=side.losses.MSELoss(), optimiser=optimiser, y=y, epochs=9)


@pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
def test_a_last_step_that_was_too_large_shows_in_validation(side):
    model = side.mlp.MLP([3, 8, 2], rng=side.rng())
    optimiser = side.optimisers.SGD(model.parameters(), lr=1e30)
    x, y = side.floats(4, 3), side.floats(4, 2)
    with pytest.raises(ValueError, match="after epoch 1: the steps were too large"):
        fit(
            side, model, loss=side.losses.MSELoss(), optimiser=optimiser, y=y, batch_size=4, validation=(x, y)
        )


@pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
def test_a_refusal_leaves_weights_and_modes_as_they_were(side):
    model = side.mlp.MLP([3, 2]).eval()
    before = {name: values + 0 for name, values in model.state_dict().items()}
    with pytest.raises(ValueError, match="validation data y"):
        fit(side, model, validation=(side.floats(2, 3), side.floats(2) * float("nan")))
    assert all((model.state_dict()[name] == before[name]).all() for name in before)
    assert not any(module.training for module in model.modules())
