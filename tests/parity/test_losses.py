"""Losses: NumPy, the twin, torch.nn and measurement agree, for every option and at the edges."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.equality import prove_equal
from course_lib.numpy_nn import losses
from course_lib.numpy_nn.softmax import log_softmax, softmax
from course_lib.torch_nn import losses as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring

REDUCTIONS = ("mean", "sum", "none")


def of_values(name, draw_inputs, **options):
    """A loss of outputs and targets of one shape; targets are constants."""

    def make_case(rng):
        mine, *references = (getattr(side, name)(**options) for side in (losses, twin, nn))
        return Case(mine, tuple(references), draw_inputs(rng, sizes(rng, 2)), constants=(1,))

    make_case.__name__ = f"{name}{options}"
    return make_case


def numbers(rng, shape):
    return rng.standard_normal(shape), rng.standard_normal(shape)


def probabilities(rng, shape):
    return rng.uniform(0.01, 0.99, shape), rng.integers(0, 2, shape).astype(float)


def logits_and_fractions(rng, shape):
    return 3 * rng.standard_normal(shape), rng.random(shape)


def distributions(rng, shape):
    target = softmax(rng.standard_normal(shape))
    target[0, 0] = 0.0  # what cannot happen
    return log_softmax(rng.standard_normal(shape)), target


def logarithms(rng, shape):
    return log_softmax(rng.standard_normal(shape)), log_softmax(rng.standard_normal(shape))


def of_rare_answers(reduction, *, each):
    """Binary cross-entropy in which a yes counts more: one weight, or one for each column."""

    def make_case(rng):
        shape = sizes(rng, 3)
        weight = rng.uniform(0.2, 5, shape[-1] if each else 1)
        options = {"pos_weight": weight, "reduction": reduction}
        their_options = options | {"pos_weight": torch.tensor(weight)}
        references = twin.BCEWithLogitsLoss(**their_options), nn.BCEWithLogitsLoss(**their_options)
        mine = losses.BCEWithLogitsLoss(**options)
        return Case(mine, references, logits_and_fractions(rng, shape), constants=(1,))

    make_case.__name__ = f"BCEWithLogitsLoss-weight {'each' if each else 'one'}-{reduction}"
    return make_case


def of_classes(name, *, weighted=False, ignore_index=None, **options):
    """A loss of labels. With ignore_index, the first row is one that is left out, and the last is not."""

    def make_case(rng):
        rows, classes = sizes(rng, 2)
        labels = rng.integers(0, classes, rows)
        settings = dict(options)
        if ignore_index is not None:
            settings["ignore_index"] = ignore_index
            labels[0], labels[-1] = ignore_index, 1
        weight = rng.uniform(0.2, 3, classes) if weighted else None
        theirs = None if weight is None else torch.tensor(weight)
        references = getattr(twin, name)(theirs, **settings), getattr(nn, name)(theirs, **settings)
        inputs = 3 * rng.standard_normal((rows, classes)), labels
        return Case(getattr(losses, name)(weight, **settings), references, inputs)

    chosen = {"weighted": weighted, "ignore_index": ignore_index} | options
    make_case.__name__ = f"{name}{ {key: value for key, value in chosen.items() if value} }"
    return make_case


VALUES = [
    *(of_values("MSELoss", numbers, reduction=reduction) for reduction in REDUCTIONS),
    *(of_values("BCELoss", probabilities, reduction=reduction) for reduction in REDUCTIONS),
    *(of_values("BCEWithLogitsLoss", logits_and_fractions, reduction=reduction) for reduction in REDUCTIONS),
    *(of_rare_answers(reduction, each=each) for reduction in REDUCTIONS for each in (False, True)),
    *(
        of_values("KLDivLoss", inputs, reduction=reduction, log_target=inputs is logarithms)
        for reduction in ("batchmean", *REDUCTIONS)
        for inputs in (distributions, logarithms)
    ),
]
CLASSES = [
    *(of_classes("NLLLoss", reduction=reduction) for reduction in REDUCTIONS),
    of_classes("NLLLoss", weighted=True),
    of_classes("NLLLoss", ignore_index=-100),
    of_classes("NLLLoss", ignore_index=0),
    *(of_classes("NLLLoss", weighted=True, ignore_index=-1, reduction=reduction) for reduction in REDUCTIONS),
    *(of_classes("CrossEntropyLoss", reduction=reduction) for reduction in REDUCTIONS),
    of_classes("CrossEntropyLoss", weighted=True),
    of_classes("CrossEntropyLoss", ignore_index=-100),
    of_classes("CrossEntropyLoss", ignore_index=0),
    of_classes("CrossEntropyLoss", label_smoothing=0.1),
    of_classes("CrossEntropyLoss", label_smoothing=0.3, weighted=True),
    of_classes("CrossEntropyLoss", label_smoothing=0.3, ignore_index=0),
    *(
        of_classes(
            "CrossEntropyLoss", label_smoothing=0.3, weighted=True, ignore_index=-1, reduction=reduction
        )
        for reduction in REDUCTIONS
    ),
]
CASES = [*VALUES, *CLASSES]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")  # so do we, and say so
@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_losses_equal_their_twins_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_losses_go_back_as_measured(make_case):
    prove_by_measuring(make_case)


def test_cross_entropy_equals_torch_where_probabilities_underflow():
    logits, labels = np.array([[1e4, -1e4, 3.0], [-1e4, 0.0, 1e4]]), np.array([1, 2])
    for options in ({}, {"label_smoothing": 0.2}):
        for reference in (twin.CrossEntropyLoss(**options), nn.CrossEntropyLoss(**options)):
            mine = losses.CrossEntropyLoss(**options)
            assert prove_equal(mine, reference, logits, labels).input_gradients == 1


EDGES = [
    (
        "BCELoss",
        {},
        [0.0, 1.0, 0.0, 1.0, 1e-13, 1 - 1e-13, 1e-45, 0.5],
        [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0],
    ),
    ("BCEWithLogitsLoss", {}, [-1e3, 1e3, -1e3, 1e3, 40.0, -40.0, 0.0], [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.5]),
    ("KLDivLoss", {}, [-1e3, -700.0, 0.0, -1e-30], [1.0, 0.0, 0.0, 1e-300]),
    ("KLDivLoss", {"log_target": True}, [-1e3, -700.0, 0.0, -1e-30], [0.0, -1e3, -700.0, -1e-30]),
]


@pytest.mark.parametrize(("name", "options", "x", "target"), EDGES)
def test_losses_and_gradients_at_the_edges_are_those_of_torch(name, options, x, target):
    x, target = np.array(x), np.array(target)
    mine = getattr(losses, name)(reduction="none", **options)
    values, (grad_x, _) = mine(x, target), mine.backward(np.ones_like(x))
    assert np.isfinite(grad_x).all()
    for side in (twin, nn):
        their_x = torch.tensor(x, requires_grad=True)
        theirs = getattr(side, name)(reduction="none", **options)(their_x, torch.tensor(target))
        theirs.sum().backward()
        # One value at a time: a wrong edge would drown in the norm of all. 1e-12: some operations of 1e-16.
        # PyTorch's bound for x (1 − x) in BCELoss is 1e-12 as a float32, which has 8 digits.
        np.testing.assert_allclose(values, theirs.detach(), rtol=1e-12, atol=1e-300)
        rtol = 1e-8 if name == "BCELoss" else 1e-12
        np.testing.assert_allclose(grad_x, their_x.grad, rtol=rtol, atol=1e-15)


@pytest.mark.parametrize("side", [losses, twin])
def test_what_cannot_happen_costs_nothing_even_if_it_was_ruled_out(side):
    """Here both sides follow the convention 0 · log 0 = 0, and PyTorch has NaN."""
    array = np.array if side is losses else torch.tensor
    logs, target = array([[-np.inf, 0.0]]), array([[0.0, 1.0]])
    assert float(side.KLDivLoss(reduction="sum")(logs, target)) == 0
    assert np.isnan(
        float(nn.KLDivLoss(reduction="sum")(torch.tensor([[-np.inf, 0.0]]), torch.tensor([[0.0, 1]])))
    )


@pytest.mark.parametrize("name", ["NLLLoss", "CrossEntropyLoss"])
def test_a_class_that_is_ruled_out_may_be_the_one_that_is_left_out(name):
    """A model that must never answer "padding" has −∞ there, and its rows of padding are ignored."""
    logits, labels = np.array([[-np.inf, 1.0, 2.0], [-np.inf, 0.5, 0.1]]), np.array([0, 2])
    mine = getattr(losses, name)(ignore_index=0)
    value, (grad, _) = mine(logits, labels), mine.backward()
    for side in (twin, nn):
        theirs = torch.tensor(logits, requires_grad=True)
        loss = getattr(side, name)(ignore_index=0)(theirs, torch.tensor(labels))
        loss.backward()
        assert value == pytest.approx(float(loss.detach()), rel=1e-14)
        np.testing.assert_allclose(grad, theirs.grad, rtol=1e-14)


@pytest.mark.parametrize("name", ["NLLLoss", "CrossEntropyLoss"])
@pytest.mark.parametrize("side", [losses, twin])
def test_no_row_at_all_is_refused_where_torch_returns_nan(side, name):
    array = np.array if side is losses else torch.tensor
    outputs = np.zeros((2, 3), np.float32) if side is losses else torch.zeros(2, 3)
    with pytest.raises(ValueError, match="expected one label at least that is not ignore_index"):
        getattr(side, name)()(outputs, array([-100, -100]))
    assert getattr(nn, name)()(torch.zeros(2, 3), torch.tensor([-100, -100])).isnan()
    weight = array([1.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="expected a row that counts"):
        getattr(side, name)(weight)(outputs + 0 * weight, array([1, 2]))
    assert getattr(nn, name)(torch.tensor([1.0, 0, 0]))(torch.zeros(2, 3), torch.tensor([1, 2])).isnan()
