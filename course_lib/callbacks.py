"""What looks on while a model is trained, and may end it: callbacks, for `fit` of both sides.

A callback is told of each step and each epoch, and is handed the run itself: to note a number, to draw, to
stop. Early stopping is one.
"""

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.arguments import require_bool, require_number, require_whole_number
from course_lib.history import History


@dataclass
class TrainingRun:
    """Where a training run stands, as its callbacks see it.

    Attributes:
        model: what is trained; after a step its parameters still hold the gradients of that step.
        optimiser: what changes it.
        validated: whether there are validation data.
        history: the epochs so far.
        epoch: the epoch that goes on, from 1; 0 before the first.
        step: the step that was taken last, from 1 in each epoch; 0 before the first.
        loss: mean loss over the batch of that step, before it was taken.
        lr: learning rate of that step.
        grad_norm: norm of all gradients together before they were clipped; None where nothing clips.
        stopping: whether this epoch is to be the last.
    """

    model: Any
    optimiser: Any
    validated: bool
    history: History = field(default_factory=History)
    epoch: int = 0
    step: int = 0
    loss: float = math.nan
    lr: float = math.nan
    grad_norm: float | None = None
    stopping: bool = False

    def stop(self) -> None:
        """Let the epoch that goes on be the last."""
        self.stopping = True


class Callback:
    """Something that looks on. A subclass writes those of the four methods that it needs."""

    def before_training(self, run: TrainingRun) -> None:
        """Start afresh: the same callback may look on at several runs, one after another."""

    def after_step(self, run: TrainingRun) -> None:
        """Look at a step that has just been taken."""

    def after_epoch(self, run: TrainingRun) -> None:
        """Look at an epoch that has just ended, with its entry in the history."""

    def after_training(self, run: TrainingRun) -> None:
        """Look at the end, whether all epochs were trained or one was the last."""


class EarlyStopping(Callback):
    """Stop when the validation loss has not become smaller for a while, and go back to the best weights.

    Args:
        patience: epochs in a row without improvement after which to stop, at least 1.
        min_delta: by how much the loss must fall below the best one to count as improvement, at least 0.
        restore_best: whether the model is given back as it was after its best epoch.

    Attributes:
        best_loss: the smallest validation loss; infinite before the first epoch.
        best_epoch: the epoch after which it was measured; 0 before the first.
        stopped_epoch: the epoch after which training was stopped; None if it was not.

    Raises:
        ValueError: if a number is out of range, or in training, if there are no validation data.
        TypeError: if an argument is of the wrong kind.

    Source: Goodfellow, Bengio and Courville (2016), *Deep learning*, algorithm 7.1, judging after each epoch.
    """

    def __init__(self, patience: int, min_delta: float = 0.0, restore_best: bool = True):
        self.patience = require_whole_number("patience", patience)
        self.min_delta = require_number("min_delta", min_delta, at_least=0)
        self.restore_best = require_bool("restore_best", restore_best)
        self._forget()

    def _forget(self) -> None:
        self.best_loss, self.best_epoch, self.stopped_epoch = math.inf, 0, None
        self._best_state: dict[str, Any] | None = None

    def before_training(self, run: TrainingRun) -> None:
        if not run.validated:
            raise ValueError(
                "EarlyStopping: expected validation data to judge by, received none; "
                "pass validation=(x, y) to fit"
            )
        self._forget()

    def after_epoch(self, run: TrainingRun) -> None:
        loss = run.history.validation_loss[-1]
        if loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = loss, run.epoch
            if self.restore_best:
                self._best_state = copy.deepcopy(run.model.state_dict())  # PyTorch's is no copy
        elif run.epoch - self.best_epoch >= self.patience:
            self.stopped_epoch = run.epoch
            run.stop()

    def after_training(self, run: TrainingRun) -> None:
        if self.restore_best:
            run.model.load_state_dict(self._best_state)
            self._best_state = None

    def __repr__(self) -> str:
        """Show the settings, and what became of the last run, with ≈ before what depends on the processor."""
        settings = f"patience={self.patience}, min_delta={self.min_delta:g}"
        if self.best_epoch == 0:
            return f"EarlyStopping({settings})"
        end = f", stopped after epoch {self.stopped_epoch}" if self.stopped_epoch else ""
        best = f"best epoch {self.best_epoch} with validation loss ≈{self.best_loss:.3g}"
        return f"EarlyStopping({settings}): {best}{end}"


def require_callbacks(callbacks: object) -> Sequence[Callback]:
    """Return callbacks if they are a list or tuple of some, or of none.

    Raises:
        TypeError: if they are anything else, for example one callback without its list.
    """
    if not isinstance(callbacks, (list, tuple)):
        raise TypeError(f"callbacks: expected a list such as [EarlyStopping(5)], received {callbacks!r}")
    for position, callback in enumerate(callbacks):
        if not isinstance(callback, Callback):
            raise TypeError(f"callbacks[{position}]: expected a Callback, received {callback!r}")
    return callbacks
