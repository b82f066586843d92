"""Questions of chapter 05, backpropagation."""

from itertools import permutations

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question

# A tape: for each value, the values that it was made of, by position, each with the derivative by it.
Tape = list[list[tuple[int, float]]]


def walk_back(tape):
    """List the last value's derivatives; a value lists (position, derivative)."""
    grads = [0.0] * len(tape)
    grads[-1] = 1.0
    for node in reversed(range(len(tape))):
        for parent, derivative in tape[node]:
            grads[parent] += grads[node] * derivative
    return grads


def linear_backward(grad_output, x, weight):
    """From ∂L/∂Z to ∂L/∂X, ∂L/∂W and ∂L/∂b, where Z = X Wᵀ + b."""
    return grad_output @ weight, grad_output.T @ x, grad_output.sum(axis=0)


def _walked(tape: Tape, *, start=1.0, fill=0.0, forwards=False, share=None) -> list[float]:
    """Walk a tape as somebody might who gets one thing wrong; share is what a parent's gradient becomes."""
    grads = [fill] * len(tape)
    grads[-1] = start
    order = range(len(tape)) if forwards else reversed(range(len(tape)))
    for node in order:
        for parent, derivative in tape[node]:
            given = share or (lambda so_far, g, derivative: so_far + g * derivative)
            grads[parent] = given(grads[parent], grads[node], derivative)
    return grads


def _tapes() -> tuple[tuple[Tape], ...]:
    """Computations in which a value is used twice, by two operations or by one, far back and near."""
    two_paths = [[], [(0, 3.0)], [(0, 1.0)], [(1, 4.0), (2, 6.0)]]
    squared = [[], [(0, 2.0)], [(1, 3.0), (1, 3.0)]]
    neuron = [[], [], [], [(0, 2.0), (1, 0.5)], [(3, 1.0), (2, 1.0)], [(4, 0.25)], [(5, -1.0)]]
    skip = [[], [(0, -2.0)], [(1, 0.5)], [(2, 4.0), (0, 1.0)], [(3, 3.0)]]
    return (two_paths,), (squared,), (neuron,), (skip,)


Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


def _batches(*sizes: tuple[tuple[int, int, int], type]) -> tuple[Batch, ...]:
    """Gradients, inputs and weights of layers: numbers of rows, inputs and outputs, and the dtype."""
    rng = np.random.default_rng(5)
    return tuple(
        tuple(rng.normal(size=shape).astype(dtype) for shape in ((n, outs), (n, ins), (outs, ins)))
        for (n, ins, outs), dtype in sizes
    )


def _what_cannot_follow(order: tuple[str, ...]) -> str:
    """Say which line of the derivation stands where it does not follow from the one before."""
    at = {line: position for position, line in enumerate(order)}
    if at["d"] > at["a"]:
        return "a drops terms of a derivative that d writes out: d has to come before a"
    if at["a"] > at["c"]:
        return "in c the sum over k is gone already; it is a that says which k is left, so a comes first"
    return "b reads a sum over rows as a product of matrices; that sum, alone, is what c ends with"


GRAD_W1 = np.array([[-1, -4, -5], [6, 12, 18]])

EXERCISES = (
    Exercise(
        id="05.1",
        title="How many forward passes to ask every number of a network",
        name="my_passes",
        reference=4820.0,
        code="my_passes = 2 * (64 * 32 + 32 + 32 * 10 + 10)",
        hints=(
            "How many numbers can be learned? Count weights and biases of both layers.",
            "64·32 weights and 32 biases, then 32·10 weights and 10 biases.",
            "A central difference looks twice: a little above, and a little below.",
        ),
        wrong_answers=(
            WrongAnswer(2410.0, "so many numbers there are; a central difference takes two passes for each"),
            WrongAnswer(
                2411.0, "that is for one-sided differences: one pass as it is, and one for each number"
            ),
            WrongAnswer(2 * 2368.0, "that asks the weights; the 32 + 10 biases can be learned as well"),
            WrongAnswer(2 * 2378.0, "the 32 biases of the hidden layer are missing"),
            WrongAnswer(2 * 2400.0, "the 10 biases of the output layer are missing"),
            WrongAnswer(4821.0, "two passes for each number are all; the loss as it is now is not needed"),
            WrongAnswer(1.0, "one pass gives one loss; to ask a number, *it alone* has to be changed"),
            WrongAnswer(2.0, "so many passes ask one number; each of the others takes two of its own"),
            WrongAnswer(2368.0, "those are the weights alone, asked once each; biases count, and each twice"),
            WrongAnswer(4820.0 * 64, "all 64 pictures go through the network in one pass, as a batch"),
            WrongAnswer(2 * 106.0, "106 is the number of units; each *connection* has a weight of its own"),
        ),
        also_correct=(4820, 2 * 2410, np.int64(4820)),
    ),
    Exercise(
        id="05.2",
        title="A value that is used twice",
        name="my_slope",
        reference=18.0,
        code="my_slope = 4 * 3 + 6 * 1",
        hints=(
            "a reaches L on two paths, one through z₁ and one through z₂. Take them one at a time.",
            "By z₁, L = z₁ z₂ changes by z₂ = 4; and z₁ changes by 3 with a. That path brings 4 · 3.",
            "The other path brings 6 · 1. What a changes in L is the sum of both.",
        ),
        wrong_answers=(
            WrongAnswer(12.0, "that is the path through z₁; another leads through z₂, and the two add up"),
            WrongAnswer(6.0, "that is the path through z₂; another leads through z₁, and the two add up"),
            WrongAnswer(
                22.0,
                "for a product the derivative by z₁ is the *other* factor: ∂L/∂z₁ = z₂ = 4, ∂L/∂z₂ = z₁ = 6",
            ),
            WrongAnswer(-18.0, "that is the way downhill; the derivative itself says how L grows with a"),
            WrongAnswer(72.0, "along a path factors are multiplied; two paths are added"),
            WrongAnswer(24.0, "that is L itself; the question is how fast it changes with a"),
            WrongAnswer(3.0, "those are the first steps, 3 and 1; each path goes on from z to L"),
            WrongAnswer(4.0, "that adds the first steps, 3 + 1; each path goes on from z to L"),
            WrongAnswer(10.0, "that adds the last steps, 4 + 6; each path begins with a step from a to z"),
            WrongAnswer(9.0, "that is the mean of the two paths; both changes happen, so they add up"),
        ),
        also_correct=(18, np.float32(18.0), 12 + 6),
    ),
    Exercise(
        id="05.3",
        title="Find the bug: a walk back that forgets",
        name="walk_back",
        reference=walk_back,
        cases=_tapes(),
        hints=(
            "Try it on `[[], [(0, 2.0)], [(1, 3.0), (1, 3.0)]]`: double a number, then multiply the result "
            "with itself.",
            "What happens to `grads[parent]` when a second path reaches the same value?",
            "Paths add up: one character turns `=` into what is needed.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: g * d),
                "that is the function with the bug: where two paths meet, the later one overwrites the other",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: so_far + d),
                "each step passes on what arrived times its derivative; grads[node] is missing",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: so_far + g + d),
                "along a path factors are multiplied: grads[node] * derivative",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: so_far - g * d),
                "the sign is turned round: this is how far to step downhill, and not yet the derivative",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: so_far * g * d),
                "nothing reached the first values. Does the walk begin at the last value? Is it the "
                "*parent's* gradient that grows, by adding grads[node] * derivative? 0 times that stays 0",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: so_far or g * d),
                "this keeps the first path that arrives; every path counts, so they are added",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, fill=1.0),
                "all gradients start at 1; only the last value's does, the others have received nothing yet",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, share=lambda so_far, g, d: max(so_far, g * d)),
                "this keeps the greater of two paths; both count, so they are added",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, forwards=True),
                "only the last step was walked back. Is `return` after the loops, and does the walk go from "
                "the last value to the first?",
            ),
            WrongAnswer(
                lambda tape: _walked(tape, start=0.0),
                "everything stays 0: the last value's derivative by itself is 1, which starts the walk",
            ),
        ),
        also_correct=(
            lambda tape: _walked(tape),
            lambda tape: [float(value) for value in _walked([list(node) for node in tape])],
        ),
    ),
    Exercise(
        id="05.4",
        title="Put a derivation in order",
        name="my_order",
        reference=["d", "a", "c", "b"],
        code='my_order = ["d", "a", "c", "b"]',
        hints=(
            "Each line follows from the one before by one change. The chain rule has two sums; which line "
            "still has both, and has only put Z in?",
            "Most terms of the derivative are 0, which leaves a condition k = j. After that a sum can go.",
            "The last line has no indices inside the brackets any more: it names whole matrices.",
        ),
        wrong_answers=(
            *(
                WrongAnswer(list(order), _what_cannot_follow(order))
                for order in permutations("abcd")
                if order != ("d", "a", "c", "b")
            ),
            *(
                WrongAnswer(list(order), f"all four lines are needed; {missing} is missing")
                for missing in "abcd"
                for order in permutations(sorted(set("abcd") - {missing}))
            ),
        ),
        also_correct=(("d", "a", "c", "b"), list("dacb"), list("DACB"), np.array(list("dacb")).tolist()),
    ),
    Exercise(
        id="05.5",
        title="A gradient by hand",
        name="my_grad",
        reference=GRAD_W1,
        code="my_grad = np.array([[-1, -4, -5], [6, 12, 18]])",
        hints=(
            "Start with D₁: one row for each row of X, one column for each hidden unit. It is G₁ where Z₁ "
            "is above 0, else 0.",
            "D₁ = [[−2, 6], [1, 0]]: the second unit was off for the second row.",
            "∂L/∂W₁ = D₁ᵀ X. Its first row is −2 · [1, 2, 3] + 1 · [1, 0, 1].",
        ),
        wrong_answers=(
            WrongAnswer(
                np.array([[-1, -4, -5], [3, 12, 15]]),
                "the second hidden unit was off for the second row (z = −1), so nothing comes back there",
            ),
            WrongAnswer(
                GRAD_W1.T.copy(),
                "those are the right numbers, and rows and columns have changed places: one row a unit",
            ),
            WrongAnswer(GRAD_W1 / 2, "the mean over two rows is in D₂ already; it counts once"),
            WrongAnswer(
                GRAD_W1 * 2, "the loss is the *mean* over two rows, so D₂ is y − t, without the factor 2"
            ),
            WrongAnswer(
                np.array([[-2, -4, -6], [6, 12, 18]]),
                "that is the first row's part; the second row's is added",
            ),
            WrongAnswer(np.array([[-2, 6], [1, 0]]), "that is D₁; one step is left, D₁ᵀ X"),
            WrongAnswer(-GRAD_W1, "the sign is turned round: D₂ is y − t, output minus target"),
            WrongAnswer(
                np.array([[-2, -4, -6], [-2, -4, -6]]) + np.array([[1, 0, 1], [1, 0, 1]]),
                "both units got the gradient of the first; each has its own, times its own weight in W₂",
            ),
        ),
        also_correct=(GRAD_W1.astype(float), GRAD_W1.astype(np.float32).astype(np.float64)),
    ),
    Exercise(
        id="05.6",
        title="The way back through a layer",
        name="linear_backward",
        reference=linear_backward,
        cases=_batches(((3, 3, 3), np.float64)),  # square, so that a product the wrong way round has a value
        further_cases=_batches(((4, 3, 2), np.float64), ((1, 2, 5), np.float64), ((6, 5, 3), np.float32)),
        hints=(
            "Three results, in this order: for the inputs, the weights, the biases. Each has the shape of "
            "what it belongs to.",
            "∂L/∂X = D W and ∂L/∂W = Dᵀ X, with D for grad_output.",
            "A bias is added to every row, so its gradient is the sum over rows: grad_output.sum(axis=0).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda g, x, w: (g @ w, x.T @ g, g.sum(0)),
                "∂L/∂W comes out transposed, (in, out); W is stored as (out, in), and so is its gradient",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w.T, g.T @ x, g.sum(0)),
                "∂L/∂X = D W: D is (rows, outputs) and W (outputs, inputs), which fit as they are",
            ),
            WrongAnswer(
                lambda g, x, w: (w @ g, g.T @ x, g.sum(0)),
                "∂L/∂X = D W, in this order: D is (rows, outputs) and W (outputs, inputs)",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g @ x, g.sum(0)),
                "∂L/∂W = Dᵀ X, with a transpose: the rows are what is summed over",
            ),
            WrongAnswer(
                lambda g, x, w: (g * w, g * x, g.sum(0)),
                "these are matrix products: @, and not *",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x, g.mean(0)),
                "the gradient of a bias is a sum over the rows; what has to be averaged, the loss did",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w / len(x), g.T @ x / len(x), g.sum(0) / len(x)),
                "this divides all three by the batch; if the loss is a mean, grad_output holds that already",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x / len(x), g.sum(0) / len(x)),
                "this divides by the batch again; if the loss is a mean, grad_output holds that already",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x / len(x), g.sum(0)),
                "this divides ∂L/∂W by the batch; if the loss is a mean, grad_output holds that already",
            ),
            WrongAnswer(
                lambda g, x, w: (g.T @ x, g @ w, g.sum(0)),
                "inputs come first, then weights: the first two have changed places",
            ),
            WrongAnswer(
                lambda g, x, w: (g.T @ x, g.sum(0), g @ w),
                "the order is: inputs, weights, biases; here the inputs come last",
            ),
            WrongAnswer(
                lambda g, x, w: (g.sum(0), g.T @ x, g @ w),
                "the order is turned round: inputs first, then weights, then biases",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.sum(0), g.T @ x),
                "the order is: inputs, weights, biases; the last two have changed places",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x, g),
                "there is one bias a unit, and it was added to every row: sum over the rows",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x, g.sum(1)),
                "axis=1 adds up units; each unit has a bias of its own, and rows are what is added",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x, g.sum(0, keepdims=True)),
                "∂L/∂b has the shape of b, (out,): without keepdims",
            ),
            WrongAnswer(
                lambda g, x, w: (g @ w, g.T @ x),
                "three results are needed; the gradient of the biases is missing",
            ),
            WrongAnswer(
                lambda g, x, w: (-(g @ w), -(g.T @ x), -g.sum(0)),
                "the sign is turned round: a step goes against the gradient, but the gradient goes uphill",
            ),
        ),
        also_correct=(
            lambda g, x, w: (
                np.einsum("nj,ji->ni", g, w),
                np.einsum("nj,ni->ji", g, x),
                np.einsum("nj->j", g),
            ),
            lambda g, x, w: ((w.T @ g.T).T, (x.T @ g).T, np.ones(len(g), g.dtype) @ g),
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="05.a",
        text="One forward pass of a network costs 1. What does the cheapest exact way cost to get the "
        "derivative of the loss by each of its 2,410 numbers?",
        options=(
            Option("About 2 or 3: once forward, once back"),
            Option("About 100: each unit has to be asked"),
            Option("About 2,410: each number has to be asked"),
        ),
        answer="a",
    ),
    Question(
        id="05.b",
        text="A network of two hidden units can compute XOR. 100 of them start from random weights and take "
        "40,000 steps each. How many have learned XOR?",
        options=(
            Option("Fewer than 50"),
            Option("50 to 94"),
            Option("95 to 99"),
            Option("All 100: a solution exists, and each step goes downhill"),
        ),
        answer="b",
    ),
    Question(
        id="05.c",
        text="You go forward and back through a network a hundred times, and do nothing else. How far have "
        "its weights moved?",
        options=(
            Option("A hundred steps downhill"),
            Option("Not at all"),
            Option("One step, a hundred times as long: gradients add up"),
        ),
        answer="b",
    ),
)

RECALL = (
    Question(
        id="05.r1",
        chapter="04",
        text="Three layers without an activation between them are as good as…",
        options=(
            Option("one layer", "W₃W₂W₁ is one matrix: depth needs a non-linearity."),
            Option("two layers with one", "Without a bend the three matrices make one: W₃W₂W₁."),
            Option(
                "one layer with three times the units", "W₃W₂W₁ has no more rows than W₃, and bends nothing."
            ),
        ),
        answer="a",
    ),
    Question(
        id="05.r2",
        chapter="02",
        text="Why can gradient descent not teach a neuron whose output is a step?",
        options=(
            Option(
                "It has only two outputs", "The loss may still be a number; the slope is what is missing."
            ),
            Option(
                "The step is flat", "Its slope is 0 wherever it has one, so no weight learns where to go."
            ),
            Option("The step is steep", "At one point only; everywhere else its slope is 0."),
        ),
        answer="b",
    ),
    Question(
        id="05.r3",
        chapter="01",
        text="D has shape (128, 32) and X has shape (128, 64). Which shape has Dᵀ X?",
        options=(
            Option("(128, 64)", "The inner length, 128, is what is summed over."),
            Option("(64, 32)", "That is Xᵀ D."),
            Option("(32, 64)", "(32, 128) times (128, 64): the 128 rows are summed over."),
        ),
        answer="c",
    ),
)
