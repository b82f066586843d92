"""The memory that a kernel took stands in the junit report."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_lib.commands import reports
from course_lib.commands.reports import MEGABYTE, chapter_table
from course_lib.places import ROOT
from tests.chapters.kernel_memory import peak_memory

HUNDRED_MEGABYTES = "block = bytearray(b'1' * 100_000_000)"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a notebook that takes memory and then kills its kernel."""
    folder = tmp_path_factory.mktemp("notebook")
    sources = ["pass", HUNDRED_MEGABYTES, "import os; os._exit(1)"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "07_x.ipynb")
    plugins = "-p no:cacheprovider -p tests.chapters.kernel_memory --nbval-lax --nbval-current-env"
    command = [sys.executable, "-m", "pytest", *plugins.split(), "--nbval-cell-timeout", "2"]
    command += [f"--junitxml={folder / 'lax.xml'}", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120)
    return folder / "lax.xml"


def test_the_report_holds_what_every_living_kernel_took(report):
    at_first, full, dead = (peak / MEGABYTE for _, _, peak in reports.cells(report))
    assert full > at_first + 95  # of the hundred; the rest the kernel may have had to spare
    assert dead == 0


def test_the_table_shows_the_peak(report, monkeypatch):
    monkeypatch.setattr(reports, "REPORTS", report.parent)
    name, _, megabytes = chapter_table(("lax",)).splitlines()[1].split()
    assert name == "07_x"
    assert int(megabytes) > 100


def test_this_process_has_a_peak():
    assert peak_memory(os.getpid()) > 5 * MEGABYTE
