"""Claims: sentences beside their numbers."""

import numpy as np
import pytest
import torch

from course_lib import claims
from course_lib.claims import ClaimDoesNotHoldError, approx, claim, significant


def test_a_claim_that_holds_prints_its_numbers(capsys):
    claim("Water is wet.", 3 > 2, count=3, share=0.123456, trained=approx(0.987654))
    assert capsys.readouterr().out == "✓ Water is wet. (count = 3, share = 0.123, trained ≈0.988)\n"


def test_a_claim_that_does_not_hold_fails_a_build(monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(ClaimDoesNotHoldError, match=r"Water is dry\. \(share = 0\.5\)"):
        claim("Water is dry.", 0.5 > 1, share=0.5)


def test_a_learner_gets_a_sentence_instead(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    claim("Water is dry.", 0.5 > 1, share=0.5)
    said = capsys.readouterr().out
    assert "expected: Water is dry." in said
    assert "share = 0.5" in said


def test_a_claim_is_html_that_wraps_between_words(monkeypatch):
    shown = []
    monkeypatch.setattr(claims, "display", shown.append)
    claims.claim("`a` < b.", True, share=0.5)
    assert shown[0]._repr_html_() == "<div><strong>✓</strong> <code>a</code> &lt; b. (share = 0.5)</div>"


@pytest.mark.parametrize("condition", [np.array([True]), "yes", 1, None, np.array([1, 2]) > 0])
def test_a_condition_is_true_or_false(condition):
    with pytest.raises(TypeError, match="True or False"):
        claim("Water is wet.", condition, count=1)


def test_conditions_of_numpy_and_torch_are_taken(capsys):
    claim("One.", np.float32(2) > 1, value=np.float32(2))
    claim("Two.", torch.tensor(2.0) > 1, value=torch.tensor(2.0))
    assert capsys.readouterr().out == "✓ One. (value = 2)\n✓ Two. (value = 2)\n"


def test_a_claim_without_a_number_is_refused():
    with pytest.raises(TypeError, match="measured value"):
        claim("Water is wet.", True)


def test_numbers_have_three_digits_and_whole_ones_all_of_theirs():
    assert [significant(n) for n in (0.0123456, 1.23456e-19, 11914, 2.0)] == [
        "0.0123",
        "1.23e-19",
        "11914",
        "2",
    ]


def test_an_approximate_number_is_still_a_number():
    assert f"{approx(0.5)}" == "≈0.5"
    assert approx(0.5) + 1 == 1.5


@pytest.mark.parametrize("value", ["abc", None, [1, 2], np.ones(2)])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="expected numbers, received count="):
        claim("Water is wet.", True, count=value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_diverged_is_no_result(value):
    with pytest.raises(ValueError, match="finite"):
        approx(value)
