"""What every layer is: a way forward, a way back, and parameters with gradients, sometimes buffers.

A layer writes two functions and nothing else:

* `compute(*inputs) -> (output, cache)`: the way forward, and what the way back will need;
* `gradients(grad_output, cache)`: from ∂L/∂output to ∂L/∂input, one for each input (a bare array for one
  input, a tuple for several, None for ids, masks and targets), adding ∂L/∂parameter to each
  `Parameter.grad`.

`Module` turns them into `forward` and `backward`, whose memory is described in `calls`. `torch.nn.Module`
is the model for every name; there autograd goes back, so this file has no twin.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

from course_lib.numpy_nn.calls import UNRECORDED, Call, run, running
from course_lib.numpy_nn.parameters import Buffer, Parameter, Stored, each_once, match_state


class Module:
    """A layer, a network or a loss: the `compute` and `gradients` of a subclass as forward and backward.

    In training mode, what you call keeps one open call until `backward` has gone back through it; in eval
    mode nothing is kept. Modules, parameters and buffers are found in attributes, and in lists, tuples and
    dicts there, under the names that PyTorch gives them (`layers.0.weight`).
    """

    training = True
    _call: Call | None = None  # the open call
    _calls_open = 0  # training calls since the last backward or zero_grad
    _why_no_call = "it has not been called yet"

    def compute(self, *inputs: Any) -> tuple[Any, Any]:
        raise NotImplementedError(f"{type(self).__name__} must define compute(*inputs) -> (output, cache)")

    def gradients(self, grad_output: np.ndarray, cache: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define gradients(grad_output, cache)")

    def forward(self, *inputs: Any) -> Any:
        """Return the output of the inputs, which are arrays as the layer's own docstring says.

        What a training call keeps are copies, so you may change your arrays in place.
        """
        caller = running.get()
        if caller is UNRECORDED:
            return self.compute(*inputs)[0]
        if caller is not None:
            output, call = self._recorded_call(inputs)
            caller.inner.setdefault(self, []).append(call)
            return output
        if not self.training:
            if self._call is None:
                self._why_no_call = "it was called in eval() mode, which keeps nothing"
            return run(UNRECORDED, self.compute, *inputs)[0]
        output, self._call = self._recorded_call([_copied(value) for value in inputs])
        self._calls_open += 1
        return _copied(output)

    __call__ = forward

    def _recorded_call(self, inputs: Sequence[Any]) -> tuple[Any, Call]:
        call = Call(self, inputs)
        output, cache = run(call, self.compute, *inputs)
        call.keep(output, cache)
        return output, call

    def backward(self, grad_output: np.ndarray | float = 1.0) -> Any:
        """Go back through the last call: return ∂L/∂input and add to the gradients of the parameters.

        Args:
            grad_output: ∂L/∂output, in the shape of the output. The default suits a loss: ∂L/∂L = 1.

        Returns:
            One gradient for each input of the call: an array for one input, a tuple for several.

        Raises:
            ValueError: if grad_output has not the shape of the output (the call stays open then), or
                `gradients` returned one that has not the shape of its input.
            TypeError: if `gradients` did not return one gradient for each input.
            RuntimeError: if no call is open (never called, gone back already, eval mode) or more than one is,
                if a parameter was changed in between, or if `gradients` left out calls that `compute` made.
        """
        caller = running.get()
        call = self._open_call() if caller is None else caller.last_inside(self)
        grad_output = call.accept(grad_output)
        if caller is None:
            call.refuse_changed_parameters()
            self._forget_calls("its last call has been gone back through already")
        else:
            caller.forget_last_inside(self)
        gradients = run(call, self.gradients, grad_output, call.cache)
        call.refuse_unvisited()
        call.refuse_misfits(gradients)
        return gradients

    def _open_call(self) -> Call:
        name = type(self).__name__
        if self._calls_open > 1:
            raise RuntimeError(
                f"{name}.backward: {self._calls_open} training calls are open, so it is not clear which one "
                "to go back through; call backward after each forward, zero_grad() to start a new step, "
                "and look at outputs in eval() mode"
            )
        if self._call is None:
            raise RuntimeError(f"{name}.backward: {self._why_no_call}; call it in training mode first")
        return self._call

    def _forget_calls(self, reason: str) -> None:
        self._call, self._calls_open, self._why_no_call = None, 0, reason

    def zero_grad(self) -> None:
        """Set all gradients to zero and start a new step: calls of the last step no longer count as open.

        A single open call can still be gone back through until the next one is made, so that `zero_grad`
        may stand before the forward call or between forward and backward, as in PyTorch.
        """
        found, seen = [self], {self}
        for module in found:  # the list grows while it is gone through
            for member in module._held():
                if isinstance(member, Parameter):
                    member.zero_grad()
                elif isinstance(member, Module) and member not in seen:
                    seen.add(member)
                    found.append(member)
            if module._calls_open > 1:
                module._forget_calls("zero_grad() started a new step")
            elif module._calls_open:
                module._calls_open = 0

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all inside it to training mode, and return it."""
        for module in self.modules():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Switch this module and all inside it to eval mode, in which calls are not kept, and return it."""
        return self.train(False)

    def double(self) -> Self:
        """Turn all parameters and buffers of floats into float64, as proofs need, and return the module."""
        for stored in (*self.parameters(), *self.buffers()):
            stored.double()
        return self

    def _members(self) -> Iterator[tuple[str, "Stored | Module"]]:
        """Go through the parameters, buffers and modules that this module itself holds, by name."""
        return _found_in(vars(self).items())

    def _held(self) -> list["Stored | Module"]:
        """Return the members without their names: to make these takes longer than a small layer."""
        return _held_by(vars(self).values())

    def own_parameters(self) -> list[Parameter]:
        """Return the parameters that this module itself holds, without those of modules inside it."""
        return [member for member in self._held() if isinstance(member, Parameter)]

    def _every_name(self, prefix: str = "") -> Iterator[tuple[str, Stored]]:
        """Yield every name of every parameter and buffer: a shared one comes once for each name."""
        for name, member in self._members():
            if isinstance(member, Stored):
                yield prefix + name, member
            else:
                yield from member._every_name(f"{prefix}{name}.")

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """Yield this module, named "", and all inside it, each once, with its first name (`layers.0`)."""
        seen, waiting = set(), [("", self)]
        while waiting:
            name, module = waiting.pop()
            if module not in seen:
                seen.add(module)
                yield name, module
                prefix = f"{name}." if name else ""
                inside = [(prefix + key, held) for key, held in module._members() if isinstance(held, Module)]
                waiting.extend(reversed(inside))

    def modules(self) -> Iterator["Module"]:
        """Yield this module and all inside it, each once."""
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield each parameter once, with its first name such as `layers.0.weight`."""
        return each_once(self._every_name(), Parameter)

    def parameters(self) -> Iterator[Parameter]:
        """Yield each parameter once, in the order of their names' first appearance."""
        return (parameter for _, parameter in self.named_parameters())

    def named_buffers(self) -> Iterator[tuple[str, Buffer]]:
        """Yield each buffer once, with its first name such as `layers.1.running_mean`."""
        return each_once(self._every_name(), Buffer)

    def buffers(self) -> Iterator[Buffer]:
        """Yield each buffer once."""
        return (buffer for _, buffer in self.named_buffers())

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return copies of all parameters and buffers by name; a shared one is one array under several."""
        copies: dict[Stored, np.ndarray] = {}
        return {name: copies.setdefault(stored, stored.data.copy()) for name, stored in self._every_name()}

    def load_state_dict(self, state: Mapping[str, np.ndarray]) -> None:
        """Copy the arrays of a state dict into the parameters and buffers of the same names.

        Args:
            state: arrays by name. For a shared parameter any one of its names is enough.

        Raises:
            TypeError: if a value is not an array of floats (turn PyTorch's with `weights.to_numpy`).
            ValueError: if names are missing or unknown, if shapes differ, or if the names of a shared
                parameter bring different values. Nothing has been changed then.
        """
        for stored, values in match_state(self._every_name(), state).items():
            stored.data = values

    def __repr__(self) -> str:
        """Show the class with its settings, and below it what it holds, as PyTorch does."""
        inside = [(name, member) for name, member in self._members() if isinstance(member, Module)]
        lines = [f"  ({name}): " + repr(member).replace("\n", "\n  ") for name, member in inside]
        body = "\n".join(["", *lines, ""]) if lines else self.extra_repr()
        return f"{type(self).__name__}({body})"

    def extra_repr(self) -> str:
        """Return the settings to show between the brackets, for layers that have some."""
        return ""


class Sequential(Module):
    """Layers one after another: y = f_n(… f_2(f_1(x))). The way back goes through them last to first.

    Args:
        layers: modules of one input and one output. Indexing, `len` and loops work as on a list.

    Raises:
        TypeError: if one of them is not a Module.
    """

    def __init__(self, *layers: Module):
        for position, layer in enumerate(layers):
            if not isinstance(layer, Module):
                raise TypeError(f"Sequential: expected modules, received {layer!r} at position {position}")
        self._layers = layers

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        for layer in self._layers:
            x = layer(x)
        return x, None

    def gradients(self, grad_output: np.ndarray, cache: None) -> np.ndarray:
        for layer in reversed(self._layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def _members(self) -> Iterator[tuple[str, Module]]:
        for position, layer in enumerate(self._layers):
            yield str(position), layer  # PyTorch's names: 0.weight, not layers.0.weight

    def __getitem__(self, position: int) -> Module:
        """Return the layer at a position."""
        return self._layers[position]

    def __len__(self) -> int:
        """Return the number of layers."""
        return len(self._layers)

    def __iter__(self) -> Iterator[Module]:
        """Go through the layers, first to last."""
        return iter(self._layers)


def _copied(value: Any) -> Any:
    """Return a copy of an array, so that no cache aliases an array that somebody else may change."""
    return value.copy() if isinstance(value, np.ndarray) else value


def _held_by(values: Iterable[Any]) -> list[Stored | Module]:
    """Return what `_found_in` yields, without the names."""
    held = []
    for value in values:
        if isinstance(value, (Stored, Module)):
            held.append(value)
        elif isinstance(value, (list, tuple, dict)):
            held += _held_by(value.values() if isinstance(value, dict) else value)
    return held


def _found_in(attributes: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Stored | Module]]:
    """Yield the parameters, buffers and modules among named values, in lists, tuples and dicts too."""
    for name, value in attributes:
        if isinstance(value, (Stored, Module)):
            yield name, value
        elif isinstance(value, (list, tuple, dict)):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for inner_name, inner_value in _found_in(items):
                yield f"{name}.{inner_name}", inner_value
