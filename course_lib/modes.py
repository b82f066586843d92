"""Training mode and eval mode: whoever changes them for a moment gives every module back as it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def modes_restored(*modules: Any) -> Iterator[None]:
    """Give every module back in the mode, training or eval, in which it came.

    Args:
        modules: of `numpy_nn` or PyTorch; both have `modules()` and `training`.
    """
    modes = [(inner, inner.training) for module in modules for inner in module.modules()]
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode
