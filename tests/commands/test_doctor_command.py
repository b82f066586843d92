"""`course doctor` says in a line each what is there and what to do about what is not."""

import ast
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from course_lib.commands import doctor as doctor_command
from course_lib.commands.chromium import BrowserNotFoundError
from course_lib.commands.doctor import Finding, doctor, library
from course_lib.places import ROOT


@pytest.fixture
def roomy(monkeypatch, tmp_path):
    """A computer with 8 GB of free memory and of free disk, and a place for the record."""
    free = SimpleNamespace(available=8e9, free=8e9)
    monkeypatch.setattr(doctor_command.psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(doctor_command.shutil, "disk_usage", lambda folder: free)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))


def test_a_computer_with_room_that_runs_the_tests_has_what_the_course_needs(roomy):
    done = CliRunner().invoke(doctor, [])
    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    good = ("Python 3", "numpy 2", "torch computes", "draws widgets", "8.0 GB of disk", "8.0 GB of memory")
    for found in (*good, "progress"):
        assert found in done.output


def test_something_missing_fails_with_what_to_do(monkeypatch):
    found = [Finding(True, "Python 3.11.7"), Finding(False, "numpy is missing", "pip install numpy")]
    monkeypatch.setattr(doctor_command, "findings", lambda: iter(found))
    done = CliRunner().invoke(doctor, [])
    assert done.exit_code == 1
    assert done.output.splitlines()[:2] == ["✓ Python 3.11.7", "✗ numpy is missing: pip install numpy"]
    assert "1 of these must be put right" in done.output


def test_what_the_course_can_do_without_fails_nothing(monkeypatch):
    monkeypatch.setattr(doctor_command, "findings", lambda: iter([Finding(None, "no browser")]))
    done = CliRunner().invoke(doctor, [])
    assert done.exit_code == 0
    assert "– no browser" in done.output


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
    monkeypatch.setattr(doctor_command, "TORCH_TRIAL", "")
    monkeypatch.setattr("course_lib.commands.chromium.find_chromium", lambda: ("chromium", "1.0"))


def finding(fact: str) -> Finding:
    """The one finding that says this."""
    (found,) = (finding for finding in doctor_command.findings() if fact in finding.fact)
    return found


def test_a_torch_that_crashes_does_not_take_the_doctor_with_it(quick, monkeypatch):
    monkeypatch.setattr(doctor_command, "TORCH_TRIAL", "import os; os._exit(3)")
    found = finding("torch does not compute")
    assert found.good is False
    assert "exit code 3" in found.fact


@pytest.mark.parametrize("library_name", ["anywidget", "ipywidgets"])
def test_widgets_that_jupyterlab_would_not_draw_are_found(quick, monkeypatch, library_name):
    monkeypatch.setitem(doctor_command.WIDGETS, library_name, "no-such-extension")
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
    monkeypatch.setattr(doctor_command.os, "access", lambda path, mode: False)
    assert finding("progress cannot be written").good is False


@pytest.mark.parametrize("setting", ["mine.jsonl", "/", "~nobody-of-that-name/x"])
def test_a_place_that_no_record_can_have_is_found(quick, monkeypatch, setting):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    found = finding("progress cannot be written")
    assert found.good is False
    assert "COURSE_PROGRESS" in found.advice


@pytest.mark.parametrize(("amount", "what"), [("DISK_NEEDED", "disk"), ("MEMORY_NEEDED", "memory")])
def test_too_little_room_is_found(quick, monkeypatch, amount, what):
    monkeypatch.setattr(doctor_command, amount, 1e18)
    found = finding(f"of {what} are free")
    assert found.good is False
    assert found.advice


def test_the_doctor_needs_nothing_that_only_development_brings():
    """A learner whose computer lacks something needs the doctor most."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {Requirement(line).name for line in project["dependencies"]}
    tree = ast.parse(Path(doctor_command.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in imports}
    foreign = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"course_lib"}
    assert foreign >= {"click"}
    assert foreign <= core
