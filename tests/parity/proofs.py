"""The proofs that every case has to stand, on shapes and numbers that hypothesis draws."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.numpy_nn.gradient_check import gradient_check
from parity.cases import Case, Drawn, MakeCase

MEASURED = 1e-7  # central differences are good to about 1e-10 of a number; cancellation may cost some digits
EXAMPLES = settings.default.max_examples


def prove_both(make_case: MakeCase, examples: int = EXAMPLES) -> None:
    """NumPy equals its twin and torch.nn: output, every input gradient, every parameter gradient."""
    for_each_example(make_case, prove_case, examples)


def prove_by_measuring(make_case: MakeCase, examples: int = 3) -> None:
    """NumPy's way back equals central differences of its way forward (two calls a number: few examples)."""
    for_each_example(make_case, measure_case, examples)


def for_each_example(make_case: MakeCase, prove: Callable[[Case], None], examples: int) -> None:
    """Let hypothesis make cases of one kind, and prove each."""

    @settings(max_examples=examples)
    @given(st.data())
    def proof(data: st.DataObject) -> None:
        prove(make_case(Drawn(data)))

    proof()


def prove_case(case: Case) -> None:
    assert case.references
    for reference in case.references:
        assert case.prove(reference) == case.expected


def measure_case(case: Case) -> None:
    errors = gradient_check(case.numpy, *case.inputs)
    assert len(errors) == case.input_gradients + case.parameters
    assert max(errors.values()) < MEASURED, errors
