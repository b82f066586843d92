"""Building a chapter: its source becomes the learner's notebook and the executed, solved one."""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, ValidationError

from course_lib.authoring.cells import parsed
from course_lib.authoring.dependencies import file_digests
from course_lib.authoring.lint import lint
from course_lib.authoring.outputs import output_problems
from course_lib.authoring.source import SourceError, learners, place, read_source, solved
from course_lib.authoring.widget_states import settle
from course_lib.environment import quiet_environment
from course_lib.trust import is_sealed, seal

CELL_SECONDS = 120
CHAPTER_SECONDS = 600
# What reading a damaged notebook raises, by what is damaged.
DAMAGE = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class BuildError(RuntimeError):
    """A chapter could not be built; the message names the chapter, the cell and the error."""


@dataclass(frozen=True)
class Paths:
    """Where a chapter's notebooks are written.

    Attributes:
        learner: the pristine notebook with open exercises.
        solved: the executed notebook.
    """

    learner: Path
    solved: Path


def paths(source: Path) -> Paths:
    """Return where the notebooks of a source belong: beside `src`, and in `solved`."""
    chapters = source.parent.parent
    return Paths(chapters / f"{source.stem}.ipynb", chapters / "solved" / f"{source.stem}.ipynb")


def build(source: Path) -> None:
    """Lint a chapter, execute it, and write both notebooks; nothing is written if anything fails.

    Args:
        source: its py:percent file.

    Raises:
        BuildError: if the lint finds something, a cell fails or takes too long, or an output breaks a rule.
    """
    try:
        notebook = read_source(source)
        learner = learners(notebook)
        problems = lint(notebook, source.stem)
    except SourceError as error:
        raise BuildError(f"{source.stem}: {error}") from error
    _require_none(problems, source)
    executed = solved(notebook)
    executed.metadata["course"] = {"files": file_digests(source)}
    _execute(executed, source)
    scrub(executed)
    seal(executed)
    _require_none(output_problems(executed), source)
    for result, path in ((learner, paths(source).learner), (executed, paths(source).solved)):
        _write(result, path)


def out_of_step(chosen: list[Path]) -> dict[Path, str]:
    """Compare sources with notebooks, running nothing.

    Args:
        chosen: the sources to look at.

    Returns:
        For each source whose notebooks do not follow from it, the reason; that it cannot be read is one.
    """
    reasons = {source: _why_out_of_step(source) for source in chosen}
    return {source: reason for source, reason in reasons.items() if reason}


def orphans(chapters: Path) -> list[Path]:
    """Return the notebooks that have no source."""
    known = {source.stem for source in (chapters / "src").glob("*.py")}
    notebooks = sorted([*chapters.glob("*.ipynb"), *(chapters / "solved").glob("*.ipynb")])
    return [notebook for notebook in notebooks if notebook.stem not in known]


def scrub(notebook: NotebookNode) -> None:
    """Take out of an executed notebook what differs from run to run, or from machine to machine."""
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = _joined_streams(cell.outputs)
        for output in cell.outputs:
            if "text" in output:
                output.text = re.sub(r"\S*ipykernel_\d+[/\\]\d+\.py", "<cell>", output.text)
    settle(notebook)  # after the streams, which decide how many outputs stand before a widget


def _why_out_of_step(source: Path) -> str:
    """Say why a chapter's notebooks do not follow from its source and the library; empty if they do."""
    try:
        notebook = read_source(source)
        learner = learners(notebook)
        parsed(notebook)  # what cannot be parsed says nothing of what it rests on
    except SourceError as error:
        return str(error)
    for path in (paths(source).learner, paths(source).solved):
        if not path.exists():
            return f"{path.relative_to(source.parent.parent)} is missing"
    if paths(source).learner.read_text(encoding="utf-8", errors="replace") != _text(learner):
        return f"{paths(source).learner.name} differs from what its source gives"
    return _why_solved_is_out_of_step(source, notebook)


def _why_solved_is_out_of_step(source: Path, notebook: NotebookNode) -> str:
    """Say why the solved notebook does not follow from its source and the library; empty if it does."""
    name = f"solved/{paths(source).solved.name}"
    try:
        stored = nbformat.read(paths(source).solved, as_version=4)
        inputs, before = _inputs(stored), dict(stored.metadata.get("course", {}).get("files", {}))
        as_built = is_sealed(stored)
    except DAMAGE as error:
        return f"{name} is damaged ({type(error).__name__})"
    if inputs != _inputs(solved(notebook)):
        return f"{name} differs from what its source gives"
    if not as_built:
        return f"{name} was changed since it was built"
    now = file_digests(source)
    changed = sorted(file for file in before.keys() | now.keys() if before.get(file) != now.get(file))
    return f"stale: {', '.join(changed)} changed since it was run" if changed else ""


def _inputs(notebook: NotebookNode) -> list[tuple[str, str, str, dict]]:
    """Return all of a notebook that comes from its source."""
    return [(cell.id, cell.cell_type, cell.source, dict(cell.metadata)) for cell in notebook.cells]


def _require_none(problems: list[str], source: Path) -> None:
    """Refuse a chapter that has problems, and say all of them."""
    if problems:
        raise BuildError("\n".join(f"{source.stem}: {problem}" for problem in problems))


def _execute(notebook: NotebookNode, source: Path) -> None:
    """Run a notebook's cells in a fresh kernel, in the environment in which tests run them too."""
    deadline = time.monotonic() + CHAPTER_SECONDS
    started: list[int] = []  # a killed cell leaves no count and no output: what ran last is remembered
    client = NotebookClient(
        notebook,
        timeout_func=lambda _: max(1, min(CELL_SECONDS, int(deadline - time.monotonic()))),
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(source.parent.parent)}},
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
    )
    try:
        client.execute(env=quiet_environment())
    except CellExecutionError as error:
        raise BuildError(_failure(notebook, source, started, f"{error.ename}: {error.evalue}")) from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise BuildError(_failure(notebook, source, started, str(error).splitlines()[0])) from None


def _failure(notebook: NotebookNode, source: Path, started: list[int], error: str) -> str:
    """Name the chapter, the cell that was started last, and the error."""
    if not started:
        return f"{source.stem}: no cell could be run: {error}"
    cell = notebook.cells[started[-1]]
    return f"{source.stem}, {place(started[-1] + 1, cell)}: {error}\n{cell.source}"


def _joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: where a kernel cuts it is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        same = joined and output.output_type == "stream" and joined[-1].get("name") == output.name
        if same:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _text(notebook: NotebookNode) -> str:
    """Return a notebook as it stands in its file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{hashlib.sha256(str(path).encode()).hexdigest()[:8]}")
    beside.write_text(_text(notebook), encoding="utf-8", newline="\n")
    os.replace(beside, path)
