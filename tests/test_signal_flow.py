"""How a signal flows through a deep network: what the course says about it holds in the numbers."""

import numpy as np
import pytest

from course_lib.network_settings import Network
from course_lib.numpy_nn.activations import Sigmoid
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.signal_flow import SignalFlow, build, measure, sixteen_digits

DIGITS = sixteen_digits()


def flow(depth=20, width=32, seed=0, **settings):
    return measure(build(Network(**settings), depth, width, seed), *DIGITS)


def ratio(found):
    return found.gradient_norms[0] / found.gradient_norms[-1]


def test_sixteen_digits_show_all_ten_classes():
    pixels, labels = DIGITS
    assert pixels.shape == (16, 64)
    assert pixels.dtype == np.uint8
    assert pixels.max() == 16
    assert labels.tolist() == [*range(10), *range(6)]
    assert len(np.unique(pixels, axis=0)) == 16


def test_the_gradients_are_those_of_the_network_as_a_whole():
    model = build(Network("relu", "he", normalisation="layer", skip=True), 3, 8, 0)
    found = measure(model, *DIGITS)
    model.zero_grad()
    loss = CrossEntropyLoss()
    loss(model(DIGITS[0] / 16), DIGITS[1])
    model.backward(loss.backward()[0])
    linear = [module for module in model.modules() if isinstance(module, Linear)]
    assert found.gradient_norms.tolist() == [np.linalg.norm(layer.weight.grad) for layer in linear]


def test_every_quantity_has_a_number_for_each_layer():
    found = flow(depth=3, width=5)
    assert found.gradient_norms.shape == (4,)
    assert found.spreads.shape == found.derivatives.shape == found.dead_units.shape == (3,)


def test_derivatives_are_those_of_the_activation():
    assert flow(activation="sigmoid", initialisation="zeros").derivatives.tolist() == [0.25] * 20
    assert flow(activation="tanh", initialisation="zeros").derivatives.tolist() == [1.0] * 20
    assert flow(depth=3, activation="sigmoid", initialisation="zeros").derivative_product == 0.25**3


@pytest.mark.parametrize("seed", range(3))
def test_a_deep_sigmoid_loses_the_gradient_and_relu_with_he_keeps_it(seed):
    assert ratio(flow(seed=seed)) < 1e-10
    assert 0.01 < ratio(flow(seed=seed, activation="relu", initialisation="he")) < 100


@pytest.mark.parametrize("seed", range(3))
def test_batch_norm_brings_a_sigmoid_back_and_layer_norm_does_not(seed):
    assert 0.1 < ratio(flow(seed=seed, normalisation="batch")) < 100
    assert ratio(flow(seed=seed, normalisation="layer")) < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_batch_norm_without_skips_makes_the_gradient_of_deep_relu_networks_explode(seed):
    he = {"activation": "relu", "initialisation": "he", "normalisation": "batch"}
    assert ratio(flow(seed=seed, **he)) > 30 * ratio(flow(seed=seed, skip=True, **he))


def test_pictures_become_alike_where_the_gradient_vanishes():
    assert flow().spreads[-1] < 1e-10 < 1e-3 < flow(activation="relu", initialisation="he").spreads[-1]


def test_from_zeros_nothing_comes_back_at_all():
    found = flow(activation="tanh", initialisation="zeros")
    assert found.gradient_norms[:-1].tolist() == [0.0] * 20
    assert found.spreads.tolist() == [0.0] * 20


def test_a_relu_at_zero_is_dead_and_the_first_such_layer_is_named():
    found = flow(activation="relu", initialisation="zeros")
    assert found.dead_units.tolist() == [32] * 20
    assert found.first_dead_layer == 1
    assert flow(activation="tanh", initialisation="zeros").first_dead_layer is None


def test_the_first_dead_layer_is_counted_from_one():
    some = SignalFlow(np.ones(4), np.ones(3), np.ones(3), np.array([1, 2, 2]), width=2)
    assert some.first_dead_layer == 2


def test_the_scale_multiplies_every_weight_and_no_bias():
    plain, doubled = (build(Network(initialisation="pytorch", scale=scale), 2, 4, 0) for scale in (1.0, 2.0))
    for name, values in plain.state_dict().items():
        factor = 2 if name.endswith("weight") else 1
        assert np.array_equal(doubled.state_dict()[name], factor * values), name


def test_a_network_of_another_make_is_refused():
    with pytest.raises(ValueError, match=r"signal_flow\.build"):
        measure(MLP([64, 8, 10], Sigmoid, dtype=np.float64), *DIGITS)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"activation": "swish"}, ValueError, "activation: expected one of 'sigmoid'.*received 'swish'"),
        ({"initialisation": None}, ValueError, "initialisation: expected one of 'zeros'"),
        ({"normalisation": "group"}, ValueError, "normalisation: expected one of 'none'"),
        ({"scale": 0}, ValueError, "scale: .*> 0, received 0"),
        ({"scale": float("nan")}, ValueError, "scale: .*nan"),
        ({"scale": True}, TypeError, "scale: expected a number"),
        ({"skip": 1}, TypeError, "skip: expected True or False, received 1"),
    ],
)
def test_impossible_settings_are_refused(wrong, error, message):
    with pytest.raises(error, match=message):
        Network(**wrong)


@pytest.mark.parametrize("size", [(0, 2, 0), (1, 0, 0), (1, 2, -1), (1.0, 2, 0)])
def test_impossible_sizes_are_refused(size):
    with pytest.raises((ValueError, TypeError), match="depth|width|seed"):
        build(Network(), *size)
