"""A proof that cannot fail proves nothing: with any one gradient doubled, each of them must refuse."""

import numpy as np
import pytest

from course_lib.equality import NotEqualError
from parity.test_activations import CASES as ACTIVATIONS
from parity.test_dropout import CASES as DROPOUT
from parity.test_linear import CASES as LINEAR
from parity.test_losses import CASES as LOSSES
from parity.test_mlp import DEEP, NORMALISED, SHALLOW
from parity.test_module import CASES as NETWORKS
from parity.test_normalisation import CASES as NORMALISATION
from parity.test_residual import CASES as RESIDUAL
from parity.test_softmax import CASES as SOFTMAX

CASES = [
    *LINEAR,
    *ACTIVATIONS,
    *SOFTMAX,
    *LOSSES,
    *SHALLOW,
    *NORMALISED,
    *NETWORKS,
    *NORMALISATION,
    *RESIDUAL,
    *DROPOUT,
]


def double_a_gradient(case, monkeypatch, name):
    """Let the way back of the module itself return or add up one gradient twice."""
    correct = type(case.numpy).gradients
    case.numpy.is_outermost = True  # those of the same class inside it stay correct; copies keep the mark

    def doubled(self, grad_output, cache):
        returned = correct(self, grad_output, cache)
        if not hasattr(self, "is_outermost"):
            return returned
        if not name.startswith("input "):
            dict(self.named_parameters())[name].grad *= 2
            return returned
        if not isinstance(returned, tuple):
            return 2 * returned
        return tuple(
            2 * gradient if name == f"input {position}" else gradient
            for position, gradient in enumerate(returned)
        )

    monkeypatch.setattr(type(case.numpy), "gradients", doubled)


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")  # of KLDivLoss, which PyTorch regrets
@pytest.mark.parametrize("make_case", CASES, ids=lambda make_case: make_case.__name__)
def test_each_doubled_gradient_is_refused_by_name(make_case, monkeypatch):
    case = make_case(np.random.default_rng(0))
    inputs = [
        f"input {position}"
        for position, x in enumerate(case.inputs)
        if x.dtype.kind == "f" and position not in case.constants
    ]
    parameters = [name for name, _ in case.numpy.named_parameters() if name not in case.zero_gradients]
    refuse_doubled(case, [*inputs, *parameters], monkeypatch)


def test_a_doubled_gradient_is_refused_at_the_front_of_a_deep_network_where_it_is_about_1e_20(monkeypatch):
    refuse_doubled(
        DEEP[0](np.random.default_rng(0)), ["input 0", "layers.0.weight", "layers.0.bias"], monkeypatch
    )


def refuse_doubled(case, names, monkeypatch):
    for name in names:
        with monkeypatch.context() as patch:
            double_a_gradient(case, patch, name)
            for reference in case.references:
                with pytest.raises(NotEqualError, match=name):
                    case.prove(reference)
