"""Schedules: NumPy, the twin and PyTorch lead an optimiser through the same learning rates."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.numpy_nn import schedules
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from course_lib.torch_nn import optimisers as twin_optimisers
from course_lib.torch_nn import schedules as twin
from parity.proofs import EXAMPLES

STEPS = 50
ARGUMENTS = {
    "StepLR": st.fixed_dictionaries({"step_size": st.integers(1, 60)}, optional={"gamma": st.floats(0.1, 2)}),
    "ExponentialLR": st.fixed_dictionaries({"gamma": st.floats(0.5, 1.2)}),
    "CosineAnnealingLR": st.fixed_dictionaries(
        {"T_max": st.integers(1, 60)}, optional={"eta_min": st.floats(0.001, 0.5)}
    ),
    "LinearLR": st.fixed_dictionaries(
        {},
        optional={
            "start_factor": st.floats(0.01, 1),
            "end_factor": st.floats(0.01, 1),
            "total_iters": st.integers(1, 60),
        },
    ),
}
parts = st.one_of(*(st.tuples(st.just(name), arguments) for name, arguments in ARGUMENTS.items()))
chains = st.lists(st.tuples(parts, st.integers(1, 20)), min_size=1, max_size=4)
rates = st.floats(1e-4, 10)


def numpy_optimiser(lr):
    return SGD([Parameter(np.ones(1))], lr=lr)


def torch_optimiser(lr):
    return torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=lr)


def twin_optimiser(lr):
    return twin_optimisers.SGD([torch.nn.Parameter(torch.ones(1))], lr=lr)


SIDES = [(schedules, numpy_optimiser), (twin, twin_optimiser), (torch.optim.lr_scheduler, torch_optimiser)]


def rates_of(optimiser, schedule):
    """The learning rates of fifty steps, and the one after them."""
    found = []
    for _ in range(STEPS + 1):
        found.append(optimiser.lr if hasattr(optimiser, "lr") else optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return found


def rates_of_all_sides(build, lr):
    """What each side makes of a schedule; build(side, optimiser) makes it."""
    for side, new_optimiser in SIDES:
        optimiser = new_optimiser(lr)
        yield rates_of(optimiser, build(side, optimiser))


def require_equal_rates(mine, *sides):
    for theirs in sides:
        for step, (rate, their_rate) in enumerate(zip(mine, theirs, strict=True)):
            # PyTorch comes from rate to rate: at the bottom of a wave a rounding of the first rate is left.
            assert rate == pytest.approx(their_rate, rel=1e-10, abs=1e-13 * mine[0]), f"step {step}"


@pytest.mark.parametrize("name", ARGUMENTS)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
@given(data=st.data(), lr=rates)
def test_every_rate_equals_that_of_the_twin_and_of_torch(name, data, lr):
    arguments = data.draw(ARGUMENTS[name], label="arguments")
    require_equal_rates(
        *rates_of_all_sides(lambda side, optimiser: getattr(side, name)(optimiser, **arguments), lr)
    )


@settings(max_examples=2 * EXAMPLES, deadline=None, derandomize=True, database=None)
@given(chain=chains, lr=rates)
def test_one_schedule_after_another_is_as_in_the_twin_and_in_torch(chain, lr):
    milestones = np.cumsum([steps for _, steps in chain])[:-1].tolist()

    def build(side, optimiser):
        following = [getattr(side, name)(optimiser, **arguments) for (name, arguments), _ in chain]
        return side.SequentialLR(optimiser, following, milestones)

    require_equal_rates(*rates_of_all_sides(build, lr))


def test_another_rate_is_noticed():
    mine, theirs, _ = rates_of_all_sides(
        lambda side, optimiser: side.ExponentialLR(optimiser, gamma=0.9), lr=0.1
    )
    with pytest.raises(AssertionError, match="step 50"):
        require_equal_rates([*mine[:-1], 1.001 * mine[-1]], theirs)


def test_the_twin_leads_each_group_of_parameters_from_its_own_rate():
    first, second = (torch.nn.Parameter(torch.ones(1)) for _ in range(2))
    optimiser = torch.optim.SGD([{"params": [first], "lr": 1.0}, {"params": [second], "lr": 0.1}])
    schedule = twin.LinearLR(optimiser, start_factor=0.5, total_iters=2)
    optimiser.step()
    schedule.step()
    assert schedule.get_last_lr() == pytest.approx([0.75, 0.075], rel=1e-15)
