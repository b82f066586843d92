"""How the learning rate changes on the way; twin of `numpy_nn.schedules`, where the rules are explained.

`torch.optim.lr_scheduler` has them all, written as steps from one rate to the next; here each is a formula
for the rate at any step, as a scheduler of PyTorch.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

from torch.optim import Optimizer, lr_scheduler

from course_lib.arguments import require_milestones, require_number, require_whole_number


class LRScheduler(lr_scheduler.LRScheduler):
    """What all schedules here share. A subclass writes `lr_at`.

    Args:
        optimizer: whose learning rates, one for each group of parameters, are to be changed.

    Raises:
        TypeError: if it is no optimiser of PyTorch.
    """

    def __init__(self, optimizer: Optimizer):
        _require_optimizer(optimizer)
        super().__init__(optimizer)

    def lr_at(self, step: int, initial_lr: float) -> float:
        """Return the rate after a number of steps, 0 or more, of a group that starts with initial_lr."""
        raise NotImplementedError(f"{type(self).__name__} must define lr_at(step, initial_lr)")

    def get_lr(self) -> list[float]:
        """Return the rates of the next step."""
        return [self.lr_at(self.last_epoch, initial_lr) for initial_lr in self.base_lrs]


class StepLR(LRScheduler):
    """lr(t) = lr₀ · gamma^⌊t/step_size⌋.

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

    def lr_at(self, step: int, initial_lr: float) -> float:
        return initial_lr * self.gamma ** (step // self.step_size)


class ExponentialLR(LRScheduler):
    """lr(t) = lr₀ · gammaᵗ.

    Args:
        optimizer: whose learning rate is to be changed.
        gamma: factor from one step to the next, above 0.

    Raises:
        ValueError: if gamma is not above 0.
        TypeError: if an argument is of the wrong kind.
    """

    def __init__(self, optimizer: Optimizer, gamma: float):
        self.gamma = require_number("gamma", gamma, above=0)
        super().__init__(optimizer)

    def lr_at(self, step: int, initial_lr: float) -> float:
        return initial_lr * self.gamma**step


class CosineAnnealingLR(LRScheduler):
    """lr(t) = eta_min + (lr₀ − eta_min) · (1 + cos(π t/T_max)) / 2.

    Args:
        optimizer: whose learning rate is to be changed.
        T_max: steps from the first rate to the last, at least 1.
        eta_min: the last rate, at least 0.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if an argument is of the wrong kind.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0):
        self.T_max = require_whole_number("T_max", T_max)
        self.eta_min = require_number("eta_min", eta_min, at_least=0)
        super().__init__(optimizer)

    def lr_at(self, step: int, initial_lr: float) -> float:
        height = (1 + math.cos(math.pi * step / self.T_max)) / 2
        return self.eta_min + (initial_lr - self.eta_min) * height


class LinearLR(LRScheduler):
    """lr(t) = lr₀ · (start_factor + (end_factor − start_factor) · min(t/total_iters, 1)).

    Args:
        optimizer: whose learning rate is to be changed.
        start_factor: above 0, at most 1.
        end_factor: from 0 to 1.
        total_iters: steps on the way, at least 1.

    Raises:
        ValueError: if a number is out of range.
        TypeError: if an argument is of the wrong kind.
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

    def lr_at(self, step: int, initial_lr: float) -> float:
        way = min(step / self.total_iters, 1.0)
        return initial_lr * (self.start_factor + (self.end_factor - self.start_factor) * way)


class SequentialLR(LRScheduler):
    """One schedule after another, each with its own steps counted from 0.

    Args:
        optimizer: whose learning rate is to be changed.
        schedulers: of this file, for the same optimiser, in the order in which they take over.
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

    def lr_at(self, step: int, initial_lr: float) -> float:
        position = bisect_right(self.milestones, step)
        start = self.milestones[position - 1] if position else 0
        return self.schedulers[position].lr_at(step - start, initial_lr)


def _require_optimizer(optimizer: object) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer: expected one such as SGD or Adam, received {type(optimizer).__name__}")


def _require_schedulers(schedulers: object, optimizer: object) -> list[LRScheduler]:
    if not isinstance(schedulers, (list, tuple)) or not schedulers:
        raise TypeError(f"schedulers: expected a list of schedules, received {schedulers!r}")
    for position, scheduler in enumerate(schedulers):
        if not isinstance(scheduler, LRScheduler):
            received = type(scheduler).__name__
            raise TypeError(
                f"schedulers[{position}]: expected one of torch_nn.schedules, received {received}"
            )
        if scheduler.optimizer is not optimizer:
            raise ValueError(
                f"schedulers[{position}]: expected a schedule of the same optimiser, received one of another"
            )
    return list(schedulers)
