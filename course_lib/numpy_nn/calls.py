"""The memory of a call: what the way back of a layer needs, kept by call and not by layer.

A decoder calls one cell T times, a GAN calls one discriminator on real and on generated pictures, tied
weights are used in two places. One cache in each layer would be overwritten by the next use, and the
gradients would be silently wrong. So each call has a record of its own, which holds the records of the
calls made inside it: a tree that has the shape of the computation. PyTorch's tensors carry such a record
themselves; this file has no twin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.numpy_nn.parameters import Stored

if TYPE_CHECKING:
    from course_lib.numpy_nn.module import Module


class Call:
    """One call of a layer.

    Attributes:
        layer: the module that was called.
        start: the newest version of all that was stored when it was made.
        input_shapes: shapes of the inputs.
        inner: the calls made inside that are still to be gone back through, by layer, first to last.
        shape: shape of the output.
        dtype: dtype of the output.
        cache: what the layer's `compute` kept for its `gradients`.
    """

    __slots__ = ("cache", "dtype", "inner", "input_shapes", "layer", "shape", "start")

    def __init__(self, layer: Module, inputs: Sequence[Any]):
        self.layer, self.start = layer, Stored.newest
        self.input_shapes = [np.shape(value) for value in inputs]
        self.inner: dict[Module, list[Call]] = {}

    def keep(self, output: np.ndarray, cache: Any) -> None:
        """Remember what the way forward left."""
        output = np.asarray(output)
        self.shape, self.dtype, self.cache = output.shape, output.dtype, cache

    def accept(self, grad_output: np.ndarray | float) -> np.ndarray:
        """Return ∂L/∂output in the dtype of the output.

        Raises:
            ValueError: if it has not the shape of the output.
            TypeError: if it is the tuple of gradients that a module of several inputs returned.
        """
        if isinstance(grad_output, tuple):
            raise TypeError(
                f"{self.name}.backward: expected one gradient, received a tuple of {len(grad_output)}; "
                "a module of several inputs returns one for each: grad_outputs, _ = loss.backward()"
            )
        if np.shape(grad_output) != self.shape:
            raise ValueError(
                f"{self.name}.backward: expected a gradient of the output's shape {self.shape}, "
                f"received shape {np.shape(grad_output)}"
            )
        return np.asarray(grad_output, self.dtype)

    def last_inside(self, layer: Module) -> Call:
        """Return the last call of an inner layer that is still to be gone back through.

        Raises:
            RuntimeError: if there is none.
        """
        if layer not in self.inner:
            raise RuntimeError(
                f"{type(layer).__name__}.backward: no call of it in {self.name}.compute is left to go back "
                f"through; {self.name}.gradients must call backward once for each call in compute"
            )
        return self.inner[layer][-1]

    def forget_last_inside(self, layer: Module) -> None:
        """Strike off the last call of an inner layer: its way back begins."""
        self.inner[layer].pop()
        if not self.inner[layer]:
            del self.inner[layer]

    def refuse_changed_parameters(self) -> None:
        """Refuse to go back through parameters that are not those of the way forward any more.

        Raises:
            RuntimeError: if a parameter of this call, or of one inside, was assigned to since.
        """
        if self.start == Stored.newest:
            return  # nothing has been assigned to, here or anywhere
        if any(parameter.version > self.start for parameter in self.layer.own_parameters()):
            raise RuntimeError(
                f"{self.name}.backward: its parameters were changed after the forward call, so these would "
                "be the gradients of no network; go back first, then take the optimiser's step"
            )
        for calls in self.inner.values():
            for call in calls:
                call.refuse_changed_parameters()

    def refuse_misfits(self, gradients: Any) -> None:
        """Refuse gradients that do not belong to the inputs one by one.

        Raises:
            TypeError: if there is not one for each input.
            ValueError: if one has not the shape of its input.
        """
        count = len(self.input_shapes)
        each = (gradients,) if count == 1 else gradients
        if not isinstance(each, tuple) or len(each) != count:
            raise TypeError(
                f"{self.name}.gradients must return one gradient for each of {count} inputs, as a tuple and "
                f"None where there is none; it returned {type(gradients).__name__}"
            )
        for shape, gradient in zip(self.input_shapes, each, strict=True):
            if gradient is not None and np.shape(gradient) != shape:
                raise ValueError(
                    f"{self.name}.gradients: expected a gradient of shape {shape} as its input, "
                    f"received {np.shape(gradient)}"
                )

    def refuse_unvisited(self) -> None:
        """Refuse a way back that left out a part of the way forward, whose gradients would be missing.

        Raises:
            RuntimeError: if a call made inside has not been gone back through.
        """
        if self.inner:
            left = ", ".join(f"{type(layer).__name__} × {len(calls)}" for layer, calls in self.inner.items())
            raise RuntimeError(
                f"{self.name}.gradients left calls of inner layers without a way back: {left}; "
                "it must call backward once for each call in compute, the last one first"
            )

    @property
    def name(self) -> str:
        """The class of the layer, for messages."""
        return type(self.layer).__name__


UNRECORDED: Any = object()  # stands for the call of a module in eval mode: nothing inside it is kept

running: ContextVar[Call | None] = ContextVar(
    "running", default=None
)  # in this thread; None outside all layers


def run(call: Call, function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a layer's `compute` or `gradients`; the layers that it calls inside belong to `call`."""
    token = running.set(call)
    try:
        return function(*arguments)
    finally:
        running.reset(token)
