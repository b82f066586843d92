"""How weights change; twin of `numpy_nn.optimisers`, where the rules are explained.

`torch.optim` has them, faster; here each rule is written out as an optimiser of PyTorch, with its state
for each parameter in `self.state`.
"""

import math
from collections.abc import Iterable

import torch
from torch import nn
from torch.optim import Optimizer

from course_lib.arguments import require_betas, require_number
from course_lib.torch_nn.arguments import require_parameters


class SGD(Optimizer):
    """θ ← θ − lr · v, with the velocity v ← momentum · v + g.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        momentum: from 0 to below 1.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else.
    """

    def __init__(self, params: Iterable[nn.Parameter], lr: float, momentum: float = 0.0):
        lr = require_number("lr", lr, above=0)
        momentum = require_number("momentum", momentum, at_least=0, below=1)
        super().__init__(require_parameters("params", params), {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        """Change every parameter that has a gradient once."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    velocity = self.state[parameter].setdefault("velocity", torch.zeros_like(parameter))
                    velocity.mul_(group["momentum"]).add_(parameter.grad)
                    parameter.sub_(group["lr"] * velocity)


class Adam(Optimizer):
    """θ ← θ − lr · m̂ / (√v̂ + eps), with running means m̂ of the gradient and v̂ of its square.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        betas: decay rates of the two means, each from 0 to below 1.
        eps: above 0; keeps the division finite.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ):
        defaults = {
            "lr": require_number("lr", lr, above=0),
            "betas": require_betas(betas),
            "eps": require_number("eps", eps, above=0),
        }
        super().__init__(require_parameters("params", params), defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Change every parameter that has a gradient once."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._change(parameter, group["lr"], *group["betas"], group["eps"])

    def _change(self, parameter: nn.Parameter, lr: float, beta1: float, beta2: float, eps: float) -> None:
        state = self.state[parameter]
        if not state:
            state.update(step=0, mean=torch.zeros_like(parameter), square=torch.zeros_like(parameter))
        state["step"] += 1
        mean = state["mean"].mul_(beta1).add_(parameter.grad, alpha=1 - beta1)
        square = state["square"].mul_(beta2).addcmul_(parameter.grad, parameter.grad, value=1 - beta2)
        unbiased_mean = mean / (1 - beta1 ** state["step"])
        unbiased_root = square.sqrt() / math.sqrt(1 - beta2 ** state["step"])
        parameter.sub_(lr * unbiased_mean / (unbiased_root + eps))
