"""Whoever installs the course gets the same one: pip, conda, Binder and the frozen versions agree."""

import platform
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from course_lib.places import ROOT

CONDA_NAMES = {"matplotlib-base": "matplotlib", "pytorch-cpu": "torch"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE = {requirement.name: requirement for requirement in map(Requirement, PROJECT["dependencies"])}
DEV = {
    requirement.name: requirement
    for requirement in map(Requirement, PROJECT["optional-dependencies"]["dev"])
    if requirement.marker is None or requirement.marker.evaluate()
}
BENCH = {need.name: need for need in map(Requirement, PROJECT["optional-dependencies"]["bench"])}
LINTERS = {"codespell", "ruff"}


def conda_ranges() -> dict[str, SpecifierSet]:
    """The packages of environment.yml under the names that pip knows them by, with their ranges."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    named = dict(re.fullmatch(r"([\w-]+)\s*(.*)", line).groups() for line in lines)
    del named["python"], named["pip"]
    return {CONDA_NAMES.get(name, name): SpecifierSet(bounds) for name, bounds in named.items()}


def constraints() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    frozen = [Requirement(line) for line in lines if not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in frozen}


def test_conda_installs_every_dependency_in_the_same_range():
    conda = conda_ranges()
    assert {name: conda.get(name) for name in CORE} == {name: need.specifier for name, need in CORE.items()}


def test_what_conda_installs_beyond_that_is_for_development():
    beyond = {name: bounds for name, bounds in conda_ranges().items() if name not in CORE}
    assert beyond == {name: DEV[name].specifier for name in ("jupytext", "nbclient", "nbval")}


def test_ranges_have_two_ends_and_no_exact_version():
    for name, bounds in conda_ranges().items():
        assert sorted(bound.operator for bound in bounds) == ["<", ">="], name


def test_binder_installs_the_same_environment():
    assert (ROOT / "binder/environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


@pytest.mark.parametrize("name", [*CORE, *DEV])
def test_what_is_installed_lies_in_its_range(name):
    assert (CORE | DEV)[name].specifier.contains(version(name), prereleases=True)


def test_this_python_is_one_that_the_course_supports():
    assert SpecifierSet(PROJECT["requires-python"]).contains(platform.python_version(), prereleases=True)


def test_frozen_versions_lie_in_the_ranges():
    frozen = constraints()
    for name, need in (CORE | DEV | BENCH).items():
        if name == "torch" or name in LINTERS:
            assert name not in frozen, f"{name} is frozen elsewhere"
        else:
            (exact,) = frozen[canonicalize_name(name)].specifier
            assert exact.operator == "=="
            assert need.specifier.contains(exact.version), name


def test_torchs_own_dependencies_are_frozen():
    frozen = constraints()
    assert {"filelock", "fsspec", "jinja2", "networkx", "sympy", "typing-extensions"} <= frozen.keys()


def test_the_makefile_installs_a_torch_in_the_range():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (exact,) = re.findall(r"^TORCH := torch==(\S+)$", makefile, flags=re.MULTILINE)
    assert CORE["torch"].specifier.contains(exact)


def test_what_binder_runs_is_executable():
    listed = subprocess.run(
        ["git", "ls-files", "--stage", "binder/postBuild", "binder/start", ".ci/run"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["100755"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker itself does not run on Windows")
def test_binder_reads_the_environment_and_the_scripts():
    """repo2docker writes the Dockerfile that Binder builds; no Docker is needed for that."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    python = re.search(r"Building conda environment for python=(\S+)", said).group(1)
    assert python in SpecifierSet(PROJECT["requires-python"])
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"' in said
    assert "RUN ./binder/postBuild" in said
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in said


def workflow_jobs() -> dict[str, dict]:
    return yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"]


def test_every_step_of_the_workflow_does_one_thing():
    jobs = workflow_jobs()
    assert sorted(jobs) == ["conda", "make"]
    for job in jobs.values():
        assert job["runs-on"]
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])


def test_the_workflow_covers_the_oldest_and_the_newest_python():
    supported = SpecifierSet(PROJECT["requires-python"])
    minors = [f"3.{minor}" for minor in range(30) if f"3.{minor}" in supported]
    assert workflow_jobs()["make"]["strategy"]["matrix"]["python"] == [minors[0], minors[-1]]


def test_the_workflow_covers_the_systems():
    jobs = workflow_jobs()
    assert jobs["make"]["strategy"]["matrix"]["system"] == ["ubuntu-latest", "macos-latest"]
    assert jobs["conda"]["runs-on"] == "windows-latest"
