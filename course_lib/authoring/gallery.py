"""The gallery: every picture that `course_lib.plots` can draw, on one page, each with its call and its words.

Pictures are found by import, and shown by the function of the same name in `gallery_examples`.
"""

import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader
from matplotlib.axes import Axes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_lib import plots
from course_lib.authoring import gallery_examples
from course_lib.authoring.export import PAGE, ExportError, page_style, require_folder, write_page
from course_lib.authoring.self_contained import policy
from course_lib.showing import image

PREFIX = "plot_"


class Exhibit(NamedTuple):
    """A picture in the gallery.

    Attributes:
        name: of the function that draws it.
        purpose: the first line of its docstring.
        call: the code of the example, highlighted, as HTML.
        alt: what the picture shows.
        picture: the picture, as HTML.
    """

    name: str
    purpose: str
    call: str
    alt: str
    picture: str


def plot_functions() -> dict[str, Callable]:
    """Return every function of `course_lib.plots` that draws a picture, by its name."""
    modules = [importlib.import_module(f"{plots.__name__}.{found.name}") for found in _files()]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if name.startswith(PREFIX) and getattr(value, "__module__", None) == module.__name__
    }


def gallery_page() -> str:
    """Return the gallery as one page of HTML that needs no other file and no other host.

    Raises:
        ExportError: if a picture has no example, or an example no words.
    """
    exhibits = [_exhibit(name, drawing) for name, drawing in plot_functions().items()]
    environment = Environment(loader=FileSystemLoader(str(PAGE)), autoescape=True, keep_trailing_newline=True)
    return environment.get_template("gallery.html.j2").render(
        exhibits=exhibits, style=page_style(), policy=policy("")
    )


def write_gallery(output: Path) -> None:
    """Write the gallery to a file, whole or not at all; one that is there is replaced.

    Raises:
        ExportError: if it cannot be made, or cannot be written there.
    """
    require_folder(output)
    write_page(gallery_page(), output)


def _exhibit(name: str, drawing: Callable) -> Exhibit:
    """Draw the example of a picture."""
    example = getattr(gallery_examples, name.removeprefix(PREFIX), None)
    if example is None:
        raise ExportError(f"{name} has no example: add {name.removeprefix(PREFIX)} to gallery_examples.py")
    alt = " ".join((example.__doc__ or "").split())
    if not alt:
        raise ExportError(f"the example of {name} says nothing: its docstring is the alternative text")
    drawn = example()
    one = drawn if isinstance(drawn, Axes) else drawn[0].figure
    code = f"from {drawing.__module__} import {name}\n\n{_body(example)}"
    highlighted = highlight(code, PythonLexer(), HtmlFormatter())
    purpose = inspect.getdoc(drawing).splitlines()[0].replace("`", "")
    return Exhibit(name, purpose, highlighted, alt, image(one, alt=alt))


def _body(example: Callable) -> str:
    """Return the code of a function below its docstring."""
    source = inspect.getsource(example)
    return textwrap.dedent(source.split('"""', 2)[2]).strip()


def _files() -> list[pkgutil.ModuleInfo]:
    return sorted(pkgutil.iter_modules(plots.__path__), key=lambda found: found.name)
