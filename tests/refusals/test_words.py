"""The words of refusals in which shapes or settings meet; the tables beside this file hold all the others."""

import pytest
from parity.sides import BOTH

LAYERS = [
    (lambda s: s.linear.Linear(3, 2)(s.floats(5, 4)), ValueError, r"\(…, 3\), received \(5, 4\)"),
    (lambda s: s.linear.Linear(3, 2)(s.doubles(5, 3)), TypeError, "float64"),
    (lambda s: s.mlp.MLP([4, 0, 2]), ValueError, r"sizes\[1\]"),
    (lambda s: s.mlp.MLP([4, 2.5]), TypeError, r"sizes\[1\]"),
    (lambda s: s.mlp.MLP([4, 2, 2], s.activations.ReLU()), TypeError, "activation"),
    (lambda s: s.residual.Residual(abs), TypeError, "abs"),
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
    (lambda s: s.activations.PReLU()(s.doubles(2)), TypeError, "prelu: .*float64"),
    (lambda s: s.activations.PReLU()(s.integers(1, 2)), TypeError, "prelu: .*int64"),
    (lambda s: s.activations.PReLU(3)(s.floats(3)), ValueError, r"inputs of shape \(3,\), .* \(3,\)"),
    (lambda s: s.activations.PReLU(3)(s.floats(3, 2)), ValueError, r"inputs of shape \(3, 2\), .* \(3,\)"),
    (lambda s: s.activations.prelu(s.floats(2, 3), s.floats(2, 3)), ValueError, r"slopes of shape \(2, 3\)"),
    (lambda s: s.activations.prelu(s.floats(2), [0.1]), TypeError, "prelu weight: .* list"),
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


@BOTH
@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [*LAYERS, *ACTIVATIONS],
)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value) or "came" in str(refusal.value)
