"""Training as a whole: order, batches, modes, history."""

from functools import partial

import numpy as np
import pytest

from course_lib.callbacks import Callback
from course_lib.numpy_nn.activations import ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.initialisation import normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss, MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.normalisation import BatchNorm1d
from course_lib.numpy_nn.optimisers import SGD, Adam
from course_lib.numpy_nn.schedules import ExponentialLR
from course_lib.numpy_nn.training import accuracy, evaluate, fit

ROWS = 10


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def x(rng):
    return rng.standard_normal((ROWS, 3))


@pytest.fixture
def y(x):
    return (x[:, :2] > 0).astype(np.float64)


def new_model():
    return MLP([3, 4, 2], Tanh, rng=np.random.default_rng(1), dtype=np.float64)


def train(model, x, y, *, batch_size=4, epochs=3, seed=5, **changes):
    optimiser = SGD(model.parameters(), lr=0.3)
    rng = np.random.default_rng(seed)
    return fit(model, MSELoss(), optimiser, x, y, epochs=epochs, batch_size=batch_size, rng=rng, **changes)


def test_fit_is_the_loop_that_one_would_write(x, y):
    model, by_hand = new_model(), new_model()
    history = train(model, x, y)

    loss, rng, means = MSELoss(), np.random.default_rng(5), []
    for _ in range(3):
        order, losses = rng.permutation(ROWS), []
        for rows in (order[:4], order[4:8], order[8:]):  # ten rows in batches of four: the last has two
            by_hand.zero_grad()
            losses += [loss(by_hand(x[rows]), y[rows])] * len(rows)
            by_hand.backward(loss.backward()[0])
            for parameter in by_hand.parameters():
                parameter.data -= 0.3 * parameter.grad
        means.append(np.mean(losses))

    np.testing.assert_allclose(history.training_loss, means, rtol=1e-13)
    for name, values in by_hand.state_dict().items():
        np.testing.assert_allclose(model.state_dict()[name], values, rtol=1e-13)


def test_clipping_shortens_the_gradient_before_each_step(x, y):
    model, by_hand = new_model(), new_model()
    train(model, x, y, batch_size=ROWS, max_grad_norm=0.01)

    loss = MSELoss()
    for _ in range(3):
        by_hand.zero_grad()
        loss(by_hand(x), y)
        by_hand.backward(loss.backward()[0])
        norm = np.sqrt(sum(np.sum(parameter.grad**2) for parameter in by_hand.parameters()))
        assert norm > 0.01, "there must be something to clip"
        for parameter in by_hand.parameters():
            parameter.data -= 0.3 * parameter.grad * 0.01 / (norm + 1e-6)

    for name, values in by_hand.state_dict().items():
        np.testing.assert_allclose(model.state_dict()[name], values, rtol=1e-13, err_msg=name)


def test_clipping_to_a_norm_that_is_never_reached_changes_nothing(x, y):
    clipped = train(new_model(), x, y, max_grad_norm=1e6).training_loss
    assert clipped == train(new_model(), x, y).training_loss


def test_what_explodes_without_clipping_trains_with_it(x, y):
    def history(**changes):
        rng = np.random.default_rng(1)  # a ReLU of eight inputs wants a spread of 0.5
        rule = partial(normal, std=1.5)
        model = MLP([3, 8, 8, 8, 8, 2], ReLU, weight_init=rule, rng=rng, dtype=np.float64)
        return train(model, x, y, batch_size=ROWS, epochs=60, **changes)

    with pytest.raises(ValueError, match="the loss became inf"):
        history()
    losses = history(max_grad_norm=1.0).training_loss
    assert losses[-1] < losses[0] / 100  # from thousands to below one


class Rates(Callback):
    """Notes the learning rate of every step."""

    def before_training(self, run):
        self.seen = []

    def after_step(self, run):
        self.seen.append(run.lr)


def test_a_schedule_is_stepped_after_every_step_and_the_history_has_the_last_rate_of_each_epoch(x, y):
    model, rates = new_model(), Rates()
    optimiser = SGD(model.parameters(), lr=0.8)
    schedule = ExponentialLR(optimiser, gamma=0.5)
    settings = {"epochs": 2, "batch_size": 4, "rng": np.random.default_rng(5)}
    history = fit(model, MSELoss(), optimiser, x, y, schedule=schedule, callbacks=[rates], **settings)
    assert rates.seen == [0.8, 0.4, 0.2, 0.1, 0.05, 0.025]  # ten rows in batches of four: three steps
    assert history.lr == [0.2, 0.025]


def test_a_rate_that_stays_is_as_good_as_no_schedule(x, y):
    model = new_model()
    optimiser = SGD(model.parameters(), lr=0.3)
    settings = {"epochs": 3, "batch_size": 4, "rng": np.random.default_rng(5)}
    schedule = ExponentialLR(optimiser, gamma=1.0)
    scheduled = fit(model, MSELoss(), optimiser, x, y, schedule=schedule, **settings)
    assert scheduled == train(new_model(), x, y)


def test_answers_of_the_training_rows_are_counted_before_the_step_that_they_lead_to():
    x, labels = np.array([[1.0], [1.0], [-1.0], [1.0]]), np.array([0, 0, 1, 1])
    model = Linear(1, 2, bias=False, dtype=np.float64)
    model.load_state_dict({"weight": np.array([[1.0], [-1.0]])})
    optimiser = SGD(model.parameters(), lr=1e-9)
    settings = {"epochs": 2, "batch_size": 3, "rng": np.random.default_rng(0)}
    history = fit(model, CrossEntropyLoss(), optimiser, x, labels, **settings)
    assert history.training_accuracy == [0.75, 0.75]  # the last row is wrong, whatever batch it is in


def test_targets_that_are_no_labels_have_no_accuracy(x, y):
    assert train(new_model(), x, y).training_accuracy == []


def test_the_seed_decides_the_order_and_nothing_else_does(x, y):
    histories = [train(new_model(), x, y, seed=seed).training_loss for seed in (5, 5, 6)]
    assert histories[0] == histories[1] != histories[2]


def test_a_batch_larger_than_the_data_is_all_of_it(x, y):
    whole = train(new_model(), x, y, batch_size=ROWS).training_loss
    assert train(new_model(), x, y, batch_size=99).training_loss == whole


def test_a_network_learns_what_no_line_divides():
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0])
    model = MLP([2, 8, 2], Tanh, rng=np.random.default_rng(0), dtype=np.float64)
    optimiser = Adam(model.parameters(), lr=0.05)
    rng = np.random.default_rng(0)
    history = fit(
        model,
        CrossEntropyLoss(),
        optimiser,
        x,
        labels,
        epochs=200,
        batch_size=4,
        rng=rng,
        validation=(x, labels),
    )
    assert history.validation_accuracy[-1] == accuracy(model, x, labels) == 1.0
    assert history.training_loss[-1] < 0.1 < history.training_loss[0]


def test_batch_norm_trains_on_batches_and_is_judged_with_its_running_statistics(x, y):
    model = MLP([3, 4, 2], Tanh, norm_layer=BatchNorm1d, rng=np.random.default_rng(1), dtype=np.float64)
    history = train(model, x, y, batch_size=5, epochs=20, validation=(x, y))
    assert model.layers[1].num_batches_tracked.data == 40
    assert history.training_loss[-1] < history.training_loss[0] / 2
    assert history.validation_loss[-1] == evaluate(model, MSELoss(), x, y).loss
    assert model.layers[1].num_batches_tracked.data == 40, "judging does not count as a batch"


def test_a_last_batch_of_one_row_is_refused_where_rows_are_normalised_together(x, y):
    model = MLP([3, 4, 2], Tanh, norm_layer=BatchNorm1d, dtype=np.float64)
    with pytest.raises(ValueError, match="choose a batch size that leaves no single row over"):
        train(model, x, y, batch_size=9)


def test_validation_is_measured_after_each_epoch_and_changes_nothing(x, y):
    model = new_model()
    history = train(model, x, y, validation=(x[:4], y[:4]))
    assert len(history.validation_loss) == 3
    assert history.validation_loss[-1] == evaluate(model, MSELoss(), x[:4], y[:4]).loss
    assert history.validation_accuracy == []
    assert history.training_loss == train(new_model(), x, y).training_loss


def test_progress_sees_every_epoch(x, y):
    seen = []

    def progress(epochs):
        for epoch in epochs:
            seen.append(epoch)
            yield epoch

    train(new_model(), x, y, progress=progress)
    assert seen == [1, 2, 3]


class Modes(Module):
    """Notes in which mode it is called."""

    def __init__(self, inner):
        self.inner, self.noted = inner, []

    def compute(self, x):
        self.noted.append(self.training)
        return self.inner(x), None

    def gradients(self, grad_output, cache):
        return self.inner.backward(grad_output)


def test_steps_are_taken_in_training_mode_and_judged_in_eval_mode(x, y):
    model = Modes(new_model())
    train(model, x, y, epochs=1, validation=(x, y))
    assert model.noted == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]  # two looks at the door, 3 steps, validation


@pytest.mark.parametrize("training", [True, False])
def test_every_module_is_given_back_in_the_mode_in_which_it_came(x, y, training):
    model, loss = new_model().train(training), MSELoss().train(training)
    model.layers[1].training = not training
    optimiser = SGD(model.parameters(), lr=0.1)
    fit(model, loss, optimiser, x, y, epochs=1, batch_size=5, rng=np.random.default_rng(0))
    evaluate(model, loss, x, y)
    assert [module.training for module in model.layers] == [training, not training, training]
    assert model.training == loss.training == training


def test_modes_are_given_back_after_an_interruption(x, y):
    model = new_model().eval()

    def interrupted(epochs):
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(model, x, y, progress=interrupted)
    assert not any(module.training for module in model.modules())


def test_calls_that_somebody_left_open_do_not_disturb_training(x, y):
    model, loss = new_model(), MSELoss()
    loss(model(x), y)
    loss(model(x), y)
    optimiser, rng = SGD(model.parameters(), lr=0.3), np.random.default_rng(5)
    history = fit(model, loss, optimiser, x, y, epochs=3, batch_size=4, rng=rng)
    assert history.training_loss == train(new_model(), x, y).training_loss


def test_evaluation_leaves_an_open_call_open(x, y):
    model, loss = new_model(), MSELoss()
    loss(model(x), y)
    evaluate(model, loss, x, y)
    assert model.backward(loss.backward()[0]).shape == x.shape


def test_evaluation_in_portions_equals_evaluation_at_once(rng):
    model = Linear(3, 2, rng=rng, dtype=np.float64)
    x, labels = rng.standard_normal((1300, 3)), rng.integers(0, 2, 1300)
    model.eval()
    loss, share = evaluate(model, CrossEntropyLoss(), x, labels)
    outputs = model(x)
    assert loss == pytest.approx(float(CrossEntropyLoss()(outputs, labels)), rel=1e-12)
    assert share == np.mean(outputs.argmax(1) == labels)


def test_a_network_that_cannot_learn_is_not_better_than_guessing(x):
    model = MLP(
        [3, 4, 2], Sigmoid, weight_init=lambda shape, rng, dtype: np.zeros(shape, dtype), dtype=np.float64
    )
    assert accuracy(model, x, np.arange(ROWS) % 2) == 0.5
