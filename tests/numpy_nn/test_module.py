"""Modules: how they find what they hold, and how their state goes from one to another."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module, Sequential
from course_lib.numpy_nn.parameters import Buffer, Parameter
from numpy_nn.gradients import assert_same


class Holder(Module):
    def __init__(self):
        self.layers = [Sequential(Linear(2, 2)), Linear(2, 2, bias=False)]
        self.by_name = {"head": Linear(2, 1)}
        self.scale = Parameter(np.ones(2))
        self.shared = self.layers[1]
        self.name = "no parameter"


def test_parameters_are_found_in_lists_and_dicts_under_the_names_of_pytorch():
    assert [name for name, _ in Holder().named_parameters()] == [
        "layers.0.0.weight",
        "layers.0.0.bias",
        "layers.1.weight",
        "by_name.head.weight",
        "by_name.head.bias",
        "scale",
    ]


def test_a_shared_parameter_comes_once_but_stands_under_each_name_in_the_state():
    state = Holder().state_dict()
    assert state["shared.weight"] is state["layers.1.weight"]
    assert len(state) == len(list(Holder().parameters())) + 1


def test_train_and_eval_reach_every_module_and_return_the_first():
    model = Holder()
    assert model.eval() is model
    assert [module.training for module in model.modules()] == [False] * 5
    assert all(module.training for module in model.train().modules())


def test_the_state_is_a_copy_that_training_does_not_change(model):
    state = model.state_dict()
    before = {name: values.copy() for name, values in state.items()}
    for parameter in model.parameters():
        parameter.data -= 1.0
    assert_same(state, before)


def test_a_state_goes_from_one_model_into_another(model):
    other = MLP([3, 4, 2], Tanh)
    other.double().load_state_dict(model.state_dict())
    assert_same(other.state_dict(), model.state_dict())


def test_any_name_of_a_shared_parameter_loads_it():
    model = Holder()
    state = {name: values + 1 for name, values in model.state_dict().items()}
    expected = state["layers.1.weight"].copy()
    del state["layers.1.weight"]
    model.load_state_dict(state)
    np.testing.assert_array_equal(model.layers[1].weight.data, expected)


def test_the_names_of_a_shared_parameter_must_agree():
    model = Holder()
    state = model.state_dict()
    state["shared.weight"] = state["shared.weight"] + 1
    with pytest.raises(ValueError, match="values for layers.1.weight and shared.weight, which are one param"):
        model.load_state_dict(state)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            lambda state: state.pop("layers.0.bias"),
            ValueError,
            "expected {'layers.0.weight': .*}, received no layers.0.bias$",
        ),
        (lambda state: state.update(extra=np.ones(1)), ValueError, "received an unknown extra$"),
        (
            lambda state: state.update({"layers.0.bias": np.ones(9)}),
            ValueError,
            r"'layers.0.bias': \(4,\).* received layers.0.bias of shape \(9,\)$",
        ),
        (
            lambda state: state.update(
                {"layers.0.bias": np.ones(9), "extra": state.pop("layers.0.weight"), "more": np.ones(1)}
            ),
            ValueError,
            r"received no layers.0.weight; an unknown extra; an unknown more; layers.0.bias of shape \(9,\)$",
        ),
        (lambda state: state.update({"layers.0.bias": [0.0] * 4}), TypeError, "NumPy array of floats"),
        (lambda state: state.update({"layers.0.bias": np.ones(4, int)}), TypeError, "NumPy array of floats"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_before_anything_is_changed(model, change, error, message):
    before = model.state_dict()
    state = {name: values + 1 for name, values in before.items()}
    change(state)
    with pytest.raises(error, match=message):
        model.load_state_dict(state)
    assert_same(model.state_dict(), before)


class Counting(Module):
    """Adds up what comes in and counts the calls, in buffers."""

    def __init__(self):
        self.total, self.calls = Buffer(np.zeros(2, np.float32)), Buffer(np.array(0))
        self.scale = Parameter(np.ones(2, np.float32))

    def compute(self, x):
        self.total.data += x.sum(0)
        self.calls.data += 1
        return self.scale.data * x, x

    def gradients(self, grad_output, x):
        self.scale.grad += (grad_output * x).sum(0)
        return grad_output * self.scale.data


def test_buffers_are_found_and_stored_but_are_no_parameters():
    model = Sequential(Counting(), Counting())
    assert [name for name, _ in model.named_buffers()] == ["0.total", "0.calls", "1.total", "1.calls"]
    assert [name for name, _ in model.named_parameters()] == ["0.scale", "1.scale"]
    assert list(model.state_dict())[:3] == ["0.total", "0.calls", "0.scale"]


def test_a_shared_buffer_comes_once_but_stands_under_each_name_in_the_state():
    counting = Counting()
    model = Sequential(counting, counting)
    state = model.state_dict()
    assert len(list(model.buffers())) == 2
    assert state["1.total"] is state["0.total"]


def test_a_buffer_that_a_call_changes_does_not_come_too_late_for_the_way_back():
    model, x = Counting(), np.ones((3, 2), np.float32)
    model(x)
    assert model.backward(x).shape == x.shape
    assert model.calls.data == 1
    assert model.total.data.tolist() == [3.0, 3.0]


def test_the_state_carries_buffers_from_one_model_to_another_and_checks_their_kind():
    model, other = Counting(), Counting()
    model(np.ones((3, 2), np.float32))
    state = model.state_dict()
    other.load_state_dict(state)
    assert other.calls.data == 1
    assert other.total.data.tolist() == [3.0, 3.0]
    model(np.ones((3, 2), np.float32))
    assert state["calls"] == 1, "the state is a copy"
    with pytest.raises(TypeError, match="array of integers for calls, received float64"):
        other.load_state_dict(state | {"calls": np.array(1.0)})


def test_double_turns_buffers_of_floats_into_float64_and_leaves_counts_alone():
    model = Counting().double()
    assert model.total.data.dtype == model.scale.data.dtype == np.float64
    assert model.calls.data.dtype == np.int64


def test_zero_grad_and_eval_leave_buffers_alone():
    model = Counting()
    model(np.ones((3, 2), np.float32))
    model.eval().zero_grad()
    assert model.calls.data == 1


def test_modules_have_names_first_to_last_and_the_outermost_has_none():
    model = Holder()
    assert [name for name, _ in model.named_modules()] == [
        "",
        "layers.0",
        "layers.0.0",
        "layers.1",
        "by_name.head",
    ]
    assert [module for _, module in model.named_modules()] == list(model.modules())


def test_sequential_is_used_like_a_list_of_modules():
    layers = [Linear(2, 3), Tanh(), Linear(3, 1)]
    model = Sequential(*layers)
    assert len(model) == 3
    assert list(model) == layers
    assert model[-1] is layers[-1]
    with pytest.raises(TypeError, match="received .* at position 1"):
        Sequential(Linear(2, 3), np.tanh)


def test_a_module_without_its_two_functions_says_which_one_is_missing():
    with pytest.raises(NotImplementedError, match="Module must define compute"):
        Module()(1.0)
