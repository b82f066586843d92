"""An exported page whose markup and whose widget try to reach a server: the policy stops every one of them.

The same page without its policy shows that each way would have led there.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import anywidget
import pytest
import traitlets
from playwright.sync_api import Page

from tests.browser.exported import page_with

PATIENCE = 30  # seconds for all requests together
STOPPED = "violates the following Content Security Policy"  # how the browser names what it stopped
# What stands in the page itself, as if reading it had missed it.
MARKUP = {
    "picture": '<img src="{}">',
    "drawing": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "sheet": '<link rel="stylesheet" href="{}">',
    "imported-style": '<style>@import "{}";</style>',
    "background": '<p style="background: url({})">words</p>',
    "frame": '<iframe src="{}"></iframe>',
    "document": """<iframe srcdoc="<img src='{}'>"></iframe>""",
    "object": '<object data="{}"></object>',
    "poster": '<video poster="{}"></video>',
    "script": '<script src="{}"></script>',
    "inline-script": '<script>new Image().src = "{}";</script>',
    "handler": """<img src="data:," onerror="new Image().src = '{}'">""",
}
# What the module of a widget does; the policy lets modules run.
CALLS = {
    "fetch": 'fetch("{}", {{ mode: "no-cors" }})',
    "beacon": 'navigator.sendBeacon("{}")',
    "events": 'new EventSource("{}")',
    "import": 'import("{}")',
    "late-picture": 'new Image().src = "{}"',
    "font": 'new FontFace("late", "url({})").load()',
    "late-style": 'add("style", {{ textContent: "@import url({})" }})',
    "late-script": 'add("script", {{ src: "{}" }})',
    "late-frame": 'add("iframe", {{ src: "{}" }})',
    "form": 'add("form", {{ action: "{}", method: "post" }}).submit()',
}


class Reaching(anywidget.AnyWidget):
    """Tries every way of `CALLS`."""

    _esm = traitlets.Unicode().tag(sync=True)


class Server(ThreadingHTTPServer):
    """Notes what it is asked for; asked for anything, it answers with nothing."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: set[str] = set()

    def address(self, name: str) -> str:
        """Where a way leads."""
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.add(self.path[1:])
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this computer."""
    with Server() as running:
        threading.Thread(target=running.serve_forever).start()
        yield running
        running.shutdown()


@pytest.fixture
def reaching(server: Server) -> str:
    """A page that tries every way to the server."""
    calls = [f"() => {call.format(server.address(name))}" for name, call in CALLS.items()]
    module = """
        const add = (tag, what) => {
          const made = Object.assign(document.createElement(tag), what);
          document.body.append(made);
          return made;
        };
        export default { async render({ el }) {
          el.textContent = "tried";
          await Promise.allSettled([%s].map(async (call) => call()));
        } };
    """
    markup = "".join(way.format(server.address(name)) for name, way in MARKUP.items())
    page = page_with(Reaching(_esm=module % ", ".join(calls)))
    return page.replace("<main>", f"<main>{markup}", 1)


def test_every_way_leads_to_the_server_where_there_is_no_policy(page: Page, server, reaching, tmp_path):
    bare, taken_out = re.subn(r'<meta [^>]*"Content-Security-Policy"/>', "", reaching)
    assert taken_out == 1
    show(page, bare, tmp_path)
    wait_until(lambda: server.asked >= {*MARKUP, *CALLS}, page)


def test_no_way_leads_to_the_server_where_the_policy_stands(page: Page, server, reaching, tmp_path):
    stopped = []
    page.on("console", lambda said: stopped.append(said.text) if STOPPED in said.text else None)
    show(page, reaching, tmp_path)
    wait_until(lambda: len(stopped) >= len(MARKUP) + len(CALLS), page)
    assert server.asked == set()


def show(page: Page, text: str, folder: Path) -> None:
    """Open a page from a file."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri(), wait_until="commit")


def wait_until(condition: Callable[[], bool], page: Page) -> None:
    """Let the page go on until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert condition()
