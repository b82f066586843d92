"""The reason for the learner's copies: fetching a new version of the course meets no edited file."""

import os
import subprocess
from pathlib import Path

from course_lib.places import ROOT
from course_lib.workspace import refresh
from tests.workspace.desk import BESIDE, NAME, Desk, run, sources, write


def test_git_pull_is_clean_after_the_learner_worked(tmp_path):
    """Two real repositories, a learner who runs and edits, and a new version."""
    course, mine = tmp_path / "course", tmp_path / "mine"
    desk = Desk(course)
    ignored = ROOT / ".gitignore"
    (course / ".gitignore").write_text(ignored.read_text(encoding="utf-8"), encoding="utf-8")
    git(course, "init", "--quiet", "--initial-branch=main")
    desk.publish("first")
    commit(course)
    git(tmp_path, "clone", "--quiet", str(course), str(mine))
    refresh(mine / "chapters", mine / "work")
    write(mine / "work" / NAME, "mine")
    run(mine / "work" / NAME)
    assert git(mine, "status", "--porcelain") == ""

    desk.publish("second")
    commit(course)
    git(mine, "pull", "--quiet", "--ff-only")
    assert git(mine, "status", "--porcelain") == ""
    refresh(mine / "chapters", mine / "work")
    assert sources(mine / "work" / NAME)[0] == "mine"
    assert sources(mine / "work" / BESIDE) == ["second"]
    assert git(mine, "status", "--porcelain") == ""


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody, without the settings of whoever runs the tests."""
    identity = [f"GIT_{role}_{part}" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")]
    environment = dict.fromkeys(identity, "learner@example.org") | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, text=True)
    return done.stdout


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A version")
