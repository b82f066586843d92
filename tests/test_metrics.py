"""What each measure means: by hand, by another way to compute it, and by what it must not depend on."""

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from course_lib.metrics import (
    accuracy,
    confusion_matrix,
    expected_calibration_error,
    reliability,
    roc_auc,
    roc_curve,
)

LABELS = np.array([0, 0, 1, 2])
SCORES = np.array([[2.0, 1, 0], [0, 3, 1], [0, 1, 0], [0, 0, 5]])


def random_case(rows=400, classes=4):
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(rows, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return probabilities, rng.integers(0, classes, rows)


def test_three_of_four_right_are_an_accuracy_of_075():
    assert accuracy(SCORES, LABELS) == 0.75
    assert accuracy(SCORES.argmax(1), LABELS) == 0.75


def test_accuracy_depends_on_the_order_of_scores_alone():
    assert accuracy(np.exp(3 * SCORES), LABELS) == accuracy(SCORES.astype(np.float32), LABELS) == 0.75


def test_of_equal_scores_the_first_counts():
    assert accuracy(np.zeros((2, 3)), np.array([0, 1])) == 0.5


def test_confusion_counts_rows_by_class_and_prediction():
    expected = [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert confusion_matrix(SCORES, LABELS).tolist() == expected
    assert confusion_matrix(np.array([0, 1, 1, 2]), LABELS, classes=3).tolist() == expected


def test_confusion_is_that_of_scikit_learn_and_its_diagonal_is_the_accuracy():
    probabilities, labels = random_case()
    counts = confusion_matrix(probabilities, labels)
    np.testing.assert_array_equal(counts, sklearn_metrics.confusion_matrix(labels, probabilities.argmax(1)))
    assert np.trace(counts) / len(labels) == accuracy(probabilities, labels)


def test_classes_that_never_occur_have_their_row_and_column():
    counts = confusion_matrix(np.array([1]), np.array([0]), classes=4)
    assert counts.shape == (4, 4)
    assert (counts.sum(), counts[0, 1]) == (1, 1)


def test_without_a_number_of_classes_the_greatest_number_tells():
    assert confusion_matrix(np.array([0, 4]), np.array([0, 1])).shape == (5, 5)
    assert confusion_matrix(np.array([0, 1]), np.array([0, 4], dtype=np.uint8)).shape == (5, 5)


def sure(confidence, rows):
    """Two-class probabilities of rows that all say class 0 with one confidence."""
    return np.tile([confidence, 1 - confidence], (rows, 1))


def test_whoever_is_80_percent_sure_and_80_percent_right_is_calibrated():
    labels = np.array([0, 0, 0, 0, 1])
    assert expected_calibration_error(sure(0.8, 5), labels) == pytest.approx(0, abs=1e-12)


def test_whoever_is_always_sure_and_half_right_is_off_by_half():
    assert expected_calibration_error(sure(1.0, 4), np.array([0, 1, 0, 1])) == 0.5


def test_bins_weigh_as_many_rows_as_they_hold():
    probabilities = np.concatenate([sure(1.0, 3), sure(0.6, 1)])
    error = expected_calibration_error(probabilities, np.array([0, 0, 0, 1]))
    assert error == pytest.approx((3 * 0 + 1 * 0.6) / 4)


@pytest.mark.parametrize("bins", [1, 7, 15])
def test_calibration_error_is_the_sum_over_bins_of_its_definition(bins):
    probabilities, labels = random_case()
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    expected = 0.0
    for low in np.arange(bins) / bins:
        inside = (confidence > low) & (confidence <= low + 1 / bins)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert expected_calibration_error(probabilities, labels, bins=bins) == pytest.approx(expected)


def test_a_confidence_on_the_edge_belongs_to_the_bin_below():
    groups = reliability(np.concatenate([sure(0.75, 1), sure(0.76, 1)]), np.array([0, 0]), bins=4)
    assert groups.count.tolist() == [1, 1]
    np.testing.assert_allclose(groups.confidence, [0.75, 0.76])


def test_reliability_leaves_out_empty_bins_and_no_row():
    probabilities, labels = random_case()
    groups = reliability(probabilities, labels)
    assert groups.count.min() >= 1
    assert groups.count.sum() == len(labels)
    assert (np.diff(groups.confidence) > 0).all()
    assert np.average(groups.accuracy, weights=groups.count) == pytest.approx(accuracy(probabilities, labels))


TEST_SCORES, TEST_LABELS = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])


def test_the_area_is_the_chance_that_a_positive_scores_above_a_negative():
    rng = np.random.default_rng(0)
    scores, labels = np.round(rng.normal(size=60), 1), rng.integers(0, 2, 60)
    pairs = scores[labels == 1][:, None] - scores[labels == 0]
    assert roc_auc(scores, labels) == pytest.approx(np.mean((pairs > 0) + 0.5 * (pairs == 0)))
    assert roc_auc(TEST_SCORES, TEST_LABELS) == 0.75


def test_the_area_lies_under_the_curve_and_turns_over_with_the_scores():
    curve = roc_curve(TEST_SCORES, TEST_LABELS)
    assert np.trapezoid(curve.true_positive_rate, curve.false_positive_rate) == 0.75
    assert roc_auc(-TEST_SCORES, TEST_LABELS) == 0.25
    assert roc_auc(np.zeros(4), TEST_LABELS) == 0.5


def test_each_point_of_the_curve_is_what_its_threshold_finds():
    curve = roc_curve(TEST_SCORES, TEST_LABELS)
    assert (np.diff(curve.thresholds) < 0).all()
    for false, true, threshold in zip(*curve, strict=True):
        raised = threshold <= TEST_SCORES
        assert (raised[TEST_LABELS == 0].mean(), raised[TEST_LABELS == 1].mean()) == (false, true)


CLASS_MEASURES = [accuracy, confusion_matrix]
CALIBRATION = [reliability, expected_calibration_error]
TWO_CLASS = [roc_curve, roc_auc]


@pytest.mark.parametrize("measure", CLASS_MEASURES)
@pytest.mark.parametrize(
    ("predictions", "labels", "error", "words"),
    [
        ([0, 1], LABELS, TypeError, "predictions: expected a NumPy array"),
        (SCORES, LABELS.tolist(), TypeError, "labels: expected a NumPy array"),
        (SCORES, LABELS[:3], ValueError, "expected one label a row, received 4 rows and 3 labels"),
        (SCORES, LABELS[:, None], ValueError, r"labels: expected shape \(batch,\)"),
        (SCORES, LABELS + 1, ValueError, "labels: expected class numbers from 0 to 2"),
        (SCORES, LABELS - 1, ValueError, "labels: expected class numbers from 0 to 2"),
        (SCORES, LABELS * 1.0, TypeError, "labels: expected integers"),
        (SCORES[:, 0], LABELS, ValueError, r"\(p > 0.5\).astype"),
        (SCORES[None], LABELS, ValueError, r"received floats of shape \(1, 4, 3\)"),
        (SCORES * np.nan, LABELS, ValueError, "received NaN"),
        (np.full_like(SCORES, np.inf), LABELS, ValueError, "received NaN or infinity"),
        (SCORES[:0], LABELS[:0], ValueError, "one row at least"),
        (LABELS[:0], LABELS[:0], ValueError, "predictions: expected shape"),
        (LABELS - 1, LABELS, ValueError, "predictions: expected class numbers from 0"),
        (LABELS == 1, LABELS, TypeError, "predictions: expected integers, received bool"),
    ],
)
def test_what_are_no_predictions_or_no_labels_is_refused(measure, predictions, labels, error, words):
    with pytest.raises(error, match=words):
        measure(predictions, labels)


@pytest.mark.parametrize(
    ("classes", "predictions", "words"),
    [
        (4, SCORES, "expected 4 scores a row, received 3"),
        (2, LABELS, "predictions: expected class numbers from 0 to 1"),
        (0, LABELS, "classes: expected a whole number of at least 1"),
    ],
)
def test_a_number_of_classes_that_does_not_fit_is_refused(classes, predictions, words):
    with pytest.raises(ValueError, match=words):
        confusion_matrix(predictions, LABELS, classes=classes)


@pytest.mark.parametrize("measure", CALIBRATION)
@pytest.mark.parametrize(
    ("probabilities", "labels", "bins", "error", "words"),
    [
        (SCORES, LABELS, 15, ValueError, "add up to 1 .* apply softmax to logits"),
        (np.array([[1.5, -0.5]]), LABELS[:1], 15, ValueError, "numbers from -0.5"),
        ([[1.0, 0]], LABELS[:1], 15, TypeError, "expected a NumPy array, received list"),
        (np.array([0.9]), LABELS[:1], 15, ValueError, r"expected shape \(rows, classes\), received \(1,\)"),
        (np.array([[np.nan, 1]]), LABELS[:1], 15, ValueError, "NaN"),
        (np.array([[1, 0]]), LABELS[:1], 15, TypeError, "expected floats as scores, received int64"),
        (sure(0.5, 2), LABELS[:1], 15, ValueError, "one label a row"),
        (sure(0.5, 1), LABELS[3:], 15, ValueError, "labels: expected class numbers from 0 to 1"),
        (sure(0.5, 1), LABELS[:1], 0, ValueError, "bins: expected a whole number of at least 1"),
        (sure(0.5, 1), LABELS[:1], 2.0, TypeError, "bins: expected a whole number"),
    ],
)
def test_what_are_no_probabilities_is_refused(measure, probabilities, labels, bins, error, words):
    with pytest.raises(error, match=words):
        measure(probabilities, labels, bins=bins)


@pytest.mark.parametrize("measure", TWO_CLASS)
@pytest.mark.parametrize(
    ("scores", "labels", "error", "words"),
    [
        (TEST_SCORES.tolist(), TEST_LABELS, TypeError, "scores: expected a NumPy array"),
        (
            TEST_SCORES[:, None],
            TEST_LABELS,
            ValueError,
            r"scores: expected shape \(rows,\), received \(4, 1\)",
        ),
        (TEST_SCORES * np.nan, TEST_LABELS, ValueError, "NaN"),
        (TEST_LABELS, TEST_LABELS, TypeError, "expected floats as scores"),
        (TEST_SCORES, TEST_LABELS + 1, ValueError, "labels: expected class numbers from 0 to 1"),
        (TEST_SCORES, TEST_LABELS[:2], ValueError, "one label a row"),
        (TEST_SCORES, np.zeros(4, int), ValueError, "expected rows of both classes, received only class 0"),
        (TEST_SCORES[:0], TEST_LABELS[:0], ValueError, "one row at least"),
    ],
)
def test_what_is_no_two_class_test_is_refused(measure, scores, labels, error, words):
    with pytest.raises(error, match=words):
        measure(scores, labels)
