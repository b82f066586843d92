"""The same rows get the same outputs, whatever their company."""

import pytest
import torch
from torch import nn

from course_lib.recipe import eval_mode
from recipe.problems import small_model


def in_eval_mode(model, inputs):
    model.eval()
    return model(inputs)


def as_it_is(model, inputs):
    return model(inputs)


CHANGEABLE = [(nn.Dropout(0.1),), (nn.BatchNorm1d(16),), (nn.BatchNorm1d(16), nn.Dropout(0.5))]
each_kind = pytest.mark.parametrize("extra", CHANGEABLE, ids=["dropout", "batch norm", "both"])


@each_kind
def test_a_prediction_that_forgets_eval_mode_is_found(extra, held_out):
    model = small_model(*extra).eval()  # and although it came in eval mode: training will change that
    assert not eval_mode(model, held_out, predict=as_it_is).passed


@each_kind
def test_a_prediction_in_eval_mode_passes(extra, held_out):
    assert eval_mode(small_model(*extra), held_out, predict=in_eval_mode).passed


@each_kind
def test_without_a_prediction_the_model_is_asked_in_the_mode_in_which_it_is(extra, held_out):
    assert not eval_mode(small_model(*extra).train(), held_out).passed
    assert eval_mode(small_model(*extra).eval(), held_out).passed


def test_what_has_no_modes_passes_in_any(held_out):
    assert eval_mode(small_model(nn.LayerNorm(16)), held_out, predict=as_it_is).passed


@pytest.mark.parametrize("predict", [None, as_it_is, in_eval_mode])
def test_a_last_layer_of_zeros_shows_nothing_and_is_refused(predict, held_out):
    model = small_model(nn.BatchNorm1d(16), nn.Dropout(0.5))
    nn.init.zeros_(model[-1].weight)
    with pytest.raises(ValueError, match="outputs that differ from row to row"):
        eval_mode(model, held_out, predict=predict)


def test_nan_does_not_pass(held_out):
    model = small_model()
    nn.init.constant_(model[-1].bias, torch.nan)
    assert not eval_mode(model, held_out).passed


def test_what_depends_on_the_batch_in_eval_mode_is_found(held_out):
    class CentredByBatch(nn.Module):
        def forward(self, x):
            return x - x.mean(0)

    assert not eval_mode(nn.Sequential(CentredByBatch(), small_model()).eval(), held_out).passed
