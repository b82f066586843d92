"""A bare page with a stand-in for JupyterLab: mounts widgets, in a moment, and watches what they ask for.

The stand-in has the calls of a widget's model (get, set, on, off, save_changes) and no kernel. Nothing comes
from a network: the page and the files in `static/` are handed over by the test itself.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from course_lib.commands.chromium import FLAGS
from course_lib.widgets.base import CourseWidget
from course_lib.widgets.modules import STATIC

PATIENCE = 10_000  # milliseconds for one step; nothing here waits for a kernel
ADDRESS = "http://course.test/"  # reserved for tests: no such host exists
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A widget</title></head>
<body style="margin: 0; background: var(--jp-layout-color0, Canvas)"><div id="widget"></div></body></html>"""
MOUNT = """async ({ state, bytes, place }) => {
  for (const [name, text] of Object.entries(bytes)) {
    state[name] = new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  }
  const listeners = {};
  window.saved = [];
  window.model = {
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
      state[name] = value;
      for (const listen of [...(listeners[`change:${name}`] ?? [])]) listen();
    },
    on: (event, listen) => (listeners[event] ??= []).push(listen),
    off: (event, listen) => (listeners[event] = listeners[event].filter((kept) => kept !== listen)),
    save_changes: () => window.saved.push(structuredClone({ ...state, _esm: "", _css: "" })),
  };
  const style = document.createElement("style");
  style.textContent = state._css;
  document.head.append(style);
  const script = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
  const el = document.getElementById(place) ?? Object.assign(document.createElement("div"), { id: place });
  document.body.append(el);
  window.leave = await (await import(script)).default.render({ model: window.model, el });
}"""


class StandIn:
    """A page that widgets can be mounted on.

    Attributes:
        page: the tab.
        requests: every address that was asked for, also those of other hosts, which are refused.
    """

    def __init__(self, page: Page):
        self.page = page
        self.requests: list[str] = []
        page.route("**/*", self._answer)
        page.goto(ADDRESS)

    def _answer(self, route: Route) -> None:
        self.requests.append(route.request.url)
        path = route.request.url.removeprefix(ADDRESS)
        if path == "":
            route.fulfill(body=PAGE, content_type="text/html")
        elif (STATIC / path).is_file():
            route.fulfill(path=STATIC / path)
        else:
            route.abort()

    def mount(self, widget: CourseWidget, *, place: str = "widget", **changes: Any) -> None:
        """Show a widget with the state that it sends to a browser; its model becomes that of the page.

        Args:
            widget: as a notebook makes it.
            place: id of the element that holds it; a new one stands below those of the page.
            changes: parts of the state to replace, as in a saved notebook that was damaged.
        """
        state = {name: value for name, value in (widget.get_state() | changes).items() if name != "layout"}
        raw = {name: value for name, value in state.items() if isinstance(value, (bytes, memoryview))}
        texts = {name: base64.b64encode(value).decode("ascii") for name, value in raw.items()}
        plain = {name: value for name, value in state.items() if name not in raw}
        given = {"state": json.loads(json.dumps(plain)), "bytes": texts, "place": place}
        self.page.evaluate(MOUNT, given)

    def get(self, name: str) -> Any:
        """What the model of the widget mounted last holds now."""
        return self.page.evaluate("name => model.get(name)", name)

    def set(self, name: str, value: Any) -> None:
        """Change that model as Python does."""
        self.page.evaluate("([name, value]) => model.set(name, value)", [name, value])

    def foreign_requests(self) -> list[str]:
        """The addresses that were asked for and are not of this page."""
        return [url for url in self.requests if not url.startswith((ADDRESS, f"blob:{ADDRESS}"))]


@pytest.fixture(scope="session")
def shared_browser(chromium: Path, playwright: Playwright) -> Iterator[Browser]:
    """One browser for all such pages, since starting one takes longer than most of their tests."""
    with playwright.chromium.launch(executable_path=chromium, args=FLAGS) as browser:
        yield browser


@pytest.fixture
def stand_in(shared_browser: Browser) -> Iterator[StandIn]:
    """An empty page to mount a widget on; an uncaught error of the page fails the test."""
    expect.set_options(timeout=PATIENCE)
    errors: list[str] = []
    with shared_browser.new_context(viewport={"width": 1300, "height": 1000}) as context:
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        yield StandIn(context.new_page())
    assert errors == []
