"""Finding the Chromium that the browser tests drive."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = "install your system's (Debian: apt-get install chromium) or name one in COURSE_CHROMIUM"


class BrowserNotFoundError(RuntimeError):
    """No Chromium starts on this computer; the message says how to get one."""


def find_chromium() -> tuple[Path, str]:
    """The first Chromium that really starts: COURSE_CHROMIUM if set, else the PATH's, else Playwright's.

    Returns:
        Its path and its version.

    Raises:
        BrowserNotFoundError: if none starts, or the one that COURSE_CHROMIUM names does not.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        for path in _candidates(Path(playwright.chromium.executable_path)):
            try:
                chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
            except Error:
                continue
            version = chromium.version
            chromium.close()
            return path, version
    named = os.environ.get("COURSE_CHROMIUM")
    if named:
        raise BrowserNotFoundError(f"COURSE_CHROMIUM={named} does not start: correct it, or unset it")
    raise BrowserNotFoundError(f"no Chromium starts here: fetch one with `course browser`, {ADVICE}")


def fetch_chromium() -> None:
    """Download Playwright's own Chromium.

    Raises:
        BrowserNotFoundError: if the download fails.
    """
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command).returncode != 0:
        raise BrowserNotFoundError(f"Playwright could not download a Chromium: {ADVICE}")


def _candidates(own: Path) -> Iterator[Path]:
    """Where a Chromium may be, best first; the variable, where it is set, decides alone."""
    named = os.environ.get("COURSE_CHROMIUM")
    if named:
        yield Path(named)
        return
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    if own.is_file():
        yield own
