"""Questions of chapter 01, tensors."""

import numpy as np

from course_lib.checks.exercise import Exercise, WrongAnswer
from course_lib.checks.question import Option, Question


def without_own_average(marks):
    """Marks, shape (students, exams), less the average of each student."""
    return marks - marks.mean(axis=1, keepdims=True)


def contract_outer(t):
    """The vector T_iji, from t of shape (n, m, n)."""
    return np.einsum("iji->j", t)


def grey(image, weights):
    """Grey of shape (height, width), from (height, width, colours) and (colours,)."""
    return np.einsum("hwc,c->hw", image, weights)


def squared_distances(a, b):
    """D_ij, shape (n, m), from rows of a, (n, features), and of b, (m, features)."""
    return ((a[:, None] - b[None]) ** 2).sum(axis=-1)


def _marks() -> tuple[tuple[np.ndarray], ...]:
    """Square tables of marks, in which every way to go wrong runs and gives other numbers."""
    rng = np.random.default_rng(1)
    return tuple((rng.integers(1, 11, (n, n)).astype(np.float64),) for n in (4, 3, 5))


def _cubes() -> tuple[tuple[np.ndarray], ...]:
    """Tensors of rank 3 whose axes have one length, so that every contraction is possible."""
    rng = np.random.default_rng(2)
    return tuple((rng.integers(-5, 6, (n, n, n)).astype(np.float64),) for n in (3, 4))


def _pictures() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Small pictures with weights that do not add up to 1, so that a mean cannot pass for a sum."""
    rng = np.random.default_rng(3)
    return tuple((rng.random((n, n, n)), rng.random(n)) for n in (3, 4))


def _tables() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Two square tables, so that rows of one can be held against columns of the other."""
    rng = np.random.default_rng(4)
    return tuple((rng.normal(size=(n, n)), rng.normal(size=(n, n))) for n in (3, 4))


LONG_TABLE = np.arange(20.0).reshape(4, 5) ** 2
LONG_CUBE = np.arange(45.0).reshape(3, 5, 3) ** 2
WIDE_PICTURE = np.arange(60.0).reshape(4, 5, 3) ** 2

EXERCISES = (
    Exercise(
        id="01.1",
        title="The shape of a sum",
        name="my_shape",
        reference=(8, 7, 6, 5),
        code="my_shape = (8, 7, 6, 5)",
        hints=(
            "Write (8, 1, 6, 1) and below it (7, 1, 5), aligned on the right: the 5 stands below the last 1.",
            "On every axis the larger of the two sizes wins, if the other is 1 or missing.",
        ),
        wrong_answers=(
            WrongAnswer(
                (8, 7, 6, 1),
                "on the last axis 1 meets 5: the 1 is repeated five times, and not the other way round",
            ),
            WrongAnswer((8, 1, 6, 1), "that is the shape of the first; its axes of size 1 are repeated"),
            WrongAnswer((7, 1, 5), "that is the shape of the second; the first has an axis more"),
            WrongAnswer(
                (8, 1, 6, 5), "on the second axis 1 meets 7: the second shape is aligned on the right"
            ),
            WrongAnswer(
                (8, 1, 6, 1, 7, 1, 5),
                "that joins the shapes, as an outer product would; a sum puts axis on axis",
            ),
            WrongAnswer((15, 2, 11, 1), "the sizes are not added: numbers are, and axes are repeated to fit"),
        ),
        also_correct=([8, 7, 6, 5], np.broadcast_shapes((8, 1, 6, 1), (7, 1, 5))),
    ),
    Exercise(
        id="01.2",
        title="Find the bug: each student's own average",
        name="without_own_average",
        reference=without_own_average,
        cases=_marks(),
        further_cases=((LONG_TABLE,), (LONG_TABLE.T.copy(),)),
        hints=(
            "Which shape has marks.mean(axis=1)? Write it below (students, exams), aligned on the right.",
            "The average of a student has to stand in a column, of shape (students, 1).",
            "keepdims=True keeps the axis that mean sums over, with size 1.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda marks: marks - marks.mean(axis=1),
                "that is the line with the bug: the averages of the students stand in a row, and meet exams",
            ),
            WrongAnswer(
                lambda marks: marks - marks.mean(axis=0),
                "axis=0 averages over the students: this takes from each mark the average of its exam",
            ),
            WrongAnswer(
                lambda marks: marks - marks.mean(), "that takes the average of all marks from each of them"
            ),
            WrongAnswer(
                lambda marks: marks - marks.mean(axis=0)[:, None],
                "the column is right, but it holds the averages of the exams (axis=0)",
            ),
            WrongAnswer(
                lambda marks: np.tile(marks.mean(axis=1, keepdims=True), (1, marks.shape[1])),
                "these are the averages themselves; they are to be taken from the marks",
            ),
            WrongAnswer(
                lambda marks: marks - marks.sum(axis=1, keepdims=True),
                "that takes away the sum of a student's marks; the average is the sum over their number",
            ),
            WrongAnswer(
                lambda marks: marks.mean(axis=1, keepdims=True) - marks,
                "the sign is turned round: this takes the marks from the average",
            ),
            WrongAnswer(
                lambda marks: marks - marks.sum(axis=1, keepdims=True) / len(marks),
                "this divides by the number of students; a student's average is over the exams",
            ),
        ),
        also_correct=(
            lambda marks: marks - marks.mean(axis=1)[:, None],
            lambda marks: (marks.T - marks.mean(axis=1)).T,
            lambda marks: np.array([row - row.mean() for row in marks]),
        ),
    ),
    Exercise(
        id="01.3",
        title="Contract the outer pair",
        name="contract_outer",
        reference=contract_outer,
        cases=_cubes(),
        further_cases=((LONG_CUBE,),),
        hints=(
            "v_j = Σ_i T_iji: for each j, add up t[i, j, i] over i.",
            'In einsum the indices of t are "iji"; behind the arrow stands what remains.',
        ),
        wrong_answers=(
            WrongAnswer(
                lambda t: np.einsum("iij->j", t),
                "this contracts the first two axes, T_iij, as the example above; here it is the outer pair",
            ),
            WrongAnswer(
                lambda t: np.einsum("jii->j", t), "this contracts the last two axes, T_jii, and not T_iji"
            ),
            WrongAnswer(
                lambda t: t.sum(axis=(0, 2)),
                "this sums over both axes freely; only entries whose first and last index are equal count",
            ),
            WrongAnswer(
                lambda t: np.einsum("iji->ij", t),
                "nothing is summed here: i stands behind the arrow, and comes twice before it",
            ),
            WrongAnswer(
                lambda t: np.einsum("iji->", t),
                "this sums over j as well; j comes once, so it remains: einsum needs it behind the arrow",
            ),
            WrongAnswer(
                lambda t: np.einsum("iii->i", t), "with all three indices equal, this reads only the diagonal"
            ),
            WrongAnswer(
                lambda t: np.einsum("iji->i", t),
                "this sums over j, which comes once and remains; i comes twice, and is to be summed",
            ),
            WrongAnswer(
                lambda t: np.diagonal(t, axis1=0, axis2=2),
                "these are the entries whose outer indices are equal; they are still to be summed over i",
            ),
            WrongAnswer(
                lambda t: np.einsum("iji->j", t)[: len(t)],
                "j goes over the axis in the middle, t.shape[1], which may be longer than the outer two",
            ),
        ),
        also_correct=(
            lambda t: np.array([sum(t[i, j, i] for i in range(len(t))) for j in range(t.shape[1])]),
            lambda t: np.trace(t, axis1=0, axis2=2),
            lambda t: t.diagonal(axis1=0, axis2=2).sum(axis=-1),
        ),
    ),
    Exercise(
        id="01.4",
        title="A coloured picture in grey",
        name="grey",
        reference=grey,
        cases=_pictures(),
        further_cases=((WIDE_PICTURE, np.array([0.2, 0.5, 0.7])),),
        hints=(
            "c comes twice, so it is summed; h and w come once, so they remain.",
            "Multiply every pixel with the weights, and sum over the last axis.",
            'np.einsum("hwc,c->hw", …), or image @ weights, which sums over the last axis too.',
        ),
        wrong_answers=(
            WrongAnswer(
                lambda image, weights: image.mean(axis=-1),
                "this is the plain mean of the colours; each colour has its own weight",
            ),
            WrongAnswer(
                lambda image, weights: image * weights,
                "the products are there; c comes twice, so they are still to be summed over the last axis",
            ),
            WrongAnswer(
                lambda image, weights: (image * weights).mean(axis=-1),
                "this divides by the number of colours as well; the weights do the averaging",
            ),
            WrongAnswer(
                lambda image, weights: (image * weights).sum(axis=0),
                "axis 0 counts the rows of the picture; the colours are the last axis",
            ),
            WrongAnswer(
                lambda image, weights: (image * weights).sum(),
                "this sums over the whole picture, and leaves one number; only c comes twice",
            ),
            WrongAnswer(
                lambda image, weights: np.einsum("hwc,h->wc", image, weights),
                "this weights the rows of the picture instead of its colours",
            ),
            WrongAnswer(lambda image, weights: image.sum(axis=-1), "this leaves the weights out"),
            WrongAnswer(
                lambda image, weights: np.einsum("hwc,c->wh", image, weights),
                "rows and columns have changed places: in G_hw, h comes first",
            ),
            WrongAnswer(
                lambda image, weights: (image * weights).sum(axis=1),
                "axis 1 counts the pixels of a row; the colours are the last axis",
            ),
            WrongAnswer(
                lambda image, weights: image[..., 0] * 0.299 + image[..., 1] * 0.587 + image[..., 2] * 0.114,
                "the weights come as an argument, and are others here: use weights",
            ),
            WrongAnswer(
                lambda image, weights: weights @ image,
                "this weights the columns of the picture: @ takes the last axis of what stands before it",
            ),
            WrongAnswer(
                lambda image, weights: image @ weights / 3,
                "no need to divide by 3: the formula has the products alone; the weights do the averaging",
            ),
            WrongAnswer(
                lambda image, weights: image @ weights / weights.sum(),
                "no need to divide by the sum of the weights: the formula has the products alone",
            ),
        ),
        also_correct=(
            lambda image, weights: image @ weights,
            lambda image, weights: (image * weights).sum(axis=-1),
            lambda image, weights: sum(image[:, :, c] * weights[c] for c in range(len(weights))),
            lambda image, weights: np.tensordot(image, weights, 1),
        ),
    ),
    Exercise(
        id="01.5",
        title="All distances between two tables",
        name="squared_distances",
        reference=squared_distances,
        cases=_tables(),
        further_cases=((np.arange(8.0).reshape(4, 2) ** 2, np.arange(6.0).reshape(3, 2) + 0.5),),
        hints=(
            "a_ik must not know j, and b_jk must not know i: give each of them an axis of size 1 for it.",
            "a[:, None] has shape (n, 1, features), b[None] has (1, m, features).",
            "Square the difference, and sum over the last axis.",
        ),
        wrong_answers=(
            WrongAnswer(
                lambda a, b: (a - b) ** 2,
                "this pairs row i with row i only, and sums nothing: a needs an axis for j, b one for i",
            ),
            WrongAnswer(
                lambda a, b: ((a - b) ** 2).sum(axis=-1),
                "this pairs row i with row i only; D has an entry for every pair",
            ),
            WrongAnswer(
                lambda a, b: (a[:, None] - b[None]) ** 2,
                "the squares are there; they are to be summed over k",
            ),
            WrongAnswer(
                lambda a, b: (a[:, None] - b[None]).sum(axis=-1),
                "the square is missing: what is above and what is below cancel",
            ),
            WrongAnswer(
                lambda a, b: (a[:, None] - b[None]).sum(axis=-1) ** 2,
                "this squares the sum; each difference is squared before they are summed",
            ),
            WrongAnswer(
                lambda a, b: np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=-1)),
                "that is the distance; asked is for its square",
            ),
            WrongAnswer(
                lambda a, b: ((a[:, None] - b[None]) ** 2).mean(axis=-1),
                "this divides by the number of features; the formula has the sum",
            ),
            WrongAnswer(
                lambda a, b: ((a[None] - b[:, None]) ** 2).sum(axis=-1),
                "i and j have changed places: the rows of a come first",
            ),
            WrongAnswer(
                lambda a, b: ((a[:, None] - b[None]) ** 2).sum(axis=1),
                "axis 1 counts the rows of b; k is the last axis",
            ),
            WrongAnswer(lambda a, b: a @ b.T, "these are the dot products of all pairs, not their distances"),
            WrongAnswer(
                lambda a, b: ((a[:, :, None] - b[None]) ** 2).sum(axis=1),
                "this holds the rows of a against the columns of b; the new axis comes before the features",
            ),
        ),
        also_correct=(
            lambda a, b: (a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1),
            lambda a, b: np.einsum("ijk,ijk->ij", a[:, None] - b, a[:, None] - b),
            lambda a, b: np.array([[np.sum((x - y) ** 2) for y in b] for x in a]),
        ),
    ),
)

PREDICTIONS = (
    Question(
        id="01.a",
        text="A pixel has brightness 200, stored as uint8 (0 to 255). You add 100, also a uint8. What "
        "comes out?",
        options=(
            Option("44"),
            Option("255: it stays at the greatest value"),
            Option("300"),
            Option("An error"),
        ),
        answer="a",
    ),
    Question(
        id="01.b",
        text="After c[0, 0] = 7, where else can the 7 be seen?",
        options=(
            Option("In all four"),
            Option("In c, a and b"),
            Option("In c and a: from_numpy shares its numbers"),
            Option("Only in c"),
        ),
        answer="b",
    ),
    Question(
        id="01.c",
        text="Two matrices of 64 × 64 are multiplied. How much faster is one line of NumPy than three "
        "loops in Python?",
        options=(
            Option("About as fast: the same products are computed"),
            Option("About ten times"),
            Option("More than a hundred times"),
        ),
        answer="c",
    ),
)

RECALL = (
    Question(
        id="01.r1",
        chapter="00",
        text="What does ≈ before a number of this course mean?",
        options=(
            Option(
                "It was rounded", "Exact numbers are rounded too; ≈ says that another computer may differ."
            ),
            Option(
                "It is a guess, and was not measured",
                "It was measured like the others; another computer may give a little different one.",
            ),
            Option(
                "Another computer may give a little different one",
                "What has no ≈ comes out the same everywhere.",
            ),
        ),
        answer="c",
    ),
    Question(
        id="01.r2",
        chapter="00",
        text="You leave an exercise open. What does the rest of the chapter use?",
        options=(
            Option("The course's own answer", "And yours, as soon as it is right."),
            Option("Nothing: it stops there", "It runs on, with the course's own answer."),
            Option("Your unfinished answer", "An answer is used once it passes its check, and not before."),
        ),
        answer="a",
    ),
    Question(
        id="01.r3",
        chapter="00",
        text="A signal goes through 20 layers that each halve it. What is left?",
        options=(
            Option("About a fortieth", "Halving again and again multiplies: 0.5²⁰."),
            Option("About a millionth", "0.5²⁰ ≈ 0.00000095: layers multiply."),
            Option("About a thousandth", "That is ten layers: 0.5¹⁰ ≈ 0.001."),
        ),
        answer="b",
    ),
)
