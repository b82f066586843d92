"""Questions of appendix A1, mathematics you need."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer


def slope(left, right, h):
    """Central difference, from left = f(x − h) and right = f(x + h)."""
    return (right - left) / (2 * h)


def bernoulli_moments(p):
    """Expectation and variance of a number that is 1 with probability p, else 0."""
    return np.array([p, p * (1 - p)])


EXERCISES = (
    Exercise(
        id="A1.1",
        title="The chain rule, once",
        name="my_slope",
        reference=24.0,
        code="my_slope = 24.0",
        hints=(
            "With u = 3x + 1 it is u². Its derivative in u is 2u; what is that of u in x?",
            "At x = 1 u is 4: 2 · 4 · 3.",
        ),
        wrong_answers=(
            WrongAnswer(
                8.0, "that is the slope of the square alone; the inner function brings a factor of 3"
            ),
            WrongAnswer(16.0, "that is the value; asked is for its slope"),
            WrongAnswer(12.0, "that is 3u; the slope of u² is 2u"),
            WrongAnswer(18.0, "3² · 2x forgets the 1: (3x + 1)² is 9x² + 6x + 1"),
            WrongAnswer(6.0, "that is the slope at x = 0"),
            WrongAnswer(11.0, "the factors of the chain rule are multiplied: 2u times 3, and not plus"),
        ),
        also_correct=(24, np.float64(24)),
    ),
    Exercise(
        id="A1.2",
        title="A central difference",
        name="slope",
        reference=slope,
        cases=((1.0, 3.0, 0.5), (2.0, -1.0, 0.25), (0.3, 0.7, 0.1)),
        hints=(
            "From x − h to x + h, f has risen by right − left. How far apart are the two places?",
            "return (right - left) / (2 * h)",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda left, right, h: (right - left) / h, "the two places are 2h apart: divide by that"
            ),
            WrongAnswer(
                lambda left, right, h: (left - right) / (2 * h),
                "the sign is turned round: what is on the right minus what is on the left",
            ),
            WrongAnswer(
                lambda left, right, h: (right - left) / 2 * h,
                "this divides by 2 and multiplies by h: put brackets round 2 * h",
            ),
            WrongAnswer(
                lambda left, right, h: (right + left) / (2 * h),
                "the difference of the two values, and not their sum",
            ),
            WrongAnswer(
                lambda left, right, h: right - left / (2 * h),
                "only left is divided here: put brackets round the difference",
            ),
            WrongAnswer(
                lambda left, right, h: right - left, "that is the rise; a slope is rise over distance"
            ),
        ),
        also_correct=(
            lambda left, right, h: (right - left) / h / 2,
            lambda left, right, h: 0.5 * (right - left) / h,
        ),
    ),
    Exercise(
        id="A1.3",
        title="Expectation and variance of a Bernoulli number",
        name="bernoulli_moments",
        reference=bernoulli_moments,
        cases=((0.3,), (0.5,), (0.9,)),
        hints=(
            "E[x] = p · 1 + (1 − p) · 0.",
            "x² is x, for 0 and for 1. So E[x²] = p, and the variance is E[x²] − E[x]².",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda p: np.array([p, np.sqrt(p * (1 - p))]),
                "that is the standard deviation; the variance is its square",
            ),
            WrongAnswer(lambda p: np.array([p, p]), "E[x²] = p; the variance is that less E[x]²"),
            WrongAnswer(lambda p: np.array([p, p**2]), "p² is E[x]²; the variance is E[x²] less that"),
            WrongAnswer(
                lambda p: np.array([p, (1 - p) ** 2]),
                "that is how far a 1 strays; weigh it with p, and add what a 0 strays",
            ),
            WrongAnswer(
                lambda p: np.array([0.5, p * (1 - p)]),
                "the values count with their probabilities: E[x] = p · 1 + (1 − p) · 0",
            ),
            WrongAnswer(
                lambda p: np.array([p * (1 - p), p]), "the two have changed places: expectation first"
            ),
        ),
        also_correct=(
            lambda p: np.array([p, p - p**2]),
            lambda p: np.array([p, p * (1 - p) ** 2 + (1 - p) * p**2]),
        ),
    ),
)

PREDICTIONS = ()

RECALL = ()
