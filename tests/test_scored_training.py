"""A scored run learns from the first part only, and what diverges counts as a constant guess."""

import numpy as np
import pytest

from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.training import accuracy
from course_lib.scored_training import digit_parts, train_and_score

SETTINGS = {"epochs": 2, "batch_size": 32}


def network():
    """Softmax regression that always starts alike."""
    return MLP([64, 10], rng=np.random.default_rng(0), dtype=np.float64)


def scored(lr, seed=0, parts=None):
    """A score, and the network that was trained for it."""
    model = network()
    parts = digit_parts() if parts is None else parts
    return train_and_score(model, SGD(model.parameters(), lr), parts, seed=seed, **SETTINGS), model


def test_the_parts_are_those_of_the_small_digits():
    assert [rows.shape for rows, _ in digit_parts()] == [(1197, 64), (300, 64), (300, 64)]
    assert digit_parts()[0][0].dtype == np.float64


def test_scores_are_accuracies_on_the_parts_that_were_not_trained_on():
    score, model = scored(0.1)
    assert (score.validation, score.test) == tuple(accuracy(model, *part) for part in digit_parts()[1:])
    assert score.validation > 0.7
    assert not score.diverged


def test_the_first_part_alone_is_learned():
    training, *others = digit_parts()
    wrong = tuple((rows, (labels + 1) % 10) for rows, labels in others)
    with_right, with_wrong = scored(0.1)[1], scored(0.1, parts=(training, *wrong))[1]
    assert all(np.array_equal(*pair) for pair in zip(*map(weights, (with_right, with_wrong)), strict=True))


def test_the_seed_decides_the_batches():
    first, again, other = (weights(scored(0.1, seed)[1])[0] for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_what_diverges_counts_as_naming_the_most_frequent_class_of_the_rows_to_train():
    training, (rows, labels), test = digit_parts()
    mostly_threes = np.where(np.arange(1197) < 700, 3, training[1])
    score, _ = scored(1e308, parts=((training[0], mostly_threes), (rows, labels), test))
    assert score.diverged
    assert (score.validation, score.test) == (np.mean(labels == 3), np.mean(test[1] == 3))


def weights(model):
    """The weights and biases of a network."""
    return [parameter.data for parameter in model.parameters()]
