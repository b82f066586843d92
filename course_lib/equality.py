"""Proof that two computations are the same: not close to the eye, but equal relative to their own size.

The measure is that of `difference`, for each array as a whole: ‖a − b‖ ≤ 1e-10 · ‖b‖.
"""

import copy
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.difference import as_double, relative_difference
from course_lib.numpy_nn.arguments import require_generator
from course_lib.numpy_nn.module import Module
from course_lib.weights import to_torch

if TYPE_CHECKING:
    from torch import Tensor, nn

# float64 carries 16 digits; sums over some thousand terms, taken in another order, lose a few of them.
TOLERANCE = 1e-10


class NotEqualError(AssertionError):
    """Two arrays that should be equal are not."""


def require_equal(name: str, actual: Any, reference: Any, tolerance: float = TOLERANCE) -> None:
    """Refuse arrays that differ by more than a fraction of their size.

    Args:
        name: what is compared, for the message.
        actual: array or tensor of numbers.
        reference: array or tensor, not zero everywhere.
        tolerance: largest relative difference allowed.

    Raises:
        NotEqualError: if the shapes differ, or the relative difference is larger or NaN.
        ValueError: if the reference is empty or zero everywhere.
    """
    _require_small(name, _difference(name, actual, reference), tolerance)


@dataclass(frozen=True)
class Proof:
    """What has been proved equal; shown as one line that is the same on every machine.

    Attributes:
        input_gradients: number of inputs whose gradients were compared.
        parameter_gradients: number of parameters whose gradients were compared.
        tolerance: largest relative difference that was allowed.
    """

    input_gradients: int
    parameter_gradients: int
    tolerance: float

    def __repr__(self) -> str:
        """Say what is equal, and how exactly."""
        parts = ["output"]
        for count, what in ((self.input_gradients, "input"), (self.parameter_gradients, "parameter")):
            if count:
                parts.append(f"{what} gradient" if count == 1 else f"{count} {what} gradients")
        return f"✓ equal to {self.tolerance:.0e}: " + ", ".join(parts)


def prove_equal(
    numpy_module: Module,
    torch_module: "nn.Module",
    *inputs: np.ndarray,
    rng: np.random.Generator | None = None,
    constants: Collection[int] = (),
) -> Proof:
    """Prove that a NumPy module and a PyTorch module compute the same output and the same gradients.

    The NumPy weights are loaded into the PyTorch module; both go forward, and back from one random
    ∂L/∂output, in float64. All happens on copies: neither module is changed, and no gradient is left
    behind.

    Args:
        numpy_module: a module of `numpy_nn`.
        torch_module: a PyTorch module with the same parameter names and shapes.
        inputs: arrays to call both with; integers and truth values (labels, ids, masks) have no gradient.
        rng: draws ∂L/∂output; None takes a fixed seed.
        constants: positions of float inputs that have no gradient by design, as the targets of a loss.

    Returns:
        A `Proof`, whose one line says what was compared.

    Raises:
        NotEqualError: if the output, an input's gradient or a parameter's gradient differs by more than 1e-10
            of its size; the message names the worst.
        TypeError: if the modules or inputs are of the wrong kind.
        ValueError: if the modules hold different parameters, or a gradient is zero everywhere in PyTorch, so
            that nothing would be proved.
    """
    _require_sides(numpy_module, torch_module, inputs)
    rng = np.random.default_rng(0) if rng is None else require_generator(rng)
    constants = _require_positions(constants, len(inputs))
    inputs = tuple(x.astype(np.float64) if x.dtype.kind == "f" else x for x in inputs)
    wanted = [i for i, x in enumerate(inputs) if x.dtype.kind == "f" and i not in constants]
    numpy_module = copy.deepcopy(numpy_module).double().train()
    numpy_module.zero_grad()
    output = numpy_module(*inputs)
    grad_output = rng.standard_normal(np.shape(output))
    references = _torch_results(torch_module, numpy_module.state_dict(), inputs, wanted, grad_output)
    returned = numpy_module.backward(grad_output)
    returned = returned if isinstance(returned, tuple) else (returned,)
    parameters = dict(numpy_module.named_parameters())
    results = {"output": output}
    results |= {f"gradient of input {position}": returned[position] for position in wanted}
    results |= {f"gradient of {name}": parameter.grad for name, parameter in parameters.items()}
    _refuse_the_worst(results, references)
    return Proof(len(wanted), len(parameters), TOLERANCE)


def _require_sides(numpy_module: object, torch_module: object, inputs: tuple[object, ...]) -> None:
    from torch import nn

    if not isinstance(numpy_module, Module):
        received = type(numpy_module).__name__
        raise TypeError(f"prove_equal: expected a module of numpy_nn first, received {received}")
    if not isinstance(torch_module, nn.Module):
        received = type(torch_module).__name__
        raise TypeError(f"prove_equal: expected a module of PyTorch second, received {received}")
    for position, value in enumerate(inputs):
        if not isinstance(value, np.ndarray):
            received = type(value).__name__
            raise TypeError(f"prove_equal: expected NumPy arrays, received {received} as input {position}")


def _require_positions(constants: object, count: int) -> tuple[int, ...]:
    if not isinstance(constants, Collection) or not set(constants) <= set(range(count)):
        raise ValueError(
            f"constants: expected positions from 0 to {count - 1}, such as [1], received {constants!r}"
        )
    return tuple(constants)


def _torch_results(
    torch_module: "nn.Module",
    state: dict[str, np.ndarray],
    inputs: tuple[np.ndarray, ...],
    wanted: list[int],
    grad_output: np.ndarray,
) -> "dict[str, Tensor | None]":
    """Go forward and back in PyTorch with the given weights; return output and gradients by name."""
    import torch

    torch_module = copy.deepcopy(torch_module).double().train().requires_grad_()
    try:
        torch_module.load_state_dict(to_torch(state))
    except RuntimeError as problem:
        raise ValueError(f"prove_equal: the two modules hold different parameters. {problem}") from None
    torch_module.zero_grad()
    tensors = [torch.tensor(x, requires_grad=i in wanted) for i, x in enumerate(inputs)]
    with torch.enable_grad():
        output = torch_module(*tensors)
    if tuple(output.shape) != grad_output.shape:
        raise NotEqualError(f"output: shape {grad_output.shape}, expected {tuple(output.shape)}")
    output.backward(torch.tensor(grad_output))
    results = {"output": output.detach()} | {f"gradient of input {i}": tensors[i].grad for i in wanted}
    return results | {f"gradient of {name}": p.grad for name, p in torch_module.named_parameters()}


def _refuse_the_worst(results: dict[str, Any], references: dict[str, Any]) -> None:
    """Compare all results with their references, and name the one that differs most."""
    if results.keys() != references.keys():
        only_one = sorted(results.keys() ^ references.keys())
        raise NotEqualError(f"only one side has {', '.join(only_one)}: is a parameter shared there?")
    differences = {}
    for name, reference in references.items():
        if results[name] is None:
            raise NotEqualError(
                f"{name}: backward returned None; if that is meant, name the input in constants"
            )
        if reference is None:
            raise ValueError(f"{name}: PyTorch has none, so it takes no part in the output")
        differences[name] = _difference(name, results[name], reference)
    worst = max(differences, key=lambda name: np.nan_to_num(differences[name], nan=np.inf))
    _require_small(worst, differences[worst], TOLERANCE)


def _difference(name: str, actual: Any, reference: Any) -> float:
    actual, reference = as_double(actual), as_double(reference)
    if actual.shape != reference.shape:
        raise NotEqualError(f"{name}: shape {actual.shape}, expected {reference.shape}")
    try:
        return relative_difference(actual, reference)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _require_small(name: str, difference: float, tolerance: float) -> None:
    if not difference <= tolerance:  # also true of NaN
        raise NotEqualError(f"{name}: relative difference {difference:.1e}, expected at most {tolerance:.0e}")
