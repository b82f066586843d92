"""`course lab`: bring the learner's copies up to date and open them in JupyterLab."""

import os
import socket
import sysconfig

import click

from course_lib import workspace
from course_lib.environment import one_thread
from course_lib.places import ROOT, SOLVED, WORK
from course_lib.syllabus import written
from course_lib.trust import trust

JUPYTER_CONFIG = ROOT / "jupyter_config"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The port to use; by default JupyterLab's own.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(port: int | None, arguments: tuple[str, ...]) -> None:
    """Open the course in JupyterLab, on your own copies in work/.

    ARGUMENTS after a lone -- go to JupyterLab as they stand: course lab -- --no-browser.
    """
    if port is not None and not _is_free(port):
        raise click.ClickException(f"port {port} is in use: choose another, or none")
    for line in _refreshed_copies():
        click.echo(line)
    trust([SOLVED / notebook for notebook in written().values()])
    os.environ.update(lab_environment())
    from jupyterlab.labapp import LabApp  # it reads the environment as it is imported

    LabApp.launch_instance(lab_arguments(port, arguments))


def lab_environment() -> dict[str, str]:
    """What the course changes in the environment of JupyterLab and its kernels.

    Returns:
        The course's Jupyter settings ahead of the user's own; its programs ahead of others, so that
        JupyterLab's terminal knows `course`; and, where the user has not set them, one thread for each
        numerical library and a folder of this course's own in which JupyterLab remembers its open tabs, so
        that those of other projects stay there.
    """
    wishes = one_thread() | {"JUPYTERLAB_WORKSPACES_DIR": str(WORK / ".workspaces")}
    return {name: value for name, value in wishes.items() if name not in os.environ} | {
        "JUPYTER_CONFIG_PATH": _ahead_of("JUPYTER_CONFIG_PATH", str(JUPYTER_CONFIG)),
        "PATH": _ahead_of("PATH", sysconfig.get_path("scripts")),
    }


def lab_arguments(port: int | None, extra: tuple[str, ...]) -> list[str]:
    """JupyterLab's command line; `extra` comes last, so that it wins.

    The repository is the root, so that the library can be read beside the notebooks; the start page and
    with it the file browser are in work/.
    """
    arguments = [f"--ServerApp.root_dir={ROOT}"]
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments += ["--allow-root"]
    return arguments + list(extra)


def _ahead_of(variable: str, folder: str) -> str:
    """A list of folders in an environment variable, with one more in front."""
    present = os.environ.get(variable)
    return f"{folder}{os.pathsep}{present}" if present else folder


def _is_free(port: int) -> bool:
    """Whether nothing listens on this port of the computer itself."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _refreshed_copies() -> list[str]:
    """What was done to the learner's copies."""
    try:
        return workspace.refresh()
    except OSError as error:
        raise click.ClickException(f"cannot prepare {workspace.WORK}: {error}") from error
