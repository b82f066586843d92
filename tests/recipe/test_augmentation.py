"""Augmentations that keep the class pass, and those that do not are found."""

import pytest
import torch

from course_lib.recipe import augmentation_keeps_labels, preview
from recipe.problems import loader_of, problem, small_model


def noise(inputs):
    return inputs + 0.1 * torch.randn_like(inputs)


def exchange(inputs):
    """Exchange the axes that tell class 0 from class 1, in every second row."""
    turned = torch.rand(len(inputs), 1) < 0.5
    return torch.where(turned, inputs[:, [1, 0, 2, 3]], inputs)


@pytest.mark.parametrize("augment", [noise, lambda inputs: inputs], ids=["noise", "nothing"])
def test_what_keeps_the_class_passes(model, train, held_out, augment):
    assert augmentation_keeps_labels(model, train, held_out, augment).passed


def test_what_makes_two_classes_alike_is_found_and_they_are_named(train):
    held_out = loader_of(*problem(300, 2))
    verdict = augmentation_keeps_labels(small_model(), train, held_out, exchange, lr=0.01)
    assert not verdict.passed
    assert verdict.measured > 1 / 6
    assert "lose most, 0, 1" in verdict.advice or "lose most, 1, 0" in verdict.advice


def test_classes_that_no_row_shows_are_counted_by_the_model(train):
    torch.manual_seed(0)
    verdict = augmentation_keeps_labels(torch.nn.Linear(4, 10), train, loader_of(*problem(300, 2)), noise)
    assert verdict.threshold == pytest.approx(1 / 20)


def test_with_few_rows_chance_sets_the_threshold(train):
    verdict = augmentation_keeps_labels(small_model(), train, loader_of(*problem(6, 2)), exchange, lr=0.01)
    assert verdict.threshold >= 1 / 6


def test_an_augmentation_in_place_does_not_change_the_rows(train):
    def in_place(inputs):
        inputs.zero_()
        return inputs

    shown = preview(in_place, train, rows=8)
    assert shown.before.abs().sum() > 0
    assert shown.after.abs().sum() == 0
    assert len(shown.labels) == 8


def test_another_shape_is_refused(model, train, held_out):
    with pytest.raises(ValueError, match="expected inputs of shape"):
        augmentation_keeps_labels(model, train, held_out, lambda inputs: inputs[:, :2])
    with pytest.raises(TypeError, match="expected a tensor of changed inputs"):
        preview(lambda inputs: inputs.tolist(), train)
