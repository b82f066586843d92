"""A real JupyterLab, started by the course's own command, and a real browser to look at it.

A test asks for `lab` (where the pages are) and `page` (an empty tab of a new browser); `notebook.py` says
what can be done there. No browser, or an error in the page, fails the test.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from course_lib.commands.chromium import FLAGS, find_chromium
from course_lib.places import ROOT
from tests.browser.stand_in import stand_in  # noqa: F401 - a fixture, which pytest looks for here

PATIENCE = 60_000  # milliseconds for one step: a cold computer imports torch in ten seconds
CHECKOUT = ("chapters", "course_lib", "jupyter_config", "README.md", "pyproject.toml")
JUPYTER_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)


class Lab(NamedTuple):
    """A running JupyterLab.

    Attributes:
        address: where it listens, on this computer only.
        token: what it asks a visitor for.
        folder: the learner's checkout; the copies of the chapters are in its work/.
        record: the file that keeps the learner's answers.
    """

    address: str
    token: str
    folder: Path
    record: Path

    def url(self, path: str = "") -> str:
        """The address of a file of the checkout, or of the start page, with no tabs left from before."""
        page = f"/lab/tree/{path}" if path else "/"
        return f"{self.address}{page}?token={self.token}" + ("&reset" if path else "")

    def ask(self, path: str, method: str = "GET") -> HTTPResponse:
        """The answer of the server's own interface."""
        header = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.address}/{path}", method=method, headers=header)
        return urllib.request.urlopen(request, timeout=30)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's checkout, so that nobody's own work/ is touched."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in CHECKOUT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="session")
def server(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`course lab` in a checkout, on a free port, with settings and kernels of its own."""
    port, token = _free_port(), secrets.token_hex(16)
    settings = tmp_path_factory.mktemp("jupyter")
    log = settings / "jupyterlab.log"
    command = [sys.executable, "-m", "course_lib", "lab", "--port", str(port), "--", "--no-browser"]
    command += ["--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    environment = _learners_environment(checkout, settings)
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=checkout, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            running = Lab(f"http://127.0.0.1:{port}", token, checkout, settings / "progress.jsonl")
            _wait_until_it_answers(running, process, log)
            yield running
        finally:
            _stop(process)


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
    """An empty page of a new browser with no memory; an uncaught error of a page fails the test."""
    expect.set_options(timeout=PATIENCE)
    browser = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium, args=FLAGS, viewport={"width": 1300, "height": 1000}
    )
    browser.set_default_timeout(PATIENCE)
    errors: list[str] = []
    browser.on("weberror", lambda error: errors.append(str(error.error)))
    yield browser.pages[0]
    browser.close()
    assert errors == []


def _free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _learners_environment(checkout: Path, jupyter: Path) -> dict[str, str]:
    """A learner's environment: not strict as builds are, and away from the files of whoever runs this."""
    environment = {name: value for name, value in os.environ.items() if name != "COURSE_STRICT"}
    folders = {name: str(jupyter / name.lower()) for name in JUPYTER_FOLDERS}
    record = {"COURSE_PROGRESS": str(jupyter / "progress.jsonl")}
    return environment | folders | record | {"PYTHONPATH": str(checkout)}


def _wait_until_it_answers(lab: Lab, process: subprocess.Popen, log: Path) -> None:
    """Ask until JupyterLab answers; if it ends instead, its log is the message."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        assert process.poll() is None, f"JupyterLab ended:\n{log.read_text(encoding='utf-8')}"
        try:
            lab.ask("api").close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen) -> None:
    """End JupyterLab, which ends its kernels."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
