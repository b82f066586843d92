"""Parts of a widget's state that refuse what they cannot be, so that the state stays as it was."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from course_lib.arguments import require_number, require_one_of, require_whole_number


class Whole(traitlets.TraitType):
    """A trait that is a whole number.

    Args:
        default: what it is at first.
        limits: the lowest and the highest that it may be.
    """

    def __init__(self, default: int, limits: tuple[int, int]):
        super().__init__(default)
        self.limits = limits

    def validate(self, widget: traitlets.HasTraits, value: object) -> int:
        """Return the number, or refuse it with a TraitError."""
        lowest, highest = self.limits
        try:
            number = require_whole_number(self.name, value, at_least=lowest)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(f"{error}; possible are {lowest} to {highest}") from None
        if number > highest:
            raise traitlets.TraitError(
                f"{self.name}: expected a whole number from {lowest} to {highest}, received {number}"
            )
        return number


class Number(traitlets.TraitType):
    """A trait that is a number.

    Args:
        default: what it is at first.
        limits: the lowest and the highest that it may be.
    """

    def __init__(self, default: float, limits: tuple[float, float]):
        super().__init__(default)
        self.limits = limits

    def validate(self, widget: traitlets.HasTraits, value: object) -> float:
        """Return the number, or refuse it with a TraitError."""
        return number_within(self.name, value, self.limits)


class OneOf(traitlets.TraitType):
    """A trait that is one of some names.

    Args:
        default: what it is at first.
        options: what it may be.
    """

    def __init__(self, default: str, options: Sequence[str]):
        super().__init__(default)
        self.options = options

    def validate(self, widget: traitlets.HasTraits, value: object) -> str:
        """Return the name, or refuse it with a TraitError."""
        try:
            return require_one_of(self.name, value, self.options)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None


class ChangedAsAWhole(dict):
    """A dict that is replaced and never changed in place, which the browser would not hear of.

    A subclass says in `example` how to change it.
    """

    example = ""

    def _refuse(self, *args: object, **kwargs: object) -> None:
        """Refuse a change in place."""
        raise TypeError(f"expected a change as a whole, {self.example}: the others keep their value")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse


def number_within(name: str, value: object, limits: tuple[float, float]) -> float:
    """Return a number within limits, or refuse it with a TraitError.

    Args:
        name: what the caller calls it, for the message.
        value: what came.
        limits: the lowest and the highest that it may be.
    """
    lowest, highest = limits
    try:
        return require_number(name, value, at_least=lowest, at_most=highest)
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(str(error)) from None
