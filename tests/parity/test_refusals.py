"""Bad input: both sides refuse the same mistakes before any work, with what was expected and what came."""

import pytest

from parity.sides import BOTH


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
    (lambda s: s.softmax.softmax(s.floats(2, 3), dim=None), TypeError, "softmax: .* dim=None"),
    (lambda s: s.softmax.softmax(s.floats(2, 3), dim=True), TypeError, "softmax: .* dim=True"),
    (lambda s: s.softmax.softmax(s.floats(2, 3), dim=1.0), TypeError, "dim=1.0"),
    (lambda s: s.softmax.LogSoftmax("1")(s.floats(2, 3)), TypeError, "log_softmax: .* dim='1'"),
    (lambda s: s.softmax.softmax(s.floats(), dim=0), ValueError, r"the shape \(\), received dim=0"),
    (lambda s: s.softmax.log_softmax(s.floats(2, 3), dim=2), ValueError, "log_softmax: .* dim=2"),
    (lambda s: s.softmax.Softmax(-3)(s.floats(2, 3)), ValueError, "dim=-3"),
    (lambda s: s.softmax.LogSoftmax(1)(s.floats(2)), ValueError, "dim=1"),
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
CLIPPING = [
    (lambda s: s.clipping.clip_grad_norm([], 1.0), ValueError, "parameters"),
    (lambda s: s.clipping.clip_grad_norm([1.0], 1.0), TypeError, "parameters: .* float"),
    (lambda s: s.clipping.clip_grad_norm(s.mlp.MLP([3, 2]), 1.0), TypeError, "parameters: .* MLP"),
    (lambda s: s.clipping.clip_grad_norm([s.parameter()] * 2, 1.0), ValueError, "twice"),
    (lambda s: s.clipping.clip_grad_norm([s.parameter()], 0.0), ValueError, "max_norm"),
    (lambda s: s.clipping.clip_grad_norm([s.parameter()], float("nan")), ValueError, "max_norm"),
    (lambda s: s.clipping.clip_grad_norm([s.parameter()], "1"), TypeError, "max_norm"),
    (lambda s: s.clipping.clip_grad_value([], 1.0), ValueError, "parameters"),
    (lambda s: s.clipping.clip_grad_value([s.parameter()], -1.0), ValueError, "clip_value"),
    (lambda s: s.clipping.clip_grad_value([s.parameter()], None), TypeError, "clip_value"),
]


@BOTH
@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [*LAYERS, *ACTIVATIONS, *INITIALISATION, *CLIPPING],
)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value) or "came" in str(refusal.value)
