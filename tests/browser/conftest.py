"""A real JupyterLab, started by the course's own command, and a real browser to look at it.

A test asks for `lab` (where the pages are) and `page` (an empty tab of a new browser); `notebook.py` says
what can be done there. No browser, or an error in the page, fails the test.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, sync_playwright

from course_lib.commands.chromium import find_chromium
from tests.browser.jupyterlab import Lab, copy_checkout, open_page, running_lab
from tests.browser.stand_in import shared_browser, stand_in  # noqa: F401 - fixtures, looked for here


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    copy_checkout(folder)
    return folder


@pytest.fixture(scope="session")
def server(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`course lab` in that checkout."""
    with running_lab(checkout, tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture
def lab(server: Lab) -> Iterator[Lab]:
    """The running JupyterLab as on a learner's first day: untouched copies, no kernel, nothing recorded."""
    for chapter in (server.folder / "chapters").glob("*.ipynb"):
        shutil.copy(chapter, server.folder / "work")
    server.record.unlink(missing_ok=True)
    yield server
    for session in json.load(server.ask("api/sessions")):
        server.ask(f"api/sessions/{session['id']}", method="DELETE").close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, which drives the browser."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's executable; where there is none, the message says how to get one."""
    path, _ = find_chromium()
    return path


@pytest.fixture
def page(chromium: Path, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """An empty page of a new browser; an uncaught error of a page fails the test."""
    with open_page(playwright, chromium, tmp_path / "profile") as page:
        yield page
