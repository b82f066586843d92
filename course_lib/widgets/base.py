"""What all widgets share: where their script comes from, and what readers without widgets see."""

import difflib
from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from course_lib.widgets.modules import joined_script, joined_style


class CourseWidget(anywidget.AnyWidget):
    """A widget that computes and draws in the browser, with the same content as text and as HTML beside it.

    Whoever shows no widgets (an exported page without scripts, a screen reader's plain view, a terminal)
    meets the text or the HTML. Both must be the same in every run, unlike the ids of a widget, so that
    notebooks can be compared.

    Args:
        script: the widget's own file in `static/`; what it imports is joined to it.
        style: its style sheet there, which follows the one that all widgets share.
        fixed: values of the traits that are read-only.
        state: first values of the others.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, script: str, style: str, fixed: Mapping[str, Any], **state: Any):
        for name, value in fixed.items():
            self.set_trait(name, value)
        super().__init__(_esm=joined_script(script), _css=joined_style("widget.css", style), **state)

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute that the widget has; a new one would be kept in silence, and nothing would move.

        Raises:
            AttributeError: if the widget has none of that name, unless it starts with an underscore.
        """
        if not name.startswith("_") and not hasattr(type(self), name):
            settable = self._settable()
            meant = difflib.get_close_matches(name, settable, n=1)
            raise AttributeError(
                f"{type(self).__name__}: expected one of {', '.join(settable)}; received {name}"
                + "".join(f". Did you mean {near}?" for near in meant)
            )
        super().__setattr__(name, value)

    def _settable(self) -> list[str]:
        """Return the names of the traits that a learner sets: public, not fixed, not ipywidgets' own."""
        inherited = anywidget.AnyWidget.class_trait_names()
        return [
            name
            for name, trait in self.traits().items()
            if name not in inherited and not name.startswith("_") and not trait.read_only
        ]

    def as_text(self) -> str:
        """Return the widget's content as plain text."""
        raise NotImplementedError(f"{type(self).__name__} must define as_text()")

    def as_html(self) -> str:
        """Return the widget's content as HTML that needs neither scripts nor styles."""
        raise NotImplementedError(f"{type(self).__name__} must define as_html()")

    def __repr__(self) -> str:
        return self.as_text()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it its content for readers that show no widgets."""
        fallbacks = {"text/plain": self.as_text(), "text/html": self.as_html()}
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:  # no front end has asked for widgets
            return fallbacks
        data, metadata = bundle
        return data | fallbacks, metadata
