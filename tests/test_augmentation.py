"""Pictures that are moved and turned: whole pixels and quarter turns are exact, and ink is not made."""

import numpy as np
import pytest

from course_lib.augmentation import augment, moved
from course_lib.datasets import digits8

DIGITS = digits8(dtype=np.float64).test.images[:5]


def same(value):
    return np.full(len(DIGITS), float(value))


def test_nothing_moved_is_the_same_picture():
    np.testing.assert_array_equal(moved(DIGITS, same(0), same(0), same(0)), DIGITS)


def test_whole_pixels_move_rows_and_columns_and_paper_comes_in():
    down = moved(DIGITS, same(2), same(0), same(0))
    np.testing.assert_array_equal(down[:, 2:], DIGITS[:, :-2])
    assert not down[:, :2].any()
    left = moved(DIGITS, same(0), same(-1), same(0))
    np.testing.assert_array_equal(left[:, :, :-1], DIGITS[:, :, 1:])
    assert not left[:, :, -1].any()


def test_half_a_pixel_is_the_mean_of_neighbours():
    half = moved(DIGITS, same(0), same(0.5), same(0))
    np.testing.assert_allclose(half[:, :, 1:], (DIGITS[:, :, 1:] + DIGITS[:, :, :-1]) / 2)


@pytest.mark.parametrize(("degrees", "turns"), [(90, 1), (180, 2), (-90, 3)])
def test_quarter_turns_are_those_of_numpy(degrees, turns):
    turned = moved(DIGITS, same(0), same(0), same(degrees))
    np.testing.assert_allclose(turned, np.rot90(DIGITS, turns, axes=(1, 2)), atol=1e-12)


def test_each_picture_has_its_own_amount():
    several = moved(DIGITS, np.arange(5.0), same(0), same(0))
    for number, picture in enumerate(several):
        np.testing.assert_array_equal(picture[number:], DIGITS[number][: 8 - number])


def test_far_away_there_is_paper():
    assert not moved(DIGITS, same(100), same(0), same(0)).any()


def test_the_generator_decides_and_amounts_stay_within_their_limits():
    point = np.zeros((500, 9, 9), np.float32)
    point[:, 4, 4] = 1
    once, again = (augment(point, shift=2.0, rng=np.random.default_rng(0)) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert once.dtype == np.float32
    np.testing.assert_allclose(once.sum((1, 2)), 1, rtol=1e-5)  # ink is shared out among pixels
    places = np.arange(9)
    rows = once.sum(2) @ places
    assert 2 <= rows.min() < 2.1
    assert 5.9 < rows.max() <= 6


def test_turning_keeps_the_middle_and_stays_within_its_limit():
    bar = np.zeros((300, 9, 9))
    bar[:, 4, 8] = 1
    turned = augment(bar, degrees=20.0, rng=np.random.default_rng(0))
    reached = np.flatnonzero(turned.sum((0, 2)))
    assert {reached.min(), reached.max()} == {2, 6}  # 4 · sin 20° = 1.4 pixels up or down, between two rows


def test_a_number_in_place_of_one_a_picture_is_refused():
    with pytest.raises((TypeError, ValueError), match="down"):
        moved(DIGITS, 0.0, same(0), same(0))


@pytest.mark.parametrize("amount", ["shift", "degrees"])
def test_amounts_are_not_negative(amount):
    with pytest.raises(ValueError, match=amount):
        augment(DIGITS, **{amount: -1.0}, rng=np.random.default_rng(0))


def test_pictures_are_turned_first_and_then_moved():
    turned = moved(DIGITS, same(0), same(0), same(90))
    both = moved(DIGITS, same(2), same(-1), same(90))
    np.testing.assert_allclose(both, moved(turned, same(2), same(-1), same(0)), atol=1e-12)
