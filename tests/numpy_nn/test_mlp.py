"""Multi-layer perceptrons: what they are made of."""

from functools import partial

import numpy as np

from course_lib.numpy_nn.activations import LeakyReLU, ReLU, Sigmoid
from course_lib.numpy_nn.initialisation import constant, kaiming_normal
from course_lib.numpy_nn.mlp import MLP


def test_there_is_an_activation_between_linear_layers_and_none_at_the_end():
    kinds = [type(layer).__name__ for layer in MLP([4, 3, 3, 2], Sigmoid).layers]
    assert kinds == ["Linear", "Sigmoid", "Linear", "Sigmoid", "Linear"]


def test_parameters_have_the_names_that_pytorch_would_give_them():
    names = [name for name, _ in MLP([4, 3, 2]).named_parameters()]
    assert names == ["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"]


def test_the_activation_may_be_any_function_that_makes_a_module():
    model = MLP([4, 3, 2], lambda: LeakyReLU(0.2))
    assert model.layers[1].negative_slope == 0.2
    assert isinstance(MLP([4, 3, 2]).layers[1], ReLU)


def test_a_rule_of_ones_own_starts_the_weights_and_biases_start_at_zero():
    model = MLP([4, 3, 2], weight_init=partial(constant, val=0.25))
    assert {float(value) for value in np.unique(model.layers[2].weight.data)} == {0.25}
    assert not model.layers[2].bias.data.any()


def test_a_rule_may_answer_in_float64_and_the_network_stays_float32():
    model = MLP([4, 3, 2], weight_init=lambda shape, rng, dtype: rng.standard_normal(shape))
    assert {parameter.data.dtype for parameter in model.parameters()} == {np.dtype(np.float32)}


def test_neurons_that_start_equal_stay_equal():
    model = MLP([4, 3, 2], Sigmoid, weight_init=partial(constant, val=0.1), dtype=np.float64)
    model(np.random.default_rng(0).standard_normal((5, 4)))
    model.backward(np.ones((5, 2)))
    gradient = model.layers[0].weight.grad
    assert gradient.any()
    np.testing.assert_array_equal(gradient, gradient[:1].repeat(3, axis=0))


def test_the_same_seed_gives_the_same_network():
    first, second = (
        MLP([4, 3, 2], weight_init=kaiming_normal, rng=np.random.default_rng(7)).state_dict()
        for _ in range(2)
    )
    assert all((first[name] == second[name]).all() for name in first)
