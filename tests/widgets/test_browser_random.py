"""The numbers that a browser can draw too: random enough for first weights, and nothing else on offer."""

import numpy as np
import pytest

from course_lib.numpy_nn.initialisation import kaiming_normal, uniform
from course_lib.widgets.browser_random import BrowserGenerator, mixed

MANY = 100_000
FIVE_DEVIATIONS = 5 / np.sqrt(MANY)  # a mean of independent numbers of variance 1 stays within


def test_a_seed_gives_the_same_numbers_again_and_another_seed_others():
    assert BrowserGenerator(3).random(5).tolist() == BrowserGenerator(3).random(5).tolist()
    assert not set(BrowserGenerator(3).random(1000)) & set(BrowserGenerator(4).random(1000))


def test_drawing_in_parts_is_drawing_at_once():
    at_once, in_parts = BrowserGenerator(0), BrowserGenerator(0)
    for draw, again in (
        (at_once.random, in_parts.random),
        (at_once.standard_normal, in_parts.standard_normal),
    ):
        assert draw(7).tolist() == [*again(3), again(), *again((3, 1)).ravel()]


def test_uniform_numbers_leave_the_normal_ones_alone():
    mixed_up, only = BrowserGenerator(0), BrowserGenerator(0)
    mixed_up.random(10)
    assert mixed_up.standard_normal(5).tolist() == only.standard_normal(5).tolist()


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_the_moments_are_those_of_the_distributions(seed):
    rng = BrowserGenerator(seed)
    even, normal = rng.random(MANY), rng.standard_normal(MANY)
    assert 0 <= even.min() < even.max() < 1
    assert abs(even.mean() - 1 / 2) < FIVE_DEVIATIONS * np.sqrt(1 / 12)
    assert abs(normal.mean()) < FIVE_DEVIATIONS
    assert abs((normal**2).mean() - 1) < FIVE_DEVIATIONS * np.sqrt(2)  # the variance of x² is 2
    assert abs((normal**4).mean() - 3) < FIVE_DEVIATIONS * np.sqrt(96)  # and of x⁴ 96


def test_neighbours_streams_and_seeds_are_not_correlated():
    draws = [BrowserGenerator(seed).standard_normal(MANY) for seed in (0, 1)]
    pairs = [(draws[0][:-1], draws[0][1:]), tuple(draws), (draws[0], BrowserGenerator(0).random(MANY) - 0.5)]
    for first, second in pairs:
        assert abs(np.corrcoef(first, second)[0, 1]) < FIVE_DEVIATIONS


def test_the_mixture_takes_no_two_integers_to_one():
    some = np.arange(1 << 20, dtype=np.uint32)
    assert len(np.unique(mixed(some))) == len(some)


def test_rules_for_first_weights_draw_from_it():
    shape = (200, 300)
    weights = kaiming_normal(shape, rng=BrowserGenerator(0), dtype=np.float64)
    expected = np.sqrt(2 / 300) * BrowserGenerator(0).standard_normal(shape)
    np.testing.assert_allclose(weights, expected, rtol=1e-15)
    assert uniform((2, 2), rng=BrowserGenerator(0), dtype=np.float64).tolist() == (
        BrowserGenerator(0).random((2, 2)).tolist()
    )


@pytest.mark.parametrize("name", ["normal", "uniform", "integers", "permutation", "shuffle", "bit_generator"])
def test_what_a_browser_cannot_repeat_is_refused(name):
    with pytest.raises(AttributeError, match=rf"BrowserGenerator\.{name}: .*default_rng"):
        getattr(BrowserGenerator(0), name)


@pytest.mark.parametrize(
    ("seed", "error"), [(-1, ValueError), (2**30, ValueError), (1.0, TypeError), (True, TypeError)]
)
def test_an_impossible_seed_is_refused(seed, error):
    with pytest.raises(error, match="seed"):
        BrowserGenerator(seed)


def test_it_is_shown_by_its_seed():
    assert repr(BrowserGenerator(7)) == str(BrowserGenerator(7)) == "BrowserGenerator(seed=7)"
