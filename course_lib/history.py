"""What happened in training, epoch by epoch."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Evaluation(NamedTuple):
    """How well a model does on data that it does not learn from."""

    loss: float
    accuracy: float | None  # None where targets are no labels


@dataclass(repr=False)
class History:
    """Losses and accuracies of a training run; entry i belongs to epoch i + 1.

    Attributes:
        training_loss: mean loss over all rows of the epoch, each taken before the step that it led to.
        training_accuracy: fraction of right answers among them, 0 to 1, while the model was in training mode;
            empty without labels to compare with.
        validation_loss: loss on the validation data after the epoch; empty without validation data.
        validation_accuracy: fraction of right answers there; empty without labels.
        lr: learning rate of the epoch's last step.
    """

    training_loss: list[float] = field(default_factory=list)
    training_accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """Number of epochs trained."""
        return len(self.training_loss)

    def __repr__(self) -> str:
        """Show the last epoch, with ≈ before numbers that depend on the processor."""
        if not self.epochs:
            return "History of 0 epochs"
        parts = [f"training loss ≈{self.training_loss[-1]:.3g}"]
        if self.validation_loss:
            parts.append(f"validation loss ≈{self.validation_loss[-1]:.3g}")
        if self.validation_accuracy:
            parts.append(f"validation accuracy ≈{self.validation_accuracy[-1]:.3f}")
        epochs = "1 epoch" if self.epochs == 1 else f"{self.epochs} epochs"
        return f"History of {epochs}, at the end " + ", ".join(parts)
