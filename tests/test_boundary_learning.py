"""How boundaries are learned, step by step, by the layers of the course."""

import numpy as np
import pytest

from course_lib.boundary_learning import LEARNERS, learn_boundary, outputs_at
from course_lib.datasets import moons
from course_lib.numpy_nn.perceptron import Perceptron

SETTINGS = {"hidden": 4, "lr": 0.5, "seed": 0}


@pytest.fixture
def data():
    points, labels = moons(40, rng=np.random.default_rng(0), noise=0.2, dtype=np.float64)
    return points / 3, labels


def test_a_perceptron_corrects_in_the_order_of_the_library(data):
    updates = Perceptron(2, dtype=np.float64).fit(*data, epochs=20, record=True).updates
    assert len(updates) > 30
    for steps in (1, 2, 17, 30):
        found = learn_boundary("perceptron", *data, steps=steps, **SETTINGS)
        assert found.weights.tolist() == [*updates[steps - 1].weight, updates[steps - 1].bias]
        assert found.steps == steps


@pytest.mark.parametrize("learner", ["logistic", "mlp"])
def test_descent_lowers_the_loss(data, learner):
    losses = [learn_boundary(learner, *data, steps=steps, **SETTINGS).loss for steps in (0, 5, 50, 200)]
    assert losses == sorted(losses, reverse=True)
    if learner == "logistic":
        assert losses[0] == pytest.approx(np.log(2))


@pytest.mark.parametrize("learner", LEARNERS)
def test_outputs_at_the_points_are_those_of_the_layers(data, learner):
    found = learn_boundary(learner, *data, steps=20, **SETTINGS)
    np.testing.assert_allclose(outputs_at(learner, found.weights, data[0]), found.outputs, rtol=1e-10)
    assert found.wrong.tolist() == np.flatnonzero((found.outputs > 0) != data[1]).tolist()


@pytest.mark.parametrize("learner", LEARNERS)
def test_without_points_nothing_is_learned(learner):
    none = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    found = learn_boundary(learner, *none, steps=9, **SETTINGS)
    assert (found.steps, found.loss, len(found.wrong)) == (0, None, 0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"learner": "svm"}, "learner: expected one of"),
        ({"steps": -1}, "steps: expected a whole number of at least 0"),
        ({"hidden": 0}, "hidden: expected a whole number of at least 1"),
        ({"lr": 0}, "lr: "),
    ],
)
def test_what_is_impossible_is_refused(data, wrong, message):
    settings = {"learner": "mlp", "steps": 1, **SETTINGS} | wrong
    with pytest.raises(ValueError, match=message):
        learn_boundary(settings.pop("learner"), *data, **settings)
