"""Questions of chapter 06, optimisation."""

import math

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question

Arrays = tuple[np.ndarray, ...]


def slowest_factor(lr, curvatures):
    """The greatest |1 − lr·k| over an array of curvatures k."""
    return np.abs(1 - lr * curvatures).max()


def momentum_step(w, velocity, gradient, lr, momentum):
    """One step of gradient descent with momentum: the new weights, the new velocity."""
    velocity = momentum * velocity + gradient
    return w - lr * velocity, velocity


def adam_direction(gradient, mean, square, step, beta1=0.9, beta2=0.999, eps=1e-8):
    """Where Adam goes at a step (1, 2, …), and the two running means after it."""
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    mean_hat = mean / (1 - beta1**step)
    square_hat = square / (1 - beta2**step)
    return mean_hat / (np.sqrt(square_hat) + eps), mean, square


def lr_factor(step, warmup, total):
    """What multiplies the learning rate: a straight warm-up, then half a cosine."""
    if step < warmup:
        return step / warmup
    return (1 + np.cos(np.pi * (step - warmup) / (total - warmup))) / 2


def clip_norm(gradients, max_norm):
    """Gradients, shortened together to max_norm if they are longer."""
    norm = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
    return [gradient * min(1.0, max_norm / norm) for gradient in gradients]


def _adam(gradient, mean, square, step, beta1=0.9, beta2=0.999, eps=1e-8, *, wrong=""):
    """Adam with one thing wrong."""
    used = {"absolute": np.abs(gradient), "not squared": gradient}.get(wrong, gradient**2)
    if wrong == "adding up":
        mean, square = beta1 * mean + gradient, beta2 * square + used
    else:
        mean, square = beta1 * mean + (1 - beta1) * gradient, beta2 * square + (1 - beta2) * used
    by_mean, by_square = 1 - beta1**step, 1 - beta2**step
    corrections = {
        "swapped": (by_square, by_mean),
        "uncorrected": (1, 1),
        "mean alone": (by_mean, 1),
        "square alone": (1, by_square),
        "not by step": (1 - beta1, 1 - beta2),
        "a step late": (1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)),
    }
    by_mean, by_square = corrections.get(wrong, (by_mean, by_square))
    mean_hat, square_hat = mean / by_mean, square / by_square
    directions = {
        "no root": mean_hat / (square_hat + eps),
        "gradient": gradient / (np.sqrt(square_hat) + eps),
        "eps inside": mean_hat / np.sqrt(square_hat + eps),
        "sign": -mean_hat / (np.sqrt(square_hat) + eps),
    }
    direction = directions.get(wrong, mean_hat / (np.sqrt(square_hat) + eps))
    if wrong == "direction alone":
        return direction
    if wrong == "turned round":
        return direction, square, mean
    return (direction, mean_hat, square_hat) if wrong == "corrected means" else (direction, mean, square)


def _factor(step, warmup, total, *, wrong=""):
    """The schedule with one thing wrong."""
    if step < warmup:
        starts = {
            "full": 1.0,
            "late": (step + 1) / warmup,
            "to total": step / total,
            "cosine up": (1 - math.cos(math.pi * step / warmup)) / 2,
        }
        return starts.get(wrong, step / warmup)
    way = (step - warmup) / (total - warmup)
    if wrong == "of all":
        way = step / total
    if wrong == "over total":
        way = (step - warmup) / total
    if wrong == "not shifted":
        way = step / (total - warmup)
    shapes = {
        "below zero": math.cos(math.pi * way),
        "not halved": 1 + math.cos(math.pi * way),
        "cosine halved": 1 + math.cos(math.pi * way) / 2,
        "no pi": (1 + math.cos(way)) / 2,
        "straight": 1 - way,
        "whole wave": (1 + math.cos(2 * math.pi * way)) / 2,
        "quarter": math.cos(math.pi * way / 2),
    }
    return shapes.get(wrong, (1 + math.cos(math.pi * way)) / 2)


def _clip(gradients, max_norm, *, wrong=""):
    """Clipping with one thing wrong."""
    if wrong == "each":
        return [g * min(1.0, max_norm / np.sqrt((g**2).sum())) for g in gradients]
    if wrong == "values":
        return [np.clip(g, -max_norm, max_norm) for g in gradients]
    norms = {
        "no root": sum((g**2).sum() for g in gradients),
        "sum of norms": sum(np.sqrt((g**2).sum()) for g in gradients),
        "greatest": max(np.abs(g).max() for g in gradients),
        "longest array": max(np.sqrt((g**2).sum()) for g in gradients),
        "mean square": np.sqrt(np.mean(np.concatenate([g.ravel() for g in gradients]) ** 2)),
    }
    if wrong == "unit":
        max_norm, wrong = 1.0, "always"
    norm = norms.get(wrong, np.sqrt(sum((g**2).sum() for g in gradients)))
    factor = max_norm / norm if wrong == "always" else min(1.0, max_norm / norm)
    if wrong == "turned":
        factor = min(1.0, norm / max_norm)
    return [g * factor for g in gradients]


def _curvatures() -> tuple[tuple[float, np.ndarray], ...]:
    """Rates below the best one, between it and the limit, and beyond the limit."""
    valley, three = np.array([1.0, 100.0]), np.array([3.0, 8.0, 0.5])
    return (
        (0.005, valley),
        (0.0199, valley),
        (0.021, valley),
        (0.1, three),
        (0.3, three),
        (0.3, 2 * three[:2]),
    )


def _momentum_cases() -> tuple[tuple, ...]:
    """Weights, velocities and gradients that differ in every number, with several settings."""
    rng = np.random.default_rng(6)
    settings = (((4,), 0.1, 0.9), ((2, 3), 0.5, 0.5), ((5,), 0.01, 0.0))
    return tuple((*rng.normal(size=(3, *shape)), lr, momentum) for shape, lr, momentum in settings)


def _adam_cases() -> tuple[tuple, ...]:
    """First steps and later ones, with gradients of very different sizes."""
    rng = np.random.default_rng(8)
    sizes = np.array([1e-4, 1.0, 1e3, 0.05])
    first = (rng.normal(size=4) * sizes, np.zeros(4), np.zeros(4), 1)
    later = (rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.random((2, 3)) + 0.1, 7)
    late = (rng.normal(size=3), rng.normal(size=3), rng.random(3) + 0.1, 500)
    return first, later, late


def _gradients() -> tuple[tuple[list[np.ndarray], float], ...]:
    """Gradients that are too long, as long as allowed, and short."""
    rng = np.random.default_rng(9)
    arrays = [rng.normal(size=(3, 2)), rng.normal(size=3) * 5]
    small = [rng.normal(size=(2, 2)) * 0.01, rng.normal(size=2) * 0.01]
    return (arrays, 1.0), (small, 1.0), ([np.array([3.0]), np.array([4.0])], 5.0), (arrays, 2.5)


EXERCISES = (
    Exercise(
        id="06.1",
        title="What a step leaves in the worst direction",
        name="slowest_factor",
        reference=slowest_factor,
        cases=_curvatures(),
        hints=(
            "In a direction of curvature k a step leaves 1 − lr·k of w. It can be negative: w changes sides.",
            "How much is left is a size, so take the absolute value, direction by direction.",
            "np.abs(1 - lr * curvatures) has a value for each direction; the worst is its greatest.",
        ),
        wrong_answers=tuple(
            WrongAnswer(answer, reply)
            for answer, reply in (
                (
                    lambda lr, k: (1 - lr * k).max(),
                    "a factor of −0.9 leaves as much as one of 0.9: take the absolute value first",
                ),
                (
                    lambda lr, k: abs((1 - lr * k).max()),
                    "that is the flattest direction alone: first each absolute value, then the greatest",
                ),
                (
                    lambda lr, k: np.abs(1 - lr * k).min(),
                    "that is the *best* direction, where least is left; the worst one is asked for",
                ),
                (
                    lambda lr, k: np.abs(1 - lr * k).mean(),
                    "that is the mean over the directions; the worst one alone decides",
                ),
                (
                    lambda lr, k: np.abs(1 - lr * k).prod(),
                    "directions do not multiply: each has its own weight and its own factor",
                ),
                (
                    lambda lr, k: abs(1 - lr * k.max()),
                    "that is the steepest direction; at small rates the flattest one is worse",
                ),
                (
                    lambda lr, k: np.abs(1 - lr * k / 2).max(),
                    "the gradient of k w²/2 is k w, without the half",
                ),
                (
                    lambda lr, k: ((1 - lr * k) ** 2).max(),
                    "that is what is left of the loss, the square; the question is what is left of w",
                ),
                (
                    lambda lr, k: np.abs(lr * k).max(),
                    "that is how far a step goes, lr·k; what it *leaves* is 1 − lr·k",
                ),
                (
                    lambda lr, k: np.abs(1 - lr * k),
                    "those are all directions; one number is asked for, the greatest",
                ),
            )
        ),
        also_correct=(
            lambda lr, k: max(abs(1 - lr * one) for one in k),
            lambda lr, k: np.maximum(abs(1 - lr * k.min()), abs(1 - lr * k.max())),
            lambda lr, k: np.linalg.norm(1 - lr * k, np.inf),
        ),
    ),
    Exercise(
        id="06.2",
        title="A step with momentum",
        name="momentum_step",
        reference=momentum_step,
        cases=_momentum_cases(),
        hints=(
            "First the velocity: the old one times momentum, plus the gradient.",
            "Then the weights: w − lr · velocity, with the *new* velocity.",
            "Return both, and make new arrays: `velocity = momentum * velocity + gradient`.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - lr * v, momentum * v + g),
                "the weights moved by the old velocity; this step's gradient belongs to it first",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (
                    w - lr * (momentum * v + (1 - momentum) * g),
                    momentum * v + (1 - momentum) * g,
                ),
                "that is a running mean, (1 − β)g; here, as in PyTorch, the gradient counts in full",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w + lr * (momentum * v + g), momentum * v + g),
                "the sign is turned round: a step goes *against* the gradient",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - lr * (momentum * v + lr * g), momentum * v + lr * g),
                "the learning rate multiplies once, in the step; here it is in the velocity as well",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - (momentum * v - lr * g), momentum * v - lr * g),
                "with the learning rate in the velocity, two signs have to agree; take w − lr · velocity",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - lr * (v + momentum * g), v + momentum * g),
                "momentum multiplies the old velocity, which fades, and not the gradient",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - (momentum * v + lr * g), momentum * v + lr * g),
                "that is the same path with the rate inside the velocity; here, as in PyTorch, the velocity "
                "has no rate in it",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w + (momentum * v - lr * g), momentum * v - lr * g),
                "that is the same path with rate and minus sign inside the velocity; here, as in PyTorch, "
                "they stand in the step",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - (momentum * v + g), momentum * v + g),
                "the learning rate is missing: w − lr · velocity",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - lr * (momentum * v + g), v),
                "the weights are right; the velocity to return is the new one, for the next step",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (momentum * v + g, w - lr * (momentum * v + g)),
                "the two results have changed places: the weights come first",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (w - lr * g, momentum * v + g),
                "that is a step without momentum: the weights move by the velocity, not by the gradient",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: (
                    w - lr * (g + momentum * (momentum * v + g)),
                    momentum * v + g,
                ),
                "that is Nesterov's variant, which comes next; plain momentum moves by the velocity",
            ),
            WrongAnswer(
                lambda w, v, g, lr, momentum: w - lr * (momentum * v + g),
                "two results are needed: the new weights and the new velocity, for the next step",
            ),
        ),
        also_correct=(
            lambda w, v, g, lr, momentum: (w - lr * momentum * v - lr * g, g + v * momentum),
            lambda w, v, g, lr, momentum: (np.subtract(w, lr * (v * momentum + g)), v * momentum + g),
        ),
    ),
    Exercise(
        id="06.3",
        title="How far Adam goes in its first step",
        name="my_first_step",
        reference=0.01,
        code="my_first_step = 0.01",
        hints=(
            "At the first step m = 0.1 g and v = 0.001 g². Correct both as the formulas say.",
            "m̂ = g and v̂ = g². What is g/√g²?",
        ),
        wrong_answers=(
            WrongAnswer(10.0, "that is plain gradient descent's step, 0.01 · 1000; Adam divides by √v̂"),
            WrongAnswer(1.0, "the fraction is 1, and the learning rate multiplies it"),
            WrongAnswer(
                0.01 * 0.1 / math.sqrt(0.001),
                "that is without the correction: m = 0.1 g and √v = 0.032 g, so the step is 3 times too far",
            ),
            WrongAnswer(
                0.01 / math.sqrt(0.001),
                "that has v uncorrected below the line: √v = 0.032 g; v̂ is g², as m̂ is g",
            ),
            WrongAnswer(0.032, "3 times too far: without the correction m = 0.1 g and √v = 0.032 g"),
            WrongAnswer(0.0316, "3 times too far: without the correction m = 0.1 g and √v = 0.032 g"),
            WrongAnswer(0.316, "v is uncorrected below the line: √v = 0.032 g; v̂ is g², as m̂ is g"),
            WrongAnswer(0.32, "v is uncorrected below the line: √v = 0.032 g; v̂ is g², as m̂ is g"),
            WrongAnswer(0.001, "that has m = 0.1 g uncorrected above √v̂ = g; m̂ is g as well"),
            WrongAnswer(1e-5, "that divides by v̂ instead of its root"),
            WrongAnswer(1000.0, "that is the gradient; Adam's step does not depend on its size"),
            WrongAnswer(0.1, "that is 1 − β₁, which the correction takes away again"),
            WrongAnswer(-0.01, "that is where it goes; the question is how far, so without a sign"),
        ),
        also_correct=(np.float64(0.01), 0.0100000001),
    ),
    Exercise(
        id="06.4",
        title="Adam, complete",
        name="adam_direction",
        reference=adam_direction,
        cases=_adam_cases(),
        hints=(
            "Two running means: mean ← β₁ mean + (1 − β₁) g, and the same for square with β₂ and g².",
            "Correct copies of them: mean / (1 − beta1**step), square / (1 − beta2**step).",
            "Return mean_hat / (√square_hat + eps), and then the *uncorrected* means.",
        ),
        wrong_answers=tuple(
            WrongAnswer(lambda *given, wrong=wrong: _adam(*given, wrong=wrong), reply)
            for wrong, reply in (
                ("uncorrected", "the means start at 0 and are too small at first: divide by 1 − β**step"),
                ("not by step", "the correction fades: 1 − β**step, not 1 − β at every step"),
                ("swapped", "the corrections have changed places: beta1 goes with mean, beta2 with square"),
                ("no root", "√v̂ has the size of a gradient, v̂ that of its square: the root is missing"),
                (
                    "gradient",
                    "above the line stands the mean of gradients; this is the bare one",
                ),
                ("corrected means", "return the means as they are; corrected ones would be corrected again"),
                ("not squared", "square is a mean of gradient**2; here it is one of the gradient itself"),
                ("absolute", "v is a mean of *squares*: gradient**2"),
                ("mean alone", "mean is corrected, square is not: it needs 1 − beta2**step"),
                ("square alone", "square is corrected, mean is not: it needs 1 − beta1**step"),
                ("adding up", "these are sums, not means: the new part counts 1 − β"),
                ("a step late", "the first step is step 1: the power is step itself, not step + 1"),
                ("direction alone", "three results are needed: the direction, the new mean, the new square"),
                ("turned round", "mean and square have changed places among the results"),
                ("eps inside", "eps is added after the root, and is as small as given"),
                (
                    "sign",
                    "this is the direction of growth, as the gradient is; the minus comes with the step",
                ),
            )
        ),
        also_correct=(
            lambda *given: _adam(*given),
            lambda g, m, v, t, b1=0.9, b2=0.999, eps=1e-8: (
                (b1 * m + (1 - b1) * g)
                / (1 - b1**t)
                / (((b2 * v + (1 - b2) * g * g) / (1 - b2**t)) ** 0.5 + eps),
                m + (1 - b1) * (g - m),
                v + (1 - b2) * (g * g - v),
            ),
        ),
    ),
    Exercise(
        id="06.5",
        title="Warm up, then anneal",
        name="lr_factor",
        reference=lr_factor,
        cases=tuple((step, 10, 100) for step in (0, 3, 9, 10, 25, 55, 99, 100)) + ((7, 4, 12), (2, 4, 12)),
        hints=(
            "Two cases. Before warmup: a straight line from 0 to 1, step / warmup.",
            "After it: how far along is the rest? way = (step − warmup) / (total − warmup), from 0 to 1.",
            "cos(π · way) goes from 1 to −1; (1 + cos(π · way)) / 2 goes from 1 to 0.",
        ),
        wrong_answers=tuple(
            WrongAnswer(lambda *given, wrong=wrong: _factor(*given, wrong=wrong), reply)
            for wrong, reply in (
                ("of all", "after the warm-up the cosine starts anew: count its steps from warmup on"),
                (
                    "over total",
                    "divide by what is left after the warm-up, total − warmup, to reach 0 at total",
                ),
                ("not shifted", "the cosine's steps are counted from warmup on: step − warmup"),
                ("below zero", "a cosine goes down to −1; (1 + cos) / 2 goes down to 0"),
                ("not halved", "1 + cos goes from 2 to 0: divide the sum by 2"),
                ("cosine halved", "the whole sum is halved, (1 + cos) / 2, not the cosine alone"),
                (
                    "to total",
                    "during the warm-up the factor reaches 1 at warmup, not at total: step / warmup",
                ),
                ("cosine up", "the way up is a straight line, step / warmup; the cosine comes after it"),
                ("no pi", "half a wave is π long: cos(π · way)"),
                ("straight", "that comes down in a straight line; half a cosine is slow at both ends"),
                ("whole wave", "2π is a whole wave: the rate would rise again"),
                ("quarter", "that is a quarter of a wave: it comes down fastest at the very end"),
                ("full", "the warm-up is missing: before warmup the factor is step / warmup"),
                ("late", "at step 0 the factor is 0: step / warmup"),
            )
        ),
        also_correct=(
            lambda step, warmup, total: _factor(step, warmup, total),
            lambda step, warmup, total: min(
                step / warmup,
                0.5 + 0.5 * np.cos(np.pi * max(0, step - warmup) / (total - warmup)),
            ),
        ),
    ),
    Exercise(
        id="06.6",
        title="Find the bug: clipping that turns the gradient",
        name="clip_norm",
        reference=clip_norm,
        cases=_gradients(),
        hints=(
            "Clip `[np.array([3.0]), np.array([4.0])]` to 1 with the broken one. Is it still 3 : 4?",
            "All gradients together are one long vector, with one norm: the root of the sum of all squares.",
            "One factor for all: min(1, max_norm / norm).",
        ),
        wrong_answers=tuple(
            WrongAnswer(lambda *given, wrong=wrong: _clip(*given, wrong=wrong), reply)
            for wrong, reply in (
                ("each", "that is the function with the bug: each array has a factor of its own"),
                ("always", "a gradient that is short enough stays as it is: min(1, …)"),
                ("values", "that clips value by value, which turns the direction too"),
                ("no root", "that is the square of the norm: the root is missing"),
                (
                    "sum of norms",
                    "norms do not add up: the norm of all is the root of the sum of all squares",
                ),
                ("longest array", "that is the longest single array; the norm takes all arrays together"),
                ("mean square", "that is the root of the *mean* of all squares; the norm takes their sum"),
                (
                    "unit",
                    "this shortens everything to length 1; the length is max_norm, and only where longer",
                ),
                ("greatest", "that is the largest value; the norm takes all of them"),
                ("turned", "turned round: the factor is max_norm / norm"),
            )
        ),
        also_correct=(
            lambda gradients, max_norm: _clip(gradients, max_norm),
            lambda gradients, max_norm: [
                g / max(1.0, np.linalg.norm(np.concatenate([a.ravel() for a in gradients])) / max_norm)
                for g in gradients
            ],
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="06.a",
        text="Two runs see the same 1,197 digits ten times, each at the best of five rates. One takes "
        "a step for all digits together, the other for every 32. How do they compare?",
        options=(
            Option("The steps for every 32 get much further"),
            Option("About the same: both saw the same pictures as often"),
            Option("The exact gradient of all digits gets further"),
        ),
        answer="a",
    ),
    Question(
        id="06.b",
        text="A gradient is 1 at every step. How long do steps become with a momentum of 0.9, compared with "
        "none?",
        options=(
            Option("0.9 times as long"),
            Option("1.9 times as long"),
            Option("10 times as long"),
            Option("Longer and longer, without end"),
        ),
        answer="c",
    ),
    Question(
        id="06.c",
        text="SGD with momentum and Adam each choose the best of nine learning rates, on digits, MNIST and "
        "standardised measurements of cells. Whose test accuracy, the mean of three seeds, is higher?",
        options=(
            Option("Adam, by more than 0.02, on all three"),
            Option("SGD with momentum, by more than 0.02, on all three"),
            Option("Now one, now the other, by more than 0.02"),
            Option("Neither: always within 0.02 of each other"),
        ),
        answer="d",
    ),
    Question(
        id="06.d",
        text="The loss is multiplied by 1,000. Learning rates stay as they were. Whose path is another one "
        "now?",
        options=(
            Option("Gradient descent's and Adam's"),
            Option("Gradient descent's alone"),
            Option("Adam's alone"),
            Option("Nobody's: the minimum stays where it is"),
        ),
        answer="b",
    ),
)

RECALL = (
    Question(
        id="06.r1",
        chapter="05",
        text="A network goes forward and back. What has happened to its weights?",
        options=(
            Option("Nothing yet", "Backpropagation finds gradients; a step is another thing."),
            Option("They took a small step downhill", "Going back finds gradients and changes no weight."),
            Option(
                "Those of the last layer have moved", "It gets its gradient first; a step is another thing."
            ),
        ),
        answer="a",
    ),
    Question(
        id="06.r2",
        chapter="03",
        text="Two classes, a sigmoid output of 0.5, cross-entropy. How large is the loss?",
        options=(
            Option("0.5", "The loss is −log of what the right class was given: −log 0.5."),
            Option("About 0.69", "−log 0.5 = log 2, about 0.69."),
            Option("0", "That would take a right answer given with certainty."),
        ),
        answer="b",
    ),
    Question(
        id="06.r3",
        chapter="02",
        text="The columns of a table were standardised. What holds for each of them now?",
        options=(
            Option("Mean 0, standard deviation 1", "Over the training rows, as with the irises."),
            Option("It goes from 0 to 1", "That is another way to scale; this one sets mean and deviation."),
            Option("Its length is 1", "Its mean square is 1: with n rows, its length is the root of n."),
        ),
        answer="a",
    ),
)
