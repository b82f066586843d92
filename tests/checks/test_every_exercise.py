"""For every exercise of every chapter: right answers pass, wrong ones are refused, untouched ones seen."""

import ast
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course_lib.authoring.source import exercise_id, learners, read_source, solved, sources
from course_lib.checks import all_chapters, chapter_checks
from course_lib.checks.exercise import MISSING, Exercise, Outcome, judge
from course_lib.places import CHAPTERS

EXERCISES = [exercise for number in all_chapters() for exercise in chapter_checks(number).EXERCISES]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def answer_in(exercise: Exercise, version: Callable) -> Any:
    """What the exercise's cell binds in a version of the chapter: `solved`, or the learner's."""
    (source,) = sources(CHAPTERS, (exercise.id.partition(".")[0],))
    cells = version(read_source(source)).cells
    (code,) = [cell.source for cell in cells if exercise_id(cell) == exercise.id]
    names = {"np": np}
    exec(compile(code, f"<cell {exercise.id}>", "exec"), names)
    return names[exercise.name]


GENERATED_WRONG_ANSWERS = {  # five ways to be wrong about a number or an array
    "sign": lambda value: -1 * value,
    "factor": lambda value: 2 * value,
    "axis": lambda value: value.T.copy() if np.ndim(value) > 1 else np.stack([value, value]),
    "dtype": lambda value: value.astype(np.float16) if isinstance(value, np.ndarray) else str(value),
    "constant": lambda value: np.zeros_like(value) if isinstance(value, np.ndarray) else 0.0,
}


def distorted(reference: Any, distort: Callable) -> Any:
    """The reference with every result distorted, each array of several."""
    if callable(reference):
        return lambda *arguments: distorted(reference(*arguments), distort)
    if isinstance(reference, list | tuple) and all(isinstance(part, np.ndarray) for part in reference):
        return type(reference)(distort(part) for part in reference)
    return distort(reference)


@every_exercise
def test_the_solution_in_the_chapter_is_correct(exercise):
    assert judge(exercise, answer_in(exercise, solved)).outcome is Outcome.CORRECT


@every_exercise
def test_the_solution_in_the_chapter_is_the_one_that_is_shown_word_for_word(exercise):
    (source,) = sources(CHAPTERS, (exercise.id.partition(".")[0],))
    cells = solved(read_source(source)).cells
    (code,) = [cell.source for cell in cells if exercise_id(cell) == exercise.id]
    assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(exercise.solution))


@every_exercise
def test_the_untouched_cell_is_not_attempted(exercise):
    assert judge(exercise, answer_in(exercise, learners)).outcome is Outcome.NOT_ATTEMPTED


@every_exercise
def test_a_cell_that_was_never_run_is_not_attempted(exercise):
    verdict = judge(exercise, MISSING)
    assert verdict.outcome is Outcome.NOT_ATTEMPTED
    assert exercise.name in verdict.reason


@every_exercise
def test_the_reference_handed_back_is_not_attempted(exercise):
    assert judge(exercise, exercise.reference).outcome is Outcome.NOT_ATTEMPTED


@every_exercise
def test_every_named_wrong_answer_is_refused_with_its_own_words(exercise):
    assert exercise.wrong_answers
    for wrong in exercise.wrong_answers:
        verdict = judge(exercise, wrong.answer)
        assert (verdict.outcome, verdict.reason) == (Outcome.NOT_YET, wrong.reply)


@every_exercise
@pytest.mark.parametrize("way", list(GENERATED_WRONG_ANSWERS))
def test_generated_wrong_answers_are_refused(exercise, way):
    wrong = distorted(exercise.reference, GENERATED_WRONG_ANSWERS[way])
    assert judge(exercise, wrong).outcome is Outcome.NOT_YET


@every_exercise
def test_right_answers_written_differently_pass(exercise):
    assert exercise.also_correct
    for answer in exercise.also_correct:
        assert judge(exercise, answer).outcome is Outcome.CORRECT


@every_exercise
def test_every_exercise_has_hints_and_an_id_of_its_chapter(exercise):
    assert len(exercise.hints) >= 2
    assert exercise.id.partition(".")[0] in all_chapters()


def test_questions_have_one_right_option_and_recall_replies_to_each():
    questions = [q for number in all_chapters() for q in chapter_checks(number).PREDICTIONS]
    recalled = [q for number in all_chapters() for q in chapter_checks(number).RECALL]
    assert {question.answer in question.lettered for question in questions + recalled} == {True}
    assert all(option.reply for question in recalled for option in question.options)
    assert all(question.chapter < question.id[:2] for question in recalled)
    ids = [question.id for question in questions + recalled] + [exercise.id for exercise in EXERCISES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["PREDICTIONS", "RECALL"])
def test_no_letter_answers_more_than_half_of_the_questions(kind):
    answers = Counter(q.answer for number in all_chapters() for q in getattr(chapter_checks(number), kind))
    letter, times = answers.most_common(1)[0]
    assert times <= answers.total() / 2, f"{letter} answers {times} of {answers.total()}: {dict(answers)}"
