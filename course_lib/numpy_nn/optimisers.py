"""How weights change: a small step against the gradient, again and again.

Backward only adds up gradients; an optimiser is what changes parameters, in place and one step at a time.
With θ a parameter and g its gradient:

    for each batch:   model.zero_grad()  →  forward  →  backward  →  optimiser.step()
"""

import math
from collections.abc import Iterable

import numpy as np

from course_lib.arguments import require_betas, require_number
from course_lib.numpy_nn.arguments import require_parameters
from course_lib.numpy_nn.parameters import Parameter


class Optimizer:
    """What all optimisers share: the parameters that they change, and a learning rate.

    A subclass writes `step`.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.

    Raises:
        ValueError: if there are no parameters, one comes twice, or lr is out of range.
        TypeError: if params holds something else.
    """

    def __init__(self, params: Iterable[Parameter], lr: float):
        self.params = require_parameters("params", params)
        self.lr = require_number("lr", lr, above=0)

    def step(self) -> None:
        """Change every parameter once, by the gradients that it holds now."""
        raise NotImplementedError(f"{type(self).__name__} must define step()")

    def zero_grad(self) -> None:
        """Set the gradients of its parameters to zero; open calls of the model stay open."""
        for parameter in self.params:
            parameter.zero_grad()


class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ − lr · v, with the velocity v ← momentum · v + g.

    Without momentum v is the gradient itself. With it v is a sum of past gradients, in which each step
    back counts less by the factor momentum: steps that agree add up to 1/(1 − momentum) times one, steps
    that disagree cancel.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        momentum: from 0 to below 1.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else.

    Source: Polyak (1964), *Some methods of speeding up the convergence of iteration methods*; in the form
        of `torch.optim.SGD` (lr multiplies v, not g).
    """

    def __init__(self, params: Iterable[Parameter], lr: float, momentum: float = 0.0):
        super().__init__(params, lr)
        self.momentum = require_number("momentum", momentum, at_least=0, below=1)
        self._velocities = [np.zeros_like(parameter.data) for parameter in self.params]

    def step(self) -> None:
        for parameter, velocity in zip(self.params, self._velocities, strict=True):
            velocity *= self.momentum
            velocity += parameter.grad
            parameter.data -= self.lr * velocity


class Adam(Optimizer):
    """Adaptive moments: a learning rate for each weight, from the size of its own gradients.

    At each step t, with m and v starting at 0:

        m ← β₁ m + (1 − β₁) g         running mean of the gradient
        v ← β₂ v + (1 − β₂) g²        running mean of its square
        θ ← θ − lr · m̂ / (√v̂ + eps)   with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) at step t

    Both means start at 0, hence too small; dividing by 1 − βᵗ puts that right.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0: about how far a weight moves in one step.
        betas: (β₁, β₂), each from 0 to below 1.
        eps: above 0; keeps the division finite.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else.

    Source: Kingma and Ba (2015), *Adam: a method for stochastic optimization*, algorithm 1.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ):
        super().__init__(params, lr)
        self.betas = require_betas(betas)
        self.eps = require_number("eps", eps, above=0)
        self._steps = 0
        self._means = [np.zeros_like(parameter.data) for parameter in self.params]
        self._squares = [np.zeros_like(parameter.data) for parameter in self.params]

    def step(self) -> None:
        beta1, beta2 = self.betas
        self._steps += 1
        step_size = self.lr / (1 - beta1**self._steps)
        root_correction = math.sqrt(1 - beta2**self._steps)
        for parameter, mean, square in zip(self.params, self._means, self._squares, strict=True):
            gradient = parameter.grad
            mean *= beta1
            mean += (1 - beta1) * gradient
            square *= beta2
            square += (1 - beta2) * np.square(gradient)
            parameter.data -= step_size * mean / (np.sqrt(square) / root_correction + self.eps)
