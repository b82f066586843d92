"""The learner's record: whatever happens to the file, no notebook breaks and no answer is lost."""

import json
import os
import stat
import subprocess
import sys

import pytest

from course_lib import progress


@pytest.fixture
def record_file(tmp_path, monkeypatch):
    """A record of its own for a test, in a folder that does not exist yet."""
    path = tmp_path / "of a learner" / "progress.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_waiting", [])
    monkeypatch.setattr(progress, "_warned", False)
    return path


def ids():
    return [event["id"] for event in progress.events()]


def test_an_answer_is_kept_with_its_time_and_details(record_file):
    progress.record("predict", "07.a", choice="b", sure=70)
    (event,) = progress.events()
    assert (event["kind"], event["id"], event["choice"], event["sure"]) == ("predict", "07.a", "b", 70)
    assert event["time"].endswith("+00:00")


@pytest.mark.skipif(os.name != "posix", reason="permissions of files are those of POSIX")
def test_the_record_is_private(record_file):
    progress.record("hint", "07.2")
    assert stat.S_IMODE(record_file.stat().st_mode) == 0o600


def test_damaged_lines_are_passed_over_and_swallow_nothing(record_file):
    progress.record("check", "07.1")
    with record_file.open("ab") as file:
        file.write(b'\xff\xfe not json\n[1, 2]\n{"kind": "check"}\n{"kind": "check", "id": "cut of')
    progress.record("check", "07.2")
    assert ids() == ["07.1", "07.2"]


def test_answers_wait_while_the_file_cannot_be_written_and_then_all_are_there(record_file, capsys):
    record_file.parent.write_text("a file where the folder should be", encoding="utf-8")
    progress.record("check", "07.1")
    progress.record("check", "07.2")
    assert ids() == ["07.1", "07.2"]
    assert capsys.readouterr().err.count("cannot be saved") == 1
    record_file.parent.unlink()
    progress.record("check", "07.3")
    lines = record_file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["07.1", "07.2", "07.3"]


def test_a_lock_that_is_held_too_long_makes_answers_wait(record_file, monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS_TO_WAIT", 0.05)
    record_file.parent.mkdir()
    with progress.FileLock(f"{record_file}.lock"):
        holder = (
            "from course_lib import progress; progress.SECONDS_TO_WAIT = .05; progress.record('check', '1')"
        )
        other = subprocess.run([sys.executable, "-c", holder], capture_output=True, text=True, timeout=60)
        assert other.returncode == 0
        assert "cannot be saved" in other.stderr
    progress.record("check", "07.1")
    assert ids() == ["07.1"]


def test_notebooks_that_write_at_once_lose_nothing(record_file):
    write = "from course_lib import progress\nfor n in range(50): progress.record('check', f'{%d}.{n}')"
    writers = [subprocess.Popen([sys.executable, "-c", write % n]) for n in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert sorted(ids()) == sorted(f"{writer}.{n}" for writer in range(4) for n in range(50))


def test_off_means_that_nothing_is_written(record_file, monkeypatch):
    progress.switch(False)
    progress.record("check", "07.1")
    assert not record_file.exists()
    progress.switch(True)
    progress.record("check", "07.2")
    assert ids() == ["07.2"]
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert not progress.is_on()


def test_an_unreadable_record_is_an_empty_one(record_file):
    record_file.mkdir(parents=True)
    assert progress.events() == []
    progress.record("check", "07.1")  # a folder is in the way: the answer waits
    assert ids() == ["07.1"]
