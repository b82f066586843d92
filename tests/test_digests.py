"""A digest changes with what decides a result, and with nothing else."""

import pytest

from course_lib.digests import bare, digest, rests_on

CODE = '''"""What it is for."""

SIZE = 3  # units


def double(x):
    """Twice x."""
    text = "# no comment"
    return 2 * x
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What it is for.", "What it is good for, ∂ and all.\n\nIn two paragraphs."),
        ("Twice x.", "Two times x."),
        ('    """Twice x."""\n', ""),
        ("  # units", ""),
        ("SIZE = 3", "# why three\nSIZE = 3"),
        ("\n\n\ndef", "\ndef"),
    ],
)
def test_words_about_the_code_do_not_count(old, new):
    assert old in CODE
    assert bare(CODE.replace(old, new)) == bare(CODE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SIZE = 3", "SIZE = 4"),
        ("2 * x", "2 * -x"),
        ("# no comment", "# a comment"),
        ("    return", "return"),
        ('"# no', 'f"# no'),
    ],
)
def test_every_change_of_the_code_counts(old, new):
    assert old in CODE
    assert digest(bare(CODE.replace(old, new))) != digest(bare(CODE))


def test_what_is_left_of_the_code_still_does_the_same():
    names = {}
    exec(bare(CODE), names)
    assert (names["SIZE"], names["double"](4), names.get("__doc__")) == (3, 8, None)


def test_columns_are_counted_in_characters_not_in_bytes():
    assert bare('β = "∂∂∂"; "said"  # ∂\n') == 'β = "∂∂∂";'


def test_code_rests_on_what_it_imports_and_on_what_that_imports():
    found = {path.name for path in rests_on("from course_lib.numpy_nn.mlp import MLP")}
    assert {"mlp.py", "linear.py", "arguments.py", "__init__.py"} <= found
    assert "cnn.py" not in found
    assert rests_on("import numpy") == []


def test_of_a_package_that_passes_names_on_code_rests_on_what_it_takes(tmp_path):
    package = tmp_path / "course_lib"
    (package / "data").mkdir(parents=True)
    (package / "data/__init__.py").write_text(
        '"""Data."""\n\nfrom course_lib.data.one import first\nfrom course_lib.data.two import second\n\n'
        '__all__ = ["first", "second"]\n',
        encoding="utf-8",
    )
    one, two = package / "data/one.py", package / "data/two.py"
    one.write_text("first = 1\n", encoding="utf-8")
    two.write_text("second = 2\n", encoding="utf-8")
    assert rests_on("from course_lib.data import first\n", package=package) == [one]
    assert rests_on("from course_lib.data import first, second\n", package=package) == [one, two]
    assert rests_on("import course_lib.data\n", package=package) == [one, two]
    (package / "data/__init__.py").write_text("first = 1\n", encoding="utf-8")
    assert rests_on("from course_lib.data import first\n", package=package) == [package / "data/__init__.py"]
