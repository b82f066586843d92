"""The perceptron: NumPy, the twin and scikit-learn make the same mistakes and end at the same weights."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron as SklearnPerceptron

from course_lib.numpy_nn import perceptron
from course_lib.torch_nn import perceptron as twin
from parity.cases import Drawn, sizes
from parity.sides import BOTH


def separable(rng):
    """Rows on both sides of a boundary, at a distance from it, and that boundary; the first row is a yes."""
    rows, features = sizes(rng, 2)
    weight, bias = rng.standard_normal(features), np.array(rng.standard_normal())
    x = 2 * rng.standard_normal((10 * rows, features))
    x = x[np.abs(x @ weight + bias) > 0.1]
    labels = (x @ weight + bias > 0).astype(np.int64)
    assume(0 < labels.sum() < len(labels))
    first = labels.argmax()
    return np.roll(x, -first, axis=0), np.roll(labels, -first), weight, bias


def both_fitted(x, labels, epochs):
    mine = perceptron.Perceptron(x.shape[1], dtype=np.float64)
    theirs = twin.Perceptron(x.shape[1], dtype=torch.float64)
    mine_did = mine.fit(x, labels, epochs=epochs, record=True)
    theirs_did = theirs.fit(torch.tensor(x), torch.tensor(labels), epochs=epochs, record=True)
    return mine, mine_did, theirs, theirs_did


@given(st.data())
def test_every_update_equals_that_of_the_twin(data):
    x, labels, *_ = separable(Drawn(data))
    _, mine, _, theirs = both_fitted(x, labels, epochs=50)
    assert mine.mistakes == theirs.mistakes
    assert len(mine.updates) == sum(mine.mistakes)
    for ours, yours in zip(mine.updates, theirs.updates, strict=True):
        assert ours.row == yours.row
        assert ours.weight.tolist() == yours.weight.tolist()  # sums of the same rows in the same order
        assert ours.bias.tolist() == yours.bias.tolist()


@given(st.data())
def test_the_weights_equal_those_of_scikit_learn(data):
    """It counts a row on the boundary as a mistake; only the very first, a yes, lies there, and so do we."""
    x, labels, *_ = separable(Drawn(data))
    mine, lesson, _, _ = both_fitted(x, labels, epochs=7)
    theirs = SklearnPerceptron(max_iter=len(lesson.mistakes), tol=None, shuffle=False).fit(x, labels)
    np.testing.assert_allclose(mine.weight, theirs.coef_[0], rtol=1e-12, atol=1e-12)  # of sums of some rows
    np.testing.assert_allclose(mine.bias, theirs.intercept_[0], rtol=1e-12)
    assert (mine(x) == theirs.predict(x)).all()


@given(st.data())
def test_no_perceptron_makes_more_mistakes_than_novikoff_allows(data):
    x, labels, weight, bias = separable(Drawn(data))
    bound = perceptron.mistake_bound(x, labels, weight, bias)
    tensors = (torch.tensor(values) for values in (x, labels, weight, bias))
    assert bound == pytest.approx(twin.mistake_bound(*tensors), rel=1e-12)
    lesson = perceptron.Perceptron(x.shape[1], dtype=np.float64).fit(x, labels, epochs=100_000)
    assert lesson.mistakes[-1] == 0
    assert sum(lesson.mistakes) <= bound.mistakes


def test_a_step_is_that_of_numpy_and_of_torch():
    x = np.array([-np.inf, -1.0, -0.0, 0.0, 1e-300, np.inf])
    assert perceptron.step(x).tolist() == np.heaviside(x, 0).tolist()
    assert twin.step(torch.tensor(x)).tolist() == np.heaviside(x, 0).tolist()


def neuron(side):
    return side.perceptron.Perceptron(3)


def line(side):
    """x = 0, 1 as one feature, with the labels and the boundary between them."""
    x = side.floats(2, 1)
    x[0] = 0
    return x, side.integers(0, 1), 2 * side.floats(1), -side.floats(1)[0]


MISTAKES = [
    (lambda s: s.perceptron.Perceptron(0), ValueError, "in_features"),
    (lambda s: s.perceptron.Perceptron(2.0), TypeError, "in_features"),
    (lambda s: s.perceptron.Perceptron(2, dtype=int), TypeError, "dtype"),
    (lambda s: s.perceptron.step(s.integers(1, 2)), TypeError, "step: .*int64"),
    (lambda s: s.perceptron.step(s.floats(0)), ValueError, r"step: .*\(0,\)"),
    (lambda s: neuron(s)(s.floats(5, 4)), ValueError, r"\(rows, 3\), received \(5, 4\)"),
    (lambda s: neuron(s)(s.floats(3)), ValueError, r"\(rows, 3\), received \(3,\)"),
    (lambda s: neuron(s)(s.floats(0, 3)), ValueError, r"\(0, 3\)"),
    (lambda s: neuron(s)(s.doubles(5, 3)), TypeError, "float64"),
    (lambda s: neuron(s)([[1.0, 2.0, 3.0]]), TypeError, "list"),
    (
        lambda s: neuron(s).fit(s.floats(2, 3), s.integers(-1, 1)),
        ValueError,
        "0 for no, 1 for yes.*from -1 to 1",
    ),
    (
        lambda s: neuron(s).fit(s.floats(2, 3), s.integers(1, 2)),
        ValueError,
        "0 for no, 1 for yes.*from 1 to 2",
    ),
    (lambda s: neuron(s).fit(s.floats(2, 3), s.floats(2)), TypeError, "labels.*float32"),
    (lambda s: neuron(s).fit(s.floats(2, 3), s.integers(1)), ValueError, "2 labels.* received 1"),
    (lambda s: neuron(s).fit(s.floats(2, 3) * float("nan"), s.integers(0, 1)), ValueError, "NaN or infinity"),
    (lambda s: neuron(s).fit(s.doubles(2, 3), s.integers(0, 1)), TypeError, "float64"),
    (lambda s: neuron(s).fit(s.floats(2, 3), s.integers(0, 1), epochs=0), ValueError, "epochs"),
    (lambda s: neuron(s).fit(s.floats(2, 3), s.integers(0, 1), record=1), TypeError, "record"),
    (
        lambda s: s.perceptron.mistake_bound(*line(s)[:2], -line(s)[2], line(s)[3]),
        ValueError,
        "received one with 1 of 2 rows on the wrong side",
    ),
    (
        lambda s: s.perceptron.mistake_bound(*line(s)[:3], 0 * line(s)[3]),
        ValueError,
        "received one with 1 of 2 rows on the wrong side or on it",
    ),
    (lambda s: s.perceptron.mistake_bound(*line(s)[:2], s.floats(1, 1), line(s)[3]), ValueError, "weight: "),
    (lambda s: s.perceptron.mistake_bound(*line(s)[:2], s.floats(2), line(s)[3]), ValueError, r"\(rows, 2\)"),
    (lambda s: s.perceptron.mistake_bound(*line(s)[:3], s.floats(1)), ValueError, r"bias: .*\(1,\)"),
    (lambda s: s.perceptron.mistake_bound(*line(s)[:2], [1.0], line(s)[3]), TypeError, "weight: .*list"),
]


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), MISTAKES)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)
