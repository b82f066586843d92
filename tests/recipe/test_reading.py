"""A reader's own score, and what few rows can say."""

import pytest

from course_lib.recipe.reading import score_reading, wilson_interval


def test_each_end_of_the_interval_is_1_96_standard_errors_away():
    for right, rows in [(0, 20), (7, 20), (19, 20), (20, 20), (480, 500)]:
        for end in wilson_interval(right, rows):
            distance = (right / rows - end) ** 2
            assert distance == pytest.approx(1.96**2 * end * (1 - end) / rows, abs=1e-12)


def test_more_rows_say_more():
    low, high = wilson_interval(19, 20)
    narrow_low, narrow_high = wilson_interval(950, 1000)
    assert low < narrow_low < 0.95 < narrow_high < high


def test_answers_are_compared_one_by_one():
    reading = score_reading("3 1 4 7?", "31415")
    assert (reading.right, reading.rows) == (3, 5)
    assert reading.differing == ((4, "7", "1"), (5, "?", "5"))
    assert "3 of 5 as labelled" in repr(reading)
    assert "picture 4: you 7, label 1" in repr(reading)


def test_nothing_read_yet_is_no_error():
    assert repr(score_reading("  ", "314")).startswith("○ Not read yet")


def test_all_right_says_so():
    assert repr(score_reading("314", [3, 1, 4])).endswith("No difference.")


def test_too_few_answers_are_refused():
    with pytest.raises(ValueError, match="expected one character for each of 3, received 2"):
        score_reading("31", "314")
    with pytest.raises(TypeError, match="expected text"):
        score_reading([3, 1, 4], "314")
    with pytest.raises(ValueError, match="expected 3 at most, received 4"):
        wilson_interval(4, 3)
