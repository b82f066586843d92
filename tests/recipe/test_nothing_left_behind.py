"""A check changes nothing: no weight, no mode, no gradient, no random state; and it comes out twice."""

import copy
import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from course_lib import recipe
from recipe.problems import Reader, loader_of, problem, sentences, small_model

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
    """Rows that draw from every generator when they are read, as augmenting data sets do; 0 times that."""

    def __len__(self):
        return 40

    def __getitem__(self, index):
        chance = random.random() + np.random.random() + torch.rand(()).item()  # noqa: NPY002
        return torch.full((4,), float(index)) + 0 * chance, index % 3


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


def drawn_noise(inputs):
    """Noise from every generator that an augmentation may use."""
    return inputs + 0.1 * torch.randn_like(inputs) + random.random() + np.random.random()  # noqa: NPY002


@each_check
def test_it_comes_out_the_same_twice(check, model, train, held_out):
    said = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        said.append(repr(check(model, train, held_out)))
    assert said[0] == said[1]


def test_it_comes_out_the_same_twice_whatever_an_augmentation_draws_from(model, train, held_out):
    said = set()
    for seed in (1, 2):
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        said.add(recipe.augmentation_keeps_labels(model, train, held_out, drawn_noise, **SHORT).measured)
        said.add(recipe.augmentation_keeps_labels(model, train, held_out, drawn_noise, **SHORT).measured)
    assert len(said) == 1


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


def test_a_transformer_with_padding_goes_through_every_check():
    torch.manual_seed(0)
    model = Reader()
    train, held_out = loader_of(*sentences(600, 0), shuffle=True), loader_of(*sentences(200, 1))
    assert recipe.initial_loss(model, train).passed
    assert recipe.overfit_one_batch(model, train, lr=3e-3).passed
    assert recipe.label_shuffle(model, train, held_out, steps=50).passed
    assert recipe.row_hashes(train, held_out).passed
    assert not recipe.eval_mode(model, held_out, predict=lambda model, words: model(words)).passed
    assert recipe.eval_mode(model, held_out, predict=lambda model, words: model.eval()(words)).passed


class Pair(nn.Module):
    """Returns more than logits."""

    def forward(self, x):
        return x[:, :3], x


WHAT_TO_DO = {
    "more than logits": (TypeError, "wrap a model that returns more", Pair(), problem(16, 0)),
    "one logit": (ValueError, r"torch.cat\(\[torch.zeros_like", nn.Linear(4, 1), problem(16, 0)),
    "labels of floats": (TypeError, r"labels.long\(\)", nn.Linear(4, 3), (torch.ones(16, 4), torch.ones(16))),
}


@pytest.mark.parametrize(("error", "words", "model", "rows"), WHAT_TO_DO.values(), ids=WHAT_TO_DO)
def test_what_does_not_fit_is_told_how_to_be_wrapped(error, words, model, rows):
    with pytest.raises(error, match=words):
        recipe.initial_loss(model, loader_of(*rows))


def test_a_model_that_casts_its_inputs_takes_float64():
    class Casts(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = small_model()

        def forward(self, x):
            return self.model(x.float())

    inputs, labels = problem(64, 0)
    assert recipe.initial_loss(Casts(), loader_of(inputs.double(), labels)).passed
    with pytest.raises(TypeError, match=r"inputs.float\(\)"):
        recipe.initial_loss(small_model(), loader_of(inputs.double(), labels))


def test_one_logit_becomes_two_by_the_wrapper_that_is_named():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = nn.Linear(4, 1)

        def forward(self, x):
            z = self.model(x)
            return torch.cat([torch.zeros_like(z), z], 1)

    inputs, labels = problem(40, 0)[0], torch.arange(40) % 2
    model = Two()
    expected = nn.functional.binary_cross_entropy_with_logits(model.model(inputs)[:, 0], labels.float())
    assert nn.functional.cross_entropy(model(inputs), labels).item() == pytest.approx(expected.item())
    assert recipe.initial_loss(model, loader_of(inputs, labels)).passed


def test_batches_of_words_and_of_two_lengths_are_told_what_to_do():
    inputs, labels = problem(16, 0)
    rows = [{"inputs": row, "labels": label} for row, label in zip(inputs, labels, strict=True)]
    with pytest.raises(TypeError, match="collate_fn that returns"):
        recipe.initial_loss(small_model(), DataLoader(rows, batch_size=4))
    ragged = [(torch.ones(4 + index // 8), index % 3) for index in range(16)]
    with pytest.raises(ValueError, match=r"received \(4,\) and \(5,\); pad"):
        recipe.initial_loss(small_model(), DataLoader(ragged, batch_size=8))


def test_a_model_that_cannot_be_copied_is_told_why():
    class Keeps(nn.Linear):
        def forward(self, x):
            self.last = super().forward(x)  # a tensor with a history, which deepcopy refuses
            return self.last

    model = Keeps(4, 3)
    model(torch.ones(2, 4))
    with pytest.raises(TypeError, match="that copy.deepcopy can copy"):
        recipe.initial_loss(model, loader_of(*problem(16, 0)))
