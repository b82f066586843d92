"""How answers are judged, on an exercise of our own."""

import sys

import numpy as np
import pytest

from course_lib.checks import chapter_checks, find_exercise
from course_lib.checks.comparison import explain_difference
from course_lib.checks.exercise import MISSING, Exercise, Outcome, WrongAnswer, call_text, judge
from course_lib.checks.question import Option, Question


def row_sums(x):
    return x.sum(1)


ROWS = np.arange(6.0).reshape(2, 3)
EXERCISE = Exercise(
    id="99.1",
    title="Sum each row",
    name="sums",
    reference=row_sums,
    cases=((ROWS,), (np.ones((3, 3)) * [1, 2, 3],)),
    hints=("one", "two"),
    wrong_answers=(WrongAnswer(lambda x: x.mean(1), "that is the mean"),),
    also_correct=(lambda x: x @ np.ones(3),),
)
ESTIMATE = Exercise("99.2", "Guess", "guess", 0.5, ("one",), (), (), tolerance=0.1)


def outcome_of(answer, exercise=EXERCISE):
    return judge(exercise, answer).outcome


def test_an_answer_that_changes_its_argument_is_judged_on_copies_and_told_so():
    def spoils(x):
        result = x.sum(1)
        x[:] = 0
        return result

    verdict = judge(EXERCISE, spoils)
    assert verdict.outcome is Outcome.NOT_YET
    assert "changes its argument in place" in verdict.reason
    assert ROWS[1, 2] == 5


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: x.sum(0), "should be an array of shape (2,), and is an array of shape (3,)"),
        (lambda x: x.sum(1).astype(np.float32), "dtype float32, which keeps less than float64"),
        (lambda x: x.sum(1) + 0j, "should be an array"),
        (lambda x: np.array(["a"] * len(x)), "should be an array"),
        (lambda x: x.sum(1).astype(object), "should be an array"),
        (lambda x: list(x.sum(1)), "and is a list: put it into np.array(…)"),
        (lambda x: x.sum(1) * [1, 2] if len(x) == 2 else x.sum(1), "furthest off at [1]"),
        (lambda x: None, "return"),
        (lambda x: "12", "should be an array"),
        (lambda x: x.sum(1) * np.nan, "nan"),
        (7, "should be a function"),
        (lambda x: x.mean(1), "that is the mean"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong(answer, words):
    verdict = judge(EXERCISE, answer)
    assert verdict.outcome is Outcome.NOT_YET
    assert words in verdict.reason


TAKES_AWAY_MEANS = Exercise(
    id="99.5",
    title="Take its mean from each row",
    name="centred",
    reference=lambda x: x - x.mean(1, keepdims=True),
    cases=((np.arange(9.0).reshape(3, 3) ** 2,),),
    further_cases=((np.arange(12.0).reshape(3, 4) ** 2,),),
    hints=("one", "two"),
    wrong_answers=(
        WrongAnswer(lambda x: x - x.mean(1), "aligned on the right"),
        WrongAnswer(lambda x: x - x.sum(1, keepdims=True) / len(x), "the number of rows is the wrong one"),
    ),
    also_correct=(),
)


def test_what_is_right_on_square_arrays_alone_is_refused():
    verdict = judge(TAKES_AWAY_MEANS, lambda x: (x - x.mean(1, keepdims=True)) * x.shape[1] / len(x))
    assert verdict.outcome is Outcome.NOT_YET
    assert verdict.reason.startswith("right where all sizes are equal, and not where they differ: ")
    assert "of shape (3, 4)" in verdict.reason


def test_what_runs_on_square_arrays_alone_cannot_be_told():
    verdict = judge(TAKES_AWAY_MEANS, lambda x: x - x.mean(1).reshape(x.shape[1], 1))
    assert (verdict.outcome, "ValueError" in verdict.reason) == (Outcome.CANNOT_TELL, True)


def test_further_cases_leave_right_answers_and_named_wrong_ones_as_they_are():
    assert outcome_of(lambda x: x - x.mean(1)[:, None], TAKES_AWAY_MEANS) is Outcome.CORRECT
    for wrong in TAKES_AWAY_MEANS.wrong_answers:  # one raises where sizes differ, one is wrong only there
        assert judge(TAKES_AWAY_MEANS, wrong.answer).reason == wrong.reply


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_whole_numbers_may_have_any_width(dtype):
    assert explain_difference(np.array([0, 1], dtype), np.array([0, 1]), "f") is None
    assert "furthest" in explain_difference(np.array([0, 2], dtype), np.array([0, 1]), "f")
    assert "dtype bool" in explain_difference(np.array([False, True]), np.array([0, 1]), "f")


@pytest.mark.filterwarnings("error")
def test_named_wrong_answers_overflow_in_silence_on_further_cases():
    spoilt = WrongAnswer(lambda x: np.exp(x) - np.exp(x) + x, "exp overflows")
    exercise = Exercise(
        "99.4", "Copy", "copied", np.copy, ("one",), (spoilt,), (), ((ROWS,),), ((1000 * ROWS,),)
    )
    assert outcome_of(lambda x: x + 0, exercise) is Outcome.CORRECT
    assert judge(exercise, spoilt.answer).reason == spoilt.reply


def test_a_wrong_answer_that_overflows_is_known_by_where_it_does():
    naive = WrongAnswer(lambda x: np.exp(x) / np.exp(x).sum(1, keepdims=True), "exp overflows")
    one_maximum = WrongAnswer(lambda x: naive.answer(x - x.max()), "one row far below the others is lost")
    exercise = Exercise(
        id="99.3",
        title="Softmax",
        name="softmax",
        reference=lambda x: naive.answer(x - x.max(1, keepdims=True)),
        cases=((np.array([[1000.0, 1001.0]]),), (np.array([[0.0, 1.0], [1000.0, 1001.0]]),)),
        hints=("one", "two"),
        wrong_answers=(naive, one_maximum),
        also_correct=(),
    )
    for wrong in exercise.wrong_answers:
        verdict = judge(exercise, wrong.answer)
        assert (verdict.outcome, verdict.reason) == (Outcome.NOT_YET, wrong.reply)
    assert "nan" in judge(exercise, lambda x: x * np.inf).reason


def test_kind_comes_before_shape_before_dtype_before_value():
    expected = np.ones(3)
    assert "should be" in explain_difference("x", expected, "f")
    assert "shape" in explain_difference(np.zeros(2, np.float32), expected, "f")
    assert "dtype" in explain_difference(np.zeros(3, np.float32), expected, "f")
    assert "furthest" in explain_difference(np.zeros(3), expected, "f")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        ZeroDivisionError(),
        SystemExit(3),
        RecursionError(),
        Mute(),
        BaseException(),
        GeneratorExit(),
    ],
)
def test_an_answer_that_raises_gets_cannot_tell(error):
    def raises(x):
        raise error

    verdict = judge(EXERCISE, raises)
    assert verdict.outcome is Outcome.CANNOT_TELL
    assert type(error).__name__ in verdict.reason


def test_stop_is_not_swallowed():
    def stopped(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(EXERCISE, stopped)


def test_a_name_bound_to_something_strange_still_gets_a_verdict():
    class Hostile:
        def __eq__(self, other):
            raise RuntimeError("no comparison")

        def __repr__(self):
            raise RuntimeError("no text")

        __hash__ = None

    for strange in (Hostile(), sys, [], {}, object(), float("nan")):
        assert outcome_of(strange) in {Outcome.NOT_YET, Outcome.CANNOT_TELL}
        assert outcome_of(strange, ESTIMATE) in {Outcome.NOT_YET, Outcome.CANNOT_TELL}


def test_the_three_ways_not_to_have_tried():
    def stub(x):
        raise NotImplementedError("99.1: your turn")

    assert [outcome_of(answer) for answer in (MISSING, ..., stub, row_sums)] == [Outcome.NOT_ATTEMPTED] * 4


def test_an_estimate_may_be_off_by_its_tolerance_and_no_more():
    assert outcome_of(0.46, ESTIMATE) is Outcome.CORRECT
    assert outcome_of(0.44, ESTIMATE) is Outcome.NOT_YET


def test_a_small_value_beside_a_great_one_is_compared_by_its_own_size():
    assert "at [1]" in explain_difference(np.array([1e6, 1.9]), np.array([1e6, 1.0]), "f")
    assert explain_difference(np.array([1e-17]), np.array([0.0]), "f") is None


def test_a_reply_spells_out_a_short_call_and_what_was_expected_of_it():
    count = Exercise(
        "99.4", "Count", "count", lambda x: int(x.size), ("one",), (), (), cases=((np.ones((1, 2)),),)
    )
    assert judge(count, lambda x: 3).reason == "count(np.array([[1.0, 1.0]])) is 3 instead of 2"
    long_and_short = [np.ones((9, 9)), np.ones(2), (0, 1.0)]
    assert call_text("f", (long_and_short,)) == "f([array of shape (9, 9), np.array([1.0, 1.0]), (0, 1.0)])"


def test_a_reply_to_a_value_does_not_tell_the_answer():
    assert judge(ESTIMATE, 0.7).reason == "`guess` has not the right value"


def test_a_reply_to_names_says_which_is_wrong_and_not_what_is_right():
    match = Exercise("99.5", "Match", "my_match", ["sigmoid", "relu"], ("one",), (), ())
    assert judge(match, ["sigmoid", "tanh"]).reason == "`my_match`[1] is a string that is not the answer"
    assert judge(match, ["sigmoid"]).reason == "`my_match` has 1 elements; expected 2"


def test_an_answer_is_called_once_on_each_case_and_may_print(capsys):
    calls = []

    def counts(x):
        calls.append(1)
        print("hello")
        return x.sum(0)

    assert outcome_of(counts) is Outcome.NOT_YET
    assert len(calls) == len(EXERCISE.cases)
    assert capsys.readouterr().out == ""


def test_only_the_stub_of_this_exercise_counts_as_not_attempted():
    def unfinished(x):
        raise NotImplementedError("a part of mine")

    assert outcome_of(unfinished) is Outcome.CANNOT_TELL


@pytest.mark.parametrize("reference", [42, "b", True, {}, None])
def test_a_reference_that_cannot_be_told_from_an_answer_is_refused(reference):
    with pytest.raises(TypeError, match="99.3: the reference should be"):
        Exercise("99.3", "Guess", "guess", reference, ("one",), (), ())


def test_a_value_that_is_missing_is_not_asked_for_a_return():
    assert judge(ESTIMATE, None).reason == "`guess` should be a number, and is None"


def test_sequences_and_words_are_compared_element_by_element():
    order = ("b", "a", 3.0)
    assert explain_difference(["b", "a", 3.0], order, "order") is None
    assert explain_difference(["B", " a", 3.0], order, "order") is None
    assert "order[1]" in explain_difference(["b", "c", 3.0], order, "order")
    assert "2 elements" in explain_difference(["b", "a"], order, "order")
    assert "tuple of 3" in explain_difference("ba3", order, "order")


@pytest.mark.parametrize(
    ("identifier", "error"),
    [("07.99", ValueError), ("98.1", ValueError), ("seven", ValueError), (7.2, TypeError)],
)
def test_an_unknown_id_is_refused(identifier, error):
    with pytest.raises(error, match=r"07"):
        find_exercise(identifier)


def test_a_chapter_that_asks_nothing_is_refused():
    with pytest.raises(ValueError, match="those that have: 00"):
        chapter_checks("31")


@pytest.mark.parametrize("choice", ["c", "", 1, None])
def test_a_letter_that_names_no_option_is_refused(choice):
    question = Question("99.a", "?", (Option("x"), Option("y")), "a")
    with pytest.raises(ValueError, match="choose one of a, b"):
        question.require_letter(choice)


def test_a_letter_may_be_a_capital():
    assert Question("99.a", "?", (Option("x"), Option("y")), "a").require_letter(" B ") == "b"
