"""Questions of chapter 00, the start page: one exercise, to try how exercises work."""

from course_lib.checks.exercise import Exercise, WrongAnswer


def double(x):
    """Twice x."""
    return 2 * x


EXERCISES = (
    Exercise(
        id="00.1",
        title="Double a number",
        name="double",
        reference=double,
        cases=((3.0,), (-0.5,), (21,)),
        hints=("Multiplying in Python is written with *.", "return 2 * x"),
        wrong_answers=(
            WrongAnswer(lambda x: x * x, "x * x is the square; the double is x + x"),
            WrongAnswer(lambda x: x + 2, "that adds two; the double multiplies by two"),
        ),
        also_correct=(lambda x: x + x, lambda x: x * 2),
    ),
)

PREDICTIONS = ()

RECALL = ()
