"""Multi-layer perceptrons: what they are made of."""

from functools import partial

import numpy as np

from course_lib.numpy_nn.activations import LeakyReLU, ReLU, Sigmoid
from course_lib.numpy_nn.initialisation import constant, kaiming_normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP


def test_there_is_an_activation_between_linear_layers_and_none_at_the_end():
    kinds = [type(layer).__name__ for layer in MLP([4, 3, 3, 2], Sigmoid).layers]
    assert kinds == ["Linear", "Sigmoid", "Linear", "Sigmoid", "Linear"]


def test_parameters_have_the_names_that_pytorch_would_give_them():
    names = [name for name, _ in MLP([4, 3, 2]).named_parameters()]
    assert names == ["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"]


def test_a_hidden_layer_is_wrapped_where_it_keeps_the_width_and_the_last_layer_never():
    model = MLP([4, 3, 3, 3], residual=True)
    assert [type(layer).__name__ for layer in model.layers] == ["Linear", "ReLU", "Residual", "Linear"]
    assert [type(layer).__name__ for layer in model.layers[2].layer] == ["Linear", "ReLU"]
    assert "layers.2.layer.0.weight" in model.state_dict()


def test_skips_change_neither_the_first_weights_nor_their_order():
    plain, skipping = (
        MLP([3, 3, 3, 2], residual=residual, rng=np.random.default_rng(0)) for residual in (False, True)
    )
    for ours, theirs in zip(plain.parameters(), skipping.parameters(), strict=True):
        np.testing.assert_array_equal(ours.data, theirs.data)


def test_linear_layers_are_found_from_the_first_to_the_last():
    model = MLP([5, 4, 4, 4, 3], residual=True)
    widths = [module.in_features for module in model.modules() if isinstance(module, Linear)]
    assert widths == [5, 4, 4, 4]
    ends = [module.out_features for module in model.modules() if isinstance(module, Linear)]
    assert ends == [4, 4, 4, 3]


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
