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


def test_an_unreadable_record_is_an_empty_one(record_file):
    record_file.mkdir(parents=True)
    assert progress.events() == []
    progress.record("check", "07.1")  # a folder is in the way: the answer waits
    assert ids() == ["07.1"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"time": 1, "kind": "recall", "id": "07.r1", "choice": {}}',
        b'{"time": "now", "kind": "recall", "id": ["07.r1"]}',
        b'{"time": "now", "kind": null, "id": "07.r1"}',
        b'{"time": 1, "kind": "recall", "id": "07.r1"}',
        b'{"time": "now", "kind": "recall", "id": "07.r1", "choice": ["a"]}',
        b'{"time": "now", "kind": "recall", "id": "07.r1", "event": {}}',
        b"[" * 200_000,
        b"\x00" * 100,
        b"9" * 5_000,
    ],
    ids=lambda line: line[:80].decode(),
)
def test_a_line_that_is_no_event_is_passed_over(record_file, line):
    progress.record("check", "07.1")
    with record_file.open("ab") as file:
        file.write(line + b"\n")
    progress.record("check", "07.2")
    assert ids() == ["07.1", "07.2"]


@pytest.mark.parametrize("setting", ["off", "OFF", "Off", " off ", "0", "false", "False", "no", "NO"])
def test_every_usual_word_for_off_switches_the_record_off(record_file, monkeypatch, tmp_path, setting):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    monkeypatch.chdir(tmp_path)
    progress.record("check", "07.1")
    assert not progress.is_on()
    assert progress._waiting == list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "setting", ["of", "mine.jsonl", "./mine.jsonl", "on", "~nobody-of-that-name/x", "/", "//"]
)
def test_a_place_that_is_no_file_of_its_own_is_refused_and_the_answer_waits(
    record_file, monkeypatch, tmp_path, capsys, setting
):
    monkeypatch.setenv("COURSE_PROGRESS", setting)
    monkeypatch.chdir(tmp_path)
    progress.record("check", "07.1")
    assert "COURSE_PROGRESS" in capsys.readouterr().err
    assert ids() == ["07.1"]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="COURSE_PROGRESS"):
        progress.location()
    monkeypatch.setenv("COURSE_PROGRESS", str(record_file))
    progress.record("check", "07.2")
    assert b"07.1" in record_file.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="Windows knows the home folder otherwise")
def test_a_user_without_a_home_folder_keeps_the_answers_in_memory(record_file, monkeypatch, capsys):
    for name in ("COURSE_PROGRESS", "HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    progress.record("check", "07.1")
    assert ids() == ["07.1"]
    assert "no folder for the record" in capsys.readouterr().err


def test_a_folder_that_may_not_be_entered_keeps_the_answers_in_memory(record_file, monkeypatch, capsys):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    for look in ("exists", "stat", "mkdir", "read_bytes"):
        monkeypatch.setattr(progress.Path, look, refuse)
    progress.record("check", "07.1")
    assert ids() == ["07.1"]
    assert "Permission denied" in capsys.readouterr().err


def test_an_error_that_nobody_foresaw_breaks_no_notebook(record_file, monkeypatch, capsys):
    def unsupported(*arguments, **options):
        raise NotImplementedError("this file system knows no locks")

    monkeypatch.setattr(progress, "FileLock", unsupported)
    progress.record("check", "07.1")
    assert ids() == ["07.1"]
    assert "knows no locks" in capsys.readouterr().err


class Unspeakable:
    def __repr__(self):
        raise ZeroDivisionError


def within_itself():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "answer", [{(1, 2): "x"}, within_itself(), Unspeakable(), {1}], ids=lambda a: type(a).__name__
)
def test_an_answer_that_json_does_not_know_is_kept_in_words(record_file, answer):
    progress.record("check", "07.1", outcome="correct", answer=answer)
    (event,) = progress.events()
    assert (event["id"], event["outcome"]) == ("07.1", "correct")
    assert isinstance(event["answer"], str)


def test_every_text_comes_back_as_it_was(record_file):
    answer = "half a pair \ud83d, a whole one 😀, π\r\n\x85\u2028"
    progress.record("check", "07.1", answer=answer)
    assert progress.events()[0]["answer"] == answer
    assert "π" in record_file.read_text(encoding="utf-8")  # for a learner who opens the file


def test_details_cannot_pass_for_another_event(record_file):
    progress.record("check", "07.1", time="never", event="mine")
    (event,) = progress.events()
    assert event["time"] != "never"
    assert event["event"] != "mine"


@pytest.mark.skipif(os.name != "posix", reason="permissions of files are those of POSIX")
def test_a_file_that_was_there_keeps_its_permissions(record_file):
    record_file.parent.mkdir()
    record_file.touch(mode=0o644)
    record_file.chmod(0o644)
    progress.record("check", "07.1")
    assert ids() == ["07.1"]
    assert stat.S_IMODE(record_file.stat().st_mode) == 0o644


def test_an_answer_that_is_written_twice_counts_once(record_file, monkeypatch, capsys):
    class Late(progress.FileLock):
        """A lock that fails when it is given back: the line is in the file by then."""

        def release(self, force=False):
            super().release(force)
            raise OSError("the disk went away")

    with monkeypatch.context() as patch:
        patch.setattr(progress, "FileLock", Late)
        progress.record("check", "07.1")
        assert ids() == ["07.1"]
    progress.record("check", "07.1")
    assert record_file.read_bytes().count(b"\n") == 3
    assert ids() == ["07.1", "07.1"]  # two answers, the first of them written twice


def test_events_of_an_older_record_all_count(record_file):
    record_file.parent.mkdir()
    record_file.write_text('{"time": "t", "kind": "check", "id": "07.1"}\n' * 2, encoding="utf-8")
    assert ids() == ["07.1", "07.1"]
