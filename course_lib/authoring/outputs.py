"""What the outputs of an executed chapter hold: nothing that differs elsewhere, nothing without words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from nbformat import NotebookNode

from course_lib.authoring.source import place, tags
from course_lib.authoring.widget_states import VIEW, references, stored_states, views

LEAST_WORDS = 20  # characters: less is a name and no description
FORBIDDEN = {
    "a memory address": re.compile(r"0x[0-9a-f]{6,}", re.IGNORECASE),
    "a path": re.compile(r"(?<![\w.])/(home|root|tmp|Users)/|\b[A-Za-z]:\\|\.venv\b"),
    "a warning": re.compile("Warning"),
}


def output_problems(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with the outputs of an executed notebook, a sentence each, with the place.

    Args:
        notebook: executed from top to bottom and scrubbed.
    """
    return [
        f"{place(number, cell)}: {problem}"
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code"
        for problem in _cell_problems(cell)
    ] + [*_order_problems(notebook), *_widget_problems(notebook)]


def pictures_without_words(markup: str, least: int = 1) -> int:
    """Count the `<img>` in a piece of HTML or Markdown whose `alt` has fewer characters than that."""
    reader = _Pictures()
    reader.feed(markup)
    return sum(len((alt or "").strip()) < least for alt in reader.alternatives)


class _Pictures(HTMLParser):
    """Collects the alternative text of each picture."""

    def __init__(self):
        super().__init__()
        self.alternatives: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alternatives.append(dict(attrs).get("alt"))


def _order_problems(notebook: NotebookNode) -> Iterator[str]:
    """Every code cell was run, in order."""
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        yield f"its cells were not run once each in order: their counts are {counts}"


def _cell_problems(cell: NotebookNode) -> Iterator[str]:
    """What is wrong with the outputs of a cell."""
    failed = any(output.output_type == "error" for output in cell.outputs)
    if failed != ("raises-exception" in tags(cell)):
        yield "ended in an error" if failed else "is tagged raises-exception and raised nothing"
    for output in cell.outputs:
        yield from _data_problems(output.get("data", {}))
        if output.get("name") == "stderr":
            yield f"wrote to stderr: {output.text.strip()}"
        for what, pattern in FORBIDDEN.items():
            if match := pattern.search(_words(output)):
                yield f"shows {what}: {_excerpt(match)}"


def _data_problems(data: dict) -> Iterator[str]:
    """What is wrong with an output that is more than printed text."""
    if "image/png" in data:
        yield "shows a picture without words: show it by figure(…, alt=…)"
    if pictures_without_words(data.get("text/html", ""), LEAST_WORDS):
        yield "shows a picture whose alt= says nothing, or too little"
    if VIEW in data and "text/html" not in data:
        yield "shows a widget that says nothing to a reader without a kernel: give it text/html"


def _widget_problems(notebook: NotebookNode) -> Iterator[str]:
    """What is wrong with the states of widgets: one is missing, or not shown, or differs elsewhere."""
    states = stored_states(notebook)
    needed = [data[VIEW]["model_id"] for _, data in views(notebook) if "text/html" in data]
    reached: set[str] = set()
    while needed:
        model = needed.pop()
        if model not in states:
            yield f"shows widget {model}, whose state is not stored: build the chapter again"
        elif model not in reached:
            reached.add(model)
            needed += references(states[model])
    for model in sorted(states.keys() - reached):
        yield f"stores the state of widget {model}, which no cell shows: build the chapter again"
    for model in sorted(reached):
        for what, pattern in FORBIDDEN.items():
            if match := pattern.search(_values(states[model]["state"])):
                yield f"stores {what} in the state of widget {model}: {_excerpt(match)}"


def _values(state: dict[str, Any]) -> str:
    """Return the traits of a widget as text, without its module and style, which are the library's own."""
    traits = {name: value for name, value in state.items() if name not in ("_esm", "_css")}
    return json.dumps(traits, ensure_ascii=False, indent=0)


def _excerpt(match: re.Match[str]) -> str:
    """Quote what was found and a little of what follows it."""
    return repr(match.string[match.start() :].splitlines()[0][:60])


def _words(output: NotebookNode) -> str:
    """Return all that an output says, without the bytes of pictures."""
    data = output.get("data", {})
    markup = re.sub(r"data:[\w/+.-]+;base64,[\w+/=]+", "", data.get("text/html", ""))
    return "\n".join([output.get("text", ""), data.get("text/plain", ""), markup])
