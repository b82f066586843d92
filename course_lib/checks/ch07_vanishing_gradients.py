"""Questions of chapter 07, initialisation and vanishing gradients."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question
from course_lib.numpy_nn.activations import Sigmoid, sigmoid


def distinct_units(weight):
    """Number of different rows of weight, once it is rounded to six decimals."""
    return len(np.unique(weight.round(6), axis=0))


BACKWARD = '''def sigmoid_backward(grad_output, y):
    """From ∂L/∂y to ∂L/∂z, where y = σ(z)."""
    return grad_output * y * (1 - y)'''


def _batches() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Gradients with the outputs of a sigmoid, in shapes that tell rows from columns."""
    rng = np.random.default_rng(7)
    shapes = (((4, 3), np.float64), ((1, 5), np.float64), ((6, 2), np.float32))
    return tuple(
        (rng.normal(size=shape).astype(dtype), sigmoid(rng.normal(0, 2, shape).astype(dtype)))
        for shape, dtype in shapes
    )


def _weights() -> tuple[tuple[np.ndarray], ...]:
    """Weight matrices in which rows, columns, single values and rank all give different counts."""
    two_kinds = np.array([[1.0, 2.0, 3.0], [0.5, 0.5, 0.5], [1.0, 2.0, 3.0], [0.5, 0.5, 0.5]])
    proportional = np.outer([1.0, 2.0, 3.0], [1.0, 1.0])
    same_sum = np.array([[1.0, 2.0], [2.0, 1.0]])
    equal_when_rounded = np.array([[0.1, 0.2], [0.1 + 4e-7, 0.2]])
    not_quite_equal = np.array([[0.1, 0.2], [0.1 + 4e-6, 0.2]])
    all_equal = np.full((5, 4), 0.1)
    return tuple(
        (weight,)
        for weight in (two_kinds, proportional, same_sum, equal_when_rounded, not_quite_equal, all_equal)
    )


EXERCISES = (
    Exercise(
        id="07.1",
        title="A bound for the product of ten sigmoid derivatives",
        name="my_bound",
        reference=0.25**10,
        code="my_bound = 0.25**10",
        tolerance=0.01,
        hints=(
            "No factor is above the greatest value of σ′(z). Which one is that?",
            "Ten factors, none above 0.25: multiply them.",
        ),
        wrong_answers=(
            WrongAnswer(0.25 * 10, "that adds the ten derivatives; along a chain they are multiplied"),
            WrongAnswer(0.25**9, "that has one factor too few: each of the ten layers brings one"),
            WrongAnswer(0.5**10, "0.5 is the sigmoid itself at 0; its derivative there is 0.25"),
        ),
        also_correct=(9.5e-7, np.float64(2.0**-20), 9.54e-7),
    ),
    Exercise(
        id="07.2",
        title="The way back through a layer of sigmoids",
        name="sigmoid_backward",
        reference=Sigmoid().gradients,
        code=BACKWARD,
        cases=_batches(),
        hints=(
            "The chain rule for one unit: ∂L/∂z = ∂L/∂y · ∂y/∂z.",
            "σ′(z) can be written with the output y = σ(z) alone: y (1 − y).",
            "All three arrays have the shape (batch, units): multiply value by value.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda grad_output, y: y * (1 - y),
                "this is the derivative of the layer alone; the chain rule multiplies it by grad_output",
            ),
            WrongAnswer(
                lambda grad_output, y: grad_output * sigmoid(y) * (1 - sigmoid(y)),
                "y is the output already: this applies the sigmoid a second time",
            ),
            WrongAnswer(
                lambda grad_output, y: grad_output * (1 - y * y), "1 − y² is the derivative of tanh, not of σ"
            ),
            WrongAnswer(
                lambda grad_output, y: grad_output * (1 - y),
                "σ′ has two factors, y and 1 − y, and this lacks the first",
            ),
            WrongAnswer(
                lambda grad_output, y: grad_output * y,
                "σ′ has two factors, y and 1 − y, and this lacks the second",
            ),
            WrongAnswer(
                lambda grad_output, y: grad_output * y * (y - 1),
                "the sign is turned round: σ′ is y (1 − y), which is never negative",
            ),
            WrongAnswer(
                lambda grad_output, y: y * grad_output * (1 - grad_output),
                "y and grad_output have changed places",
            ),
        ),
        also_correct=(
            lambda grad_output, y: grad_output * (y - y**2),
            lambda grad_output, y: np.multiply(np.multiply(1 - y, y), grad_output),
        ),
    ),
    Exercise(
        id="07.3",
        title="Count the hidden units that differ",
        name="distinct_units",
        reference=distinct_units,
        cases=_weights(),
        hints=(
            "The weights into unit i are row i of the matrix: equal units are equal rows.",
            "Round to six decimals first: weight.round(6).",
            "np.unique(…, axis=0) keeps one of each kind of row; its length is the answer.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda weight: len(np.unique(weight.round(6))),
                "this counts different numbers; a unit is a whole row of numbers (axis=0)",
            ),
            WrongAnswer(
                lambda weight: len(np.unique(weight)),
                "this counts different numbers; a unit is a row of them (axis=0), and rounding comes first",
            ),
            WrongAnswer(
                lambda weight: np.unique(weight.round(6), axis=1).shape[1],
                "this counts different columns, which belong to inputs; units are rows",
            ),
            WrongAnswer(
                lambda weight: int(np.linalg.matrix_rank(weight)),
                "rank is another thing: a row and its double have rank 1, and are two different units",
            ),
            WrongAnswer(
                lambda weight: len(np.unique(weight, axis=0)),
                "rows that are equal to six decimals count as one: round first",
            ),
            WrongAnswer(len, "this counts all units; equal ones should count once"),
        ),
        also_correct=(
            lambda weight: len({tuple(row) for row in weight.round(6)}),
            lambda weight: np.unique(np.round(weight, 6), axis=0).shape[0],
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="07.a",
        text="A network of 20 sigmoid layers, 64 units wide, with Glorot's initialisation. How large is the "
        "gradient of the weights at the first layer, compared with the last?",
        options=(
            Option("About the same: the initialisation takes care of that"),
            Option("About 20 times smaller, one share for each layer"),
            Option("About a thousand times smaller"),
            Option("Less than a millionth"),
        ),
        answer="d",
    ),
    Question(
        id="07.b",
        text="All weights of a network with one hidden layer of 32 sigmoid units start at zero. After 20 "
        "epochs on digits, how many different hidden units does it have?",
        options=(
            Option("32: the pictures pull them apart"),
            Option("A few, perhaps one for each class"),
            Option("One: they learn, but stay copies of each other"),
            Option("One: nothing changes, every weight stays zero"),
        ),
        answer="c",
    ),
)

RECALL = (
    Question(
        id="07.r1",
        chapter="06",
        text="A gradient is multiplied by 10⁻⁶. Which optimiser's steps get a million times smaller?",
        options=(
            Option("SGD's", "Its step is the learning rate times the gradient."),
            Option("Adam's", "Adam divides by the gradient's own size, so its steps hardly notice."),
            Option("Both", "Adam divides by the gradient's own size, so its steps hardly notice."),
        ),
        answer="a",
    ),
    Question(
        id="07.r2",
        chapter="04",
        text="A layer has 64 inputs and 32 units. Which shape has its weight matrix, in PyTorch's layout?",
        options=(
            Option("(64, 32)", "PyTorch stores one row a unit: (out, in)."),
            Option("(32, 64)", "One row a unit: (out, in), and y = x Wᵀ + b."),
        ),
        answer="b",
    ),
    Question(
        id="07.r3",
        chapter="00",
        text="What does ✓ before a sentence of this course mean?",
        options=(
            Option(
                "You have read it",
                "It stands there before you read: what the sentence says was just measured.",
            ),
            Option("What it says was just measured", "The number beside it is the measured value."),
        ),
        answer="b",
    ),
)
