"""The loss before the first step, and a few rows learned by heart."""

import math

import pytest
import torch
from sklearn.datasets import load_iris, load_wine
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.pipelines import cell_pipeline
from course_lib.recipe import initial_loss, overfit_one_batch
from course_lib.recipe.copies import trained_copy
from recipe.problems import loader_of, noise_with_rare_class, problem, small_model, two_clusters, two_layers


def cells(rows, seed):
    """Rows of the tumour cells that chapter 10 trains on, split by a seed."""
    return tuple(part[:rows] for part in cell_pipeline(seed=seed).train.dataset.tensors)


class Times(nn.Module):
    """Multiplies by a number."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


def test_a_fresh_model_starts_near_ln_k(model, train):
    verdict = initial_loss(model, train)
    assert verdict.passed
    assert verdict.measured == pytest.approx(math.log(3), abs=0.3)


def test_a_model_whose_outputs_are_all_zero_starts_at_ln_k_exactly(train):
    verdict = initial_loss(nn.Sequential(small_model(), Times(0.0)), train)
    assert verdict.passed
    assert verdict.measured == pytest.approx(math.log(3), rel=1e-6)
    assert verdict.threshold == pytest.approx(math.log(3) + 0.5, abs=2e-4)


def test_large_first_logits_are_found(model, train):
    verdict = initial_loss(nn.Sequential(model, Times(30.0)), train)
    assert not verdict.passed
    assert verdict.relation == "at most"


def test_inputs_from_0_to_255_are_found():
    inputs, labels = problem(240, 1)
    assert not initial_loss(small_model(), loader_of(255 * inputs, labels)).passed


def test_a_loss_that_is_a_sum_is_found(model, train):
    assert not initial_loss(model, train, loss=lambda z, y: cross_entropy(z, y, reduction="sum")).passed


def test_a_model_that_knows_the_labels_is_found():
    inputs, labels = problem(240, 1)
    sees_the_label = nn.Linear(4, 3)
    with torch.no_grad():
        sees_the_label.weight.copy_(2 * torch.eye(3, 4))
        sees_the_label.bias.zero_()
    verdict = initial_loss(sees_the_label, loader_of(inputs, labels))
    assert not verdict.passed
    assert verdict.relation == "at least"


@pytest.mark.parametrize(("make", "columns"), [(two_clusters, 20), (cells, 30)], ids=["clusters", "cells"])
def test_two_classes_raise_no_false_alarm_though_fresh_logits_go_with_them_by_chance(make, columns):
    """One toss of a coin a model moves the loss by far more than 3 standard errors over rows."""
    fired = 0
    for seed in range(40):
        torch.manual_seed(seed)
        model = nn.Linear(30, 2) if columns == 30 else two_layers(columns, 2, seed)
        fired += not initial_loss(model, loader_of(*make(369, seed), shuffle=True)).passed
    assert fired == 0


def test_a_trained_model_of_two_classes_is_found():
    inputs, labels = cells(369, 0)
    trained = trained_copy(two_layers(30, 2, 0), inputs, labels, loss=cross_entropy, steps=200, lr=1e-3)
    assert not initial_loss(trained, loader_of(inputs, labels)).passed


@pytest.mark.parametrize("load", [load_wine, load_iris], ids=["wine", "iris"])
@pytest.mark.parametrize("hidden", [False, True], ids=["linear", "hidden layer"])
def test_three_classes_raise_no_false_alarm(load, hidden):
    inputs, labels = load(return_X_y=True)
    inputs = torch.tensor((inputs - inputs.mean(0)) / inputs.std(0)).float()
    train = loader_of(inputs, torch.tensor(labels), shuffle=True)
    for seed in range(50):
        torch.manual_seed(seed)
        columns = inputs.shape[1]
        assert initial_loss(two_layers(columns, 3, seed) if hidden else nn.Linear(columns, 3), train).passed


@pytest.mark.parametrize("rows", [4, 33, 513, 1025])
def test_any_number_of_rows_goes_through_batch_norm(rows):
    model = nn.Sequential(nn.Linear(20, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))
    assert initial_loss(model, loader_of(*two_clusters(1100, 0)), rows=rows).passed


def test_rare_classes_are_no_false_alarm():
    for seed in range(20):
        assert initial_loss(
            two_layers(20, 2, seed), loader_of(*noise_with_rare_class(600, seed, gap=2.5))
        ).passed


@pytest.mark.parametrize("rare", [0.05, 0.2])
def test_logits_that_lean_alike_for_all_rows_are_no_false_alarm(rare):
    """A layer norm gives all rows nearly the same logits, for the rare class or against it by one toss."""
    for seed in range(60):
        generator = torch.Generator().manual_seed(seed)
        inputs = torch.randn(600, 20, generator=generator).sigmoid()
        labels = (torch.rand(600, generator=generator) < rare).long()
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.LayerNorm(64), nn.Linear(64, 2))
        assert initial_loss(model, loader_of(inputs, labels)).passed


@pytest.mark.parametrize("check", [initial_loss, overfit_one_batch])
def test_rows_of_one_class_say_nothing_and_are_refused(check):
    inputs, labels = problem(600, 0)
    order = labels.argsort()
    with pytest.raises(ValueError, match="rows of 2 classes at least, received .* let the loader shuffle"):
        check(nn.Sequential(small_model(), Times(0.0)), loader_of(inputs[order], labels[order]), rows=32)


def test_rare_classes_lower_what_a_guess_can_reach():
    labels = (torch.arange(400) % 20 == 0).long()
    prior = nn.Sequential(nn.Linear(4, 2), Times(0.0), Plus(torch.tensor([math.log(19.0), 0.0])))
    assert initial_loss(prior, loader_of(torch.ones(400, 4), labels)).passed


class Plus(nn.Module):
    """Adds a vector."""

    def __init__(self, vector):
        super().__init__()
        self.vector = vector

    def forward(self, x):
        return x + self.vector


def test_a_healthy_model_learns_a_batch_by_heart(model, train):
    verdict = overfit_one_batch(model, train)
    assert verdict.passed
    assert verdict.threshold == pytest.approx(math.log(2) / 32)
    steps = int(verdict.quantity.partition("32 of 32 rows right after ≈")[2].partition(" steps")[0])
    assert not overfit_one_batch(model, train, steps=steps - 10).passed
    assert overfit_one_batch(model, train, steps=steps).passed


def test_below_the_threshold_no_row_can_be_wrong():
    wrong_by_a_hair = torch.tensor([[0.0, 1e-6]])
    sure = torch.tensor([[50.0, 0.0]]).repeat(31, 1)
    loss = cross_entropy(torch.cat([wrong_by_a_hair, sure]), torch.zeros(32, dtype=torch.int64))
    assert loss > math.log(2) / 32


def test_a_softmax_before_the_loss_is_found(model, train):
    verdict = overfit_one_batch(nn.Sequential(model, nn.Softmax(1)), train, steps=300)
    assert not verdict.passed
    assert verdict.measured >= math.log(1 + 2 / math.e) - 1e-6


def test_equal_rows_with_different_labels_are_found(model):
    inputs, labels = problem(32, 1)
    inputs[1] = inputs[0]
    assert not overfit_one_batch(model, loader_of(inputs, labels), steps=300).passed


def test_a_single_bias_is_too_little_to_learn_by(train):
    narrow = small_model()
    for parameter in narrow.parameters():
        parameter.requires_grad_(False)
    narrow[-1].bias.requires_grad_(True)
    assert not overfit_one_batch(narrow, train, steps=300).passed


def test_wrong_labels_are_not_found_for_they_can_be_learned_by_heart():
    inputs, labels = problem(32, 1)
    order = torch.randperm(32, generator=torch.Generator().manual_seed(0))
    assert overfit_one_batch(small_model(), loader_of(inputs, labels[order]), lr=0.01).passed
