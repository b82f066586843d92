"""Questions of appendix A2, the reference."""

import math

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.numpy_nn.activations import sigmoid


def silu_slope(x):
    """The derivative of x · σ(x), value by value."""
    y = 1 / (1 + np.exp(-x))
    return y + x * y * (1 - y)


POINTS = np.array([-2.0, -0.5, 0.25, 1.5, 4.0])

EXERCISES = (
    Exercise(
        id="A2.1",
        title="The slope of an activation that is not in the tables",
        name="silu_slope",
        reference=silu_slope,
        cases=((POINTS,), (POINTS[:2, None],)),
        hints=(
            "It is a product of two functions of x. What does the product rule say?",
            "x′ · σ(x) + x · σ′(x), and the first table has σ′; in terms of y = σ(x) it is y (1 − y).",
            "y = 1 / (1 + np.exp(-x)), and then y + x * y * (1 - y).",
        ),
        wrong_answers=(
            WrongAnswer(
                sigmoid, "that is only x′ · σ(x): σ depends on x as well, so the product rule has two parts"
            ),
            WrongAnswer(
                lambda x: x * sigmoid(x) * (1 - sigmoid(x)),
                "that is only x · σ′(x): x changes as well, so the product rule has two parts",
            ),
            WrongAnswer(
                lambda x: sigmoid(x) * (1 - sigmoid(x)),
                "that is the slope of the sigmoid alone, or the product of the two slopes; "
                "the slope of a product is x′ σ + x σ′",
            ),
            WrongAnswer(
                lambda x: sigmoid(x) + sigmoid(x) * (1 - sigmoid(x)),
                "in the second part of the product rule the factor x is missing",
            ),
            WrongAnswer(
                lambda x: sigmoid(x) - x * sigmoid(x) * (1 - sigmoid(x)),
                "the two parts of the product rule are added; a minus belongs to a quotient",
            ),
            WrongAnswer(lambda x: x * sigmoid(x), "that is SiLU itself; asked is for its slope"),
            WrongAnswer(
                lambda x: sigmoid(x) + x * (1 - sigmoid(x) ** 2),
                "1 − y² is the slope of tanh; that of the sigmoid is y (1 − y)",
            ),
        ),
        also_correct=(
            lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
            lambda x: (1 + np.exp(-x) + x * np.exp(-x)) / (1 + np.exp(-x)) ** 2,
        ),
    ),
    Exercise(
        id="A2.2",
        title="Look up a first weight",
        name="my_std",
        reference=math.sqrt(2 / 400),
        code="my_std = np.sqrt(2 / (300 + 100))",
        tolerance=5e-4,  # three digits, as the tables print
        hints=(
            "Glorot's rule is called xavier in the library, as in PyTorch.",
            "sqrt(2 / (fan_in + fan_out)), with 300 inputs and 100 outputs.",
        ),
        wrong_answers=(
            WrongAnswer(math.sqrt(2 / 300), "that is He's rule, kaiming_normal; it is meant for ReLU"),
            WrongAnswer(math.sqrt(1 / 300), "that is LeCun's rule: it looks at the inputs alone"),
            WrongAnswer(2 / 400, "that is the variance; the standard deviation is its root"),
            WrongAnswer(
                math.sqrt(6 / 400),
                "that is how far the even draws of xavier_uniform reach; their standard deviation is less",
            ),
            WrongAnswer(
                math.sqrt(1 / 400), "the 2 above the fraction is missing: it makes 400 a mean of two fans"
            ),
            WrongAnswer(math.sqrt(2 / 100), "that takes the outputs alone; both counts belong in the sum"),
            WrongAnswer(math.sqrt(1 / 100), "that is 1 / √100: the outputs alone, and no 2"),
            WrongAnswer(0.07, "nearly: give three digits, as the tables do"),
            WrongAnswer(0.071, "nearly: give three digits that count, 0.0… and three more"),
            WrongAnswer(
                5 / 3 * math.sqrt(2 / 400), "that has PyTorch's gain for tanh in it; asked is for a gain of 1"
            ),
        ),
        also_correct=(200**-0.5, np.float64(math.sqrt(0.005)), 0.0707),
    ),
)

PREDICTIONS = ()

RECALL = ()
