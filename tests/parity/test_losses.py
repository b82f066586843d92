"""Losses: NumPy, the twin, torch.nn and measurement agree."""

import numpy as np
import pytest
from torch import nn

from course_lib.equality import prove_equal
from course_lib.numpy_nn.losses import CrossEntropyLoss, MSELoss
from course_lib.torch_nn import losses as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring


def mean_squared_error(rng):
    shape = sizes(rng, 2)
    outputs, targets = rng.standard_normal(shape), rng.standard_normal(shape)
    return Case(MSELoss(), (twin.MSELoss(), nn.MSELoss()), (outputs, targets), constants=(1,))


def cross_entropy(rng):
    rows, classes = sizes(rng, 2)
    inputs = 3 * rng.standard_normal((rows, classes)), rng.integers(0, classes, rows)
    return Case(CrossEntropyLoss(), (twin.CrossEntropyLoss(), nn.CrossEntropyLoss()), inputs)


CASES = [mean_squared_error, cross_entropy]


@pytest.mark.parametrize("make_case", CASES)
def test_losses_equal_their_twins_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES)
def test_losses_go_back_as_measured(make_case):
    prove_by_measuring(make_case)


def test_cross_entropy_equals_torch_where_probabilities_underflow():
    logits, labels = np.array([[1e4, -1e4, 3.0], [-1e4, 0.0, 1e4]]), np.array([1, 2])
    for reference in (twin.CrossEntropyLoss(), nn.CrossEntropyLoss()):
        assert prove_equal(CrossEntropyLoss(), reference, logits, labels).input_gradients == 1
