"""`course test` runs every stage, whatever the one before it said, and sums up honestly."""

import platform
import subprocess
import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from course_lib.commands import reports
from course_lib.commands.test import ELSEWHERE, STAGES, commands
from course_lib.commands.test import test as course_test


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """The commands that were run, with their environments; those in `failing` fail. None is really run."""
    calls = SimpleNamespace(arguments=[], environments=[], failing=set())

    def run(command, *, cwd, env):
        assert command[:2] == [sys.executable, "-m"]
        calls.arguments.append(tuple(command[2:]))
        calls.environments.append(env)
        return subprocess.CompletedProcess(command, int(calls.arguments[-1] in calls.failing))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(reports, "REPORTS", tmp_path)
    return calls


def lines_of(output: str, stage: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines() if line.split()[:1] == [stage]]


def test_all_stages_run_in_their_order(ran):
    done = CliRunner().invoke(course_test, [])
    assert done.exit_code == 0, done.output
    assert ran.arguments == [command for stage in STAGES for command in commands(stage)]


def test_every_stage_is_summed_up_with_its_seconds(ran):
    done = CliRunner().invoke(course_test, [])
    for stage in STAGES:
        ((_, verdict, seconds),) = lines_of(done.output, stage)
        assert verdict == "ok"
        assert float(seconds) >= 0


@pytest.mark.parametrize("stage", STAGES)
def test_a_failure_anywhere_fails_the_whole_and_stops_nothing(ran, stage):
    ran.failing = {commands(stage)[0]}
    done = CliRunner().invoke(course_test, [])
    assert done.exit_code == 1
    assert len(ran.arguments) == sum(len(commands(stage)) for stage in STAGES)
    verdicts = {name: lines_of(done.output, name)[0][1] for name in STAGES}
    assert verdicts == {name: "FAILED" if name == stage else "ok" for name in STAGES}


def test_a_stage_that_was_ended_from_outside_has_failed(ran, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, -9))
    assert CliRunner().invoke(course_test, ["--only", "lax"]).exit_code == 1


def test_only_the_named_stages_run_in_the_order_of_the_course(ran):
    CliRunner().invoke(course_test, ["--only", "lax", "--only", "build"])
    assert ran.arguments == [*commands("build"), *commands("lax")]


@pytest.mark.parametrize("stage", ["unit", "strict", "lax"])
def test_the_report_of_an_earlier_run_cannot_pass_for_this_one(ran, tmp_path, stage):
    (tmp_path / f"{stage}.xml").write_text("<testsuites/>")
    CliRunner().invoke(course_test, ["--only", stage])
    assert not (tmp_path / f"{stage}.xml").exists()
    assert f"--junitxml={tmp_path / stage}.xml" in ran.arguments[0]


def test_reports_are_kept_for_the_stage_that_reads_them(ran, tmp_path):
    (tmp_path / "strict.xml").write_text("<testsuites/>")
    CliRunner().invoke(course_test, ["--only", "cells"])
    assert (tmp_path / "strict.xml").exists()


def test_claims_are_strict_in_every_stage(ran):
    CliRunner().invoke(course_test, [])
    assert {environment["COURSE_STRICT"] for environment in ran.environments} == {"1"}


def test_elsewhere_runs_the_solved_notebooks_on_plainer_instructions(ran, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert CliRunner().invoke(course_test, ["--elsewhere"]).exit_code == 0
    ((*_, last),) = ran.arguments
    assert last == "chapters/solved"
    assert ran.environments[0].items() >= ELSEWHERE.items()


def test_elsewhere_is_refused_where_it_would_change_nothing(ran, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    done = CliRunner().invoke(course_test, ["--elsewhere"])
    assert done.exit_code == 1
    assert "x86-64" in done.output
    assert ran.arguments == []


def test_no_test_folder_is_left_out():
    """Whatever `unit` passes over has a stage of its own."""
    (unit,) = commands("unit")
    passed_over = {
        argument.removeprefix("--ignore=") for argument in unit if argument.startswith("--ignore=")
    }
    others = {argument for stage in STAGES for command in commands(stage) for argument in command}
    assert passed_over <= others
