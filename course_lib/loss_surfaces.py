"""Losses of two weights, and the paths that optimisers take on them: what the widget of chapter 06 shows.

Real losses have thousands of weights and cannot be drawn. These five have two, and one property each that
real ones have too: curvature, unequal curvature, a saddle, a bend, more than one minimum.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib.arguments import require_number, require_one_of, require_pair, require_whole_number
from course_lib.numpy_nn.arguments import require_generator
from course_lib.numpy_nn.optimisers import SGD, Adam, Optimizer, RMSprop
from course_lib.numpy_nn.parameters import Parameter

FAR = 1e6  # a path that is further out has left for good, and is cut off there


@dataclass(frozen=True)
class Surface:
    """A loss of two weights (x, y).

    Attributes:
        title: its name for readers.
        loss: from x and y, arrays of one shape, to the loss in that shape.
        gradient: from x and y to (∂L/∂x, ∂L/∂y).
        x_range: of the map.
        y_range: of the map.
        start: where a walk begins unless somebody says otherwise.
    """

    title: str
    loss: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    start: tuple[float, float]

    def map(self, steps: int = 81) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return x, y and the losses on a grid, as `plots.surfaces.plot_surface` takes them."""
        x, y = np.linspace(*self.x_range, steps), np.linspace(*self.y_range, steps)
        return x, y, self.loss(*np.meshgrid(x, y))


SURFACES = {
    "bowl": Surface(
        "bowl",
        lambda x, y: (x**2 + y**2) / 2,
        lambda x, y: (x, y),
        (-3.0, 3.0),
        (-2.0, 2.0),
        (-2.5, 1.5),
    ),
    "valley": Surface(
        "long valley",
        lambda x, y: (x**2 + 100 * y**2) / 2,
        lambda x, y: (x, 100 * y),
        (-3.0, 3.0),
        (-1.0, 1.0),
        (-2.5, 0.5),
    ),
    "saddle": Surface(
        "saddle",
        lambda x, y: x**2 / 2 + (y**2 - 1) ** 2 / 4,
        lambda x, y: (x, y * (y**2 - 1)),
        (-3.0, 3.0),
        (-2.0, 2.0),
        (-2.5, 0.01),
    ),
    "bend": Surface(
        "bent valley (Rosenbrock)",
        lambda x, y: (1 - x) ** 2 + 10 * (y - x**2) ** 2,
        lambda x, y: (2 * (x - 1) - 40 * x * (y - x**2), 20 * (y - x**2)),
        (-2.0, 2.0),
        (-1.0, 3.0),
        (-1.5, 1.0),
    ),
    "two minima": Surface(
        "two minima",
        lambda x, y: (x**2 - 1) ** 2 + 0.3 * x + 0.5 * y**2,
        lambda x, y: (4 * x * (x**2 - 1) + 0.3, y),
        (-2.0, 2.0),
        (-2.0, 2.0),
        (1.8, 1.5),
    ),
}


def racers(
    rates: dict[str, float], *, momentum: float = 0.9, beta2: float = 0.99
) -> dict[str, Callable[[list[Parameter]], Optimizer]]:
    """Return what makes each optimiser of the race, by the name that is shown.

    Args:
        rates: learning rates of "SGD", "momentum", "RMSprop" and "Adam", or of some of them.
        momentum: of the second, and β₁ of Adam.
        beta2: of Adam, and alpha of RMSprop: how slowly the mean of the squares forgets.

    Raises:
        ValueError: if there is no optimiser of a name, or a number is out of range.
        TypeError: if rates is no dict of numbers.
    """
    if not isinstance(rates, dict):
        raise TypeError(f'rates: expected a dict such as {{"SGD": 0.1}}, received {rates!r}')
    momentum = require_number("momentum", momentum, at_least=0, below=1)
    beta2 = require_number("beta2", beta2, at_least=0, below=1)
    makers = {
        "SGD": lambda lr: lambda weights: SGD(weights, lr),
        "momentum": lambda lr: lambda weights: SGD(weights, lr, momentum),
        "RMSprop": lambda lr: lambda weights: RMSprop(weights, lr, alpha=beta2),
        "Adam": lambda lr: lambda weights: Adam(weights, lr, betas=(momentum, beta2)),
    }
    return {
        require_one_of("rates", name, list(makers)): makers[name](require_number(name, lr, above=0))
        for name, lr in rates.items()
    }


def walk(
    surface: Surface,
    optimiser: Callable[[list[Parameter]], Optimizer],
    *,
    steps: int,
    start: tuple[float, float] | None = None,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Return the path of an optimiser, shape (steps + 1, 2), the start first.

    Args:
        surface: where to walk.
        optimiser: makes one from a list of parameters, for example `lambda w: SGD(w, 0.1)`.
        steps: to take. A path that leaves for good is shorter: it ends at the first point further than `FAR`.
        start: (x, y); the surface's own if None.
        noise: standard deviation of what is added to each component of the gradient, as a mini-batch adds.
        rng: draws the noise.

    Raises:
        TypeError: if the surface is none, or an argument is of the wrong kind.
        ValueError: if a number is out of range.
    """
    if not isinstance(surface, Surface):
        raise TypeError(f"surface: expected one of SURFACES.values(), received {surface!r}")
    if not callable(optimiser):
        raise TypeError(
            f"optimiser: expected a function such as lambda w: SGD(w, 0.1), received {optimiser!r}"
        )
    steps = require_whole_number("steps", steps, at_least=0)
    start = require_pair("start", surface.start if start is None else start)
    start = tuple(require_number(f"start[{i}]", coordinate) for i, coordinate in enumerate(start))
    noise, rng = require_number("noise", noise, at_least=0), require_generator(rng)
    weights = Parameter(np.array(start, dtype=np.float64))
    chosen, path = optimiser([weights]), [weights.data.copy()]
    for _ in range(steps):
        gradient = np.array(surface.gradient(*weights.data))
        weights.grad = gradient + noise * rng.standard_normal(2) if noise else gradient
        chosen.step()
        path.append(weights.data.copy())
        if not np.abs(weights.data).max() <= FAR:
            break
    return np.array(path)
