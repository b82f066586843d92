"""Numbers at the door: each public function refuses impossible settings before it does any work.

Every refusal says what was expected, what came, and so what to do. `numpy_nn` and `torch_nn` share this file;
each has an `arguments` of its own for its arrays or tensors.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral, Real


def require_whole_number(name: str, value: object, *, at_least: float = 1) -> int:
    """Return value as an int if it is a whole number and at_least or more.

    Args:
        name: what the caller calls it, for the message.
        value: a Python or NumPy integer; True and 3.0 are not taken for numbers of things.
        at_least: the smallest value that makes sense.

    Raises:
        TypeError: if value is not an integer.
        ValueError: if value is smaller than at_least.
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}: expected a whole number, received {value!r} of type {type(value).__name__}")
    if value < at_least:
        raise ValueError(f"{name}: expected a whole number of at least {at_least}, received {value}")
    return int(value)


def require_number(
    name: str,
    value: object,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    below: float = math.inf,
    at_most: float = math.inf,
) -> float:
    """Return value as a float if it is a finite number in the range asked for.

    Args:
        name: what the caller calls it, for the message.
        value: a Python or NumPy number.
        above: value must be greater than this.
        at_least: value must not be smaller than this.
        below: value must be smaller than this.
        at_most: value must not be greater than this.

    Raises:
        TypeError: if value is not a number.
        ValueError: if value is NaN, infinite or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name}: expected a number, received {value!r} of type {type(value).__name__}")
    if not (math.isfinite(value) and above < value < below and at_least <= value <= at_most):
        bounds = {">": above, ">=": at_least, "<": below, "<=": at_most}
        wanted = " and ".join(f"{sign} {bound:g}" for sign, bound in bounds.items() if math.isfinite(bound))
        raise ValueError(f"{name}: expected a finite number {wanted}".rstrip() + f", received {value}")
    return float(value)


def require_bool(name: str, value: object) -> bool:
    """Return value if it is True or False.

    Raises:
        TypeError: if it is anything else; 0, "no" and None are not taken for answers.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name}: expected True or False, received {value!r}")
    return value


def require_sizes(sizes: object) -> tuple[int, ...]:
    """Return the widths of a network's layers, input first and output last.

    Args:
        sizes: at least two whole numbers of at least 1, for example [64, 32, 10].

    Raises:
        TypeError: if sizes is no sequence of whole numbers.
        ValueError: if fewer than two are given, or one is below 1.
    """
    if not isinstance(sizes, (list, tuple, range)):
        raise TypeError(
            f"sizes: expected a list of widths such as [64, 32, 10], received {type(sizes).__name__}"
        )
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected an input and an output width at least, received {list(sizes)}")
    return tuple(require_whole_number(f"sizes[{i}]", size) for i, size in enumerate(sizes))


def require_shape(shape: object) -> tuple[int, ...]:
    """Return the shape of an array that holds something.

    Raises:
        TypeError: if shape is no tuple or list of whole numbers.
        ValueError: if a size is below 1.
    """
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"shape: expected a tuple such as (out, in), received {shape!r}")
    return tuple(require_whole_number(f"shape[{axis}]", size) for axis, size in enumerate(shape))


def require_axis(name: str, dim: object, shape: Sequence[int]) -> int:
    """Return dim as an int if an array of this shape has such an axis; −1 is the last one.

    Args:
        name: what is applied along the axis, for the message.
        dim: a Python or NumPy integer; True is not taken for an axis.
        shape: of the array.

    Raises:
        TypeError: if dim is not an integer.
        ValueError: if there is no such axis.
    """
    if isinstance(dim, bool) or not isinstance(dim, Integral):
        raise TypeError(f"{name}: expected a whole number for an axis, received dim={dim!r}")
    if not -len(shape) <= dim < len(shape):
        raise ValueError(f"{name}: expected an axis of the shape {tuple(shape)}, received dim={dim}")
    return int(dim)


def require_matrix_shape(shape: object) -> tuple[int, int]:
    """Return the shape (out, in) of a weight matrix.

    Raises:
        TypeError: if shape is no tuple or list of whole numbers.
        ValueError: if a size is below 1, or there are not two.
    """
    sizes = require_shape(shape)
    if len(sizes) != 2:
        raise ValueError(f"shape: expected the shape (out, in) of a weight matrix, received {sizes}")
    return sizes


def require_normalized_shape(normalized_shape: object) -> tuple[int, ...]:
    """Return the sizes of the last axes, over which a layer normalises; a single number is one axis.

    Raises:
        TypeError: if it is neither a whole number nor a tuple or list of them.
        ValueError: if there is none, or one is below 1.
    """
    sizes = normalized_shape if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
    if not sizes:
        raise ValueError(f"normalized_shape: expected one axis at least, received {normalized_shape!r}")
    return tuple(require_whole_number(f"normalized_shape[{i}]", size) for i, size in enumerate(sizes))


def require_momentum(momentum: object) -> float | None:
    """Return the weight of the newest batch in running statistics, from 0 to 1, or None for all alike.

    Raises:
        TypeError: if momentum is neither None nor a number.
        ValueError: if it is out of range.
    """
    return None if momentum is None else require_number("momentum", momentum, at_least=0, at_most=1)


def require_base(base: object) -> float:
    """Return the base of a logarithm, e for None.

    Raises:
        TypeError: if base is neither None nor a number.
        ValueError: if it is not above 1.
    """
    return math.e if base is None else require_number("base", base, above=1)


def require_one_of(name: str, value: object, options: Sequence[str]) -> str:
    """Return value if it is one of the options.

    Raises:
        ValueError: if it is not.
    """
    if value not in options:
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, options))}, received {value!r}")
    return value


def require_betas(betas: object) -> tuple[float, float]:
    """Return the decay rates (β₁, β₂) of Adam, each from 0 to below 1.

    Raises:
        TypeError: if betas is no pair of numbers.
        ValueError: if one is out of range.
    """
    if not isinstance(betas, (tuple, list)) or len(betas) != 2:
        raise TypeError(f"betas: expected two numbers such as (0.9, 0.999), received {betas!r}")
    beta1, beta2 = (require_number(f"betas[{i}]", beta, at_least=0, below=1) for i, beta in enumerate(betas))
    return beta1, beta2


def require_nesterov(nesterov: object, momentum: float, dampening: float) -> bool:
    """Return whether Nesterov's momentum is wanted, which is one without dampening.

    Raises:
        TypeError: if nesterov is neither True nor False.
        ValueError: if it is True, and momentum is 0 or dampening is not.
    """
    if require_bool("nesterov", nesterov) and (momentum == 0 or dampening != 0):
        raise ValueError(
            "nesterov: expected momentum above 0 and dampening=0 beside it, "
            f"received momentum={momentum:g} and dampening={dampening:g}"
        )
    return nesterov


def require_milestones(milestones: object, schedules: int) -> list[int]:
    """Return the steps at which one schedule follows another.

    Args:
        milestones: whole numbers of at least 1, each greater than the one before.
        schedules: how many follow each other: one more than there are milestones.

    Raises:
        TypeError: if milestones is no list or tuple of whole numbers.
        ValueError: if there are too many or too few, or they do not rise from 1 on.
    """
    if not isinstance(milestones, (list, tuple)):
        raise TypeError(f"milestones: expected a list of steps such as [100], received {milestones!r}")
    steps = [require_whole_number(f"milestones[{i}]", step) for i, step in enumerate(milestones)]
    if len(steps) != schedules - 1:
        raise ValueError(
            f"milestones: expected {schedules - 1}, one between each two schedules, received {len(steps)}"
        )
    if any(later <= earlier for earlier, later in pairwise(steps)):
        raise ValueError(f"milestones: expected steps that rise, received {steps}")
    return steps


def require_pair(name: str, value: object) -> tuple:
    """Return value if it is a pair, such as (x, y).

    Raises:
        TypeError: if value is no tuple or list of two.
    """
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(f"{name}: expected a pair (x, y), received {type(value).__name__}")
    return tuple(value)


def require_progress(progress: object) -> None:
    """Refuse what cannot wrap the epochs of a training run.

    Raises:
        TypeError: if progress is neither None nor a function.
    """
    if progress is not None and not callable(progress):
        raise TypeError(f"progress: expected a function such as tqdm, received {progress!r}")


class DivergedError(ValueError):
    """Training left the finite numbers: a result of a comparison, where other refusals are mistakes."""


def require_max_grad_norm(max_grad_norm: object) -> float | None:
    """Return the norm to which gradients are to be clipped, or None for no clipping.

    Raises:
        TypeError: if max_grad_norm is neither None nor a number.
        ValueError: if it is not above 0.
    """
    return None if max_grad_norm is None else require_number("max_grad_norm", max_grad_norm, above=0)


def require_finite_loss(loss: float, when: str, lr: float) -> None:
    """Refuse to go on training with a loss that is no number any more.

    Raises:
        DivergedError: if loss is NaN or infinite; the message says when it was, and what to try.
    """
    if not math.isfinite(loss):
        raise DivergedError(
            f"fit: the loss became {loss} {when}: the steps were too large; build it anew and try "
            f"a smaller learning rate (lr was {lr:g}) or smaller first weights"
        )
