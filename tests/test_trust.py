"""The course's own notebooks are trusted by the JupyterLab of whoever opens the course, and no others."""

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.trust import trust


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for Jupyter's signatures."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter"


@pytest.fixture
def notebook(tmp_path):
    """A notebook that shows something."""
    shown = new_output("display_data", data={"text/html": "<p>words</p>"})
    nbformat.write(new_notebook(cells=[new_code_cell("show()", outputs=[shown])]), tmp_path / "chapter.ipynb")
    return tmp_path / "chapter.ipynb"


def is_trusted(path):
    notary = NotebookNotary()
    try:
        return notary.check_signature(nbformat.read(path, as_version=4))
    finally:
        notary.store.close()


def test_a_notebook_is_trusted_until_it_is_changed(notebook):
    assert not is_trusted(notebook)
    trust([notebook])
    assert is_trusted(notebook)
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("words", "others"), encoding="utf-8")
    assert not is_trusted(notebook)


@pytest.mark.parametrize("damage", [b"{", b"", b"[]", b"\xff", b'{"cells": [{}]}'])
def test_a_damaged_notebook_is_passed_over(notebook, tmp_path, damage):
    (tmp_path / "damaged.ipynb").write_bytes(damage)
    trust([tmp_path / "damaged.ipynb", tmp_path / "missing.ipynb", notebook])
    assert is_trusted(notebook)


def test_a_home_that_cannot_be_written_to_stops_nothing(notebook, home, monkeypatch):
    home.write_text("a file where a folder should be", encoding="utf-8")
    trust([notebook])
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(home.with_name("another")))
    assert not is_trusted(notebook)
