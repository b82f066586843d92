"""What is proved equal: a NumPy module, its twin and its counterpart in torch.nn, on random shapes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from torch import nn

from course_lib.equality import Proof, prove_equal
from course_lib.numpy_nn.module import Module


@dataclass(frozen=True)
class Case:
    """One comparison.

    `references` are PyTorch modules of the same parameters; `constants` are inputs without a gradient;
    `zero_gradients` are parameters that cannot change the output.
    """

    numpy: Module
    references: tuple[nn.Module, ...]
    inputs: tuple[np.ndarray, ...]
    constants: tuple[int, ...] = ()
    zero_gradients: tuple[str, ...] = ()

    @property
    def input_gradients(self) -> int:
        """Number of inputs that must have a gradient."""
        return sum(x.dtype.kind == "f" for x in self.inputs) - len(self.constants)

    @property
    def parameters(self) -> int:
        """Number of parameters that must have a gradient."""
        return len(list(self.numpy.parameters())) - len(self.zero_gradients)

    @property
    def buffers(self) -> int:
        """Number of buffers that must be equal after the call."""
        return len(list(self.numpy.buffers()))

    @property
    def expected(self) -> Proof:
        """What a proof in training mode must have compared."""
        zeros = len(self.zero_gradients)
        return Proof(self.input_gradients, self.parameters, 1e-10, zeros, self.buffers)

    def prove(self, reference: nn.Module) -> Proof:
        """Prove the NumPy module equal to one of the references."""
        named = {"constants": self.constants, "zero_gradients": self.zero_gradients}
        return prove_equal(self.numpy, reference, *self.inputs, **named)


MakeCase = Callable[[np.random.Generator], Case]
SEEDS = range(5)


class Drawn(np.random.Generator):
    """A generator as any other, but hypothesis draws its seed, and sizes, and looks for bad ones."""

    def __init__(self, data: st.DataObject):
        # A proof draws ∂L/∂output from default_rng(0). Were it the x of a norm, all gradients would cancel.
        super().__init__(np.random.PCG64([1, data.draw(st.integers(0, 2**32 - 1), label="seed")]))
        self._data = data

    def size(self, smallest: int) -> int:
        return self._data.draw(st.integers(smallest, 9), label="size")


def sizes(rng: np.random.Generator, count: int, smallest: int = 2) -> list[int]:
    """Draw sizes up to 9, as hypothesis wants if it is at work; of size 1, softmax would have no gradient."""
    if isinstance(rng, Drawn):
        return [rng.size(smallest) for _ in range(count)]
    return [int(size) for size in rng.integers(smallest, 10, count)]
