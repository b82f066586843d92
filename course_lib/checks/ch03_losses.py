"""Questions of chapter 03, losses and likelihood."""

import math

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def squared_error_slope(y, t):
    """∂L/∂z of L = (y − t)², where y = σ(z)."""
    return 2 * (y - t) * y * (1 - y)


def best_spread(residuals):
    """The s that makes residuals r = t − y most probable."""
    return np.sqrt(np.mean(residuals**2))


def softmax_rows(z):
    """Probabilities for each row of z, shape (rows, classes)."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def logits_gradient(p, labels):
    """∂L/∂z of the mean cross-entropy, shape (rows, classes)."""
    gradient = p.copy()
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


def _one_hot(p: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The truth as probabilities."""
    return np.eye(p.shape[1])[labels]


def _naive_softmax(z: np.ndarray) -> np.ndarray:
    """Softmax by its formula, which overflows."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _outputs() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Outputs of a sigmoid, sure and unsure, right and wrong, with their targets."""
    return (
        (np.array([0.5, 0.1, 0.9, 0.25]), np.array([1.0, 1.0, 0.0, 0.0])),
        (np.array([0.001, 0.7]), np.array([1.0, 1.0])),
        (np.array([0.6]), np.array([0.0])),
    )


def _residuals() -> tuple[tuple[np.ndarray], ...]:
    """Residuals in which spread, deviation, mean size and greatest all differ."""
    return (
        (np.array([3.0, 1.0, -2.0, 5.0]),),
        (np.array([-0.5, 0.25]),),
        (np.array([10.0, 20.0, 60.0, -30.0, 5.0]),),
    )


def _rows_of_scores() -> tuple[tuple[np.ndarray], ...]:
    """Scores small and large, and rows that lie far apart."""
    return (
        (np.array([[0.0, 1.0, 2.0], [1.0, -1.0, 0.5]]),),
        (np.array([[1000.0, 1001.0]]),),
        (np.array([[0.0, 1.0], [1000.0, 1001.0]]),),
        (np.array([[2000.0, 0.0, 1.0], [-1000.0, -1001.0, -1002.0], [0.0, 3.0, 1.0]]),),
        (np.array([[100.0, 99.0], [-100.0, -99.0]], np.float32),),
        (np.array([[0.0, 1000.0, 999.0]]),),
        (np.array([[0.0, 1e5]]),),  # more than exp of a long double holds
    )


def _predicted() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Probabilities with labels, in shapes that tell rows from classes."""
    rng = np.random.default_rng(3)
    return tuple(
        (softmax_rows(rng.normal(0, 2, shape)), rng.permutation(np.arange(shape[0]) % shape[1]))
        for shape in ((4, 3), (2, 5), (3, 3), (1, 4))
    )


EXERCISES = (
    Exercise(
        id="03.1",
        title="How squared error pulls at a sigmoid neuron",
        name="squared_error_slope",
        reference=squared_error_slope,
        cases=_outputs(),
        hints=(
            "The chain rule: ∂L/∂z = ∂L/∂y · ∂y/∂z. Find the two factors one by one.",
            "L = (y − t)² gives ∂L/∂y = 2 (y − t).",
            "y = σ(z) gives ∂y/∂z = y (1 − y). Multiply the two.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda y, t: 2 * (y - t),
                "this is ∂L/∂y; the way on to z brings a second factor, σ′(z) = y (1 − y)",
            ),
            WrongAnswer(
                lambda y, t: (y - t) * y * (1 - y), "the square brings a factor 2: ∂L/∂y is 2 (y − t)"
            ),
            WrongAnswer(lambda y, t: (y - t) ** 2, "this is the loss itself; its slope is asked for"),
            WrongAnswer(
                lambda y, t: (y - t) ** 2 * y * (1 - y),
                "the first factor is the slope of the square, 2 (y − t), not the square",
            ),
            WrongAnswer(
                lambda y, t: 2 * (t - y) * y * (1 - y),
                "the sign is turned round: where y is below t, the loss falls as z grows, so its slope is "
                "negative",
            ),
            WrongAnswer(
                lambda y, t: 2 * (y - t) * (1 - y**2), "1 − y² is the slope of tanh; σ′(z) is y (1 − y)"
            ),
            WrongAnswer(
                lambda y, t: 2 * (y - t) * 0.25,
                "0.25 is the greatest that σ′ can be; here each value has its own, y (1 − y)",
            ),
            WrongAnswer(lambda y, t: y * (1 - y), "this is σ′(z) alone; ∂L/∂y is missing"),
            WrongAnswer(
                lambda y, t: 2 * (y - t) / (1 + np.exp(-y)) * (1 - 1 / (1 + np.exp(-y))),
                "y is the output already: this applies the sigmoid a second time",
            ),
            WrongAnswer(lambda y, t: 2 * (y - t) * y, "σ′(z) has two factors, y (1 − y); 1 − y is missing"),
            WrongAnswer(lambda y, t: 2 * (y - t) * (1 - y), "σ′(z) has two factors, y (1 − y); y is missing"),
            WrongAnswer(
                lambda y, t: 2 * (y - t) * t * (1 - t),
                "σ′ is taken at what the neuron says, y, not at the truth",
            ),
            WrongAnswer(
                lambda y, t: (t - y) * y * (1 - y),
                "sign and factor: the slope of the square is 2 (y − t)",
            ),
            WrongAnswer(
                lambda y, t: 2 * (y - t) * y * (1 - y) / len(y),
                "one number for each row is asked for: no mean, and so no division",
            ),
            WrongAnswer(
                lambda y, t: y - t,
                "that is the pull that we are about to wish for; here the way leads through y: ∂L/∂y "
                "first, then σ′(z)",
            ),
        ),
        also_correct=(
            lambda y, t: 2 * (y - t) * (y - y**2),
            lambda y, t: -2 * y * (t - y) * (1 - y),
        ),
    ),
    Exercise(
        id="03.2",
        title="Derive a line: the most probable spread",
        name="best_spread",
        reference=best_spread,
        cases=_residuals(),
        hints=(
            "Differentiate r²/(2 s²) + log s with respect to s: −r²/s³ + 1/s. Now take the mean over all r.",
            "Where the loss is lowest its slope is 0: mean(r²)/s³ = 1/s.",
            "Multiplied by s³: mean(r²) = s². So s is a root.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda residuals: np.mean(residuals**2), "this is s², the variance; s is its square root"
            ),
            WrongAnswer(
                np.std,
                "np.std takes the mean of the residuals away first; the formula takes each r as it is",
            ),
            WrongAnswer(
                lambda residuals: np.std(residuals, ddof=1),
                "this takes the mean of the residuals away and divides by n − 1; the formula does neither",
            ),
            WrongAnswer(
                lambda residuals: np.mean(np.abs(residuals)),
                "the mean size is the best spread for another noise, Laplace's; here r is squared",
            ),
            WrongAnswer(
                lambda residuals: np.sqrt(np.sum(residuals**2)),
                "this is the root of the sum; the loss is a mean over rows, and so is s²",
            ),
            WrongAnswer(
                lambda residuals: np.sqrt(np.sum(residuals**2) / (len(residuals) - 1)),
                "n − 1 makes a variance right on average; most probable is n",
            ),
            WrongAnswer(
                lambda residuals: np.sqrt(np.mean(residuals**2) / 2),
                "the 2 of 2 s² goes when s² is differentiated: −r²/s³",
            ),
            WrongAnswer(
                lambda residuals: 1 / np.sqrt(np.mean(residuals**2)),
                "upside down: mean(r²)/s³ = 1/s gives s² = mean(r²)",
            ),
            WrongAnswer(lambda residuals: np.max(np.abs(residuals)), "one row alone does not decide"),
        ),
        also_correct=(
            lambda residuals: np.linalg.norm(residuals) / len(residuals) ** 0.5,
            lambda residuals: math.sqrt(sum(r * r for r in residuals) / len(residuals)),
        ),
    ),
    Exercise(
        id="03.3",
        title="Find the bug: a softmax that is sometimes nan",
        name="softmax_rows",
        reference=softmax_rows,
        cases=_rows_of_scores(),
        hints=(
            "Try the broken function on np.array([[0.0, 1.0], [1000.0, 1001.0]]): which row is lost, and "
            "why?",
            "The first row becomes exp(−1001) and exp(−1000), both 0, and 0/0 is nan.",
            "Every row needs a maximum of its own: z.max(axis=1, keepdims=True).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=1, keepdims=True),
                "that is the function with the bug: one maximum for all rows, and a row far below it is lost",
            ),
            WrongAnswer(_naive_softmax, "exp overflows at 710: something has to be subtracted first"),
            WrongAnswer(
                lambda z: _naive_softmax(z - z.max(axis=0)),
                "axis=0 goes down the columns: each row needs a maximum of its own, axis=1",
            ),
            WrongAnswer(
                lambda z: _naive_softmax(z - z.mean(axis=1, keepdims=True)),
                "the mean leaves large scores above 0, where exp may overflow; subtract the maximum",
            ),
            WrongAnswer(
                lambda z: _naive_softmax(z - z[:, :1]),
                "the first score need not be the largest: the others may still be far above 0, and exp "
                "overflows",
            ),
            WrongAnswer(
                lambda z: _naive_softmax(z - z.min(axis=1, keepdims=True)),
                "with the smallest at 0 all others are above 0, and exp may overflow; make the *largest* 0",
            ),
            WrongAnswer(
                lambda z: _naive_softmax(np.clip(z, -700, 700).astype(z.dtype)),
                "cut off, two large scores become equal, and their difference is lost",
            ),
            WrongAnswer(
                lambda z: np.nan_to_num(_naive_softmax(z)),
                "nan replaced by 0 hides the loss: such a row's probabilities do not add up to 1",
            ),
            WrongAnswer(
                lambda z: _naive_softmax(z / z.max(axis=1, keepdims=True)),
                "divided scores give other probabilities; only a *difference* cancels",
            ),
            WrongAnswer(
                lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
                "these are the powers; they still have to be divided by their sum in each row",
            ),
            WrongAnswer(
                lambda z: (
                    np.exp(z - z.max(axis=1, keepdims=True))
                    / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=0)
                ),
                "axis=0 makes the columns add up to 1; it is the rows that should",
            ),
            WrongAnswer(
                lambda z: (
                    np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum()
                ),
                "all rows together add up to 1; each row should",
            ),
        ),
        also_correct=(
            lambda z: np.stack([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in z]),
            lambda z: (lambda shifted: np.exp(shifted - np.log(np.exp(shifted).sum(1, keepdims=True))))(
                z - np.amax(z, -1)[:, None]
            ),
        ),
    ),
    Exercise(
        id="03.4",
        title="Estimate the first loss of ten neurons that know nothing",
        name="my_first_loss",
        reference=float(np.log(10)),
        code="my_first_loss = np.log(10)",
        tolerance=0.01,
        hints=(
            "Ten classes that are all as probable: which probability has the right one?",
            "The loss is −log of that probability, with the natural logarithm: np.log.",
        ),
        wrong_answers=(
            WrongAnswer(0.1, "this is the probability of the right class; the loss is −log of it"),
            WrongAnswer(10.0, "this is 1/p; the loss is its logarithm"),
            WrongAnswer(1.0, "this is the logarithm to the base 10; np.log is the natural one"),
            WrongAnswer(float(np.log2(10)), "this is in bits, base 2; our losses are in nats: np.log"),
            WrongAnswer(float(np.log(0.1)), "log 0.1 is negative; the loss has a minus before it"),
            WrongAnswer(0.9, "this is 1 − p, how much is missing; the loss is −log p"),
            WrongAnswer(
                float(-np.log(0.9)), "the loss asks for the probability of the right class, which is 0.1"
            ),
            WrongAnswer(float(10 * np.log(10)), "only the right class counts, not the sum over all ten"),
            WrongAnswer(float(np.log(2)), "log 2 is the loss of a fair coin; here are ten classes"),
            WrongAnswer(0.0, "a loss of 0 needs certainty: p = 1 for the right class"),
        ),
        also_correct=(2.3, 2.303, -math.log(0.1), np.float64(2.302585)),
    ),
    Exercise(
        id="03.5",
        title="The way back through softmax and cross-entropy",
        name="logits_gradient",
        reference=logits_gradient,
        cases=_predicted(),
        hints=(
            "For one row it is p, and 1 less at the label. Start from a copy: gradient = p.copy().",
            "gradient[np.arange(len(labels)), labels] is the entry at each row's label.",
            "L is a mean over rows, so each row counts 1/n: divide by len(labels).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda p, labels: p - _one_hot(p, labels),
                "L is the mean over the rows: each row's gradient is divided by their number",
            ),
            WrongAnswer(
                lambda p, labels: (_one_hot(p, labels) - p) / len(p),
                "the sign is turned round: the loss falls where the label's z grows, so its slope is "
                "negative there",
            ),
            WrongAnswer(
                lambda p, labels: _one_hot(p, labels) - p,
                "sign and mean: the slope is p − onehot, and each row's is divided by the number of rows",
            ),
            WrongAnswer(
                lambda p, labels: (p - _one_hot(p, labels)) / p.shape[1],
                "divided by the number of classes; the mean is over the rows",
            ),
            WrongAnswer(
                lambda p, labels: p / len(p), "the label is missing: 1 is taken away at the right class"
            ),
            WrongAnswer(
                lambda p, labels: (p - _one_hot(p, labels)) * _one_hot(p, labels) / len(p),
                "the other classes feel it too: their z are pushed down, in proportion to p",
            ),
            WrongAnswer(
                lambda p, labels: (p - _one_hot(p, labels)) / p.size,
                "divided by rows times classes; L is a mean over rows alone",
            ),
            WrongAnswer(
                lambda p, labels: -_one_hot(p, labels) / p / len(p),
                "this is ∂L/∂p; the way on through the softmax leaves p − onehot",
            ),
            WrongAnswer(
                lambda p, labels: (p - 1) / len(p),
                "1 is taken away at the label alone, not at every class",
            ),
            WrongAnswer(
                lambda p, labels: (p - np.isin(np.arange(p.shape[1]), labels)) / len(p),
                "gradient[:, labels] takes 1 away in every row, at the labels of all rows: each row has its "
                "own, gradient[np.arange(n), labels]",
            ),
            WrongAnswer(
                lambda p, labels: (p - np.eye(p.shape[1])[p.argmax(1)]) / len(p),
                "the truth is the label; this takes what the neurons say for the truth",
            ),
        ),
        also_correct=(
            lambda p, labels: (p - np.eye(p.shape[1])[labels]) / len(p),
            lambda p, labels: (p - (labels[:, None] == np.arange(p.shape[1]))) / p.shape[0],
        ),
    ),
    Exercise(
        id="03.6",
        title="Estimate the entropy of four letters",
        name="my_bits",
        reference=1.75,
        code="my_bits = 1.75",
        tolerance=0.01,
        hints=(
            "How many bits of surprise has each letter? log2 of 2, 4, 8 and 8.",
            "Weigh each surprise with how often it comes: ½ · 1 + ¼ · 2 + …",
        ),
        wrong_answers=(
            WrongAnswer(2.0, "two bits are what four letters take that come equally often; these do not"),
            WrongAnswer(
                2.25, "this is the plain mean of the surprises 1, 2, 3, 3; frequent letters count more"
            ),
            WrongAnswer(9.0, "this is the sum of the surprises; each counts by its probability"),
            WrongAnswer(float(1.75 * np.log(2)), "this is in nats; bits take log2"),
            WrongAnswer(-1.75, "the logarithm of a probability is negative, hence the minus: −log2 p"),
            WrongAnswer(0.25, "this is the mean probability; entropy is the mean of −log2 p"),
            WrongAnswer(1.5, "two letters have 1/8, and each adds 1/8 · 3; one is missing or counted short"),
            WrongAnswer(1.375, "two letters have 1/8, and each adds 1/8 · 3: the last one is missing"),
            WrongAnswer(
                1.0, "one bit is the surprise of the first letter alone, and the other half is rarer"
            ),
        ),
        also_correct=(1.751, np.float64(1.75)),
    ),
)

PREDICTIONS = (
    Question(
        id="03.a",
        text="A sigmoid neuron learns by squared error, and the truth is 1. Once it is undecided, y = 0.5. "
        "Once it is certain of the opposite, z = −10 and y = 0.00005. How hard is it pulled, ∂L/∂z, when it "
        "is certain?",
        options=(
            Option("Twice as hard: the error is twice as large"),
            Option("Four times as hard: the squared error is four times as large"),
            Option("Equally hard"),
            Option("More than a thousand times less"),
        ),
        answer="d",
    ),
    Question(
        id="03.b",
        text="A linear neuron is fitted by least squares to the numbers 0 and 1, and calls what is above ½ "
        "benign. How well does it judge 100 new samples, compared with a sigmoid neuron that was trained by "
        "cross-entropy?",
        options=(
            Option("Not much better than a guess: least squares is for quantities"),
            Option("Ten to twenty samples in a hundred worse"),
            Option("Within five samples in a hundred"),
            Option("More than five better: its minimum is found exactly"),
        ),
        answer="c",
    ),
    Question(
        id="03.c",
        text="It rains on seven days in ten, and nobody knows more. You forecast a probability q each day "
        "and pay |q − t|, with t = 1 for rain and 0 for none. Which q is cheapest in the long run?",
        options=(
            Option("0.5"),
            Option("0.7: the truth"),
            Option("1: certain rain"),
            Option("It makes no difference, as the errors balance"),
        ),
        answer="c",
    ),
    Question(
        id="03.d",
        text="Data come in two heaps, a larger one on the left and a smaller one on the right. One single "
        "heap q is fitted by making KL(q ‖ p) small, from nine starts between far left and far right. Where "
        "does it end?",
        options=(
            Option("Always between the two, as wide as both"),
            Option("Always on the larger heap"),
            Option("Mostly on one of the two, and which one depends on the start"),
        ),
        answer="c",
    ),
)

RECALL = (
    Question(
        id="03.r1",
        chapter="02",
        text="Gradient descent knows ∂L/∂w of a loss L. What does it do to the weight w?",
        options=(
            Option(
                "Adds learning rate times gradient", "That goes uphill: the gradient points where L grows."
            ),
            Option("Subtracts learning rate times gradient", "Against the gradient, the loss falls."),
            Option("Sets it to where the gradient is 0", "It goes there by small steps, and may not arrive."),
        ),
        answer="b",
    ),
    Question(
        id="03.r2",
        chapter="02",
        text="A neuron computes z = w·x + b and y = σ(z). Which points lie on its boundary, y = ½?",
        options=(
            Option("Those with z = ½", "σ(½) is about 0.62; the sigmoid is ½ at 0."),
            Option("Those with z = 0", "σ(0) = ½, so the boundary is the line w·x + b = 0."),
            Option("Those with x = 0", "That is one point; the boundary is a line, w·x + b = 0."),
        ),
        answer="b",
    ),
    Question(
        id="03.r3",
        chapter="01",
        text="z has shape (5, 3). Which shape has z.sum(axis=1, keepdims=True)?",
        options=(
            Option("(5, 1)", "Axis 1 is summed away, and keepdims keeps it with length 1."),
            Option("(1, 3)", "That sums down the columns, axis=0."),
            Option("(5,)", "That is what comes without keepdims."),
        ),
        answer="a",
    ),
)
