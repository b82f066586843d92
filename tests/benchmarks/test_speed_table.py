"""The table of the speed bench says what its samples say; everyone in it computes the same."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.benchmarks.speed import SAMPLES
from tests.benchmarks.speed_contenders import Contender, require_equal_results, samples, why_missing
from tests.benchmarks.speed_rows import ROWS
from tests.benchmarks.speed_table import SpeedRun, goals, misses, read, shares, table, write

ADAM, *_ = (row for row in ROWS if row.name.startswith("Adam"))
MLP = ROWS[0]


def speed_run(**changes) -> SpeedRun:
    """A run in which the course takes a tenth of everyone's time, and as long as a floor."""
    others = {
        "torch": (1.0,),
        "autograd": (1.0,),
        "micrograd": (5000.0,),
        "numpy-ml": (1.0,),
        "floor": (0.1,),
    }
    made = SpeedRun(
        command="make bench",
        versions={"Python": "3.11.7"},
        processor="Linux x86_64",
        cores=2,
        busy=(1.0, 2.0),
        missing={},
        samples={row.name: {"course": (0.1,)} | others for row in ROWS},
    )
    return replace(made, **changes)


def with_samples(row, **seconds) -> SpeedRun:
    """The same run with other samples for one row."""
    found = speed_run()
    return replace(found, samples=found.samples | {row.name: seconds})


def test_the_committed_table_is_that_of_the_committed_samples():
    assert SAMPLES.with_suffix(".md").read_text(encoding="utf-8") == table(read(SAMPLES))


def test_samples_are_the_same_after_writing_and_reading(tmp_path):
    found = speed_run()
    write(found, tmp_path / "run.json")
    assert read(tmp_path / "run.json") == found
    assert (tmp_path / "run.md").read_text(encoding="utf-8") == table(found)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_share_is_the_median_of_paired_samples():
    # The computer is ten times slower in the second round, and torch hiccups in the third.
    taken = {"course": (1.0, 10.0, 1.0), "torch": (2.0, 20.0, 50.0)}
    assert shares(taken) == {"torch": 0.5}


def test_a_slow_contender_is_paired_with_the_first_rounds():
    assert shares({"course": (1.0, 2.0, 50.0), "micrograd": (100.0, 200.0)}) == {"micrograd": 0.01}


def test_the_best_peer_is_the_fastest_of_those_that_took_part():
    taken = {"course": (1.0,), "torch": (4.0,), "autograd": (5.0,), "numpy-ml": (2.0,), "floor": (1.0,)}
    best = goals(MLP, taken)[-1]
    assert (best.against, best.share) == ("numpy-ml", 0.5)
    assert not best.met()  # it should be 2.2 times faster


@pytest.mark.parametrize(
    ("seconds", "met", "nearly"), [(0.5, True, True), (0.59, False, True), (0.61, False, False)]
)
def test_slack_is_a_fifth_of_a_goal(seconds, met, nearly):
    taken = {"course": (seconds,), "torch": (1.0,), "numpy-ml": (9.0,)}
    goal = {goal.against: goal for goal in goals(ADAM, taken)}["torch"]
    assert (goal.met(), goal.met(1.2)) == (met, nearly)


def test_a_missed_goal_is_told_with_its_numbers_and_in_the_table():
    found = with_samples(ADAM, **{"course": (0.9,), "torch": (1.0,), "numpy-ml": (0.9,)})
    torch, peer = misses(found, slack=1.2)
    assert torch == "Adam, 100,000 weights, a step: 0.9 of the time of torch (goal: 0.5)"
    assert peer == "Adam, 100,000 weights, a step: 1.0 × faster than numpy-ml (goal: 1.4 ×)"
    assert "| Adam, 100,000 weights, a step | 0.9 (≤ 0.5) | – | – | 1 (≤ 0.71) | – | **missed** |" in table(
        found
    )


def test_a_run_that_meets_all_goals_has_no_misses():
    assert misses(speed_run()) == []
    assert "missed" not in table(speed_run()).split("Raw samples")[0]


def test_a_library_that_is_missing_is_a_line_of_the_table():
    taken = {name: dict(contenders) for name, contenders in speed_run().samples.items()}
    for contenders in taken.values():
        del contenders["micrograd"]
    found = speed_run(
        samples=taken, missing={"micrograd": "ModuleNotFoundError: No module named 'micrograd'"}
    )
    assert "- **missing**: micrograd: ModuleNotFoundError" in table(found)


@pytest.mark.parametrize(
    "change",
    [
        {"samples": {}},
        {"samples": {row.name: {"course": (1.0,)} for row in ROWS}},
        {"samples": {row.name: {"course": (1.0,), "jax": (1.0,)} for row in ROWS}},
        {"samples": {row.name: {"course": (0.0,), "torch": (1.0,)} for row in ROWS}},
        {"samples": {row.name: {"course": (1.0,), "torch": ()} for row in ROWS}},
        {"samples": {row.name: {"course": (1.0,), "torch": (float("nan"),)} for row in ROWS}},
    ],
)
def test_what_cannot_have_been_measured_is_refused(change):
    with pytest.raises(ValueError, match="expected"):
        speed_run(**change)


@pytest.mark.parametrize("row", [row for row in ROWS if row.steps], ids=lambda row: row.name)
def test_everyone_computes_the_same(row):
    contenders = row.make()
    assert {"course", "torch"} <= set(contenders)
    assert require_equal_results(contenders, row.steps, row.tolerance) >= 1


def test_someone_who_computes_something_else_is_found_out():
    right, wrong = (Contender(lambda: None, lambda x=x: [np.full(3, x)]) for x in (1.0, 1.001))
    require_equal_results({"course": right, "torch": right}, 1, 1e-4)
    with pytest.raises(AssertionError, match="torch: differs"):
        require_equal_results({"course": right, "torch": wrong}, 1, 1e-4)


def test_samples_are_taken_in_turns():
    turns = []
    contenders = {name: Contender(lambda name=name: turns.append(name)) for name in ("course", "torch")}
    taken = samples(contenders, rounds=3, least=0.0)
    assert turns[-6:] == ["course", "torch"] * 3
    assert [len(seconds) for seconds in taken.values()] == [3, 3]


def test_a_slow_contender_takes_part_in_the_first_rounds_only():
    contenders = {"course": Contender(lambda: None), "micrograd": Contender(lambda: sum(range(20_000)))}
    taken = samples(contenders, rounds=4, least=0.0, slow=1e-5, slow_rounds=2)
    assert [len(seconds) for seconds in taken.values()] == [4, 2]


def test_a_library_that_is_not_there_gives_its_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "micrograd", None)  # as if it were not installed
    why_missing.cache_clear()
    assert why_missing("micrograd").startswith("ModuleNotFoundError")
    why_missing.cache_clear()
