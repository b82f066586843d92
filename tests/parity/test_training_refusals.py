"""Bad data and settings for training: both sides refuse them before the first step, and a lost loss after."""

import pytest

from course_lib.callbacks import EarlyStopping
from parity.sides import BOTH


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


def schedule_of_another(s):
    return s.schedules.ExponentialLR(other_model(s), gamma=0.9)


TRAINING = [
    (lambda s: fit(s, epochs=0), ValueError, "epochs"),
    (lambda s: fit(s, epochs=1.5), TypeError, "epochs"),
    (lambda s: fit(s, batch_size=0), ValueError, "batch_size"),
    (lambda s: fit(s, batch_size=True), TypeError, "batch_size"),
    (lambda s: fit(s, rng=None), TypeError, "rng"),
    (lambda s: fit(s, rng=0), TypeError, "rng"),
    (lambda s: fit(s, progress="tqdm"), TypeError, "progress"),
    (lambda s: fit(s, max_grad_norm=0.0), ValueError, "max_grad_norm"),
    (lambda s: fit(s, max_grad_norm="1"), TypeError, "max_grad_norm"),
    (lambda s: fit(s, schedule=0.9), TypeError, "schedule"),
    (lambda s: fit(s, callbacks=None), TypeError, "callbacks"),
    (lambda s: fit(s, callbacks=EarlyStopping(1)), TypeError, "callbacks: .* list"),
    (lambda s: fit(s, callbacks=[EarlyStopping]), TypeError, r"callbacks\[0\]"),
    (lambda s: fit(s, callbacks=[EarlyStopping(1)]), ValueError, "expected validation data"),
    (
        lambda s: fit(s, schedule=schedule_of_another(s)),
        ValueError,
        "schedule: expected one of this optimiser",
    ),
    (lambda s: fit(s, loss=abs), TypeError, "loss"),
    *(
        (
            lambda s, reduction=reduction: fit(s, loss=s.losses.CrossEntropyLoss(reduction=reduction)),
            ValueError,
            f"^loss: expected the mean over the rows of a batch, received reduction='{reduction}'",
        )
        for reduction in ("sum", "none")
    ),
    (
        lambda s: s.training.evaluate(
            s.mlp.MLP([3, 2]), s.losses.MSELoss(reduction="none"), s.floats(4, 3), s.floats(4, 2)
        ),
        ValueError,
        r"^loss: expected one number for all rows, received shape \(4, 2\); build it with reduction='mean'",
    ),
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


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), TRAINING)
def test_a_mistake_in_training_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    if "no parameter of this model" not in message:
        assert "expected" in str(refusal.value)
        assert "received" in str(refusal.value) or "came" in str(refusal.value)


@BOTH
def test_training_says_when_the_loss_is_no_number_any_more_and_what_to_try(side):
    model = side.mlp.MLP([3, 8, 2], rng=side.rng())
    optimiser = side.optimisers.SGD(model.parameters(), lr=1e30)
    y = side.floats(4, 2)
    with pytest.raises(ValueError, match=r"in epoch \d+, step \d.*smaller learning rate \(lr was 1e\+30\)"):
        fit(side, model, loss=side.losses.MSELoss(), optimiser=optimiser, y=y, epochs=9)


@BOTH
def test_a_last_step_that_was_too_large_shows_in_validation(side):
    model = side.mlp.MLP([3, 8, 2], rng=side.rng())
    optimiser = side.optimisers.SGD(model.parameters(), lr=1e30)
    x, y = side.floats(4, 3), side.floats(4, 2)
    with pytest.raises(ValueError, match="after epoch 1: the steps were too large"):
        fit(
            side, model, loss=side.losses.MSELoss(), optimiser=optimiser, y=y, batch_size=4, validation=(x, y)
        )


@BOTH
def test_a_refusal_leaves_weights_and_modes_as_they_were(side):
    model = side.mlp.MLP([3, 2]).eval()
    before = {name: values + 0 for name, values in model.state_dict().items()}
    with pytest.raises(ValueError, match="validation data y"):
        fit(side, model, validation=(side.floats(2, 3), side.floats(2) * float("nan")))
    assert all((model.state_dict()[name] == before[name]).all() for name in before)
    assert not any(module.training for module in model.modules())


@BOTH
def test_the_mean_of_divergences_over_rows_is_a_mean_to_train_with(side):
    history = fit(side, loss=side.losses.KLDivLoss(reduction="batchmean"), y=0.5 * side.floats(4, 2))
    assert history.epochs == 1


@BOTH
def test_a_model_whose_outputs_are_no_numbers_has_no_accuracy(side):
    model = side.mlp.MLP([3, 2])
    weight = next(model.parameters())
    weight.data = weight.data * float("nan")
    with pytest.raises(ValueError, match="accuracy: expected finite scores, received NaN or infinity"):
        side.training.accuracy(model, side.floats(4, 3), side.integers(0, 1, 0, 1))
