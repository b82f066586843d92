"""The course's own JupyterLab and a browser to look at it, for the browser tests and the latency bench.

Both run away from whoever starts them: a checkout, settings, a record of answers and a profile of their own.
"""

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
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Error, Page, Playwright, expect

from course_lib.commands.chromium import FLAGS
from course_lib.places import ROOT

PATIENCE = 60_000  # milliseconds for one step: a cold computer imports torch in ten seconds
NOTEBOOKS_OWN = "/static/notebook/"  # in the addresses of the scripts of Notebook 7
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


def copy_checkout(folder: Path) -> None:
    """Make a folder a learner's checkout, so that nobody's own work/ is touched."""
    for name in CHECKOUT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)


@contextmanager
def running_lab(checkout: Path, settings: Path) -> Iterator[Lab]:
    """Run `course lab` in a checkout, on a free port, with settings and kernels of its own.

    Args:
        checkout: from `copy_checkout`.
        settings: an empty folder for what JupyterLab writes beside notebooks.
    """
    port, token = _free_port(), secrets.token_hex(16)
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


@contextmanager
def open_page(playwright: Playwright, chromium: Path, profile: Path) -> Iterator[Page]:
    """Open an empty page of a new browser with no memory; an uncaught error of a page is an AssertionError.

    Args:
        playwright: which drives the browser.
        chromium: the browser's executable.
        profile: a folder that does not exist yet.
    """
    expect.set_options(timeout=PATIENCE)
    browser = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium, args=FLAGS, viewport={"width": 1300, "height": 1000}
    )
    browser.set_default_timeout(PATIENCE)
    errors: list[str] = []
    browser.on("weberror", lambda error: _note(error.error, errors))
    try:
        yield browser.pages[0]
    finally:
        browser.close()
    assert not errors, "\n".join(errors)


def _note(error: Error, errors: list[str]) -> None:
    """Append an uncaught error of a page, but none of the scripts of Notebook 7.

    Notebook 7.6 reads the settings of plugins that it has not loaded; everything works all the same.
    """
    if NOTEBOOKS_OWN not in (error.stack or ""):
        errors.append(str(error))


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
