"""What batch, layer and RMS norm do to a signal."""

import numpy as np
import pytest

from course_lib.difference import relative_difference
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm, RMSNorm

ROWS, FEATURES = 40, 6


@pytest.fixture
def x(rng):
    return 5 + rng.standard_normal((ROWS, FEATURES)) * np.arange(1, FEATURES + 1)


def test_batch_norm_gives_every_feature_mean_0_and_variance_1(x):
    y = BatchNorm1d(FEATURES, dtype=np.float64)(x)
    np.testing.assert_allclose(y.mean(0), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(0), x.var(0) / (x.var(0) + 1e-5), rtol=1e-12)


def test_layer_norm_gives_every_row_mean_0_and_variance_1(x):
    y = LayerNorm(FEATURES, dtype=np.float64)(x)
    np.testing.assert_allclose(y.mean(1), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(1), x.var(1) / (x.var(1) + 1e-5), rtol=1e-12)


def test_rms_norm_gives_every_row_mean_square_1_and_leaves_its_direction(x):
    y = RMSNorm(FEATURES, dtype=np.float64)(x)
    np.testing.assert_allclose((y * y).mean(1), 1, rtol=1e-12)  # eps is 2e-16 beside 25
    np.testing.assert_allclose(y / np.linalg.norm(y, axis=1)[:, None], x / np.linalg.norm(x, axis=1)[:, None])


def test_rms_norm_of_rows_of_mean_0_is_layer_norm(x):
    centred = x - x.mean(1, keepdims=True)
    layer_norm, rms_norm = LayerNorm(FEATURES, dtype=np.float64), RMSNorm(FEATURES, 1e-5, dtype=np.float64)
    np.testing.assert_allclose(rms_norm(centred), layer_norm(x), rtol=1e-12)


def test_the_eps_of_rms_norm_is_that_of_the_dtype_unless_it_is_given():
    tiny = np.full((1, 2), 1e-4, np.float32)  # its square, 1e-8, is small beside an eps of 1.2e-7
    assert RMSNorm(2)(tiny)[0, 0] == pytest.approx(1e-4 / np.sqrt(1e-8 + 2.0**-23), rel=1e-6)  # of float32
    assert RMSNorm(2, dtype=np.float64)(tiny.astype(float))[0, 0] == pytest.approx(1, rel=1e-7)
    assert RMSNorm(2, 1e-8)(tiny)[0, 0] == pytest.approx(np.sqrt(0.5), rel=1e-6)


def test_layer_norm_over_two_axes_is_that_of_both_laid_in_a_row(rng):
    x = rng.standard_normal((4, 3, 5))
    flat = LayerNorm(15, dtype=np.float64)(x.reshape(4, 15))
    np.testing.assert_allclose(LayerNorm((3, 5), dtype=np.float64)(x).reshape(4, 15), flat, rtol=1e-12)


def test_in_training_mode_a_row_depends_on_the_others_and_in_eval_mode_it_does_not(x):
    norm = BatchNorm1d(FEATURES, dtype=np.float64)
    norm(x)
    assert (norm(x)[:2] != norm(x[:2])).any()
    norm.eval()
    np.testing.assert_array_equal(norm(x)[:2], norm(x[:2]))


def test_for_layer_norm_a_row_is_alone_in_both_modes(x):
    norm = LayerNorm(FEATURES, dtype=np.float64)
    # One row and five are summed in different orders; the mean is about 10 times as large as the outputs.
    np.testing.assert_allclose(norm(x)[:1], norm(x[:1]), rtol=1e-13)
    np.testing.assert_array_equal(norm.eval()(x), norm.train()(x))


def test_running_statistics_approach_those_of_the_data(rng):
    norm = BatchNorm1d(2, dtype=np.float64)
    for _ in range(300):
        norm(3 + 2 * rng.standard_normal((100, 2)))
    # The last ten batches or so count: means of 1000 numbers of spread 2, and variances of as many.
    np.testing.assert_allclose(norm.running_mean.data, 3, atol=0.3)
    np.testing.assert_allclose(norm.running_var.data, 4, atol=0.9)
    assert norm.num_batches_tracked.data == 300


def test_the_first_batch_moves_the_running_statistics_by_momentum(x):
    norm = BatchNorm1d(FEATURES, momentum=0.25, dtype=np.float64)
    norm(x)
    np.testing.assert_allclose(norm.running_mean.data, 0.25 * x.mean(0), rtol=1e-14)
    np.testing.assert_allclose(norm.running_var.data, 0.75 + 0.25 * x.var(0, ddof=1), rtol=1e-14)


def test_without_momentum_the_running_statistics_are_means_over_all_batches(rng):
    batches = rng.standard_normal((5, ROWS, FEATURES)) + np.arange(5)[:, None, None]
    norm = BatchNorm1d(FEATURES, momentum=None, dtype=np.float64)
    for batch in batches:
        norm(batch)
    np.testing.assert_allclose(norm.running_mean.data, batches.mean((0, 1)), rtol=1e-13)
    np.testing.assert_allclose(norm.running_var.data, batches.var(1, ddof=1).mean(0), rtol=1e-13)


def test_eval_mode_moves_nothing(x):
    norm = BatchNorm1d(FEATURES, dtype=np.float64).eval()
    before = norm.state_dict()
    norm(x)
    for name, values in norm.state_dict().items():
        np.testing.assert_array_equal(values, before[name])


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_the_scale_of_the_weights_before_batch_norm_does_not_matter(x, rng, scale):
    linear = Linear(FEATURES, 4, rng=rng, dtype=np.float64)
    network = Sequential(linear, BatchNorm1d(4, eps=1e-12, dtype=np.float64))
    before = network(x)
    linear.weight.data *= scale
    # eps is 1e-12 beside a variance of 1e-6 at the least.
    np.testing.assert_allclose(network(x), before, rtol=1e-5, atol=1e-8)


def test_a_bias_before_batch_norm_changes_nothing_and_gets_no_gradient(x, rng):
    linear = Linear(FEATURES, 4, rng=rng, dtype=np.float64)
    network = Sequential(linear, BatchNorm1d(4, dtype=np.float64))
    before = network(x)
    network.backward(rng.standard_normal(before.shape))
    assert np.abs(linear.bias.grad).max() < 1e-13 * np.abs(linear.weight.grad).max()
    linear.bias.data += 7.0
    np.testing.assert_allclose(network(x), before, atol=1e-12)


def test_batch_norm_makes_gradients_larger_where_the_spread_is_smaller(rng):
    x, g = rng.standard_normal((ROWS, 3)), rng.standard_normal((ROWS, 3))
    norm = BatchNorm1d(3, eps=1e-12, dtype=np.float64)
    norm(x)
    usual = norm.backward(g)
    norm(x / 100)
    # eps is 1e-8 of the smaller variance.
    assert relative_difference(norm.backward(g), 100 * usual) < 1e-7


def test_a_feature_that_is_the_same_in_all_rows_becomes_its_bias():
    norm = BatchNorm1d(1, dtype=np.float64)
    norm.bias.data += 0.5
    assert norm(np.full((4, 1), 123.0)).tolist() == [[0.5]] * 4
    assert norm.backward(np.array([[1.0], [2.0], [3.0], [4.0]])).shape == (4, 1)


@pytest.mark.parametrize("norm", [BatchNorm1d(FEATURES), LayerNorm(FEATURES), RMSNorm(FEATURES)])
def test_normalisation_keeps_float32(norm, x):
    y = norm(x.astype(np.float32))
    assert y.dtype == norm.backward(y).dtype == np.float32
    assert {stored.data.dtype for stored in norm.parameters()} == {np.dtype(np.float32)}
    assert {buffer.data.dtype for buffer in norm.buffers() if buffer.shape} <= {np.dtype(np.float32)}


@pytest.mark.parametrize("norm", [BatchNorm1d(FEATURES), LayerNorm(FEATURES), RMSNorm(FEATURES)])
def test_gradients_of_parameters_add_up_until_they_are_set_to_zero(norm, x, rng):
    x, grad_output = x.astype(np.float32), rng.standard_normal(x.shape).astype(np.float32)
    norm.zero_grad()
    gradients = []
    for _ in range(2):
        norm(x)
        norm.backward(grad_output)
        gradients.append([parameter.grad.copy() for parameter in norm.parameters()])
    for once, twice in zip(*gradients, strict=True):
        np.testing.assert_allclose(twice, 2 * once, rtol=1e-6)


def test_a_layer_shows_its_settings():
    shown = [
        repr(BatchNorm1d(3, eps=0.5, momentum=None, affine=False)),
        repr(LayerNorm(3)),
        repr(RMSNorm(3, elementwise_affine=False)),
    ]
    assert shown == [
        "BatchNorm1d(3, eps=0.5, momentum=None, affine=False, track_running_stats=True)",
        "LayerNorm((3,), eps=1e-05, elementwise_affine=True)",
        "RMSNorm((3,), eps=None, elementwise_affine=False)",
    ]
