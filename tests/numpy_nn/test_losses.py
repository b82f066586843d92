"""What losses reward."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.losses import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    KLDivLoss,
    MSELoss,
    NLLLoss,
)
from course_lib.numpy_nn.softmax import log_softmax, softmax

LOGITS, LABELS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [4.0, 0.0, 0.0]]), np.array([1, 0, 2])


def gradient_of(loss, outputs, targets):
    loss(outputs, targets)
    return loss.backward()[0]


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


def test_cross_entropy_is_the_likelihood_of_the_labels_after_a_softmax():
    likelihood = np.prod(softmax(LOGITS)[[0, 1, 2], LABELS])
    assert CrossEntropyLoss(reduction="sum")(LOGITS, LABELS) == pytest.approx(-np.log(likelihood), rel=1e-14)
    assert NLLLoss()(log_softmax(LOGITS), LABELS) == pytest.approx(
        CrossEntropyLoss()(LOGITS, LABELS), rel=1e-14
    )


def test_two_classes_are_a_yes_or_no_whose_logit_is_their_difference():
    z, yes = np.array([1.5, -0.5, 2.0]), np.array([1, 0, 0])
    two = CrossEntropyLoss()(np.stack([np.zeros(3), z], axis=1), yes)
    assert BCEWithLogitsLoss()(z, yes.astype(float)) == pytest.approx(two, rel=1e-14)
    assert BCELoss()(sigmoid(z), yes.astype(float)) == pytest.approx(two, rel=1e-13)


def test_the_gradient_of_a_yes_or_no_is_probability_minus_truth():
    z, truth = np.array([1.5, -0.5, 2.0]), np.array([1.0, 0.0, 0.25])
    np.testing.assert_allclose(
        gradient_of(BCEWithLogitsLoss(), z, truth), (sigmoid(z) - truth) / 3, rtol=1e-13
    )


def test_being_sure_and_wrong_costs_100_for_a_probability_and_the_logit_itself_for_a_logit():
    assert BCELoss()(np.array([0.0]), np.array([1.0])) == 100
    assert BCEWithLogitsLoss()(np.array([-1000.0]), np.array([1.0])) == 1000
    assert gradient_of(BCEWithLogitsLoss(), np.array([-1000.0]), np.array([1.0])) == -1


def test_a_yes_of_weight_3_counts_as_three():
    z, truth = np.array([0.3, -1.0]), np.array([1.0, 0.0])
    thrice = BCEWithLogitsLoss(reduction="sum")(z[[0, 0, 0, 1]], truth[[0, 0, 0, 1]])
    weighted = BCEWithLogitsLoss(pos_weight=np.array([3.0]), reduction="sum")(z, truth)
    assert weighted == pytest.approx(thrice, rel=1e-14)


def test_a_class_of_weight_3_counts_as_three_rows_in_the_mean_too():
    rows = [0, 1, 1, 1, 2]  # row 1 is of class 0
    thrice = CrossEntropyLoss()(LOGITS[rows], LABELS[rows])
    weighted = CrossEntropyLoss(np.array([3.0, 1.0, 1.0]))(LOGITS, LABELS)
    assert weighted == pytest.approx(thrice, rel=1e-14)


def test_a_row_that_is_left_out_changes_neither_loss_nor_gradient():
    padded = np.array([1, -100, 2])
    assert CrossEntropyLoss()(LOGITS, padded) == CrossEntropyLoss()(LOGITS[::2], LABELS[::2])
    grad = gradient_of(CrossEntropyLoss(), LOGITS, padded)
    assert not grad[1].any()
    np.testing.assert_array_equal(grad[::2], gradient_of(CrossEntropyLoss(), LOGITS[::2], LABELS[::2]))


def test_with_label_smoothing_being_too_sure_costs_more_than_being_a_little_unsure():
    sure, unsure = np.array([[30.0, 0.0, 0.0]]), np.array([[3.0, 0.0, 0.0]])
    right = np.array([0])
    assert CrossEntropyLoss()(sure, right) < CrossEntropyLoss()(unsure, right)
    smoothed = CrossEntropyLoss(label_smoothing=0.1)
    assert smoothed(sure, right) > smoothed(unsure, right)


def test_label_smoothing_is_lowest_where_the_softmax_is_the_smoothed_target():
    target = np.full((1, 3), 0.1 / 3) + 0.9 * np.eye(3)[[1]]
    grad = gradient_of(CrossEntropyLoss(label_smoothing=0.1), np.log(target), np.array([1]))
    np.testing.assert_allclose(grad, 0, atol=1e-15)  # some roundings of numbers below 1


def test_the_divergence_is_0_where_both_agree_and_cross_entropy_minus_entropy_elsewhere():
    p = softmax(LOGITS)
    kl = KLDivLoss(reduction="batchmean")
    assert kl(np.log(p), p) == pytest.approx(0, abs=1e-15)
    q = softmax(LOGITS[::-1])
    cross_entropy, entropy = -(p * np.log(q)).sum(1), -(p * np.log(p)).sum(1)
    assert kl(np.log(q), p) == pytest.approx((cross_entropy - entropy).mean(), rel=1e-13)


def test_the_mean_over_all_values_is_a_divergence_divided_by_the_number_of_classes():
    p, log_q = softmax(LOGITS), log_softmax(LOGITS[::-1])
    assert 3 * KLDivLoss()(log_q, p) == pytest.approx(KLDivLoss(reduction="batchmean")(log_q, p), rel=1e-14)


@pytest.mark.parametrize("kind", [MSELoss, BCEWithLogitsLoss, KLDivLoss])
def test_the_mean_does_not_depend_on_the_size_of_a_batch_and_the_sum_does(kind):
    x, target = np.array([[0.5, -1.0]]), np.array([[0.25, 0.75]])
    mean, total, each = (kind(reduction=reduction) for reduction in ("mean", "sum", "none"))
    twice = np.repeat(x, 2, axis=0), np.repeat(target, 2, axis=0)
    assert mean(*twice) == pytest.approx(mean(x, target), rel=1e-15)
    assert total(*twice) == pytest.approx(2 * total(x, target), rel=1e-15)
    assert each(x, target).sum() == total(x, target)
