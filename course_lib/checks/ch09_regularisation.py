"""Questions of chapter 09, regularisation and generalisation."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def decayed_step(w, gradient, lr, decay):
    """One step of gradient descent on the loss plus decay/2 · ‖w‖²: the new weights."""
    return w - lr * (gradient + decay * w)


def dropout(x, kept, p):
    """Leave out x where kept is False; scale the rest so that the mean is x."""
    return x * kept / (1 - p)


def best_epoch(losses, patience):
    """The epoch, counted from 1, whose weights early stopping keeps."""
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best + 1


def soften(logits, temperature):
    """Probabilities of logits, shape (rows, classes), divided by a temperature."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def calibration_error(confidence, right):
    """How far confidence and accuracy are apart, in ten bins; right is True or not."""
    bins = np.ceil(confidence * 10)
    error = 0.0
    for number in np.unique(bins):
        inside = bins == number
        gap = abs(confidence[inside].mean() - right[inside].mean())
        error += inside.mean() * gap
    return error


def _stopping(losses, patience, *, wrong=""):
    """Early stopping with one thing wrong."""
    best = unlucky = 0
    for epoch in range(1, len(losses)):
        reference = losses[epoch - 1] if wrong == "previous" else losses[best]
        better = losses[epoch] <= reference if wrong == "equal counts" else losses[epoch] < reference
        if better:
            best = epoch
            unlucky = unlucky if wrong == "never reset" else 0
            continue
        unlucky += 1
        if unlucky >= patience + (wrong == "one more") - (wrong == "one less"):
            return epoch + 1 if wrong == "where it stops" else best + (wrong != "from 0")
    return len(losses) if wrong == "where it stops" else best + (wrong != "from 0")


def _stopping_at(losses, patience, *, previous=False, else_last=False, back=0):
    """The epoch at which training stops, less some, or else the last one or the best."""
    best = unlucky = 0
    for epoch in range(1, len(losses)):
        better = losses[epoch] < (losses[epoch - 1] if previous else losses[best])
        best, unlucky = (epoch, 0) if better else (best, unlucky + 1)
        if unlucky >= patience:
            return epoch + 1 - back
    return len(losses) if else_last else best + 1


def _softened(logits, temperature, *, axis=1):
    """Softmax of logits / temperature along an axis."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _error(confidence, right, *, wrong=""):
    """The calibration error with one thing wrong."""
    bins, total = np.ceil(confidence * 10), 0.0
    gaps, shares = [], []
    for number in np.unique(bins):
        inside = bins == number
        gaps.append(confidence[inside].mean() - right[inside].mean())
        shares.append(inside.mean())
    gaps, shares = np.array(gaps), np.array(shares)
    if wrong == "signed":
        return (shares * gaps).sum()
    if wrong == "all rows":
        return abs(confidence.mean() - right.mean())
    if wrong == "unweighted":
        return abs(gaps).mean()
    if wrong == "counts":
        return (shares * len(right) * abs(gaps)).sum()
    if wrong == "squared":
        return (shares * gaps**2).sum()
    if wrong == "sum":
        return abs(gaps).sum()
    if wrong == "mean of counts":
        return (shares * len(right) * abs(gaps)).mean()
    if wrong == "numbers":
        return (np.unique(bins) * abs(gaps)).sum()
    if wrong == "mean of weighted":
        return (shares * abs(gaps)).mean()
    return abs(gaps).max() if wrong == "worst" else total


def _binned(confidence, right, *, bins=None, middle=False):
    """The calibration error with other bins, or with their middle in place of the mean confidence."""
    bins, total = np.ceil(confidence * 10) if bins is None else bins, 0.0
    for number in np.unique(bins):
        inside = bins == number
        told = (number - 0.5) / 10 if middle else confidence[inside].mean()
        total += inside.mean() * abs(told - right[inside].mean())
    return total


def _step_cases() -> tuple[tuple, ...]:
    """Weights and gradients that differ in every number and sign, with several settings."""
    rng = np.random.default_rng(9)
    settings = (((4,), 0.1, 0.5), ((2, 3), 0.5, 0.01), ((5,), 0.3, 2.0))
    return tuple((*rng.normal(size=(2, *shape)), lr, decay) for shape, lr, decay in settings)


def _dropout_cases() -> tuple[tuple, ...]:
    """Inputs whose share of kept values is not 1 − p, with p on both sides of a half."""
    rng = np.random.default_rng(10)
    return tuple(
        (rng.normal(size=shape), rng.random(shape) >= p + shift, p)
        for shape, p, shift in (((4, 3), 0.2, 0.2), ((2, 5), 0.7, -0.3), ((6, 2), 0.5, -0.2))
    )


LOSSES = (
    ([1.0, 0.8, 0.7, 0.75, 0.72, 0.6, 0.5, 0.55], 2),
    ([1.0, 0.8, 0.7, 0.75, 0.72, 0.6, 0.5, 0.55], 3),
    ([1.0, 0.9, 0.95, 0.85, 0.9, 0.8, 0.85, 0.9, 0.7], 2),
    ([1.0, 0.5, 0.7, 0.6, 0.65, 0.6, 0.4], 2),
    ([1.0, 0.5, 0.5, 0.5, 0.4], 2),
    ([0.9, 0.8, 0.6], 1),
    ([0.7], 3),
)


def _overflowing(logits, temperature, *, of_all=False):
    """Softmax of logits / temperature with nothing subtracted, or one number from all rows."""
    scaled = logits / temperature - (logits.max() / temperature if of_all else 0.0)
    with np.errstate(all="ignore"):
        return np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)


GREAT_LOGITS = (
    (np.array([[1000.0, 999.0, 0.0], [1.0, 2.0, 3.0]]), 0.5),
    (np.array([[3.0, -1.0], [-2000.0, -2001.0], [5000.0, 5003.0]]), 2.0),
)


def _power(logits, temperature=1.0):
    """Powers of e that may overflow without a warning."""
    with np.errstate(over="ignore"):
        return np.exp(logits / temperature)


def _shares(powers, total):
    """Powers as shares of their total, where infinity by infinity is no warning."""
    with np.errstate(invalid="ignore"):
        return powers / total


def _logit_cases() -> tuple[tuple, ...]:
    """Logits of different shapes, temperatures on both sides of 1."""
    rng = np.random.default_rng(11)
    return tuple(
        (3 * rng.normal(size=shape), temperature)
        for shape, temperature in (((4, 3), 2.0), ((2, 5), 0.5), ((3, 10), 1.7))
    )


def _confidences() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Confidences in bins of different sizes, too high in some and too low in others."""
    rng = np.random.default_rng(12)
    sure, unsure = rng.uniform(0.91, 0.99, 30), rng.uniform(0.2, 0.6, 9)
    confidence = np.concatenate([sure, unsure])
    right = rng.random(39) < np.where(confidence > 0.9, 0.7, 0.8)
    return (confidence, right), (confidence[25:], right[25:]), (rng.uniform(0.3, 1, 50), rng.random(50) < 0.6)


EXERCISES = (
    Exercise(
        id="09.1",
        title="A step with weight decay",
        name="decayed_step",
        reference=decayed_step,
        cases=_step_cases(),
        hints=(
            "The loss has a new term, decay/2 · ‖w‖². What is its derivative by one weight?",
            "The half and the exponent 2 cancel: decay · w, which is added to the gradient.",
            "The step goes against the sum of both: w − lr · (gradient + decay · w).",
        ),
        wrong_answers=tuple(
            WrongAnswer(answer, reply)
            for answer, reply in (
                (
                    lambda w, gradient, lr, decay: w - lr * gradient,
                    "that is a step without the new term: its gradient, decay · w, is missing",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient - decay * w),
                    "with that sign weights grow: the penalty's gradient is +decay · w, and the step goes "
                    "against it",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient - decay * w,
                    "the learning rate multiplies the whole gradient, the part of the penalty too",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay * w / 2),
                    "the half has gone twice: the derivative of w²/2 is w",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + 2 * decay * w),
                    "that forgets the half in the penalty: the derivative of decay/2 · w² is decay · w",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay * w**2),
                    "that adds the square itself; a step needs its derivative",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay / 2 * w**2),
                    "that adds the penalty itself; a step needs its derivative",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient - decay / 2 * w**2,
                    "that takes the penalty itself off the weights; a step needs its derivative, times lr",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient - decay / 2 * (w**2).sum(),
                    "that takes the penalty itself off the weights; a step needs its derivative, times lr",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient + decay / 2 * w**2,
                    "that adds the penalty to the weights; a step needs its derivative, and goes against it",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient * decay / 2 * w**2,
                    "the gradient of a sum is a sum: add the penalty's derivative to the gradient",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * gradient * decay * w,
                    "the gradient of a sum is a sum: add the penalty's derivative to the gradient",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay / 2 * (w**2).sum()),
                    "that adds the penalty itself; a step needs its derivative, one number a weight",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay * np.sign(w)),
                    "that is the derivative of decay · |w|, a penalty on absolute values",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay),
                    "the pull is proportional to the weight: decay · w",
                ),
                (
                    lambda w, gradient, lr, decay: w - lr * (gradient + decay * np.linalg.norm(w)),
                    "the penalty's derivative by a weight is decay times that weight, not the norm of all",
                ),
                (
                    lambda w, gradient, lr, decay: w + lr * (gradient + decay * w),
                    "the sign is turned round: a step goes *against* the gradient",
                ),
                (
                    lambda w, gradient, lr, decay: (1 - lr * decay) * (w - lr * gradient),
                    "close, but that shrinks the step as well: (1 − lr · decay) belongs to w alone",
                ),
                (
                    lambda w, gradient, lr, decay: w - (gradient + decay * w),
                    "the learning rate is missing: it multiplies the whole gradient",
                ),
                (
                    lambda w, gradient, lr, decay: gradient + decay * w,
                    "that is the gradient of both; the step leads to w minus lr times it",
                ),
                (
                    lambda w, gradient, lr, decay: lr * (gradient + decay * w),
                    "that is how far the step goes; return where it leads, w minus that",
                ),
            )
        ),
        also_correct=(
            lambda w, gradient, lr, decay: (1 - lr * decay) * w - lr * gradient,
            lambda w, gradient, lr, decay: w - lr * gradient - lr * decay * w,
        ),
    ),
    Exercise(
        id="09.2",
        title="Dropout, forward and back",
        name="dropout",
        reference=dropout,
        cases=_dropout_cases(),
        hints=(
            "A truth value counts as 1 or 0 in a product: x * kept is x where kept is True, else 0.",
            "A value is kept with probability 1 − p. By which number must it be multiplied, so that the mean "
            "of all draws is x again?",
            "(1 − p) · x/(1 − p) = x: divide what is kept by 1 − p.",
        ),
        wrong_answers=tuple(
            WrongAnswer(answer, reply)
            for answer, reply in (
                (
                    lambda x, kept, p: x * kept,
                    "the mean of that over all draws is (1 − p) x: what is kept has to be scaled up",
                ),
                (
                    lambda x, kept, p: x * kept / p,
                    "p is the probability of leaving out; a value is kept with 1 − p",
                ),
                (
                    lambda x, kept, p: x * kept * (1 - p),
                    "that makes what is kept still smaller; divide by 1 − p",
                ),
                (
                    lambda x, kept, p: x * ~kept / (1 - p),
                    "True means kept: here the others are left over",
                ),
                (
                    lambda x, kept, p: x / (1 - p),
                    "nothing is left out there: multiply by kept",
                ),
                (
                    lambda x, kept, p: x * (1 - p),
                    "that is how early dropout scaled in eval mode; this one scales in training",
                ),
                (
                    lambda x, kept, p: x * kept / kept.mean(),
                    "that divides by the share that stayed this time; 1 − p is the probability, which is "
                    "the same in each call",
                ),
                (
                    lambda x, kept, p: x[kept] / (1 - p),
                    "that throws values away; the result has the shape of x, with zeros",
                ),
                (
                    lambda x, kept, p: x * kept * p,
                    "scaling by p makes it smaller; divide by the probability of staying, 1 − p",
                ),
                (
                    lambda x, kept, p: kept / (1 - p),
                    "that is the scaled mask alone; it multiplies x",
                ),
                (
                    lambda x, kept, p: x * kept / (1 - p) ** 2,
                    "one division by 1 − p is enough",
                ),
            )
        ),
        also_correct=(
            lambda x, kept, p: np.where(kept, x / (1 - p), 0.0),
            lambda x, kept, p: x * (kept / (1 - p)),
        ),
    ),
    Exercise(
        id="09.3",
        title="How many wrong labels can be read?",
        name="my_ceiling",
        reference=0.64,
        code="my_ceiling = 0.64",
        tolerance=0.004,
        hints=(
            "60 % of the labels were left alone. What about the 40 % that were drawn anew?",
            "One draw in ten hits the right digit by chance, so some replaced labels are right all the same.",
        ),
        wrong_answers=(
            WrongAnswer(0.6, "of the 40 % that were drawn anew, one in ten is right by chance"),
            WrongAnswer(
                0.4, "those are the labels that were drawn anew; the others are right, and a few more"
            ),
            WrongAnswer(0.36, "that is the share of wrong labels, 0.4 · 0.9; the right ones are asked for"),
            WrongAnswer(0.04, "those are right by chance; the 60 % that were left alone come on top"),
            WrongAnswer(0.96, "that takes away what is right by chance; wrong are 0.4 · 0.9"),
            WrongAnswer(0.54, "that takes one in ten of the labels away that were left alone"),
            WrongAnswer(0.6 + 0.4 / 9, "new labels are drawn from all ten, the right one too: one in ten"),
            WrongAnswer(1.0, "the reader knows the digits, and not which labels were drawn anew"),
            WrongAnswer(64.0, "as a share of 1, please: divide by 100"),
        ),
        also_correct=(0.6 + np.float64(0.04), 0.6401, 1 - np.float64(0.36)),
    ),
    Exercise(
        id="09.4",
        title="Early stopping",
        name="best_epoch",
        reference=best_epoch,
        cases=LOSSES,
        hints=(
            "Keep one number, the position of the best loss so far, and go through the losses in order.",
            "Patience has run out when `patience` epochs in a row have passed since the best one.",
            "After the best at position b, the loop ends at position b + patience if none was smaller. "
            "Positions count from 0, epochs from 1.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda losses, patience: int(np.argmin(losses)) + 1,
                "that looks into the future: training had stopped before it could see the later losses",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="where it stops"),
                "that is the epoch at which training stops; the weights that are kept are older, of the best",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="from 0"),
                "that counts epochs from 0; the first one is epoch 1",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="never reset"),
                "patience begins anew after each improvement: count epochs in a row",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="previous"),
                "compare with the best loss so far, not with that of the epoch before",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping_at(losses, patience),
                "that is the epoch at which training stops; the weights that are kept are older, of the best",
            ),
            *(
                WrongAnswer(
                    lambda losses, patience, back=back, else_last=else_last: _stopping_at(
                        losses, patience, previous=True, else_last=else_last, back=back * patience
                    ),
                    "compare with the best loss so far, not with that of the epoch before",
                )
                for back in (0, 1)
                for else_last in (False, True)
            ),
            WrongAnswer(
                lambda losses, patience: _stopping_at(losses, patience, back=patience, else_last=True),
                "right where patience runs out; where it does not, keep the best epoch too, not the last",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="equal counts"),
                "an equal loss is no improvement: <, not <=",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="one more"),
                "that waits one epoch too long: with patience 2 the second bad epoch in a row is the last",
            ),
            WrongAnswer(
                lambda losses, patience: _stopping(losses, patience, wrong="one less"),
                "that stops one epoch too soon: with patience 2 there are two bad epochs in a row",
            ),
            WrongAnswer(
                lambda losses, patience: int(np.argmin(losses[: patience + 1])) + 1,
                "patience begins anew at each best epoch, not once at the first",
            ),
            WrongAnswer(
                lambda losses, patience: len(losses),
                "that never stops: it keeps the last epoch, as if there were no patience",
            ),
            WrongAnswer(
                lambda losses, patience: min(losses),
                "that is the smallest loss; the epoch is asked for, and training may stop before it",
            ),
        ),
        also_correct=(
            lambda losses, patience: next(
                (
                    b + 1
                    for b in range(len(losses))
                    if losses[b] == min(losses[: b + 1 + patience])
                    and losses[b] < min([*losses[:b], float("inf")])
                ),
            ),
            lambda losses, patience: _stopping(losses, patience),
        ),
    ),
    Exercise(
        id="09.5",
        title="Probabilities at a temperature",
        name="soften",
        reference=soften,
        cases=_logit_cases(),
        further_cases=GREAT_LOGITS,
        hints=(
            "Divide the logits by the temperature first; what comes after is the softmax of chapter 03.",
            "np.exp of 1000 is infinite. Subtract each row's greatest value first: then none is above 0.",
            "Each row of the result adds up to 1: divide by its sum, with axis=1 and keepdims=True.",
        ),
        wrong_answers=(
            WrongAnswer(
                _overflowing,
                "right for small logits; but np.exp overflows from 710 on, and a row of -2000 becomes 0/0: "
                "subtract from each row of logits / temperature its own greatest value",
            ),
            WrongAnswer(
                lambda logits, temperature: _softened(np.clip(logits / temperature, -700, 700), 1.0),
                "clipping makes 1000 and 999 the same number: subtract each row's greatest value instead",
            ),
            WrongAnswer(
                lambda logits, temperature: _overflowing(logits, temperature, of_all=True),
                "beside a logit of 1000, all of a row of small ones become 0, and that is 0/0: subtract each "
                "*row's* greatest value, with axis=1 and keepdims=True",
            ),
            WrongAnswer(
                lambda logits, temperature: _softened(logits, 1 / temperature),
                "that multiplies: a temperature above 1 should soften, so logits are divided by it",
            ),
            WrongAnswer(
                lambda logits, temperature: _softened(logits, 1.0),
                "the temperature has no effect there: divide the logits by it (to subtract it cancels)",
            ),
            WrongAnswer(
                lambda logits, temperature: _softened(logits, 1.0) / temperature,
                "that divides the probabilities, which no longer add up to 1; divide the logits",
            ),
            WrongAnswer(
                lambda logits, temperature: _softened(logits, temperature, axis=0),
                "axis=0 goes down the rows; each *row* should add up to 1",
            ),
            WrongAnswer(
                _power,
                "those are powers; divide each row by its sum, so that it adds up to 1",
            ),
            WrongAnswer(
                lambda logits, temperature: _shares(
                    _power(logits, temperature), _power(logits, temperature).sum()
                ),
                "that divides by the sum of all rows; each row has its own, with axis=1 and keepdims=True",
            ),
            WrongAnswer(
                lambda logits, temperature: _shares(
                    _power(logits, temperature), _power(logits).sum(axis=1, keepdims=True)
                ),
                "the sum below has to be of the softened powers too",
            ),
            WrongAnswer(
                lambda logits, temperature: np.log(_softened(logits, temperature) + 1e-300),
                "those are log-probabilities; leave the logarithm out",
            ),
            WrongAnswer(
                lambda logits, temperature: logits / temperature,
                "those are logits still; their softmax is asked for",
            ),
        ),
        also_correct=(
            lambda logits, temperature: _softened(logits - logits.max(axis=1)[:, None], temperature),
            lambda logits, temperature: np.exp(
                logits / temperature - np.logaddexp.reduce(logits / temperature, axis=1, keepdims=True)
            ),
        ),
    ),
    Exercise(
        id="09.6",
        title="Find the bug: the calibration error",
        name="calibration_error",
        reference=calibration_error,
        cases=_confidences(),
        hints=(
            "Think of 99 answers that are perfectly calibrated and one alone in its bin that is not.",
            "Each bin counts as much as the share of answers in it: inside.mean().",
            "Add inside.mean() * gap up over the bins; the shares add up to 1, so nothing is divided after.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="unweighted"),
                "that is the function with the bug: a bin of one answer counts as much as one of a hundred",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="signed"),
                "too sure here and not sure enough there cancel: take each gap's absolute value",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="all rows"),
                "that compares the two means of all answers, so that gaps of different bins cancel",
            ),
            WrongAnswer(
                lambda confidence, right: np.abs(confidence - right).mean(),
                "one answer is right or wrong, never 80 % right: compare the means of a bin",
            ),
            WrongAnswer(
                lambda confidence, right: _binned(confidence, right, bins=np.round(confidence * 10)),
                "np.round moves the bins by half their width: keep np.ceil, as in the function with the bug",
            ),
            WrongAnswer(
                lambda confidence, right: _binned(confidence, right, bins=np.ceil(confidence * 15)),
                "ten bins, please: np.ceil(confidence * 10)",
            ),
            WrongAnswer(
                lambda confidence, right: _binned(confidence, right, middle=True),
                "compare with the mean confidence of a bin's answers, not with the middle of the bin",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="squared") ** 0.5,
                "that is the root of the mean square; the mean of the gaps themselves is asked for",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="squared"),
                "gaps count by their size, not by their square",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="worst"),
                "that is the greatest gap of all bins; the weighted mean is asked for",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="counts"),
                "the weights have to add up to 1: divide the number of answers in a bin by all of them",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="mean of counts"),
                "the weights have to add up to 1: divide by the number of answers, not by that of bins",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="numbers"),
                "that weights a gap by the number of its bin; what counts is how many answers are in it",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="sum"),
                "the gaps are added up without weights: multiply each by the share of answers in its bin",
            ),
            WrongAnswer(
                lambda confidence, right: _error(confidence, right, wrong="mean of weighted"),
                "weighted twice: the shares add up to 1 already, so add up instead of taking a mean",
            ),
        ),
        also_correct=(
            lambda confidence, right: (
                sum(
                    abs((confidence - right)[np.ceil(confidence * 10) == number].sum())
                    for number in range(11)
                )
                / len(right)
            ),
            lambda confidence, right: float(calibration_error(confidence, right.astype(float))),
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="09.a",
        text="The labels of the 200 pictures are shuffled among them, so that pictures and labels have "
        "nothing to do with each other. After 60 epochs, how many of these 200 labels does the network name?",
        options=(
            Option("All 200, or nearly"),
            Option("About half: pictures that look alike have different labels"),
            Option("About 20, as a guess would: there is nothing to learn"),
        ),
        answer="a",
    ),
    Question(
        id="09.b",
        text="A network was trained with dropout, p = 0.5. Somebody forgets eval mode, so that units are "
        "left out during the test as well. What happens to its test accuracy?",
        options=(
            Option("It stays: the division by 1 − p keeps every mean"),
            Option("It falls by some hundredths, and is another one in each call"),
            Option("It falls to that of a guess"),
        ),
        answer="b",
    ),
    Question(
        id="09.c",
        text="200 pictures, one network. Which of these, at its best strength, raises test accuracy most?",
        options=(
            Option("Early stopping"),
            Option("Weight decay"),
            Option("Dropout"),
            Option("Small shifts and rotations of the pictures"),
            Option("None of them by more than a new draw of the 200 pictures would change"),
        ),
        answer="d",
    ),
    Question(
        id="09.d",
        text="400 digits, a fifth of the labels drawn anew. A network of 32 hidden units has learned all "
        "of them by heart. What does the test loss do from there to 1024 units?",
        options=(
            Option("It rises further: more weights, more overfitting"),
            Option("It stays: by heart is by heart"),
            Option("It falls, to less than three quarters"),
        ),
        answer="c",
    ),
)

RECALL = (
    Question(
        id="09.r1",
        chapter="08",
        text="Batch norm in eval mode: which mean does it subtract?",
        options=(
            Option("That of the batch that it is given", "That is training; eval mode takes a running mean."),
            Option("A running mean from training", "Training collected it, and eval mode uses it."),
            Option("None", "It still subtracts one: the running mean that training collected."),
        ),
        answer="b",
    ),
    Question(
        id="09.r2",
        chapter="06",
        text="Batches of 128 instead of 32: how noisy is the estimate of the gradient?",
        options=(
            Option("Half as noisy", "Noise shrinks with the root of the batch's size: √4 = 2."),
            Option("A quarter as noisy", "It shrinks with the root of the size only: by a factor of 2."),
            Option("As noisy as before", "A mean of more numbers is off by less: here by half."),
        ),
        answer="a",
    ),
    Question(
        id="09.r3",
        chapter="02",
        text="Which points can a perceptron not tell apart, however long it learns?",
        options=(
            Option("Two classes with many points each", "How many there are does not matter to it."),
            Option("Classes that lie close together", "A narrow gap takes longer, and is found."),
            Option("Classes that no straight line parts", "XOR is the smallest example."),
        ),
        answer="c",
    ),
)
