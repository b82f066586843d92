"""A race on a loss of two weights: start anywhere, and see where four optimisers go from there."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np
import traitlets

from course_lib.loss_surfaces import SURFACES, racers, walk
from course_lib.widgets.base import CourseWidget
from course_lib.widgets.traits import ChangedAsAWhole, Number, OneOf, Whole, number_within

RATES = {"SGD": 0.01, "momentum": 0.01, "RMSprop": 0.05, "Adam": 0.1}
RANGES = {
    "steps": (0, 300),
    "momentum": (0.0, 0.99),
    "beta2": (0.0, 0.999),
    "rate": (1e-4, 1.0),
    "start": (-3.0, 3.0),
}


class Point(traitlets.TraitType):
    """A trait that is a pair of numbers."""

    def validate(self, widget: traitlets.HasTraits, value: object) -> tuple[float, float]:
        """Return the pair, or refuse it with a TraitError."""
        if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray) or len(value) != 2:
            raise traitlets.TraitError(f"start: expected two numbers such as (-1, 0.5), received {value!r}")
        return tuple(number_within("start", part, RANGES["start"]) for part in value)


class Rates(ChangedAsAWhole):
    """Learning rates, changed as a whole, so that no change goes unseen by the browser."""

    example = 'w.rates = {"SGD": 0.1}'


class LearningRates(traitlets.TraitType):
    """A trait that holds a learning rate for each optimiser; those left out keep their value."""

    def validate(self, widget: traitlets.HasTraits, value: object) -> Mapping[str, float]:
        """Return all rates, changed by those that came, or refuse them with a TraitError."""
        if isinstance(value, Rates):  # complete, and checked when it was made
            return value
        if not isinstance(value, Mapping):
            raise traitlets.TraitError(f'rates: expected a dict such as {{"SGD": 0.1}}, received {value!r}')
        for name in value:
            if name not in RATES:
                raise traitlets.TraitError(
                    f"rates: expected names among {', '.join(RATES)}; received {name!r}"
                )
        changes = {
            name: number_within(f"rates, {name}", rate, RANGES["rate"]) for name, rate in value.items()
        }
        return Rates({**widget.rates, **changes})


class OptimiserPaths(CourseWidget):
    """Four optimisers on a loss of two weights, from one start; the browser computes and draws.

    What is set there can be read here, and the other way round; it needs no kernel.

    Args:
        surface: one of `loss_surfaces.SURFACES`: "bowl", "valley", "saddle", "bend" or "two minima". When it
            is set, the start moves to where the surface has its own.
        start: the two weights at the beginning, each from −3 to 3; the surface's own if None.
        rates: learning rates by optimiser ("SGD", "momentum", "RMSprop", "Adam"), from 0.0001 to 1. Those
            left out keep their value, here and when the trait is set: `w.rates = {"Adam": 0.01}`.
        momentum: of the second, and β₁ of Adam, 0 to 0.99.
        beta2: of Adam, and alpha of RMSprop, 0 to 0.999.
        steps: taken so far, 0 to 300.

    Raises:
        TraitError: if a setting is unknown or out of range; the state stays as it was.
    """

    surface = OneOf("valley", tuple(SURFACES)).tag(sync=True)
    start = Point((-2.5, 0.5)).tag(sync=True)
    rates = LearningRates(Rates(RATES)).tag(sync=True)
    momentum = Number(0.9, RANGES["momentum"]).tag(sync=True)
    beta2 = Number(0.99, RANGES["beta2"]).tag(sync=True)
    steps = Whole(60, RANGES["steps"]).tag(sync=True)

    def __init__(
        self,
        surface: str = "valley",
        start: tuple[float, float] | None = None,
        rates: Mapping[str, float] | None = None,
        momentum: float = 0.9,
        beta2: float = 0.99,
        steps: int = 60,
    ):
        own = SURFACES[surface].start if surface in tuple(SURFACES) else (0.0, 0.0)
        super().__init__(
            script="optimiser_paths.js",
            style="optimiser_paths.css",
            fixed={},
            surface=surface,
            start=own if start is None else start,
            rates={} if rates is None else rates,
            momentum=momentum,
            beta2=beta2,
            steps=steps,
        )
        self.observe(self._back_to_start, names="surface")

    def _back_to_start(self, change: dict) -> None:
        """Move the start to where the new surface has its own."""
        self.start = SURFACES[change["new"]].start

    def paths(self) -> dict[str, np.ndarray]:
        """Return the path of each optimiser, taken by the optimisers of the course.

        Returns:
            By name, the weights before the first step and after each, shape (steps + 1, 2); shorter for one
            that has left for good.
        """
        chosen = racers(dict(self.rates), momentum=self.momentum, beta2=self.beta2)
        return {
            name: walk(SURFACES[self.surface], optimiser, steps=self.steps, start=self.start)
            for name, optimiser in chosen.items()
        }

    def as_text(self) -> str:
        """Return the settings, and where each optimiser is."""
        settings = f"surface={self.surface!r}, start={self.start}, steps={self.steps}"
        return "\n".join([f"OptimiserPaths({settings})", *(f"  {line}" for line in self._standings())])

    def as_html(self) -> str:
        """Return a picture of the present state with alternative text, and the same in words."""
        from course_lib.plots.surfaces import plot_surface
        from course_lib.showing import image

        surface = SURFACES[self.surface]
        inside = {name: path[np.isfinite(path).all(axis=1)] for name, path in self.paths().items()}
        opening = f"Four optimisers on a loss of two weights ({surface.title}), after {self.steps} steps."
        sentences = [f"{line}." for line in self._standings()]
        axes = plot_surface(*surface.map(), paths=inside)
        picture = image(axes, alt=" ".join([opening, *sentences]))
        return picture + "".join(f"<p>{html.escape(sentence)}</p>" for sentence in [opening, *sentences])

    def _standings(self) -> list[str]:
        """Return a line for each optimiser: where it is, and its loss."""
        lines = []
        for name, path in self.paths().items():
            x, y = path[-1].tolist()
            if len(path) <= self.steps:
                lines.append(f"{name}, rate {self.rates[name]:g}: gone for good after {len(path) - 1} steps")
            else:
                loss = float(SURFACES[self.surface].loss(x, y))
                place = f"(≈{round(x, 3) + 0:g}, ≈{round(y, 3) + 0:g})"  # + 0, for there is a −0
                lines.append(f"{name}, rate {self.rates[name]:g}: loss ≈{loss:.2g} at {place}")
        return lines
