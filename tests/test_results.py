"""Stored results come back as they were, and what is wrong with them is said."""

import json
from dataclasses import replace

import numpy as np
import pytest

from course_lib import results as results_module
from course_lib.results import Results, Row, StaleResultsError, code_digests, read, results, write

ROW = Row(
    grid=(0.1, 0.3),
    validation=np.array([[0.5, 1 / 3, 0.25], [0.75, 0.5, 1.0]]),
    diverged=np.array([[False, True, False], [False, False, False]]),
    chosen=0.3,
    test=np.array([0.5, 2 / 3, 1.0]),
    measures={"ratio": np.array([1e-12, 2.0, 0.0])},
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of results with a script and what it stored."""
    monkeypatch.setattr(results_module, "RESULTS", tmp_path)
    script = tmp_path / "ch97_race.py"
    script.write_text("from course_lib.history import History\n", encoding="utf-8")
    write(stored_by(script), script.with_suffix(".json"))
    return tmp_path


def stored_by(script):
    return Results(
        name=script.stem,
        command=f"python chapters/results/{script.name}",
        code=code_digests(script),
        versions={"python": "3.11"},
        seeds=(0, 1, 2),
        tuned="learning rate",
        facts={"epochs": 15},
        rows={"ReLU, 3 × He": ROW, "plain": replace(ROW, measures={})},
    )


def test_what_was_written_is_read_to_the_last_digit(folder):
    found, expected = results("97", "race"), stored_by(folder / "ch97_race.py")
    assert {name: value for name, value in vars(found).items() if name != "rows"} == {
        name: value for name, value in vars(expected).items() if name != "rows"
    }
    for name, row in expected.rows.items():
        for key, value in vars(row).items():
            np.testing.assert_equal(vars(found.rows[name])[key], value)


def test_scores_and_measures_are_given_by_row(folder):
    found = results("97", "race")
    assert {name: scores.tolist() for name, scores in found.scores.items()} == {
        name: ROW.test.tolist() for name in found.rows
    }
    assert list(found.measured("ratio")) == ["ReLU, 3 × He"]
    assert repr(found) == "Results of ch97_race: 2 rows, 3 seeds"


def test_the_file_is_the_same_whenever_it_is_written(folder):
    path = folder / "ch97_race.json"
    before = path.read_bytes()
    write(read(path), path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == ["ch97_race.json", "ch97_race.py"]


def test_infinity_is_no_result_and_leaves_what_was_stored(folder):
    path = folder / "ch97_race.json"
    before = path.read_bytes()
    endless = replace(ROW, test=np.array([np.inf, 0, 0]))
    with pytest.raises(ValueError, match="not JSON compliant"):
        write(replace(read(path), rows={"x": endless}), path)
    assert path.read_bytes() == before


def test_results_that_do_not_exist_are_refused_with_those_that_do(folder):
    with pytest.raises(
        FileNotFoundError, match=r'no results\("97", "rice"\); there is results\("97", "race"\)'
    ):
        results("97", "rice")
    (folder / "ch97_race.json").unlink()
    with pytest.raises(FileNotFoundError, match="there is none yet"):
        results("97", "race")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: "",
        lambda content: "[" * 100_000,
        lambda content: "[]",
        lambda content: json.dumps(content | {"rows": []}),
        lambda content: json.dumps({key: content[key] for key in content if key != "seeds"}),
        lambda content: json.dumps(content | {"seeds": [0, 1]}),
        lambda content: json.dumps(content | {"unknown": 1}),
        lambda content: json.dumps(content).replace("[0.1, 0.3]", "[0.1]"),
        lambda content: json.dumps(content).replace('"chosen": 0.3', '"chosen": 0.4'),
    ],
)
def test_a_damaged_file_is_refused_with_what_to_do(folder, damage):
    path = folder / "ch97_race.json"
    path.write_text(damage(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^ch97_race.json is damaged .*`make results`"):
        results("97", "race")


@pytest.fixture
def other_code(folder):
    """The script is no longer what it was."""
    (folder / "ch97_race.py").write_text("from course_lib.history import History\nx = 1\n", encoding="utf-8")


@pytest.mark.usefixtures("other_code")
def test_a_build_refuses_results_of_other_code(monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(
        StaleResultsError, match=r"chapters/results/ch97_race.py changed since; `make results`"
    ):
        results("97", "race")


@pytest.mark.usefixtures("other_code")
def test_a_learner_who_changed_the_code_reads_on_and_is_told(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    assert results("97", "race").rows.keys() == {"ReLU, 3 × He", "plain"}
    assert capsys.readouterr().out.startswith("! Results of ch97_race")


def test_results_rest_on_what_computes_them_and_not_on_what_stores_them(folder):
    script = folder / "ch97_race.py"
    script.write_text("from course_lib.experiments import Comparison\n", encoding="utf-8")
    files = code_digests(script).keys()
    assert {"chapters/results/ch97_race.py", "course_lib/experiments.py", "course_lib/__init__.py"} <= files
    assert not {"course_lib/results.py", "course_lib/digests.py", "course_lib/places.py"} & files


def test_results_of_the_same_code_are_read_silently(folder, capsys):
    results("97", "race")
    assert capsys.readouterr().out == ""
