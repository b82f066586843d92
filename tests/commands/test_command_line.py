"""The `course` command answers fast, in one line where the arguments are wrong, and quietly to Ctrl-C."""

import os
import subprocess
import sys

import click
import pytest

from course_lib import __main__ as command_line
from course_lib.__main__ import COMMANDS, course, main


def call(monkeypatch, *arguments: str) -> int:
    """What the shell would get as the exit code."""
    monkeypatch.setattr(sys, "argv", ["course", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def replace_command(monkeypatch, name: str, behaviour) -> None:
    command = click.Command(name, callback=behaviour)
    monkeypatch.setattr(command_line.LazyGroup, "get_command", lambda self, ctx, cmd_name: command)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_every_command(monkeypatch, capsys, arguments):
    assert call(monkeypatch, *arguments) == 0
    said = capsys.readouterr().out
    assert all(name in said and does in said for name, does in COMMANDS.items())


def test_help_imports_no_command_and_nothing_heavy():
    program = "import sys; from course_lib.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "course_lib.__main__" in loaded
    assert not [name for name in loaded if name.startswith("course_lib.commands")]
    assert not {"numpy", "torch", "matplotlib", "jupyterlab", "nbformat", "playwright"} & set(loaded)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_says(name):
    context = click.Context(course)
    command = course.get_command(context, name)
    assert command.name == name
    assert command.help.splitlines()[0].startswith(COMMANDS[name].removesuffix("."))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["lab", "--port"],
        ["lab", "--port", "abc"],
        ["lab", "--port", "0"],
        ["lab", "--port", "65536"],
        ["lab", "--porz", "8888"],
        ["test", "--only"],
        ["test", "--only", "nonsense"],
        ["test", "surplus"],
        ["test", "--elsewhere", "--only", "lax"],
        ["browser", "surplus"],
        ["doctor", "surplus"],
        ["build", "--nonsense"],
        ["export", "nonsense"],
        ["export", "html"],
        ["progress", "--nonsense"],
        ["progress", "--on", "--off"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_get_one_line_and_a_failing_exit_code(monkeypatch, capsys, arguments):
    assert call(monkeypatch, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("course: ")
    assert said.err.count("\n") == 1


def test_an_error_of_a_command_takes_one_line(monkeypatch, capsys):
    def fail():
        raise click.ClickException("first\n  second")

    replace_command(monkeypatch, "lab", fail)
    assert call(monkeypatch, "lab") == 1
    assert capsys.readouterr().err == "course: first second\n"


def test_ctrl_c_is_quiet(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    replace_command(monkeypatch, "lab", interrupted)
    assert call(monkeypatch, "lab") == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_missing_library_is_named(monkeypatch, capsys):
    def import_something():
        import a_library_that_nobody_has  # noqa: F401

    replace_command(monkeypatch, "lab", import_something)
    assert call(monkeypatch, "lab") == 1
    said = capsys.readouterr().err
    assert "a_library_that_nobody_has is missing" in said
    assert said.count("\n") == 1


def test_a_missing_part_of_the_course_itself_is_not_explained_away(monkeypatch):
    def import_something():
        import course_lib.no_such_part  # noqa: F401

    replace_command(monkeypatch, "lab", import_something)
    with pytest.raises(ModuleNotFoundError, match="no_such_part"):
        call_without_exit(monkeypatch)


def call_without_exit(monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["course", "lab"])
    main()


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_of_a_command_is_passed_on(monkeypatch, code):
    replace_command(monkeypatch, "lab", lambda: sys.exit(code))
    assert call(monkeypatch, "lab") == code


def test_signs_that_a_console_cannot_print_do_not_end_the_command():
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    program = "from course_lib.__main__ import course, main; course.help = '✓'; main()"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "?" in done.stdout
