"""Formulas become pictures with words beside them, or an error that names the formula."""

import re

import pytest

from course_lib.authoring.mathematics import MathematicsError, typeset, unbroken

ALIGNED = r"\begin{aligned} D_l &= G_l \odot Y_l, \\ G_{l-1} &= D_l W_l. \end{aligned}"
KNOWN = [
    r"\frac{\partial y_N}{\partial y_0} = \prod_{l=1}^{N} w\,\sigma'(z_l).",
    ALIGNED,
    r"\sum_{i<j} \sqrt{2/(n_{in} + n_{out})} \le \|g\|_2 \approx \hat{y}^\top \mathbf{W} \mathcal{L}",
    r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} \left( \mathbb{E}_{x \sim p}[x] \right)",
]


@pytest.mark.parametrize("tex", KNOWN)
@pytest.mark.parametrize("display", [True, False])
def test_a_formula_is_drawn_in_the_colour_of_its_text_and_written_in_mathml(tex, display):
    drawn = typeset(tex, display=display)
    assert 'stroke="currentColor" fill="currentColor"' in drawn
    assert drawn.count("<path") > 3
    assert "<math " in drawn
    assert tex not in drawn
    assert f'class="mathematics {"display" if display else "inline"}"' in drawn


def test_what_is_heard_are_the_signs_of_the_formula_and_the_picture_is_not_heard():
    drawn = typeset(r"a_1 \odot \frac{1}{2}", display=False)
    heard = drawn[drawn.index("<math") : drawn.index("</math>")]
    assert re.sub("<[^>]*>", "", heard) == "a1&#x2299;12"
    assert '<svg aria-hidden="true"' in drawn


def test_aligned_lines_stand_one_below_the_other():
    assert typeset(ALIGNED, display=True).count('data-mml-node="mtr"') == 2


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\frac{a", "Missing close brace"),
        (r"\nosuch x", r"Undefined control sequence \\nosuch"),
        ("a^b^c", "Double exponent"),
        (r"\begin{aligned} a", r"Missing \\end\{aligned\}"),
        (r"\text{漢}", "has a sign without a glyph: '漢'"),
    ],
)
def test_a_formula_that_cannot_be_set_is_named(tex, why):
    with pytest.raises(MathematicsError, match=why) as refused:
        typeset(tex, display=True)
    assert repr(tex) in str(refused.value)


def test_a_mistake_leaves_the_next_formula_as_it_is():
    before = typeset("x", display=False)
    with pytest.raises(MathematicsError):
        typeset(r"\frac{a", display=False)
    assert typeset("x", display=False) == before


def test_signs_after_a_formula_stay_on_its_line():
    formula = typeset("x", display=False)
    assert unbroken(f"<p>With {formula}, and {formula} words.</p>") == (
        f'<p>With <span class="unbroken">{formula},</span> and {formula} words.</p>'
    )
