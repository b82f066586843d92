"""A project's cells: the learner's notebook has a gap where the solved one has one solution of many."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring.source import EXPERIMENTS, SourceError, learners, solved


def notebook(source):
    return new_notebook(cells=[new_code_cell(source, metadata={"tags": ["core", "project"]})])


@pytest.mark.parametrize(
    ("source", "gap"),
    [
        (
            "def my_run():\n    # SOLUTION\n    return 1\n    # END SOLUTION",
            'def my_run():\n    raise NotImplementedError("your turn")',
        ),
        ("# SOLUTION\nmy_rate = 0.1\n# END SOLUTION", "my_rate = ..."),
        (
            "# SOLUTION\n# What I found\nmy_report: dict = {\n    'a': 1,\n    'b': [2],\n}\n# END SOLUTION",
            'my_report = {\n    "a": ...,\n    "b": ...,\n}',
        ),
        (
            "# SOLUTION\nfound = try_out()\n# END SOLUTION",
            "# your experiments: add as many cells as you like",
        ),
    ],
    ids=["function", "name", "report", "experiments"],
)
def test_a_solution_becomes_a_gap(source, gap):
    assert learners(notebook(source)).cells[0].source == gap
    assert "SOLUTION" not in solved(notebook(source)).cells[0].source


def test_cells_of_experiments_one_after_another_become_one():
    tried = "# SOLUTION\nfound = try_out()\n# END SOLUTION"
    cells = [notebook(tried).cells[0] for _ in range(3)]
    both = new_notebook(cells=[*cells[:2], new_code_cell("found"), cells[2]])
    assert [cell.source for cell in learners(both).cells] == [EXPERIMENTS, "found", EXPERIMENTS]
    assert len(solved(both).cells) == 4


def test_a_cell_of_a_project_without_marks_is_refused():
    with pytest.raises(SourceError, match="project"):
        learners(notebook("my_report = {}"))
