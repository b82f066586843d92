"""What a verdict says."""

import math

import pytest

from course_lib.recipe import Verdict, as_rows
from course_lib.recipe.verdicts import at_most


def verdict(measured, threshold=1.0):
    return at_most("a check", "the loss", measured, threshold, fails="Do this.", passes="Nothing found.")


def test_up_to_the_threshold_it_passes():
    assert verdict(1.0).passed
    assert not verdict(1.0 + 1e-9).passed


def test_nan_never_passes():
    assert not verdict(math.nan).passed
    assert not verdict(0.5, math.nan).passed


def test_it_prints_with_what_to_do_on_a_line_of_its_own():
    assert repr(verdict(2.34567)) == "✗ a check: the loss ≈2.35, at most ≈1.\n  Do this."
    assert repr(verdict(0.5)) == "✓ a check: the loss ≈0.5, at most ≈1.\n  Nothing found."


def test_counts_print_in_full_and_infinity_as_it_is():
    assert "the loss 12345, at most 0" in repr(verdict(12345, 0))
    assert "the loss inf" in repr(verdict(math.inf))


def test_verdicts_become_rows_of_a_table():
    first, second = as_rows([verdict(0.5), verdict(2.0)])
    assert list(first) == list(second) == ["check", "", "measured", "should be", "what it means"]
    assert (first[""], second[""]) == ("✓", "✗")
    assert second["measured"] == "the loss ≈2"


def test_what_is_no_verdict_is_refused():
    with pytest.raises(TypeError, match="expected a list of verdicts, received Verdict"):
        as_rows(verdict(0.5))
    with pytest.raises(TypeError, match="expected verdicts, received str"):
        as_rows(["passed"])


def test_a_verdict_cannot_be_changed():
    with pytest.raises(AttributeError):
        verdict(2.0).passed = True
    assert isinstance(verdict(2.0), Verdict)
