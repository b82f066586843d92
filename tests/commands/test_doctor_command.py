"""`course doctor` says in a line each what is there and what to do about what is not."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from course_lib import computer
from course_lib.commands import doctor as doctor_command
from course_lib.commands.doctor import doctor
from course_lib.computer import Finding


@pytest.fixture
def roomy(monkeypatch, tmp_path):
    """A computer with 8 GB of free memory and of free disk, and a place for the record."""
    free = SimpleNamespace(available=8e9, free=8e9)
    monkeypatch.setattr(computer.psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(computer.shutil, "disk_usage", lambda folder: free)
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
