"""A check changes nothing: no weight, no mode, no gradient, no random state; and it comes out twice."""

import copy
import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from course_lib import recipe
from recipe.problems import loader_of, problem, small_model

SHORT = {"steps": 20}


def noise(inputs):
    return inputs + 0.1 * torch.randn_like(inputs)


CHECKS = {
    "initial loss": lambda model, train, held_out: recipe.initial_loss(model, train),
    "overfit": lambda model, train, held_out: recipe.overfit_one_batch(model, train, **SHORT),
    "input baseline": lambda *given: recipe.input_baseline(*given, **SHORT),
    "label shuffle": lambda *given: recipe.label_shuffle(*given, **SHORT),
    "row hashes": lambda model, train, held_out: recipe.row_hashes(train, held_out),
    "near rows": lambda model, train, held_out: recipe.near_rows(train, held_out),
    "eval mode": lambda model, train, held_out: recipe.eval_mode(model, held_out),
    "eval mode of a function": lambda model, train, held_out: recipe.eval_mode(
        model, held_out, predict=lambda model, inputs: model(inputs)
    ),
    "augmentation": lambda *given: recipe.augmentation_keeps_labels(*given, noise, **SHORT),
    "preview": lambda model, train, held_out: recipe.preview(noise, train),
}
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)


class DrawnRows(Dataset):
    """Rows that draw from every generator when they are read, as augmenting data sets do."""

    def __len__(self):
        return 40

    def __getitem__(self, index):
        chance = random.random() + np.random.random() + torch.rand(()).item()  # noqa: NPY002
        return torch.full((4,), chance), index % 3


def all_random_states(loader):
    numpy_state = np.random.get_state()  # noqa: NPY002
    return [
        torch.get_rng_state().tolist(),
        random.getstate(),
        (numpy_state[1].tolist(), numpy_state[2]),
        loader.generator.get_state().tolist(),
    ]


@each_check
@pytest.mark.parametrize("mode", [True, False], ids=["training", "eval"])
def test_the_model_stays_as_it_is(check, mode, train, held_out):
    model = small_model(nn.BatchNorm1d(16), nn.Dropout(0.3)).train(mode)
    model[1].eval()  # a part in a mode of its own
    model(torch.ones(4, 4)).sum().backward()
    state = copy.deepcopy(model.state_dict())
    grads = [parameter.grad.clone() for parameter in model.parameters()]
    modes = [part.training for part in model.modules()]
    check(model, train, held_out)
    assert all(torch.equal(state[name], value) for name, value in model.state_dict().items())
    assert all(torch.equal(a, p.grad) for a, p in zip(grads, model.parameters(), strict=True))
    assert [part.training for part in model.modules()] == modes


@each_check
def test_random_states_stay_as_they_are_and_the_loader_goes_on_in_its_order(check, model, held_out):
    generator = torch.Generator().manual_seed(5)
    train = DataLoader(DrawnRows(), batch_size=16, shuffle=True, generator=generator)
    before = all_random_states(train)
    check(model, train, held_out)
    assert all_random_states(train) == before


@each_check
def test_it_comes_out_the_same_twice(check, model, train, held_out):
    torch.manual_seed(1)
    first = repr(check(model, train, held_out))
    torch.manual_seed(2)
    assert repr(check(model, train, held_out)) == first


@each_check
def test_it_works_where_gradients_are_switched_off(check, model, train, held_out):
    with torch.no_grad():
        check(model, train, held_out)
        assert not torch.is_grad_enabled()


@each_check
def test_random_states_come_back_even_from_an_error(check, model, held_out):
    nothing = loader_of(torch.ones(0, 4), torch.ones(0, dtype=torch.int64))
    with pytest.raises(ValueError, match="expected"):
        check(model, nothing, nothing)


def test_any_model_and_loader_will_do():
    """Words of integers, an embedding, a batch sampler, labels of 32 bits."""
    inputs, labels = problem(64, 1)
    words = (inputs > 1).long()
    loader = loader_of(words, labels.int())
    model = nn.Sequential(nn.Embedding(2, 8), nn.Flatten(), nn.Linear(32, 3))
    assert recipe.initial_loss(model, loader).passed
    assert recipe.input_baseline(model, loader, loader, lr=0.01).passed
    assert not recipe.row_hashes(loader, loader).passed
    with pytest.raises(TypeError, match="expected inputs of floats"):
        recipe.near_rows(loader, loader)
