"""A learner's desk: the published chapters and the learner's own folder, in one place of a test's own."""

from pathlib import Path

import nbformat

from course_lib.workspace import refresh

NAME = "07_gradients.ipynb"
BESIDE = "07_gradients.new.ipynb"


class Desk:
    """A folder of published chapters and a learner's folder, in one place of their own."""

    def __init__(self, root: Path):
        self.chapters = root / "chapters"
        self.work = root / "work"
        self.chapters.mkdir(parents=True)

    def publish(self, *sources: str, name: str = NAME) -> None:
        """Write a chapter with these code cells, as the build does."""
        write(self.chapters / name, *sources)

    def refresh(self) -> list[str]:
        return refresh(self.chapters, self.work)

    @property
    def copy(self) -> Path:
        return self.work / NAME

    @property
    def beside(self) -> Path:
        return self.work / BESIDE


def write(path: Path, *sources: str) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells]


def run(path: Path) -> None:
    """Leave what JupyterLab leaves when all cells are run with Shift+Enter and saved."""
    notebook = nbformat.read(path, 4)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text="output\n")]
        cell.metadata["scrolled"] = True
    notebook.cells.append(nbformat.v4.new_code_cell(""))
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.0"}
    nbformat.write(notebook, path)
