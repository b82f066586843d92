"""Trees or a network for a table of data? Five methods of chapter 09 on three tables, eight splits each.

A run splits a table at random, 60 % of the rows to train, 20 % to validate, 20 % to test. There each method
tries eight settings, takes the one with the best validation score, and is tested once; so nothing is chosen
by rows that test. (All eight are inside a run; the grid that is stored says only how many they were.) The
number of boosted trees and of epochs of the network is chosen by the same validation rows. Scores are R² for
the two tables with a quantity to tell, and accuracy for the one with classes. In the rows called rotated, the
standardised features are replaced by as many random mixtures of them, at right angles to each other; in those
called noise, thirty columns of random numbers stand beside them.

    python chapters/results/ch09_tables.py                              the whole table, some minutes
    python chapters/results/ch09_tables.py --row "cars: forest" --seed 1  one run of it
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from mlxtend.data import autompg_data
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score

from course_lib.callbacks import EarlyStopping
from course_lib.experiments import Comparison, Score, command_line
from course_lib.numpy_nn.evaluation import accuracy
from course_lib.numpy_nn.initialisation import orthogonal
from course_lib.numpy_nn.losses import CrossEntropyLoss, MSELoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import AdamW
from course_lib.numpy_nn.training import fit

Part = tuple[np.ndarray, np.ndarray]
Tested = tuple[float, float]  # validation score, test score
SETTINGS, TREES, ROUNDS, EPOCHS, PATIENCE, BATCH_SIZE, NOISE = 8, 100, 150, 150, 15, 32, 30


@cache
def table(name: str) -> Part:
    """Return rows and targets of a table, in double precision; targets with classes are integers."""
    if name == "cars":
        x, y = autompg_data()
        return x[:, :7], y  # the eighth column should hold names, and is empty
    raw = load_diabetes() if name == "patients" else load_breast_cancer()
    return raw.data, raw.target if name == "patients" else raw.target.astype(np.int64)


def split(name: str, change: str, seed: int) -> tuple[Part, Part, Part]:
    """Split a table at random; features are standardised by the training rows."""
    x, y = table(name)
    rng = np.random.default_rng(seed)
    parts = np.split(rng.permutation(len(y)), [int(0.6 * len(y)), int(0.8 * len(y))])
    x = (x - x[parts[0]].mean(0)) / x[parts[0]].std(0)
    if change == "noise":
        x = np.hstack([x, rng.normal(size=(len(x), NOISE))])
    if change == "rotated":
        x = x @ orthogonal((x.shape[1],) * 2, rng=rng, dtype=np.float64)
    return tuple((x[rows], y[rows]) for rows in parts)


def classes_in(y: np.ndarray) -> int:
    """Return the number of classes of a target; 0 for a quantity."""
    return int(y.max()) + 1 if y.dtype == np.int64 else 0


def constant(train: Part, validation: Part, test: Part, seed: int) -> Iterator[Tested]:
    """Always the mean, or the most frequent class."""
    model = DummyClassifier() if classes_in(train[1]) else DummyRegressor()
    model.fit(*train)
    yield model.score(*validation), model.score(*test)


def linear(train: Part, validation: Part, test: Part, seed: int) -> Iterator[Tested]:
    """Logistic regression or ridge regression, with eight strengths of weight decay."""
    for strength in np.geomspace(1e-3, 1e4, SETTINGS):
        classify = LogisticRegression(C=1 / strength, max_iter=5000)
        model = classify if classes_in(train[1]) else Ridge(alpha=strength)
        model.fit(*train)
        yield model.score(*validation), model.score(*test)


def forest(train: Part, validation: Part, test: Part, seed: int) -> Iterator[Tested]:
    """A random forest, with eight kinds of trees."""
    kind = RandomForestClassifier if classes_in(train[1]) else RandomForestRegressor
    for features, leaf in product((0.33, 0.66), (1, 2, 4, 8)):
        model = kind(TREES, max_features=features, min_samples_leaf=leaf, random_state=seed)
        model.fit(*train)
        yield model.score(*validation), model.score(*test)


def boosted(train: Part, validation: Part, test: Part, seed: int) -> Iterator[Tested]:
    """Gradient boosting, with eight kinds of trees, each with the best number of them."""
    kind = HistGradientBoostingClassifier if classes_in(train[1]) else HistGradientBoostingRegressor
    score = (lambda y, told: np.mean(y == told)) if classes_in(train[1]) else r2_score
    for lr, leaves, rows in product((0.05, 0.15), (4, 12), (5, 20)):
        model = kind(
            learning_rate=lr,
            max_leaf_nodes=leaves,
            min_samples_leaf=rows,
            max_iter=ROUNDS,
            early_stopping=False,
            random_state=seed,
        )
        model.fit(*train)
        told = (model.staged_predict(part[0]) for part in (validation, test))
        rounds = [(score(validation[1], v), score(test[1], t)) for v, t in zip(*told, strict=True)]
        yield max(rounds, key=lambda scores: scores[0])


def network(train: Part, validation: Part, test: Part, seed: int) -> Iterator[Tested]:
    """One hidden layer, with eight settings, each stopped early."""
    classes, (mean, spread) = classes_in(train[1]), (train[1].mean(), train[1].std())
    for width, lr, decay in product((32, 128), (0.003, 0.01), (0.01, 1.0)):
        model = MLP(
            [train[0].shape[1], width, classes or 1], rng=np.random.default_rng(seed), dtype=np.float64
        )
        parts = [
            (x, y) if classes else (x, ((y - mean) / spread)[:, None]) for x, y in (train, validation, test)
        ]
        fit(
            model,
            CrossEntropyLoss() if classes else MSELoss(),
            AdamW(model.parameters(), lr, weight_decay=decay),
            *parts[0],
            epochs=EPOCHS,
            batch_size=BATCH_SIZE,
            rng=np.random.default_rng([seed, 1]),
            validation=parts[1],
            callbacks=[EarlyStopping(PATIENCE)],
        )
        model.eval()
        score = accuracy if classes else lambda model, x, y: r2_score(y, model(x))
        yield score(model, *parts[1]), score(model, *parts[2])


METHODS: dict[str, Callable[..., Iterator[Tested]]] = {
    "a constant": constant,
    "linear": linear,
    "forest": forest,
    "boosted trees": boosted,
    "network": network,
}
TABLES = {
    "cars": ("cars", ""),
    "patients": ("patients", ""),
    "cells": ("cells", ""),
    "cars, rotated": ("cars", "rotated"),
    "cells, rotated": ("cells", "rotated"),
    "cars, noise": ("cars", "noise"),
    "cells, noise": ("cells", "noise"),
}
ROWS = {f"{name}: {method}": (name, method) for name in TABLES for method in METHODS}


def train(row: str, settings: float, seed: int) -> Score:
    """Split, tune and test once."""
    name, method = ROWS[row]
    tried = METHODS[method](*split(*TABLES[name], seed), seed)
    return Score(*map(float, max(tried, key=lambda scores: scores[0])))


def nothing_else(row: str, seed: int) -> dict[str, float]:
    """Nothing is measured besides the scores."""
    return {}


COMPARISON = Comparison(
    script=Path(__file__).resolve(),
    tuned="number of settings tried",
    grids=dict.fromkeys(ROWS, (float(SETTINGS),)),
    seeds=tuple(range(8)),
    run=train,
    measure=nothing_else,
    facts={
        "cars": "392 rows, 7 features; scores are R²",
        "patients": "442 rows, 10 features; scores are R²",
        "cells": "569 rows, 30 features; scores are accuracies",
        "each split": "60 % to train, 20 % to validate, 20 % to test",
    },
)

if __name__ == "__main__":
    command_line(COMPARISON)
