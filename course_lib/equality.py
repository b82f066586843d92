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
from course_lib.numpy_nn.parameters import Buffer
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
        zero_gradients: number of parameters whose gradients are zero, on both sides.
        buffers: number of buffers that were compared after the call.
    """

    input_gradients: int
    parameter_gradients: int
    tolerance: float
    zero_gradients: int = 0
    buffers: int = 0

    def __repr__(self) -> str:
        """Say what is equal, and how exactly."""
        counts = {
            "input gradient": self.input_gradients,
            "parameter gradient": self.parameter_gradients,
            "zero gradient": self.zero_gradients,
            "buffer": self.buffers,
        }
        parts = ["output"]
        parts += [what if count == 1 else f"{count} {what}s" for what, count in counts.items() if count]
        return f"✓ equal to {self.tolerance:.0e}: " + ", ".join(parts)


def prove_equal(
    numpy_module: Module,
    torch_module: "nn.Module",
    *inputs: np.ndarray,
    rng: np.random.Generator | None = None,
    constants: Collection[int] = (),
    zero_gradients: Collection[str] = (),
) -> Proof:
    """Prove that a NumPy module and a PyTorch module compute the same output and the same gradients.

    The NumPy weights are loaded into the PyTorch module; both go forward, in the mode of the NumPy module,
    and back from one random ∂L/∂output, in float64. In eval mode, which keeps nothing to go back through,
    gradients are left out. Buffers are compared as the call leaves them. All happens on copies: neither
    module is changed, and no gradient is left behind.

    Args:
        numpy_module: a module of `numpy_nn`.
        torch_module: a PyTorch module with the same parameter names and shapes.
        inputs: arrays to call both with; integers and truth values (labels, ids, masks) have no gradient.
        rng: draws ∂L/∂output; None takes a fixed seed.
        constants: positions of float inputs that have no gradient by design, as the targets of a loss.
        zero_gradients: names of parameters that cannot change the output, as a bias before batch norm. On
            both sides their gradients must be rounding: below 1e-10 of the largest other in their layer.

    Returns:
        A `Proof`, whose one line says what was compared.

    Raises:
        NotEqualError: if the output, a gradient or a buffer differs by more than 1e-10 of its size; the
            message names the worst.
        TypeError: if the modules or inputs are of the wrong kind.
        ValueError: if the modules hold different parameters, or a gradient is zero everywhere in PyTorch, so
            that nothing would be proved.
    """
    _require_sides(numpy_module, torch_module, inputs)
    rng = np.random.default_rng(0) if rng is None else require_generator(rng)
    constants = _require_positions(constants, len(inputs))
    zero_gradients = _require_names(zero_gradients, numpy_module)
    inputs = tuple(x.astype(np.float64) if x.dtype.kind == "f" else x for x in inputs)
    numpy_module = copy.deepcopy(numpy_module).double()
    torch_module = _torch_copy(torch_module, numpy_module)
    wanted = [i for i, x in enumerate(inputs) if x.dtype.kind == "f" and i not in constants]
    wanted = wanted if numpy_module.training else []

    numpy_module.zero_grad()
    results = {"output": numpy_module(*inputs)}
    grad_output = rng.standard_normal(np.shape(results["output"])) if numpy_module.training else None
    references = _torch_results(torch_module, inputs, wanted, results["output"], grad_output)
    if numpy_module.training:
        results |= _numpy_gradients(numpy_module, wanted, grad_output)
        _refuse_more_than_rounding(zero_gradients, results, references)
    _refuse_the_worst(results, references)
    buffers = dict(numpy_module.named_buffers())
    _refuse_other_buffers(buffers, torch_module.state_dict())
    parameters = len(results) - 1 - len(wanted)
    return Proof(len(wanted), parameters, TOLERANCE, len(zero_gradients), len(buffers))


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


def _require_names(zero_gradients: object, numpy_module: Module) -> tuple[str, ...]:
    known = [name for name, _ in numpy_module.named_parameters()]
    if isinstance(zero_gradients, str) or not isinstance(zero_gradients, Collection):
        raise TypeError(
            f"zero_gradients: expected names of parameters such as ['bias'], received {zero_gradients!r}"
        )
    if not set(zero_gradients) <= set(known):
        raise ValueError(f"zero_gradients: expected names among {known}, received {list(zero_gradients)}")
    return tuple(zero_gradients) if numpy_module.training else ()


def _torch_copy(torch_module: "nn.Module", numpy_module: Module) -> "nn.Module":
    """Return a copy in float64, with the NumPy module's state, each part in the mode of its namesake."""
    torch_module = copy.deepcopy(torch_module).double().requires_grad_()
    try:
        torch_module.load_state_dict(to_torch(numpy_module.state_dict()))
    except RuntimeError as problem:
        raise ValueError(
            f"prove_equal: expected modules of the same parameters, received different parameters. {problem}"
        ) from None
    modes = {name: module.training for name, module in numpy_module.named_modules()}
    for name, module in torch_module.named_modules():
        module.training = modes.get(name, numpy_module.training)
    torch_module.zero_grad()
    return torch_module


def _torch_results(
    torch_module: "nn.Module",
    inputs: tuple[np.ndarray, ...],
    wanted: list[int],
    numpy_output: np.ndarray,
    grad_output: np.ndarray | None,
) -> "dict[str, Tensor | None]":
    """Go forward in PyTorch, and back unless grad_output is None; return output and gradients by name."""
    import torch

    tensors = [torch.tensor(x, requires_grad=i in wanted) for i, x in enumerate(inputs)]
    with torch.enable_grad():
        output = torch_module(*tensors)
    if tuple(output.shape) != np.shape(numpy_output):
        raise NotEqualError(f"output: shape {np.shape(numpy_output)}, expected {tuple(output.shape)}")
    results = {"output": output.detach()}
    if grad_output is None:
        return results
    output.backward(torch.tensor(grad_output))
    results |= {f"gradient of input {i}": tensors[i].grad for i in wanted}
    return results | {f"gradient of {name}": p.grad for name, p in torch_module.named_parameters()}


def _numpy_gradients(
    numpy_module: Module, wanted: list[int], grad_output: np.ndarray
) -> dict[str, np.ndarray | None]:
    returned = numpy_module.backward(grad_output)
    returned = returned if isinstance(returned, tuple) else (returned,)
    gradients = {f"gradient of input {position}": returned[position] for position in wanted}
    return gradients | {f"gradient of {name}": p.grad for name, p in numpy_module.named_parameters()}


def _refuse_more_than_rounding(
    names: tuple[str, ...], results: dict[str, Any], references: dict[str, Any]
) -> None:
    """Take the gradients that are said to be zero out of both sides, or say that one is not."""
    for side in (results, references):
        taken_out = {f"gradient of {name}": side.pop(f"gradient of {name}") for name in names}
        for name, gradient in taken_out.items():
            share = _share_of_layer(name, gradient, side)
            if share is None:
                raise ValueError(f"{name}: expected another parameter in its layer to compare with")
            if not share <= TOLERANCE:
                raise NotEqualError(f"{name}: {share:.1e} of the largest in its layer, expected zero")


def _share_of_layer(name: str, gradient: Any, side: dict[str, Any]) -> float | None:
    """Return the size of a parameter's gradient relative to the largest other one in its layer, if any."""
    layer = name.removeprefix("gradient of ").rpartition(".")[0]
    others = [
        np.linalg.norm(as_double(values))
        for key, values in side.items()
        if key not in ("output", name)
        and not key.startswith("gradient of input ")
        and key.removeprefix("gradient of ").rpartition(".")[0] == layer
    ]
    return np.linalg.norm(as_double(gradient)) / max(others) if others else None


def _refuse_other_buffers(buffers: dict[str, Buffer], references: "dict[str, Tensor]") -> None:
    """Compare what calls leave behind. A buffer may be zero, and is then equal to zeros alone."""
    for name, buffer in buffers.items():
        actual, reference = as_double(buffer.data), as_double(references[name])
        if not np.array_equal(actual, reference):
            if not reference.any():
                raise NotEqualError(f"buffer {name}: expected zeros")
            _require_small(f"buffer {name}", _difference(name, actual, reference), TOLERANCE)


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
    shares = [_share_of_layer(worst, side[worst], side) for side in (results, references)]
    rounding = worst.startswith("gradient") and all(s is not None and s <= TOLERANCE for s in shares)
    hint = "; it is rounding on both sides: if it should be zero, name it in zero_gradients" * rounding
    _require_small(worst, differences[worst], TOLERANCE, hint)


def _difference(name: str, actual: Any, reference: Any) -> float:
    actual, reference = as_double(actual), as_double(reference)
    if actual.shape != reference.shape:
        raise NotEqualError(f"{name}: shape {actual.shape}, expected {reference.shape}")
    try:
        return relative_difference(actual, reference)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _require_small(name: str, difference: float, tolerance: float, hint: str = "") -> None:
    if not difference <= tolerance:  # also true of NaN
        raise NotEqualError(
            f"{name}: relative difference {difference:.1e}, expected at most {tolerance:.0e}{hint}"
        )
