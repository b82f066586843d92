"""The three proofs that every case has to stand."""

import numpy as np

from course_lib.numpy_nn.gradient_check import gradient_check
from parity.cases import MakeCase

MEASURED = 1e-7  # central differences are good to about 1e-10 of a number; cancellation may cost some digits


def prove_both(make_case: MakeCase, seed: int) -> None:
    """NumPy equals its twin and torch.nn: output, every input gradient, every parameter gradient."""
    case = make_case(np.random.default_rng(seed))
    assert case.references
    for reference in case.references:
        assert case.prove(reference) == case.expected


def prove_by_measuring(make_case: MakeCase, seed: int) -> None:
    """NumPy's way back equals central differences of its way forward."""
    case = make_case(np.random.default_rng(seed))
    errors = gradient_check(case.numpy, *case.inputs)
    assert len(errors) == case.input_gradients + case.parameters
    assert max(errors.values()) < MEASURED, errors
