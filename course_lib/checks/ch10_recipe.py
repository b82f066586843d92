"""Questions of chapter 10, a recipe for training."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def accuracy_of_all(rights, sizes):
    """Accuracy over all rows, from the right answers and the rows of each batch."""
    return rights.sum() / sizes.sum()


def softmax_twice_floor(classes):
    """The lowest loss of a softmax whose inputs are probabilities of another one."""
    return np.log(1 + (classes - 1) / np.e)


def leaked_rows(train, held_out):
    """How many held-out rows also stand in train."""
    known = {row.tobytes() for row in train}
    return sum(row.tobytes() in known for row in held_out)


ACCURACY = '''def accuracy_of_all(rights, sizes):
    """Accuracy over all rows, from the right answers and the rows of each batch."""
    return rights.sum() / sizes.sum()'''
FLOOR = '''def softmax_twice_floor(classes):
    """The lowest loss of a softmax whose inputs are probabilities of another one."""
    return np.log(1 + (classes - 1) / np.e)'''
LEAKED = '''def leaked_rows(train, held_out):
    """How many held-out rows also stand in train."""
    known = {row.tobytes() for row in train}
    return sum(row.tobytes() in known for row in held_out)'''


def _batches() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Right answers and sizes of batches of which the last is short."""
    pairs = (([30, 28, 31, 2], [32, 32, 32, 4]), ([10, 0], [20, 1]), ([7], [9]), ([3, 4, 5], [8, 8, 8]))
    return tuple((np.array(rights), np.array(sizes)) for rights, sizes in pairs)


def _leaks() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Parts in which rows come twice, in another order, with equal sums, nearly equal, or across two rows."""
    train = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    mixed = np.array([[4.0, 5.0, 6.0], [3.0, 2.0, 1.0], [4.0, 5.0, 6.0], [1.0, 2.0, 3.0], [7.0, 0.0, 1.0]])
    nearly = np.array([[1.0, 2.0, 3.0 + 1e-9], [0.0, 0.0, 1.0]])
    shared_values = np.array([[1.0, 0.0, 1.0], [2.0, 2.0, 2.0]])
    in_place = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    parts = [(train, held_out) for held_out in (mixed, nearly, shared_values, in_place)]
    across = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[2.0, 3.0, 4.0], [4.0, 5.0, 6.0]])
    return (*parts, across)


def _near(train: np.ndarray, held_out: np.ndarray) -> int:
    """Count rows that are equal up to rounding."""
    return int(sum(np.isclose(row, train, atol=1e-6).all(axis=1).any() for row in held_out))


def _what_is_too_early(order: Sequence[str]) -> str:
    """Say which step of the recipe comes too early."""
    at = {step: position for position, step in enumerate(order)}
    if at["c"] < max(at.values()):
        return "c, the test rows, comes last: whatever is decided after it was decided by the test rows"
    if at["b"] > 0:
        return "before b nobody has looked at the rows: what is trained before may be trained on a leak"
    if at["a"] < at["e"]:
        return "a before e: what has not overfitted yet needs no regularisation, it needs capacity or time"
    if at["e"] < at["d"]:
        return "e before d: a model that cannot learn 32 rows need not be tried on thousands"
    return "each step rests on the one before it: start from what must be right for all others"


SUSPECT_LETTERS = ["d", "a", "e", "c", "b"]


def _about_suspects(answer: Sequence[str]) -> str:
    """Say in which suspects' place the answer differs, and what to look at."""
    found = zip("VWXYZ", answer, SUSPECT_LETTERS, strict=True)
    wrong = " and ".join(name for name, given, right in found if given != right)
    return f"look again at {wrong}: which of their checks fired, and which bug does that one find?"


def _with_one_twice(right: Sequence[str], reply: str) -> tuple[WrongAnswer, ...]:
    """Return the answers in which one letter of the right one gives way to another, with what to say."""
    return tuple(
        WrongAnswer([*right[:place], letter, *right[place + 1 :]], reply.format(letter))
        for place in range(len(right))
        for letter in right
        if letter != right[place]
    )


AS_A_LIST = 'these letters, as a list: ["a", "b", …]'

EXERCISES = (
    Exercise(
        id="10.1",
        title="Write a check: rows that stand in both parts",
        name="leaked_rows",
        reference=leaked_rows,
        code=LEAKED,
        cases=_leaks(),
        hints=(
            "Comparing each row with each other one works, and is slow. What can look a key up at once?",
            "Put the keys of all training rows into a set; then ask for each held-out row if it is in there.",
            "True counts as 1: sum(row.tobytes() in known for row in held_out).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda train, held_out: sum(
                    row.tobytes() in {other.tobytes() for other in held_out} for row in train
                ),
                "that counts training rows; the question is how many *held-out* rows are known",
            ),
            WrongAnswer(
                lambda train, held_out: len(
                    {row.tobytes() for row in train} & {row.tobytes() for row in held_out}
                ),
                "that counts different rows; a row that is held out twice counts twice",
            ),
            WrongAnswer(
                lambda train, held_out: sum(
                    np.array_equal(row, other) for row in held_out for other in train
                ),
                "that counts pairs; a held-out row counts once, however often it stands in train",
            ),
            WrongAnswer(
                lambda train, held_out: int(np.isin(held_out, train).all(axis=1).sum()),
                "that asks whether each *value* stands somewhere in train; rows are compared as a whole",
            ),
            WrongAnswer(
                lambda train, held_out: int(np.isin(held_out.sum(axis=1), train.sum(axis=1)).sum()),
                "different rows can have the same sum",
            ),
            WrongAnswer(
                lambda train, held_out: sum(
                    np.array_equal(row, other) for row, other in zip(train, held_out, strict=False)
                ),
                "a row may stand at another place in train: compare it with all of them",
            ),
            WrongAnswer(
                _near,
                "that also takes rows that are nearly equal; this check is for the last bit",
            ),
            WrongAnswer(
                lambda train, held_out: leaked_rows(train, held_out) / len(held_out),
                "that is their share; the check counts them",
            ),
            WrongAnswer(
                lambda train, held_out: sum(row.tobytes() in train.tobytes() for row in held_out),
                "that also finds bytes that begin in one training row and end in the next",
            ),
            WrongAnswer(
                lambda train, held_out: any(
                    row.tobytes() in {other.tobytes() for other in train} for row in held_out
                ),
                "`any` stops at the first one: count them, with sum",
            ),
            WrongAnswer(
                lambda train, held_out: leaked_rows(np.sort(train, axis=1), np.sort(held_out, axis=1)),
                "the order of the values in a row counts: the same values in another order are another row",
            ),
            WrongAnswer(
                lambda train, held_out: sum(row in train for row in held_out),
                "`row in train` is True as soon as any *value* is equal at its place; ask for whole rows",
            ),
            WrongAnswer(
                lambda train, held_out: len(held_out) - leaked_rows(train, held_out),
                "that counts the held-out rows that are *not* in train",
            ),
        ),
        also_correct=(
            lambda train, held_out: sum(
                any(np.array_equal(row, other) for other in train) for row in held_out
            ),
            lambda train, held_out: int((held_out[:, None] == train[None]).all(axis=2).any(axis=1).sum()),
            lambda train, held_out: sum(tuple(row) in set(map(tuple, train)) for row in held_out),
        ),
    ),
    Exercise(
        id="10.2",
        title="Find the bug: an accuracy over batches",
        name="accuracy_of_all",
        reference=accuracy_of_all,
        code=ACCURACY,
        cases=_batches(),
        hints=(
            "Two batches, 32 rows and 1 row, of which 32 and 0 are right. How many of the 33 rows are right?",
            "A row should count the same, in whichever batch it is: count right rows, and count rows.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda rights, sizes: (rights / sizes).mean(),
                "that is the function with the bug: a batch of 4 counts as much as a batch of 32",
            ),
            WrongAnswer(
                lambda rights, sizes: rights.sum() / (len(sizes) * sizes[0]),
                "the last batch has fewer rows than the first: add the sizes up",
            ),
            WrongAnswer(
                lambda rights, sizes: rights[-1] / sizes[-1], "that is the accuracy of the last batch alone"
            ),
            WrongAnswer(
                lambda rights, sizes: rights[0] / sizes[0], "that is the accuracy of the first batch alone"
            ),
            WrongAnswer(
                lambda rights, sizes: rights.sum() / len(rights),
                "that divides by the number of batches; divide by the number of rows",
            ),
            WrongAnswer(
                lambda rights, sizes: 1 - rights.sum() / sizes.sum(),
                "that is the share of wrong answers",
            ),
            WrongAnswer(lambda rights, sizes: rights.sum(), "that counts right rows; divide by all rows"),
            WrongAnswer(
                lambda rights, sizes: (rights / sizes).sum(), "shares of different batches do not add up"
            ),
            WrongAnswer(
                lambda rights, sizes: sizes.sum() / rights.sum(), "turned round: right rows over all"
            ),
            WrongAnswer(
                lambda rights, sizes: rights / sizes, "one number for all batches together: sum both first"
            ),
        ),
        also_correct=(
            lambda rights, sizes: float(np.sum(rights)) / float(np.sum(sizes)),
            lambda rights, sizes: np.average(rights / sizes, weights=sizes),
            lambda rights, sizes: (rights / sizes * (sizes / sizes.sum())).sum(),
        ),
    ),
    Exercise(
        id="10.3",
        title="A loss below which no row can be wrong",
        name="my_threshold",
        reference=float(np.log(2) / 32),
        code="my_threshold = float(np.log(2) / 32)",
        tolerance=0.01,
        hints=(
            "One row is wrong: another class has at least as much probability. What has its class left?",
            "At most 1/2, so that row's loss is ln 2 or more. Let the other 31 have a loss of 0.",
            "The loss of a batch is the mean over its 32 rows.",
        ),
        wrong_answers=(
            WrongAnswer(
                float(np.log(2)), "that is the loss of the one wrong row; the batch's loss is a mean over 32"
            ),
            WrongAnswer(0.0, "at 0 no row is wrong, but so is none a good deal above it: how far?"),
            WrongAnswer(
                float(np.log(10) / 32),
                "ln 10 is the loss of a row that was guessed; one that is just wrong has 1/2 on its class, "
                "so ln 2",
            ),
            WrongAnswer(float(np.log(10)), "that is the loss of a guess, where the run begins"),
            WrongAnswer(1 / 32, "that counts the wrong row as 1; its loss is −ln ½ = ln 2"),
            WrongAnswer(0.5 / 32, "½ is the probability; the loss of the row is −ln ½ = ln 2"),
            WrongAnswer(0.5, "½ is the probability of the right class; its loss is −ln ½, and then the mean"),
            WrongAnswer(
                float(32 * np.log(2)), "that is a sum of 32 such losses; the batch's loss is their mean"
            ),
            WrongAnswer(
                float(31 / 32 * np.log(2)), "turned round: one row of 32 is wrong, and the other 31 are not"
            ),
            WrongAnswer(float(np.log10(2) / 32), "the losses here are natural logarithms: np.log"),
            WrongAnswer(1 / 32 / np.log(2), "ln 2 multiplies; here it divides"),
            WrongAnswer(float(np.log(2) / 10), "the mean goes over 32 rows, not over 10 classes"),
            WrongAnswer(0.022, "rounded up: between ln 2/32 and 0.022 a row can be wrong; write the formula"),
            WrongAnswer(0.02, "close, but a digit is too few: write the formula, and let Python compute"),
            WrongAnswer(
                float(-np.log(1 - 1 / 32)),
                "31/32 is the accuracy with one row wrong; the loss asks for probabilities, ½ for that row",
            ),
            WrongAnswer(
                float(np.log(2) / 64), "divided by 64: one row's ln 2, and a mean over 32 rows, once"
            ),
            WrongAnswer(float(-np.log(2) / 32), "a loss is never negative: −ln ½ is +ln 2"),
        ),
        also_correct=(0.0217, 0.02166, np.float64(np.log(2) / 32), float(-np.log(0.5) / 32)),
    ),
    Exercise(
        id="10.4",
        title="The floor under a softmax of a softmax",
        name="softmax_twice_floor",
        reference=softmax_twice_floor,
        code=FLOOR,
        cases=((10,), (2,), (3,), (1000,)),
        hints=(
            "What the second softmax gets lies between 0 and 1. Which inputs give the right class the most?",
            "1 for the right class and 0 for the others: the softmax gives it e¹/(e¹ + (classes − 1)·e⁰).",
            "The loss is −ln of that: ln((e + classes − 1)/e).",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda classes: np.log(classes),
                "that is the loss of a guess, equal inputs; the best has 1 for the right class, 0 for others",
            ),
            WrongAnswer(
                lambda classes: 0.0 * classes,
                "0 takes a probability of 1; from inputs of 1 and 0 it is smaller",
            ),
            WrongAnswer(
                lambda classes: np.log(1 + classes / np.e),
                "the right class is one of them: the others are classes − 1",
            ),
            WrongAnswer(
                lambda classes: np.log(np.e + classes - 1),
                "that is ln of the sum; from it the right class's own input, 1, is taken away",
            ),
            WrongAnswer(
                lambda classes: np.log(classes) - 1,
                "that counts e⁰ for all classes in the sum; the right one has e¹",
            ),
            WrongAnswer(
                lambda classes: np.log(classes - 1) - 1,
                "the sum goes over all classes, the right one too: e + (classes − 1)",
            ),
            WrongAnswer(
                lambda classes: np.e / (np.e + classes - 1),
                "that is the probability of the right class; the loss is −ln of it",
            ),
            WrongAnswer(
                lambda classes: np.log(np.e / (np.e + classes - 1)), "the sign: a loss is −ln, so positive"
            ),
            WrongAnswer(
                lambda classes: np.log(1 + (classes - 1) * np.e),
                "turned round: the *right* class has the input 1, the others 0",
            ),
            WrongAnswer(
                lambda classes: np.log10(1 + (classes - 1) / np.e), "the loss is a natural logarithm: np.log"
            ),
            WrongAnswer(
                lambda classes: np.log(2 + (classes - 2) / np.e),
                "that has two inputs of 1; probabilities add up to 1, so only one of them can be",
            ),
            WrongAnswer(
                lambda classes: np.log(1 + 9 / np.e), "that is the floor for ten classes, whatever K is"
            ),
        ),
        also_correct=(
            lambda classes: np.log(np.e + classes - 1) - 1,
            lambda classes: -np.log(np.exp(1) / (np.exp(1) + (classes - 1) * np.exp(0))),
            lambda classes: np.log1p((classes - 1) * np.exp(-1)),
        ),
    ),
    Exercise(
        id="10.5",
        title="Five suspects",
        name="my_findings",
        reference=SUSPECT_LETTERS,
        code='my_findings = ["d", "a", "e", "c", "b"]',
        hints=(
            "One check fires for each. Which check finds which bug is what the sections above were about.",
            "Row hashes: d. Input baseline: a. Augmentation: e. Eval mode: b. One batch by heart: c.",
        ),
        wrong_answers=tuple(
            WrongAnswer(list(order), _about_suspects(order))
            for order in permutations("abcde")
            if list(order) != SUSPECT_LETTERS
        )
        + _with_one_twice(SUSPECT_LETTERS, "each bug belongs to one suspect; {} stands twice")
        + (WrongAnswer("".join(SUSPECT_LETTERS), AS_A_LIST),),
        also_correct=(tuple(SUSPECT_LETTERS), list("daecb")),
    ),
    Exercise(
        id="10.6",
        title="Put the recipe in order",
        name="my_recipe",
        reference=["b", "d", "e", "a", "c"],
        code='my_recipe = ["b", "d", "e", "a", "c"]',
        hints=(
            "Which step would be wasted if another one went wrong? That other one comes first.",
            "Look; the smallest test of learning; then enough of it; then restraint; then the judgement.",
        ),
        wrong_answers=tuple(
            WrongAnswer(list(order), _what_is_too_early(order))
            for order in permutations("abcde")
            if order != ("b", "d", "e", "a", "c")
        )
        + _with_one_twice(["b", "d", "e", "a", "c"], "each step comes once; {} stands twice")
        + (WrongAnswer("bdeac", AS_A_LIST),),
        also_correct=(("b", "d", "e", "a", "c"), list("bdeac")),
    ),
)

PREDICTIONS = (
    Question(
        id="10.a",
        text="Six programs, one without a bug and five with one each, report their accuracy on held-out "
        "digits, each at the best learning rate that it found. Which one reports the highest?",
        options=(
            Option("The one without a bug: bugs cost accuracy"),
            Option("The one whose test rows leaked into training"),
            Option("The one with a softmax too many: it is more careful"),
            Option("The one that mirrors its pictures: it sees the most different ones"),
        ),
        answer="b",
    ),
    Question(
        id="10.b",
        text="4,500 rows are split at random into 4,000 to train and 500 to test. The program that tests "
        "draws the split anew, by another seed. How many of its 500 test rows were trained on?",
        options=(
            Option("About 50: a ninth of them"),
            Option("About 250: each one was or was not"),
            Option("About 444: eight in nine"),
            Option("All 500"),
        ),
        answer="c",
    ),
    Question(
        id="10.c",
        text="The model of ten classes ends in a softmax, and the loss applies another one. What is its loss "
        "before the first step?",
        options=(
            Option("About 4.6, twice ln 10"),
            Option("About 2.3, ln 10, as without the bug"),
            Option("About 1.46"),
        ),
        answer="b",
    ),
    Question(
        id="10.d",
        text="The labels of all training pictures were shuffled. A network is trained on 32 of them, again "
        "and again. What becomes of its loss on these 32?",
        options=(
            Option("It goes to zero"),
            Option("It stays near ln 10: there is nothing to learn"),
            Option("It falls to about half of that and stays there"),
        ),
        answer="a",
    ),
)

RECALL = (
    Question(
        id="10.r1",
        chapter="09",
        text="Dropout sets half of the values to 0 in training, and doubles the others. What does it do in "
        "eval mode?",
        options=(
            Option("The same", "It would give another answer at each call; in eval mode it does nothing."),
            Option("It halves all values", "That was done already: the doubling keeps the mean in training."),
            Option("Nothing", "The doubling kept the mean in training, so nothing is left to be done."),
        ),
        answer="c",
    ),
    Question(
        id="10.r2",
        chapter="07",
        text="All weights of a hidden layer start with the same value. What becomes of its units?",
        options=(
            Option("They stay copies of one another", "Equal weights get equal gradients, step after step."),
            Option("The data pull them apart", "Equal weights get equal gradients, step after step."),
            Option("They die", "They may learn, but all of them the same: equal weights, equal gradients."),
        ),
        answer="a",
    ),
    Question(
        id="10.r3",
        chapter="03",
        text="Which distribution has the lowest cross-entropy with a target distribution p?",
        options=(
            Option("p itself", "Cross-entropy is entropy plus KL(p ‖ q), and that is 0 for q = p alone."),
            Option("The uniform one", "Only if p is uniform: what is added to the entropy is KL(p ‖ q)."),
            Option("All of it on p's most probable class", "Wherever q is 0 and p is not, it is infinite."),
        ),
        answer="a",
    ),
)
