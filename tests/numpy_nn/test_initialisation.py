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
    orthogonal,
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
    orthogonal,
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


def test_orthogonal_keeps_the_length_of_every_single_signal_and_not_only_on_average():
    rng = np.random.default_rng(0)
    signals = rng.standard_normal((8, 50))
    through = signals
    for _ in range(100):
        through = through @ orthogonal((50, 50), rng=rng, dtype=np.float64).T
    lengths, before = np.linalg.norm(through, axis=1), np.linalg.norm(signals, axis=1)
    np.testing.assert_allclose(lengths, before, rtol=1e-12)  # a hundred products, each good to 1e-15


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (5, 5)])
def test_the_shorter_side_of_an_orthogonal_matrix_is_orthonormal_times_gain(shape):
    weight = orthogonal(shape, gain=3.0, rng=np.random.default_rng(0), dtype=np.float64)
    products = weight @ weight.T if shape[0] <= shape[1] else weight.T @ weight
    np.testing.assert_allclose(products, 9 * np.eye(min(shape)), atol=1e-14)


def test_orthogonal_prefers_no_direction():
    # R with a positive diagonal: without it, LAPACK's Q has a negative first entry in every draw.
    rng = np.random.default_rng(0)
    signs = [np.sign(orthogonal((3, 3), rng=rng)[0, 0]) for _ in range(400)]
    assert abs(np.mean(signs)) < 0.2  # 400 fair coins average 0 ± 0.05; this is four times as far


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
