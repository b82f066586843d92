"""The course's own notebooks are trusted by the JupyterLab of whoever opens the course, and no others."""

import json

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.trust import is_sealed, seal, trust


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for Jupyter's signatures."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter"


def write(path, sealed):
    """Write a notebook that shows something and stores a widget, as a build writes it."""
    shown = new_output("display_data", data={"text/html": "<p>words</p>\n<p>more</p>"})
    made = new_notebook(cells=[new_code_cell("show()", outputs=[shown], metadata={"tags": ["core"]})])
    made.metadata = {"course": {"files": {"course_lib/claims.py": "1234"}}, "widgets": {"_esm": "module"}}
    if sealed:
        seal(made)
    nbformat.write(made, path)
    return path


@pytest.fixture
def notebook(tmp_path):
    """A notebook as a build left it."""
    return write(tmp_path / "chapter.ipynb", sealed=True)


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
    replace(notebook, "words", "others")
    assert not is_trusted(notebook)


@pytest.mark.parametrize("changed", ["show()", "words", "core", "module", "1234"])
def test_a_notebook_that_was_changed_since_it_was_built_is_not_trusted(notebook, changed):
    replace(notebook, changed, "other")
    trust([notebook])
    assert not is_trusted(notebook)


def test_a_notebook_that_no_build_wrote_is_not_trusted(tmp_path):
    foreign = write(tmp_path / "foreign.ipynb", sealed=False)
    trust([foreign])
    assert not is_trusted(foreign)


def test_a_seal_is_of_what_is_stored_and_not_of_how_it_is_written(notebook):
    content = json.loads(notebook.read_text(encoding="utf-8"))
    notebook.write_text(json.dumps(content, indent=4).replace("\n", "\r\n"), encoding="utf-8")
    assert is_sealed(nbformat.read(notebook, as_version=4))


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


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
