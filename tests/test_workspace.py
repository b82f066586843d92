"""The learner's copies: nothing of theirs is ever lost, and what they left alone stays up to date."""

import json
import os
import stat
import subprocess
from pathlib import Path

import nbformat
import pytest

from course_lib.workspace import RECORD, fingerprint, refresh

NAME = "07_gradients.ipynb"
BESIDE = "07_gradients.new.ipynb"


class Desk:
    """A folder of published chapters and a learner's folder, in one place of their own."""

    def __init__(self, root: Path):
        self.chapters = root / "chapters"
        self.work = root / "work"
        self.chapters.mkdir(parents=True)

    def publish(self, *sources: str, name: str = NAME) -> None:
        """Write a chapter with these code cells, as the build does."""
        write(self.chapters / name, *sources)

    def refresh(self) -> list[str]:
        return refresh(self.chapters, self.work)

    @property
    def copy(self) -> Path:
        return self.work / NAME

    @property
    def beside(self) -> Path:
        return self.work / BESIDE


def write(path: Path, *sources: str) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells]


def run(path: Path) -> None:
    """Leave what JupyterLab leaves when all cells are run with Shift+Enter and saved."""
    notebook = nbformat.read(path, 4)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text="output\n")]
        cell.metadata["scrolled"] = True
    notebook.cells.append(nbformat.v4.new_code_cell(""))
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.0"}
    nbformat.write(notebook, path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A learner who has copied the first version of one chapter."""
    desk = Desk(tmp_path)
    desk.publish("first")
    desk.refresh()
    return desk


def test_every_chapter_is_copied_byte_for_byte(tmp_path):
    desk = Desk(tmp_path)
    desk.publish("a", name="00_start_here.ipynb")
    desk.publish("b", name="01_tensors.ipynb")
    assert desk.refresh() == ["00_start_here.ipynb: copied", "01_tensors.ipynb: copied"]
    for published in desk.chapters.iterdir():
        assert (desk.work / published.name).read_bytes() == published.read_bytes()


def test_a_second_refresh_has_nothing_to_do(desk):
    before = {path: path.stat().st_mtime_ns for path in desk.work.glob("*.ipynb")}
    assert desk.refresh() == []
    assert {path: path.stat().st_mtime_ns for path in desk.work.glob("*.ipynb")} == before


def test_an_unedited_copy_is_brought_up_to_date(desk):
    desk.publish("second")
    assert desk.refresh() == [f"{NAME}: brought up to date"]
    assert sources(desk.copy) == ["second"]
    assert not desk.beside.exists()


def test_running_a_notebook_is_no_edit(desk):
    run(desk.copy)
    desk.publish("second")
    assert desk.refresh() == [f"{NAME}: brought up to date"]
    assert sources(desk.copy) == ["second"]


def test_running_without_a_new_version_keeps_the_outputs(desk):
    run(desk.copy)
    before = desk.copy.read_bytes()
    assert desk.refresh() == []
    assert desk.copy.read_bytes() == before


def test_an_edited_copy_stays_and_the_new_version_is_put_beside_it(desk):
    write(desk.copy, "mine")
    before = desk.copy.read_bytes()
    desk.publish("second")
    assert desk.refresh() == [f"{NAME}: yours, so it stays; the new one is {BESIDE}"]
    assert desk.copy.read_bytes() == before
    assert sources(desk.beside) == ["second"]


def test_an_edited_copy_of_the_current_version_has_nothing_beside_it(desk):
    write(desk.copy, "mine")
    assert desk.refresh() == []
    assert not desk.beside.exists()


def test_moving_a_cell_and_changing_its_type_are_edits(desk):
    write(desk.copy, "first", "second")
    both = fingerprint(desk.copy)
    write(desk.copy, "second", "first")
    assert fingerprint(desk.copy) != both
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("first")])
    nbformat.write(notebook, desk.beside)
    write(desk.copy, "first")
    assert fingerprint(desk.beside) != fingerprint(desk.copy)


def test_an_unedited_offer_is_renewed_in_its_place(desk):
    write(desk.copy, "mine")
    for version in ("second", "third"):
        desk.publish(version)
        desk.refresh()
        assert sources(desk.beside) == [version]
    assert sorted(path.name for path in desk.work.glob("*.ipynb")) == [NAME, BESIDE]


def test_an_edited_offer_stays_too_and_the_next_gets_a_number(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    write(desk.beside, "mine as well")
    for version in ("third", "fourth"):
        desk.publish(version)
        desk.refresh()
        assert sources(desk.work / "07_gradients.new-2.ipynb") == [version]
    assert sources(desk.copy) == ["mine"]
    assert sources(desk.beside) == ["mine as well"]
    write(desk.work / "07_gradients.new-2.ipynb", "and this")
    desk.publish("fifth")
    assert desk.refresh() == [f"{NAME}: yours, so it stays; the new one is 07_gradients.new-3.ipynb"]


def test_an_offer_that_was_deleted_is_not_made_again(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    desk.beside.unlink()
    assert desk.refresh() == []
    assert not desk.beside.exists()
    desk.publish("third")
    desk.refresh()
    assert sources(desk.beside) == ["third"]


def test_taking_the_offer_over_makes_the_copy_unedited_again(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    desk.beside.replace(desk.copy)
    assert desk.refresh() == []
    desk.publish("third")
    assert desk.refresh() == [f"{NAME}: brought up to date"]


def test_a_deleted_copy_is_made_afresh(desk):
    desk.copy.unlink()
    assert desk.refresh() == [f"{NAME}: copied"]
    assert sources(desk.copy) == ["first"]


def test_a_copy_that_was_locked_stays(desk):
    desk.copy.chmod(stat.S_IRUSR)
    desk.publish("second")
    desk.refresh()
    assert sources(desk.copy) == ["first"]
    assert sources(desk.beside) == ["second"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [{"source": "x"}]}', b"my notes"],
)
def test_a_file_that_is_no_notebook_is_the_learners(desk, content):
    desk.copy.write_bytes(content)
    desk.publish("second")
    desk.refresh()
    assert desk.copy.read_bytes() == content
    assert sources(desk.beside) == ["second"]


def test_a_folder_or_a_link_of_that_name_is_the_learners(desk, tmp_path):
    elsewhere = tmp_path / "elsewhere.ipynb"
    desk.copy.replace(elsewhere)
    desk.copy.symlink_to(elsewhere)
    desk.beside.mkdir()
    desk.publish("second")
    desk.refresh()
    assert desk.copy.is_symlink()
    assert sources(elsewhere) == ["first"]
    assert desk.beside.is_dir()
    assert sources(desk.work / "07_gradients.new-2.ipynb") == ["second"]


def test_other_files_of_the_learners_are_not_touched(desk):
    mine = {"notes.md": b"notes", "my_own.ipynb": b"{}", "06_old_name.ipynb": b"{}", ".copies.bak": b"?"}
    for name, content in mine.items():
        (desk.work / name).write_bytes(content)
    desk.publish("second")
    desk.refresh()
    assert {name: (desk.work / name).read_bytes() for name in mine} == mine


def test_the_copy_of_a_renamed_chapter_stays(desk):
    (desk.chapters / NAME).rename(desk.chapters / "08_gradients.ipynb")
    assert desk.refresh() == ["08_gradients.ipynb: copied"]
    assert sources(desk.copy) == ["first"]


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[]", b"[1]", b'{"07_gradients.ipynb": 1}', b"\xff"])
def test_without_a_record_every_copy_that_differs_counts_as_edited(desk, damage):
    (desk.work / RECORD).unlink() if damage is None else (desk.work / RECORD).write_bytes(damage)
    desk.publish("second")
    desk.refresh()
    assert sources(desk.copy) == ["first"]
    assert sources(desk.beside) == ["second"]


def test_without_a_record_a_copy_that_agrees_counts_as_unedited(desk):
    (desk.work / RECORD).unlink()
    assert desk.refresh() == []
    desk.publish("second")
    assert desk.refresh() == [f"{NAME}: brought up to date"]


@pytest.mark.parametrize("target", [NAME, RECORD])
def test_an_interrupted_write_leaves_the_old_file_and_no_remains(desk, monkeypatch, target):
    desk.publish("second")
    before = (desk.work / target).read_bytes()
    write_bytes = Path.write_bytes

    def interrupted(path: Path, content: bytes) -> int:
        if target not in path.name:
            return write_bytes(path, content)
        write_bytes(path, content[: len(content) // 2])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            desk.refresh()
    assert (desk.work / target).read_bytes() == before
    assert sorted(path.name for path in desk.work.iterdir()) == [RECORD, NAME]
    desk.refresh()
    assert sources(desk.copy) == ["second"]
    assert json.loads((desk.work / RECORD).read_text())[NAME]["copied"] == fingerprint(desk.copy)


def test_one_file_that_cannot_be_written_does_not_stop_the_others(desk, monkeypatch):
    replace = Path.replace

    def open_elsewhere(path: Path, target: Path) -> Path:
        if target.name == NAME:
            raise PermissionError(13, "The file is in use")
        return replace(path, target)

    desk.publish("second")
    desk.publish("other", name="08_other.ipynb")
    monkeypatch.setattr(Path, "replace", open_elsewhere)
    assert desk.refresh() == [f"{NAME}: left as it is (The file is in use)", "08_other.ipynb: copied"]
    monkeypatch.undo()
    assert desk.refresh() == [f"{NAME}: brought up to date"]


def test_a_published_notebook_that_cannot_be_read_is_named_and_passed_over(desk):
    (desk.chapters / NAME).write_text("<<<<<<< HEAD")
    (line,) = desk.refresh()
    assert line.startswith(f"{NAME}: not copied")
    assert sources(desk.copy) == ["first"]


def test_a_course_without_notebooks_says_how_to_make_them(tmp_path):
    with pytest.raises(FileNotFoundError, match="course build"):
        refresh(tmp_path, tmp_path / "work")


def test_git_pull_is_clean_after_the_learner_worked(tmp_path):
    """The reason for the copies: two real repositories, a learner who runs and edits, and a new version."""
    course, mine = tmp_path / "course", tmp_path / "mine"
    desk = Desk(course)
    ignored = Path(__file__).parent.parent / ".gitignore"
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
