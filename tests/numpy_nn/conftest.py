"""A small network and what goes into it, for every test of the NumPy side."""

import numpy as np
import pytest

from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.mlp import MLP


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def model(rng):
    return MLP([3, 4, 2], Tanh, rng=rng, dtype=np.float64)


@pytest.fixture
def x(rng):
    return rng.standard_normal((5, 3))
