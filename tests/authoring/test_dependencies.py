"""What a chapter rests on is found by reading."""

import pytest

from course_lib.authoring.dependencies import library_digests
from course_lib.places import SOURCES

CHAPTER = SOURCES / "07_vanishing_gradients.py"


def test_a_chapter_rests_on_what_it_imports_directly_and_through_others():
    found = library_digests(CHAPTER).keys()
    direct = {"numpy_nn/mlp.py", "torch_nn/mlp.py", "learning.py", "datasets/digits.py"}
    through_others = {
        "numpy_nn/linear.py",
        "progress.py",
        "checks/exercise.py",
        "numpy_nn/__init__.py",
        "__init__.py",
    }
    questions = {"checks/ch07_vanishing_gradients.py", "widgets/static/question_form.js"}
    assert direct | through_others | questions <= found


def test_a_chapter_does_not_rest_on_other_chapters_questions_nor_on_what_builds_it():
    found = library_digests(CHAPTER).keys()
    assert "checks/ch00_start_here.py" not in found
    assert not [file for file in found if file.startswith(("authoring/", "commands/"))]


def test_lazy_imports_and_line_ends(tmp_path):
    package = tmp_path / "course_lib"
    package.mkdir()
    (package / "__init__.py").write_bytes(b"")
    (package / "deep.py").write_bytes(b"x = 1\n")
    (package / "lazy.py").write_bytes(b"def f():\n    from course_lib import deep\n")
    source = tmp_path / "97_x.py"
    source.write_text("from course_lib.lazy import f\n", encoding="utf-8")
    before = library_digests(source, package)
    assert before.keys() == {"__init__.py", "lazy.py", "deep.py"}
    (package / "deep.py").write_bytes(b"x = 1\r\n")
    assert library_digests(source, package) == before
    (package / "deep.py").write_bytes(b"x = 2\n")
    changed = library_digests(source, package)
    assert {file for file in before if before[file] != changed[file]} == {"deep.py"}


@pytest.mark.parametrize(
    "code", ["course_lib.checks import all_chapters", "course_lib.course_map import course_map"]
)
def test_a_chapter_that_shows_all_chapters_rests_on_all_their_questions(tmp_path, code):
    source = tmp_path / "00_map.py"
    source.write_text(f"from {code}\n", encoding="utf-8")
    assert "checks/ch07_vanishing_gradients.py" in library_digests(source)
