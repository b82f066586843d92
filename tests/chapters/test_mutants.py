"""The notebook tests bite: a small notebook passes, and each way of breaking it fails."""

import re
import subprocess
import sys

import nbformat
import pytest

from course_lib.environment import quiet_environment
from course_lib.places import ROOT

CLAIMS = """total = 40 + 2
print(total)
print("trained ≈0.973")
claim("The sum is 42.", total == 42, total=total)"""
EXECUTED = "42\ntrained ≈0.973\n"
CLAIMED = "✓ The sum is 42. (total = 42)"


def notebook(*, code=CLAIMS, stored=EXECUTED, claimed=CLAIMED):
    """A notebook of two cells, as if it had been executed."""
    first = nbformat.v4.new_code_cell("from course_lib.claims import claim", execution_count=1)
    markup = f"<div><strong>✓</strong>{claimed[1:]}</div>"
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=stored),
        nbformat.v4.new_output("display_data", {"text/html": markup, "text/plain": claimed}),
    ]
    second = nbformat.v4.new_code_cell(code, execution_count=2, outputs=outputs)
    return nbformat.v4.new_notebook(cells=[first, second])


def strict_run(folder, broken, *options):
    """Run the strict notebook test as `course test` does; return pytest's exit code and words, uncoloured."""
    nbformat.write(broken, folder / "mutant.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(options or ["--nbval"])]
    command += ["--nbval-current-env", "--nbval-cell-timeout", "20"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests/chapters/sanitise.cfg"), str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=quiet_environment(), capture_output=True, encoding="utf-8", timeout=110
    )
    return done.returncode, re.sub(r"\x1b\[[\d;]*m", "", done.stdout)


def test_the_notebook_itself_passes(tmp_path):
    code, said = strict_run(tmp_path, notebook())
    assert code == 0, said
    assert "2 passed" in said


def test_a_training_result_may_differ(tmp_path):
    code, said = strict_run(tmp_path, notebook(stored=EXECUTED.replace("≈0.973", "≈0.951")))
    assert code == 0, said


@pytest.mark.parametrize(
    ("mutation", "words"),
    [
        (notebook(code=CLAIMS + "\nraise RuntimeError('mutant')"), "RuntimeError: mutant"),
        (notebook(stored=EXECUTED.replace("42\n", "43\n", 1)), "mismatch 'stdout'"),
        (notebook(code=CLAIMS.replace("total == 42", "total == 43")), "ClaimDoesNotHoldError"),
        (notebook(stored=EXECUTED.replace("≈0.973", "0.973")), "mismatch 'stdout'"),
        (notebook(claimed=CLAIMED.replace("= 42", "= 41")), "mismatch 'text/html'"),
        (notebook(code="import os; os._exit(1)"), "Timeout of 20 seconds"),
    ],
    ids=["raises", "exact value", "flipped claim", "sign for about", "claimed value", "killed kernel"],
)
def test_a_broken_notebook_fails(tmp_path, mutation, words):
    code, said = strict_run(tmp_path, mutation)
    assert code == 1, said
    assert words in said


def test_a_learners_notebook_that_raises_fails_the_lax_run(tmp_path):
    code, said = strict_run(tmp_path, notebook(code="1 / 0"), "--nbval-lax")
    assert code == 1, said
    assert "ZeroDivisionError" in said
