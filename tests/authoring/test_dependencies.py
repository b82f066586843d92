"""What a chapter rests on is found by reading."""

import pytest

from course_lib.authoring.dependencies import file_digests
from course_lib.places import SOURCES

CHAPTER = SOURCES / "07_vanishing_gradients.py"


def test_a_chapter_rests_on_what_it_imports_directly_and_through_others():
    found = file_digests(CHAPTER).keys()
    direct = {
        "course_lib/numpy_nn/mlp.py",
        "course_lib/torch_nn/mlp.py",
        "course_lib/learning.py",
        "course_lib/datasets/digits.py",
    }
    through_others = {
        "course_lib/numpy_nn/linear.py",
        "course_lib/progress.py",
        "course_lib/checks/exercise.py",
        "course_lib/numpy_nn/__init__.py",
        "course_lib/__init__.py",
    }
    questions = {
        "course_lib/checks/ch07_vanishing_gradients.py",
        "course_lib/widgets/static/question_form.js",
        "course_lib/widgets/static/controls.js",  # which that script imports
        "course_lib/widgets/static/widget.css",
    }
    assert direct | through_others | questions <= found


def test_a_chapter_does_not_rest_on_other_chapters_questions_nor_on_what_builds_it():
    found = file_digests(CHAPTER).keys()
    assert "course_lib/checks/ch00_start_here.py" not in found
    assert not [file for file in found if file.startswith(("course_lib/authoring/", "course_lib/commands/"))]


def test_lazy_imports_and_line_ends(tmp_path):
    package = tmp_path / "course_lib"
    package.mkdir()
    (package / "__init__.py").write_bytes(b"")
    (package / "deep.py").write_bytes(b"x = 1\n")
    (package / "lazy.py").write_bytes(b"def f():\n    from course_lib import deep\n")
    source = tmp_path / "97_x.py"
    source.write_text("from course_lib.lazy import f\n", encoding="utf-8")
    before = file_digests(source, package)
    assert before.keys() == {f"course_lib/{name}.py" for name in ("__init__", "lazy", "deep")}
    (package / "deep.py").write_bytes(b"x = 1\r\n")
    assert file_digests(source, package) == before
    (package / "deep.py").write_bytes(b"x = 2\n")
    changed = file_digests(source, package)
    assert {file for file in before if before[file] != changed[file]} == {"course_lib/deep.py"}


@pytest.mark.parametrize(
    "code", ["course_lib.checks import all_chapters", "course_lib.course_map import course_map"]
)
def test_a_chapter_that_shows_all_chapters_rests_on_all_their_questions(tmp_path, code):
    source = tmp_path / "00_map.py"
    source.write_text(f"from {code}\n", encoding="utf-8")
    assert "course_lib/checks/ch07_vanishing_gradients.py" in file_digests(source)


def test_a_chapter_rests_on_the_results_that_it_reads(tmp_path):
    package, stored = tmp_path / "course_lib", tmp_path / "chapters/results/ch97_race.json"
    source = tmp_path / "97_x.py"
    source.write_text('race = results("97", "race")\n', encoding="utf-8")
    assert file_digests(source, package) == {}
    stored.parent.mkdir(parents=True)
    stored.write_text("{}", encoding="utf-8")
    before = file_digests(source, package)
    assert before.keys() == {"chapters/results/ch97_race.json"}
    stored.write_text("{ }", encoding="utf-8")
    assert file_digests(source, package).keys() == before.keys()
    assert file_digests(source, package) != before
