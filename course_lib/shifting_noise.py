"""Noise that moves and stretches what a unit hands on, anew at every step: covariate shift on purpose.

If batch norm helps because it keeps the distribution of each layer's inputs still, then shaking them *after*
it should take the help away. Chapter 08 tries.
"""

import numpy as np

from course_lib.arguments import require_number, require_whole_number
from course_lib.numpy_nn.arguments import require_floats, require_generator
from course_lib.numpy_nn.module import Module


class ShiftingNoise(Module):
    """y = s ⊙ x + m, with a stretch s and a move m for each unit that are new at every training call.

    All rows of a batch are moved alike: what changes from one step to the next is the distribution of a unit,
    and nothing else. Over many steps the mean of y is (1 + stretch)/2 · x: a stretch above 1 is also a gain,
    which a control without noise needs as well. In eval mode y = x, and ∂L/∂x = g.

    Args:
        num_features: number of units.
        move: m is uniform between −move and move, at least 0.
        stretch: s is uniform between 1 and stretch, at least 1.
        rng: where m and s come from; None differs in every run.

    Call with x of shape (batch, num_features); y has the same shape and dtype.

    Raises:
        TypeError: if x is not an array of floats.
        ValueError: if x has another shape, or is empty.

    Gradient, with g = ∂L/∂y:  ∂L/∂x = s ⊙ g.

    Source: Santurkar, Tsipras, Ilyas and Mądry (2018), *How does batch normalization help optimization?*,
    section 2.1; they shake each row a little differently besides.
    """

    def __init__(
        self,
        num_features: int,
        move: float = 1.0,
        stretch: float = 2.0,
        *,
        rng: np.random.Generator | None = None,
    ):
        self.num_features = require_whole_number("num_features", num_features)
        self.move = require_number("move", move, at_least=0)
        self.stretch = require_number("stretch", stretch, at_least=1)
        self.rng = require_generator(rng)

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        x = require_floats("ShiftingNoise", x)
        if x.ndim != 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"ShiftingNoise: expected inputs of shape (batch, {self.num_features}), received {x.shape}"
            )
        if not self.training:
            return x, None
        move = self.rng.uniform(-self.move, self.move, self.num_features).astype(x.dtype)
        stretch = self.rng.uniform(1, self.stretch, self.num_features).astype(x.dtype)
        return stretch * x + move, stretch

    def gradients(self, grad_output: np.ndarray, stretch: np.ndarray | None) -> np.ndarray:
        return grad_output if stretch is None else grad_output * stretch

    def extra_repr(self) -> str:
        return f"{self.num_features}, move={self.move}, stretch={self.stretch}"
