"""Questions of chapter 02, the perceptron."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question
from course_lib.numpy_nn.activations import sigmoid


def decide(x, weight, bias):
    """0 or 1 for each row of x, integers of shape (rows,)."""
    return (x @ weight + bias > 0).astype(int)


def perceptron_rule(neuron, x, label):
    """The neuron after it has met one row."""
    said = int(neuron @ x > 0)
    return neuron + (label - said) * x


def squared_error_gradient(neuron, x, target):
    """∂L/∂v of the mean squared error, in the shape of neuron."""
    y = x @ neuron
    return 2 * x.T @ (y - target) / len(x)


def logistic_gradient(neuron, x, labels):
    """∂L/∂v of the mean surprise, in the shape of neuron."""
    p = 1 / (1 + np.exp(-(x @ neuron)))
    return x.T @ (p - labels) / len(x)


def averaged_perceptron(x, labels):
    """Mean of v after each row of x, which ends in a 1; shape (features + 1,)."""
    v, total = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for row, label in zip(x, labels, strict=True):
        v = v + (label - int(v @ row > 0)) * row
        total += v
    return total / len(x)


def _neurons_on_the_way(x, labels):
    """The neuron after each row, shape (rows, features + 1)."""
    path = [np.zeros(x.shape[1])]
    for row, label in zip(x, labels, strict=True):
        path.append(perceptron_rule(path[-1], row, label))
    return np.array(path[1:])


def _by_the_mean(x, labels):
    """What comes out if the sum of all v decides, instead of v."""
    v, total = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for row, label in zip(x, labels, strict=True):
        v = v + (label - int(total @ row > 0)) * row
        total = total + v
    return total / len(x)


def _each_correction_weighed(x, labels):
    """The mean by its other formula: what row i added is in v after n − i of the n rows."""
    v, total = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for position, (row, label) in enumerate(zip(x, labels, strict=True)):
        change = (label - int(v @ row > 0)) * row
        v, total = v + change, total + (len(x) - position) * change
    return total / len(x)


def _planes() -> tuple[tuple[np.ndarray, np.ndarray, float], ...]:
    """Rows on both sides of a boundary and on it, and a bias without which sides would change."""
    rng = np.random.default_rng(1)
    on_it = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 0.0], [3.0, 2.0], [0.5, 0.5]])
    # Five inputs: weights, bias and rows whose sums without the bias fall on both sides.
    return (
        (on_it, np.array([1.0, 1.0]), -2.0),
        (rng.normal(size=(12, 5)), rng.normal(size=5), 1.5),
        (rng.normal(size=(9, 3)), np.array([-2.0, 1.0, 0.5]), -0.7),
    )


def _meetings() -> tuple[tuple[np.ndarray, np.ndarray, int], ...]:
    """A neuron and a row, for a missed yes, a false alarm, two right answers and a first row."""
    v, x = np.array([1.0, -2.0, 0.5]), np.array([2.0, 0.5, 1.0])
    return (
        (v, -x, 1),
        (v, x, 0),
        (v, x, 1),
        (v, -x, 0),
        (np.zeros(3), x, 1),
        (np.zeros(3), x, 0),
    )


Table = tuple[np.ndarray, np.ndarray, np.ndarray]


def _rows_with_targets(*shapes: tuple[int, int]) -> tuple[Table, ...]:
    """A neuron, rows that end in a 1, and targets, for each pair of rows and weights."""
    rng = np.random.default_rng(5)
    return tuple(
        (rng.normal(size=weights), np.c_[rng.normal(size=(n, weights - 1)), np.ones(n)], rng.normal(size=n))
        for n, weights in shapes
    )


def _rows_with_labels(*shapes: tuple[int, int]) -> tuple[Table, ...]:
    """The same with labels of both kinds."""
    return tuple((v, x, np.arange(len(x)) % 2) for v, x, _ in _rows_with_targets(*shapes))


SQUARE, OBLONG = ((4, 4), (3, 3)), ((7, 3), (2, 5))  # as many rows as weights, so that a missing .T runs


EXERCISES = (
    Exercise(
        id="02.1",
        title="A neuron with a step",
        name="decide",
        reference=decide,
        cases=_planes(),
        hints=(
            "First z for every row: rows times weights, plus the bias. x @ weight has shape (rows,).",
            "z > 0 is True or False for each row; .astype(int) makes 1 and 0 of it.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda x, weight, bias: (x @ weight + bias >= 0).astype(int),
                "on the boundary, at z = 0, this neuron says no: > and not >=",
            ),
            WrongAnswer(
                lambda x, weight, bias: (x @ weight > 0).astype(int),
                "the bias is left out: this boundary always goes through the origin",
            ),
            WrongAnswer(
                lambda x, weight, bias: x @ weight + bias,
                "that is z; the step makes a yes or a no of it",
            ),
            WrongAnswer(
                lambda x, weight, bias: x @ weight + bias > 0,
                "these are True and False; .astype(int) makes 1 and 0 of them",
            ),
            WrongAnswer(
                lambda x, weight, bias: np.sign(x @ weight + bias),
                "np.sign gives −1, 0 and 1; this neuron says 0 for no",
            ),
            WrongAnswer(
                lambda x, weight, bias: (x @ weight - bias > 0).astype(int),
                "the bias is added to the sum: z = w·x + b",
            ),
            WrongAnswer(
                lambda x, weight, bias: (x @ weight + bias < 0).astype(int),
                "yes and no are turned round: it says yes where z is above 0",
            ),
            WrongAnswer(
                lambda x, weight, bias: (x.sum(axis=1) + bias > 0).astype(int),
                "this counts all inputs alike; each is multiplied with its weight first",
            ),
            WrongAnswer(
                lambda x, weight, bias: np.where(x @ weight + bias > 0, 1, -1),
                "this neuron says 0 for no, not −1",
            ),
            WrongAnswer(
                lambda x, weight, bias: (x * weight + bias > 0).astype(int),
                "* keeps the inputs apart; the neuron adds them up: x @ weight",
            ),
        ),
        also_correct=(
            lambda x, weight, bias: np.where(x @ weight + bias > 0, 1, 0),
            lambda x, weight, bias: np.array([1 if row @ weight + bias > 0 else 0 for row in x]),
            lambda x, weight, bias: np.heaviside(x @ weight + bias, 0),
            lambda x, weight, bias: (x @ weight + bias > 0).astype(np.uint8),
        ),
    ),
    Exercise(
        id="02.2",
        title="The distance from a boundary",
        name="my_distance",
        reference=4.0,
        code="my_distance = 4.0",
        hints=(
            "First z at the point: 3 · 3 + 4 · 4 − 5.",
            "z is measured in lengths of w: divide by ‖w‖ = √(3² + 4²).",
        ),
        wrong_answers=(
            WrongAnswer(20.0, "that is z; the distance is z over the length of w"),
            WrongAnswer(5.0, "that is the distance of a boundary through the origin: the bias is left out"),
            WrongAnswer(25.0, "that is w·x, without the bias and without the length of w"),
            WrongAnswer(6.0, "the bias is −5: it is taken away"),
            WrongAnswer(0.8, "that divides by w·w = 25; the length of w is its root"),
            WrongAnswer(1.0, "that is the distance of the origin, |b|/‖w‖; asked is for that of (3, 4)"),
            WrongAnswer(-4.0, "z says on which side the point lies; a distance has no sign"),
            WrongAnswer(20 / 7, "the length of (3, 4) is not 3 + 4: Pythagoras"),
        ),
        also_correct=(4, np.float64(4.0), 4.0000001),
    ),
    Exercise(
        id="02.3",
        title="Rosenblatt's rule",
        name="perceptron_rule",
        reference=perceptron_rule,
        cases=_meetings(),
        hints=(
            "What does the neuron say to this row? 1 if neuron @ x > 0, else 0.",
            "label − said is 1 for a missed yes, −1 for a false alarm, and 0 if it was right.",
            "Return neuron + (label − said) · x.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda neuron, x, label: neuron + (int(neuron @ x > 0) - label) * x,
                "the sign is turned round: a missed yes is to be added, and this takes it away",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + label * x,
                "this adds every yes, also one that was right; only mistakes change the neuron",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + (2 * label - 1) * x,
                "this changes the neuron at every row; it should stay as it is when it was right",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + (label - neuron @ x) * x,
                "this compares the label with z; Rosenblatt's rule compares it with the step's 0 or 1",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + (label - int(neuron @ x > 0)),
                "the error alone is added to every weight; it is to be multiplied with x",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + (label - int(neuron @ x >= 0)) * x,
                "at z = 0 the neuron says no (>, not >=): it matters at the first row, where v = 0",
            ),
            WrongAnswer(
                lambda neuron, x, label: (label - int(neuron @ x > 0)) * x,
                "that is the change alone; add it to the neuron",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + x if label != int(neuron @ x > 0) else neuron,
                "a false alarm (yes where the label is no) is taken away, not added",
            ),
            WrongAnswer(
                lambda neuron, x, label: neuron + (label - (1 if neuron @ x > 0 else -1)) * x,
                "the neuron says 0 or 1 here, not ±1",
            ),
        ),
        also_correct=(
            lambda neuron, x, label: neuron + x * (label - (neuron @ x > 0)),
            lambda neuron, x, label: neuron if (neuron @ x > 0) == label else neuron + (2 * label - 1) * x,
        ),
    ),
    Exercise(
        id="02.4",
        title="How much of XOR one neuron gets right",
        name="my_most",
        reference=3.0,
        code="my_most = 3.0",
        hints=(
            "Draw the four corners of a square, and mark the two opposite ones that are yes.",
            "A ruler can cut off one corner. Which points are then on the right side?",
        ),
        wrong_answers=(
            WrongAnswer(4.0, "then a line would part the two diagonals of a square; see below why none does"),
            WrongAnswer(2.0, "two is what a neuron gets that always says yes; a ruler does better"),
            WrongAnswer(1.0, "a neuron with one right would have three right if it said the opposite"),
            WrongAnswer(0.75, "that is the share; asked is for the number of rows"),
            WrongAnswer(0.0, "a neuron that always says yes has two right already"),
        ),
        also_correct=(3, np.float64(3)),
    ),
    Exercise(
        id="02.5",
        title="The gradient of the mean squared error",
        name="squared_error_gradient",
        reference=squared_error_gradient,
        cases=_rows_with_targets(*SQUARE),
        further_cases=_rows_with_targets(*OBLONG),
        hints=(
            "First y for every row: x @ neuron, shape (rows,).",
            "Σᵢ (yᵢ − tᵢ) x̃ᵢⱼ contracts the rows: x.T @ (y − target).",
            "Do not forget the 2, and the number of rows: 2 * x.T @ (y − target) / len(x).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda neuron, x, target: x.T @ (x @ neuron - target) / len(x),
                "the 2 that comes from the square is missing",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * x.T @ (x @ neuron - target),
                "the loss is a mean: divide by the number of rows",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * x.T @ (target - x @ neuron) / len(x),
                "the sign is turned round: this points downhill, and the gradient points uphill",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * x @ (x @ neuron - target) / len(x),
                "the sum goes over the rows of x, so x stands transposed: x.T @ …",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * (x @ neuron - target) / len(x),
                "that is ∂L/∂y, one number a row; the chain rule goes on to the weights, by x",
            ),
            WrongAnswer(
                lambda neuron, x, target: x.T @ (x @ neuron - target) ** 2 / len(x),
                "the square is gone once it is differentiated: 2 (y − t)",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * x.T @ (x @ neuron - target) / x.size,
                "this divides by all numbers of x; the loss is a mean over rows",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * x.T @ (x @ neuron - target) / len(neuron),
                "this divides by the number of weights; the loss is a mean over the rows, len(x)",
            ),
            WrongAnswer(
                lambda neuron, x, target: np.mean((x @ neuron - target) ** 2),
                "that is the loss; asked is for its gradient, one number a weight",
            ),
            WrongAnswer(
                lambda neuron, x, target: 2 * np.mean((x @ neuron - target) * x, axis=0),
                "the errors meet the weights instead of the rows: (y − t)[:, None], as in chapter 01",
            ),
        ),
        also_correct=(
            lambda neuron, x, target: 2 * np.mean((x @ neuron - target)[:, None] * x, axis=0),
            lambda neuron, x, target: np.einsum("i,ij->j", x @ neuron - target, x) * 2 / len(target),
        ),
    ),
    Exercise(
        id="02.6",
        title="Find the bug: a loss that grows",
        name="logistic_gradient",
        reference=logistic_gradient,
        cases=_rows_with_labels(*SQUARE),
        further_cases=_rows_with_labels(*OBLONG),
        hints=(
            "Gradient descent takes the gradient *away*. Which sign has ∂ℓ/∂z in the formula above?",
            "If p is larger than the label, z is too large, and the gradient should be positive.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda neuron, x, labels: x.T @ (labels - sigmoid(x @ neuron)) / len(x),
                "that is the function with the bug: its step goes uphill",
            ),
            WrongAnswer(
                lambda neuron, x, labels: (
                    x.T
                    @ ((sigmoid(x @ neuron) - labels) * sigmoid(x @ neuron) * (1 - sigmoid(x @ neuron)))
                    / len(x)
                ),
                "the factor p (1 − p) has cancelled: with this loss no slope of the sigmoid is left",
            ),
            WrongAnswer(
                lambda neuron, x, labels: 2 * x.T @ (sigmoid(x @ neuron) - labels) / len(x),
                "the 2 belongs to the squared error; this loss has none",
            ),
            WrongAnswer(
                lambda neuron, x, labels: x.T @ (sigmoid(x @ neuron) - labels) / len(neuron),
                "this divides by the number of weights; the loss is a mean over the rows, len(x)",
            ),
            WrongAnswer(
                lambda neuron, x, labels: x.T @ (x @ neuron - labels) / len(x),
                "the sigmoid is missing: p is σ(z), and not z",
            ),
            WrongAnswer(
                lambda neuron, x, labels: x.T @ (sigmoid(x @ neuron) - labels),
                "the loss is a mean: divide by the number of rows",
            ),
            WrongAnswer(
                lambda neuron, x, labels: x.T @ ((x @ neuron > 0) - labels) / len(x),
                "that compares the label with the step, as a perceptron does; here it is with p",
            ),
            WrongAnswer(
                lambda neuron, x, labels: x.T @ (sigmoid(-(x @ neuron)) - labels) / len(x),
                "the minus in the exponent is lost: 1 / (1 + e^z) is the probability of no",
            ),
            WrongAnswer(
                lambda neuron, x, labels: 2 * x.T @ (x @ neuron - labels) / len(x),
                "that is the gradient of 02.5, for z; here it is p that is held against the label",
            ),
            WrongAnswer(
                lambda neuron, x, labels: -x.T @ (sigmoid(x @ neuron) + labels) / len(x),
                "a minus before the whole changes both signs: write p − labels",
            ),
        ),
        also_correct=(
            lambda neuron, x, labels: -(x.T @ (labels - sigmoid(x @ neuron))) / len(x),
            lambda neuron, x, labels: ((sigmoid(x @ neuron) - labels)[:, None] * x).mean(axis=0),
        ),
    ),
    Exercise(
        id="02.7",
        title="The averaged perceptron",
        name="averaged_perceptron",
        reference=averaged_perceptron,
        cases=tuple((x, labels) for _, x, labels in _rows_with_labels((5, 5), (9, 3))),
        hints=(
            "After each row, add v to a total, whether the row has changed v or not.",
            "Correct v as in 02.3: v + (label − said) · row. The total never decides.",
            "At the end: total / len(x).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda x, labels: _neurons_on_the_way(x, labels)[-1], "that is the last v, and not the mean"
            ),
            WrongAnswer(
                lambda x, labels: _neurons_on_the_way(x, labels).sum(axis=0),
                "that is the sum: it decides like the mean, but asked is for the mean",
            ),
            WrongAnswer(
                lambda x, labels: _neurons_on_the_way(x, labels).sum(axis=0) / (len(x) + 1),
                "this counts the v = 0 of the beginning as well; it has n rows, and n neurons after a row",
            ),
            WrongAnswer(
                lambda x, labels: _neurons_on_the_way(x, labels)[:-1].sum(axis=0) / len(x),
                "this takes v before each row; asked is for v after it",
            ),
            WrongAnswer(
                lambda x, labels: np.unique(_neurons_on_the_way(x, labels), axis=0).mean(axis=0),
                "this counts each v once, however long it stood; one that is right on many rows counts more",
            ),
            WrongAnswer(_by_the_mean, "the mean decides only at the end; on the way v itself makes mistakes"),
            WrongAnswer(
                lambda x, labels: ((2 * labels - 1)[:, None] * x).mean(axis=0),
                "this adds every row; only mistakes change v",
            ),
            WrongAnswer(
                lambda x, labels: _neurons_on_the_way(x, labels).mean(axis=1)[: x.shape[1]],
                "this averages over the weights of each v; the mean goes over the rows, axis 0",
            ),
        ),
        also_correct=(
            lambda x, labels: _neurons_on_the_way(x, labels).mean(axis=0),
            _each_correction_weighed,
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="02.a",
        text="Two classes of points are apart by a margin of 0.1. A perceptron learns from 100 of them, then "
        "from 10,000 drawn in the same way. How many mistakes does it make until it makes none?",
        options=(
            Option("It cannot learn 10,000 points with three numbers"),
            Option("About a hundred times as many: it meets a hundred times as many points"),
            Option("About ten times as many: the square root"),
            Option("Fewer than four times as many"),
        ),
        answer="d",
    ),
    Question(
        id="02.b",
        text="A perceptron goes through the four rows of XOR 1000 times. What becomes of its weights?",
        options=(
            Option("They come to rest at the best line, with one mistake"),
            Option("They grow and grow"),
            Option("They stay small, and never come to rest"),
            Option("They come to rest at 0: nothing can be learned"),
        ),
        answer="c",
    ),
    Question(
        id="02.c",
        text="What happens at a learning rate of 1.1?",
        options=(
            Option("The loss grows with every step"),
            Option("It overshoots, swings back and forth, and arrives"),
            Option("It is eleven times as fast as 0.1"),
        ),
        answer="a",
    ),
    Question(
        id="02.d",
        text="Which of the two, perceptron or logistic regression, is right on more of the flowers that "
        "were held out?",
        options=(
            Option("The perceptron: it learns from mistakes, and mistakes are what is counted"),
            Option("It depends on the epoch at which the perceptron is stopped"),
            Option("Logistic regression, clearly: its loss has a slope"),
        ),
        answer="b",
    ),
)

RECALL = (
    Question(
        id="02.r1",
        chapter="01",
        text="`x` has shape (rows, 4) and `weight` shape (4,). Which shape has `x @ weight`?",
        options=(
            Option("(rows,)", "The 4 is contracted, the rows remain."),
            Option("(rows, 4)", "That would be x * weight; @ sums over the axis that both share."),
            Option("(4,)", "The 4 is contracted: it is the index that comes twice."),
        ),
        answer="a",
    ),
    Question(
        id="02.r2",
        chapter="01",
        text="`a` has shape (5, 3) and `b` shape (5,). What is `a - b`?",
        options=(
            Option("Each row less its own number", "3 meets 5; that would be a - b[:, None]."),
            Option("Of shape (5, 3, 5)", "Axes are put on each other, not joined; 3 meets 5."),
            Option("An error", "Shapes align on the right, and 3 meets 5."),
        ),
        answer="c",
    ),
    Question(
        id="02.r3",
        chapter="00",
        text="You change a setting, and the sentence of a claim no longer holds. What does the claim do?",
        options=(
            Option("It stops the notebook", "It says so with a `!`, and the chapter runs on."),
            Option("It says so with a `!`", "With what was expected and what was measured; nothing breaks."),
            Option("It prints ✓ all the same", "✓ stands only where the numbers bear the sentence out."),
        ),
        answer="b",
    ),
)
