"""Gradients that explode are cut to size before the optimiser's step; twin of `numpy_nn.clipping`.

`torch.nn.utils` has both functions, named with a trailing underscore. Parameters without a gradient are left
alone.
"""

from collections.abc import Iterable

import torch
from torch import nn

from course_lib.arguments import require_number
from course_lib.torch_nn.arguments import require_parameters


@torch.no_grad()
def clip_grad_norm(parameters: Iterable[nn.Parameter], max_norm: float) -> float:
    """Shorten the gradient of all parameters together to max_norm, if it is longer; keep its direction.

    Args:
        parameters: whose gradients are to be clipped, in place; for example model.parameters().
        max_norm: above 0.

    Returns:
        The norm as it was before, computed in float64.

    Raises:
        ValueError: if there are no parameters, one comes twice, or max_norm is not above 0.
        TypeError: if parameters holds something else.
    """
    parameters = require_parameters("parameters", parameters)
    max_norm = require_number("max_norm", max_norm, above=0)
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norms = [torch.linalg.vector_norm(gradient, dtype=torch.float64) for gradient in gradients]
    norm = torch.linalg.vector_norm(torch.tensor(norms, dtype=torch.float64))
    factor = (max_norm / (norm + 1e-6)).clamp(max=1.0).item()
    for gradient in gradients:
        gradient *= factor
    return norm.item()


@torch.no_grad()
def clip_grad_value(parameters: Iterable[nn.Parameter], clip_value: float) -> None:
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
        if parameter.grad is not None:
            parameter.grad.clamp_(-clip_value, clip_value)
