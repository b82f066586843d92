"""Showing things in a chapter: figures that can be read aloud, tables, twins, and how far a loop is."""

from __future__ import annotations

import base64
import html
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

import matplotlib.pyplot as plt
from IPython.display import HTML, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from tqdm import tqdm

DOTS_PER_INCH = 150
CSS_DOTS_PER_INCH = 96
BAR_CHARACTERS = 60


class Showing(HTML):
    """HTML with the same content as plain text for readers that show no HTML."""

    def __init__(self, markup: str, text: str):
        super().__init__(markup)
        self._text = text

    def __repr__(self) -> str:
        """The content as plain text."""
        return self._text


class Code(str):
    """Text that a table sets as code, line by line."""

    def _repr_html_(self) -> str:
        """The text as code, in a cell that is not narrower than it needs or 24 characters."""
        width = min(max(map(len, self.splitlines()), default=0), 24)
        style = f"display:inline-block;white-space:pre-wrap;min-width:{width}ch"
        return f'<code style="{style}">{html.escape(self)}</code>'


class Link(str):
    """Text that a table sets as a link.

    Args:
        text: what is read.
        target: where it leads.
    """

    def __new__(cls, text: str, target: str):
        link = super().__new__(cls, text)
        link.target = target
        return link

    def _repr_html_(self) -> str:
        """The text as a link."""
        return f'<a href="{html.escape(self.target)}">{html.escape(self)}</a>'


def figure(drawn: Axes | Figure, *, alt: str) -> None:
    """Show a figure with alternative text, and close it.

    The text stands in an `<img alt>`, which reaches JupyterLab, the exported page and the book alike; in the
    metadata of an output it would reach neither of the first two.

    Args:
        drawn: the Axes or the Figure.
        alt: what the figure shows: its finding in a sentence or two.

    Raises:
        TypeError: if drawn is no Axes or Figure.
        ValueError: if alt is no sentence.
    """
    if not isinstance(drawn, Axes | Figure):
        raise TypeError(f"figure: expected Matplotlib Axes or a Figure, received {type(drawn).__name__}")
    if not isinstance(alt, str) or len(alt.split()) < 5:
        raise ValueError(f"figure: alt should state the finding in a sentence, received {alt!r}")
    display(Showing(image(drawn, alt=alt), f"Figure: {alt}"))


def image(drawn: Axes | Figure, *, alt: str) -> str:
    """Return a figure as an `<img>` that needs no file beside it, and close the figure.

    Args:
        drawn: the Axes or the Figure.
        alt: its alternative text.
    """
    canvas = drawn.get_figure(root=True) if isinstance(drawn, Axes) else drawn
    pixels = BytesIO()
    canvas.savefig(pixels, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
    plt.close(canvas)
    width = round(_pixel_width(pixels.getvalue()) * CSS_DOTS_PER_INCH / DOTS_PER_INCH)
    source = base64.b64encode(pixels.getvalue()).decode("ascii")
    style = f"width:100%;max-width:{width}px;height:auto;background:white"
    return f'<img alt="{html.escape(alt)}" style="{style}" src="data:image/png;base64,{source}">'


def twins(in_numpy: Callable, in_torch: Callable) -> None:
    """Show the source of a concept in NumPy beside its source in PyTorch; one above the other on a phone.

    Of the docstrings, what a concept is and its derivation are shown; `help` shows arguments and errors too.

    Args:
        in_numpy: a class or function of `numpy_nn`.
        in_torch: its namesake in `torch_nn`.

    Raises:
        TypeError: if one of them is no class or function.
        ValueError: if the two have not the same name.
    """
    for given in (in_numpy, in_torch):
        if not inspect.isclass(given) and not inspect.isfunction(given):
            raise TypeError(f"twins: expected a class or a function of the library, received {given!r}")
    if in_numpy.__name__ != in_torch.__name__:
        raise ValueError(f"twins: expected one name, received {in_numpy.__name__} and {in_torch.__name__}")
    sources = {
        side: _without_sections(inspect.getsource(given))
        for side, given in (("NumPy", in_numpy), ("PyTorch", in_torch))
    }
    columns = "".join(
        f'<div style="flex:1 1 24rem;min-width:0"><strong>{side}</strong>'
        f'<pre tabindex="0" style="white-space:pre-wrap">{html.escape(source)}</pre></div>'
        for side, source in sources.items()
    )
    text = "\n\n".join(f"{side}:\n{source}" for side, source in sources.items())
    display(Showing(f'<div style="display:flex;flex-wrap:wrap;gap:1rem">{columns}</div>', text))


def table(rows: Sequence[dict[str, object]], *, caption: str) -> None:
    """Show rows of values under the names of their columns; the first column names the row.

    Args:
        rows: a dictionary a row, all with the same keys, which head the columns; a value may be `Code` or a
            `Link`.
        caption: what the table holds, in a few words.

    Raises:
        ValueError: if there is no row, or one has other keys than the first.
    """
    if not rows or any(list(row) != list(rows[0]) for row in rows):
        raise ValueError(f"table: expected rows with the same keys, received {[list(row) for row in rows]}")
    cells = [[str(value) for value in row.values()] for row in rows]
    marked = [[_markup_of(value) for value in row.values()] for row in rows]
    style = ' style="text-align:left;vertical-align:top"'
    head = "".join(f'<th scope="col"{style}>{html.escape(name)}</th>' for name in rows[0])
    body = "".join(
        f'<tr><th scope="row"{style}>{first}</th>'
        + "".join(f"<td{style}>{cell}</td>" for cell in others)
        + "</tr>"
        for first, *others in marked
    )
    markup = (
        f'<div style="overflow-x:auto" tabindex="0"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    lines = [" | ".join(row) for row in ([*rows[0]], *cells)]
    display(Showing(markup, "\n".join([caption, *lines])))


def progress_bar(steps: Iterable) -> Iterable:
    """Show how far a loop over steps is; the bar goes when the loop has ended.

    It is a line of text: tqdm's bar for notebooks is a widget, of which a saved notebook keeps an empty place
    that says "model not found". Silent where TQDM_DISABLE is 1, as in builds and tests.
    """
    silent = os.environ.get("TQDM_DISABLE") == "1"
    return tqdm(steps, leave=False, file=sys.stdout, ncols=BAR_CHARACTERS, disable=silent)


def _markup_of(value: object) -> str:
    """Return a cell of a table as HTML."""
    return value._repr_html_() if isinstance(value, Code | Link) else html.escape(str(value))


def _without_sections(source: str) -> str:
    """Return source without the lists of arguments, attributes, errors and results of its docstrings."""
    kept: list[str] = []
    section = None  # the indentation of the heading of a section that is being left out
    for line in source.splitlines():
        indentation = len(line) - len(line.lstrip())
        if re.fullmatch(r"\s*(Args|Attributes|Raises|Returns):", line):
            section = indentation
        elif section is not None and line.strip() and indentation <= section:
            section = None
            if line.strip() == '"""':
                kept.pop()  # the empty line before the section
        if section is None:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _pixel_width(png: bytes) -> int:
    """Return the width that a PNG file states in its header."""
    return int.from_bytes(png[16:20], "big")
