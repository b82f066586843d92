"""Optimisers: NumPy, the twin and torch.optim take the same steps, one by one."""

import numpy as np
import pytest
import torch

from course_lib.equality import NotEqualError, require_equal
from course_lib.numpy_nn import optimisers
from course_lib.numpy_nn.parameters import Parameter
from course_lib.torch_nn import optimisers as twin

SETTINGS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("Adam", {}),
    ("Adam", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-4}),
    ("Adam", {"lr": 0.02, "betas": (0.0, 0.0)}),
]
SHAPES = [(3, 4), (4,), (2, 2)]
STEPS = 25


def walk(name, settings, seed, first_scale=1.0):
    """Take 25 steps of random gradients on all three; yield the parameters after each.

    NumPy's first gradient is multiplied by first_scale.
    """
    rng = np.random.default_rng(seed)
    mine = [Parameter(rng.standard_normal(shape)) for shape in SHAPES]
    sides = [
        [torch.nn.Parameter(torch.tensor(parameter.data)) for parameter in mine] for _ in ("twin", "torch")
    ]
    walkers = [
        getattr(optimisers, name)(mine, **settings),
        getattr(twin, name)(sides[0], **settings),
        getattr(torch.optim, name)(sides[1], **settings),
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


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_every_step_equals_that_of_the_twin_and_of_torch(name, settings, seed):
    for step, (mine, *sides) in enumerate(walk(name, settings, seed), start=1):
        for side in sides:
            for parameter, theirs in zip(mine, side, strict=True):
                require_equal(f"step {step}", parameter.data, theirs)


@pytest.mark.parametrize(("name", "settings"), SETTINGS[:4])
def test_one_doubled_gradient_leads_somewhere_else(name, settings):
    *_, (mine, _, theirs) = walk(name, settings, seed=0, first_scale=2.0)
    with pytest.raises(NotEqualError):
        require_equal("doubled", mine[0].data, theirs[0])


def test_twins_leave_parameters_without_a_gradient_alone():
    for name in ("SGD", "Adam"):
        parameter = torch.nn.Parameter(torch.ones(3))
        getattr(twin, name)([parameter], lr=0.1).step()
        assert torch.equal(parameter, torch.ones(3))
