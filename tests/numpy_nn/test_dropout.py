"""What dropout does to a signal."""

import numpy as np
import pytest

from course_lib.numpy_nn.dropout import Dropout
from course_lib.numpy_nn.module import Sequential


def test_on_average_dropout_changes_nothing(rng):
    x, draws, p = np.linspace(-2, 3, 6), 20_000, 0.4
    mean = Dropout(p, rng=rng)(np.tile(x, (draws, 1))).mean(0)
    spread = np.abs(x) * np.sqrt(p / (1 - p) / draws)  # of the mean of so many draws of m x/(1 − p)
    assert (np.abs(mean - x) <= 4 * spread).all()


def test_what_is_left_out_gets_no_gradient_and_what_stays_gets_more(rng):
    layer, x = Dropout(0.5, rng=rng), np.ones((6, 7))
    y = layer(x)
    np.testing.assert_array_equal(layer.backward(np.full_like(x, 3.0)), 3 * y)
    assert set(y.ravel()) == {0.0, 2.0}


def test_each_call_leaves_out_others_and_goes_back_through_its_own(rng):
    layer, x = Dropout(0.5, rng=rng), np.ones((6, 7))
    once = layer(x)
    back_once = layer.backward(np.ones_like(x))
    again = layer(x)
    back_again = layer.backward(np.ones_like(x))
    assert (once != again).any()
    np.testing.assert_array_equal(back_once, once)
    np.testing.assert_array_equal(back_again, again)


@pytest.mark.parametrize("layer", [Dropout(0.9).eval(), Dropout(0.0)])
def test_in_eval_mode_and_with_p_0_the_signal_passes(layer):
    x = np.linspace(-1, 1, 12).reshape(3, 4)
    np.testing.assert_array_equal(layer(x), x)


def test_dropout_frozen_inside_a_training_network_passes_the_gradient_on(rng):
    network, x = Sequential(Dropout(0.9, rng=rng).eval()), rng.standard_normal((3, 4))
    network(x)
    np.testing.assert_array_equal(network.backward(x), x)
