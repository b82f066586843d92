"""The prose of the course is spelt correctly, and in British English."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from course_lib.places import ROOT
from tests.documents.documents import (
    markdown,
    markdown_files,
    notebooks,
    prose_of_markdown,
    prose_of_python,
    python_files,
)

# Right in British English too, at least in one meaning that this course uses.
ALSO_BRITISH = (
    r"artifacts?|(re)?focus(es|ed|ing)|biased|judgments?|acknowledgments?|licens\w+|meters?|practic\w+"
    r"|program|routing|stor(y|ies)|(over)?writable|dialogs?"
)
# The titles of papers and the words of others keep their spelling: *in italics*, "in quotation marks"; so do
# the arguments that PyTorch has named, where a docstring says what they are ("optimizer: whose lr …").
QUOTED = re.compile(r"\*[^*\n]+\*|\"[^\"\n]+\"|“[^”]+”|^ +\w+(?=: )", re.MULTILINE)


def spelling_mistakes(folder: Path, *dictionaries: str) -> list[str]:
    """What codespell finds in the files of a folder."""
    chosen = [argument for name in dictionaries for argument in ("--dictionary", name)]
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare", *chosen, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.stderr == ""
    return [line.removeprefix(str(folder)) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def british(tmp_path_factory) -> str:
    """A dictionary from American to British spelling: codespell's own, read the other way round."""
    source = files("codespell_lib") / "data/dictionary_en-GB_to_en-US.txt"
    pairs = (line.split("->") for line in source.read_text(encoding="utf-8").splitlines())
    lines = [f"{american.strip(' ,')}->{british}" for british, american in pairs]
    path = tmp_path_factory.mktemp("dictionary") / "british.txt"
    kept = [line for line in lines if not re.fullmatch(ALSO_BRITISH, line.split("->")[0])]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return str(path)


def all_prose() -> dict[str, str]:
    """The prose of each document, under a file name that tells where it comes from."""
    texts = {path: prose_of_markdown(markdown(path)) for path in [*markdown_files(), *notebooks()]}
    texts |= {path: prose_of_python(path) for path in python_files()}
    return {path.relative_to(ROOT).as_posix() + ".txt": text for path, text in texts.items()}


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_words_are_spelt_correctly(tmp_path):
    assert spelling_mistakes(write(tmp_path, all_prose()), "-") == []


def test_spelling_is_british(tmp_path, british):
    texts = {name: QUOTED.sub(" ", text) for name, text in all_prose().items()}
    assert spelling_mistakes(write(tmp_path, texts), british) == []


def test_the_whole_course_is_read():
    names = all_prose().keys()
    assert {"README.md.txt", "course_lib/places.py.txt", "tests/documents/test_spelling.py.txt"} <= names


@pytest.mark.parametrize("prose", ["teh gradient", "we recieve it"])
def test_a_mistake_is_found(tmp_path, prose):
    assert len(spelling_mistakes(write(tmp_path, {"a.txt": prose}), "-")) == 1


@pytest.mark.parametrize("word", ["color", "behavior", "center", "Normalize", "initialization", "modeling"])
def test_american_spelling_is_found(tmp_path, british, word):
    assert len(spelling_mistakes(write(tmp_path, {"a.txt": f"the {word} of it"}), british)) == 1


@pytest.mark.parametrize(
    "word", ["colour", "behaviour", "centre", "normalise", "biased", "practice", "program"]
)
def test_british_spelling_is_left_in_peace(tmp_path, british, word):
    assert spelling_mistakes(write(tmp_path, {"a.txt": f"the {word} of it"}), british) == []


def test_code_maths_and_addresses_are_no_prose():
    text = "Set `color` and $color$:\n\n```python\ncolor = 1\n```\n\n[here](https://example.org/color)."
    assert "color" not in prose_of_markdown(text)
    assert "here" in prose_of_markdown(text)


def test_docstrings_and_comments_are_prose_and_code_is_not(tmp_path):
    path = tmp_path / "a.py"
    path.write_text('"""Said."""\ncolor = "color"  # noted, not `color`\n')
    prose = prose_of_python(path)
    assert "Said." in prose
    assert "noted" in prose
    assert "color" not in prose
