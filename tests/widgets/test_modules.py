"""Scripts of several plain files become one module, and mistakes in their imports are refused."""

import pytest

from course_lib.widgets.modules import STATIC, joined_script, joined_style

DRAWING = "export const line = 1;\nconst hidden = 2;\nexport function draw() {\n  return line + hidden;\n}\n"
WIDGET = 'import { draw, line } from "./drawing.js";\nexport default { render: () => draw(line) };\n'


@pytest.fixture
def joined(tmp_path):
    """Write files and join them into the first one."""

    def join(**sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source, encoding="utf-8")
        return joined_script(f"{next(iter(sources))}.js", tmp_path)

    return join


def test_what_is_imported_comes_first_and_module_syntax_goes(joined):
    assert joined(widget=WIDGET, drawing=DRAWING).split("\n") == [
        "const line = 1;",
        "const hidden = 2;",
        "function draw() {",
        "  return line + hidden;",
        "}",
        "",
        "export default { render: () => draw(line) };",
        "",
    ]


def test_a_file_that_two_others_import_comes_once(joined):
    base = "export const one = 1;\n"
    both = {name: f'import {{ one }} from "./base.js";\nexport const {name} = one;\n' for name in ("a", "b")}
    widget = 'import { a } from "./a.js";\nimport { b } from "./b.js";\nexport default { a, b };\n'
    assert joined(widget=widget, **both, base=base).count("const one") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('import * as drawing from "./drawing.js";', r"expected import \{ a, b \}"),
        ('import { draw as paint } from "./drawing.js";', r"expected import \{ a, b \}"),
        ('import { draw } from "https://example.org/drawing.js";', r"expected import \{ a, b \}"),
        ('import { hidden } from "./drawing.js";', "drawing.js does not export hidden"),
        ('import { paint } from "./drawing.js";', "drawing.js does not export paint"),
    ],
)
def test_an_import_that_would_fail_or_change_its_meaning_is_refused(joined, line, reason):
    with pytest.raises(ValueError, match=f"^widget.js: {reason}"):
        joined(widget=line, drawing=DRAWING)


def test_a_missing_file_is_refused(joined):
    with pytest.raises(FileNotFoundError, match="elsewhere.js"):
        joined(widget='import { a } from "./elsewhere.js";')


def test_two_files_with_one_name_are_refused(joined):
    own = WIDGET + "const hidden = 3;\n"
    with pytest.raises(ValueError, match=r"widget.js: declares hidden, as drawing.js does"):
        joined(widget=own, drawing=DRAWING)


def test_a_circle_is_refused(joined):
    there = 'import { back } from "./b.js";\nexport const there = 1;'
    back = 'import { there } from "./a.js";\nexport const back = 1;'
    with pytest.raises(ValueError, match=r"a.js: imports itself, by way of a.js and b.js"):
        joined(a=there, b=back)


def test_only_the_widget_itself_has_a_default_export(joined):
    with pytest.raises(ValueError, match=r"drawing.js: has a default export"):
        joined(widget=WIDGET, drawing=DRAWING + "export default draw;\n")


@pytest.mark.parametrize(
    "name", [path.name for path in STATIC.glob("*.js") if "export default" in path.read_text()]
)
def test_every_widget_of_the_course_can_be_joined(name):
    script = joined_script(name)
    assert "import " not in [line[:7] for line in script.split("\n")]
    assert script.count("\nexport ") == script.count("\nexport default") == 1


def test_styles_follow_one_another():
    joined = joined_style("widget.css", "question_form.css")
    assert joined.index(".course-widget") < joined.index(".course-questions")
