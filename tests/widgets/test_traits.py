"""A part of a widget's state is taken within its limits, refused beyond them, and never half changed."""

import pytest
import traitlets

from course_lib.widgets.traits import ChangedAsAWhole, Number, OneOf, Whole


class Machine(traitlets.HasTraits):
    """Something with one trait of each kind."""

    gear = Whole(1, (0, 5))
    heat = Number(0.5, (0.0, 1.0))
    mode = OneOf("slow", ("slow", "fast"))


class Recipe(ChangedAsAWhole):
    example = 'w.recipe = {"salt": 1}'


@pytest.mark.parametrize(("name", "value"), [("gear", 0), ("gear", 5), ("heat", 1), ("mode", "fast")])
def test_what_is_within_the_limits_is_taken(name, value):
    machine = Machine()
    setattr(machine, name, value)
    assert getattr(machine, name) == value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("gear", 6, "gear: expected a whole number from 0 to 5, received 6"),
        ("gear", -1, "received -1; possible are 0 to 5"),
        ("gear", 1.5, "gear: expected a whole number, received 1.5"),
        ("gear", True, "gear: expected a whole number, received True"),
        ("heat", 1.1, "heat: expected a finite number >= 0 and <= 1, received 1.1"),
        ("heat", float("nan"), "heat: expected a finite number"),
        ("mode", "middling", "mode: expected one of 'slow', 'fast', received 'middling'"),
    ],
)
def test_what_is_beyond_them_is_refused_and_changes_nothing(name, value, words):
    machine = Machine()
    before = getattr(machine, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(machine, name, value)
    assert getattr(machine, name) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda recipe: recipe.update(salt=2),
        lambda recipe: recipe.__setitem__("salt", 2),
        lambda recipe: recipe.__delitem__("salt"),
        lambda recipe: recipe.setdefault("pepper", 1),
        lambda recipe: recipe.pop("salt"),
        lambda recipe: recipe.clear(),
    ],
)
def test_a_dict_that_is_replaced_as_a_whole_says_how(change):
    recipe = Recipe(salt=1)
    with pytest.raises(TypeError, match='expected a change as a whole, w.recipe = {"salt": 1}'):
        change(recipe)
    assert recipe == {"salt": 1}
