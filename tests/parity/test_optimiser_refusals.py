"""Optimisers: both sides refuse impossible options before any work, and take those at the edge."""

import pytest

from parity.sides import BOTH

NAMES = ["SGD", "RMSprop", "Adam", "AdamW"]
NUMBERS = {  # by option: whose it is, what is just too much or too little, and what is just possible
    "lr": (NAMES, [0, -1.0], [1e-30, 1e30]),
    "weight_decay": (NAMES, [-1e-9], [0, 1e30]),
    "momentum": (["SGD", "RMSprop"], [-1e-9, 1.0], [0, 0.999999]),
    "dampening": (["SGD"], [-1e-9, 1.0], [0, 0.999999]),
    "alpha": (["RMSprop"], [-1e-9, 1.0], [0, 0.999999]),
    "eps": (["RMSprop", "Adam", "AdamW"], [0, -1e-9], [1e-30]),
}
PAIRS = ([(-1e-9, 0.9), (1.0, 0.9), (0.9, -1e-9), (0.9, 1.0)], [(0, 0), (0.999999, 0.999999)])


def build(side, name, params=None, **options):
    return getattr(side.optimisers, name)([side.parameter()] if params is None else params, **options)


def refusals():
    for option, (names, out_of_range, _) in NUMBERS.items():
        for name in names:
            for value in (*out_of_range, float("nan"), float("inf")):
                yield name, {option: value}, ValueError, f"{option}: expected .*received"
            for value in ("1", None, True):
                yield name, {option: value}, TypeError, f"{option}: expected .*received"
    for name in ("Adam", "AdamW"):
        for betas in PAIRS[0]:
            yield name, {"betas": betas}, ValueError, rf"betas\[{int(betas[0] == 0.9)}\]: expected .*received"
        for betas in (0.9, (0.9,), (0.9, 0.9, 0.9), ("0.9", 0.9)):
            yield name, {"betas": betas}, TypeError, r"betas(\[0\])?: expected .*received"
    for name, option in (
        ("SGD", "nesterov"),
        ("RMSprop", "centered"),
        ("Adam", "amsgrad"),
        ("AdamW", "amsgrad"),
    ):
        for value in (1, "yes", None):
            yield name, {option: value}, TypeError, f"{option}: expected .*received"
    yield "SGD", {"nesterov": True}, ValueError, "nesterov: expected .*received momentum=0 and dampening=0"
    yield (
        "SGD",
        {"nesterov": True, "momentum": 0.9, "dampening": 0.1},
        ValueError,
        "nesterov: expected .*received momentum=0.9 and dampening=0.1",
    )


def edges():
    for option, (names, _, possible) in NUMBERS.items():
        yield from ((name, {option: value}) for name in names for value in possible)
    yield from ((name, {"betas": betas}) for name in ("Adam", "AdamW") for betas in PAIRS[1])
    yield "SGD", {"nesterov": True, "momentum": 1e-6, "dampening": 0}


@BOTH
@pytest.mark.parametrize(("name", "options", "error", "message"), list(refusals()))
def test_an_impossible_option_is_refused_with_what_was_expected_and_what_came(
    side, name, options, error, message
):
    with pytest.raises(error, match=f"^{message}"):
        build(side, name, **options)


@BOTH
@pytest.mark.parametrize(("name", "options"), list(edges()))
def test_an_option_at_the_edge_of_its_range_is_taken_as_it_is(side, name, options):
    optimiser = build(side, name, **options)
    settings = optimiser.param_groups[0] if hasattr(optimiser, "param_groups") else vars(optimiser)
    assert {option: settings[option] for option in options} == options


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_parameters_must_be_some_and_each_be_there_once(side, name):
    parameter = side.parameter()
    for params, error, message in (
        ([], ValueError, "params: expected one parameter at least, received none"),
        ([1.0], TypeError, "params: expected parameters, received float"),
        (3, TypeError, "params: expected parameters, received int"),
        ([parameter, parameter], ValueError, "params: expected each parameter once; one came twice"),
    ):
        with pytest.raises(error, match=message):
            build(side, name, params=params)
