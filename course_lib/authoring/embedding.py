"""Widgets in a page that has no kernel: what they need travels in the page, and a stand-in plays the kernel.

Each view becomes a place that holds its words; `page/widgets.js` draws the widget there and takes the words
away once it is drawn. Modules and styles are written once, however many widgets share them.
"""

from __future__ import annotations

import hashlib
import html
import json
from typing import Any

from nbformat import NotebookNode

from course_lib.authoring.widget_states import VIEW, carries_its_module, stored_states, views


class EmbeddingError(ValueError):
    """A widget of a notebook cannot be shown in a page; the message names it."""


def embed(notebook: NotebookNode) -> str:
    """Put a place for its widget into each output that shows one.

    Args:
        notebook: with stored widgets; its outputs are changed, and its stored widgets taken out.

    Returns:
        What the stand-in needs, as JSON that may stand in a script element; empty if there is no widget.

    Raises:
        EmbeddingError: if a view has no stored anywidget, or no words beside it.
    """
    states = stored_states(notebook)
    models: dict[str, dict[str, Any]] = {}
    texts: dict[str, str] = {}
    for place, data in views(notebook):
        name = data.pop(VIEW)["model_id"]
        if "text/html" not in data or not carries_its_module(states.get(name, {})):
            raise EmbeddingError(f"output {place} shows a widget that is not stored: build the chapter again")
        models[name] = _as_data(states[name], texts)
        words = data["text/html"]
        data["text/html"] = f'<div class="course-place" data-model="{html.escape(name)}">{words}</div>'
    notebook.metadata.pop("widgets", None)
    return _for_a_script({"models": models, "texts": texts}) if models else ""


def _as_data(model: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """Return a stored model for the stand-in, with module and style as keys of `texts`."""
    state = dict(model["state"])
    return {
        "module": _shared(state.pop("_esm"), texts),
        "style": _shared(state.pop("_css", None) or "", texts),
        "state": state,
        "buffers": [{"path": part["path"], "data": part["data"]} for part in model.get("buffers", [])],
    }


def _shared(text: str, texts: dict[str, str]) -> str:
    """Store a text once, and return its key."""
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    texts[key] = text
    return key


def _for_a_script(value: Any) -> str:
    """Return JSON in which nothing ends the script element around it, or begins a comment in it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
