"""Gradients that explode are cut to size before the optimiser's step.

One steep wall in the loss can make a gradient so long that its step leads far away from all that was learned.
Clipping keeps the step short; it does nothing for gradients that vanish.
"""

from collections.abc import Iterable

import numpy as np

from course_lib.arguments import require_number
from course_lib.numpy_nn.arguments import require_parameters
from course_lib.numpy_nn.parameters import Parameter


def clip_grad_norm(parameters: Iterable[Parameter], max_norm: float) -> float:
    """Shorten the gradient of all parameters together to max_norm, if it is longer; keep its direction.

    With ‖g‖ the norm over all values of all gradients: g ← g · min(1, max_norm/(‖g‖ + 1e-6)). (The 1e-6 is
    PyTorch's, and keeps the division finite.)

    Args:
        parameters: whose gradients are to be clipped, in place; for example model.parameters().
        max_norm: above 0.

    Returns:
        ‖g‖ as it was before. It is computed in float64, so that no square of a float32 is infinite.

    Raises:
        ValueError: if there are no parameters, one comes twice, or max_norm is not above 0.
        TypeError: if parameters holds something else.

    Source: Pascanu, Mikolov and Bengio (2013), *On the difficulty of training recurrent neural networks*,
    algorithm 1.
    """
    parameters = require_parameters("parameters", parameters)
    max_norm = require_number("max_norm", max_norm, above=0)
    norms = [np.linalg.norm(parameter.grad.astype(np.float64)) for parameter in parameters]
    norm = float(np.linalg.norm(norms))  # unlike `math.hypot`, NaN where there is an infinity beside the NaN
    factor = float(np.minimum(1.0, max_norm / (norm + 1e-6)))  # unlike min, lets a NaN be seen
    for parameter in parameters:
        parameter.grad *= factor
    return norm


def clip_grad_value(parameters: Iterable[Parameter], clip_value: float) -> None:
    """Cut every single value of the gradients to between −clip_value and clip_value: the direction changes.

    Args:
        parameters: whose gradients are to be clipped, in place; for example model.parameters().
        clip_value: above 0.

    Raises:
        ValueError: if there are no parameters, one comes twice, or clip_value is not above 0.
        TypeError: if parameters holds something else.
    """
    parameters = require_parameters("parameters", parameters)
    clip_value = require_number("clip_value", clip_value, above=0)
    for parameter in parameters:
        np.clip(parameter.grad, -clip_value, clip_value, out=parameter.grad)
