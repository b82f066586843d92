"""What the course needs is found on a computer, or what to do about it is said."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from course_lib import computer
from course_lib.commands.chromium import BrowserNotFoundError
from course_lib.computer import Finding, check_computer, library
from course_lib.places import ROOT


@pytest.mark.parametrize(
    ("requirement", "good", "fact"),
    [
        ("click>=8,<9", True, "click 8"),
        ("click>=99", False, "is not in the range >=99"),
        ("no-such-library>=1", False, "no-such-library is missing"),
    ],
)
def test_a_library_is_compared_with_its_range(requirement, good, fact):
    finding = library(requirement)
    assert finding.good is good
    assert fact in finding.fact
    assert finding.advice == ("" if good else f'pip install "{requirement}"')


@pytest.fixture
def quick(monkeypatch):
    """Leave out what takes seconds: torch and the browser."""
    monkeypatch.setattr(computer, "TORCH_TRIAL", "")
    monkeypatch.setattr("course_lib.commands.chromium.find_chromium", lambda: ("chromium", "1.0"))


def finding(fact: str) -> Finding:
    """The one finding that says this."""
    (found,) = (finding for finding in computer.findings() if fact in finding.fact)
    return found


def test_a_torch_that_crashes_does_not_take_the_doctor_with_it(quick, monkeypatch):
    monkeypatch.setattr(computer, "TORCH_TRIAL", "import os; os._exit(3)")
    found = finding("torch does not compute")
    assert found.good is False
    assert "exit code 3" in found.fact


@pytest.mark.parametrize("library_name", ["anywidget", "ipywidgets"])
def test_widgets_that_jupyterlab_would_not_draw_are_found(quick, monkeypatch, library_name):
    monkeypatch.setitem(computer.WIDGETS, library_name, "no-such-extension")
    found = finding("nothing that moves would be drawn")
    assert found.good is False
    assert library_name in found.fact
    assert found.advice.endswith(library_name)


def test_a_computer_without_a_browser_for_the_tests_is_good_enough(quick, monkeypatch):
    def none():
        raise BrowserNotFoundError("no Chromium starts here")

    monkeypatch.setattr("course_lib.commands.chromium.find_chromium", none)
    assert finding("no browser for the tests").good is None


def test_a_record_that_is_switched_off_is_said(quick, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert finding("progress is not recorded").good is None


def test_where_the_record_lies_is_said(quick, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "new" / "progress.jsonl"))
    found = finding(str(tmp_path / "new" / "progress.jsonl"))
    assert found.good is True


def test_a_record_that_cannot_be_written_is_found_before_an_answer_is_lost(quick, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setattr(computer.os, "access", lambda path, mode: False)
    assert finding("progress cannot be written").good is False


@pytest.mark.parametrize("setting", ["mine.jsonl", "/", "~nobody-of-that-name/x"])
def test_a_place_that_no_record_can_have_is_found(quick, monkeypatch, setting):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    found = finding("progress cannot be written")
    assert found.good is False
    assert "COURSE_PROGRESS" in found.advice


@pytest.mark.parametrize(("amount", "what"), [("DISK_NEEDED", "disk"), ("MEMORY_NEEDED", "memory")])
def test_too_little_room_is_found(quick, monkeypatch, amount, what):
    monkeypatch.setattr(computer, amount, 1e18)
    found = finding(f"of {what} are free")
    assert found.good is False
    assert found.advice


def test_looking_needs_nothing_that_only_development_brings():
    """A learner whose computer lacks something needs the doctor most."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {Requirement(line).name for line in project["dependencies"]}
    tree = ast.parse(Path(computer.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in imports}
    foreign = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"course_lib"}
    assert foreign >= {"psutil"}
    assert foreign <= core


def test_a_notebook_says_in_a_line_that_everything_is_here(quick, capsys):
    check_computer()
    assert capsys.readouterr().out.startswith("Everything that the course needs is here")


def test_a_notebook_says_what_is_missing_and_what_to_do(monkeypatch, capsys):
    found = [Finding(True, "Python 3.11.7"), Finding(False, "numpy is missing", "pip install numpy")]
    monkeypatch.setattr(computer, "installed", lambda: iter(found))
    check_computer()
    assert capsys.readouterr().out == "✗ numpy is missing: pip install numpy\n"
