"""What all widgets share: where their script comes from, and what readers without widgets see."""

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
        state: first values of the traits.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, script: str, style: str, **state: Any):
        super().__init__(_esm=joined_script(script), _css=joined_style("widget.css", style), **state)

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
