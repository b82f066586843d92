"""Words that a chapter shows: as HTML, which wraps between words, and the same as plain text."""

from __future__ import annotations

import html
import re
import textwrap


class Words:
    """A bold title and what it is about.

    Args:
        title: what stands first.
        body: what follows, with code between backticks.
        code: lines of code to show below.
        between: what stands between title and body.
    """

    def __init__(self, title: str, body: str = "", *, code: str = "", between: str = ": "):
        self.title, self.body, self.code = title, body, code
        self._between = between if body else ""

    def __repr__(self) -> str:
        """The words as plain text."""
        code = f"\n{textwrap.indent(self.code, '    ')}" if self.code else ""
        return f"{self.title}{self._between}{self.body}{code}"

    def _repr_html_(self) -> str:
        """The words as HTML."""
        code = f"<pre>{html.escape(self.code)}</pre>" if self.code else ""
        return (
            f"<div><strong>{as_markup(self.title)}</strong>{self._between}{as_markup(self.body)}{code}</div>"
        )


def as_markup(words: str) -> str:
    """Return words as HTML, with code where backticks stood."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(words))
