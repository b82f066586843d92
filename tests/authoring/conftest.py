"""A small chapter in a folder of its own."""

from pathlib import Path

import pytest

SOURCE = """# %% [markdown] tags=["core"]
# # A small chapter
#
# It adds, it draws, and it asks.

# %% tags=["core"]
from course_lib.claims import approx, claim
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
answer = 42
# END SOLUTION

# %% tags=["core"]
total + total
"""


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
def _questions(monkeypatch) -> None:
    """Questions of the small chapter, as its checks would hold them."""
    from course_lib.authoring import lint
    from course_lib.checks.exercise import Exercise

    class Checks:
        EXERCISES = (
            Exercise("98.1", "Double", "twice", lambda x: 2 * x, ("one", "two"), (), ()),
            Exercise("98.2", "Answer", "answer", 42, ("one", "two"), (), ()),
        )
        PREDICTIONS = ()
        RECALL = ()

    monkeypatch.setattr(lint, "chapter_checks", lambda number: Checks)
