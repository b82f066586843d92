"""What the reference holds, section by section, and whether a public name of the library is missing."""

import html
import inspect
from types import ModuleType

from IPython.display import display

from course_lib.numpy_nn import (
    activations,
    initialisation,
    losses,
    normalisation,
    optimisers,
    schedules,
    softmax,
)
from course_lib.reference.entry import Entry
from course_lib.reference.layers import ACTIVATIONS, LOSSES, NORMALISATIONS, ROW_ACTIVATIONS
from course_lib.reference.training import INITIALISERS, OPTIMISERS, SCHEDULES
from course_lib.showing import Code, Link, Showing
from course_lib.syllabus import written

# Public names that are no row of a table, and the section that has them all the same.
BESIDE_THE_TABLES = {"calculate_gain": "First weights"}
BASES = {"Optimizer", "LRScheduler"}
# By the heading of its section: the modules whose public names it lists, and its rows.
SECTIONS: dict[str, tuple[tuple[ModuleType, ...], tuple[Entry, ...]]] = {
    "Activations": ((activations, softmax), (*ACTIVATIONS, *ROW_ACTIVATIONS)),
    "Losses": ((losses,), LOSSES),
    "First weights": ((initialisation,), INITIALISERS),
    "Optimisers": ((optimisers,), OPTIMISERS),
    "Schedules": ((schedules,), SCHEDULES),
    "Normalisation": ((normalisation,), NORMALISATIONS),
}


def public_names(module: ModuleType) -> set[str]:
    """Return the functions and classes that a module of the library offers, without bases."""
    defined = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    }
    return set(getattr(module, "__all__", defined)) - BASES


def listed(section: str) -> dict[str, Entry | None]:
    """Return the names of the library that a section has, each with its row; None where it has no row."""
    rows = {key: row for row in SECTIONS[section][1] for key in (row.name.split(",")[0], row.function) if key}
    return rows | {name: None for name, where in BESIDE_THE_TABLES.items() if where == section}


def missing() -> list[str]:
    """Return the public names of the library that no section has."""
    return sorted(
        name
        for section, (modules, _) in SECTIONS.items()
        for module in modules
        for name in public_names(module) - listed(section).keys()
    )


def chapter_link(number: str) -> str:
    """Return a chapter's number, as a link to it where it is written."""
    return Link(number, written()[number]) if number in written() else number


def row(entry: Entry, code: dict[str, str], **columns: str) -> dict[str, str]:
    """Return a row of a table: the name, formulas, other columns, PyTorch's name, and the chapter.

    Args:
        entry: the row of the reference.
        code: by heading, what is set as code.
        columns: by heading, with _ for a space, what is set as words.
    """
    return {
        "name": entry.name,
        **{heading: Code(value) for heading, value in code.items()},
        **{heading.replace("_", " "): value for heading, value in columns.items()},
        "PyTorch": Code(entry.torch) if entry.torch else "–",
        "chapter": chapter_link(entry.taught),
    }


def options_of(entry: Entry) -> str:
    """Return the options of a row in words."""
    return ", ".join(f"{name}={value}" for name, value in entry.options.items()) or "–"


def index() -> None:
    """Show all names in alphabetical order, each with its section and its chapter as links."""
    found = {name: (section, row) for section in SECTIONS for name, row in listed(section).items()}
    names = sorted(found, key=lambda name: (name.lower(), name))
    lines, items = [], []
    for name in names:
        section, entry = found[name]
        number = entry.taught if entry else "07"
        lines.append(f"{name}: {section}, {number}")
        heading, chapter = Link(section, f"#{section.replace(' ', '-')}"), chapter_link(number)
        chapter = chapter._repr_html_() if isinstance(chapter, Link) else chapter
        items.append(f"<li><code>{html.escape(name)}</code>: {heading._repr_html_()}, {chapter}</li>")
    note = (
        f"{len(names)} names, each with its section here and the chapter that it belongs to. The rules of "
        "Glorot and of He go by their first names, Xavier and Kaiming, as in PyTorch; swish, or SiLU, is "
        "exercise A2.1."
    )
    markup = f'<p>{note}</p><ul style="columns:17rem;list-style:none;padding:0">{"".join(items)}</ul>'
    display(Showing(markup, "\n".join([note, *lines])))
