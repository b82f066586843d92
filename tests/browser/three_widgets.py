"""The three widgets to touch, and what the tests in a real Jupyter do with each of them."""

import importlib
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page

from course_lib.widgets.base import CourseWidget


class WidgetToTouch(NamedTuple):
    """One of them.

    Attributes:
        module: of `course_lib.widgets`.
        name: of its class.
        chapter: whose learner's notebook has a cell that makes it as `touch`.
        canvas: selector of a canvas that takes the arrow keys.
        slider: label of a slider over whole numbers.
        part: of the state, which that slider sets.
        ends: of the slider.
        between: a place between them, where the picture is another one.
    """

    module: str
    name: str
    chapter: str
    canvas: str
    slider: str
    part: str
    ends: tuple[str, str]
    between: str

    def made(self) -> CourseWidget:
        """The widget as it begins."""
        return getattr(importlib.import_module(f"course_lib.widgets.{self.module}"), self.name)()

    def source(self, variable: str) -> str:
        """The code of a cell that makes and shows it."""
        make = f"from course_lib.widgets.{self.module} import {self.name}\n\n{variable} = {self.name}()"
        return f"{make}\n{variable}"

    def canvas_in(self, page: Page | Locator) -> Locator:
        """Its canvas."""
        return page.locator(self.canvas).first

    def slider_in(self, page: Page | Locator) -> Locator:
        """Its slider."""
        return page.get_by_role("slider", name=self.slider, exact=True)


WIDGETS = (
    WidgetToTouch(
        "vanishing_gradients",
        "VanishingGradients",
        "00_start_here.ipynb",
        ".course-chart",
        "Depth",
        "depth",
        ("1", "30"),
        "7",
    ),
    WidgetToTouch(
        "boundary_playground",
        "BoundaryPlayground",
        "02_perceptron.ipynb",
        ".course-plane",
        "Steps taken",
        "steps",
        ("0", "2"),  # after two corrections it stops
        "1",
    ),
    WidgetToTouch(
        "optimiser_paths",
        "OptimiserPaths",
        "06_optimisation.ipynb",
        ".course-map",
        "Steps",
        "steps",
        ("0", "300"),
        "7",
    ),
)
each_widget = pytest.mark.parametrize("widget", WIDGETS, ids=[widget.name for widget in WIDGETS])
