"""Training with less on purpose: without inputs, without true labels."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.recipe import input_baseline, label_shuffle
from course_lib.recipe.copies import brier_scores, trained_copy
from recipe.problems import loader_of, problem, small_model


def shuffled(rows, seed):
    """The problem with labels in an order of their own."""
    inputs, labels = problem(rows, seed)
    return inputs, labels[torch.randperm(rows, generator=torch.Generator().manual_seed(seed + 10))]


def test_a_model_that_reads_its_inputs_beats_one_without(model, train, held_out):
    verdict = input_baseline(model, train, held_out)
    assert verdict.passed
    assert verdict.measured < 0.1 < verdict.threshold


@pytest.mark.parametrize("seed", range(5))
def test_labels_of_other_rows_are_found(model, held_out, seed):
    assert not input_baseline(model, loader_of(*shuffled(240, seed)), held_out).passed


def test_inputs_that_do_not_arrive_are_found(train, held_out):
    blind = nn.Sequential(Zero(), small_model())
    assert not input_baseline(blind, train, held_out).passed


def test_one_row_that_is_wrong_with_certainty_does_not_outweigh_the_others(train):
    inputs, labels = problem(90, 2)
    inputs[0], labels[0] = 100 * inputs[0], 1
    assert input_baseline(small_model(), train, loader_of(inputs, labels), lr=0.01).passed


class Zero(nn.Module):
    """Forgets its inputs."""

    def forward(self, x):
        return 0 * x


def test_the_score_is_briers():
    outputs, labels = torch.log(torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])), torch.tensor([0, 1])
    expected = [0.25 + 0.09 + 0.04, 0.01 + 0.81 + 0.64]
    assert brier_scores(outputs, labels).tolist() == pytest.approx(expected)


def test_the_frequencies_of_the_classes_have_the_best_score_that_needs_no_inputs():
    shares, labels = torch.tensor([0.7, 0.2, 0.1]), torch.tensor([0] * 7 + [1] * 2 + [2])
    best = brier_scores(shares.log().repeat(10, 1), labels).mean()
    for other in ([0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.7, 0.1, 0.2], [0.98, 0.01, 0.01]):
        assert brier_scores(torch.tensor(other).log().repeat(10, 1), labels).mean() > best


def test_from_shuffled_labels_a_fresh_model_learns_nothing(model, train, held_out):
    verdict = label_shuffle(model, train, held_out)
    assert verdict.passed
    assert verdict.threshold > 1 / 3


def test_a_model_that_has_seen_the_rows_before_is_found(model, train, held_out):
    seen = trained_copy(model, *problem(90, 2), loss=cross_entropy, steps=300, lr=0.01)
    verdict = label_shuffle(seen, train, held_out, steps=5, lr=1e-4)
    assert not verdict.passed
    assert verdict.measured > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_answers_in_clusters_are_no_false_alarm(seed, train, held_out):
    assert label_shuffle(small_model(seed=seed), train, held_out, steps=30, lr=0.01).passed
