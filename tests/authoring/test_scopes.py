"""What a cell binds and reads for the whole notebook follows Python's own rules."""

import ast

import pytest

from course_lib.authoring.scopes import assigned, bound, imported, read

BINDING = [
    "twice = 3",
    "twice += 3",
    "twice: int = 3",
    "del twice",
    "(twice := 3)",
    "print([twice := n for n in (1, 2)])",
    "def twice(): pass",
    "async def twice(): pass",
    "class twice: pass",
    "for twice in (1, 2): pass",
    "with open(0) as twice: pass",
    "try: pass\nexcept ValueError as twice: pass",
    "match 1:\n    case twice: pass",
    "match {}:\n    case {**twice}: pass",
    "match []:\n    case [*twice]: pass",
    "if 1:\n    [other, (*twice, more)] = 1, (2, 3)",
    "import math as twice",
    "def f():\n    global twice\n    twice = 3",
    "def f():\n    def g():\n        global twice\n        del twice",
    "def f():\n    global twice\n    import math as twice",
]
NOT_BINDING = [
    "def f(twice): return twice",
    "def f():\n    twice = 3\n    return twice",
    "f = lambda twice: twice",
    "[twice for twice in (1, 2)]",
    "{twice for twice in (1, 2)}",
    "{twice: twice for twice in (1, 2)}",
    "list(twice for twice in (1, 2))",
    "f(twice=3)",
    "x.twice = 3",
    "class A:\n    twice = 3",
]
READING = [
    "twice",
    "print(twice(3))",
    "def f(): return twice",
    "def f(x=twice): pass",
    "lambda: twice",
    "[n for n in twice]",
    "[twice for n in (1, 2)]",
    "class A(twice): pass",
    "@twice\ndef f(): pass",
    "def f():\n    def g():\n        return twice",
    "twice.x = 3",
]


@pytest.mark.parametrize("code", BINDING)
def test_every_way_to_bind_is_seen(code):
    assert "twice" in bound(ast.parse(code))


@pytest.mark.parametrize("code", NOT_BINDING)
def test_a_name_of_the_same_spelling_elsewhere_is_another_name(code):
    assert "twice" not in bound(ast.parse(code)) | read(ast.parse(code))


@pytest.mark.parametrize("code", READING)
def test_every_way_to_read_is_seen(code):
    assert "twice" in read(ast.parse(code))
    assert "twice" not in bound(ast.parse(code))


def test_imports_are_told_from_assignments():
    tree = ast.parse("import a.b, c as d\nfrom e import f\ng = 1")
    assert imported(tree) == {"a", "d", "f"}
    assert assigned(tree) == {"g"}
