"""Training: the same data, weights and settings give the same history and the same weights on both sides."""

import numpy as np
import pytest
import torch

from course_lib.equality import NotEqualError, prove_equal, require_equal
from course_lib.numpy_nn import losses, mlp, normalisation, optimisers, training
from course_lib.torch_nn import losses as twin_losses
from course_lib.torch_nn import mlp as twin_mlp
from course_lib.torch_nn import normalisation as twin_normalisation
from course_lib.torch_nn import optimisers as twin_optimisers
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
