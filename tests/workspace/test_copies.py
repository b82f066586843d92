"""The learner's copies: what they left alone stays up to date, and what they wrote stays."""

import nbformat
import pytest

from course_lib.workspace import fingerprint
from tests.workspace.desk import NAME, Desk, run, sources, write


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


def test_moving_a_cell_and_changing_its_type_are_edits(desk):
    write(desk.copy, "first", "second")
    both = fingerprint(desk.copy)
    write(desk.copy, "second", "first")
    assert fingerprint(desk.copy) != both
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("first")])
    nbformat.write(notebook, desk.beside)
    write(desk.copy, "first")
    assert fingerprint(desk.beside) != fingerprint(desk.copy)


def pasted(picture: str, source: str = "![](picture.png)") -> nbformat.NotebookNode:
    """A notebook with a picture in its one cell, as JupyterLab keeps what is pasted there."""
    cell = nbformat.v4.new_markdown_cell(source, attachments={"picture.png": {"image/png": picture}})
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize("source", ["![](picture.png)", ""])
def test_pasting_another_picture_is_an_edit(desk, source):
    nbformat.write(pasted("first", source), desk.chapters / NAME)
    desk.copy.unlink()
    desk.refresh()
    nbformat.write(pasted("mine", source), desk.copy)
    desk.publish("second")
    desk.refresh()
    assert "mine" in desk.copy.read_text(encoding="utf-8")


def test_attachments_that_hold_nothing_are_no_edit(desk):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("first")])
    nbformat.write(notebook, desk.copy)
    before = fingerprint(desk.copy)
    notebook.cells[0]["attachments"] = {}
    nbformat.write(notebook, desk.copy)
    assert fingerprint(desk.copy) == before


def test_a_deleted_copy_is_made_afresh(desk):
    desk.copy.unlink()
    assert desk.refresh() == [f"{NAME}: copied"]
    assert sources(desk.copy) == ["first"]


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
