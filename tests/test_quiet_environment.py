"""The environment of builds and tests leaves nothing to chance and nothing behind."""

import os

from course_lib.environment import THREAD_COUNTS, quiet_environment


def test_numerical_libraries_get_one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    environment = quiet_environment()
    assert {environment[name] for name in THREAD_COUNTS} == {"1"}


def test_claims_are_strict_and_nothing_is_recorded_or_random(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "somewhere")
    environment = quiet_environment()
    assert environment["COURSE_STRICT"] == "1"
    assert environment["COURSE_PROGRESS"] == "off"
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["TQDM_DISABLE"] == "1"


def test_notebooks_draw_with_their_own_backend(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert "MPLBACKEND" not in quiet_environment()


def test_the_rest_of_the_environment_is_kept_and_todays_is_not_changed(monkeypatch):
    monkeypatch.setenv("SOMETHING_ELSE", "kept")
    before = dict(os.environ)
    assert quiet_environment()["SOMETHING_ELSE"] == "kept"
    assert dict(os.environ) == before
