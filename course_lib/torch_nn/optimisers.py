"""How weights change; twin of `numpy_nn.optimisers`, where the rules are explained.

`torch.optim` has them, faster; here each rule is written out as an optimiser of PyTorch, with its state
for each parameter in `self.state`.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from course_lib.arguments import require_betas, require_bool, require_nesterov, require_number
from course_lib.torch_nn.arguments import require_parameters


class SGD(Optimizer):
    """θ ← θ − lr · v, with the velocity v ← momentum · v + (1 − dampening) · g.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        momentum: from 0 to below 1.
        dampening: from 0 to below 1.
        weight_decay: at least 0; λ adds λθ to the gradient.
        nesterov: whether to move by g + momentum · v; needs momentum and no dampening.

    Raises:
        ValueError: if there are no parameters, one comes twice, a number is out of range, or nesterov lacks
            its momentum.
        TypeError: if params holds something else, or an option is of the wrong kind.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ):
        momentum = require_number("momentum", momentum, at_least=0, below=1)
        dampening = require_number("dampening", dampening, at_least=0, below=1)
        defaults = {
            "lr": require_number("lr", lr, above=0),
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": require_number("weight_decay", weight_decay, at_least=0),
            "nesterov": require_nesterov(nesterov, momentum, dampening),
        }
        super().__init__(require_parameters("params", params), defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Change every parameter that has a gradient once."""
        for group, parameter in _with_gradients(self):
            gradient = parameter.grad + group["weight_decay"] * parameter
            direction = self._direction(gradient, self.state[parameter], group)
            parameter.sub_(group["lr"] * direction)

    def _direction(
        self, gradient: torch.Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> torch.Tensor:
        """Update the velocity, and return where to go."""
        if "velocity" not in state:
            state["velocity"] = gradient.clone()
        else:
            state["velocity"].mul_(group["momentum"]).add_(gradient, alpha=1 - group["dampening"])
        if group["nesterov"]:
            return gradient + group["momentum"] * state["velocity"]
        return state["velocity"] if group["momentum"] else gradient


class RMSprop(Optimizer):
    """θ ← θ − lr · b, with b ← momentum · b + g / (√s + eps) and s a running mean of g².

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0: about how far a weight moves in a step where gradients agree.
        alpha: from 0 to below 1; how slowly the means forget.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0; λ adds λθ to the gradient.
        momentum: from 0 to below 1.
        centered: whether to divide by √(s − m²), with m a running mean of g.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ):
        defaults = {
            "lr": require_number("lr", lr, above=0),
            "alpha": require_number("alpha", alpha, at_least=0, below=1),
            "eps": require_number("eps", eps, above=0),
            "weight_decay": require_number("weight_decay", weight_decay, at_least=0),
            "momentum": require_number("momentum", momentum, at_least=0, below=1),
            "centered": require_bool("centered", centered),
        }
        super().__init__(require_parameters("params", params), defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Change every parameter that has a gradient once."""
        for group, parameter in _with_gradients(self):
            state = self.state[parameter]
            if not state:
                state.update({name: torch.zeros_like(parameter) for name in ("square", "mean", "velocity")})
            gradient = parameter.grad + group["weight_decay"] * parameter
            square = state["square"].lerp_(gradient.square(), 1 - group["alpha"])
            mean = state["mean"].lerp_(gradient, 1 - group["alpha"])
            size = (square - mean.square() if group["centered"] else square).sqrt()
            state["velocity"].mul_(group["momentum"]).add_(gradient / (size + group["eps"]))
            parameter.sub_(group["lr"] * state["velocity"])


class Adam(Optimizer):
    """θ ← θ − lr · m̂ / (√v̂ + eps), with running means m̂ of the gradient and v̂ of its square.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0: about how far a weight moves in a step at most.
        betas: decay rates of the two means, each from 0 to below 1.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0; λ adds λθ to the gradient.
        amsgrad: whether the greatest v so far takes the place of v.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ):
        defaults = {
            "lr": require_number("lr", lr, above=0),
            "betas": require_betas(betas),
            "eps": require_number("eps", eps, above=0),
            "weight_decay": require_number("weight_decay", weight_decay, at_least=0),
            "amsgrad": require_bool("amsgrad", amsgrad),
        }
        super().__init__(require_parameters("params", params), defaults)

    @torch.no_grad()
    def step(self) -> None:
        """Change every parameter that has a gradient once."""
        for group, parameter in _with_gradients(self):
            state, (beta1, beta2) = self.state[parameter], group["betas"]
            if not state:
                state["step"] = 0
                state.update({name: torch.zeros_like(parameter) for name in ("mean", "square", "greatest")})
            state["step"] += 1
            gradient = self._decayed_gradient(parameter, group)
            mean, square = state["mean"], state["square"]
            mean.mul_(beta1).add_(gradient, alpha=1 - beta1)
            square.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
            state["greatest"] = torch.maximum(state["greatest"], square)
            unbiased_mean = mean / (1 - beta1 ** state["step"])
            divisor = state["greatest"] if group["amsgrad"] else square
            unbiased_root = (divisor / (1 - beta2 ** state["step"])).sqrt()
            parameter.sub_(group["lr"] * unbiased_mean / (unbiased_root + group["eps"]))

    def _decayed_gradient(self, parameter: nn.Parameter, group: dict[str, Any]) -> torch.Tensor:
        return parameter.grad + group["weight_decay"] * parameter


class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← θ − lr · weight_decay · θ, then Adam's step of the bare gradient.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        betas: decay rates of the two means, each from 0 to below 1.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0.
        amsgrad: whether the greatest v so far takes the place of v.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    def _decayed_gradient(self, parameter: nn.Parameter, group: dict[str, Any]) -> torch.Tensor:
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        return parameter.grad


def _with_gradients(optimiser: Optimizer) -> list[tuple[dict[str, Any], nn.Parameter]]:
    """Return every parameter that has a gradient, after the group whose settings are its own."""
    return [
        (group, parameter)
        for group in optimiser.param_groups
        for parameter in group["params"]
        if parameter.grad is not None
    ]
