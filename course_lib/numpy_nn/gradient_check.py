"""Is a derivation right? Ask the function itself: change one number a little, and see how the output changes.

Central differences need no derivation, hence no belief in one; they are slow (two calls a number) and
good to about ten digits in float64. PyTorch has `torch.autograd.gradcheck`, so this file has no twin.
"""

import copy
from collections.abc import Callable

import numpy as np

from course_lib.arguments import require_number
from course_lib.difference import relative_difference
from course_lib.numpy_nn.arguments import require_generator
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.module import Module

# Points and gradients by name, the output at the points as they are now, and ∂L/∂output.
Compared = tuple[dict[str, tuple[np.ndarray, np.ndarray]], Callable[[], np.ndarray], np.ndarray]


def central_differences(function: Callable[[], float], x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Measure ∂f/∂x for each number in x: (f(x + h) − f(x − h)) / 2h, the others held still.

    The error is h²/6 · f‴ from the curve and about 1e-16 · f/h from rounding; h = 1e-5 keeps both near 1e-10.

    Args:
        function: takes nothing, reads x where it lies, and returns one number.
        x: float64, any shape; each number is moved in place and put back. For a weight, `parameter.data`.
        step: h, above 0.

    Returns:
        The gradient, shape of x.

    Raises:
        TypeError: if x is not an array of float64; in float32 the differences would drown in rounding.
        ValueError: if step is not above 0.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        received = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
        raise TypeError(f"central_differences: expected an array of float64, received {received}")
    step = require_number("step", step, above=0)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        here = x[index]
        x[index] = here + step
        above = function()
        x[index] = here - step
        below = function()
        x[index] = here
        gradient[index] = (above - below) / (2 * step)
    return gradient


def gradient_check(
    function: Module | Callable[..., Tensor], *inputs: np.ndarray, rng: np.random.Generator | None = None
) -> dict[str, float]:
    """Compare what `backward` finds with central differences, for each float input and each parameter.

    What is differentiated is Σ output · g with random weights g, so that each output counts. All is done
    in float64 on copies; module and inputs stay as they came.

    Args:
        function: any module, or a function from tensors to a tensor, which gets every float input as a
            tensor. A kink (of ReLU, say) within 1e-5 of an input makes a difference that is no mistake, and
            so does a parameter that cannot change the output (a bias before batch norm): what is measured
            there is rounding.
        inputs: arrays to call it with. Integers, truth values and inputs for which the module's `backward`
            returns None (the targets of a loss) are not differentiated.
        rng: draws g; None takes a fixed seed.

    Returns:
        ‖backward − measured‖ / ‖measured‖ for "input 0", … and for each parameter by name. A right
        derivation stays below 1e-7; a wrong factor or a forgotten term makes 0.1 or more.

    Raises:
        TypeError: if function is neither, or an input no array.
        ValueError: if a measured gradient is zero everywhere, so that nothing can be compared with it.
    """
    if not callable(function):
        received = type(function).__name__
        raise TypeError(f"gradient_check: expected a module or a function of tensors, received {received}")
    points = [_as_double(f"input {position}", value) for position, value in enumerate(inputs)]
    rng = np.random.default_rng(0) if rng is None else require_generator(rng)
    go_back = _through_module if isinstance(function, Module) else _through_tensors
    to_compare, output, weights = go_back(function, points, rng)
    return {
        name: relative_difference(
            gradient, central_differences(lambda: float(np.sum(output() * weights)), values)
        )
        for name, (values, gradient) in to_compare.items()
    }


def _through_module(module: Module, points: list[np.ndarray], rng: np.random.Generator) -> Compared:
    module = copy.deepcopy(module).double().train()
    module.zero_grad()
    weights = rng.standard_normal(np.shape(module(*points)))
    returned = module.backward(weights)
    returned = returned if isinstance(returned, tuple) else (returned,)
    to_compare = {
        f"input {i}": (point, returned[i]) for i, point in enumerate(points) if returned[i] is not None
    }
    to_compare |= {name: (parameter.data, parameter.grad) for name, parameter in module.named_parameters()}
    return to_compare, lambda: module(*points), weights


def _through_tensors(
    function: Callable[..., Tensor], points: list[np.ndarray], rng: np.random.Generator
) -> Compared:
    def tensors() -> list[Tensor | np.ndarray]:
        return [Tensor(point, requires_grad=True) if point.dtype.kind == "f" else point for point in points]

    held = tensors()
    output = function(*held)
    if not isinstance(output, Tensor):
        received = type(output).__name__
        raise TypeError(f"gradient_check: expected a function that returns a Tensor, received {received}")
    weights = rng.standard_normal(output.shape)
    output.backward(weights)
    to_compare = {
        f"input {i}": (points[i], np.zeros_like(points[i]) if tensor.grad is None else tensor.grad)
        for i, tensor in enumerate(held)
        if isinstance(tensor, Tensor)
    }
    return to_compare, lambda: function(*tensors()).data, weights


def _as_double(name: str, value: object) -> np.ndarray:
    if not isinstance(value, np.ndarray):
        raise TypeError(f"gradient_check: expected NumPy arrays, received {type(value).__name__} as {name}")
    return value.astype(np.float64) if value.dtype.kind == "f" else value
