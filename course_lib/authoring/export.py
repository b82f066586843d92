"""A chapter as one page of HTML that needs no kernel, no other file and no other host.

It is made from the notebooks that a build left: pictures and numbers are those that are stored, widgets
compute in the page, mathematics is drawn when the page is made.
"""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from jupyterlab_pygments import JupyterStyle
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from course_lib.authoring.build import DAMAGE, paths
from course_lib.authoring.embedding import EmbeddingError, embed
from course_lib.authoring.mathematics import MathematicsError, typeset, unbroken
from course_lib.authoring.self_contained import policy, reaching_out
from course_lib.authoring.source import SourceError, exercise_id, is_project, place

PAGE = files("course_lib.authoring") / "page"
TO_A_CHAPTER = re.compile(r'href="(?:\./)?([0-9AP]\d_[a-z0-9_]+)\.ipynb(?=["#])')


class ExportError(RuntimeError):
    """A chapter could not be exported; the message says why and what to do."""


def export_html(source: Path, output: Path) -> None:
    """Write a chapter as one page of HTML, whole or not at all.

    Args:
        source: its py:percent file, whose notebooks were built.
        output: the file to write; one that is there is replaced.

    Raises:
        ExportError: if the chapter was not built, or holds what a page on its own cannot show; or if the
            page cannot be written there.
    """
    require_folder(output)
    try:
        page = chapter_page(_built(source, paths(source).solved), _built(source, paths(source).learner))
    except (EmbeddingError, MathematicsError, SourceError) as error:
        raise ExportError(f"{source.stem}: {error}") from error
    write_page(page, output)


def require_folder(output: Path) -> None:
    """Refuse to make a page, which takes a while, for a folder that is not there.

    Raises:
        ExportError: if the folder of output does not exist.
    """
    if not output.parent.is_dir():
        raise ExportError(f"there is no folder {output.parent}: make it first")


def write_page(page: str, output: Path) -> None:
    """Write a page, whole or not at all.

    Raises:
        ExportError: if it cannot be written there.
    """
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_text(page, encoding="utf-8", newline="\n")
        os.replace(beside, output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ExportError(f"{output} cannot be written: {error.strerror}") from error


def chapter_page(solved: NotebookNode, learner: NotebookNode) -> str:
    """Return the page of a chapter.

    Args:
        solved: its executed notebook; it is changed.
        learner: its pristine notebook, which says how an exercise looks before it is solved.

    Raises:
        EmbeddingError: if a widget is shown that is not stored.
        MathematicsError: if a formula cannot be set.
        ExportError: if something in it would be fetched from elsewhere, or run beside the page's own script.
    """
    _open_exercises(solved, learner)
    widgets = embed(solved)
    script = (PAGE / "widgets.js").read_text(encoding="utf-8") if widgets else ""
    shown = {
        "title": _title(solved),
        "style": page_style(),
        "policy": policy(script),
        "widgets": widgets,
        "script": script,
    }
    exporter = _PageExporter(template_name="page", extra_template_basedirs=[str(PAGE.parent)])
    page, _ = exporter.from_notebook_node(solved, resources={"course": shown})
    page = TO_A_CHAPTER.sub(r'href="\1.html', page)
    if found := reaching_out(page, script):
        raise ExportError(f"{_title(solved)}: a page on its own cannot hold {', '.join(found)}")
    return page


def page_style() -> str:
    """Return the style of the page and of the code in it."""
    highlighting = HtmlFormatter(style=JupyterStyle, nobackground=True).get_style_defs(".highlight")
    return f"{(PAGE / 'page.css').read_text(encoding='utf-8')}\n{highlighting}"


class _PageExporter(HTMLExporter):
    """Exports through the course's own template, and draws mathematics."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Return Markdown as HTML; a formula that cannot be set is named with its cell."""
        try:
            return unbroken(MarkdownWithMath(renderer=_PageRenderer(escape=False)).render(source))
        except MathematicsError as error:
            number = context["nb"].cells.index(context["cell"]) + 1
            raise MathematicsError(f"{place(number, context['cell'])}: {error}") from error


class _PageRenderer(IPythonRenderer):
    """Renders Markdown with mathematics drawn, and with headings that links can name as in JupyterLab."""

    def heading(self, text: str, level: int, **attrs: str) -> str:
        name = re.sub(r"<[^>]*>", "", text).replace(" ", "-")
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def block_math(self, body: str) -> str:
        return typeset(body, display=True)

    def inline_math(self, body: str) -> str:
        return typeset(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        return typeset(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)


def _built(source: Path, notebook: Path) -> NotebookNode:
    """Read one of a chapter's notebooks."""
    build = f"`course build {source.stem[:2]}`"
    try:
        return nbformat.read(notebook, as_version=4)
    except FileNotFoundError as error:
        raise ExportError(f"{source.stem} is not built yet: run {build} first") from error
    except DAMAGE as error:
        raise ExportError(f"{notebook.name} is damaged ({type(error).__name__}): run {build}") from error


def _open_exercises(solved: NotebookNode, learner: NotebookNode) -> None:
    """Give each exercise of the solved notebook its id and the code that the learner starts from."""
    begins = {cell.id: cell.source for cell in learner.cells}
    for cell in solved.cells:
        if exercise := exercise_id(cell) or is_project(cell) and "the project":
            cell.metadata["exercise"] = exercise if is_project(cell) else f"exercise {exercise}"
            cell.metadata["project"] = is_project(cell)
            cell.metadata["open"] = begins.get(cell.id, "")


def _title(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook."""
    headings = (
        line for cell in notebook.cells for line in cell.source.splitlines() if cell.cell_type == "markdown"
    )
    return next((line[2:].strip() for line in headings if line.startswith("# ")), "A chapter")
