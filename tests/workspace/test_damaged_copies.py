"""Whatever lies in the learner's folder, and whatever goes wrong there, nothing of theirs is lost."""

import json
from pathlib import Path

import pytest

from course_lib.workspace import RECORD, fingerprint, refresh
from tests.workspace.desk import NAME, sources, write


def beginning(content: bytes | None) -> str:
    """A name for a test, however long what it writes is."""
    return repr(content and content[:40])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b'{"cells": [{"source": "x"}]}',
        b"my notes",
        b'{"cells": ' + b"[" * 200_000,
    ],
    ids=beginning,
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


@pytest.mark.parametrize(
    "damage",
    [None, b"", b"{", b"[]", b"[1]", b'{"07_gradients.ipynb": 1}', b"\xff", b"[" * 200_000],
    ids=beginning,
)
def test_without_a_record_every_copy_that_differs_counts_as_edited(desk, damage):
    (desk.work / RECORD).unlink() if damage is None else (desk.work / RECORD).write_bytes(damage)
    desk.publish("second")
    desk.refresh()
    assert sources(desk.copy) == ["first"]
    assert sources(desk.beside) == ["second"]


@pytest.mark.parametrize(
    "entry",
    [
        {"copied": None, "offered": []},
        {"copied": None, "offered": {}},
        {"copied": ["x"], "offered": None},
        {"copied": 1, "offered": None},
        {"copied": None},
        {},
        [],
        None,
    ],
    ids=json.dumps,
)
def test_a_damaged_entry_of_the_record_is_as_good_as_none(desk, entry):
    desk.publish("other", name="08_other.ipynb")
    desk.refresh()
    record = json.loads((desk.work / RECORD).read_text(encoding="utf-8"))
    (desk.work / RECORD).write_text(json.dumps(record | {NAME: entry}), encoding="utf-8")
    write(desk.copy, "mine")
    write(desk.beside, "mine as well")
    desk.publish("second")
    desk.publish("newer", name="08_other.ipynb")
    assert desk.refresh() == [
        f"{NAME}: yours, so it stays; the new one is 07_gradients.new-2.ipynb",
        "08_other.ipynb: brought up to date",
    ]
    assert sources(desk.copy) == ["mine"]
    assert sources(desk.beside) == ["mine as well"]


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
