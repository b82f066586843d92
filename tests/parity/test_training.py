"""Training: the same data, weights and settings give the same history and the same weights on both sides."""

import numpy as np
import pytest
import torch

from course_lib.equality import NotEqualError, prove_equal, require_equal
from course_lib.numpy_nn import losses, mlp, normalisation, optimisers, schedules, training
from course_lib.numpy_nn.activations import Tanh
from course_lib.torch_nn import activations as twin_activations
from course_lib.torch_nn import losses as twin_losses
from course_lib.torch_nn import mlp as twin_mlp
from course_lib.torch_nn import normalisation as twin_normalisation
from course_lib.torch_nn import optimisers as twin_optimisers
from course_lib.torch_nn import schedules as twin_schedules
from course_lib.torch_nn import training as twin_training
from course_lib.weights import to_numpy, to_torch

ROWS, EPOCHS = 12, 8


def both_fits(loss, y, optimiser="Adam", lr=0.05, norm="", **changes):
    """Train the same network on both sides, full batch, so that no order of rows is involved."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((ROWS, 4))
    mine = mlp.MLP([4, 5, 3], norm_layer=getattr(normalisation, norm, None), rng=rng, dtype=np.float64)
    theirs = twin_mlp.MLP([4, 5, 3], norm_layer=getattr(twin_normalisation, norm, None), dtype=torch.float64)
    theirs.load_state_dict(to_torch(mine.state_dict()))
    settings = {"epochs": EPOCHS, "batch_size": ROWS, **changes}
    history = training.fit(
        mine,
        getattr(losses, loss)(),
        getattr(optimisers, optimiser)(mine.parameters(), lr=0.05),
        x,
        y,
        rng=rng,
        validation=(x[:5], y[:5]),
        **settings,
    )
    x, y = torch.tensor(x), torch.tensor(y)
    their_history = twin_training.fit(
        theirs,
        getattr(twin_losses, loss)(),
        getattr(twin_optimisers, optimiser)(theirs.parameters(), lr=lr),
        x,
        y,
        rng=torch.Generator().manual_seed(0),
        validation=(x[:5], y[:5]),
        **settings,
    )
    return mine, theirs, history, their_history


LABELS = np.arange(ROWS) % 3
VALUES = np.random.default_rng(1).standard_normal((ROWS, 3))


@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
@pytest.mark.parametrize(("loss", "y"), [("CrossEntropyLoss", LABELS), ("MSELoss", VALUES)])
def test_both_sides_learn_the_same(loss, y, optimiser):
    mine, theirs, history, their_history = both_fits(loss, y, optimiser)
    require_equal("training loss", history.training_loss, their_history.training_loss)
    require_equal("validation loss", history.validation_loss, their_history.validation_loss)
    assert history.validation_accuracy == their_history.validation_accuracy
    for (name, learned), expected in zip(
        mine.state_dict().items(), to_numpy(theirs.state_dict()).values(), strict=True
    ):
        require_equal(
            name, learned, expected, tolerance=1e-8
        )  # eight steps hand differences on to each other


def test_both_sides_clip_to_the_same_norm():
    mine, _, history, their_history = both_fits("MSELoss", VALUES, "SGD", max_grad_norm=0.05)
    require_equal("training loss", history.training_loss, their_history.training_loss)
    unclipped, *_ = both_fits("MSELoss", VALUES, "SGD")
    assert (mine.state_dict()["layers.0.weight"] != unclipped.state_dict()["layers.0.weight"]).all()


@pytest.mark.parametrize("norm", ["BatchNorm1d", "LayerNorm"])
def test_both_sides_learn_the_same_with_normalisation(norm):
    # SGD, since Adam makes whole steps of the rounding in a gradient that should be zero (the bias before).
    mine, theirs, history, their_history = both_fits("CrossEntropyLoss", LABELS, "SGD", norm=norm)
    require_equal("training loss", history.training_loss, their_history.training_loss)
    require_equal("validation loss", history.validation_loss, their_history.validation_loss)
    their_buffers = dict(theirs.named_buffers())
    assert len(their_buffers) == (3 if norm == "BatchNorm1d" else 0)
    for name, buffer in mine.named_buffers():
        require_equal(name, buffer.data, their_buffers[name])


OPTIMISERS = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("RMSprop", {"lr": 0.005, "momentum": 0.5, "centered": True}),
    ("Adam", {"lr": 0.01, "weight_decay": 0.01, "amsgrad": True}),
    ("AdamW", {"lr": 0.01}),
]
SCHEDULES = {
    "StepLR": lambda side, optimiser: side.StepLR(optimiser, step_size=20),
    "ExponentialLR": lambda side, optimiser: side.ExponentialLR(optimiser, gamma=0.95),
    "warm-up and wave": lambda side, optimiser: side.SequentialLR(
        optimiser,
        [side.LinearLR(optimiser, total_iters=10), side.CosineAnnealingLR(optimiser, T_max=40)],
        milestones=[10],
    ),
}


def both_sides_step_by_step(optimiser, options, schedule, max_grad_norm, their_options=None):
    """The losses of fifty steps, each on all rows; one epoch is one step."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((ROWS, 4))
    mine = mlp.MLP([4, 8, 3], Tanh, rng=rng, dtype=np.float64)
    theirs = twin_mlp.MLP([4, 8, 3], twin_activations.Tanh, dtype=torch.float64)
    theirs.load_state_dict(to_torch(mine.state_dict()))
    walker = getattr(optimisers, optimiser)(mine.parameters(), **options)
    their_walker = getattr(twin_optimisers, optimiser)(theirs.parameters(), **(their_options or options))
    settings = {"epochs": 50, "batch_size": ROWS, "max_grad_norm": max_grad_norm}
    history = training.fit(
        mine,
        losses.CrossEntropyLoss(),
        walker,
        x,
        LABELS,
        rng=rng,
        schedule=SCHEDULES[schedule](schedules, walker) if schedule else None,
        **settings,
    )
    their_history = twin_training.fit(
        theirs,
        twin_losses.CrossEntropyLoss(),
        their_walker,
        torch.tensor(x),
        torch.tensor(LABELS),
        rng=torch.Generator().manual_seed(0),
        schedule=SCHEDULES[schedule](twin_schedules, their_walker) if schedule else None,
        **settings,
    )
    return history, their_history


@pytest.mark.parametrize("max_grad_norm", [None, 0.1])
@pytest.mark.parametrize("schedule", [None, *SCHEDULES])
@pytest.mark.parametrize(("optimiser", "options"), OPTIMISERS)
def test_twins_of_equal_weights_have_equal_losses_for_fifty_steps(
    optimiser, options, schedule, max_grad_norm
):
    history, their_history = both_sides_step_by_step(optimiser, options, schedule, max_grad_norm)
    for mine, theirs in zip(history.training_loss, their_history.training_loss, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-8)  # fifty steps hand differences on to each other
    assert history.lr == pytest.approx(their_history.lr, rel=1e-12)
    assert history.training_accuracy == their_history.training_accuracy
    assert len(history.training_accuracy) == 50
    assert history.training_loss[-1] < history.training_loss[0]


def test_a_hundred_thousandth_of_a_learning_rate_is_noticed_in_fifty_steps():
    history, their_history = both_sides_step_by_step("SGD", {"lr": 0.05}, None, None, {"lr": 0.0500005})
    assert history.training_loss[-1] != pytest.approx(their_history.training_loss[-1], rel=1e-8)


@pytest.mark.parametrize("side", [twin_schedules, torch.optim.lr_scheduler], ids=["twin", "torch"])
def test_the_twin_takes_a_schedule_of_pytorch_as_well(side):
    model = twin_mlp.MLP([4, 3], rng=torch.Generator().manual_seed(0))
    walker = twin_optimisers.SGD(model.parameters(), lr=0.1)
    history = twin_training.fit(
        model,
        twin_losses.CrossEntropyLoss(),
        walker,
        torch.ones(ROWS, 4),
        torch.tensor(LABELS),
        epochs=3,
        batch_size=ROWS,
        rng=torch.Generator().manual_seed(0),
        schedule=side.LinearLR(walker, start_factor=0.25, total_iters=3),
    )
    assert history.lr == pytest.approx([0.025, 0.05, 0.075], rel=1e-12)


def test_another_learning_rate_is_noticed():
    _, _, history, their_history = both_fits("MSELoss", VALUES, lr=0.051)
    with pytest.raises(NotEqualError):
        require_equal("training loss", history.training_loss, their_history.training_loss)


def test_what_was_learned_still_proves_equal():
    mine, theirs, _, _ = both_fits("CrossEntropyLoss", LABELS)
    x = np.random.default_rng(2).standard_normal((6, 4))
    assert repr(prove_equal(mine, theirs, x)) == (
        "✓ equal to 1e-10: output, input gradient, 4 parameter gradients"
    )


def test_both_sides_judge_alike():
    mine, theirs, _, _ = both_fits("CrossEntropyLoss", LABELS)
    theirs.load_state_dict(to_torch(mine.state_dict()))
    x = np.random.default_rng(3).standard_normal((ROWS, 4))
    x_tensor, labels = torch.tensor(x), torch.tensor(LABELS)
    loss, accuracy = training.evaluate(mine, losses.CrossEntropyLoss(), x, LABELS)
    their_loss, their_accuracy = twin_training.evaluate(
        theirs, twin_losses.CrossEntropyLoss(), x_tensor, labels
    )
    require_equal("loss", loss, their_loss)
    assert accuracy == their_accuracy == training.accuracy(mine, x, LABELS)
    assert accuracy == twin_training.accuracy(theirs, x_tensor, labels)
