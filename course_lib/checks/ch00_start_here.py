"""Questions of chapter 00, the start page: one prediction and one exercise, to try how they work."""

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def left_after(layers):
    """What is left of 1 after that many halvings."""
    return 0.5**layers


EXERCISES = (
    Exercise(
        id="00.1",
        title="Halve again and again",
        name="left_after",
        reference=left_after,
        cases=((1,), (3,), (20,)),
        hints=(
            "After one layer 0.5 is left, after two 0.5 · 0.5, after three 0.5 · 0.5 · 0.5.",
            "A power in Python is written with **, as in 2**3.",
            "return 0.5**layers",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda layers: 0.5 / layers,
                "that shares one half among the layers; each of them halves what the last one left",
            ),
            WrongAnswer(
                lambda layers: 0.5 * layers,
                "that adds up halves, and grows; halving again and again multiplies 0.5 by itself",
            ),
            WrongAnswer(
                lambda layers: 1 - 0.5 * layers,
                "that takes one half of the *first* signal away each time; a layer halves what is left",
            ),
            WrongAnswer(lambda layers: 2**layers, "that doubles each time; to halve, the base is 0.5"),
        ),
        also_correct=(lambda layers: 1 / 2**layers, lambda layers: 2.0**-layers),
    ),
)

PREDICTIONS = (
    Question(
        id="00.a",
        text="A signal goes through 20 layers, and each of them halves it. How much is left?",
        options=(
            Option("About a millionth"),
            Option("About a thousandth"),
            Option("About a fortieth: 20 layers, each of them a half"),
            Option("About a twentieth"),
        ),
        answer="a",
    ),
)

RECALL = ()
