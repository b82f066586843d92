"""One row of a table of the reference: what it is called, and its formulas as Python that can be run.

Letters: x is what comes in, y what comes out, g = ∂L/∂y. Of an optimiser, theta is a weight and g its
gradient.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any

import numpy as np

# What a formula may name beside its own letters.
FUNCTIONS = {
    "cos": np.cos,
    "erf": np.vectorize(math.erf),
    "exp": np.exp,
    "log": np.log,
    "max": np.maximum,
    "pi": math.pi,
    "sqrt": np.sqrt,
    "sum": np.sum,
    "tanh": np.tanh,
}


@dataclass(frozen=True)
class Entry:
    """One row of a table.

    Attributes:
        name: that of the class or function; of an optimiser's variant with what sets it apart.
        make: the class or function of the library.
        formula: y, or the standard deviation of first weights, or the steps of an optimiser, as Python.
        slope: dy/dx, or ∂L/∂x where y depends on more than one x, as Python; empty where there is none.
        taught: the chapter that builds it, or uses it first.
        options: what `make` is given.
        values: what else the formula names.
        torch: PyTorch's name for it; empty where PyTorch has none.
        function: the function of the same rule, where `make` is a class.
    """

    name: str
    make: Callable[..., Any]
    formula: str
    slope: str = ""
    taught: str = "04"
    options: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    torch: str = ""
    function: str = ""

    def build(self, *arguments: Any, **more: Any) -> Any:
        """Call `make` with the options of this row; in float64 where that can be chosen."""
        if "dtype" in inspect.signature(self.make).parameters:
            more = {"dtype": np.float64} | more
        return self.make(*arguments, **self.options | more)

    @property
    def twin(self) -> Callable[..., Any]:
        """What has the same name in `torch_nn`."""
        name = self.make.__module__.replace("numpy_nn", "torch_nn")
        return resolve_name(f"{name}:{self.make.__name__}")

    def compute(self, formula: str, **values: Any) -> Any:
        """Compute one of the formulas with the values of this row and others."""
        return eval(formula, {"__builtins__": {}}, FUNCTIONS | self.options | self.values | values)

    def steps(self, letters: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Run an optimiser's lines once, and return what its letters are afterwards."""
        names = FUNCTIONS | self.options | self.values | given | letters
        exec(self.formula, {"__builtins__": {}}, names)
        return {name: names[name] for name in letters}


def at_each(entry: Entry, formula: str, points: np.ndarray) -> np.ndarray:
    """Compute a formula of single numbers at each of some points: `a if x > 0 else b` takes no array."""
    return np.array([float(entry.compute(formula, x=point)) for point in points])
