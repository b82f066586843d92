"""The layer protocol: which call is gone back through, and when there is none."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Sigmoid
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from numpy_nn.gradients import ONES, assert_same, gradients_of, undisturbed


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


def test_a_step_between_forward_and_backward_is_refused(model, x):
    optimiser = SGD(model.parameters(), lr=0.1)
    model(x)
    optimiser.step()
    with pytest.raises(RuntimeError, match="changed after the forward call"):
        model.backward(ONES)


def test_a_parameter_that_was_put_in_the_place_of_another_is_refused_like_a_changed_one(model, x):
    model(x)
    first = model.layers[0]
    first.weight = Parameter(2 * first.weight.data)
    with pytest.raises(RuntimeError, match="Linear.backward: its parameters were changed"):
        model.backward(ONES)


def test_steps_of_another_model_do_not_come_in_between(model, x):
    expected = undisturbed(model, x)
    other = Linear(3, 2)
    model(x)
    other.weight.data += 1.0
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_callers_may_change_their_arrays_in_place(model, x):
    expected = undisturbed(model, x)
    outputs = model(x)
    x *= 0
    outputs *= 0
    model.backward(ONES)
    assert_same(gradients_of(model), expected)


def test_an_output_that_a_layer_keeps_may_be_changed_too():
    layer, x = Sigmoid(), np.array([-1.0, 0.0, 2.0])
    layer(x)
    expected = layer.backward(np.ones(3))
    outputs = layer(x)
    outputs *= 0
    np.testing.assert_array_equal(layer.backward(np.ones(3)), expected)


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
