"""Does this computer have what the course needs? `course doctor` says so, and a cell of the start page."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import psutil
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course_lib import progress
from course_lib.places import ROOT

GIGABYTE = 1e9
DISK_NEEDED = 1 * GIGABYTE  # for the learner's notebooks and what they store
MEMORY_NEEDED = 1 * GIGABYTE  # a notebook with torch takes about 0.4, JupyterLab and its page the rest
WIDGETS = {"anywidget": "anywidget", "ipywidgets": "@jupyter-widgets/jupyterlab-manager"}  # in JupyterLab
TORCH_TRIAL = "import torch; assert (torch.ones(2, 2) @ torch.ones(2, 2)).sum() == 8"


class Finding(NamedTuple):
    """One line of the report.

    Attributes:
        good: True or False; None for what the course can do without.
        fact: what was found.
        advice: what to do about it, if it is not good.
    """

    good: bool | None
    fact: str
    advice: str = ""

    def __str__(self) -> str:
        """The finding as one line, with its sign."""
        sign = {True: "✓", False: "✗", None: "–"}[self.good]
        return f"{sign} {self.fact}" + (f": {self.advice}" if self.advice else "")


def check_computer() -> None:
    """Print what is missing, and what to do about it; one line if nothing is.

    It looks at what is installed. Disk, memory and the rest, which change from hour to hour, are left to
    `course doctor`.
    """
    found = list(installed())
    missing = [str(finding) for finding in found if finding.good is False]
    lines = missing or [f"Everything that the course needs is here; {len(found)} things were looked at."]
    print("\n".join(lines))


def findings() -> Iterator[Finding]:
    """Look at Python, libraries, torch, widgets, disk, memory, browser and record, in this order."""
    yield from installed()
    yield _disk()
    yield _memory()
    yield _chromium()
    yield _record()


def installed() -> Iterator[Finding]:
    """Look at Python, the libraries, torch and the widgets, in this order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield _python(project["requires-python"])
    for requirement in project["dependencies"]:
        yield library(requirement)
    yield _torch()
    yield _widgets()


def library(requirement: str) -> Finding:
    """Whether a library is installed in a version that the course works with.

    Args:
        requirement: as in pyproject.toml, such as "numpy>=2.3,<3".
    """
    needed = Requirement(requirement)
    repair = f'pip install "{requirement}"'
    try:
        found = version(needed.name)
    except PackageNotFoundError:
        return Finding(False, f"{needed.name} is missing", repair)
    if not needed.specifier.contains(found, prereleases=True):
        return Finding(False, f"{needed.name} {found} is not in the range {needed.specifier}", repair)
    return Finding(True, f"{needed.name} {found}")


def _python(supported: str) -> Finding:
    """Whether this interpreter is one of those that the course supports."""
    found = platform.python_version()
    if not SpecifierSet(supported).contains(found, prereleases=True):
        return Finding(False, f"Python {found}", f"the course needs Python {supported}")
    return Finding(True, f"Python {found} at {sys.executable}")


def _torch() -> Finding:
    """Whether torch loads and computes; in a process of its own, because a broken build may crash."""
    done = subprocess.run([sys.executable, "-c", TORCH_TRIAL], capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Finding(False, f"torch does not compute here ({reason})", "install torch again")
    return Finding(True, "torch computes on this processor")


def _widgets() -> Finding:
    """Whether JupyterLab would draw widgets: it looks for their scripts in folders of its own."""
    asked = subprocess.run([sys.executable, "-m", "jupyter", "--paths", "--json"], capture_output=True)
    folders = [Path(folder) for folder in json.loads(asked.stdout or "{}").get("data", [])]
    for library_name, extension in WIDGETS.items():
        if not any((folder / "labextensions" / extension).is_dir() for folder in folders):
            fact = f"JupyterLab does not find {library_name}, so nothing that moves would be drawn"
            return Finding(False, fact, f"pip install --force-reinstall --no-deps {library_name}")
    return Finding(True, "JupyterLab draws widgets")


def _disk() -> Finding:
    """Whether there is room for the learner's notebooks."""
    free = shutil.disk_usage(ROOT).free
    advice = "" if free >= DISK_NEEDED else f"make room, {DISK_NEEDED / GIGABYTE:.0f} GB will do"
    return Finding(free >= DISK_NEEDED, f"{free / GIGABYTE:.1f} GB of disk are free", advice)


def _memory() -> Finding:
    """Whether a notebook with torch fits into what is free."""
    free = psutil.virtual_memory().available
    advice = "" if free >= MEMORY_NEEDED else "close other programs or kernels"
    return Finding(free >= MEMORY_NEEDED, f"{free / GIGABYTE:.1f} GB of memory are free", advice)


def _chromium() -> Finding:
    """Whether the browser tests could run; a learner needs no more than the browser they have."""
    try:
        from course_lib.commands.chromium import BrowserNotFoundError, find_chromium

        path, chromium = find_chromium()
    except ModuleNotFoundError:
        return Finding(None, "no browser tests", "only `course test` needs them")
    except BrowserNotFoundError as error:
        return Finding(None, "no browser for the tests", f"only `course test` needs one; {error}")
    return Finding(True, f"Chromium {chromium} at {path}, for the tests")


def _record() -> Finding:
    """Whether the learner's answers can be kept."""
    if not progress.is_on():
        return Finding(None, "your progress is not recorded", "you switched that off")
    try:
        path = progress.location()
        nearest = next(place for place in (path, *path.parents) if place.exists())
    except (OSError, ValueError) as error:
        return Finding(False, "your progress cannot be written", str(error))
    if not os.access(nearest, os.W_OK):
        return Finding(
            False, f"your progress cannot be written to {path}", "allow it, or set COURSE_PROGRESS"
        )
    return Finding(True, f"your progress is kept in {path}")
