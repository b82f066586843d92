"""How optimisers walk."""

import numpy as np
import pytest

from course_lib.numpy_nn.optimisers import SGD, Adam, AdamW, Optimizer, RMSprop
from course_lib.numpy_nn.parameters import Parameter

EVERY_OPTION = [
    (SGD, {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.1}),
    (SGD, {"momentum": 0.9, "nesterov": True}),
    (RMSprop, {"momentum": 0.9, "centered": True, "weight_decay": 0.1}),
    (Adam, {"amsgrad": True, "weight_decay": 0.1}),
    (AdamW, {}),
]


@pytest.fixture
def parameter():
    return Parameter(np.array([1.0, -2.0]))


def descend(optimiser, parameter, steps):
    """Walk down f(θ) = θ₁² + 10 θ₂²."""
    for _ in range(steps):
        parameter.grad = np.array([2.0, 20.0]) * parameter.data
        optimiser.step()
    return np.abs(parameter.data).max()


def steps_of(optimiser, gradients):
    """How far the optimiser's only parameter moves at each gradient in turn."""
    (parameter,) = optimiser.params
    moves = []
    for gradient in gradients:
        before = parameter.data.copy()
        parameter.grad = np.array(gradient)
        optimiser.step()
        moves.append(parameter.data - before)
    return np.array(moves)


def test_a_step_goes_against_the_gradient(parameter):
    parameter.grad = np.array([1.0, -4.0])
    SGD([parameter], lr=0.5).step()
    assert parameter.data.tolist() == [0.5, 0.0]


def test_a_changed_learning_rate_counts_from_the_next_step_on(parameter):
    optimiser = SGD([parameter], lr=0.5)
    optimiser.lr = 0.25
    assert steps_of(optimiser, [[1.0, -4.0]]).tolist() == [[-0.25, 1.0]]


def test_steps_that_agree_add_up_to_ten_with_momentum_point_nine(parameter):
    moves = steps_of(SGD([parameter], lr=1.0, momentum=0.9), [[1.0, 1.0]] * 200)
    # 1 + 0.9 + 0.81 + … is 10 but for 0.9²⁰⁰ = 7e-10.
    np.testing.assert_allclose(moves[-1], -10, rtol=1e-8)


def test_steps_that_disagree_cancel_with_momentum(parameter):
    moves = steps_of(SGD([parameter], lr=1.0, momentum=0.9), [[1.0, 1.0], [-1.0, -1.0]] * 100)
    # 1 − 0.9 + 0.81 − … is 1/1.9 but for 0.9²⁰⁰.
    np.testing.assert_allclose(np.abs(moves[-1]), 1 / 1.9, rtol=1e-8)


def test_momentum_gets_down_a_narrow_valley_faster(parameter):
    other = Parameter(parameter.data)
    plain = descend(SGD([parameter], lr=0.01), parameter, 100)
    assert descend(SGD([other], lr=0.01, momentum=0.8), other, 100) < plain / 10


def test_dampened_like_its_momentum_a_velocity_is_a_mean_of_the_gradients_and_starts_at_the_first(parameter):
    moves = steps_of(SGD([parameter], lr=1.0, momentum=0.75, dampening=0.75), [[4.0, 4.0], [0.0, 8.0]])
    assert moves.tolist() == [[-4.0, -4.0], [-3.0, -5.0]]  # then ¾ of 4 and ¼ of what comes


def test_nesterov_looks_one_step_ahead(parameter):
    moves = steps_of(SGD([parameter], lr=1.0, momentum=0.5, nesterov=True), [[1.0, 2.0], [0.0, 0.0]])
    assert moves.tolist() == [[-1.5, -3.0], [-0.25, -0.5]]  # g + v/2 with v = g, then v/2 with v = g/2


@pytest.mark.parametrize("decay", [0.5, 1.0])
@pytest.mark.parametrize("optimiser", [SGD, RMSprop, Adam])
def test_weight_decay_is_the_gradient_of_a_penalty(optimiser, parameter, decay):
    other = Parameter(parameter.data)
    decaying, plain = optimiser([parameter], lr=0.1, weight_decay=decay), optimiser([other], lr=0.1)
    for gradient in ([1.0, -2.0], [0.5, 3.0]):
        parameter.grad = np.array(gradient)
        other.grad = np.array(gradient) + decay * other.data
        decaying.step()
        plain.step()
        assert parameter.data.tolist() == other.data.tolist()


def test_decoupled_decay_shrinks_all_weights_alike_where_a_penalty_in_adam_takes_equal_steps():
    weights = np.array([1.0, 10.0])
    decoupled, penalised = Parameter(weights), Parameter(weights)
    AdamW([decoupled], lr=0.1, weight_decay=0.5).step()
    Adam([penalised], lr=0.1, weight_decay=0.5).step()
    np.testing.assert_allclose(decoupled.data, 0.95 * weights, rtol=1e-15)  # two roundings
    np.testing.assert_allclose(penalised.data, weights - 0.1, rtol=1e-8)  # eps = 1e-8 beside λθ = 0.5


def test_rmsprop_moves_every_weight_at_one_pace_whatever_the_size_of_its_gradient(parameter):
    moves = steps_of(RMSprop([parameter], lr=0.1), [[1e-3, -1e3]] * 1000)
    # √s is 1 − 0.99¹⁰⁰⁰ = 1 − 4e-5 of its root short of |g|; eps is 1e-5 of 1e-3.
    np.testing.assert_allclose(moves[-1], [-0.1, 0.1], rtol=1e-4)


def test_centred_rmsprop_moves_far_where_gradients_agree(parameter):
    gradients = [[1.0, 1.0], [1.0, -1.0]] * 50
    moves = steps_of(RMSprop([parameter], lr=0.1, alpha=0.9, centered=True), gradients)
    assert abs(moves[-1][0]) > 10 * abs(moves[-1][1])  # a gradient that never changes has no spread


def test_adams_first_step_has_the_length_of_the_learning_rate_whatever_the_gradient(parameter):
    parameter.grad = np.array([1e-3, -1e3])
    Adam([parameter], lr=0.1).step()
    # eps = 1e-8 beside a gradient of 1e-3 shortens the step by 1e-5 of it.
    np.testing.assert_allclose(parameter.data, [0.9, -1.9], rtol=1e-5)


def test_amsgrad_does_not_forget_a_large_gradient(parameter):
    gradients = [[100.0, 100.0], *[[1.0, 1.0]] * 200]
    betas, other = (0.0, 0.9), Parameter(parameter.data)
    forgetting = steps_of(Adam([parameter], lr=0.1, betas=betas), gradients)[-1]
    remembering = steps_of(Adam([other], lr=0.1, betas=betas, amsgrad=True), gradients)[-1]
    np.testing.assert_allclose(forgetting, -0.1, rtol=1e-4)  # 0.9²⁰⁰ · 100² is 7e-6 beside 1
    # The greatest v was 0.1 · 100²; after 200 steps hardly anything is left of the correction 1 − 0.9ᵗ.
    np.testing.assert_allclose(remembering, -0.1 / np.sqrt(1000), rtol=1e-6)


@pytest.mark.parametrize("optimiser", [SGD, RMSprop, Adam, AdamW])
def test_every_optimiser_reaches_the_bottom(optimiser, parameter):
    assert descend(optimiser([parameter], lr=0.05), parameter, 600) < 0.03


@pytest.mark.parametrize(("optimiser", "options"), EVERY_OPTION)
def test_parameters_are_changed_in_place_and_keep_float32(optimiser, options):
    parameter = Parameter(np.ones(3, np.float32))
    array, version = parameter.data, parameter.version
    walker = optimiser([parameter], lr=0.1, **options)
    for _ in range(3):
        parameter.grad = np.ones(3, np.float32)
        walker.step()
    assert parameter.data is array
    assert array.dtype == np.float32
    assert (array < 0.9).all()
    assert parameter.version > version, "a way back must be able to tell that weights have changed"


@pytest.mark.parametrize(("optimiser", "options"), EVERY_OPTION)
def test_a_step_leaves_the_gradient_as_it_was(optimiser, options, parameter):
    walker = optimiser([parameter], lr=0.1, **options)
    for gradient in ([1.0, 2.0], [3.0, -4.0]):
        parameter.grad = np.array(gradient)
        walker.step()
        assert parameter.grad.tolist() == gradient


def test_zero_grad_clears_what_backward_added(parameter):
    parameter.grad = np.ones(2)
    SGD([parameter], lr=0.1).zero_grad()
    assert not parameter.grad.any()


def test_an_optimiser_of_ones_own_needs_only_step_and_decays_no_weights_unasked(parameter):
    with pytest.raises(NotImplementedError, match=r"^Optimizer must define step\(\)$"):
        Optimizer([parameter], lr=0.1).step()
    assert Optimizer([parameter], lr=0.1).weight_decay == 0
