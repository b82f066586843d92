"""`course browser` finds a Chromium that starts, fetches one, or says how to get one."""

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_lib.commands import browser as browser_command
from course_lib.commands import chromium as finding
from course_lib.commands.browser import browser
from course_lib.commands.chromium import BrowserNotFoundError, find_chromium


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    """A computer whose PATH is empty and where Playwright has fetched nothing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.delenv("COURSE_CHROMIUM", raising=False)


def test_the_browser_of_this_computer_is_found_and_starts():
    done = CliRunner().invoke(browser, [])
    assert done.exit_code == 0, done.output
    path, version = done.output.rstrip(")\n").split(" (Chromium ")
    assert Path(path).exists()
    assert version.split(".")[0].isdigit()


def test_the_browser_that_is_named_is_taken(monkeypatch):
    path, version = find_chromium()
    monkeypatch.setattr(finding, "NAMES", ())
    monkeypatch.setenv("COURSE_CHROMIUM", str(path))
    assert find_chromium() == (path, version)


def test_a_name_that_does_not_start_is_not_replaced_by_another_browser(monkeypatch):
    monkeypatch.setenv("COURSE_CHROMIUM", os.devnull)
    done = CliRunner().invoke(browser, [])
    assert done.exit_code == 1
    assert f"COURSE_CHROMIUM={os.devnull} does not start" in done.output


def test_without_any_browser_the_sentence_says_how_to_get_one(nothing_installed):
    with pytest.raises(BrowserNotFoundError, match=r"`course browser`.*apt-get install chromium"):
        find_chromium()


@pytest.mark.skipif(sys.platform == "win32", reason="a program that does not start is a script here")
def test_a_program_of_that_name_that_does_not_start_is_passed_over(nothing_installed, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 10\n")
    broken.chmod(0o755)
    with pytest.raises(BrowserNotFoundError):
        find_chromium()


def test_a_missing_browser_is_fetched_and_then_found(monkeypatch, nothing_installed):
    fetched = []

    def find():
        if not fetched:
            raise BrowserNotFoundError("none")
        return Path("fetched"), "1.0"

    monkeypatch.setattr(browser_command, "find_chromium", find)
    monkeypatch.setattr(browser_command, "fetch_chromium", lambda: fetched.append(True))
    done = CliRunner().invoke(browser, [])
    assert done.exit_code == 0
    assert done.output == "fetched (Chromium 1.0)\n"


def test_a_download_that_fails_takes_one_sentence(monkeypatch, nothing_installed):
    class Failed:
        returncode = 1

    monkeypatch.setattr(finding.subprocess, "run", lambda command: Failed)
    done = CliRunner().invoke(browser, [])
    assert done.exit_code == 1
    assert "could not download" in done.output
    assert "apt-get install chromium" in done.output
