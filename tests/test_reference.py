"""The reference lists all that the library offers, and each formula is what the library computes."""

import re
from dataclasses import replace
from pkgutil import resolve_name

import numpy as np
import pytest
import torch

from course_lib.numpy_nn import activations
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from course_lib.places import SOURCES
from course_lib.reference import contents
from course_lib.reference.contents import SECTIONS, index, listed, missing, public_names, row
from course_lib.reference.entry import at_each
from course_lib.reference.layers import ACTIVATIONS, LOSSES, NORMALISATIONS, ROW_ACTIVATIONS
from course_lib.reference.training import INITIALISERS, OPTIMISERS, SCHEDULES
from course_lib.showing import Code, Link
from course_lib.syllabus import written

ENTRIES = [entry for _, entries in SECTIONS.values() for entry in entries]
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
X = np.linspace(-3, 3, 40)
BY_IDEA = {  # what no chapter calls by its name, and the word for it there
    "LogSoftmax": "softmax",
    "NLLLoss": "likelihood",
    "BCELoss": "cross-entropy",
    "StepLR": "schedule",
    "ExponentialLR": "schedule",
    "LinearLR": "warm-up",
    "constant": "init.zeros",
    "xavier_uniform": "xavier_normal",
    "uniform": "kaiming_uniform",
    "SequentialLR": "warm-up",
}


def test_no_public_name_is_missing():
    assert missing() == []


def test_a_name_that_the_library_gains_is_missed(monkeypatch):
    def swish(x):
        return x

    swish.__module__ = activations.__name__
    monkeypatch.setattr(activations, "swish", swish, raising=False)
    assert missing() == ["swish"]


def test_what_is_listed_is_public():
    for section, (modules, _) in SECTIONS.items():
        assert listed(section).keys() == set().union(*map(public_names, modules))


@every_entry
def test_pytorchs_name_is_one_of_pytorch(entry):
    assert callable(resolve_name(entry.torch)) if entry.torch else entry.name == "lecun_normal"


@every_entry
def test_the_chapter_that_teaches_it_names_it(entry):
    if entry.taught in written():
        source = (SOURCES / written()[entry.taught]).with_suffix(".py").read_text("utf-8")
        names = {BY_IDEA.get(entry.name, entry.make.__name__), entry.function} - {""}
        assert any(re.search(rf"\b{re.escape(name)}", source) for name in names)


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_the_slope_of_an_activation_is_that_of_its_formula(entry):
    h = 1e-6
    rise = (at_each(entry, entry.formula, X + h) - at_each(entry, entry.formula, X - h)) / (2 * h)
    np.testing.assert_allclose(at_each(entry, entry.slope, X), rise, atol=1e-8)
    np.testing.assert_allclose(at_each(entry, entry.formula, X), entry.build()(X), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_at_a_bend_library_and_pytorch_take_the_slope_of_the_left_side(entry):
    layer, x = entry.build(), torch.zeros(1, dtype=torch.float64, requires_grad=True)
    layer(np.zeros(1))
    resolve_name(entry.torch)(**entry.options).double()(x).backward()
    left = at_each(entry, entry.slope, np.array([-1e-9]))
    np.testing.assert_allclose(layer.backward(np.ones(1)), left, atol=1e-8)
    np.testing.assert_allclose(x.grad.numpy(), left, atol=1e-8)


@pytest.mark.parametrize("entry", LOSSES, ids=lambda entry: entry.name)
def test_the_gradient_of_a_loss_is_that_of_its_formula(entry):
    x, h = np.array([0.5, 0.3, 0.2]), 1e-6
    rise = [
        (entry.compute(entry.formula, x=x + move) - entry.compute(entry.formula, x=x - move)) / (2 * h)
        for move in h * np.eye(3)
    ]
    np.testing.assert_allclose(entry.compute(entry.slope, x=x), rise, atol=1e-8)
    value = entry.build(reduction="sum")(x[None], entry.values["target"])
    assert entry.compute(entry.formula, x=x) == pytest.approx(float(value))


@pytest.mark.parametrize("entry", INITIALISERS, ids=lambda entry: entry.name)
def test_first_weights_have_the_standard_deviation_of_the_formula(entry):
    for shape in ((50, 300), (300, 50)):
        drawn = entry.build(shape, rng=np.random.default_rng(0))
        std = entry.compute(entry.formula, fan_in=shape[1], fan_out=shape[0])
        assert drawn.std() == pytest.approx(std, rel=0.03, abs=1e-12)


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_the_options_of_an_activation_stand_in_its_formulas(entry):
    other = replace(entry, options={name: 0.7 * value for name, value in entry.options.items()})
    layer = other.build()
    np.testing.assert_allclose(at_each(other, other.formula, X), layer(X), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        at_each(other, other.slope, X), layer.backward(np.ones_like(X)), rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize("entry", [*ROW_ACTIVATIONS, *NORMALISATIONS], ids=lambda entry: entry.name)
def test_formulas_of_rows_are_the_librarys(entry):
    rng = np.random.default_rng(0)
    x, g = rng.normal(2, 3, (5, 4)), rng.normal(size=(5, 4))
    layer = entry.build(*([4] if entry in NORMALISATIONS else []))
    y, back = layer(x), layer.backward(g)
    pairs = zip(x, y, g, back, strict=True) if entry in ROW_ACTIVATIONS else [(x, y, g, back)]
    for one, out, grad, sent in pairs:
        np.testing.assert_allclose(entry.compute(entry.formula, x=one), out, rtol=1e-12)
        np.testing.assert_allclose(entry.compute(entry.slope, x=one, y=out, g=grad), sent, atol=1e-12)


@pytest.mark.parametrize("entry", OPTIMISERS, ids=lambda entry: entry.name)
def test_the_lines_of_an_optimiser_are_its_steps(entry):
    weights, rng = Parameter(np.array([1.0, -2.0])), np.random.default_rng(0)
    optimiser, letters = entry.build([weights]), {"theta": np.array([1.0, -2.0]), "v": 0.0, "m": 0.0}
    for step in range(1, 6):
        weights.grad = rng.normal(size=2)
        letters = entry.steps(letters, g=weights.grad.copy(), step=step)
        optimiser.step()
        np.testing.assert_allclose(weights.data, letters["theta"], rtol=1e-12)


def rates_of(entry, formula):
    """How far a formula is from the rates of a schedule that starts at 0.8."""
    optimiser = SGD([Parameter(np.zeros(1))], lr=0.8)
    schedule, off = entry.build(optimiser), []
    for t in range(51):
        off.append(abs(optimiser.lr - entry.compute(formula, t=t, lr0=0.8)))
        schedule.step()
    return max(off)


@pytest.mark.parametrize("entry", SCHEDULES, ids=lambda entry: entry.name)
def test_the_formula_of_a_schedule_gives_its_rates_and_a_slip_does_not(entry):
    assert rates_of(entry, entry.formula) < 1e-12
    for name in ("lr0", *entry.options):
        assert rates_of(entry, re.sub(rf"\b{name}\b", "1", entry.formula)) > 1e-3, name


def test_outputs_of_a_loss_are_named():
    kinds = {entry.name: entry.values["x"] for entry in LOSSES}
    assert kinds["KLDivLoss"] == kinds["NLLLoss"] == "log-probabilities"
    assert kinds["CrossEntropyLoss"] == kinds["BCEWithLogitsLoss"] == "logits"


def test_a_row_sets_formulas_as_code_and_its_chapter_as_a_link():
    relu = next(entry for entry in ACTIVATIONS if entry.name == "ReLU")
    shown = row(relu, {"y": relu.formula}, at_most="1")
    assert list(shown) == ["name", "y", "at most", "PyTorch", "chapter"]
    assert isinstance(shown["y"], Code)
    assert not isinstance(shown["at most"], Code)
    assert isinstance(shown["chapter"], Link)
    assert shown["chapter"].target == "04_multi_layer_perceptrons.ipynb"


def test_the_index_has_every_name_once_in_html_and_in_text(monkeypatch):
    displays = []
    monkeypatch.setattr(contents, "display", displays.append)
    index()
    names = sorted(name for section in SECTIONS for name in listed(section))
    assert all(name in repr(displays[0]) for name in ("Glorot", "He", "Xavier", "Kaiming", "swish", "SiLU"))
    lines = repr(displays[0]).splitlines()[1:]
    assert sorted(line.partition(":")[0] for line in lines) == names
    assert all(displays[0].data.count(f"<code>{name}</code>") == 1 for name in names)
