"""Callbacks: what they see of a training run, and early stopping."""

import numpy as np
import pytest
from parity.sides import BOTH, NUMPY

from course_lib.callbacks import Callback, EarlyStopping

ROWS, BATCH_SIZE = 10, 4


class Diary(Callback):
    """Notes everything that it is told."""

    def __init__(self):
        self.told, self.losses, self.rates, self.norms = [], [], [], []

    def before_training(self, run):
        self.told.append(("before", run.epoch, run.step))

    def after_step(self, run):
        self.told.append((run.epoch, run.step))
        self.losses.append(run.loss)
        self.rates.append(run.lr)
        self.norms.append(run.grad_norm)

    def after_epoch(self, run):
        assert len(run.history.training_loss) == run.epoch
        self.told.append((run.epoch, "epoch"))

    def after_training(self, run):
        self.told.append(("after", run.epoch))


class Script(Callback):
    """Puts validation losses into the history, as if they had been measured, and weights into the model."""

    def __init__(self, losses):
        self.losses = losses

    def after_epoch(self, run):
        run.history.validation_loss[-1] = self.losses[run.epoch - 1]
        (parameter,) = run.model.parameters()
        parameter.data[...] = run.epoch


def line(side):
    """y = w x: one weight."""
    return side.linear.Linear(1, 1, bias=False, rng=side.rng())


def train(side, model, callbacks, epochs=2, lr=0.1, **changes):
    x, y = side.floats(ROWS, 1), side.floats(ROWS, 1)
    optimiser = side.optimisers.SGD(model.parameters(), lr)
    settings = {"epochs": epochs, "batch_size": BATCH_SIZE, "rng": side.rng(), "callbacks": callbacks}
    return side.training.fit(model, side.losses.MSELoss(), optimiser, x, y, **(settings | changes))


def train_by_script(side, losses, stopping, model=None):
    """Train for as many epochs as there are losses, or fewer; the weight is the number of the epoch."""
    data = (side.floats(2, 1), side.floats(2, 1))
    script = [Script(losses), stopping]
    return train(side, model or line(side), script, epochs=len(losses), validation=data)


@BOTH
def test_a_callback_is_told_of_every_step_and_every_epoch(side):
    diary = Diary()
    train(side, line(side), [diary])
    steps = [(1, 1), (1, 2), (1, 3), (1, "epoch"), (2, 1), (2, 2), (2, 3), (2, "epoch")]
    assert diary.told == [("before", 0, 0), *steps, ("after", 2)]


@BOTH
def test_a_callback_that_writes_nothing_changes_nothing(side):
    assert train(side, line(side), [Callback()]) == train(side, line(side), ())


@BOTH
def test_a_callback_sees_the_losses_of_which_the_history_is_the_mean(side):
    diary = Diary()
    history = train(side, line(side), [diary])
    weights = [4, 4, 2]  # ten rows in batches of four
    for epoch in range(2):
        losses = diary.losses[3 * epoch : 3 * epoch + 3]
        assert history.training_loss[epoch] == pytest.approx(np.average(losses, weights=weights), rel=1e-12)


@BOTH
def test_a_callback_sees_the_norm_of_the_gradient_as_it_was_before_clipping(side):
    class Norms(Callback):
        def after_step(self, run):
            (parameter,) = run.model.parameters()
            self.clipped = abs(float(parameter.grad.item()))

    diary, norms, free = Diary(), Norms(), Norms()
    model, other = line(side), line(side)
    train(side, other, [free], epochs=1, batch_size=ROWS)
    train(side, model, [diary, norms], epochs=1, batch_size=ROWS, max_grad_norm=0.01)
    assert diary.norms == [pytest.approx(free.clipped, rel=1e-6)]  # seven digits of a float32
    assert (
        norms.clipped == pytest.approx(0.01, rel=1e-3) != free.clipped
    )  # the 1e-6 of the formula, beside 0.01


@BOTH
def test_without_clipping_no_norm_is_computed(side):
    diary = Diary()
    train(side, line(side), [diary])
    assert set(diary.norms) == {None}


@BOTH
def test_a_callback_can_make_an_epoch_the_last(side):
    class Enough(Callback):
        def after_step(self, run):
            if (run.epoch, run.step) == (2, 1):
                run.stop()

    diary = Diary()
    history = train(side, line(side), [Enough(), diary], epochs=9)
    assert history.epochs == 2
    assert diary.told[-3:] == [(2, 3), (2, "epoch"), ("after", 2)]


@BOTH
def test_early_stopping_waits_for_its_patience_and_goes_back_to_the_best_weights(side):
    stopping, model = EarlyStopping(patience=2), line(side)
    history = train_by_script(side, [5.0, 3.0, 4.0, 3.5, 1.0], stopping, model)
    assert history.epochs == stopping.stopped_epoch == 4
    assert (stopping.best_loss, stopping.best_epoch) == (3.0, 2)
    (weight,) = model.parameters()
    assert weight.data.item() == 2


@BOTH
def test_early_stopping_goes_back_to_the_best_weights_even_if_it_never_stops(side):
    stopping, model = EarlyStopping(patience=5), line(side)
    history = train_by_script(side, [5.0, 3.0, 4.0], stopping, model)
    assert (history.epochs, stopping.stopped_epoch) == (3, None)
    (weight,) = model.parameters()
    assert weight.data.item() == 2


@BOTH
def test_early_stopping_leaves_the_last_weights_if_asked_to(side):
    model = line(side)
    train_by_script(side, [3.0, 4.0, 1.0], EarlyStopping(patience=1, restore_best=False), model)
    (weight,) = model.parameters()
    assert weight.data.item() == 2  # it stopped after the second epoch


def epochs_trained(losses, **settings):
    return train_by_script(NUMPY, losses, EarlyStopping(**settings)).epochs


def test_each_improvement_starts_the_patience_afresh():
    assert epochs_trained([5.0, 6.0, 4.0, 6.0, 3.0, 6.0, 2.0], patience=2) == 7


def test_a_loss_as_good_as_the_best_is_no_improvement():
    assert epochs_trained([5.0, 5.0, 4.0], patience=1) == 2


def test_an_improvement_must_be_greater_than_min_delta():
    assert epochs_trained([5.0, 4.5, 4.0], patience=1, min_delta=0.5) == 2
    assert epochs_trained([5.0, 4.25, 3.0], patience=1, min_delta=0.5) == 3


def test_small_steps_that_add_up_to_min_delta_are_an_improvement():
    assert epochs_trained([5.0, 4.75, 4.25, 4.25, 4.25], patience=2, min_delta=0.5) == 5


@BOTH
def test_the_same_early_stopping_starts_afresh_in_the_next_run(side):
    stopping = EarlyStopping(patience=1)
    train_by_script(side, [1.0, 2.0, 3.0], stopping)
    train_by_script(side, [9.0, 8.0, 8.5], stopping)
    assert (stopping.best_loss, stopping.best_epoch, stopping.stopped_epoch) == (8.0, 2, 3)


@BOTH
def test_early_stopping_judges_by_what_was_measured(side):
    model, data = line(side), (side.floats(2, 1), side.floats(2, 1))
    stopping = EarlyStopping(patience=3)
    history = train(side, model, [stopping], epochs=30, validation=data, lr=1.01)  # each step overshoots more
    assert history.epochs == 3 + stopping.best_epoch
    assert stopping.best_loss == min(history.validation_loss)
    assert side.training.evaluate(model, side.losses.MSELoss(), *data).loss == stopping.best_loss


def test_early_stopping_says_what_it_did():
    stopping = EarlyStopping(patience=1, min_delta=0.01)
    assert repr(stopping) == "EarlyStopping(patience=1, min_delta=0.01)"
    train_by_script(NUMPY, [2.0, 1.2345, 3.0], stopping)
    assert repr(stopping) == (
        "EarlyStopping(patience=1, min_delta=0.01): "
        "best epoch 2 with validation loss ≈1.23, stopped after epoch 3"
    )
    train_by_script(NUMPY, [2.0, 1.0], stopping)
    assert repr(stopping).endswith(": best epoch 2 with validation loss ≈1")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"patience": 0}, ValueError, "patience: expected a whole number of at least 1, received 0"),
        ({"patience": 2.0}, TypeError, "patience: expected a whole number, received 2.0"),
        ({"patience": 1, "min_delta": -1e-9}, ValueError, "min_delta: expected .* received -1e-09"),
        ({"patience": 1, "min_delta": "0"}, TypeError, "min_delta: expected a number, received '0'"),
        ({"patience": 1, "restore_best": 1}, TypeError, "restore_best: expected True or False, received 1"),
    ],
)
def test_impossible_settings_of_early_stopping_are_refused(settings, error, message):
    with pytest.raises(error, match=message):
        EarlyStopping(**settings)
