"""Skip connections: a layer learns what to add to its input, and the input passes by unchanged."""

import torch
from torch import nn

from course_lib.torch_nn.arguments import require_floats


class Residual(nn.Module):
    """y = x + f(x), with any layer f that keeps the shape; twin of `numpy_nn.residual.Residual`.

    Args:
        layer: f, a module of one input; `torch.nn.Sequential` makes one of several.

    Attributes:
        layer: f.

    Raises:
        TypeError: if layer is no module, or x is not of floats.
        ValueError: if the output of f has another shape than x, or x is empty.
    """

    def __init__(self, layer: nn.Module):
        super().__init__()
        if not isinstance(layer, nn.Module):
            raise TypeError(f"Residual: expected a module of PyTorch, received {layer!r}")
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = require_floats("Residual", x)
        added = self.layer(x)
        if added.shape != x.shape:
            raise ValueError(
                f"Residual: expected a layer that keeps the shape {tuple(x.shape)}, "
                f"received {tuple(added.shape)} from it; give it as many outputs as inputs"
            )
        return x + added
