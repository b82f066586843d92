"""`.ci/run` installs what a bare Debian machine lacks, and nothing where nothing is missing.

The programs here are shell scripts that write down how they were called, so nothing is installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.places import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Debian's packages are for Debian")

PROGRAM = '#!/bin/sh\necho "${0##*/} $*" >> "$CALLS"\n'


class Machine:
    """A computer whose programs are made up, with certificates of web servers or without."""

    def __init__(self, root: Path):
        self.programs, self.calls_file = root / "programs", root / "calls"
        self.certificates = root / "ca-certificates.crt"
        self.script = root / "checkout" / ".ci" / "run"
        self.script.parent.mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(ROOT / ".ci" / "run", self.script)
        for tool in ("bash", "dirname", "env", "sh"):
            (self.programs / tool).symlink_to(shutil.which(tool))
        self.has(id='echo "$USER_ID"', apt_get="", sudo='exec "$@"')

    def has(self, **programs: str) -> None:
        for name, behaviour in programs.items():
            path = self.programs / name.replace("_", "-")
            path.write_text(PROGRAM + behaviour + "\n", encoding="utf-8")
            path.chmod(0o755)

    def has_everything(self) -> None:
        self.has(make="", git="", python3="", chromium="")
        self.certificates.write_text("a certificate", encoding="utf-8")

    def run(self, user_id: int = 0) -> list[str]:
        """Run the script; how the programs were called that change something."""
        self.calls_file.touch()
        environment = {
            "PATH": str(self.programs),
            "CALLS": str(self.calls_file),
            "USER_ID": str(user_id),
            "SSL_CERT_FILE": str(self.certificates),
        }
        command = [shutil.which("bash"), str(self.script)]
        subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        calls = self.calls_file.read_text(encoding="utf-8").splitlines()
        return [call for call in calls if call.startswith(("apt-get", "sudo", "make"))]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def installed(calls: list[str]) -> list[str]:
    """The packages of the one call that installs."""
    (call,) = (call for call in calls if call.startswith("apt-get") and " install " in call)
    return call.partition("--no-install-recommends ")[2].split()


def test_a_bare_machine_gets_all_that_the_checks_need(machine):
    assert installed(machine.run()) == ["make", "git", "python3-venv", "ca-certificates", "chromium"]


def test_where_nothing_is_missing_the_checks_run_at_once(machine):
    machine.has_everything()
    assert machine.run() == ["make test"]


@pytest.mark.parametrize("content", [None, ""])
def test_without_certificates_nothing_can_be_downloaded_so_they_are_installed(machine, content):
    machine.has_everything()
    machine.certificates.unlink() if content is None else machine.certificates.write_text(content)
    calls = machine.run()
    assert installed(calls) == ["ca-certificates"]
    assert calls[-1] == "make test"


def test_whoever_is_not_root_installs_with_sudo(machine):
    machine.has_everything()
    machine.certificates.unlink()
    assert machine.run(user_id=1000)[0] == "sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq update"
