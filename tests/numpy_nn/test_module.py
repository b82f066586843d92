"""The layer protocol: what a call keeps, what it refuses, and how modules find what they hold."""

import threading

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Sigmoid, Tanh
from course_lib.numpy_nn.gradient_check import gradient_check
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module, Parameter, Sequential
from course_lib.numpy_nn.optimisers import SGD


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def model(rng):
    return MLP([3, 4, 2], Tanh, rng=rng, dtype=np.float64)


@pytest.fixture
def x(rng):
    return rng.standard_normal((5, 3))


ONES = np.ones((5, 2))


def gradients_of(model):
    return {name: parameter.grad.copy() for name, parameter in model.named_parameters()}


def undisturbed(model, x):
    """The gradients of one call and one way back, and a model that is as new."""
    model(x)
    model.backward(ONES)
    expected = gradients_of(model)
    model.zero_grad()
    return expected


def assert_same(gradients, expected):
    assert gradients.keys() == expected.keys()
    for name in expected:
        np.testing.assert_array_equal(gradients[name], expected[name], err_msg=name)


def test_going_back_without_a_call_is_refused(model):
    with pytest.raises(RuntimeError, match="not been called yet"):
        model.backward(ONES)


def test_going_back_twice_is_refused(model, x):
    model(x)
    model.backward(ONES)
    with pytest.raises(RuntimeError, match="gone back through already"):
        model.backward(ONES)


def test_eval_mode_keeps_nothing_to_go_back_through(model, x):
    model.eval()(x)
    with pytest.raises(RuntimeError, match="eval"):
        model.backward(ONES)


def test_two_open_training_calls_are_refused(model, x):
    model(x)
    model(2 * x)
    with pytest.raises(RuntimeError, match="2 training calls are open"):
        model.backward(ONES)


def test_looking_in_eval_mode_opens_no_call(model, x):
    expected = undisturbed(model, x)
    model(x)
    model.eval()(2 * x)
    model.train().backward(ONES)
    assert_same(gradients_of(model), expected)


def test_zero_grad_starts_a_new_step_so_that_forgotten_calls_do_not_count(model, x):
    expected = undisturbed(model, x)
    model(3 * x)
    model(2 * x)
    model.zero_grad()
    model(x)
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_zero_grad_may_stand_between_forward_and_backward(model, x):
    expected = undisturbed(model, x)
    model(x)
    model.zero_grad()
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_zero_grad_forgets_calls_of_which_it_is_not_clear_which_one_is_meant(model, x):
    model(x)
    model(2 * x)
    model.zero_grad()
    with pytest.raises(RuntimeError, match="new step"):
        model.backward(ONES)


def test_looking_at_an_inner_layer_in_between_disturbs_nothing(model, x):
    expected = undisturbed(model, x)
    model(x)
    model.layers[0](2 * x)
    model.layers[0](3 * x)
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


class Fragile(Module):
    """A linear layer twice, that breaks when it is told to."""

    def __init__(self, rng):
        self.first = Linear(3, 3, rng=rng, dtype=np.float64)
        self.breaks_in = None

    def compute(self, x):
        x = self.first(x)
        if self.breaks_in == "compute":
            raise ArithmeticError("half way")
        return self.first(x), None

    def gradients(self, grad_output, cache):
        grad_output = self.first.backward(grad_output)
        if self.breaks_in == "gradients":
            raise ArithmeticError("half way")
        return self.first.backward(grad_output)


@pytest.mark.parametrize("place", ["compute", "gradients"])
def test_an_exception_half_way_leaves_nothing_behind(rng, x, place):
    model, ones = Fragile(rng), np.ones((5, 3))
    model(x)
    model.backward(ones)
    expected = gradients_of(model)
    model.breaks_in = place
    with pytest.raises(ArithmeticError):
        model.backward(np.full_like(model(2 * x), 7.0))
    model.breaks_in = None
    model.zero_grad()
    model(x)
    model.backward(ones)
    assert_same(gradients_of(model), expected)


class Forgetful(Module):
    """Calls two layers and goes back through one."""

    def __init__(self, rng):
        self.used, self.forgotten = Linear(3, 2, rng=rng, dtype=np.float64), Sigmoid()

    def compute(self, x):
        return self.used(x) + self.forgotten(x)[:, :2], None

    def gradients(self, grad_output, cache):
        return self.used.backward(grad_output)


def test_a_way_back_that_forgets_an_inner_layer_is_refused_by_name(rng, x):
    model = Forgetful(rng)
    model(x)
    with pytest.raises(RuntimeError, match=r"Forgetful.gradients left calls .* Sigmoid × 1"):
        model.backward(ONES)


class Greedy(Forgetful):
    """Goes back more often than it went forward."""

    def gradients(self, grad_output, cache):
        self.forgotten.backward(np.ones((5, 3)))
        return self.forgotten.backward(np.ones((5, 3)))


def test_a_way_back_through_a_call_that_was_never_made_is_refused(rng, x):
    model = Greedy(rng)
    model(x)
    with pytest.raises(RuntimeError, match=r"no call of it in Greedy.compute is left"):
        model.backward(ONES)


class Branches(Module):
    """Two branches that share a layer, walked back in the order in which they were called."""

    def __init__(self, rng):
        shared = Linear(3, 3, rng=rng, dtype=np.float64)
        self.left, self.right = Sequential(shared, Tanh()), Sequential(Sigmoid(), shared)

    def compute(self, x):
        return self.left(x) * 2 + self.right(x), None

    def gradients(self, grad_output, cache):
        return self.left.backward(2 * grad_output) + self.right.backward(grad_output)


def test_branches_that_share_a_layer_may_be_walked_back_in_any_order(rng, x):
    errors = gradient_check(Branches(rng), x)
    assert errors.keys() == {"input 0", "left.0.weight", "left.0.bias"}
    assert max(errors.values()) < 1e-8  # central differences are good to about 1e-10


class Thrifty(Module):
    """Keeps only its input, and calls its layer on the way back."""

    def __init__(self, rng):
        self.inner = Linear(3, 2, rng=rng, dtype=np.float64)

    def compute(self, x):
        return x @ self.inner.weight.data.T + self.inner.bias.data, x

    def gradients(self, grad_output, x):
        self.inner(x)
        return self.inner.backward(grad_output)


def test_a_layer_may_be_called_on_the_way_back(rng, x):
    assert max(gradient_check(Thrifty(rng), x).values()) < 1e-8


def test_a_step_between_forward_and_backward_is_refused(model, x):
    optimiser = SGD(model.parameters(), lr=0.1)
    model(x)
    optimiser.step()
    with pytest.raises(RuntimeError, match="changed after the forward call"):
        model.backward(ONES)


def test_callers_may_change_their_arrays_in_place(model, x):
    expected = undisturbed(model, x)
    outputs = model(x)
    x *= 0
    outputs *= 0
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_a_gradient_that_was_kept_survives_zero_grad(model, x):
    model(x)
    model.backward(ONES)
    kept = model.layers[0].weight.grad
    norm = np.linalg.norm(kept)
    model.zero_grad()
    assert np.linalg.norm(kept) == norm > 0
    assert not model.layers[0].weight.grad.any()


def test_gradients_add_up_over_steps_until_zero_grad(model, x):
    expected = undisturbed(model, x)
    for _ in range(2):
        model(x)
        model.backward(ONES)
    assert_same(gradients_of(model), {name: 2 * gradient for name, gradient in expected.items()})


def test_a_gradient_of_the_wrong_shape_is_refused_and_the_call_stays_open(model, x):
    expected = undisturbed(model, x)
    model(x)
    with pytest.raises(ValueError, match=r"\(5, 2\), received shape \(5,\)"):
        model.backward(np.ones(5))
    with pytest.raises(ValueError, match=r"\(5, 2\), received shape \(\)"):
        model.backward()
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_the_tuple_that_a_loss_returns_is_refused_with_the_way_to_take_it_apart(model, x):
    loss = MSELoss()
    loss(model(x), ONES)
    with pytest.raises(TypeError, match=r"grad_outputs, _ = loss.backward\(\)"):
        model.backward(loss.backward())


class Waiting(Module):
    """Calls its inner layer, waits until another thread has looked at that layer, and goes on."""

    def __init__(self, inner):
        self.inner, self.reached, self.go_on = inner, threading.Event(), threading.Event()

    def compute(self, x):
        y = self.inner(x)
        self.reached.set()
        assert self.go_on.wait(10)
        return y, None

    def gradients(self, grad_output, cache):
        return self.inner.backward(grad_output)


def test_a_call_in_another_thread_is_not_taken_for_a_part_of_this_one(model, x):
    expected = undisturbed(model, x)
    waiting = Waiting(model)
    training = threading.Thread(target=waiting, args=(x,))
    training.start()
    assert waiting.reached.wait(10)
    model(2 * x)  # recorded as an inner call, it would be left without a way back
    waiting.go_on.set()
    training.join()
    waiting.backward(ONES)
    assert_same(gradients_of(model), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_that_comes_in_goes_out(rng, dtype):
    model, loss = MLP([3, 4, 2], rng=rng, dtype=dtype), MSELoss()
    x, y = rng.standard_normal((5, 3)).astype(dtype), np.zeros((5, 2), dtype)
    outputs = model(x)
    value = loss(outputs, y)
    grad_outputs, _ = loss.backward()
    grad_x = model.backward(grad_outputs)
    found = [outputs, value, grad_outputs, grad_x, *gradients_of(model).values()]
    assert {array.dtype for array in found} == {np.dtype(dtype)}


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
    with pytest.raises(ValueError, match=r"layers.1.weight and shared.weight are one parameter"):
        model.load_state_dict(state)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda state: state.pop("layers.0.bias"), ValueError, r"missing names \['layers.0.bias'\]"),
        (lambda state: state.update(extra=np.ones(1)), ValueError, r"unknown names \['extra'\]"),
        (
            lambda state: state.update({"layers.0.bias": np.ones(9)}),
            ValueError,
            r"shape \(9,\), expected \(4,\)",
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


def test_parameters_never_share_memory_by_accident():
    values = np.ones(3)
    parameter = Parameter(values)
    other = Parameter(np.zeros(3))
    other.data = parameter.data
    other.data -= 1.0
    values -= 5.0
    np.testing.assert_array_equal(parameter.data, np.ones(3))


def test_a_parameter_keeps_its_shape_and_dtype():
    parameter = Parameter(np.ones(3, np.float32))
    with pytest.raises(ValueError, match=r"expected values of shape \(3,\), received \(1, 3\)"):
        parameter.data = np.ones((1, 3))
    parameter.data = np.zeros(3, np.float64)
    assert parameter.data.dtype == np.float32


@pytest.mark.parametrize("data", [np.ones(3, int), [1.0], 2.0, None])
def test_a_parameter_is_an_array_of_floats(data):
    with pytest.raises(TypeError, match="expected a NumPy array of floats"):
        Parameter(data)


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
