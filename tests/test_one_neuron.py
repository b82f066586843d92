"""One neuron: its ones, its descent, its share of right answers."""

import numpy as np
import pytest

from course_lib.one_neuron import descend, share_right, with_ones

X = np.array([[2.0, 0.0], [0.0, 3.0], [-1.0, 1.0]])


def gradient(neuron, x, target):
    """Of the mean squared error of a linear neuron."""
    return 2 * (x @ neuron - target) @ x / len(x)


def test_ones_stand_at_the_end_and_keep_the_dtype():
    assert np.array_equal(with_ones(X), [[2, 0, 1], [0, 3, 1], [-1, 1, 1]])
    assert with_ones(X.astype(np.float32)).dtype == np.float32


def test_descent_begins_at_zero_or_where_it_is_told_and_takes_each_step():
    target, start = np.array([1.0, 2.0, 3.0]), np.array([0.5, -1.0])
    path = descend(gradient, X, target, lr=0.1, steps=2)
    first = -0.1 * gradient(np.zeros(2), X, target)
    assert path == pytest.approx(
        np.array([[0, 0], first, first - 0.1 * gradient(first, X, target)]), rel=1e-12
    )
    from_start = descend(gradient, X, target, lr=0.1, steps=1, start=start)
    assert from_start == pytest.approx(np.array([start, start - 0.1 * gradient(start, X, target)]), rel=1e-12)
    assert np.array_equal(descend(gradient, X, target, lr=0.1, steps=0, start=start), [start])
    assert np.array_equal(start, [0.5, -1.0])


def test_it_arrives_at_the_least_squares():
    x, target = with_ones(X), np.array([1.0, 2.0, 5.0])
    assert descend(gradient, x, target, lr=0.1, steps=3000)[-1] == pytest.approx(np.linalg.solve(x, target))


def test_shares_of_one_neuron_and_of_many():
    many, labels = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), np.array([1, 0, 0])
    assert share_right(many, X, labels) == pytest.approx(np.array([1.0, 0.0, 2 / 3]))
    assert share_right(many[2], X, labels) == pytest.approx(2 / 3)  # on the line itself it says 0
    assert np.shape(share_right(many[2], X, labels)) == ()


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"x: expected shape \(rows, inputs\)"):
        with_ones(X[0])
    with pytest.raises(ValueError, match="start"):
        descend(gradient, X, X[:, 0], lr=0.1, steps=1, start=np.zeros(3))
    with pytest.raises(ValueError, match="neurons"):
        share_right(np.zeros(3), X, np.zeros(3, int))
    with pytest.raises(ValueError, match="labels: expected one for each of 3 rows"):
        share_right(np.zeros(2), X, np.zeros(2, int))
