"""Training with less on purpose: without inputs, without true labels."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.recipe import input_baseline, label_shuffle
from course_lib.recipe.copies import brier_scores, trained_copy
from recipe.problems import (
    Reader,
    loader_of,
    noise_with_rare_class,
    problem,
    sentences,
    small_model,
    two_clusters,
    two_layers,
)

WEIGHTED = nn.CrossEntropyLoss(weight=torch.tensor([0.55, 5.0]))  # as if both classes were equally frequent


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


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("loss", [cross_entropy, WEIGHTED], ids=["plain", "weighted"])
def test_labels_that_have_nothing_to_do_with_inputs_are_found(loss, seed):
    """With weights the blind copy believes in 1/2, and is easy to beat; the frequencies are not."""
    train, held_out = (loader_of(*noise_with_rare_class(rows, seed + rows)) for rows in (1000, 500))
    assert not input_baseline(two_layers(20, 2, seed), train, held_out, loss=loss, steps=200).passed


@pytest.mark.parametrize("loss", [cross_entropy, WEIGHTED], ids=["plain", "weighted"])
def test_a_clear_rare_class_passes(loss):
    train, held_out = (loader_of(*noise_with_rare_class(rows, rows, gap=6.0)) for rows in (1000, 500))
    assert input_baseline(two_layers(20, 2, 0), train, held_out, loss=loss).passed


def test_a_model_that_masks_its_padding_can_be_blinded():
    """Zeros in place of the inputs would be padding from end to end."""
    torch.manual_seed(0)
    train, held_out = loader_of(*sentences(600, 0)), loader_of(*sentences(200, 1))
    assert input_baseline(Reader(), train, held_out, lr=3e-3, steps=150).passed


class Zero(nn.Module):
    """Forgets its inputs."""

    def forward(self, x):
        return 0 * x


def test_the_score_is_briers():
    shares, labels = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]), torch.tensor([0, 1])
    expected = [0.25 + 0.09 + 0.04, 0.01 + 0.81 + 0.64]
    assert brier_scores(shares, labels).tolist() == pytest.approx(expected)


def test_the_frequencies_of_the_classes_have_the_best_score_that_needs_no_inputs():
    shares, labels = torch.tensor([0.7, 0.2, 0.1]), torch.tensor([0] * 7 + [1] * 2 + [2])
    best = brier_scores(shares.repeat(10, 1), labels).mean()
    for other in ([0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.7, 0.1, 0.2], [0.98, 0.01, 0.01]):
        assert brier_scores(torch.tensor(other).repeat(10, 1), labels).mean() > best


def test_from_shuffled_labels_a_fresh_model_learns_nothing(model, train, held_out):
    verdict = label_shuffle(model, train, held_out)
    assert verdict.passed
    assert verdict.threshold > 1 / 3


def test_a_model_that_has_seen_the_rows_before_is_found(model, train, held_out):
    seen = trained_copy(model, *problem(90, 2), loss=cross_entropy, steps=300, lr=0.01)
    verdict = label_shuffle(seen, train, held_out, steps=5, lr=1e-4)
    assert not verdict.passed
    assert verdict.measured > 0.9


@pytest.mark.parametrize("seed", range(8))
def test_two_classes_are_no_false_alarm(seed):
    train, held_out = loader_of(*two_clusters(600, seed)), loader_of(*two_clusters(900, seed))
    assert label_shuffle(two_layers(20, 2, seed), train, held_out).passed


def test_it_says_where_it_can_say_nothing(train):
    few = loader_of(*problem(4, 2, classes=2))
    verdict = label_shuffle(small_model(), train, few)
    assert verdict.passed
    assert verdict.threshold >= 1
    assert verdict.advice.startswith("This says nothing")


def test_held_out_rows_of_one_class_are_refused(model, train):
    inputs, labels = problem(30, 2)
    with pytest.raises(ValueError, match="held_out: expected rows of 2 classes at least"):
        label_shuffle(model, train, loader_of(inputs, 0 * labels))


@pytest.mark.parametrize("seed", range(5))
def test_answers_in_clusters_are_no_false_alarm(seed, train, held_out):
    assert label_shuffle(small_model(seed=seed), train, held_out, steps=30, lr=0.01).passed
