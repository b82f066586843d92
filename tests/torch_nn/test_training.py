"""Training in PyTorch: modes, and where gradients are kept."""

import pytest
import torch
from torch import nn

from course_lib.torch_nn.losses import MSELoss
from course_lib.torch_nn.optimisers import SGD
from course_lib.torch_nn.training import accuracy, evaluate, fit


class Noting(nn.Module):
    """Notes in which mode it is called, and whether autograd follows."""

    def __init__(self):
        super().__init__()
        self.linear, self.noted = nn.Linear(3, 2), []

    def forward(self, x):
        self.noted.append((self.training, torch.is_grad_enabled()))
        return self.linear(x)


@pytest.fixture
def x():
    return torch.ones(10, 3)


def train(model, x, **changes):
    optimiser = SGD(model.parameters(), lr=0.1)
    settings = {"epochs": 1, "batch_size": 4, "rng": torch.Generator().manual_seed(0)} | changes
    return fit(model, MSELoss(), optimiser, x, torch.zeros(len(x), 2), **settings)


def test_autograd_follows_the_steps_and_nothing_else(x):
    model = Noting()
    train(model, x, validation=(x, torch.zeros(10, 2)))
    look, step = (False, False), (True, True)
    assert model.noted == [look, look, step, step, step, look]  # the door twice, ten rows by four, validation


def test_evaluation_is_in_eval_mode_and_gives_the_mode_back(x):
    model = Noting().train()
    evaluate(model, MSELoss(), x, torch.zeros(10, 2))
    accuracy(model, x, torch.zeros(10, dtype=torch.int64))
    assert set(model.noted) == {(False, False)}
    assert all(module.training for module in model.modules())


def test_modes_are_given_back_after_an_interruption(x):
    model = Noting().eval()

    def interrupted(epochs):
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(model, x, progress=interrupted)
    assert not any(module.training for module in model.modules())


def test_the_mean_loss_of_an_epoch_counts_every_row_once():
    # The steps are too small to matter, so the mean over batches of 4, 4 and 2 is the loss of all rows.
    torch.manual_seed(0)
    model, x = Noting().double(), torch.arange(30.0, dtype=torch.float64).reshape(10, 3)
    y = torch.zeros(10, 2, dtype=torch.float64)
    expected = evaluate(model, MSELoss(), x, y).loss
    optimiser = SGD(model.parameters(), lr=1e-15)
    rng = torch.Generator().manual_seed(0)
    history = fit(model, MSELoss(), optimiser, x, y, epochs=1, batch_size=4, rng=rng)
    assert history.training_loss == [pytest.approx(expected, rel=1e-9)]
