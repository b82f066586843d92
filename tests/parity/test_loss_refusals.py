"""Bad targets, weights and options: both sides of every loss refuse them, with what was expected and came."""

import pytest

from parity.sides import BOTH

VALUES = ["MSELoss", "BCELoss", "BCEWithLogitsLoss", "KLDivLoss"]
CLASSES = ["NLLLoss", "CrossEntropyLoss"]


def loss(side, name, *weight, **options):
    return getattr(side.losses, name)(*weight, **options)


OF_VALUES = [
    (lambda s, loss: loss(s.floats(2, 3), s.floats(3, 2)), ValueError, r"\(2, 3\).*\(3, 2\)"),
    (lambda s, loss: loss(s.floats(2, 1), s.floats(2)), ValueError, r"\(2, 1\).*\(2,\)"),
    (lambda s, loss: loss(s.floats(0), s.floats(0)), ValueError, r"outputs: .*\(0,\)"),
    (lambda s, loss: loss(s.floats(2), s.doubles(2)), TypeError, "float32.*float64"),
    (lambda s, loss: loss(s.floats(2), s.integers(1, 1)), TypeError, "targets: .*int64"),
    (lambda s, loss: loss([1.0], s.floats(1)), TypeError, "outputs: .*list"),
]
OF_CLASSES = [
    (lambda s, loss: loss(s.floats(2, 3), s.integers(0, 3)), ValueError, "from 0 to 2.* from 0 to 3"),
    (lambda s, loss: loss(s.floats(2, 3), s.integers(-1, 2)), ValueError, "from -1 to 2"),
    (lambda s, loss: loss(s.floats(2, 3), s.integers(-100, -1)), ValueError, "from -1 to -1"),
    (lambda s, loss: loss(s.floats(2, 3), s.integers(-100, -100)), ValueError, "received -100 alone"),
    (lambda s, loss: loss(s.floats(2, 3), s.integers(1)), ValueError, "expected 2 labels.* received 1"),
    (lambda s, loss: loss(s.floats(2, 3), s.integers([0], [1])), ValueError, r"\(2, 1\)"),
    (lambda s, loss: loss(s.floats(2, 3), s.no_labels), ValueError, r"\(0,\)"),
    (lambda s, loss: loss(s.floats(0, 3), s.no_labels), ValueError, r"\(0, 3\)"),
    (lambda s, loss: loss(s.floats(3), s.integers(1, 1, 1)), ValueError, r"\(batch, classes\).*\(3,\)"),
    (lambda s, loss: loss(s.floats(2, 3), s.floats(2)), TypeError, "labels: .*float32"),
    (lambda s, loss: loss(s.floats(2, 3), [0, 1]), TypeError, "labels: .*list"),
    (lambda s, loss: loss(s.integers([1, 2]), s.integers(1)), TypeError, "inputs: .*int64"),
]
ALL = [
    *((name, *row) for name in VALUES for row in OF_VALUES),
    *((name, *row) for name in CLASSES for row in OF_CLASSES),
]


@BOTH
@pytest.mark.parametrize(("name", "mistake", "error", "message"), ALL)
def test_outputs_and_targets_that_do_not_fit_are_refused(side, name, mistake, error, message):
    with pytest.raises(error, match=f"^{name}.*{message}") as refusal:
        mistake(side, getattr(side.losses, name)())
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)


OPTIONS = [
    *(
        (lambda s, name=name: loss(s, name, reduction="average"), ValueError, "reduction: .*'average'")
        for name in VALUES + CLASSES
    ),
    *(
        (lambda s, name=name: loss(s, name, reduction="batchmean"), ValueError, "reduction: .*'batchmean'")
        for name in ["MSELoss", "BCELoss", "BCEWithLogitsLoss", *CLASSES]
    ),
    *(
        row
        for name in CLASSES
        for row in (
            (lambda s, name=name: loss(s, name, ignore_index=1.0), TypeError, "^ignore_index: "),
            (lambda s, name=name: loss(s, name, ignore_index=None), TypeError, "^ignore_index: "),
            (lambda s, name=name: loss(s, name, [1.0, 2.0]), TypeError, "weight: .*list"),
            (lambda s, name=name: loss(s, name, s.integers(1, 2)), TypeError, "weight: .*int64"),
            (lambda s, name=name: loss(s, name, s.floats(2, 3)), ValueError, r"weight: .*\(2, 3\)"),
            (lambda s, name=name: loss(s, name, s.floats(0)), ValueError, r"weight: .*\(0,\)"),
            (lambda s, name=name: loss(s, name, -s.floats(3)), ValueError, "weight: .*>= 0.*-1"),
            (lambda s, name=name: loss(s, name, float("nan") * s.floats(3)), ValueError, "weight: .*nan"),
            (lambda s, name=name: loss(s, name, float("inf") * s.floats(3)), ValueError, "weight: .*inf"),
            (
                lambda s, name=name: loss(s, name, s.floats(4))(s.floats(2, 3), s.integers(0, 1)),
                ValueError,
                "4 classes as its weight, received 3",
            ),
            (
                lambda s, name=name: loss(s, name, s.doubles(3))(s.floats(2, 3), s.integers(0, 1)),
                TypeError,
                f"^{name}: expected inputs of .*float64 as its weights, received .*float32",
            ),
            (
                lambda s, name=name: loss(s, name, 0 * s.floats(3))(s.floats(2, 3), s.integers(0, 1)),
                ValueError,
                "expected a row that counts",
            ),
        )
    ),
    (lambda s: loss(s, "CrossEntropyLoss", label_smoothing=-0.1), ValueError, "^label_smoothing: "),
    (lambda s: loss(s, "CrossEntropyLoss", label_smoothing=1.1), ValueError, "^label_smoothing: "),
    (lambda s: loss(s, "CrossEntropyLoss", label_smoothing="0.1"), TypeError, "^label_smoothing: "),
    (lambda s: loss(s, "KLDivLoss", log_target=1), TypeError, "^log_target: "),
    (lambda s: loss(s, "KLDivLoss")(s.floats(), s.floats()), ValueError, "^KLDivLoss: .* a single value$"),
    (lambda s: loss(s, "BCEWithLogitsLoss", pos_weight=2.0), (TypeError, ValueError), "pos_weight"),
    (lambda s: loss(s, "BCEWithLogitsLoss", pos_weight=-s.floats(1)), ValueError, "^pos_weight: "),
    (
        lambda s: loss(s, "BCEWithLogitsLoss", pos_weight=s.floats(2))(s.floats(2, 3), s.floats(2, 3)),
        ValueError,
        r"\(…, 2\) as pos_weight, received \(2, 3\)",
    ),
    (
        lambda s: loss(s, "BCEWithLogitsLoss", pos_weight=s.floats(1))(s.floats(), s.floats()),
        ValueError,
        r"\(…, 1\) as pos_weight, received \(\)",
    ),
    (
        lambda s: loss(s, "BCEWithLogitsLoss", pos_weight=s.doubles(3))(s.floats(2, 3), s.floats(2, 3)),
        TypeError,
        "^BCEWithLogitsLoss: expected inputs of .*float64",
    ),
    *(
        (
            lambda s, name=name, value=value: loss(s, name)(0.5 * s.floats(2), value * s.floats(2)),
            ValueError,
            f"{name} targets: expected values from 0 to 1, received values from {value}",
        )
        for name in ("BCELoss", "BCEWithLogitsLoss", "KLDivLoss")
        for value in (-0.5, 1.5, float("nan"))
    ),
    (
        lambda s: loss(s, "BCELoss")(2 * s.floats(2), s.floats(2)),
        ValueError,
        "outputs from 2.0 to 2.0; apply a sigmoid first, or give logits to BCEWithLogitsLoss$",
    ),
    (lambda s: loss(s, "BCELoss")(-s.floats(2), s.floats(2)), ValueError, "outputs from -1.0.*WithLogits"),
]


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), OPTIONS)
def test_options_that_make_no_sense_are_refused(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)
