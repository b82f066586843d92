"""Linear layers: NumPy, the twin, torch.nn and measurement agree."""

import numpy as np
import pytest
from torch import nn

from course_lib.numpy_nn.linear import Linear
from course_lib.torch_nn import linear as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring


def linear(rng):
    rows, fan_in, fan_out = sizes(rng, 3)
    references = twin.Linear(fan_in, fan_out), nn.Linear(fan_in, fan_out)
    return Case(Linear(fan_in, fan_out, rng=rng), references, (rng.standard_normal((rows, fan_in)),))


def linear_without_bias(rng):
    rows, fan_in, fan_out = sizes(rng, 3)
    references = twin.Linear(fan_in, fan_out, bias=False), nn.Linear(fan_in, fan_out, bias=False)
    x = rng.standard_normal((rows, fan_in))
    return Case(Linear(fan_in, fan_out, bias=False, rng=rng), references, (x,))


def linear_over_time(rng):
    batch, time, fan_in, fan_out = sizes(rng, 4)
    references = twin.Linear(fan_in, fan_out), nn.Linear(fan_in, fan_out)
    return Case(Linear(fan_in, fan_out, rng=rng), references, (rng.standard_normal((batch, time, fan_in)),))


def linear_of_one_vector(rng):
    fan_in, fan_out = sizes(rng, 2)
    references = twin.Linear(fan_in, fan_out), nn.Linear(fan_in, fan_out)
    return Case(Linear(fan_in, fan_out, rng=rng), references, (rng.standard_normal(fan_in),))


CASES = [linear, linear_without_bias, linear_over_time, linear_of_one_vector]


@pytest.mark.parametrize("make_case", CASES)
def test_linear_equals_its_twin_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES)
def test_linear_goes_back_as_measured(make_case):
    prove_by_measuring(make_case)


def test_the_first_weights_are_spread_as_in_torch():
    ours = Linear(50, 400, rng=np.random.default_rng(0))
    theirs = nn.Linear(50, 400)
    for mine, yours in ((ours.weight.data, theirs.weight), (ours.bias.data, theirs.bias)):
        bound = 1 / np.sqrt(50)
        # Of n even draws in ±bound, all stay inside, and the greatest misses it by about bound · 2/n.
        assert 0.98 * bound < np.abs(mine).max() <= bound
        assert 0.98 * bound < yours.detach().abs().max().item() <= bound
