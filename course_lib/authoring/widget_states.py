"""The widgets that a notebook stores: their state, under ids that are the same at each build.

A saved notebook shows a widget without a kernel if its metadata hold the widget's state: the values of its
traits, its module, its style, and the models that it refers to, such as its layout. The kernel gives each
model a random id; here it gets one that follows from the cell that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

VIEW = "application/vnd.jupyter.widget-view+json"
STATES = "application/vnd.jupyter.widget-state+json"
REFERENCE = "IPY_MODEL_"  # stands before the id wherever one model refers to another


def stored_states(notebook: NotebookNode) -> dict[str, dict[str, Any]]:
    """Return the models that a notebook stores, by id; empty if it stores none."""
    return notebook.metadata.get("widgets", {}).get(STATES, {}).get("state", {})


def views(notebook: NotebookNode) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each output that shows a widget: an id that stays, and the output's data by MIME type."""
    for cell in notebook.cells:
        for number, output in enumerate(cell.get("outputs", [])):
            if VIEW in output.get("data", {}):
                yield f"{cell.id}-{number}", output["data"]


def settle(notebook: NotebookNode) -> None:
    """Keep the course's own widgets, under ids that stay, and nothing of any other.

    A widget whose module travels with its state (an anywidget) stays as it is. Another shows the words that
    it has instead; where it has none its view stays, and the rules for outputs refuse it.

    Args:
        notebook: executed; its metadata hold the states of all widgets that its cells made.
    """
    states = stored_states(notebook)
    names: dict[str, str] = {}
    for identifier, data in views(notebook):
        shown = data[VIEW]["model_id"]
        if carries_its_module(states.get(shown, {})):
            _name(shown, identifier, states, names)
            data[VIEW]["model_id"] = names[shown]
        elif "text/html" in data:
            del data[VIEW]
        else:
            data[VIEW]["model_id"] = identifier
    kept = {name: _renamed(states[model], names) for model, name in names.items()}
    notebook.metadata.pop("widgets", None)
    if kept:
        stored = {"state": kept, "version_major": 2, "version_minor": 0}
        notebook.metadata["widgets"] = {STATES: stored}


def carries_its_module(model: dict[str, Any]) -> bool:
    """Whether a stored model is an anywidget, which brings the code that draws it."""
    return model.get("model_module") == "anywidget" and "_esm" in model.get("state", {})


def references(value: Any) -> Iterator[str]:
    """Yield the ids of the models that a value refers to, in an order that depends on no id."""
    if isinstance(value, str) and value.startswith(REFERENCE):
        yield value.removeprefix(REFERENCE)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from references(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _name(model: str, name: str, states: dict[str, Any], names: dict[str, str]) -> None:
    """Give a model its name, and the models that it refers to names that follow from it."""
    if model in names or model not in states:
        return
    names[model] = name
    for number, referred in enumerate(references(states[model]["state"])):
        _name(referred, f"{name}-{number}", states, names)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Return a value whose references are by the new names."""
    if isinstance(value, str) and value.startswith(REFERENCE):
        model = value.removeprefix(REFERENCE)
        return f"{REFERENCE}{names.get(model, model)}"
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return value
