"""Optimisers: NumPy, the twin and torch.optim take the same steps, one by one, whatever the options."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.equality import NotEqualError, require_equal
from course_lib.numpy_nn import optimisers
from course_lib.numpy_nn.parameters import Parameter
from course_lib.torch_nn import optimisers as twin
from parity.proofs import EXAMPLES

STEPS = 25
NAMES = ["SGD", "RMSprop", "Adam", "AdamW"]

rates = st.floats(1e-4, 0.5)
fractions = st.floats(0, 0.95)
optional_fractions = st.just(0.0) | fractions
penalties = st.just(0.0) | st.floats(1e-4, 0.5)
epsilons = st.floats(1e-10, 1e-2)
adaptive = {
    "lr": rates,
    "betas": st.tuples(fractions, st.floats(0.5, 0.9999)),
    "eps": epsilons,
    "weight_decay": penalties,
    "amsgrad": st.booleans(),
}
OPTIONS = {
    "SGD": st.fixed_dictionaries(
        {"lr": rates, "momentum": optional_fractions, "weight_decay": penalties},
        optional={"dampening": fractions},
    )
    | st.fixed_dictionaries(
        {"lr": rates, "momentum": st.floats(0.1, 0.95), "weight_decay": penalties, "nesterov": st.just(True)}
    ),
    "RMSprop": st.fixed_dictionaries(
        {
            "lr": rates,
            "alpha": st.floats(0.5, 0.999),
            "eps": epsilons,
            "weight_decay": penalties,
            "momentum": optional_fractions,
            "centered": st.booleans(),
        }
    ),
    "Adam": st.fixed_dictionaries(adaptive),
    "AdamW": st.fixed_dictionaries(adaptive),
}
shapes = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple), min_size=1, max_size=3)
seeds = st.integers(0, 2**32 - 1)


def walk(name, options, shapes, seed, first_scale=1.0):
    """Take 25 steps of random gradients on all three; yield the parameters after each.

    NumPy's first gradient is multiplied by first_scale.
    """
    rng = np.random.default_rng(seed)
    mine = [Parameter(rng.standard_normal(shape)) for shape in shapes]
    sides = [
        [torch.nn.Parameter(torch.tensor(parameter.data)) for parameter in mine] for _ in ("twin", "torch")
    ]
    walkers = [
        getattr(optimisers, name)(mine, **options),
        getattr(twin, name)(sides[0], **options),
        getattr(torch.optim, name)(sides[1], **options),
    ]
    for step in range(STEPS):
        for parameter, *theirs in zip(mine, *sides, strict=True):
            gradient = rng.standard_normal(parameter.shape) * rng.choice([1e-3, 1.0, 1e3])
            parameter.grad = gradient * (first_scale if step == 0 else 1.0)
            for their_parameter in theirs:
                their_parameter.grad = torch.tensor(gradient)
        for walker in walkers:
            walker.step()
        yield mine, *sides


def require_equal_walks(name, options, shapes, seed):
    for step, (mine, *sides) in enumerate(walk(name, options, shapes, seed), start=1):
        for side in sides:
            for parameter, theirs in zip(mine, side, strict=True):
                require_equal(f"step {step}", parameter.data, theirs)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
@given(data=st.data(), shapes=shapes, seed=seeds)
def test_every_step_equals_that_of_the_twin_and_of_torch(name, data, shapes, seed):
    require_equal_walks(name, data.draw(OPTIONS[name], label="options"), shapes, seed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMES)
def test_the_options_that_one_gets_without_asking_are_those_of_torch(name, seed):
    require_equal_walks(name, {}, [(3, 4), (4,)], seed)


@pytest.mark.parametrize("name", NAMES)
def test_one_doubled_gradient_leads_somewhere_else(name):
    *_, (mine, _, theirs) = walk(name, {"lr": 0.1}, [(3, 4)], seed=0, first_scale=2.0)
    with pytest.raises(NotEqualError):
        require_equal("doubled", mine[0].data, theirs[0])


@pytest.mark.parametrize("name", NAMES)
def test_twins_leave_parameters_without_a_gradient_alone(name):
    parameter = torch.nn.Parameter(torch.ones(3))
    getattr(twin, name)([parameter], lr=0.1, weight_decay=0.1).step()
    assert torch.equal(parameter, torch.ones(3))
