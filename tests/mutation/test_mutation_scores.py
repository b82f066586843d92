"""The table of mutation scores says what was found, and a survivor counts as one whatever excuses it."""

from tests.mutation.mutants import SCORES, TARGETS
from tests.mutation.scores import EXPLAINED, GOAL, MutationRun, Score, Survivor, read, table, write

EXCUSED = Survivor("f__mutmut_1", "survived", "line", next(iter(EXPLAINED)))
LATE = Survivor("f__mutmut_2", "timeout", "i += 1", "i -= 1")


def mutation_run(*survivors) -> MutationRun:
    score = Score(("f.py",), ("test_f.py",), mutants=10, minutes=1.2, survivors=survivors)
    return MutationRun("make mutants", {"mutmut": "3"}, cores=2, scores={"f.py": score})


def test_the_committed_table_is_that_of_the_committed_scores():
    assert SCORES.with_suffix(".md").read_text(encoding="utf-8") == table(read(SCORES))


def test_every_target_was_measured_with_its_tests_and_reaches_the_goal():
    scores = read(SCORES).scores
    assert {name: (score.files, score.tests) for name, score in scores.items()} == TARGETS
    assert min(score.killed for score in scores.values()) >= GOAL


def test_scores_are_the_same_after_writing_and_reading(tmp_path):
    found = mutation_run(EXCUSED, LATE)
    write(found, tmp_path / "scores.json")
    assert read(tmp_path / "scores.json") == found


def test_a_survivor_counts_also_where_it_is_explained_or_only_takes_long():
    found = mutation_run(EXCUSED, LATE)
    assert found.scores["f.py"].killed == 0.8
    assert "| f.py | 10 | 8 | 80.0% | 1 |" in table(found)


def test_a_survivor_is_told_with_its_change_and_its_reason():
    told = table(mutation_run(EXCUSED, LATE))
    assert f"- `line` → `{EXCUSED.changed}`: {EXPLAINED[EXCUSED.changed]}" in told
    assert "- `i += 1` → `i -= 1` (timeout)" in told
    assert "None." in table(mutation_run())
