"""Leave some units out at random in every step; twin of `numpy_nn.dropout`, where the gradient is derived."""

import torch
from torch import nn

from course_lib.arguments import require_number
from course_lib.torch_nn.arguments import require_floats, require_generator


class Dropout(nn.Module):
    """In training each value becomes 0 with probability p, and the others x/(1 − p); in eval mode y = x.

    `torch.nn.Dropout` draws from PyTorch's one generator for everything, this one from its own.

    Args:
        p: probability of leaving a value out, from 0 to below 1.
        rng: draws what is left out, anew in each call; None differs in every run.

    Call with x of floats of any shape; y has the same shape and dtype.

    Raises:
        ValueError: if p is out of range or x is empty.
        TypeError: if x is not of floats, or rng no generator.
    """

    def __init__(self, p: float = 0.5, *, rng: torch.Generator | None = None):
        super().__init__()
        self.p = require_number("p", p, at_least=0, below=1)
        self.rng = require_generator(rng)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = require_floats("Dropout", x)
        return x * (self.draw_mask(x) / (1 - self.p)) if self.training else x

    def draw_mask(self, x: torch.Tensor) -> torch.Tensor:
        """Return m for inputs x, in their dtype: 1 where a value stays."""
        return (torch.rand(x.shape, generator=self.rng) >= self.p).to(x.dtype)

    def extra_repr(self) -> str:
        return f"p={self.p}"
