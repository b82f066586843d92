"""A small chapter in a folder of its own, with questions of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import course_lib.checks

SOURCE = """# %% [markdown] tags=["core"]
# # A small chapter
#
# It adds, it draws, and it asks.

# %% tags=["core"]
from course_lib.claims import approx, claim
from course_lib.learning import check, hint, solution, use
from course_lib.plots.curves import plot_by_epoch
from course_lib.showing import figure

# %% tags=["core"]
total = 1 + 1
claim("Two ones make two.", total == 2, total=total)
claim("About a half.", total / 4 > 0.4, share=approx(total / 4))

# %% tags=["core"]
figure(plot_by_epoch({"x": [0.0, 1.0]}, ylabel="share"), alt="A line that rises from nought to one.")

# %% tags=["core", "exercise", "98.1"]
def twice(x):
    # SOLUTION
    return 2 * x
    # END SOLUTION


# %% tags=["core", "exercise", "98.2"]
# SOLUTION
answer = 0.25
# END SOLUTION

# %% tags=["core"]
total + total

# %% tags=["core"]
check("98.1")
check("98.2")
"""

QUESTIONS = '''
"""Questions of the small chapter."""

from course_lib.checks.exercise import Exercise


def twice(x):
    return 2 * x


HINTS = ("one", "two")
EXERCISES = (
    Exercise(id="98.1", title="Double", name="twice", reference=twice, cases=((3.0,),), hints=HINTS,
             wrong_answers=(), also_correct=()),
    Exercise(id="98.2", title="Answer", name="answer", reference=0.25, hints=HINTS,
             wrong_answers=(), also_correct=()),
)
PREDICTIONS = ()
RECALL = ()
'''


@pytest.fixture
def chapters(tmp_path: Path) -> Path:
    """A folder of chapters that holds one source, 98_small."""
    (tmp_path / "chapters" / "src").mkdir(parents=True)
    (tmp_path / "chapters" / "src" / "98_small.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "chapters"


@pytest.fixture
def source(chapters: Path) -> Path:
    """The source of the small chapter."""
    return chapters / "src" / "98_small.py"


@pytest.fixture
def questions(tmp_path: Path, monkeypatch) -> Iterator[Path]:
    """The questions of the small chapter, found by the lint and, as Python starts there, by its kernel."""
    folder = tmp_path / "checks"
    folder.mkdir()
    file = folder / "ch98_small.py"
    file.write_text(QUESTIONS, encoding="utf-8")
    start = tmp_path / "start.py"
    start.write_text(f"import course_lib.checks\ncourse_lib.checks.__path__.append({str(folder)!r})\n")
    monkeypatch.setenv("PYTHONSTARTUP", str(start))
    monkeypatch.setattr(course_lib.checks, "__path__", [*course_lib.checks.__path__, str(folder)])
    course_lib.checks._names.cache_clear()
    monkeypatch.delitem(sys.modules, "course_lib.checks.ch98_small", raising=False)
    yield file
    course_lib.checks._names.cache_clear()
