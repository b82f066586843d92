"""How weights change: a small step against the gradient, again and again.

Backward only adds up gradients; an optimiser is what changes parameters, in place and one step at a time.
With θ a parameter and g its gradient:

    for each batch:   model.zero_grad()  →  forward  →  backward  →  optimiser.step()

Each rule takes the step of its namesake in `torch.optim`, option by option.
"""

import math
from collections.abc import Iterable

import numpy as np

from course_lib.arguments import require_betas, require_bool, require_nesterov, require_number
from course_lib.numpy_nn.arguments import require_parameters
from course_lib.numpy_nn.parameters import Parameter


class Optimizer:
    """What all optimisers share: parameters to change and a learning rate. A subclass writes `step`.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        weight_decay: at least 0; how strongly weights are pulled towards 0.

    Attributes:
        lr: the learning rate of the next step; a schedule, or you, may change it.
        initial_lr: where the schedules of this optimiser start; None as long as it has none.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else.
    """

    def __init__(self, params: Iterable[Parameter], lr: float, weight_decay: float = 0.0):
        self.params = require_parameters("params", params)
        self.lr = require_number("lr", lr, above=0)
        self.initial_lr: float | None = None
        self.weight_decay = require_number("weight_decay", weight_decay, at_least=0)

    def step(self) -> None:
        """Change every parameter once, by the gradients that it holds now."""
        raise NotImplementedError(f"{type(self).__name__} must define step()")

    def zero_grad(self) -> None:
        """Set the gradients of its parameters to zero; open calls of the model stay open."""
        for parameter in self.params:
            parameter.zero_grad()

    def _gradient(self, parameter: Parameter) -> np.ndarray:
        """Return g + weight_decay · θ, the gradient of the loss with weight_decay/2 · ‖θ‖² added to it."""
        if self.weight_decay == 0:
            return parameter.grad
        return parameter.grad + self.weight_decay * parameter.data

    def _zeros(self) -> list[np.ndarray]:
        """Return an array of zeros for each parameter."""
        return [np.zeros_like(parameter.data) for parameter in self.params]


class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ − lr · v, with the velocity v ← momentum · v + (1 − dampening) · g.

    The first velocity is g itself. Without momentum every v is. With it v is a sum of past gradients, in
    which each step back counts less by the factor momentum: steps that agree add up to 1/(1 − momentum)
    times one, steps that disagree cancel. Nesterov's variant looks one step ahead: it moves by
    g + momentum · v.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        momentum: from 0 to below 1.
        dampening: from 0 to below 1; as large as momentum, it makes v a running mean instead of a sum.
        weight_decay: at least 0; λ adds λθ to the gradient, as the penalty λ/2 · ‖θ‖² in the loss would.
        nesterov: whether to look ahead; needs momentum and no dampening.

    Raises:
        ValueError: if there are no parameters, one comes twice, a number is out of range, or nesterov lacks
            its momentum.
        TypeError: if params holds something else, or an option is of the wrong kind.

    Source: Polyak (1964), *Some methods of speeding up the convergence of iteration methods*; Sutskever and
        others (2013), *On the importance of initialization and momentum in deep learning*, section 2; in the
        form of `torch.optim.SGD` (lr multiplies v, not g).
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ):
        super().__init__(params, lr, weight_decay)
        self.momentum = require_number("momentum", momentum, at_least=0, below=1)
        self.dampening = require_number("dampening", dampening, at_least=0, below=1)
        self.nesterov = require_nesterov(nesterov, self.momentum, self.dampening)
        self._velocities: list[np.ndarray | None] = [None] * len(self.params)

    def step(self) -> None:
        for position, parameter in enumerate(self.params):
            direction = self._gradient(parameter)
            if self.momentum:
                direction = self._with_momentum(position, direction)
            parameter.data -= self.lr * direction

    def _with_momentum(self, position: int, gradient: np.ndarray) -> np.ndarray:
        """Update the velocity of the parameter at a position, and return where to go."""
        velocity = self._velocities[position]
        if velocity is None:
            velocity = self._velocities[position] = gradient.copy()
        else:
            velocity *= self.momentum
            velocity += (1 - self.dampening) * gradient
        return gradient + self.momentum * velocity if self.nesterov else velocity


class RMSprop(Optimizer):
    """Divide each gradient by the size that it has lately had, so that all weights move at one pace.

    With s, m and b starting at 0, at each step:

        s ← alpha s + (1 − alpha) g²          running mean of the square
        b ← momentum · b + g / (√s + eps)
        θ ← θ − lr · b

    Centred, √(s − m²) takes the place of √s, with the running mean m ← alpha m + (1 − alpha) g: the spread
    of the gradient about its mean.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0: about how far a weight moves in a step where gradients agree, and
            further in the first ones, as s starts at 0.
        alpha: from 0 to below 1; how slowly the means forget.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0; λ adds λθ to the gradient.
        momentum: from 0 to below 1.
        centered: whether to divide by the spread.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.

    Source: Tieleman and Hinton (2012), *Neural networks for machine learning*, lecture 6.5; centred: Graves
        (2013), *Generating sequences with recurrent neural networks*, section 4.2, but with eps outside the
        root, as in `torch.optim.RMSprop`.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ):
        super().__init__(params, lr, weight_decay)
        self.alpha = require_number("alpha", alpha, at_least=0, below=1)
        self.eps = require_number("eps", eps, above=0)
        self.momentum = require_number("momentum", momentum, at_least=0, below=1)
        self.centered = require_bool("centered", centered)
        self._squares, self._means, self._velocities = self._zeros(), self._zeros(), self._zeros()

    def step(self) -> None:
        states = zip(self.params, self._squares, self._means, self._velocities, strict=True)
        for parameter, square, mean, velocity in states:
            gradient = self._gradient(parameter)
            velocity *= self.momentum
            velocity += gradient / (self._size(gradient, square, mean) + self.eps)
            parameter.data -= self.lr * velocity

    def _size(self, gradient: np.ndarray, square: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """Update the running means, and return how large the gradient has lately been."""
        square *= self.alpha
        square += (1 - self.alpha) * np.square(gradient)
        if not self.centered:
            return np.sqrt(square)
        mean *= self.alpha
        mean += (1 - self.alpha) * gradient
        return np.sqrt(square - np.square(mean))


class Adam(Optimizer):
    """Adaptive moments: a learning rate for each weight, from the size of its own gradients.

    At each step t, with m and v starting at 0:

        m ← β₁ m + (1 − β₁) g         running mean of the gradient
        v ← β₂ v + (1 − β₂) g²        running mean of its square
        θ ← θ − lr · m̂ / (√v̂ + eps)   with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) at step t

    Both means start at 0, hence too small; dividing by 1 − βᵗ puts that right.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0: about how far a weight moves in a step at most, and that far where
            gradients agree.
        betas: (β₁, β₂), each from 0 to below 1.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0; λ adds λθ to the gradient, where it is then divided by √v̂ like the rest.
        amsgrad: whether the greatest v so far takes the place of v, so that no rate grows again.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.

    Source: Kingma and Ba (2015), *Adam: a method for stochastic optimization*, algorithm 1; amsgrad: Reddi,
        Kale and Kumar (2018), *On the convergence of Adam and beyond*, algorithm 2.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ):
        super().__init__(params, lr, weight_decay)
        self.betas = require_betas(betas)
        self.eps = require_number("eps", eps, above=0)
        self.amsgrad = require_bool("amsgrad", amsgrad)
        self._steps = 0
        self._means, self._squares, self._scratch = self._zeros(), self._zeros(), self._zeros()
        self._divisors = self._zeros() if amsgrad else self._squares

    def step(self) -> None:
        beta1, beta2 = self.betas
        self._steps += 1
        correction = math.sqrt(1 - beta2**self._steps)  # √v̂ · correction = √v: multiply the fraction by it
        step_size = self.lr * correction / (1 - beta1**self._steps)
        eps = self.eps * correction
        arrays = zip(self.params, self._means, self._squares, self._divisors, self._scratch, strict=True)
        for parameter, mean, square, divisor, scratch in arrays:
            gradient = self._gradient(parameter)
            mean *= beta1
            mean += np.multiply(gradient, 1 - beta1, out=scratch)  # a new array would take longer to get
            square *= beta2
            np.square(gradient, out=scratch)
            square += np.multiply(scratch, 1 - beta2, out=scratch)
            if self.amsgrad:
                np.maximum(divisor, square, out=divisor)
            np.sqrt(divisor, out=scratch)
            scratch += eps
            np.divide(mean, scratch, out=scratch)
            scratch *= step_size
            parameter.data -= scratch


class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← θ − lr · weight_decay · θ, then Adam's step of the bare gradient.

    As a part of the gradient, decay is divided by √v̂ with it: weights with large gradients decay less. Taken
    out of it, decay shrinks all weights by the same fraction.

    Args:
        params: the parameters to change, for example model.parameters().
        lr: learning rate, above 0.
        betas: (β₁, β₂), each from 0 to below 1.
        eps: above 0; keeps the division finite.
        weight_decay: at least 0.
        amsgrad: whether the greatest v so far takes the place of v.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a number is out of range.
        TypeError: if params holds something else, or an option is of the wrong kind.

    Source: Loshchilov and Hutter (2019), *Decoupled weight decay regularization*, algorithm 2; there
        the decay is multiplied by the schedule alone, here by lr, as in `torch.optim.AdamW`.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    def _gradient(self, parameter: Parameter) -> np.ndarray:
        parameter.data *= 1 - self.lr * self.weight_decay
        return parameter.grad
