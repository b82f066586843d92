"""The losses of two weights: their gradients, their minima, and the paths on them."""

import numpy as np
import pytest

from course_lib.loss_surfaces import FAR, SURFACES, racers, walk
from course_lib.numpy_nn.gradient_check import central_differences
from course_lib.numpy_nn.optimisers import SGD

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))


@every_surface
def test_the_gradient_is_what_central_differences_measure(surface):
    rng = np.random.default_rng(0)
    for _ in range(20):
        point = np.array([rng.uniform(*surface.x_range), rng.uniform(*surface.y_range)])
        measured = central_differences(lambda point=point: float(surface.loss(*point)), point)
        np.testing.assert_allclose(surface.gradient(*point), measured, rtol=1e-6, atol=1e-6)


@every_surface
def test_the_map_covers_the_start_and_is_no_plain(surface):
    x, y, losses = surface.map(steps=41)
    assert losses.shape == (41, 41)
    assert losses.max() > losses.min()
    assert x[0] <= surface.start[0] <= x[-1]
    assert y[0] <= surface.start[1] <= y[-1]


def test_the_saddle_is_flat_in_the_middle_and_lower_on_both_sides():
    saddle = SURFACES["saddle"]
    assert saddle.gradient(0.0, 0.0) == (0.0, 0.0)
    assert saddle.loss(0.0, 1.0) == saddle.loss(0.0, -1.0) == 0
    assert saddle.loss(1.0, 0.0) > saddle.loss(0.0, 0.0) > 0


def test_two_minima_differ_in_depth():
    surface = SURFACES["two minima"]
    ends = [walk(surface, lambda w: SGD(w, 0.05), steps=500, start=(x, 1.0))[-1] for x in (-1.5, 1.5)]
    losses = [float(surface.loss(*end)) for end in ends]
    assert ends[0][0] < -0.9 < 0.9 < ends[1][0]
    assert losses[0] < losses[1] - 0.5


def test_a_walk_begins_at_its_start_and_takes_its_steps():
    path = walk(SURFACES["bowl"], lambda w: SGD(w, 0.5), steps=3, start=(2.0, -1.0))
    np.testing.assert_allclose(path, [[2, -1], [1, -0.5], [0.5, -0.25], [0.25, -0.125]])


def test_a_walk_that_leaves_for_good_is_cut_off():
    path = walk(SURFACES["valley"], lambda w: SGD(w, 1.0), steps=300)
    assert len(path) < 300
    assert np.abs(path[-1]).max() > FAR >= np.abs(path[-2]).max()


def test_noise_is_drawn_from_the_generator():
    def noisy(seed):
        rng = np.random.default_rng(seed)
        return walk(SURFACES["bowl"], lambda w: SGD(w, 0.1), steps=9, noise=0.5, rng=rng)

    np.testing.assert_array_equal(noisy(0), noisy(0))
    assert np.abs(noisy(0) - noisy(1)).max() > 0.01


def test_racers_are_made_for_the_rates_that_are_given():
    assert list(racers({"Adam": 0.1, "SGD": 0.2})) == ["Adam", "SGD"]
    with pytest.raises(ValueError, match="expected one of 'SGD'"):
        racers({"Adagrad": 0.1})
