"""What activations do to a signal."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import (
    ELU,
    GELU,
    SELU,
    LeakyReLU,
    PReLU,
    ReLU,
    Sigmoid,
    Tanh,
    elu,
    gelu,
    leaky_relu,
    prelu,
    relu,
    selu,
    sigmoid,
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


def test_infinity_passes_a_leaky_relu_of_slope_0_without_a_warning():
    with np.errstate(all="raise"):
        assert leaky_relu(np.array([-2.0, np.inf]), 0.0).tolist() == [0.0, np.inf]


def test_prelu_has_a_slope_for_every_channel():
    x = np.array([[-1.0, -1.0], [-2.0, 3.0]])
    assert prelu(x, np.array([0.1, 0.5])).tolist() == [[-0.1, -0.5], [-0.2, 3.0]]
    assert prelu(x, np.array([0.5])).tolist() == [[-0.5, -0.5], [-1.0, 3.0]]


def test_a_prelu_starts_as_a_leaky_relu_and_learns_from_the_negative_values_only():
    layer = PReLU(init=0.25, dtype=np.float64)
    np.testing.assert_array_equal(layer(X), leaky_relu(X, 0.25))
    layer.backward(np.ones_like(X))
    np.testing.assert_allclose(layer.weight.grad, [X[X < 0].sum()], rtol=1e-14)


def test_elu_meets_the_identity_at_0_with_the_same_slope_and_ends_at_minus_alpha():
    assert elu(np.array([-1000.0, 0.0, 2.0]), 0.7).tolist() == [-0.7, 0.0, 2.0]
    layer = ELU()
    layer(np.array([-1e-9, 0.0, 1e-9]))
    np.testing.assert_allclose(layer.backward(np.ones(3)), 1, rtol=2e-9)  # e^(−1e-9) on the left


def test_no_unit_of_elu_is_quite_dead():
    layer = ELU()
    layer(np.array([-30.0]))
    assert layer.backward(np.ones(1)) == np.exp(-30.0)


def normal_mean(function):
    """Mean of a function of normal numbers, by the trapezoidal rule; both halves meet in the kink at 0."""
    z = np.linspace(-12, 12, 240_001)
    return np.trapezoid(function(z) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), z)


def test_mean_0_and_variance_1_are_the_fixed_point_of_selu():
    # Steps of 1e-4 leave an error of about step²/12 · the jump of the slope, λ (α − 1): 1e-9.
    assert normal_mean(selu) == pytest.approx(0, abs=2e-9)
    assert normal_mean(lambda z: selu(z) ** 2) == pytest.approx(1, abs=2e-9)


@pytest.mark.parametrize("square", [0.5, 0.8, 1.25, 2.0])
def test_the_fixed_point_of_selu_pulls(square):
    # Weights of mean 0 and variance 1/fan_in make of outputs with this mean square normal sums with it.
    after = normal_mean(lambda z: selu(np.sqrt(square) * z) ** 2)
    assert 0 < (after - 1) / (square - 1) < 0.9


def test_gelu_of_the_negative_is_gelu_less_the_value_itself():
    for approximate in ("none", "tanh"):
        np.testing.assert_allclose(gelu(-X, approximate), gelu(X, approximate) - X, atol=1e-14)


def test_gelu_dips_to_minus_0_17_and_comes_back():
    fine = np.linspace(-3, 0, 30_001)
    y = gelu(fine)
    assert y.min() == pytest.approx(-0.16997, abs=1e-5)  # the minimum of x Φ(x), to five digits
    assert fine[y.argmin()] == pytest.approx(-0.75179, abs=1e-4)  # the step of the grid
    assert gelu(np.array([-1000.0])) == 0


def test_the_tanh_form_of_gelu_is_good_to_three_digits():
    difference = np.abs(gelu(X, "tanh") - gelu(X)).max()
    assert 1e-4 < difference < 1e-3


@pytest.mark.parametrize("layer", [ELU(), SELU(), GELU(), GELU("tanh"), PReLU()])
def test_no_number_is_too_large_and_none_gives_a_warning(layer):
    x = np.array([-3e38, -1e20, -1000.0, 1000.0, 1e20], np.float32)
    y = layer(x)
    assert np.isfinite(y).all()
    assert np.isfinite(layer.backward(np.ones_like(x) / 1e6)).all()


@pytest.mark.parametrize(
    "layer", [Sigmoid(), Tanh(), ReLU(), LeakyReLU(), PReLU(), ELU(), SELU(), GELU(), GELU("tanh")]
)
def test_activations_keep_float32(layer):
    y = layer(X.astype(np.float32))
    assert y.dtype == layer.backward(np.ones_like(y)).dtype == np.float32
