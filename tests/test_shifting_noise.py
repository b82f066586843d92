"""Noise that moves whole distributions: what it does to a unit, and that it goes back as it came."""

import numpy as np
import pytest

from course_lib.numpy_nn.gradient_check import central_differences
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Sequential
from course_lib.shifting_noise import ShiftingNoise


def test_all_rows_are_moved_and_stretched_alike():
    x = np.random.default_rng(0).normal(size=(50, 3))
    y = ShiftingNoise(3, rng=np.random.default_rng(1))(x)
    for unit in range(3):
        stretch, move = np.polyfit(x[:, unit], y[:, unit], 1)
        np.testing.assert_allclose(stretch * x[:, unit] + move, y[:, unit], rtol=1e-10)


def test_every_call_draws_anew_within_the_bounds():
    noise, moves = ShiftingNoise(1000, move=0.5, stretch=3.0, rng=np.random.default_rng(0)), []
    for _ in range(2):
        move, sum_of_both = noise(np.array([[0.0], [1.0]]) * np.ones(1000))
        moves.append(move)
        stretch = sum_of_both - move
        for drawn, low, high in ((move, -0.5, 0.5), (stretch, 1, 3)):
            assert low <= drawn.min() < low + 0.1
            assert high - 0.1 < drawn.max() <= high + 1e-12
    assert not np.isclose(*moves).all()


def test_eval_mode_leaves_everything_as_it_is():
    x = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    assert ShiftingNoise(3).eval()(x) is x


def test_in_eval_mode_alone_it_hands_the_gradient_of_a_training_network_on():
    network = Sequential(Linear(3, 3, rng=np.random.default_rng(0)), ShiftingNoise(3).eval())
    network(np.ones((2, 3), np.float32))
    grad = np.random.default_rng(1).normal(size=(2, 3)).astype(np.float32)
    np.testing.assert_array_equal(network.backward(grad), grad @ network[0].weight.data)


def test_the_mean_of_many_calls_is_a_gain_of_half_of_one_and_the_stretch():
    noise = ShiftingNoise(1000, stretch=2.0, rng=np.random.default_rng(0))
    assert np.mean([noise(np.ones((1, 1000))) for _ in range(50)]) == pytest.approx(1.5, abs=0.02)


def test_the_way_back_is_what_central_differences_measure():
    x = np.random.default_rng(0).normal(size=(4, 3))

    def total():
        return float((ShiftingNoise(3, rng=np.random.default_rng(1))(x) ** 2).sum())

    noise = ShiftingNoise(3, rng=np.random.default_rng(1))
    y = noise(x)
    np.testing.assert_allclose(noise.backward(2 * y), central_differences(total, x), rtol=1e-6)


def test_float32_stays_float32():
    assert ShiftingNoise(3)(np.ones((2, 3), np.float32)).dtype == np.float32


def test_another_number_of_units_is_refused():
    with pytest.raises(ValueError, match=r"expected inputs of shape \(batch, 3\), received \(2, 4\)"):
        ShiftingNoise(3)(np.ones((2, 4)))
