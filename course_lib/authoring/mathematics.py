"""Mathematics as pictures: TeX becomes SVG when a page is made, so that the page needs no script for it.

MathJax draws, in a small JavaScript engine. Beside each picture stands the same formula in MathML, out of
sight, for those who listen to the page.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import quickjs

# In this order, because each rests on what the ones before it left behind.
MATHJAX = ("startup", "core", "adaptors/liteDOM", "input/tex-full", "output/svg", "output/svg/fonts/tex")
# MathJax looks for a page to work on as soon as it is loaded: here it is told to wait.
SETTINGS = "var window = globalThis, MathJax = {startup: {typeset: false, ready() {}}, loader: {load: []}};"
# A formula in a line and the signs after it, between which a browser would break the line.
WITH_SIGNS = re.compile(
    r'<span class="mathematics inline">(?:(?!</math>).)*</math></span></span>[.,;:!?)\]"”’]+', re.DOTALL
)


class MathematicsError(ValueError):
    """A formula cannot be set; the message names the formula and says why."""


def typeset(tex: str, *, display: bool) -> str:
    r"""Return a formula as HTML.

    Args:
        tex: without its dollars, such as r"\frac{1}{2}".
        display: whether it stands on a line of its own.

    Raises:
        MathematicsError: if it is not the TeX that MathJax knows, or has a sign that its fonts lack.
    """
    call = f"typeset({json.dumps(tex)}, {json.dumps(display)})"
    done = json.loads(_engine().eval(call))
    if "error" in done:
        raise MathematicsError(f"the formula {tex.strip()!r} cannot be set: {done['error']}")
    if missing := re.findall(r"<text[^>]*>([^<]+)</text>", done["svg"]):
        raise MathematicsError(f"the formula {tex.strip()!r} has a sign without a glyph: {missing[0]!r}")
    picture = done["svg"].replace("<svg ", '<svg aria-hidden="true" ', 1)
    spoken = re.sub(r">\s+<", "><", done["mathml"])
    kind = "display" if display else "inline"
    heard = f'<span class="only-heard">{spoken}</span>'
    return f'<span class="mathematics {kind}">{picture}{heard}</span>'


def unbroken(markup: str) -> str:
    """Return HTML in which a comma or full stop stays on the line of the formula before it."""
    return WITH_SIGNS.sub(r'<span class="unbroken">\g<0></span>', markup)


@cache
def _engine() -> quickjs.Context:
    """Return a JavaScript engine that has loaded MathJax and knows `typeset`; loading takes 0.2 s."""
    engine = quickjs.Context()
    engine.eval(SETTINGS)
    folder = files("mathjax") / "static" / "mathjax" / "es5"
    for name in MATHJAX:
        engine.eval((folder / f"{name}.js").read_text(encoding="utf-8"))
    engine.eval((files("course_lib.authoring") / "page" / "mathematics.js").read_text(encoding="utf-8"))
    return engine
