"""The documents of the course, and the prose and the links in them."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from markdown_it.token import Token

from course_lib.places import CHAPTERS, ROOT

NOT_OURS = re.compile(r"\..*|work|reports")  # folders of tools, and what git ignores
MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)


def markdown_files() -> list[Path]:
    """Every Markdown file of the course."""
    tops = (top for top in ROOT.iterdir() if not NOT_OURS.fullmatch(top.name))
    return sorted(
        path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.suffix == ".md"
    )


def notebooks() -> list[Path]:
    """The learner's notebooks."""
    return sorted(CHAPTERS.glob("*.ipynb"))


def python_files() -> list[Path]:
    """The library, the sources of the chapters and of their results, and the tests."""
    folders = ("course_lib", "chapters/src", "chapters/results", "tests")
    return sorted(path for folder in folders for path in ROOT.glob(f"{folder}/**/*.py"))


def markdown(path: Path) -> str:
    """The Markdown of a file, or of all the cells of a notebook."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def tokens(text: str) -> Iterator[Token]:
    """The parts of a Markdown text, with what stands inside a line after the line."""
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        yield block
        yield from block.children or ()


def links(text: str) -> list[str]:
    """What a Markdown text links to and shows, also in HTML."""
    found = [str(token.attrs[key]) for token in tokens(text) for key in ("href", "src") if key in token.attrs]
    return found + [
        values[key] for values in _html_attributes(text) for key in ("href", "src") if key in values
    ]


def pictures(text: str) -> list[tuple[str, str]]:
    """Address and alternative text of each picture in a Markdown text, also in HTML."""
    found = [(str(token.attrs["src"]), token.content) for token in tokens(text) if token.type == "image"]
    return found + [
        (values["src"], values.get("alt", "")) for values in _html_attributes(text) if "src" in values
    ]


def headings(text: str) -> list[str]:
    """The headings of a Markdown text, without their marks."""
    every = list(tokens(text))
    return [line.content for mark, line in zip(every, every[1:], strict=False) if mark.type == "heading_open"]


def prose_of_markdown(text: str) -> str:
    """The words of a Markdown text, without code, maths and addresses; *emphasis* keeps its stars."""
    words = []
    for token in tokens(MATHS.sub(" ", text)):
        if token.type == "text":
            words.append(token.content)
        elif token.type in {"em_open", "em_close"}:
            words.append("*")
        elif token.type in {"softbreak", "paragraph_close", "heading_close"}:
            words.append("\n")
    return "".join(words)


def prose_of_python(path: Path) -> str:
    """The docstrings and comments of a Python file, without what stands in backticks."""
    source = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = [
        ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, documented)
    ]
    readable = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in readable if token.type == tokenize.COMMENT]
    return re.sub(r"`[^`]*`", " ", MATHS.sub(" ", "\n".join([*docstrings, *comments])))


class _Attributes(HTMLParser):
    """Collects the attributes of the tags that link or show something."""

    def __init__(self):
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "img"}:
            self.found.append({key: value or "" for key, value in attrs})


def _html_attributes(text: str) -> list[dict[str, str]]:
    """The attributes of each <a> and <img> that a Markdown text holds as HTML."""
    parser = _Attributes()
    for token in tokens(text):
        if token.type in {"html_block", "html_inline"}:
            parser.feed(token.content)
    return parser.found
