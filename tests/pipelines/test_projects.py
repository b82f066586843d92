"""Pipelines: a healthy one is healthy, and each bug is where its name says."""

import pytest
import torch
from torch import nn

from course_lib.pipelines import (
    BUGS,
    DIGIT_MODELS,
    HARD,
    cell_pipeline,
    digit_pipeline,
    hard_pipeline,
    reported_accuracy,
    small_digit_pipeline,
    train_pipeline,
    true_accuracy,
)
from course_lib.pipelines.changes import mirror_both_ways, shift
from course_lib.pipelines.one_batch import losses_on_one_batch
from course_lib.pipelines.suspects import SUSPECTS, suspect
from course_lib.recipe import (
    augmentation_keeps_labels,
    eval_mode,
    input_baseline,
    overfit_one_batch,
    row_hashes,
)

PROJECTS = {"digits": digit_pipeline, "small digits": small_digit_pipeline, "cells": cell_pipeline}
every_project = pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)


def rows_in(loader):
    return {row.numpy().tobytes() for row in loader.dataset.tensors[0]}


def labels_by_row(loader):
    rows, labels = loader.dataset.tensors
    return {row.numpy().tobytes(): label.item() for row, label in zip(rows, labels, strict=True)}


@every_project
def test_the_parts_of_a_healthy_pipeline_share_no_row(project):
    healthy = project()
    train, held_out, untouched = map(rows_in, (healthy.train, healthy.held_out, healthy.untouched))
    assert not train & held_out
    assert not (train | held_out) & untouched


@every_project
def test_a_leak_is_one_of_held_out_rows_alone(project):
    leaking = project("leaked test rows")
    assert len(rows_in(leaking.train) & rows_in(leaking.held_out)) > 0.5 * len(rows_in(leaking.held_out))
    assert not (rows_in(leaking.train) | rows_in(leaking.held_out)) & rows_in(leaking.untouched)


@every_project
def test_shuffled_labels_are_those_of_other_training_rows(project):
    healthy, broken = project(), project("shuffled labels")
    right, wrong = labels_by_row(healthy.train), labels_by_row(broken.train)
    assert right.keys() == wrong.keys()
    assert sorted(right.values()) == sorted(wrong.values())
    assert any(right[row] != wrong[row] for row in right)
    assert labels_by_row(healthy.held_out) == labels_by_row(broken.held_out)


@every_project
def test_softmax_twice_is_a_softmax_more(project):
    def count(model):
        return sum(isinstance(part, nn.Softmax) for part in model.modules())

    assert (count(project().model), count(project("softmax twice").model)) == (0, 1)


@every_project
@pytest.mark.parametrize(("bug", "training"), [(None, False), ("forgotten eval mode", True)])
def test_predictions_are_made_in_eval_mode_unless_it_is_forgotten(project, bug, training):
    pipeline = project(bug)
    inputs = next(iter(pipeline.held_out))[0]
    pipeline.predict(pipeline.model.train(), inputs)
    assert pipeline.model.training is training


@every_project
def test_a_bug_changes_nothing_else(project):
    """Weights, rows and augmentation are those of the healthy pipeline, where the bug is not."""
    healthy = project(seed=3)
    for bug in BUGS[:4]:
        broken = project(bug, seed=3)
        states = healthy.model.state_dict().values(), broken.model.state_dict().values()
        assert all(torch.equal(one, other) for one, other in zip(*states, strict=True))
        assert rows_in(healthy.train) == rows_in(broken.train)
        assert healthy.augment is broken.augment
    assert project(BUGS[4]).augment is not healthy.augment


@pytest.mark.parametrize("model", DIGIT_MODELS)
def test_every_model_reads_a_batch(model):
    pipeline = digit_pipeline(model=model)
    assert pipeline.model(next(iter(pipeline.train))[0]).shape == (32, 10)


def test_seeds_differ_and_a_seed_comes_out_again():
    first, again, other = (small_digit_pipeline(seed=seed) for seed in (1, 1, 2))
    assert rows_in(first.train) == rows_in(again.train) != rows_in(other.train)
    orders = [next(iter(pipeline.train))[0] for pipeline in (first, again)]
    assert torch.equal(*orders)


def test_training_reads_digits_and_leaves_random_states_alone():
    pipeline, before = small_digit_pipeline(), torch.get_rng_state()
    train_pipeline(pipeline, epochs=5, lr=3e-3)
    assert reported_accuracy(pipeline) > 0.85
    assert true_accuracy(pipeline) > 0.85
    assert torch.equal(torch.get_rng_state(), before)


def test_a_shift_moves_by_a_pixel_at_most_and_keeps_the_ink():
    images = torch.zeros(50, 6, 6)
    images[:, 3, 2] = 1.0
    moved = shift(images, generator=torch.Generator().manual_seed(0))
    places = moved.flatten(1).argmax(1)
    assert moved.sum() == 50
    assert {(place // 6, place % 6) for place in places.tolist()} == {
        (down, side) for down in (2, 3, 4) for side in (1, 2, 3)
    }


def test_a_shift_by_three_reaches_seven_columns():
    images = torch.zeros(300, 9, 9)
    images[:, 4, 4] = 1.0
    moved = shift(images, by=3, generator=torch.Generator().manual_seed(0))
    assert sorted({place % 9 for place in moved.flatten(1).argmax(1).tolist()}) == list(range(1, 8))


def test_mirroring_both_ways_makes_half_turns():
    images = torch.arange(9.0).reshape(1, 3, 3).repeat(200, 1, 1)
    made = mirror_both_ways(images, generator=torch.Generator().manual_seed(0)).unique(dim=0)
    assert len(made) == 4
    assert any(torch.equal(image, images[0].rot90(2)) for image in made)


def test_one_batch_is_learned_by_heart_by_a_copy():
    pipeline = small_digit_pipeline()
    before = [parameter.clone() for parameter in pipeline.model.parameters()]
    losses = losses_on_one_batch(pipeline, steps=60, lr=3e-3)
    assert len(losses) == 60
    assert losses[-1] < losses[0] / 10
    assert all(torch.equal(*pair) for pair in zip(before, pipeline.model.parameters(), strict=True))


def test_each_suspect_has_a_bug_of_its_own():
    cases = [suspect(letter) for letter in SUSPECTS]
    healthy = small_digit_pipeline(seed=7)
    leaks = [bool(rows_in(case.train) & rows_in(case.held_out)) for case in cases]
    softmaxes = [any(isinstance(part, nn.Softmax) for part in case.model.modules()) for case in cases]
    wrong = [labels_by_row(case.train) != labels_by_row(healthy.train) for case in cases]
    forgetful = [case.predict is not healthy.predict for case in cases]
    mirrored = [case.augment is not healthy.augment for case in cases]
    for faults in zip(leaks, softmaxes, wrong, forgetful, mirrored, strict=True):
        assert sum(faults) == 1
    assert all(sum(column) == 1 for column in (leaks, softmaxes, wrong, forgetful, mirrored))


def test_each_suspect_is_found_by_the_check_of_its_bug_and_by_no_other():
    """What exercise 10.5 rests on."""
    fired = []
    for letter in SUSPECTS:
        case = suspect(letter)
        verdicts = [
            input_baseline(case.model, case.train, case.held_out),
            eval_mode(case.model, case.held_out, predict=case.predict),
            overfit_one_batch(case.model, case.train),
            row_hashes(case.train, case.held_out),
            augmentation_keeps_labels(case.model, case.train, case.held_out, case.augment),
        ]
        fired.append([verdict.name for verdict in verdicts if not verdict.passed])
    checks = ["row hashes", "input baseline", "augmentation", "overfit one batch", "eval mode"]
    assert fired == [[check] for check in checks]


@pytest.mark.parametrize(
    ("kind", "rows"), zip(HARD, [(369, 100), (40, 20), (369, 100), (4000, 500)], strict=True)
)
def test_a_hard_pipeline_is_healthy_but_small_or_noisy(kind, rows):
    pipeline = hard_pipeline(kind, seed=1)
    train, held_out, untouched = map(rows_in, (pipeline.train, pipeline.held_out, pipeline.untouched))
    assert not train & held_out
    assert not (train | held_out) & untouched
    assert (len(pipeline.train.dataset), len(pipeline.held_out.dataset)) == rows
    inputs, labels = next(iter(pipeline.train))
    assert pipeline.model(pipeline.augment(inputs)).shape == (len(labels), 10 if kind == HARD[3] else 2)


def test_three_labels_in_ten_are_wrong_on_both_sides():
    healthy, noisy = cell_pipeline(seed=2), hard_pipeline(HARD[2], seed=2)
    for part, spread in (("train", 0.024), ("held_out", 0.046)):  # √(0.3 · 0.7 / rows)
        right, labels = (getattr(each, part).dataset.tensors[1] for each in (healthy, noisy))
        assert (right != labels).double().mean() == pytest.approx(0.3, abs=3 * spread)


def test_the_linear_model_comes_from_the_seed():
    weights = [hard_pipeline(HARD[0], seed=seed).model.weight for seed in (1, 1, 2)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
