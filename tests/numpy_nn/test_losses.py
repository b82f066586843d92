"""What losses reward."""

import numpy as np
import pytest

from course_lib.numpy_nn.losses import CrossEntropyLoss, MSELoss
from course_lib.numpy_nn.softmax import softmax


def test_guessing_all_classes_alike_costs_the_logarithm_of_their_number():
    assert CrossEntropyLoss()(np.zeros((4, 10)), np.arange(4)) == pytest.approx(np.log(10), rel=1e-15)


def test_cross_entropy_is_the_mean_surprise_at_the_right_class():
    logits, labels = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]), np.array([1, 0])
    right = softmax(logits)[[0, 1], labels]
    assert CrossEntropyLoss()(logits, labels) == pytest.approx(-np.log(right).mean(), rel=1e-14)


def test_being_sure_and_wrong_is_dear_but_finite():
    assert CrossEntropyLoss()(np.array([[1e4, -1e4]]), np.array([1])) == 2e4


def test_the_gradient_of_cross_entropy_is_probability_minus_truth():
    logits, labels = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]), np.array([1, 0])
    loss = CrossEntropyLoss()
    loss(logits, labels)
    grad_logits, grad_labels = loss.backward()
    np.testing.assert_allclose(grad_logits, (softmax(logits) - np.eye(3)[labels]) / 2, rtol=1e-13)
    assert grad_labels is None


def test_squared_error_is_0_only_where_everything_is_right():
    y = np.arange(6.0).reshape(2, 3)
    assert MSELoss()(y, y) == 0
    assert MSELoss()(y, y + 0.5) == 0.25


@pytest.mark.parametrize("loss", [MSELoss(), CrossEntropyLoss()])
def test_a_loss_twice_as_important_has_twice_the_gradient(loss):
    y = np.arange(6.0).reshape(2, 3)
    target = np.array([0, 1]) if isinstance(loss, CrossEntropyLoss) else 2 * y + 1
    loss(y, target)
    once, _ = loss.backward()
    loss(y, target)
    twice, _ = loss.backward(2.0)
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_labels_may_be_integers_of_any_size(dtype):
    assert np.isfinite(CrossEntropyLoss()(np.eye(3), np.array([0, 1, 2], dtype)))
