"""A page that is whole in itself: it asks no other host, and runs no script but its own.

Two guards stand over that. The page is read before it is written, so that an author hears which piece of
markup reaches out. And the page carries a policy for the browser, which also stops what reading cannot see:
what a widget's module or style would fetch once it runs. (A policy cannot stop a page from leaving for
another; only markup that does so is found, and widgets are the course's own.)
"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

# Where the browser goes for more, with the address as the value; in a link it is the reader who goes.
ADDRESSES = {"action", "background", "data", "formaction", "ping", "poster", "src", "srcdoc", "srcset"}
LINKED = {"href", "xlink:href"}
LINKS = {"a", "area"}
PICTURES = {"img", "image"}  # may hold their own bytes, as data:
IN_STYLE = re.compile(r"""(?:@import\s*(?!url|\s)|url\(\s*)["']?([^"')\s;]+)""", re.IGNORECASE)
EXCERPT = 60  # characters: enough to find the place


def policy(script: str) -> str:
    """Return the Content-Security-Policy of a page.

    Pictures hold their own bytes, styles stand in the page, and the page's script alone may run, with the
    modules of widgets that it makes (`blob:`). Everything else is refused.

    Args:
        script: the page's own, as it stands between its tags; empty if there is none.

    Source: W3C, *Content Security Policy Level 3*: its fetch directives, and hash-source for the script.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    scripts = f"'sha256-{digest}' blob:" if script else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def reaching_out(page: str, script: str) -> list[str]:
    """Return what in a page would fetch something, leave it unasked, or run beside its own script.

    Args:
        page: HTML.
        script: the page's own, as it stands between its tags; empty if there is none.

    Returns:
        Each piece of markup, or its beginning, as it stands in the page.
    """
    reader = _Reader(script)
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Collects what reaches out of a page."""

    def __init__(self, script: str):
        super().__init__()
        self.script = script
        self.found: list[str] = []
        self.text = ""  # of the style or script that is being read
        self.runs = False  # whether that is a script, and not data in a script element

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text = ""
        self.runs = tag == "script" and dict(attrs).get("type") != "application/json"
        for name, given in attrs:
            value = (given or "").strip()
            refresh = (name, value.lower()) == ("http-equiv", "refresh")
            if refresh or name.startswith("on") or _fetches(tag, name, value):
                self.found.append(f'{name}="{value[:EXCERPT]}"')
            if name == "style":
                self.found += _fetched_by_style(value)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.found += _fetched_by_style(self.text)
        elif tag == "script" and self.runs and self.text != self.script:
            self.found.append(f"<script>{self.text.strip()[:EXCERPT]}")


def _fetches(tag: str, name: str, value: str) -> bool:
    """Whether the browser would go to an attribute's value for more, by itself, or run it."""
    if name in LINKED and tag in LINKS:
        return value.lower().startswith("javascript:")
    return name in ADDRESSES | LINKED and not _is_here(value, tag in PICTURES and name != "srcset")


def _fetched_by_style(style: str) -> list[str]:
    """Return what a style would fetch."""
    return [match[0][:EXCERPT] for match in IN_STYLE.finditer(style) if not _is_here(match[1], True)]


def _is_here(address: str, holds_data: bool) -> bool:
    """Whether an address is a place in the page, or, where data may stand, data."""
    return address.startswith("#") or (holds_data and address.lower().startswith("data:"))
