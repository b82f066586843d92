"""What activations do to a signal."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import (
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    tanh,
)

X = np.linspace(-6, 6, 101)


def test_sigmoid_lies_between_0_and_1_and_is_a_half_at_0():
    assert sigmoid(0.0) == 0.5
    assert ((sigmoid(X) > 0) & (sigmoid(X) < 1)).all()


def test_sigmoid_of_the_negative_is_the_complement():
    np.testing.assert_allclose(sigmoid(-X), 1 - sigmoid(X), rtol=1e-13)


def test_tanh_is_a_stretched_sigmoid():
    np.testing.assert_allclose(tanh(X), 2 * sigmoid(2 * X) - 1, atol=1e-15)


def test_sigmoid_takes_any_number_without_a_warning():
    assert sigmoid(np.array([-1e30, 1e30], np.float32)).tolist() == [0.0, 1.0]


def test_the_derivative_of_sigmoid_is_a_quarter_at_most():
    layer = Sigmoid()
    layer(X)
    derivative = layer.backward(np.ones_like(X))
    assert derivative.max() == derivative[50] == 0.25


def test_relu_lets_half_of_a_symmetric_signal_through():
    np.testing.assert_array_equal(relu(X) - relu(-X), X)


def test_the_derivative_of_relu_at_0_is_taken_as_0():
    layer = ReLU()
    layer(np.array([-1.0, 0.0, 1.0]))
    assert layer.backward(np.ones(3)).tolist() == [0.0, 0.0, 1.0]


def test_leaky_relu_lets_a_little_of_the_negative_through():
    assert leaky_relu(np.array([-2.0, 3.0]), 0.1).tolist() == [-0.2, 3.0]


def test_a_leaky_relu_of_slope_0_is_a_relu():
    np.testing.assert_array_equal(leaky_relu(X, 0.0), relu(X))


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
    np.testing.assert_allclose(softmax(np.stack([X, 0 * X], -1))[:, 0], sigmoid(X), rtol=1e-13)


def test_a_gradient_that_is_the_same_for_all_scores_does_not_pass_softmax():
    layer = Softmax()
    layer(np.array([[1.0, 2.0, 4.0]]))
    np.testing.assert_allclose(layer.backward(np.ones((1, 3))), 0, atol=1e-16)


@pytest.mark.parametrize("layer", [Sigmoid(), Tanh(), ReLU(), LeakyReLU(), Softmax()])
def test_activations_keep_float32(layer):
    y = layer(X.astype(np.float32))
    assert y.dtype == layer.backward(np.ones_like(y)).dtype == np.float32
