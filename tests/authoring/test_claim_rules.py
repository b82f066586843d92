"""A claim's condition is about the numbers that are printed beside it."""

import pytest

from course_lib.authoring.lint import lint
from course_lib.authoring.source import read_source

pytestmark = pytest.mark.usefixtures("questions")


def problems(source, claim):
    with source.open("a", encoding="utf-8") as file:
        file.write(f'\n# %% tags=["core"]\n{claim}\n')
    return lint(read_source(source), source.stem)


@pytest.mark.parametrize(
    "claim",
    [
        'claim("x", total > 1, total=total)',
        'claim("x", 1 < total < 3, total=total)',
        'claim("x", holds=total == 2, total=total)',
        'claim(statement="x", holds=total == 2, total=total)',
        'claim("x", total > 1 and not total > 3, total=total)',
        'claim("x", all(n < total for n in (0, 1)), total=total)',
    ],
)
def test_a_condition_about_what_is_printed_passes(source, claim):
    assert problems(source, claim) == []


@pytest.mark.parametrize(
    "claim",
    [
        'claim("x", True, total=total)',
        'claim("x", holds=True, total=total)',
        'claim("x", total=total)',
        'claim("x", total)',
        'claim("x", total, total=total)',
        'claim("x", total > 1, share=approx(0.5))',
        'claim("x", approx(1) > 0, share=approx(0.5))',
        'claim("x", True or total > 0, total=total)',
        'claim("x", (total > 0) or True, total=total)',
        'claim("x", not (total > 3 and False), total=total)',
        'claim("x", total > 0 or 2 > 1, total=total)',
        'claim("x", True if total > 0 else True, total=total)',
    ],
)
def test_a_condition_about_something_else_is_found(source, claim):
    (problem,) = problems(source, claim)
    assert "compares the value that it prints" in problem


@pytest.mark.parametrize(
    "condition", ["total == total", "0 < total <= total", "all(t == t for t in (total,))"]
)
def test_what_is_compared_with_itself_is_found(source, condition):
    (problem,) = problems(source, f'claim("x", {condition}, total=total)')
    assert "compares something with itself" in problem


@pytest.mark.parametrize("number", ['f"{total}"', '"two"'])
def test_a_number_in_words_is_found(source, number):
    (problem,) = problems(source, f'claim("x", total == 2, total=total, other={number})')
    assert "prints other as text" in problem
