"""Questions of chapter 07, initialisation and vanishing gradients."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question
from course_lib.numpy_nn.activations import Sigmoid, sigmoid


def distinct_units(weight):
    """Number of different rows of weight, once it is rounded to six decimals."""
    return len(np.unique(weight.round(6), axis=0))


def he_weights(standard_normals):
    """Weights by He's rule, from standard normal numbers of shape (out, in)."""
    fan_in = standard_normals.shape[1]
    return standard_normals * np.sqrt(2 / fan_in)


def dead_units(y):
    """Number of units that are zero on every picture; y has shape (pictures, units)."""
    return (y == 0).all(axis=0).sum()


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


def _normals() -> tuple[tuple[np.ndarray], ...]:
    """Standard normal numbers in shapes that tell fan-in from fan-out, and one of from the other."""
    rng = np.random.default_rng(4)
    return tuple((rng.standard_normal(shape),) for shape in ((3, 5), (8, 2), (6, 1), (4, 4)))


def _outputs() -> tuple[tuple[np.ndarray], ...]:
    """Outputs of ReLUs in which zeros, silent pictures and dead units give different counts."""
    two_dead = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 2.0], [0.0, 3.0, 0.0, 0.0]])
    silent_picture = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 3.0]])
    nearly = np.array([[1e-9, 0.0, 0.5], [0.0, 0.0, 0.0]])
    one_of_them = np.array([[0.0, 4.0, 1.0]])
    balanced = np.array([[-1.0, 0.0], [1.0, 0.0]])  # not of a ReLU: sums that cancel are no zeros
    return tuple((y,) for y in (two_dead, silent_picture, nearly, one_of_them, balanced))


def _what_is_too_early(order: Sequence[str]) -> str:
    """Say which line of a training step comes too early or too late."""
    at = {line: position for position, line in enumerate(order)}
    if at["b"] < at["d"]:
        return "b goes back through a call that has not been made yet: the loss, d, comes first"
    if at["a"] < at["b"]:
        return "a comes before this batch has any gradients: they are zero then, and nothing moves"
    if at["c"] < at["b"]:
        return "c comes before the gradients are there: it clips zeros, and the step is unclipped"
    return "the step, a, is taken before the gradients are clipped: too late"


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
            WrongAnswer(1e-6, "the right size, but too rough: compute the product"),
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
                lambda grad_output, y: grad_output * 0.25,
                "0.25 is the greatest that σ′ can be; here each value has its own, y (1 − y)",
            ),
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
    Exercise(
        id="07.4",
        title="He's rule",
        name="he_weights",
        reference=he_weights,
        cases=_normals(),
        hints=(
            "A standard normal number has variance 1. Multiplied by s it has variance s²; which variance do "
            "we want, and so which s?",
            "The wanted variance is 2/fan_in, so s is its root.",
            "fan_in is the number of inputs of a unit, that is, of columns: standard_normals.shape[1].",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda normals: normals * np.sqrt(2 / normals.shape[0]),
                "shape[0] is the number of units, fan_out; He's rule takes the inputs of a unit, shape[1]",
            ),
            WrongAnswer(
                lambda normals: normals * 2 / normals.shape[1],
                "2/fan_in is the variance; numbers are multiplied by its root, the standard deviation",
            ),
            WrongAnswer(
                lambda normals: normals * np.sqrt(1 / normals.shape[1]),
                "this is LeCun's variance 1/fan_in, of which a ReLU lets only half through at each layer",
            ),
            WrongAnswer(
                lambda normals: normals * np.sqrt(2 / sum(normals.shape)),
                "this is Glorot's variance, which halves the signal at each ReLU of a square layer",
            ),
            WrongAnswer(
                lambda normals: normals * np.sqrt(1 / (3 * normals.shape[1])),
                "1/(3 fan_in) is the variance of PyTorch's default, a sixth of He's",
            ),
            WrongAnswer(
                lambda normals: normals * np.sqrt(1 / normals.shape[0]),
                "1/fan_out keeps the size of a gradient where there is no bend; He's rule is 2/fan_in",
            ),
            WrongAnswer(
                lambda normals: np.random.default_rng(0).normal(
                    0, np.sqrt(2 / normals.shape[1]), normals.shape
                ),
                "multiply the numbers that you got, instead of drawing others",
            ),
            WrongAnswer(
                lambda normals: normals * np.sqrt(2) / normals.shape[1],
                "the root belongs to all of 2/fan_in, not to the 2 alone",
            ),
            WrongAnswer(
                lambda normals: normals + np.sqrt(2 / normals.shape[1]),
                "adding moves the mean away from 0; the numbers are to be multiplied",
            ),
        ),
        also_correct=(
            lambda normals: normals * (2 / normals.shape[-1]) ** 0.5,
            lambda normals: normals / np.sqrt(normals[0].size / 2),
        ),
    ),
    Exercise(
        id="07.5",
        title="Find the bug: units that died",
        name="dead_units",
        reference=dead_units,
        cases=_outputs(),
        hints=(
            "Try the broken function on np.array([[0.0, 1.0], [2.0, 3.0]]), where no unit is dead.",
            "A unit is a column. It is dead if it is zero on the first picture *and* on every other.",
            "`any` asks whether it is so for one of them at least; the other word is `all`.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda y: (y == 0).any(axis=0).sum(),
                "that is the function with the bug: it counts a unit that is zero on one picture at least",
            ),
            WrongAnswer(
                lambda y: (y == 0).sum(),
                "this counts zeros; a unit counts once, and only if all of its values are zero",
            ),
            WrongAnswer(
                lambda y: (y == 0).all(axis=1).sum(),
                "axis=1 goes along the units: this counts pictures on which every unit is silent",
            ),
            WrongAnswer(
                lambda y: (y == 0).any(axis=1).sum(),
                "two things are turned round: this counts pictures, and those with one zero at least",
            ),
            WrongAnswer(
                lambda y: (y != 0).all(axis=0).sum(),
                "this counts the units that are never zero; dead ones are always zero",
            ),
            WrongAnswer(
                lambda y: (y.sum(axis=0) == 0).sum(),
                "a sum can be zero without its terms being zero; ask each value",
            ),
        ),
        also_correct=(
            lambda y: int(np.sum(~y.any(axis=0))),
            lambda y: sum(all(value == 0 for value in unit) for unit in y.T),
        ),
    ),
    Exercise(
        id="07.6",
        title="Put a step of training in order",
        name="my_order",
        reference=["d", "b", "c", "a"],
        code='my_order = ["d", "b", "c", "a"]',
        hints=(
            "Which line needs a result of which other? Nothing can go back that has not gone forward.",
            "Clipping changes gradients: they have to be there already, and the step has to come after.",
        ),
        wrong_answers=(
            *(
                WrongAnswer(list(order), _what_is_too_early(order))
                for order in permutations("abcd")
                if order != ("d", "b", "c", "a")
            ),
            *(
                WrongAnswer(list(order), f"a step has all four lines; {missing} is missing")
                for missing in "abcd"
                for order in permutations(sorted(set("abcd") - {missing}))
            ),
        ),
        also_correct=(("d", "b", "c", "a"), list("dbca")),
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
            Option("One: nothing changes, every weight stays zero"),
            Option("One: they learn, but stay copies of each other"),
            Option("A few, perhaps one for each class"),
            Option("32: the pictures pull them apart"),
        ),
        answer="b",
    ),
    Question(
        id="07.c",
        text="A network of 20 ReLU layers without biases starts by He's rule, but every weight is 20 % too "
        "large. How much larger is the signal that comes out?",
        options=(
            Option("It depends on the random numbers: a ReLU cuts some of it off"),
            Option("20 %: each layer is normalised by the number of its inputs"),
            Option("4 to 5 times: 20 layers bring 20 % each"),
            Option("About 40 times"),
        ),
        answer="d",
    ),
    Question(
        id="07.d",
        text="Fifty ReLU layers, He's rule, and batch norm after each matrix. How large is the gradient at "
        "the first layer, compared with the last?",
        options=(
            Option("More than a hundred times larger: it explodes"),
            Option("Much smaller: it vanishes all the same"),
            Option("About the same: batch norm gives every signal the same size"),
        ),
        answer="a",
    ),
)

RECALL = (
    Question(
        id="07.r1",
        chapter="06",
        text="Gradients agree for many steps. How long do steps become with a momentum of 0.9?",
        options=(
            Option("Ten times as long", "1 + 0.9 + 0.81 + … = 1/(1 − 0.9)."),
            Option("1.9 times as long", "That is the second step; the old gradients go on adding up."),
            Option("As long as without", "Old gradients are added to the new one while they fade."),
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
            Option("(32, 65)", "One row a unit, but the biases are kept apart, in a vector of 32."),
        ),
        answer="b",
    ),
    Question(
        id="07.r3",
        chapter="00",
        text="What does ✓ before a sentence of this course mean?",
        options=(
            Option(
                "It held when the course was written",
                "It is measured anew whenever the cell runs, on your computer.",
            ),
            Option("Somebody has proved it", "Some are proved in the text; ✓ says what this run measured."),
            Option("What it says was just measured", "The number beside it is the measured value."),
        ),
        answer="c",
    ),
)
