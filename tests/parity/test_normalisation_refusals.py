"""Normalisation: both sides refuse impossible settings and batches, with what was expected and what came."""

import pytest

from parity.sides import BOTH

SINGLE_ROW = (
    "BatchNorm1d: expected a batch of 2 rows or more, received 1, which has no variance; "
    r"choose a batch size that leaves no single row over, or call eval\(\) first"
)
NORMALISATION = [
    (lambda s: s.norm.BatchNorm1d(0), ValueError, "^num_features: "),
    (lambda s: s.norm.BatchNorm1d(3.0), TypeError, "^num_features: "),
    (lambda s: s.norm.BatchNorm1d(3, eps=0.0), ValueError, "^eps: "),
    (lambda s: s.norm.BatchNorm1d(3, momentum=1.1), ValueError, "momentum: .* <= 1, received 1.1"),
    (lambda s: s.norm.BatchNorm1d(3, momentum=-0.1), ValueError, "^momentum: "),
    (lambda s: s.norm.BatchNorm1d(3, momentum="1"), TypeError, "^momentum: "),
    (lambda s: s.norm.BatchNorm1d(3, affine=1), TypeError, "^affine: "),
    (lambda s: s.norm.BatchNorm1d(3, track_running_stats="no"), TypeError, "^track_running_stats: "),
    (lambda s: s.norm.BatchNorm1d(3, dtype=int), TypeError, "^dtype: "),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(5, 4)), ValueError, r"\(batch, 3\), received \(5, 4\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(3)), ValueError, r"received \(3,\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(2, 3, 4)), ValueError, r"received \(2, 3, 4\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.norm.BatchNorm1d(3)(s.floats(1, 3)), ValueError, f"^{SINGLE_ROW}$"),
    (
        lambda s: s.norm.BatchNorm1d(3, track_running_stats=False).eval()(s.floats(1, 3)),
        ValueError,
        f"^{SINGLE_ROW}$",
    ),
    (lambda s: s.norm.BatchNorm1d(3)(s.doubles(5, 3)), TypeError, "^BatchNorm1d: .*float64"),
    (lambda s: s.norm.BatchNorm1d(3, affine=False)(s.doubles(5, 3)), TypeError, "^BatchNorm1d: .*float64"),
    (
        lambda s: s.norm.BatchNorm1d(3, track_running_stats=False)(s.doubles(5, 3)),
        TypeError,
        "^BatchNorm1d: .*float64",
    ),
    (lambda s: s.norm.BatchNorm1d(3)([[1.0, 2.0, 3.0]]), TypeError, "^BatchNorm1d: .*list"),
    (lambda s: s.norm.LayerNorm(0), ValueError, r"normalized_shape\[0\]"),
    (lambda s: s.norm.LayerNorm(()), ValueError, "normalized_shape"),
    (lambda s: s.norm.LayerNorm((3, 2.0)), TypeError, r"normalized_shape\[1\]"),
    (lambda s: s.norm.LayerNorm("3"), TypeError, "normalized_shape"),
    (lambda s: s.norm.LayerNorm(3, eps=-1.0), ValueError, "^eps: "),
    (lambda s: s.norm.RMSNorm(0), ValueError, r"normalized_shape\[0\]"),
    (lambda s: s.norm.RMSNorm(3, eps=0.0), ValueError, "^eps: "),
    (lambda s: s.norm.RMSNorm(3, eps="1"), TypeError, "^eps: "),
    (lambda s: s.norm.RMSNorm(3, elementwise_affine=None), TypeError, "^elementwise_affine: "),
    (lambda s: s.norm.RMSNorm(3, dtype=int), TypeError, "^dtype: "),
    (lambda s: s.norm.RMSNorm(3)(s.floats(5, 4)), ValueError, r"RMSNorm: .*\(…, 3\), received \(5, 4\)"),
    (lambda s: s.norm.RMSNorm((2, 3))(s.floats(3)), ValueError, r"\(…, 2, 3\), received \(3,\)"),
    (lambda s: s.norm.RMSNorm(3)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.norm.RMSNorm(3)(s.doubles(5, 3)), TypeError, "^RMSNorm: .*float64"),
    (lambda s: s.norm.RMSNorm(3)([[1.0, 2.0, 3.0]]), TypeError, "^RMSNorm: .*list"),
    (lambda s: s.norm.LayerNorm(3, elementwise_affine=None), TypeError, "^elementwise_affine: "),
    (lambda s: s.norm.LayerNorm(3)(s.floats(5, 4)), ValueError, r"\(…, 3\), received \(5, 4\)"),
    (lambda s: s.norm.LayerNorm((2, 3))(s.floats(3)), ValueError, r"\(…, 2, 3\), received \(3,\)"),
    (lambda s: s.norm.LayerNorm(3)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: s.norm.LayerNorm(3)(s.doubles(5, 3)), TypeError, "^LayerNorm: .*float64"),
    (lambda s: s.norm.LayerNorm(3)(s.integers(1, 2, 3)), TypeError, "^LayerNorm: .*int64"),
]


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), NORMALISATION)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)


@BOTH
def test_a_refused_batch_leaves_the_running_statistics_as_they_were(side):
    layer = side.norm.BatchNorm1d(3)
    for batch in (side.floats(1, 3), side.doubles(5, 3), side.floats(5, 4)):
        with pytest.raises((ValueError, TypeError)):
            layer(batch)
    assert layer.state_dict()["num_batches_tracked"] == 0
