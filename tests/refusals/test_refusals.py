"""Bad input: every public function, class and method refuses it, and says what was expected and what came."""

import matplotlib.pyplot as plt
import pytest

from refusals import data, layers, pictures, pipelines, training
from refusals.exempt import EXEMPT
from refusals.subjects import public_names, side_of

ROWS = layers.ROWS | training.ROWS | data.ROWS | pictures.ROWS | pipelines.ROWS
PUBLIC = public_names()
MISTAKES = [
    (name, argument, what)
    for name, row in ROWS.items()
    for argument, kind in row.kinds.items()
    for what, _ in kind.wrong(side_of(name))
]


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def test_every_public_name_has_a_row_or_a_reason_to_have_none():
    assert set(PUBLIC) == set(ROWS) | set(EXEMPT)
    assert not set(ROWS) & set(EXEMPT)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_of_which_kind_every_argument_is(name):
    assert sorted(ROWS[name].kinds) == sorted(PUBLIC[name])


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_calls_right_is_taken(name):
    ROWS[name].call(name)


@pytest.mark.parametrize(("name", "argument", "what"), MISTAKES)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(name, argument, what):
    row = ROWS[name]
    wrong = dict(row.kinds[argument].wrong(side_of(name)))[what]
    with pytest.raises((TypeError, ValueError)) as refusal:
        row.call(name, **{argument: wrong})
    assert not isinstance(refusal.value, IndexError)  # NumPy has a ValueError that is one, too
    message = str(refusal.value)
    assert "expected" in message
    assert "received" in message or "came" in message
