"""`course build` makes what is asked for, says what is out of step, and leaves alone what it cannot make."""

import nbformat
import pytest
from click.testing import CliRunner

from course_lib.commands import build as command

SOURCE = """# %% [markdown] tags=["core"]
# # A chapter that asks nothing

# %% tags=["core"]
from course_lib.claims import claim

# %% tags=["core"]
total = 1 + 1
claim("Two ones make two.", total == 2, total=total)
"""


@pytest.fixture(autouse=True)
def chapters(tmp_path, monkeypatch):
    """A folder of chapters that holds one source, 98_small."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "98_small.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(command, "CHAPTERS", tmp_path)
    return tmp_path


def course_build(*arguments):
    return CliRunner().invoke(command.build, arguments)


def edit(chapters, old, new):
    source = chapters / "src" / "98_small.py"
    source.write_bytes(SOURCE.encode().replace(old, new))


def notebooks(chapters):
    return {path: path.read_bytes() for path in chapters.rglob("*.ipynb")}


def test_a_chapter_that_does_not_exist_is_refused_in_one_line(chapters):
    done = course_build("99")
    assert done.exit_code == 1
    assert done.output == "Error: there is no chapter '99'; there are 98\n"
    assert notebooks(chapters) == {}


def test_check_and_stale_exclude_each_other():
    done = course_build("--check", "--stale")
    assert done.exit_code == 2
    assert "--check runs nothing and --stale builds: choose one" in done.output


def test_what_was_built_is_in_step_until_it_is_edited(chapters):
    assert course_build("98").output.startswith("built 98_small in ")
    in_step = course_build("--check")
    assert in_step.exit_code == 0
    assert in_step.output == "every notebook follows from its source and from the library as it is\n"
    edit(chapters, b"# # A chapter", b"# # The chapter")
    behind = course_build("--check")
    assert behind.exit_code == 1
    assert behind.output.splitlines() == [
        "98_small: 98_small.ipynb differs from what its source gives",
        "Error: out of step with chapters/src: run `course build --stale`",
    ]


def test_stale_builds_only_what_is_behind(chapters):
    assert course_build("--stale").output.startswith("built 98_small in ")
    assert set(notebooks(chapters)) == {chapters / "98_small.ipynb", chapters / "solved" / "98_small.ipynb"}
    again = course_build("--stale")
    assert (again.exit_code, again.output) == (0, "")


def test_a_notebook_without_a_source_is_out_of_step(chapters):
    nbformat.write(nbformat.v4.new_notebook(), chapters / "97_gone.ipynb")
    done = course_build("--check")
    assert done.exit_code == 1
    assert "97_gone.ipynb has no source in chapters/src: delete it" in done.output


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"total = 1 + 1", b"total = 1 / 0", "98_small, cell 3 (id "),
        (b"total == 2", b"True", "98_small: cell 3 (id "),
        (b"1 + 1", b"1 +", "98_small: cell 3 (id "),
        (b"# # A chapter", b"# # \xc0 la carte", "98_small: line 2 of 98_small.py is not UTF-8"),
        (
            b"total = 1 + 1",
            b'check("98.1")\ntotal = 2',
            "98_small: asks questions, and there is no course_lib",
        ),
    ],
)
def test_a_chapter_that_cannot_be_built_keeps_its_notebooks(chapters, old, new, words):
    course_build()
    before = notebooks(chapters)
    edit(chapters, old, new)
    done = course_build()
    assert done.exit_code == 1
    assert done.output.startswith(words)
    assert done.output.endswith("Error: 98_small was not built; its notebooks are as they were\n")
    assert notebooks(chapters) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"1 + 1", b"1 +", "98_small: cell 3 (id "),
        (b"# # A chapter", b"# # \xc0 la carte", "98_small: line 2 of 98_small.py is not UTF-8"),
        (b'# %% [markdown] tags=["core"]', b'# %% tags=["exercise"]', "98_small: cell 1 (id "),
    ],
)
def test_check_says_in_one_line_that_a_source_cannot_be_read(chapters, old, new, words):
    edit(chapters, old, new)
    done = course_build("--check")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 2
    assert done.output.startswith(words)


def test_check_says_in_one_line_that_a_solved_notebook_is_damaged(chapters):
    course_build()
    (chapters / "solved" / "98_small.ipynb").write_text("{", encoding="utf-8")
    done = course_build("--check")
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == "98_small: solved/98_small.ipynb is damaged (NotJSONError)"
