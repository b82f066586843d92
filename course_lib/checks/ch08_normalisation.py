"""Questions of chapter 08, normalisation and skip connections."""

from itertools import permutations

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def batch_norm(x, gamma, beta, eps=1e-5):
    """Batch norm of sums x, shape (rows, units), and what the way back will need."""
    spread = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / spread
    return gamma * x_hat + beta, x_hat, spread


def batch_norm_backward(grad_output, x_hat, spread, gamma):
    """From ∂L/∂y to ∂L/∂x, both of shape (rows, units)."""
    grad = gamma * grad_output
    along_x = (grad * x_hat).mean(axis=0)
    return (grad - grad.mean(axis=0) - x_hat * along_x) / spread


def track(running_mean, running_var, x, momentum=0.1):
    """The running statistics after a batch x of shape (rows, units)."""
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    running_mean = (1 - momentum) * running_mean + momentum * mean
    running_var = (1 - momentum) * running_var + momentum * var
    return running_mean, running_var


def _around_the_running_mean(running_mean, running_var, x, momentum=0.1):
    """Running statistics whose newest variance is taken around the running mean."""
    around, _ = track(running_mean, running_var, x, momentum)
    var = ((x - around) ** 2).sum(axis=0) / (len(x) - 1)
    return around, (1 - momentum) * running_var + momentum * var


def rms_norm(x, gamma, eps=1e-5):
    """RMS norm of x, shape (rows, units)."""
    size = np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)
    return gamma * x / size


PRE_ACTIVATION = ["a", "b", "c", "a", "b", "c", "d"]


THIRD = {  # what else might be returned as the spread
    "deviation": lambda var, eps: np.sqrt(var),
    "variance": lambda var, eps: var,
    "variance and eps": lambda var, eps: var + eps,
    "root and eps": lambda var, eps: np.sqrt(var) + eps,
    "one over": lambda var, eps: 1 / np.sqrt(var + eps),
}


def _forward(x, gamma, beta, eps=1e-5, *, wrong=""):
    """Batch norm with one thing wrong."""
    axis = 1 if wrong == "rows" else None if wrong in ("all", "all flat") else 0
    keep = {"axis": axis, "keepdims": True}
    centred = x if wrong == "not centred" else x - x.mean(**keep)
    var = x.var(ddof=1, **keep) if wrong == "unbiased" else x.var(**keep)
    if wrong == "no keepdims":
        centred, var = x - x.mean(axis=1), x.var(axis=1)
    if wrong == "all flat":
        var = x.var()
    spread = var + eps if wrong == "no root" else np.sqrt(var + eps)
    if wrong == "eps outside":
        spread = np.sqrt(var) + eps
    if wrong == "no eps":
        spread = np.sqrt(var)
    if wrong == "fixed eps":
        spread = np.sqrt(var + 1e-5)
    x_hat = centred / spread
    y = {
        "no gamma": x_hat + beta,
        "no beta": gamma * x_hat,
        "beta first": gamma * (x_hat + beta),
        "neither": x_hat,
        "swapped": beta * x_hat + gamma,
    }.get(wrong, gamma * x_hat + beta)
    if wrong == "alone":
        return y
    if wrong == "all flat":
        return y, x_hat, spread
    if wrong == "order":
        return x_hat, y, spread.reshape(x.shape[1])
    if wrong in THIRD:
        return y, x_hat, THIRD[wrong](var.ravel(), eps)
    return y, x_hat, spread if wrong in ("rows", "all") else spread.reshape(x.shape[1])


def _backward(grad_output, x_hat, spread, gamma, *, wrong=""):
    """The way back with one thing wrong."""
    grad = grad_output if wrong == "no gamma" else gamma * grad_output
    axis = 1 if wrong == "rows" else 0
    mean = grad.mean(axis=axis, keepdims=True)
    along_x = (grad * x_hat).mean(axis=axis, keepdims=True)
    if wrong == "sums":
        mean, along_x = len(grad) * mean, len(grad) * along_x
    if wrong == "no keepdims":
        mean, along_x = grad.mean(axis=1), (grad * x_hat).mean(axis=1)
    parts = {
        "constants": grad,
        "no mean": grad - x_hat * along_x,
        "no spread term": grad - mean,
        "signs": grad + mean + x_hat * along_x,
        "no x_hat": grad - mean - along_x,
        "last sign": grad - mean + x_hat * along_x,
        "first sign": grad + mean - x_hat * along_x,
        "mean of g": grad - mean - x_hat * mean,
        "one number": grad - grad.mean() - x_hat * (grad * x_hat).mean(),
    }
    part = parts.get(wrong, grad - mean - x_hat * along_x)
    scales = {"times": spread, "none": 1.0, "squared": 1 / spread**2}
    if wrong == "three":
        return part / spread, (grad_output * x_hat).sum(axis=0), grad_output.sum(axis=0)
    return part * scales.get(wrong, 1 / spread)


def _track(running_mean, running_var, x, momentum=0.1, *, biased=False, turned="", wrong=""):
    """The running statistics with one thing wrong, or more; `turned` names the lines that are."""
    if wrong == "fixed":
        momentum = 0.1
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=0 if biased else 1)
    factor = len(x) / (len(x) - 1)
    if wrong == "rows":
        mean, var = x.mean(axis=1), x.var(axis=1, ddof=1)
    if wrong == "deviation":
        var = np.sqrt(var)
    if wrong == "upside down":
        var = x.var(axis=0) / factor
    if wrong == "mean too":
        mean = mean * factor
    weights = [(1 - momentum, momentum), (1 - momentum, momentum)]
    weights = [pair[::-1] if line in turned else pair for line, pair in zip("mv", weights, strict=True)]
    if wrong == "added up":
        weights = [(1.0, momentum)] * 2
    if wrong == "newest":
        weights = [(0.0, 1.0)] * 2
    pair = tuple(
        old * before + new * found
        for (old, new), before, found in zip(weights, (running_mean, running_var), (mean, var), strict=True)
    )
    if wrong == "whole":
        return pair[0], factor * ((1 - momentum) * running_var + momentum * x.var(axis=0))
    return pair[::-1] if wrong == "order" else pair


def _rms(x, gamma, eps=1e-5, *, wrong=""):
    """RMS norm with one thing wrong."""
    axis = 0 if wrong == "batch" else None if wrong == "all" else 1
    centred = x - x.mean(axis=1, keepdims=True) if wrong in ("layer", "deviation") else x
    square = (centred**2).mean(axis=axis, keepdims=True)
    if wrong == "sum":
        square = (x**2).sum(axis=1, keepdims=True)
    size = square + eps if wrong == "no root" else np.sqrt(square + eps)
    if wrong == "no keepdims":
        size = size.ravel()
    if wrong == "absolute":
        size = np.abs(x).mean(axis=1, keepdims=True) + eps
    if wrong == "eps outside":
        size = np.sqrt(square) + eps
    if wrong == "no eps":
        size = np.sqrt(square)
    if wrong == "fixed eps":
        size = np.sqrt(square + 1e-5)
    if wrong == "square of mean":
        size = np.sqrt(x.mean(axis=1, keepdims=True) ** 2 + eps)
    if wrong == "norm":
        size = np.linalg.norm(x, axis=1, keepdims=True)
    if wrong == "turned":
        return gamma * (x.T / size.ravel())
    top = x if wrong == "deviation" else centred
    y = top / size if wrong == "no gamma" else gamma * top / size
    return (y, size) if wrong == "two" else (y, size.ravel()) if wrong == "two flat" else y


def _batches(*shapes: tuple[int, int]) -> tuple[tuple, ...]:
    """Batches that tell n from n − 1, and eps within the root from eps beside it."""
    rng = np.random.default_rng(8)
    cases = [(rng.normal(3, 2, s), rng.normal(1, 0.5, s[1]), rng.normal(size=s[1])) for s in shapes]
    tiny = rng.normal(0, 1e-3, shapes[0])
    return (*cases, (tiny, *cases[0][1:], 0.01))


def _gradients(*shapes: tuple[int, int]) -> tuple[tuple, ...]:
    """Gradients for the way back, with x̂ as batch norm makes it."""
    rng, found = np.random.default_rng(9), []
    for shape in shapes:
        x, gamma = rng.normal(2, 3, shape), rng.normal(1, 0.5, shape[1])
        _, x_hat, spread = batch_norm(x, gamma, gamma, 1e-3)
        found.append((rng.normal(size=shape), x_hat, spread, gamma))
    return tuple(found)


def _running(*shapes: tuple[int, int]) -> tuple[tuple, ...]:
    """Running statistics and batches in which every mistake shows."""
    rng = np.random.default_rng(10)
    cases = [(rng.normal(size=n), rng.random(n) + 0.5, rng.normal(2, 3, (r, n))) for r, n in shapes]
    return (*cases, (*cases[0], 0.3))


def _rows(*shapes: tuple[int, int]) -> tuple[tuple, ...]:
    """Rows of mean other than 0."""
    rng = np.random.default_rng(11)
    cases = [(rng.normal(2, 1, shape), rng.normal(1, 0.5, shape[1])) for shape in shapes]
    return (*cases, (1e-3 * cases[0][0], cases[0][1], 1e-4))


SQUARE, OBLONG = ((4, 4), (3, 3)), ((7, 2), (2, 5), (4, 3))  # the wrong axis runs on the first alone

WRONG_ORDERS = {
    "cabcadb": "that is the post-activation block: a ReLU comes after the sum and cuts the way past",
    "cabcabd": "here linear layers come first; norm and ReLU belong before each of them",
    "bacbacd": "the norm comes before the ReLU, here as in the block above",
    "dabcabc": "the sum comes last: it adds what the branch computed to what came in",
    "abcabdc": "the last linear layer belongs to the branch: it comes before the sum",
    "acbacbd": "norm and ReLU come together, before the linear layer",
    "cbacbad": "the linear layer comes last in each half, after norm and ReLU",
    "abcdabc": "the sum passes by the whole block, and so comes after both halves",
    "bcabcad": "norm, then ReLU, then linear: here the ReLU comes first",
    "cabcdab": "here the sum comes before the last norm and ReLU, which then stand on the way past",
    "cabcdba": "here a ReLU and a norm come after the sum, on the way past",
    "abcabcb": "the sum is missing, and a ReLU would stand in its place",
    "caabbcd": "each half has norm, ReLU and linear once, in that order",
    "aabbccd": "each half has norm, ReLU and linear once, in that order",
    "abcabc": "without d nothing passes by: that is a plain stack",
}

OTHER_ORDERS = [
    list(order)
    for order in sorted(set(permutations("aabbccd")))
    if list(order) != PRE_ACTIVATION and "".join(order) not in WRONG_ORDERS
]

EXERCISES = (
    Exercise(
        id="08.1",
        title="Batch norm of a batch of two",
        name="my_pair",
        reference=[-1.0, 1.0],
        code="my_pair = [-1.0, 1.0]",
        tolerance=1e-4,
        hints=(
            "The mean of 4 and 10 is 7. How far from it is each? What is the mean of the squares of that?",
            "The variance is ((−3)² + 3²)/2 = 9, so the spread is 3.",
        ),
        wrong_answers=(
            WrongAnswer([-3.0, 3.0], "the mean is taken away; now divide by the spread, which is 3 as well"),
            WrongAnswer([-1 / 3, 1 / 3], "9 is the variance; the spread is its root, 3"),
            WrongAnswer([1.0, -1.0], "4 is the smaller one and lies below the mean: the first is negative"),
            *(
                WrongAnswer(
                    [-root, root], "that divides by the root of 18: the variance divides by n = 2, not n − 1"
                )
                for root in (0.7071, 0.707, 0.71)
            ),
            *(
                WrongAnswer(shares, "that divides by the sum; batch norm takes the mean away first")
                for shares in ([4 / 14, 10 / 14], [0.286, 0.714], [0.29, 0.71])
            ),
            WrongAnswer([0.4, 1.0], "that divides by the greatest; batch norm takes the mean away first"),
            WrongAnswer(
                [0.0, 1.0], "that maps the smallest to 0, the greatest to 1; here: mean 0, variance 1"
            ),
            WrongAnswer([4 / 3, 10 / 3], "the spread is right; the mean, 7, has to be taken away first"),
            WrongAnswer([4 / 7, 10 / 7], "that divides by the mean; take it away, and divide by the spread"),
            WrongAnswer([-0.5, 0.5], "6 is the distance of the two; the spread is 3"),
        ),
        also_correct=([-1, 1.0], [-0.999999, 0.999999]),
    ),
    Exercise(
        id="08.2",
        title="Batch norm, forward",
        name="batch_norm",
        reference=batch_norm,
        cases=_batches(*SQUARE),
        further_cases=_batches(*OBLONG),
        hints=(
            "A unit is a column: mean and variance go along the rows, axis=0.",
            "x.var(axis=0) divides by the number of rows, as wanted. eps goes under the root.",
            "Return three things: gamma * x_hat + beta, x_hat, spread.",
        ),
        wrong_answers=tuple(
            WrongAnswer(lambda *given, wrong=wrong: _forward(*given, wrong=wrong), reply)
            for wrong, reply in (
                ("rows", "axis=1 goes along the units of one row: that is layer norm, which comes later"),
                ("no keepdims", "axis=1 goes along the units of one row; a unit is a column: axis=0"),
                ("all", "each unit has a mean and a spread of its own: axis=0"),
                ("all flat", "each unit has a mean and a spread of its own: axis=0"),
                ("unbiased", "here the variance divides by n, so that x̂ has variance 1: no ddof=1"),
                ("no root", "that divides by the variance; the spread is its root"),
                ("eps outside", "eps goes under the root, √(v + eps): beside it, it has another size"),
                ("no eps", "eps is missing: a unit that is the same in all rows would divide by 0"),
                ("not centred", "the mean has not been taken away"),
                ("no gamma", "gamma is missing: y = γ x̂ + β"),
                ("no beta", "beta is missing: y = γ x̂ + β"),
                ("neither", "gamma and beta are missing: y = γ x̂ + β"),
                ("beta first", "beta is added last; here gamma multiplies it as well"),
                ("swapped", "gamma and beta have changed places"),
                ("order", "the three are right, in another order: y, x_hat, spread"),
                ("fixed eps", "eps is an argument: use it, not 1e-5"),
                *((third, "y and x̂ are right; the third is the spread, s = √(v + eps)") for third in THIRD),
                ("alone", "return y, and also x_hat and spread, which the way back needs"),
            )
        ),
        also_correct=(
            lambda *given: _forward(*given),
            lambda x, gamma, beta, eps=1e-5: (
                (x - np.mean(x, 0)) * gamma / (np.std(x, 0) ** 2 + eps) ** 0.5 + beta,
                (x - np.mean(x, 0)) / (np.std(x, 0) ** 2 + eps) ** 0.5,
                (((x - x.mean(0)) ** 2).mean(0) + eps) ** 0.5,
            ),
        ),
    ),
    Exercise(
        id="08.3",
        title="Batch norm, backward",
        name="batch_norm_backward",
        reference=batch_norm_backward,
        cases=_gradients(*SQUARE),
        further_cases=_gradients(*OBLONG),
        hints=(
            "First through γ: grad = gamma * grad_output is the gradient of x̂.",
            "Σⱼ gⱼ/n is a mean over the rows, and so is Σⱼ gⱼ x̂ⱼ/n: two lines with .mean(axis=0).",
            "(grad − mean − x_hat · along_x) / spread: the second mean is multiplied by each row's own x̂.",
        ),
        wrong_answers=tuple(
            WrongAnswer(lambda *given, wrong=wrong: _backward(*given, wrong=wrong), reply)
            for wrong, reply in (
                ("constants", "that takes μ and s for constants; each row moves them: two terms are missing"),
                ("no mean", "the way through the mean is missing: − mean(g)"),
                (
                    "no spread term",
                    "the way through the spread is missing: − x̂ mean(g x̂) (the mean of the product; the "
                    "product of the two means is 0)",
                ),
                ("last sign", "the way through the spread takes away as well: − x̂ mean(g x̂)"),
                ("first sign", "the way through the mean takes away as well: − mean(g)"),
                ("mean of g", "with x̂ goes the mean of the product, mean(g x̂), not that of g"),
                ("one number", "each unit has its own two means: along the rows, axis=0"),
                ("three", "return ∂L/∂x alone; the gradients of γ and β are computed elsewhere"),
                ("signs", "both ways through the statistics take away: two minus signs"),
                ("no x_hat", "mean(g x̂) is multiplied by each row's x̂ before it is taken away"),
                ("no gamma", "gamma is missing: ∂L/∂x̂ = γ ∂L/∂y"),
                ("rows", "means go over the rows of the batch, axis=0; this took them over the units"),
                ("sums", "these are sums over the rows; the formula has means"),
                ("no keepdims", "means go over the rows of the batch, axis=0, and not over the units"),
                ("times", "divide by the spread: sums that lie far apart are moved less"),
                ("none", "the division by the spread is missing"),
                ("squared", "the spread divides once, and its square is the variance"),
            )
        ),
        also_correct=(
            lambda *given: _backward(*given),
            lambda g, x_hat, spread, gamma: (
                gamma / (len(g) * spread) * (len(g) * g - g.sum(axis=0) - x_hat * (g * x_hat).sum(axis=0))
            ),
        ),
    ),
    Exercise(
        id="08.4",
        title="Find two bugs: running statistics",
        name="track",
        reference=track,
        cases=_running(*SQUARE),
        further_cases=_running(*OBLONG),
        hints=(
            "Start at 0 and 1 and let every batch be the same. What should they be near after a hundred?",
            "One bug: with momentum 0.1 a new batch counts a tenth. What does the broken line give it?",
            "The other: a variance around the batch's own mean is too small by (n − 1)/n. NumPy's ddof=1.",
        ),
        wrong_answers=(
            WrongAnswer(
                _around_the_running_mean,
                "the variance is the batch's own: around the mean of this batch, not around the running one",
            ),
            *(
                WrongAnswer(lambda *given, wrong=wrong: _track(*given, **wrong), reply)
                for wrong, reply in (
                    ({"biased": True, "turned": "mv"}, "that is the function with both bugs"),
                    (
                        {"biased": True},
                        "one bug found; the variance still divides by n, and is too small by (n − 1)/n",
                    ),
                    (
                        {"turned": "mv"},
                        "one bug found; the newest batch still counts 1 − momentum and should count momentum",
                    ),
                    *(
                        (
                            {"biased": biased, "turned": line},
                            "one line is turned round; in the other the newest batch still counts "
                            "1 − momentum",
                        )
                        for biased in (False, True)
                        for line in "mv"
                    ),
                    ({"wrong": "whole"}, "n/(n − 1) belongs to the new variance v alone, not to the old one"),
                    ({"wrong": "upside down"}, "the factor is n/(n − 1): v is too small, not too large"),
                    ({"wrong": "mean too"}, "n/(n − 1) belongs to the variance; the mean is right as it is"),
                    ({"wrong": "fixed"}, "momentum is an argument: use it, not 0.9 and 0.1"),
                )
            ),
            *(
                WrongAnswer(lambda *given, wrong=wrong: _track(*given, wrong=wrong), reply)
                for wrong, reply in (
                    ("rows", "each unit has its own statistics: along the rows, axis=0"),
                    ("added up", "the old value has to fade, by 1 − momentum, or the sum grows without end"),
                    ("newest", "that keeps the newest batch alone; a running mean remembers earlier ones"),
                    ("deviation", "running_var is a variance, not a standard deviation"),
                    ("order", "the two results have changed places: mean first, variance second"),
                )
            ),
        ),
        also_correct=(
            lambda mean, var, x, momentum=0.1: (
                mean + momentum * (x.mean(0) - mean),
                var + momentum * (x.var(0) * len(x) / (len(x) - 1) - var),
            ),
            lambda *given: _track(*given),
        ),
    ),
    Exercise(
        id="08.5",
        title="RMS norm",
        name="rms_norm",
        reference=rms_norm,
        cases=_rows(*SQUARE),
        further_cases=_rows(*OBLONG),
        hints=(
            "Root, mean, square, read backwards: square the row, take the mean, add eps, take the root.",
            "One number a row: axis=1 with keepdims=True, so that it divides the whole row.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda x, gamma, eps=1e-5: gamma * x / x.std(axis=1, keepdims=True),
                "std takes the mean away first; the root of the mean square does not",
            ),
            *(
                WrongAnswer(lambda *given, wrong=wrong: _rms(*given, wrong=wrong), reply)
                for wrong, reply in (
                    ("layer", "that is layer norm: RMS norm leaves the mean where it is"),
                    (
                        "deviation",
                        "that divides by the standard deviation, from which the mean is taken away",
                    ),
                    (
                        "batch",
                        "axis=0 mixes the rows of the batch; each row is to be divided by its own size",
                    ),
                    ("no keepdims", "one size a row, but they divide columns here: keepdims=True"),
                    ("all", "each row has a size of its own: axis=1"),
                    ("sum", "the *mean* of the squares; the sum grows with the number of units"),
                    ("norm", "the *mean* of the squares; their sum grows with the number of units"),
                    ("square of mean", "the mean of the squares, not the square of the mean"),
                    ("no eps", "eps is missing: a row of zeros would divide by 0"),
                    ("fixed eps", "eps is an argument: use it, not 1e-5"),
                    ("turned", "turn it back: a row of y belongs to a row of x"),
                    ("two", "return y alone"),
                    ("two flat", "return y alone"),
                    ("no root", "the root is missing: that is the mean square"),
                    ("absolute", "that is the mean of the absolute values; square, mean, root"),
                    ("eps outside", "eps goes under the root"),
                    ("no gamma", "gamma is missing: each unit is multiplied by its own"),
                )
            ),
        ),
        also_correct=(
            lambda *given: _rms(*given),
            lambda x, gamma, eps=1e-5: (x.T / (np.mean(x * x, -1) + eps) ** 0.5).T * gamma,
        ),
    ),
    Exercise(
        id="08.6",
        title="Put a pre-activation block in order",
        name="my_block",
        reference=PRE_ACTIVATION,
        code='my_block = ["a", "b", "c", "a", "b", "c", "d"]',
        hints=(
            "Nothing may come after the sum: it is the last letter.",
            "What is left are two equal halves of three layers, with the linear layer at the end of each.",
        ),
        wrong_answers=(
            *(WrongAnswer(list(order), reply) for order, reply in WRONG_ORDERS.items()),
            *(
                WrongAnswer(list(order), "a block has two linear layers: a, b and c come twice, seven in all")
                for order in permutations("abcd")
            ),
            *(
                WrongAnswer(order, "each linear layer has norm, then ReLU, before it; the sum is last")
                for order in OTHER_ORDERS
            ),
        ),
        also_correct=(tuple(PRE_ACTIVATION), list("ABCABCD"), ["a", "b", "c", "a", "b", "c", "d "]),
    ),
)

PREDICTIONS = (
    Question(
        id="08.a",
        text="The loss would fall if a unit's normalised output x̂ grew by as much on every picture of the "
        "batch: ∂L/∂x̂ = −1 in every row. Which gradient reaches the unit's sums x?",
        options=(
            Option("−1 in every row"),
            Option("0 in every row"),
            Option("−1 divided by the spread, in every row"),
            Option("It depends on how the pictures differ"),
        ),
        answer="b",
    ),
    Question(
        id="08.b",
        text="The network has just read more than nine in ten of 300 pictures, 30 at a time, in mixed order. "
        "You sort the 300 by their label and ask it again, 30 at a time. How many does it read?",
        options=(
            Option("Exactly as many: the order of the questions cannot matter"),
            Option("A few per cent fewer"),
            Option("About half"),
            Option("Hardly more than a guess would"),
        ),
        answer="d",
    ),
    Question(
        id="08.c",
        text="Networks of 4, 12 and 52 layers with batch norm learn the digits, with and without skips. "
        "What does the deepest one without skips read, at the best of seven learning rates?",
        options=(
            Option("Fewer than half of the digits"),
            Option("A little less than the shallow one"),
            Option("As many: batch norm keeps every signal at size 1"),
            Option("More: it has more parameters"),
        ),
        answer="a",
    ),
    Question(
        id="08.d",
        text="Batch norm, and directly after it noise that moves and stretches every unit anew at each "
        "step. How do three hidden layers of sigmoids learn then, each row at its best rate?",
        options=(
            Option("Worse than without any norm: the distributions jump about at every step"),
            Option("As badly as without norm: what the norm had stilled moves again"),
            Option("Within three per cent of batch norm without noise"),
        ),
        answer="c",
    ),
)

RECALL = (
    Question(
        id="08.r1",
        chapter="07",
        text="A layer of ReLUs has 100 inputs. Which variance of its first weights keeps a signal's size?",
        options=(
            Option("1/100", "That keeps it without a bend; a ReLU cuts off half of its square."),
            Option("1", "Then each layer multiplies the signal's square by about fifty."),
            Option("2/100", "He's rule: the factor 2 makes up for the half that a ReLU cuts off."),
        ),
        answer="c",
    ),
    Question(
        id="08.r2",
        chapter="05",
        text="One number feeds two parts of a computation. Which gradient does it get?",
        options=(
            Option(
                "The sum of what comes back along both ways", "Every way to the loss counts; they add up."
            ),
            Option("The larger of the two", "Every way to the loss counts: they are added."),
            Option("Their product", "Factors multiply along one way; different ways are added."),
        ),
        answer="a",
    ),
    Question(
        id="08.r3",
        chapter="01",
        text="x has shape (32, 10). Which shape has x.mean(axis=0)?",
        options=(
            Option("(32,)", "The axis that is named goes: 32 is axis 0."),
            Option("(10,)", "Axis 0 is summed over and goes; one number a column is left."),
            Option("(1, 10)", "That is what keepdims=True leaves; without it the axis goes."),
        ),
        answer="b",
    ),
)
