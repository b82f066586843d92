"""Skip connections: a layer learns what to add to its input, and the input passes by unchanged."""

import numpy as np

from course_lib.numpy_nn.arguments import require_floats
from course_lib.numpy_nn.module import Module


class Residual(Module):
    """y = x + f(x), with any layer f that keeps the shape of its input.

    Args:
        layer: f, a module of one input; `Sequential` makes one of several.

    Attributes:
        layer: f.

    Call with x as f takes it; y has the shape and dtype of x.

    Raises:
        TypeError: if layer is no module, or x is not of floats.
        ValueError: if the output of f has another shape than x, or x is empty.

    Gradient, with g = ∂L/∂y and J_f the derivative of f: both ways from x to y count, so

        ∂L/∂x = g + J_fᵀ g.

    However small the second term is, the first one brings g back whole. Through N such layers the product
    of all (1 + J_fᵀ) contains the 1, where a plain stack has only the product of all J_fᵀ.

    Source: He, Zhang, Ren and Sun (2016), *Deep residual learning for image recognition*, equation 1; the
    gradient: He, Zhang, Ren and Sun (2016), *Identity mappings in deep residual networks*, equation 5.
    """

    def __init__(self, layer: Module):
        if not isinstance(layer, Module):
            raise TypeError(f"Residual: expected a module of numpy_nn, received {layer!r}")
        self.layer = layer

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        x = require_floats("Residual", x)
        added = self.layer(x)
        if added.shape != x.shape:
            raise ValueError(
                f"Residual: expected a layer that keeps the shape {x.shape}, received {added.shape} from it; "
                "give it as many outputs as inputs"
            )
        return x + added, None

    def gradients(self, grad_output: np.ndarray, cache: None) -> np.ndarray:
        return grad_output + self.layer.backward(grad_output)
