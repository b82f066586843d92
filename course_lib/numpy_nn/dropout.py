"""Leave some units out at random in every step, so that none can rely on what another one knows."""

import numpy as np

from course_lib.arguments import require_number
from course_lib.numpy_nn.arguments import require_floats, require_generator
from course_lib.numpy_nn.module import Module


class Dropout(Module):
    """In training each value becomes 0 with probability p, and the others x/(1 − p); in eval mode y = x.

    With m, which is 0 with probability p and else 1, the mean of y = m x/(1 − p) is (1 − p) x/(1 − p) = x:
    what comes after sees signals of the usual size, and nothing has to be rescaled for eval mode ("inverted"
    dropout; the source scales in eval mode instead).

    Args:
        p: probability of leaving a value out, from 0 to below 1. (PyTorch allows 1, where nothing is left.)
        rng: draws what is left out, anew in each call; None differs in every run.

    Call with x of floats of any shape; y has the same shape and dtype.

    Raises:
        ValueError: if p is out of range or x is empty.
        TypeError: if x is not of floats, or rng no generator.

    Gradient: y = (m/(1 − p)) x with m drawn before, so ∂L/∂x = ∂L/∂y · m/(1 − p), for the m of that call.

    Source: Srivastava et al. (2014), *Dropout: a simple way to prevent neural networks from overfitting*,
    section 4; section 10 for the division by 1 − p in training.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator | None = None):
        self.p = require_number("p", p, at_least=0, below=1)
        self.rng = require_generator(rng)

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        x = require_floats("Dropout", x)
        if not self.training:
            return x, None
        scale = self.draw_mask(x) / x.dtype.type(1 - self.p)
        return scale * x, scale

    def gradients(self, grad_output: np.ndarray, scale: np.ndarray | None) -> np.ndarray:
        return grad_output if scale is None else grad_output * scale

    def draw_mask(self, x: np.ndarray) -> np.ndarray:
        """Return m for inputs x: True where a value stays."""
        return self.rng.random(x.shape) >= self.p

    def extra_repr(self) -> str:
        return f"p={self.p}"
