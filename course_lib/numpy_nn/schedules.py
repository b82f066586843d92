"""How the learning rate changes on the way: small at first, large in the middle, small at the end.

Large steps get far, small ones get to the bottom; the first steps are best small too, as long as nothing is
known of the terrain. A schedule is stepped after each step of its optimiser:

    for each batch:   …  →  optimiser.step()  →  schedule.step()

With t the steps taken, starting at 0, and lr₀ the learning rate of the optimiser when its first schedule was
built, each rule is one formula for lr(t), so that a schedule can be drawn before it is used.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

from course_lib.arguments import require_milestones, require_number, require_whole_number
from course_lib.numpy_nn.optimisers import Optimizer


class LRScheduler:
    """What all schedules share: an optimiser, and how many steps it has taken. A subclass writes `lr_at`.

    Args:
        optimizer: whose `lr` is to be changed, at once and at each step.

    Attributes:
        last_epoch: the steps taken (PyTorch's name for them; here one comes after each batch).

    Raises:
        TypeError: if it is no optimiser of `numpy_nn`.
    """

    def __init__(self, optimizer: Optimizer):
        _require_optimizer(optimizer)
        self.optimizer = optimizer
        if optimizer.initial_lr is None:  # a second schedule starts where the first one did
            optimizer.initial_lr = optimizer.lr
        self.last_epoch = 0
        optimizer.lr = self.lr_at(0)

    def lr_at(self, step: int) -> float:
        """Return the learning rate after a number of steps, 0 or more."""
        raise NotImplementedError(f"{type(self).__name__} must define lr_at(step)")

    def step(self) -> None:
        """Set the optimiser's learning rate for its next step."""
        self.last_epoch += 1
        self.optimizer.lr = self.lr_at(self.last_epoch)


class StepLR(LRScheduler):
    """Go down a stair: lr(t) = lr₀ · gamma^⌊t/step_size⌋.

    Args:
        optimizer: whose learning rate is to be changed.
        step_size: steps on each stair, at least 1.
        gamma: factor from one stair to the next, above 0.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if an argument is of the wrong kind.
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1):
        self.step_size = require_whole_number("step_size", step_size)
        self.gamma = require_number("gamma", gamma, above=0)
        super().__init__(optimizer)

    def lr_at(self, step: int) -> float:
        return self.optimizer.initial_lr * self.gamma ** (step // self.step_size)


class ExponentialLR(LRScheduler):
    """Shrink by the same factor at every step: lr(t) = lr₀ · gammaᵗ.

    Args:
        optimizer: whose learning rate is to be changed.
        gamma: factor from one step to the next, above 0. Above 1 the rate grows, as in a search for the
            greatest rate that a network bears.

    Raises:
        ValueError: if gamma is not above 0.
        TypeError: if an argument is of the wrong kind.
    """

    def __init__(self, optimizer: Optimizer, gamma: float):
        self.gamma = require_number("gamma", gamma, above=0)
        super().__init__(optimizer)

    def lr_at(self, step: int) -> float:
        return self.optimizer.initial_lr * self.gamma**step


class CosineAnnealingLR(LRScheduler):
    """Go down half a wave: lr(t) = eta_min + (lr₀ − eta_min) · (1 + cos(π t/T_max)) / 2.

    Slow at first, fastest half-way, slow at the end. After T_max steps the rate rises again.

    Args:
        optimizer: whose learning rate is to be changed.
        T_max: steps from the first rate to the last, at least 1.
        eta_min: the last rate, at least 0.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if an argument is of the wrong kind.

    Source: Loshchilov and Hutter (2017), *SGDR: stochastic gradient descent with warm restarts*, equation 5,
        without restarts.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0):
        self.T_max = require_whole_number("T_max", T_max)
        self.eta_min = require_number("eta_min", eta_min, at_least=0)
        super().__init__(optimizer)

    def lr_at(self, step: int) -> float:
        height = (1 + math.cos(math.pi * step / self.T_max)) / 2  # from 1 down to 0
        return self.eta_min + (self.optimizer.initial_lr - self.eta_min) * height


class LinearLR(LRScheduler):
    """Go in a straight line from one fraction of lr₀ to another: a warm-up, as it is by default.

    lr(t) = lr₀ · (start_factor + (end_factor − start_factor) · min(t/total_iters, 1)).

    Args:
        optimizer: whose learning rate is to be changed.
        start_factor: above 0, at most 1.
        end_factor: from 0 to 1.
        total_iters: steps on the way, at least 1; from then on the rate stays.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if an argument is of the wrong kind.

    Source: Goyal and others (2017), *Accurate, large minibatch SGD*, section 2.2 (gradual warm-up).
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ):
        self.start_factor = require_number("start_factor", start_factor, above=0, at_most=1)
        self.end_factor = require_number("end_factor", end_factor, at_least=0, at_most=1)
        self.total_iters = require_whole_number("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, step: int) -> float:
        way = min(step / self.total_iters, 1.0)
        return self.optimizer.initial_lr * (self.start_factor + (self.end_factor - self.start_factor) * way)


class SequentialLR(LRScheduler):
    """One schedule after another, each with its own steps counted from 0: warm-up, then cosine.

    Args:
        optimizer: whose learning rate is to be changed.
        schedulers: built for the same optimiser, in the order in which they take over.
        milestones: the steps at which the second, third, … takes over: rising, one less than schedulers.

    Raises:
        ValueError: if a scheduler belongs to another optimiser, or milestones do not fit.
        TypeError: if an argument is of the wrong kind.
    """

    def __init__(self, optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int]):
        _require_optimizer(optimizer)
        self.schedulers = _require_schedulers(schedulers, optimizer)
        self.milestones = require_milestones(milestones, schedules=len(self.schedulers))
        super().__init__(optimizer)

    def lr_at(self, step: int) -> float:
        position = bisect_right(self.milestones, step)
        start = self.milestones[position - 1] if position else 0
        return self.schedulers[position].lr_at(step - start)


def _require_optimizer(optimizer: object) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer: expected one such as SGD or Adam, received {type(optimizer).__name__}")


def _require_schedulers(schedulers: object, optimizer: object) -> list[LRScheduler]:
    if not isinstance(schedulers, (list, tuple)) or not schedulers:
        raise TypeError(f"schedulers: expected a list of schedules, received {schedulers!r}")
    for position, scheduler in enumerate(schedulers):
        if not isinstance(scheduler, LRScheduler):
            received = type(scheduler).__name__
            raise TypeError(f"schedulers[{position}]: expected a schedule, received {received}")
        if scheduler.optimizer is not optimizer:
            raise ValueError(
                f"schedulers[{position}]: expected a schedule of the same optimiser, received one of another"
            )
    return list(schedulers)
