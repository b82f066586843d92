"""`course results` runs the scripts whose results are not those of the code as it is, and no others."""

import json

import pytest
from click.testing import CliRunner

from course_lib.commands import results as command_module
from course_lib.commands.results import results, why_out_of_date

# A script that stores what it is now, as the scripts of the course do through `experiments`.
SCRIPT = """
from pathlib import Path
from course_lib.results import Results, code_digests, write
script = Path(__file__)
write(Results(script.stem, "", code_digests(script), {}, (0,), "", {}, {}), script.with_suffix(".json"))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two scripts, of which the first has been run."""
    monkeypatch.setattr(command_module, "RESULTS", tmp_path)
    for name in ("ch97_race", "ch98_walk"):
        (tmp_path / f"{name}.py").write_text(SCRIPT, encoding="utf-8")
    said("ch97_race")
    return tmp_path


def said(*arguments):
    done = CliRunner().invoke(results, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_only_what_is_out_of_date_is_run(folder):
    before = (folder / "ch97_race.json").stat().st_mtime_ns
    assert said() == "ch97_race: up to date\nch98_walk: not run yet\n"
    assert (folder / "ch97_race.json").stat().st_mtime_ns == before
    assert why_out_of_date(folder / "ch98_walk.py") == ""


def test_all_are_run_on_request(folder):
    stored = folder / "ch97_race.json"
    stored.write_text(stored.read_text(encoding="utf-8").replace('"facts": {}', '"facts": {"old": 1}'))
    said("--all")
    assert json.loads(stored.read_text(encoding="utf-8"))["facts"] == {}


def test_a_script_that_changed_is_run_again(folder):
    (folder / "ch97_race.py").write_text(SCRIPT + "x = 1\n", encoding="utf-8")
    assert (
        why_out_of_date(folder / "ch97_race.py") == "chapters/results/ch97_race.py changed since it was run"
    )
    said("ch97_race")
    assert why_out_of_date(folder / "ch97_race.py") == ""


def test_a_comment_makes_nothing_out_of_date(folder):
    (folder / "ch97_race.py").write_text(f"# how\n{SCRIPT}", encoding="utf-8")
    assert why_out_of_date(folder / "ch97_race.py") == ""


def test_damaged_results_are_made_anew(folder):
    (folder / "ch97_race.json").write_text("{", encoding="utf-8")
    assert "ch97_race.json is damaged" in said("ch97_race")
    assert why_out_of_date(folder / "ch97_race.py") == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [("ch96_x", "there is no 'ch96_x' in chapters/results: ch97_race, ch98_walk"), ("ch98_walk", "failed")],
)
def test_what_cannot_be_run_takes_one_line(folder, name, words):
    (folder / "ch98_walk.py").write_text("1 / 0\n", encoding="utf-8")
    done = CliRunner().invoke(results, [name])
    assert done.exit_code == 1
    assert words in done.output.splitlines()[-1]
