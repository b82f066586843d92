"""A comparison tries as much in every row, chooses by validation alone, and keeps every score."""

import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from course_lib.experiments import Comparison, Score, command_line, summary, versions
from course_lib.results import changed_code, read

GRID = (0.1, 0.2, 0.4)


def run(row, setting, seed):
    """Scores that say where they come from: validation is best at 0.2, the test scores at 0.4."""
    if row == "wild" and setting == 0.4:
        return Score(0.1, 0.1, diverged=True)
    return Score(validation=0.9 - abs(setting - 0.2) + seed / 100, test=setting + seed / 100)


def measure(row, seed):
    return {"ratio": seed + 0.5} if row == "calm" else {}


def count_threads(row, setting, seed):
    blas = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return Score(validation=max(blas), test=0.0)


def comparison(tmp_path, **changes):
    script = tmp_path / "ch97_race.py"
    script.write_text("from course_lib.numpy_nn.mlp import MLP\n", encoding="utf-8")
    described = {
        "script": script,
        "tuned": "learning rate",
        "grids": {"calm": GRID, "wild": GRID},
        "seeds": (3, 4),
        "run": run,
        "measure": measure,
        "facts": {"epochs": 5},
    }
    return Comparison(**described | changes)


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Run the command line of a comparison; what it prints."""

    def call(described, *arguments):
        monkeypatch.setattr(sys, "argv", ["ch97_race.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line(described)
        assert ended.value.code == 0
        return capsys.readouterr().out

    return call


def test_the_setting_is_chosen_by_validation_even_where_another_tests_better(tmp_path):
    calm = comparison(tmp_path).run_all().rows["calm"]
    assert calm.chosen == 0.2
    np.testing.assert_array_equal(calm.test, [0.2 + 0.03, 0.2 + 0.04])


def test_of_settings_that_are_equally_good_the_first_is_chosen(tmp_path):
    same = comparison(tmp_path, run=equally_good).run_all()
    assert same.rows["calm"].chosen == GRID[0]


def equally_good(row, setting, seed):
    return Score(0.5, 0.5)


def test_every_validation_score_and_every_divergence_is_kept(tmp_path):
    found = comparison(tmp_path).run_all()
    expected = [[run("wild", setting, seed).validation for seed in (3, 4)] for setting in GRID]
    np.testing.assert_array_equal(found.rows["wild"].validation, expected)
    np.testing.assert_array_equal(found.rows["wild"].diverged, [[False] * 2, [False] * 2, [True] * 2])
    assert not found.rows["calm"].diverged.any()


def test_a_row_that_lacks_a_measure_is_left_out_of_it(tmp_path):
    found = comparison(tmp_path).run_all()
    assert {name: values.tolist() for name, values in found.measured("ratio").items()} == {"calm": [3.5, 4.5]}


def test_runs_of_the_whole_and_single_runs_use_one_thread(tmp_path):
    described = comparison(tmp_path, run=count_threads)
    assert described.run_all().rows["calm"].validation.max() == 1
    assert described.run_once("calm", 0.1, 3).validation == 1


def test_a_row_that_may_try_more_than_another_is_refused(tmp_path):
    with pytest.raises(ValueError, match="as many settings in each row"):
        comparison(tmp_path, grids={"calm": GRID, "wild": (*GRID, 0.8)})


def test_the_command_stores_what_it_found_with_the_code_that_found_it(tmp_path, command):
    described = comparison(tmp_path)
    printed = command(described)
    found = read(described.stored)
    assert found.scores.keys() == {"calm", "wild"}
    assert found.versions == versions()
    assert changed_code(found, described.script) == []
    assert "calm" in printed
    assert "stored in ch97_race.json" in printed


def test_the_command_runs_one_row_again_with_its_stored_setting_or_another(tmp_path, command):
    described = comparison(tmp_path)
    command(described)
    assert str(run("wild", 0.2, 4)) in command(described, "--row", "wild", "--seed", "4")
    assert str(run("wild", 0.4, 3)) in command(described, "--row", "wild", "--setting", "0.4")


def test_a_setting_at_the_edge_of_its_grid_is_pointed_out(tmp_path):
    inside = summary(comparison(tmp_path).run_all())
    assert not any("edge" in line for line in inside)
    at_edge = summary(comparison(tmp_path, run=equally_good).run_all())
    assert all("the edge of its grid" in line for line in at_edge)


def test_versions_name_no_computer():
    import platform

    assert versions().keys() == {"python", "numpy", "scikit-learn", "processor"}
    assert versions()["processor"].startswith(platform.machine())
    assert platform.node() not in str(versions())
