"""The sanitiser of the notebook tests hides what training changes, and nothing else."""

import re

import pytest
from nbval.plugin import get_sanitize_patterns

from course_lib.places import ROOT

CONFIG = ROOT / "tests/chapters/sanitise.cfg"


def sanitised(text: str) -> str:
    """The text as nbval compares it."""
    for pattern, replacement in get_sanitize_patterns(CONFIG.read_text(encoding="ascii")):
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.parametrize(
    ("stored", "computed"),
    [
        ("accuracy ≈0.973", "accuracy ≈0.961"),
        ("accuracy ≈ 0.973", "accuracy ≈ 0.97"),
        ("≈5, then", "≈5.25, then"),
        ("It is ≈5.", "It is ≈5.2."),
        ("≈1,234 steps", "≈987 steps"),
        ("≈1_234 steps", "≈987 steps"),
        ("≈-0.5", "≈0.5"),
        ("≈−0.5", "≈+0.5"),
        ("≈1.5e-05", "≈2E+3"),
        ("≈inf", "≈nan"),
        ("≈0.97 ± 0.01", "≈0.95 ± 0.02"),
        ("≈0.97±1e-3", "≈0.95±0.02"),
        ("≈<b>0.97</b>", "≈<b>0.95</b>"),
        ("≈ <td> <b>0.97</b>", "≈ <td> <b>0.95</b>"),
        ("<img src='data:image/png;base64,AAA+/=' alt='x'>", "<img src='data:image/png;base64,BBB' alt='x'>"),
    ],
)
def test_what_training_changes_is_hidden(stored, computed):
    assert stored != computed
    assert sanitised(stored) == sanitised(computed)


@pytest.mark.parametrize(
    ("stored", "computed"),
    [
        ("0.973", "0.961"),
        ("≈0.97 of 100", "≈0.97 of 99"),
        ("≈0.97, 0.5", "≈0.97, 0.6"),
        ("≈0.97 and better", "≈0.97 and worse"),
        ("≈0.9 – 0.97", "≈0.9 – 0.98"),
        ("0.97 ± 0.01", "0.97 ± 0.02"),
        ("≈five", "≈six"),
        ("<img src='data:image/png;base64,AAA' alt='x'>", "<img src='data:image/png;base64,AAA' alt='y'>"),
    ],
)
def test_everything_else_is_compared(stored, computed):
    assert sanitised(stored) != sanitised(computed)


def test_the_file_is_read_alike_in_every_encoding():
    assert CONFIG.read_bytes().isascii()
