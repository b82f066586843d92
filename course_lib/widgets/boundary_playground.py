"""Points of two classes in the plane, and a learner that draws a boundary between them, step by step."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import traitlets

from course_lib.arguments import require_number
from course_lib.widgets.base import CourseWidget
from course_lib.widgets.traits import Number, OneOf, Whole

if TYPE_CHECKING:
    from course_lib.boundary_learning import Learned

LEARNERS = ("perceptron", "logistic", "mlp")
RANGES = {"hidden": (1, 8), "seed": (0, 99), "steps": (0, 2000)}
RATES = (0.01, 10.0)
MOST_POINTS = 80
GRID = 64  # points lie on a grid of 1/64, where sums are exact


class PointList(traitlets.TraitType):
    """A trait that holds points (x, y, class) on the grid of 1/64, as a tuple of tuples."""

    def validate(self, widget: traitlets.HasTraits, value: object) -> tuple[tuple[float, float, int], ...]:
        """Return the points, each moved to its nearest grid place, or refuse them with a TraitError."""
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise traitlets.TraitError(
                f"{self.name}: expected a list of points (x, y, class), such as [(0.5, -0.5, 1)]; "
                f"received {value!r}"
            )
        points = list(value)
        if len(points) > MOST_POINTS:
            raise traitlets.TraitError(
                f"{self.name}: expected at most {MOST_POINTS} points, received {len(points)}"
            )
        return tuple(self._point(position, point) for position, point in enumerate(points))

    def _point(self, position: int, point: object) -> tuple[float, float, int]:
        """Return one point, or refuse it with its position."""
        place = f"{self.name}[{position}]"
        if not isinstance(point, Sequence | np.ndarray) or isinstance(point, str) or len(point) != 3:
            raise traitlets.TraitError(f"{place}: expected (x, y, class), received {point!r}")
        try:
            x, y = (
                require_number(f"{place}, {axis}", _plain(number), at_least=-1, at_most=1)
                for axis, number in zip("xy", point[:2], strict=True)
            )
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        label = _plain(point[2])
        if isinstance(label, bool) or label not in (0, 1):
            raise traitlets.TraitError(f"{place}: expected class 0 or 1, received {label!r}")
        return round(x * GRID) / GRID, round(y * GRID) / GRID, int(label)


def _plain(value: object) -> object:
    """Return the Python number in a number of NumPy; anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def _presets() -> dict[str, tuple[tuple[float, float, int], ...]]:
    """Points to begin with, by what the learner reads; made by code, the same in every run."""
    rng = np.random.default_rng(0)
    side, half = np.repeat([1, -1], 12)[:, None], np.repeat([0, 1], 12)
    angle = 2 * np.pi * np.arange(24) / 24
    radius = np.where(half == 1, 0.75, 0.25)
    ring = radius[:, None] * np.stack([np.cos(angle * 2), np.sin(angle * 2)], axis=1)
    corners = np.tile([[-1, -1], [1, 1], [-1, 1], [1, -1]], (6, 1))
    kinds = {
        "two clouds, apart": (side * [-0.45, 0.4] + rng.normal(0, 0.14, (24, 2)), half),
        "two clouds that overlap": (side * [-0.3, 0.2] + rng.normal(0, 0.3, (24, 2)), half),
        "XOR: two diagonals": (0.5 * corners + rng.normal(0, 0.1, (24, 2)), np.tile([0, 0, 1, 1], 6)),
        "a ring around a cloud": (ring + rng.normal(0, 0.08, (24, 2)), half),
        "XOR: four points": (0.5 * corners[:4], np.array([0, 0, 1, 1])),
        "no points": (np.zeros((0, 2)), np.zeros(0, dtype=int)),
    }
    return {
        name: tuple(
            (round(x * GRID) / GRID, round(y * GRID) / GRID, int(label))
            for (x, y), label in zip(np.clip(places, -0.97, 0.97).tolist(), labels, strict=True)
        )
        for name, (places, labels) in kinds.items()
    }


PRESETS = _presets()


class BoundaryPlayground(CourseWidget):
    """Drop points of two classes, let a neuron or a small network learn, and see where it changes its mind.

    What is shown follows from the state alone: the learner starts from its first weights and takes `steps`
    steps with the points as they are now. So a point that is dropped moves the boundary at once, as if it had
    been there from the beginning. The browser computes and draws; what is set there can be read here, and the
    other way round.

    Args:
        learner: "perceptron" (a step corrects one mistake), "logistic" (one neuron with a sigmoid, a step of
            gradient descent over all points), or "mlp" (a hidden layer of tanh, then a sigmoid).
        points: points (x, y, class), x and y from −1 to 1, class 0 or 1, at most 80; each is moved to the
            nearest 1/64. None begins with two clouds.
        steps: how many steps were taken, 0 to 2000.
        lr: learning rate of gradient descent, 0.01 to 10.
        hidden: units of the network's hidden layer, 1 to 8.
        seed: of the network's first weights, 0 to 99.

    Raises:
        TraitError: if a setting is unknown or out of range; the state stays as it was.
    """

    learner = OneOf("perceptron", LEARNERS).tag(sync=True)
    points = PointList(next(iter(PRESETS.values()))).tag(sync=True)
    steps = Whole(0, RANGES["steps"]).tag(sync=True)
    lr = Number(1.0, RATES).tag(sync=True)
    hidden = Whole(3, RANGES["hidden"]).tag(sync=True)
    seed = Whole(0, RANGES["seed"]).tag(sync=True)
    presets = traitlets.Tuple(read_only=True).tag(sync=True)

    def __init__(
        self,
        learner: str = "perceptron",
        points: Iterable[Sequence[float]] | None = None,
        steps: int = 0,
        lr: float = 1.0,
        hidden: int = 3,
        seed: int = 0,
    ):
        super().__init__(
            script="boundary_playground.js",
            style="boundary_playground.css",
            learner=learner,
            points=next(iter(PRESETS.values())) if points is None else points,
            steps=steps,
            lr=lr,
            hidden=hidden,
            seed=seed,
            fixed={
                "presets": tuple({"name": name, "points": points} for name, points in PRESETS.items()),
            },
        )

    def measure(self) -> Learned:
        """Return the numbers behind the picture, computed by the layers of the course.

        Returns:
            The weights, the outputs at the points, which points are wrong, and the loss: see `Learned`.
        """
        from course_lib.boundary_learning import learn_boundary

        places, labels = self._arrays()
        return learn_boundary(
            self.learner, places, labels, hidden=self.hidden, lr=self.lr, seed=self.seed, steps=self.steps
        )

    def as_text(self) -> str:
        """Return the settings, and what was learned."""
        return f"BoundaryPlayground: {self._in_words()}"

    def as_html(self) -> str:
        """Return a picture of the present state with alternative text, and the same in words."""
        from course_lib.boundary_learning import outputs_at
        from course_lib.plots.boundaries import plane_around, plot_boundary
        from course_lib.showing import image

        places, labels = self._arrays()
        plane = plane_around(np.array([[-1.0, -1.0], [1.0, 1.0]]), margin=0)
        z = outputs_at(self.learner, self.measure().weights, plane)
        shown = (places, labels) if len(places) else (np.full((1, 2), 9.0), np.zeros(1, dtype=np.int64))
        axes = plot_boundary(plane, (z > 0).astype(np.int64), *shown, scores=z)
        words = self._in_words()
        return image(axes, alt=words) + f"<p>{html.escape(words)}</p>"

    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of the points, shape (points, 2), and their classes, shape (points,)."""
        rows = np.array(self.points, dtype=np.float64).reshape(-1, 3)
        return rows[:, :2], rows[:, 2].astype(np.int64)

    def _in_words(self) -> str:
        """Return what the picture shows."""
        from course_lib.boundary_learning import LEARNERS as NAMES

        found = self.measure()
        settings = {
            "perceptron": "",
            "logistic": f", learning rate {self.lr:g}",
            "mlp": f", {self.hidden} hidden unit{'s' * (self.hidden != 1)}, learning rate {self.lr:g}, "
            f"seed {self.seed}",
        }[self.learner]
        what = "correction" if self.learner == "perceptron" else "step"
        loss = "" if found.loss is None else f"; loss ≈{found.loss:.3g}"
        return (
            f"{NAMES[self.learner]}{settings}; after {found.steps} {what}{'s' * (found.steps != 1)} "
            f"{len(found.wrong)} of {len(self.points)} points are on the wrong side{loss}."
        )
