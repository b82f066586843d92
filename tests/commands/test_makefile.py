"""make sets the course up with any fitting Python, says what is missing, and trusts no half-made set-up.

The interpreters here are shell scripts that write down how they were called, so nothing is installed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.places import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows goes by conda and has no make")

TOOLS = ("sh", "make", "pwd", "cat", "rm", "mkdir", "cp", "touch", "find")
# A made-up interpreter: what it cannot do stands in a file beside it.
INTERPRETER = """#!/bin/sh
echo "${0##*/} $*" >> "$CALLS"
can() { ! test -e "$PLACE/cannot-$1"; }
case "$*" in
  *version_info*) can "be-right-${0##*/}" ;;
  *ensurepip*) can "make-venv-${0##*/}" ;;
  "-m venv"*) rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *urlopen*) can reach-index ;;
  *"pip"*"install"*"torch"*) can install-torch ;;
  *"pip"*"install"*) can install-rest ;;
esac
"""
NEEDS_PYTHON = "The course needs Python 3.11, 3.12, 3.13 or 3.14 and found none"


class Machine:
    """A computer with make, a few tools and made-up interpreters, and a checkout of the course."""

    def __init__(self, root: Path):
        self.root = root
        self.programs = root / "programs"
        self.checkout = root / "the checkout"
        self.calls_file = root / "calls"
        self.programs.mkdir()
        self.checkout.mkdir()
        for tool in TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.checkout)

    def has(self, *interpreters: str) -> None:
        for name in interpreters:
            (self.programs / name).write_text(INTERPRETER)
            (self.programs / name).chmod(0o755)

    def cannot(self, what: str, really: bool = True) -> None:
        place = self.root / f"cannot-{what}"
        place.touch() if really else place.unlink()

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make; `calls` then holds how the interpreters were called."""
        self.calls_file.write_text("")
        return subprocess.run(
            ["make", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.programs), "CALLS": str(self.calls_file), "PLACE": str(self.root)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()

    def installs(self) -> list[str]:
        return [call for call in self.calls if " install " in call]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_torch_comes_first_and_alone_then_the_rest_in_frozen_versions(machine):
    machine.has("python3.11")
    assert machine.make("setup").returncode == 0
    torch, rest = machine.installs()
    assert "--no-deps" in torch
    assert torch.split()[-1].startswith("torch==")
    assert rest.endswith("-c constraints.txt -e .[dev]")


@pytest.mark.parametrize("reached", [True, False])
def test_pytorchs_index_is_used_for_torch_alone_and_only_if_it_answers(machine, reached):
    machine.has("python3.11")
    if not reached:
        machine.cannot("reach-index")
    done = machine.make("setup")
    assert done.returncode == 0
    torch, rest = machine.installs()
    assert ("--extra-index-url" in torch) == reached
    assert "index" not in rest
    told = [line for line in done.stdout.splitlines() if "default build of torch is taken" in line]
    assert len(told) == (not reached)


@pytest.mark.parametrize(
    "name", ["python3.11", "python3.12", "python3.13", "python3.14", "python3", "python"]
)
def test_any_name_of_a_fitting_python_will_do(machine, name):
    machine.has(name)
    assert machine.make("setup").returncode == 0
    assert f"{name} -m venv --clear .venv" in machine.calls


def test_a_python_of_another_version_is_passed_over(machine):
    machine.has("python3", "python")
    machine.cannot("be-right-python3")
    assert machine.make("setup").returncode == 0
    assert "python -m venv --clear .venv" in machine.calls


def test_a_python_without_venv_is_passed_over_for_one_with_it(machine):
    machine.has("python3.11", "python3.12")
    machine.cannot("make-venv-python3.11")
    assert machine.make("setup").returncode == 0
    assert "python3.12 -m venv --clear .venv" in machine.calls


@pytest.mark.parametrize("interpreters", [[], ["python3", "python"]])
def test_without_a_fitting_python_one_sentence_says_which_are(machine, interpreters):
    machine.has(*interpreters)
    for name in interpreters:
        machine.cannot(f"be-right-{name}")
    done = machine.make("lab")
    assert done.returncode != 0
    sentence, makes_own = done.stderr.splitlines()
    assert sentence.startswith(NEEDS_PYTHON)
    assert makes_own.startswith("make: ***")
    assert not (machine.checkout / ".venv").exists()


def test_without_venv_one_sentence_names_the_package(machine):
    machine.has("python3.11")
    machine.cannot("make-venv-python3.11")
    done = machine.make("lab")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "python3.11 cannot make virtual environments: install its venv package "
        "(Debian and Ubuntu: apt-get install python3-venv)."
    )


def test_the_interpreter_that_is_named_is_taken(machine):
    machine.has("python3.11", "snake")
    assert machine.make("setup", f"PYTHON={machine.programs / 'snake'}").returncode == 0
    assert "snake -m venv --clear .venv" in machine.calls


def test_the_second_call_sets_nothing_up(machine):
    machine.has("python3.11")
    machine.make("lab")
    assert machine.make("lab").returncode == 0
    assert [call for call in machine.calls if call != "python -c "] == ["python -m course_lib lab"]


@pytest.mark.parametrize("step", ["install-torch", "install-rest"])
def test_an_install_that_failed_is_begun_afresh(machine, step):
    machine.has("python3.11")
    machine.cannot(step)
    assert machine.make("lab").returncode != 0
    assert not any("course_lib" in call for call in machine.calls)
    machine.cannot(step, really=False)
    assert machine.make("lab").returncode == 0
    assert "python3.11 -m venv --clear .venv" in machine.calls
    assert len(machine.installs()) == 2


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_new_dependencies_are_added_to_what_is_there(machine, changed):
    machine.has("python3.11")
    machine.make("setup")
    future = (machine.checkout / ".venv/installed").stat().st_mtime + 10
    os.utime(machine.checkout / changed, (future, future))
    machine.make("setup")
    assert len(machine.installs()) == 2
    assert not any(" -m venv " in call for call in machine.calls)


def test_an_update_that_failed_does_not_pass_for_a_set_up(machine):
    machine.has("python3.11")
    machine.make("setup")
    (machine.checkout / "pyproject.toml").write_text("newer")
    future = (machine.checkout / ".venv/installed").stat().st_mtime + 10
    os.utime(machine.checkout / "pyproject.toml", (future, future))
    machine.cannot("install-rest")
    assert machine.make("setup").returncode != 0
    machine.cannot("install-rest", really=False)
    machine.make("setup")
    assert len(machine.installs()) == 2


def test_a_folder_that_was_moved_is_set_up_again(machine):
    machine.has("python3.11")
    machine.make("setup")
    machine.checkout = machine.checkout.rename(machine.root / "moved")
    assert machine.make("lab").returncode == 0
    assert len(machine.installs()) == 2


def test_an_environment_that_lost_its_python_is_made_again(machine):
    machine.has("python3.11")
    machine.make("setup")
    (machine.checkout / ".venv/bin/python").unlink()
    assert machine.make("lab").returncode == 0
    assert "python3.11 -m venv --clear .venv" in machine.calls


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["lab"], "lab"),
        ([], "lab"),
        (["lab", "PORT=9001"], "lab --port 9001"),
        (["lab", "LAB_ARGS=--no-browser --debug"], "lab -- --no-browser --debug"),
        (["lab", "PORT=9001", "LAB_ARGS=--no-browser"], "lab --port 9001 -- --no-browser"),
        (["test"], "test"),
        (["test-elsewhere"], "test --elsewhere"),
        (["build"], "build"),
        (["results"], "results"),
        (["results", "ALL=1"], "results --all"),
    ],
)
def test_each_target_is_a_command_of_the_course(machine, arguments, command):
    machine.has("python3.11")
    assert machine.make(*arguments).returncode == 0
    assert machine.calls[-1] == f"python -m course_lib {command}"


def test_cleaning_keeps_what_is_the_learners(machine):
    machine.has("python3.11")
    machine.make("setup")
    (machine.checkout / "work").mkdir()
    (machine.checkout / "work/07.ipynb").write_text("mine")
    (machine.checkout / "reports").mkdir()
    assert machine.make("clean").returncode == 0
    left = sorted(path.name for path in machine.checkout.iterdir())
    assert left == ["Makefile", "constraints.txt", "pyproject.toml", "work"]
    assert (machine.checkout / "work/07.ipynb").read_text() == "mine"
