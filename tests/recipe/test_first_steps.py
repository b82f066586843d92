"""The loss before the first step, and a few rows learnt by heart."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.recipe import initial_loss, overfit_one_batch
from recipe.problems import loader_of, problem, small_model


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
    assert verdict.quantity.startswith("32 of 32 rows right")


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


def test_frozen_layers_that_cannot_learn_are_found(train):
    narrow = small_model()
    for parameter in narrow.parameters():
        parameter.requires_grad_(False)
    narrow[-1].bias.requires_grad_(True)
    assert not overfit_one_batch(narrow, train, steps=300).passed


def test_wrong_labels_are_not_found_for_they_can_be_learnt_by_heart():
    inputs, labels = problem(32, 1)
    order = torch.randperm(32, generator=torch.Generator().manual_seed(0))
    assert overfit_one_batch(small_model(), loader_of(inputs, labels[order]), lr=0.01).passed
