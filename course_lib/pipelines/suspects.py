"""Five pipelines with one bug each, for a reader to find out which is which."""

from __future__ import annotations

from course_lib.arguments import require_one_of
from course_lib.pipelines.pipeline import Pipeline
from course_lib.pipelines.projects import BUGS, small_digit_pipeline

SUSPECTS = ("V", "W", "X", "Y", "Z")
_ORDER = (3, 0, 4, 2, 1)


def suspect(letter: str) -> Pipeline:
    """Return a pipeline that reads small digits, with one of the five bugs.

    Args:
        letter: one of SUSPECTS.

    Raises:
        ValueError: if it is something else.
        TypeError: if it is no word.
    """
    require_one_of("letter", letter, SUSPECTS)
    return small_digit_pipeline(BUGS[_ORDER[SUSPECTS.index(letter)]], seed=7)
