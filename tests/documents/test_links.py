"""Whatever a document of the course links to is there, and every picture says in words what it shows."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from course_lib.places import ROOT
from tests.documents.documents import headings, links, markdown, markdown_files, notebooks, pictures

DOCUMENTS = [*markdown_files(), *notebooks()]
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # https:, mailto:


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(path: Path) -> set[str]:
    """What may follow the # in a link to a document: JupyterLab and GitHub name headings differently."""
    if path.suffix == ".ipynb":
        return {heading.replace(" ", "-") for heading in headings(markdown(path))}
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings(markdown(path)))
    return {slug.replace(" ", "-") for slug in slugs}


def broken(document: Path, text: str) -> list[str]:
    """The links in the text of a document that lead nowhere in this repository."""
    lost = []
    for link in links(text):
        if ELSEWHERE.match(link):
            continue
        place, _, anchor = unquote(link).partition("#")
        target = (document.parent / place).resolve() if place else document
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and target.is_file() and anchor not in anchors(target)):
            lost.append(link)
    return lost


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    assert broken(document, markdown(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_pictures_have_an_alternative_text(document):
    assert [address for address, said in pictures(markdown(document)) if not said.strip()] == []


def test_the_first_documents_of_the_repository_are_looked_at():
    assert {"README.md", "CONTRIBUTING.md"} <= {name(path) for path in DOCUMENTS}


@pytest.mark.parametrize(
    "text",
    [
        "[a](no_such_file.md)",
        "![a picture](no_such_picture.png)",
        "<a href='no_such_file.md'>a</a>",
        "[a][b]\n\n[b]: no_such_file.md",
        "[a](#no-such-heading)\n\n# Heading",
        "[a](../../outside.md)",
        "| a |\n|---|\n| [a](no_such_file.md) |",
    ],
)
def test_a_broken_link_is_found_wherever_it_stands(text):
    assert len(broken(ROOT / "README.md", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[a](pyproject.toml)",
        "[a](course_lib/places.py)",
        "[a](https://example.org/x#y)",
        "`[a](no_such_file.md)`",
    ],
)
def test_what_is_no_broken_link_is_not_taken_for_one(text):
    assert broken(ROOT / "README.md", text) == []


def test_a_picture_without_words_is_found():
    assert pictures("![](a.png) <img src='b.png'>") == [("a.png", ""), ("b.png", "")]
