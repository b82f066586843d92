"""What softmax makes of a row of scores."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.softmax import LogSoftmax, Softmax, log_softmax, softmax


def test_softmax_is_a_distribution_along_its_axis():
    scores = np.random.default_rng(0).standard_normal((3, 4, 5))
    for dim in (0, 1, -1):
        probabilities = softmax(scores, dim)
        assert (probabilities > 0).all()
        np.testing.assert_allclose(probabilities.sum(dim), 1, rtol=1e-14)


def test_softmax_is_unchanged_by_adding_a_constant():
    scores = np.array([1.0, 2.0, 4.0])
    np.testing.assert_allclose(softmax(scores + 1000), softmax(scores), rtol=1e-12)


def test_softmax_of_two_scores_is_the_sigmoid_of_their_difference():
    x = np.linspace(-6, 6, 101)
    np.testing.assert_allclose(softmax(np.stack([x, 0 * x], -1))[:, 0], sigmoid(x), rtol=1e-13)


def test_a_gradient_that_is_the_same_for_all_scores_does_not_pass_softmax():
    layer = Softmax()
    layer(np.array([[1.0, 2.0, 4.0]]))
    np.testing.assert_allclose(layer.backward(np.ones((1, 3))), 0, atol=1e-16)


def test_log_softmax_is_the_logarithm_of_softmax():
    scores = np.random.default_rng(0).standard_normal((3, 4))
    for dim in (0, 1):
        np.testing.assert_allclose(log_softmax(scores, dim), np.log(softmax(scores, dim)), rtol=1e-13)


def test_log_softmax_knows_probabilities_that_no_float_can_hold():
    scores = np.array([0.0, 1000.0])
    assert softmax(scores)[0] == 0
    assert log_softmax(scores).tolist() == [-1000.0, 0.0]


def test_cross_entropy_is_minus_the_log_softmax_at_the_label():
    logits, labels = np.random.default_rng(0).standard_normal((4, 3)), np.array([2, 0, 1, 1])
    expected = -log_softmax(logits)[np.arange(4), labels].mean()
    assert CrossEntropyLoss()(logits, labels) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("layer", [Softmax(), LogSoftmax()])
def test_softmax_keeps_float32(layer):
    y = layer(np.linspace(-6, 6, 12, dtype=np.float32).reshape(3, 4))
    assert y.dtype == layer.backward(np.ones_like(y)).dtype == np.float32
