"""`course lab` prepares the learner's copies and starts JupyterLab with the course's settings."""

import json
import os
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from jupyterlab.commands import get_workspaces_dir
from jupyterlab.labapp import LabApp

from course_lib import workspace
from course_lib.commands.lab import JUPYTER_CONFIG, lab, lab_arguments, lab_environment
from course_lib.environment import THREAD_COUNTS
from course_lib.places import ROOT, WORK


@pytest.fixture
def started(monkeypatch) -> list[list[str]]:
    """The command lines that JupyterLab was started with; it is not really started."""
    calls: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    monkeypatch.setattr(workspace, "refresh", lambda: ["00_start_here.ipynb: copied"])
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr("course_lib.commands.lab.trust", lambda notebooks: None)
    return calls


def test_copies_are_prepared_before_jupyterlab_starts(started):
    done = CliRunner().invoke(lab, [])
    assert done.exit_code == 0, done.output
    assert done.output == "00_start_here.ipynb: copied\n"
    assert len(started) == 1


def test_the_solved_notebooks_of_the_chapters_are_trusted_before_jupyterlab_starts(started, monkeypatch):
    trusted = []
    monkeypatch.setattr(
        "course_lib.commands.lab.trust", lambda notebooks: trusted.append((notebooks, *started))
    )
    CliRunner().invoke(lab, [])
    sources = sorted((ROOT / "chapters" / "src").glob("*.py"))
    assert trusted == [([ROOT / "chapters" / "solved" / f"{source.stem}.ipynb" for source in sources],)]


def test_a_port_that_is_asked_for_is_the_only_one_tried(started):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    CliRunner().invoke(lab, ["--port", str(port)])
    assert f"--ServerApp.port={port}" in started[0]
    assert "--ServerApp.port_retries=0" in started[0]


def test_a_port_in_use_is_said_before_anything_is_done(started):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = CliRunner().invoke(lab, ["--port", str(port)])
    assert done.exit_code == 1
    assert f"port {port} is in use" in done.output
    assert "copied" not in done.output
    assert started == []


def test_what_follows_two_dashes_goes_to_jupyterlab_and_comes_last(started):
    CliRunner().invoke(lab, ["--", "--no-browser", "--ServerApp.root_dir=/elsewhere"])
    assert started[0][-2:] == ["--no-browser", "--ServerApp.root_dir=/elsewhere"]


def test_a_folder_that_cannot_be_prepared_takes_one_sentence(started, monkeypatch):
    def refuse():
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(workspace, "refresh", refuse)
    done = CliRunner().invoke(lab, [])
    assert done.exit_code == 1
    assert "cannot prepare" in done.output
    assert started == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no root user")
@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_allowed_only_where_the_user_is_root(monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--allow-root" in lab_arguments(None, ())) == allowed


def test_the_library_can_be_read_beside_the_notebooks():
    assert f"--ServerApp.root_dir={ROOT}" in lab_arguments(None, ())


def test_the_courses_settings_come_before_the_users(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    assert lab_environment()["JUPYTER_CONFIG_PATH"] == f"{JUPYTER_CONFIG}{os.pathsep}mine"
    monkeypatch.delenv("JUPYTER_CONFIG_PATH")
    assert lab_environment()["JUPYTER_CONFIG_PATH"] == str(JUPYTER_CONFIG)


def test_the_terminal_of_jupyterlab_knows_the_course():
    scripts, _, rest = lab_environment()["PATH"].partition(os.pathsep)
    assert shutil.which("course", path=scripts)
    assert rest == os.environ["PATH"]


def test_kernels_use_one_thread_unless_the_user_says_otherwise(monkeypatch):
    for name in THREAD_COUNTS:
        monkeypatch.delenv(name, raising=False)
    assert lab_environment().items() >= dict.fromkeys(THREAD_COUNTS, "1").items()
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert "OMP_NUM_THREADS" not in lab_environment()


def test_open_tabs_are_remembered_for_this_course_alone(monkeypatch):
    monkeypatch.delenv("JUPYTERLAB_WORKSPACES_DIR", raising=False)
    monkeypatch.setenv(*next(pair for pair in lab_environment().items() if "WORKSPACES" in pair[0]))
    assert Path(get_workspaces_dir()).is_relative_to(WORK)
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", "mine")
    assert "JUPYTERLAB_WORKSPACES_DIR" not in lab_environment()


@pytest.mark.parametrize(("folder", "copies"), [("jupyter_config", "work"), ("binder", "chapters")])
def test_the_start_page_is_a_chapter(folder, copies):
    settings = json.loads((ROOT / folder / "jupyter_server_config.json").read_text(encoding="utf-8"))
    page = settings["LabApp"]["default_url"]
    assert page.startswith(f"/lab/tree/{copies}/")
    assert (ROOT / "chapters" / page.split("/")[-1]).exists()
