"""How good predictions are: how many are right, which are confused, whether confidence is deserved.

Predictions come first and labels second, as in the losses. Curves of two-class tests come from scikit-learn.
"""

from typing import NamedTuple

import numpy as np

from course_lib.arguments import require_whole_number
from course_lib.numpy_nn.arguments import require_labels


def accuracy(predictions: np.ndarray, labels: np.ndarray) -> float:
    """Return the fraction of right predictions, 0 to 1.

    Args:
        predictions: class numbers, shape (rows,), integers; or one score a class (logits or probabilities),
            shape (rows, classes), finite floats: then the greatest counts, the first of equal ones.
        labels: class numbers, shape (rows,), integers from 0.

    Raises:
        TypeError: if an argument is no array of the right kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, or a number is out of range.
    """
    predicted, labels, _ = _predicted("accuracy", predictions, labels)
    return float(np.mean(predicted == labels))


def confusion_matrix(
    predictions: np.ndarray, labels: np.ndarray, *, classes: int | None = None
) -> np.ndarray:
    """Return how often each class was taken for each: entry (i, j) counts rows of class i called j.

    Args:
        predictions: class numbers, shape (rows,), integers; or one score a class, shape (rows, classes).
        labels: class numbers, shape (rows,), integers from 0.
        classes: number of classes; None: as many as there are scores, or as the numbers tell.

    Returns:
        int64 counts, shape (classes, classes): right answers stand on the diagonal.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, or a number is out of range.
    """
    predicted, labels, classes = _predicted("confusion_matrix", predictions, labels, classes)
    counts = np.bincount(labels.astype(np.int64) * classes + predicted, minlength=classes**2)
    return counts.reshape(classes, classes)


class Reliability(NamedTuple):
    """Rows in groups of like confidence: how sure the model was there, and how often right.

    Attributes:
        confidence: mean confidence of each group that holds rows, shape (groups,), rising.
        accuracy: fraction of right predictions in it, shape (groups,).
        count: number of rows in it, shape (groups,), int64.
    """

    confidence: np.ndarray
    accuracy: np.ndarray
    count: np.ndarray


def reliability(probabilities: np.ndarray, labels: np.ndarray, *, bins: int = 15) -> Reliability:
    """Return how often predictions were right, by how confident they were.

    The confidence of a row is its greatest probability; bin m of M holds the rows whose confidence lies in
    ((m − 1)/M, m/M]. Bins without rows are left out. A calibrated model is right in 80 % of the rows of
    which it is 80 % sure.

    Args:
        probabilities: one a class, shape (rows, classes), floats from 0 to 1 that add up to 1.
        labels: class numbers, shape (rows,), integers from 0 to classes − 1.
        bins: number M of bins of equal width.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, probabilities are none, a label is out
            of range, or bins is below 1.

    Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger (2017), *On calibration of modern neural networks*,
    section 2.
    """
    bins = require_whole_number("bins", bins)
    predicted, labels, _ = _predicted("reliability", _distributions(probabilities), labels)
    confidence = probabilities.max(axis=1).astype(np.float64)
    of_row = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    count = np.bincount(of_row, minlength=bins)
    filled = count > 0
    sure, right = (np.bincount(of_row, each, bins)[filled] for each in (confidence, predicted == labels))
    return Reliability(sure / count[filled], right / count[filled], count[filled])


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray, *, bins: int = 15) -> float:
    """Return how far confidence and accuracy are apart, 0 (calibrated) to 1.

    ECE = Σ_m (rows in bin m / all rows) · |accuracy in bin m − mean confidence in bin m|

    It depends on the bins, and few rows make it look worse than it is: compare with equal bins and rows.

    Args:
        probabilities: one a class, shape (rows, classes), floats from 0 to 1 that add up to 1.
        labels: class numbers, shape (rows,), integers from 0 to classes − 1.
        bins: number of bins of equal width.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: as `reliability` does.

    Source: Guo et al. (2017), equation 3.
    """
    groups = reliability(probabilities, labels, bins=bins)
    gaps = np.abs(groups.accuracy - groups.confidence)
    return float(np.average(gaps, weights=groups.count))


class RocCurve(NamedTuple):
    """What a two-class test finds and what it raises falsely, at every threshold.

    Attributes:
        false_positive_rate: fraction of rows of class 0 at or above the threshold, shape (thresholds,).
        true_positive_rate: fraction of rows of class 1 at or above the threshold, shape (thresholds,).
        thresholds: falling, the first infinite: nothing is at or above it, shape (thresholds,).
    """

    false_positive_rate: np.ndarray
    true_positive_rate: np.ndarray
    thresholds: np.ndarray


def roc_curve(scores: np.ndarray, labels: np.ndarray) -> RocCurve:
    """Return the receiver operating characteristic of a two-class test.

    Args:
        scores: the higher, the more it looks like class 1: logits or probabilities, shape (rows,), floats.
        labels: 0 or 1, shape (rows,), integers; both must occur.

    Raises:
        TypeError: if an argument is no array of the right kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, or a class is missing.
    """
    _require_two_classes("roc_curve", scores, labels)
    from sklearn import metrics

    return RocCurve(*metrics.roc_curve(labels, scores))


def roc_auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the area under the ROC curve: how probably a row of class 1 scores above one of class 0.

    Equal scores count half, so a test that knows nothing gets 0.5.

    Args:
        scores: the higher, the more it looks like class 1: logits or probabilities, shape (rows,), floats.
        labels: 0 or 1, shape (rows,), integers; both must occur.

    Raises:
        TypeError: if an argument is no array of the right kind.
        ValueError: if shapes do not fit, data are empty or hold NaN, or a class is missing.
    """
    _require_two_classes("roc_auc", scores, labels)
    from sklearn import metrics

    return float(metrics.roc_auc_score(labels, scores))


def _predicted(
    name: str, predictions: object, labels: object, classes: int | None = None
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return predicted class numbers, labels and the number of classes, or refuse them."""
    if classes is not None:
        classes = require_whole_number(f"{name} classes", classes)
    if isinstance(predictions, np.ndarray) and predictions.dtype.kind == "f":
        _require_scores(name, predictions, classes)
        classes, predictions = predictions.shape[1], predictions.argmax(axis=1)
    most = np.iinfo(np.int64).max if classes is None else classes
    predictions = require_labels(f"{name} predictions", predictions, most)
    labels = require_labels(f"{name} labels", labels, most)
    _require_pairs(name, predictions, labels)
    return predictions, labels, classes or int(max(predictions.max(), labels.max())) + 1


def _require_scores(name: str, scores: np.ndarray, classes: int | None) -> None:
    """Refuse floats that are not one score for each class in each row."""
    if scores.ndim != 2:
        raise ValueError(
            f"{name}: expected class numbers, or scores of shape (rows, classes), received floats of shape "
            f"{scores.shape}; one probability p a row becomes a class by (p > 0.5).astype(np.int64)"
        )
    _require_finite(name, scores)
    if classes not in (None, scores.shape[1]):
        raise ValueError(f"{name}: expected {classes} scores a row, received {scores.shape[1]}")


def _distributions(probabilities: object) -> np.ndarray:
    """Return probabilities if each row is a distribution over classes."""
    name = "probabilities"
    if not isinstance(probabilities, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array, received {type(probabilities).__name__}")
    if probabilities.ndim != 2:
        raise ValueError(f"{name}: expected shape (rows, classes), received {probabilities.shape}")
    _require_finite(name, probabilities)
    sums = probabilities.sum(axis=1, dtype=np.float64)
    if probabilities.min() < 0 or np.abs(sums - 1).max() > 1e-4:  # float32 sums of a thousand classes
        raise ValueError(
            f"{name}: expected numbers from 0 that add up to 1 in each row, received numbers from "
            f"{probabilities.min():g} and sums from {sums.min():g} to {sums.max():g}; apply softmax to logits"
        )
    return probabilities


def _require_two_classes(name: str, scores: object, labels: object) -> None:
    """Refuse what is no two-class test."""
    if not isinstance(scores, np.ndarray):
        raise TypeError(f"{name} scores: expected a NumPy array, received {type(scores).__name__}")
    if scores.ndim != 1:
        raise ValueError(f"{name} scores: expected shape (rows,), received {scores.shape}")
    _require_finite(f"{name} scores", scores)
    labels = require_labels(f"{name} labels", labels, classes=2)
    _require_pairs(name, scores, labels)
    if labels.min() == labels.max():
        raise ValueError(f"{name}: expected rows of both classes, received only class {labels.min()}")


def _require_finite(name: str, scores: np.ndarray) -> None:
    """Refuse scores that are no floats, none at all, or no numbers."""
    if scores.dtype.kind != "f":
        raise TypeError(f"{name}: expected floats as scores, received {scores.dtype}")
    if scores.size == 0:
        raise ValueError(f"{name}: expected one row at least, received shape {scores.shape}")
    if not np.isfinite(scores).all():
        raise ValueError(f"{name}: expected finite scores, received NaN or infinity")


def _require_pairs(name: str, predictions: np.ndarray, labels: np.ndarray) -> None:
    """Refuse labels that are not one a row."""
    if len(predictions) != len(labels):
        raise ValueError(
            f"{name}: expected one label a row, received {len(predictions)} rows and {len(labels)} labels"
        )
