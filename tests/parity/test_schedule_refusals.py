"""Schedules: both sides refuse impossible settings before any rate is changed."""

import pytest

from parity.sides import BOTH

FORMULAS = {
    "StepLR": {"step_size": 2},
    "ExponentialLR": {"gamma": 0.9},
    "CosineAnnealingLR": {"T_max": 2},
    "LinearLR": {},
}
OUT_OF_RANGE = [
    ("StepLR", {"step_size": 0}),
    ("StepLR", {"gamma": 0.0}),
    ("ExponentialLR", {"gamma": 0.0}),
    ("ExponentialLR", {"gamma": float("inf")}),
    ("CosineAnnealingLR", {"T_max": 0}),
    ("CosineAnnealingLR", {"eta_min": -1e-9}),
    ("LinearLR", {"start_factor": 0.0}),
    ("LinearLR", {"start_factor": 1.1}),
    ("LinearLR", {"end_factor": -0.1}),
    ("LinearLR", {"end_factor": 1.1}),
    ("LinearLR", {"total_iters": 0}),
]
OF_A_WRONG_KIND = [
    ("StepLR", {"step_size": 2.0}),
    ("StepLR", {"gamma": "0.1"}),
    ("ExponentialLR", {"gamma": None}),
    ("CosineAnnealingLR", {"T_max": "10"}),
    ("CosineAnnealingLR", {"eta_min": None}),
    ("LinearLR", {"start_factor": True}),
    ("LinearLR", {"end_factor": "1"}),
    ("LinearLR", {"total_iters": 5.0}),
]


def optimiser_of(side):
    return side.optimisers.SGD([side.parameter()], lr=0.1)


def rate_of(optimiser):
    return optimiser.lr if hasattr(optimiser, "lr") else optimiser.param_groups[0]["lr"]


@BOTH
@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        *((name, change, ValueError) for name, change in OUT_OF_RANGE),
        *((name, change, TypeError) for name, change in OF_A_WRONG_KIND),
    ],
)
def test_an_impossible_setting_is_refused_and_leaves_the_rate(side, name, change, error):
    optimiser = optimiser_of(side)
    with pytest.raises(error, match=f"{next(iter(change))}: expected .*received"):
        getattr(side.schedules, name)(optimiser, **(FORMULAS[name] | change))
    assert rate_of(optimiser) == 0.1


@BOTH
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("StepLR", {"step_size": 1, "gamma": 1e-9}),
        ("CosineAnnealingLR", {"T_max": 1, "eta_min": 0}),
        ("LinearLR", {"start_factor": 1, "end_factor": 0, "total_iters": 1}),
        ("LinearLR", {"start_factor": 1e-9, "end_factor": 1}),
    ],
)
def test_a_setting_at_the_edge_is_taken(side, name, settings):
    getattr(side.schedules, name)(optimiser_of(side), **settings)


@BOTH
@pytest.mark.parametrize("name", FORMULAS)
def test_a_schedule_needs_an_optimiser(side, name):
    with pytest.raises(TypeError, match="optimizer: expected one such as SGD or Adam, received"):
        getattr(side.schedules, name)(side.mlp.MLP([3, 2]), **FORMULAS[name])


CHAINS = [  # schedulers, milestones, what is wrong
    ([], [], TypeError, r"schedulers: expected a list of schedules, received \[\]"),
    (3, [], TypeError, "schedulers: expected a list of schedules, received 3"),
    ("ones of one optimiser", 5, TypeError, "milestones: expected a list of steps such as .*, received 5"),
    ("ones of one optimiser", [], ValueError, "milestones: expected 1, one between each two .*, received 0"),
    ("ones of one optimiser", [5, 6], ValueError, "milestones: expected 1, one between .*, received 2"),
    ("ones of one optimiser", [0], ValueError, r"milestones\[0\]: expected .* at least 1, received 0"),
    ("ones of one optimiser", [5.0], TypeError, r"milestones\[0\]: expected a whole number, received 5.0"),
    (
        "three of one optimiser",
        [5, 5],
        ValueError,
        r"milestones: expected steps that rise, received \[5, 5\]",
    ),
    ("one of another optimiser", [5], ValueError, r"schedulers\[1\]: expected .* same optimiser, received"),
    ("one that is none", [5], TypeError, r"schedulers\[1\]: expected .*, received float"),
]


@BOTH
@pytest.mark.parametrize(("schedulers", "milestones", "error", "message"), CHAINS)
def test_schedules_that_do_not_follow_each_other_are_refused(side, schedulers, milestones, error, message):
    optimiser = optimiser_of(side)
    known = {
        "ones of one optimiser": lambda: [side.schedules.LinearLR(optimiser) for _ in range(2)],
        "three of one optimiser": lambda: [side.schedules.LinearLR(optimiser) for _ in range(3)],
        "one of another optimiser": lambda: [
            side.schedules.LinearLR(walker) for walker in (optimiser, optimiser_of(side))
        ],
        "one that is none": lambda: [side.schedules.LinearLR(optimiser), 0.5],
    }
    schedulers = known[schedulers]() if isinstance(schedulers, str) else schedulers
    with pytest.raises(error, match=message):
        side.schedules.SequentialLR(optimiser, schedulers, milestones)


@BOTH
def test_what_is_no_optimiser_is_named_before_the_schedules_that_belong_to_another(side):
    schedulers = [side.schedules.LinearLR(optimiser_of(side)) for _ in range(2)]
    with pytest.raises(TypeError, match="^optimizer: expected one such as SGD or Adam, received float"):
        side.schedules.SequentialLR(0.1, schedulers, [5])
