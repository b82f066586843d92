"""What few rows can say."""

import pytest

from course_lib.recipe.reading import wilson_interval


def test_each_end_of_the_interval_is_1_96_standard_errors_away():
    for right, rows in [(0, 20), (7, 20), (19, 20), (20, 20), (480, 500)]:
        for end in wilson_interval(right, rows):
            distance = (right / rows - end) ** 2
            assert distance == pytest.approx(1.96**2 * end * (1 - end) / rows, abs=1e-12)


def test_more_rows_say_more():
    low, high = wilson_interval(19, 20)
    narrow_low, narrow_high = wilson_interval(950, 1000)
    assert low < narrow_low < 0.95 < narrow_high < high


def test_more_right_than_rows_is_refused():
    with pytest.raises(ValueError, match="expected 3 at most, received 4"):
        wilson_interval(4, 3)
