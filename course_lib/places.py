"""Where the parts of a checkout lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "chapters"
SOURCES = CHAPTERS / "src"
SOLVED = CHAPTERS / "solved"
RESULTS = CHAPTERS / "results"
WORK = ROOT / "work"
REPORTS = ROOT / "reports"
