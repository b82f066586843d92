"""Questions of chapter 04, multi-layer perceptrons."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def layer(x, weight, bias):
    """Pre-activations: x (rows, inputs), weight (units, inputs), bias (units,)."""
    return x @ weight.T + bias


def collapsed_bias(weight_2, bias_1, bias_2):
    """The bias of the one layer that does what two linear layers do."""
    return weight_2 @ bias_1 + bias_2


def xor_output(h):
    """1 where exactly one input is 1; h holds OR and AND, shape (rows, 2)."""
    weight, bias = np.array([1.0, -1.0]), -0.5
    return (h @ weight + bias > 0).astype(int)


def leaky_relu_backward(grad_output, z):
    """From ∂L/∂y to ∂L/∂z, where y is z above 0 and 0.01 z elsewhere."""
    return np.where(z > 0, grad_output, 0.01 * grad_output)


def _layers() -> tuple[tuple[np.ndarray, ...], ...]:
    """Inputs, weights and biases in shapes that tell rows, inputs and units apart, and square ones."""
    rng = np.random.default_rng(4)
    return tuple(
        (rng.normal(size=(rows, inputs)), rng.normal(size=(units, inputs)), rng.normal(size=units))
        for rows, inputs, units in ((4, 3, 2), (1, 2, 5), (3, 3, 3))
    )


def _two_layers() -> tuple[tuple[np.ndarray, ...], ...]:
    """Second weights with both biases, square, so that the wrong product has the right shape."""
    rng = np.random.default_rng(5)
    return tuple(
        (rng.normal(size=(units, units)), rng.normal(size=units), rng.normal(size=units))
        for units in (2, 3, 4)
    )


def _or_and() -> tuple[tuple[np.ndarray], ...]:
    """What the two hidden units say at the four corners, in several orders."""
    return (
        (np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),),
        (np.array([[1.0, 1.0], [0.0, 0.0]]),),
        (np.array([[1.0, 0.0]]),),
    )


def _gradients() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Gradients with pre-activations of both signs, and at 0."""
    rng = np.random.default_rng(6)
    return (
        (rng.normal(size=(4, 3)), rng.normal(size=(4, 3))),
        (np.array([[2.0, 3.0]]), np.array([[0.0, -5.0]])),
        (np.array([[-1.0], [4.0]]), np.array([[-0.5], [0.5]])),
    )


EXERCISES = (
    Exercise(
        id="04.1",
        title="A network of 3 inputs, 2 hidden units and 1 output, by hand",
        name="my_output",
        reference=2.0,
        code="my_output = 2.0",
        hints=(
            "First hidden unit: 1·1 + 1·0 + 1·2 − 1 = 2. And the second?",
            "The second comes to −1 before the ReLU, and so to 0 after it.",
            "The output adds up 3 · 2 + 5 · 0 − 4.",
        ),
        wrong_answers=(
            WrongAnswer(-3.0, "the second hidden unit comes to −1, and the ReLU makes 0 of it"),
            WrongAnswer(6.0, "the bias of the output, −4, is missing"),
            WrongAnswer(5.0, "a hidden bias is missing: the first unit adds −1, the second +1"),
            WrongAnswer(-5.0, "the hidden biases are missing, −1 and 1, and so is the ReLU"),
            WrongAnswer(-1.0, "all biases are missing, and so is the ReLU"),
            WrongAnswer(
                1.0, "the bias of the output, −4, is missing, and so is the ReLU of the hidden units"
            ),
            WrongAnswer(9.0, "the biases are missing: −1 and 1 in the hidden layer, −4 at the output"),
            WrongAnswer(-4.0, "a ReLU leaves what is positive as it is: the first hidden unit is 2"),
            WrongAnswer(10.0, "the last bias is −4: it is taken away"),
            WrongAnswer(
                7.0, "the second hidden unit is 0: the ReLU cuts the −1 off, it does not change its sign"
            ),
            WrongAnswer(
                float(1 / (1 + np.exp(-2))), "that is σ(2); here the output unit is linear, without a sigmoid"
            ),
        ),
        also_correct=(2, np.float64(2.0)),
    ),
    Exercise(
        id="04.2",
        title="A layer in matrix form",
        name="layer",
        reference=layer,
        cases=_layers(),
        hints=(
            "Unit i adds up its row of weights times the inputs: Σⱼ weight[i, j] · x[r, j], for each row r.",
            "The result has shape (rows, units): (rows, inputs) times (inputs, units). weight is (units, "
            "inputs), so it has to be transposed.",
            "x @ weight.T, and the bias is added to every row.",
        ),
        wrong_answers=(
            WrongAnswer(lambda x, weight, bias: x @ weight.T, "each unit also adds its bias"),
            WrongAnswer(lambda x, weight, bias: x @ weight.T - bias, "the bias is added, not taken away"),
            WrongAnswer(
                lambda x, weight, bias: weight @ x.T + bias[:, None],
                "this has a column for each row of x; batches keep a row a row: x @ weight.T",
            ),
            WrongAnswer(
                lambda x, weight, bias: x @ (weight + bias[:, None]).T,
                "the bias is added to the sum once, not to each weight",
            ),
            WrongAnswer(
                lambda x, weight, bias: x @ weight.T * bias,
                "the bias is added to the sum, not multiplied with it",
            ),
            WrongAnswer(
                lambda x, weight, bias: np.maximum(x @ weight.T + bias, 0),
                "this is the activation; the layer returns what goes into it, the pre-activation",
            ),
            WrongAnswer(
                lambda x, weight, bias: x @ weight.T + bias.sum(),
                "each unit has a bias of its own; this adds all of them to each",
            ),
        ),
        also_correct=(
            lambda x, weight, bias: np.einsum("ri,ui->ru", x, weight) + bias,
            lambda x, weight, bias: (weight @ x.T).T + bias,
            lambda x, weight, bias: np.array(
                [
                    [
                        sum(w * v for w, v in zip(row, values, strict=True)) + b
                        for row, b in zip(weight, bias, strict=True)
                    ]
                    for values in x
                ]
            ),
        ),
    ),
    Exercise(
        id="04.3",
        title="Derive a line: the bias of two layers in one",
        name="collapsed_bias",
        reference=collapsed_bias,
        cases=_two_layers(),
        hints=(
            "Put the first layer into the second: W₂ (W₁ x + b₁) + b₂, and multiply it out.",
            "W₂ W₁ x is the part with x. What is left is the bias.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: weight_2 @ bias_1,
                "the second layer's own bias is missing",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: bias_2 + 0,
                "the first bias passes through the second layer too, as W₂ b₁",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: weight_2 @ bias_1 - bias_2,
                "the second bias is added; check the signs when you multiply out",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: bias_1 + bias_2,
                "the first bias passes through the second layer on its way: W₂ b₁",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: weight_2 @ (bias_1 + bias_2),
                "the second bias comes after W₂: it is not multiplied by it",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: bias_1 @ weight_2 + bias_2,
                "each row of W₂ belongs to one unit: W₂ @ b₁, not b₁ @ W₂",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: weight_2 @ bias_2 + bias_1,
                "the wrong one of the two: it is b₁ that goes through W₂",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: bias_2 + bias_1.sum(),
                "b₁ is weighted by W₂ on its way, not only added up",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: weight_2.sum(axis=1) + bias_2,
                "that passes a 1 through W₂; what passes through it is b₁",
            ),
            WrongAnswer(
                lambda weight_2, bias_1, bias_2: (weight_2 @ bias_1) * bias_2,
                "the two parts are added, not multiplied",
            ),
        ),
        also_correct=(
            lambda weight_2, bias_1, bias_2: bias_2 + bias_1 @ weight_2.T,
            lambda weight_2, bias_1, bias_2: (weight_2 * bias_1).sum(axis=1) + bias_2,
        ),
    ),
    Exercise(
        id="04.4",
        title="XOR from OR and AND",
        name="xor_output",
        reference=xor_output,
        cases=_or_and(),
        hints=(
            "One or the other, and not both: OR speaks for it, AND against it.",
            "(0, 0) and (1, 1) have to stay below 0, and (1, 0) has to come above it.",
            "Weights 1 and −1 give 0, 0 and 1 there. Which bias makes that −½, −½ and ½?",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda h: (h @ np.array([1.0, 1.0]) - 0.5 > 0).astype(int),
                "this is OR: it also says 1 where both are 1. AND has to speak against it, and loudly enough",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([1.0, 1.0]) - 1.5 > 0).astype(int),
                "this is AND: it says 1 only where both are 1",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([1.0, -1.0]) + 0.5 > 0).astype(int),
                "the bias has the wrong sign: now all four corners lie above 0",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([-1.0, 1.0]) + 0.5 > 0).astype(int),
                "turned round: this says 1 where both inputs are the same",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([0.0, -1.0]) + 0.5 > 0).astype(int),
                "this also says 1 where neither input is 1: OR has to speak for it",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([1.0, -1.0]) - 1.0 > 0).astype(int),
                "this says 0 everywhere: (1, 0) has to come *above* 0; look at the signs, then at the bias",
            ),
            WrongAnswer(
                lambda h: h @ np.array([1.0, -1.0]) - 0.5 > 0,
                "these are True and False instead of 1 and 0: add .astype(int)",
            ),
            WrongAnswer(
                lambda h: h @ np.array([1.0, -1.0]) - 0.5,
                "these are the pre-activations; decide: 1 above 0, else 0",
            ),
            WrongAnswer(
                lambda h: (h @ np.array([1.0, -1.0]) - 0.5 > 0).astype(int)[:, None],
                "one number a row is asked for, shape (rows,)",
            ),
        ),
        also_correct=(
            lambda h: (h @ np.array([2.0, -3.0]) - 1.0 > 0).astype(int),
            lambda h: np.where(h[:, 0] - h[:, 1] > 0.5, 1, 0),
            lambda h: (h @ np.array([1.0, -1.0]) - 0.5 > 0).astype(float),
        ),
    ),
    Exercise(
        id="04.5",
        title="Complete the way back of a leaky ReLU",
        name="leaky_relu_backward",
        reference=leaky_relu_backward,
        cases=_gradients(),
        hints=(
            "The slope is 1 where z > 0, and 0.01 elsewhere. The chain rule multiplies grad_output by it.",
            "np.where(z > 0, this, that) takes value by value.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, z, 0.01 * z),
                "this is the way forward; the way back multiplies grad_output by the slope",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, 1, 0.01),
                "this is the slope alone; the chain rule multiplies it by grad_output",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, grad_output, 0.01),
                "at and below 0 the gradient goes through too, times 0.01",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, grad_output, 0),
                "this is the way back of a ReLU; a leaky one lets a hundredth through",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(grad_output > 0, grad_output, 0.01 * grad_output),
                "whether a unit leaks is decided by z, which went forward, not by the gradient",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, grad_output, -0.01 * grad_output),
                "0.01 z rises as well: its slope is positive",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z >= 0, grad_output, 0.01 * grad_output),
                "at exactly 0 the course, like PyTorch, takes the slope on the left: z > 0",
            ),
            WrongAnswer(
                lambda grad_output, z: np.where(z > 0, grad_output * z, 0.01 * grad_output * z),
                "the slope of 0.01 z is 0.01, without z",
            ),
        ),
        also_correct=(
            lambda grad_output, z: grad_output * np.where(z > 0, 1.0, 0.01),
            lambda grad_output, z: grad_output * ((z > 0) + 0.01 * (z <= 0)),
        ),
    ),
    Exercise(
        id="04.6",
        title="Which function for which output?",
        name="my_functions",
        reference=["sigmoid", "softmax", "linear", "sigmoid"],
        code='my_functions = ["sigmoid", "softmax", "linear", "sigmoid"]',
        hints=(
            "What may come out? One probability; several that make 1 in all; any number; several that have "
            "nothing to do with each other.",
            "Yes or no is a sigmoid. One of many is a softmax. A quantity is linear.",
            "Glasses, smile and long hair may all be true at once: three separate questions of yes or no.",
        ),
        wrong_answers=(
            WrongAnswer(
                ["sigmoid", "softmax", "linear", "softmax"],
                "a softmax shares out 1 among its units; a face may have glasses *and* smile",
            ),
            WrongAnswer(
                ["softmax", "softmax", "linear", "sigmoid"],
                "a softmax of a single unit is always 1: for yes or no one unit needs a sigmoid",
            ),
            WrongAnswer(
                ["sigmoid", "sigmoid", "linear", "sigmoid"],
                "exactly one of the ten digits is right: a softmax makes their probabilities add up to 1",
            ),
            WrongAnswer(
                ["sigmoid", "softmax", "relu", "sigmoid"],
                "a temperature may be below zero, where a ReLU says 0 and has no slope",
            ),
            WrongAnswer(
                ["sigmoid", "softmax", "sigmoid", "sigmoid"],
                "a sigmoid ends at 1, and temperatures do not",
            ),
            WrongAnswer(
                ["sigmoid", "softmax", "tanh", "sigmoid"], "tanh ends at −1 and 1, and temperatures do not"
            ),
            WrongAnswer(
                ["relu", "softmax", "linear", "relu"],
                "a ReLU is for hidden units: as a probability it has no upper end",
            ),
            WrongAnswer(
                ["tanh", "softmax", "linear", "tanh"],
                "tanh goes from −1 to 1, and a probability from 0 to 1",
            ),
            WrongAnswer(
                ["tanh", "softmax", "linear", "sigmoid"],
                "tanh may say −0.4, which is no probability",
            ),
        ),
        also_correct=(
            ("sigmoid", "softmax", "linear", "sigmoid"),
            ["Sigmoid", "Softmax", "Linear", "Sigmoid"],
            np.array(["sigmoid"]).tolist() + ["softmax", "linear", "sigmoid"],
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="04.a",
        text="Ten linear layers of 64 units each, without anything between them: 41,600 weights and biases. "
        "What can they do that a single linear layer cannot?",
        options=(
            Option("Much more: each layer adds something"),
            Option("A little more: XOR, for example"),
            Option("Nothing"),
        ),
        answer="c",
    ),
    Question(
        id="04.b",
        text="A curve with a kink and a jump is to be followed by one hidden layer whose weights are drawn "
        "at random and never changed. Only the output unit is fitted. What do 100 hidden units reach?",
        options=(
            Option("Nothing: random units know nothing of the curve"),
            Option("A rough outline, an error half as large as that of a straight line"),
            Option("The curve, with an error a fifth as large as that of a straight line, or less"),
        ),
        answer="c",
    ),
    Question(
        id="04.c",
        text="One hidden layer of 32 units reads digits. All else being equal, and each with its best "
        "learning rate: how much better does it read with tanh than with sigmoid units?",
        options=(
            Option("More than ten digits in a hundred: nobody uses sigmoids any more"),
            Option("Three to ten in a hundred"),
            Option("No more than three in a hundred, in either direction"),
        ),
        answer="c",
    ),
    Question(
        id="04.d",
        text="Two kinds of units look for smiles and for glasses in bare pixels: plain ones, and ones whose "
        "weights are balanced, so that they do not see how bright a face is. What does the balancing do?",
        options=(
            Option("It helps with both: brightness only disturbs"),
            Option("It helps with smiles and harms with glasses"),
            Option("It helps with neither: nothing but edges does"),
        ),
        answer="b",
    ),
)

RECALL = (
    Question(
        id="04.r1",
        chapter="03",
        text="A sigmoid neuron is certain and wrong. Which loss pulls it back hard?",
        options=(
            Option("Squared error", "Its pull has the factor y (1 − y), which is almost 0 there."),
            Option("Cross-entropy", "Its pull is y − t, almost 1 there."),
            Option("Both", "Squared error's pull has the factor y (1 − y), which is almost 0 there."),
        ),
        answer="b",
    ),
    Question(
        id="04.r2",
        chapter="03",
        text="A network of ten classes has learned nothing yet. Roughly which cross-entropy has it?",
        options=(
            Option("0.1", "That is the probability of the right class; the loss is −log of it."),
            Option("2.3", "log 10: each class has probability 0.1."),
            Option("10", "The loss is the logarithm of it, log 10."),
        ),
        answer="b",
    ),
    Question(
        id="04.r3",
        chapter="01",
        text="z has shape (5, 2), and b has shape (2,). What does z + b do?",
        options=(
            Option("It adds b to each row", "Shapes are aligned from the right: (2,) counts as (1, 2)."),
            Option("It adds b to each column", "A column has five numbers and b two; that would be (5, 1)."),
            Option(
                "It raises an error", "Shapes are aligned from the right: (2,) counts as (1, 2) and fits."
            ),
        ),
        answer="a",
    ),
)
