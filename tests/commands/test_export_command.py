"""`course export html` writes a whole page or none, and says in one line what it cannot do."""

import nbformat
import pytest
from click.testing import CliRunner

from course_lib.authoring import export as exporting
from course_lib.commands import export as command

NAME = "98_small"


@pytest.fixture(autouse=True)
def chapters(tmp_path, monkeypatch):
    """A folder of chapters that holds one, 98_small, built; and it is where the command is called."""
    cells = [nbformat.v4.new_markdown_cell("# A small chapter\n\nIt holds $x$.", id="a1")]
    for folder in ("src", "solved"):
        (tmp_path / folder).mkdir()
    (tmp_path / "src" / f"{NAME}.py").write_text("# %% [markdown]\n# # A small chapter\n", encoding="utf-8")
    for notebook in (tmp_path / f"{NAME}.ipynb", tmp_path / "solved" / f"{NAME}.ipynb"):
        nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    monkeypatch.setattr(command, "CHAPTERS", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(*arguments):
    return CliRunner().invoke(command.export, arguments)


def pages(chapters):
    return sorted(path.name for path in chapters.rglob("*") if "html" in path.name)


def test_the_page_is_written_under_the_name_of_the_chapter(chapters):
    done = export("html", "98")
    assert done.exit_code == 0
    size = (chapters / "98_small.html").stat().st_size
    assert done.output == f"wrote 98_small.html ({round(size / 1000)} kB)\n"
    assert size > 1000
    assert "<h1" in (chapters / "98_small.html").read_text(encoding="utf-8")
    assert pages(chapters) == ["98_small.html"]


def test_two_exports_give_the_same_bytes_where_one_says(chapters):
    first, second = chapters / "first.html", chapters / "second.html"
    for path in (first, second):
        assert f"wrote {path}" in export("html", NAME, "--output", str(path)).output
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("damage", "arguments", "words"),
    [
        ("", ("99",), "there is no chapter '99'; there are 98"),
        (f"solved/{NAME}.ipynb", ("98",), "98_small is not built yet: run `course build 98` first"),
        (f"{NAME}.ipynb", ("98",), "98_small is not built yet: run `course build 98` first"),
        ("", ("98", "--output", "no/page.html"), "there is no folder no: make it first"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(chapters, damage, arguments, words):
    if damage:
        (chapters / damage).unlink()
    done = export("html", *arguments)
    assert done.exit_code == 1
    assert done.output == f"Error: {words}\n"
    assert pages(chapters) == []


def test_a_damaged_notebook_is_named(chapters):
    (chapters / "solved" / f"{NAME}.ipynb").write_text("{", encoding="utf-8")
    assert export("html", "98").output == (
        "Error: 98_small.ipynb is damaged (NotJSONError): run `course build 98`\n"
    )


def test_a_formula_that_cannot_be_set_leaves_the_page_that_was_there(chapters):
    export("html", "98")
    before = (chapters / "98_small.html").read_bytes()
    solved = chapters / "solved" / f"{NAME}.ipynb"
    solved.write_text(solved.read_text(encoding="utf-8").replace("$x$", "$x^$"), encoding="utf-8")
    done = export("html", "98")
    assert done.exit_code == 1
    assert done.output.startswith("Error: 98_small: cell 1 (id a1): the formula 'x^' cannot be set: Missing")
    assert (chapters / "98_small.html").read_bytes() == before


def test_a_page_that_cannot_be_written_leaves_nothing_behind(chapters, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(exporting.os, "replace", refuse)
    done = export("html", "98")
    assert done.output == "Error: 98_small.html cannot be written: Permission denied\n"
    assert pages(chapters) == []


def test_export_alone_says_what_there_is():
    done = export()
    assert done.exit_code == 0
    assert "html  Write CHAPTER (07) as one page" in done.output
