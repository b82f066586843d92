"""One training run and its score: a classifier learns from one part of the data and is judged by two others.

Scripts of chapters/results compare networks by many such runs; here is the part that they share.
"""

from functools import cache

import numpy as np

from course_lib.arguments import DivergedError
from course_lib.datasets import digits8
from course_lib.experiments import Score
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.optimisers import Optimizer
from course_lib.numpy_nn.training import accuracy, fit

Part = tuple[np.ndarray, np.ndarray]  # inputs, shape (n, features), and labels, shape (n,)


@cache
def digit_parts() -> tuple[Part, Part, Part]:
    """Return the small digits in double precision: pictures and labels to train, to validate and to test."""
    digits = digits8(dtype=np.float64)
    return tuple((part.rows, part.labels) for part in (digits.train, digits.validation, digits.test))


def train_and_score(
    model: Module, optimiser: Optimizer, parts: tuple[Part, Part, Part], *, seed: int, **settings
) -> Score:
    """Train with cross-entropy, and return the accuracy on the two parts that were not trained on.

    A run whose loss becomes infinite gets the accuracy of always naming the class that is most frequent among
    the rows to train.

    Args:
        model: fresh; it is trained in place.
        optimiser: of its parameters.
        parts: to train, to validate and to test.
        seed: decides the batches, from a generator of their own: so all models of a seed get the same ones.
        settings: what else `fit` asks for, such as epochs and batch_size.
    """
    training, validation, test = parts
    try:
        fit(model, CrossEntropyLoss(), optimiser, *training, rng=np.random.default_rng([seed, 1]), **settings)
    except DivergedError:
        most_frequent = np.bincount(training[1]).argmax()
        guesses = (float(np.mean(labels == most_frequent)) for _, labels in (validation, test))
        return Score(*guesses, diverged=True)
    return Score(accuracy(model, *validation), accuracy(model, *test))
