"""What first weights do to a signal on its way through many layers."""

from functools import partial

import numpy as np
import pytest

from course_lib.numpy_nn.activations import relu
from course_lib.numpy_nn.initialisation import (
    calculate_gain,
    constant,
    kaiming_normal,
    kaiming_uniform,
    lecun_normal,
    normal,
    uniform,
    xavier_normal,
    xavier_uniform,
    zeros,
)

RULES = [
    zeros,
    partial(constant, val=0.5),
    normal,
    uniform,
    lecun_normal,
    xavier_normal,
    xavier_uniform,
    kaiming_normal,
    kaiming_uniform,
]
DEPTH, WIDTH = 20, 256


def size_after_many_layers(rule, activation):
    """Root mean square of a signal of size 1 after 20 layers."""
    rng = np.random.default_rng(0)
    signal = rng.standard_normal((64, WIDTH))
    for _ in range(DEPTH):
        signal = activation(signal @ rule((WIDTH, WIDTH), rng=rng, dtype=np.float64).T)
    return np.sqrt(np.mean(signal**2))


def test_lecun_keeps_the_size_of_a_signal_through_linear_layers():
    # Each layer's factor has mean 1 and a spread of about 1/√256, so 20 of them spread by about 0.3.
    assert 0.5 < size_after_many_layers(lecun_normal, lambda x: x) < 2


@pytest.mark.parametrize("rule", [kaiming_normal, kaiming_uniform])
def test_kaiming_keeps_the_size_of_a_signal_through_relu_layers(rule):
    assert 0.5 < size_after_many_layers(rule, relu) < 2


def test_xavier_halves_the_variance_of_a_signal_at_each_relu():
    assert size_after_many_layers(xavier_normal, relu) == pytest.approx(2 ** (-DEPTH / 2), rel=0.8)


@pytest.mark.parametrize(
    ("normal_rule", "uniform_rule"), [(xavier_normal, xavier_uniform), (kaiming_normal, kaiming_uniform)]
)
def test_the_uniform_form_of_a_rule_has_the_variance_of_its_normal_form(normal_rule, uniform_rule):
    variances = [rule((400, 300), rng=np.random.default_rng(0)).var() for rule in (normal_rule, uniform_rule)]
    # 120 000 draws: the variance of a normal sample is good to √(2/120 000) = 0.4 %.
    assert variances[0] == pytest.approx(variances[1], rel=0.02)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_returns_a_new_array_of_the_dtype_asked_for(rule):
    assert rule((3, 2)).dtype == np.float32
    array = rule((3, 2), dtype=np.float64)
    assert array.dtype == np.float64
    assert array.shape == (3, 2)
    assert array.flags.owndata


@pytest.mark.parametrize("rule", RULES)
def test_the_same_seed_gives_the_same_weights(rule):
    np.testing.assert_array_equal(
        rule((3, 2), rng=np.random.default_rng(5)), rule((3, 2), rng=np.random.default_rng(5))
    )


def test_without_a_generator_weights_differ_from_call_to_call():
    assert (normal((3, 2)) != normal((3, 2))).any()


def test_the_gain_makes_up_for_what_a_rectifier_cuts_off():
    x = np.random.default_rng(0).standard_normal(1_000_000)
    # A million draws know the mean square to about 0.2 %.
    assert np.mean(relu(calculate_gain("relu") * x) ** 2) == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize("mistake", [lambda: calculate_gain("swish"), lambda: calculate_gain("relu", 0.1)])
def test_an_impossible_gain_is_refused(mistake):
    with pytest.raises(ValueError, match="received"):
        mistake()
