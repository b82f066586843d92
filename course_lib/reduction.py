"""From many losses to one: a loss is computed row by row or value by value, and then reduced.

`reduction` is "mean", "sum" or "none", as in PyTorch. Training wants the mean: its size, and so a good
learning rate, does not depend on how many rows a batch has. `numpy_nn` and `torch_nn` share this file.
"""

from collections.abc import Sequence
from typing import Any

REDUCTIONS = ("mean", "sum", "none")


def reduce_losses(losses: Any, reduction: str, count: Any) -> Any:
    """Return the mean of the losses, their sum, or all of them.

    Args:
        losses: array or tensor of floats, any shape.
        reduction: one of `REDUCTIONS`.
        count: what the sum is divided by for the mean: their number, or the sum of their weights.
    """
    if reduction == "none":
        return losses
    return losses.sum() / count if reduction == "mean" else losses.sum()


def require_mean(loss: Any) -> None:
    """Refuse a loss whose steps would grow with the batch, or that gives no single number.

    Args:
        loss: of `numpy_nn` or PyTorch; one without a `reduction` passes.

    Raises:
        ValueError: if its reduction is another than "mean" or "batchmean".
    """
    reduction = getattr(loss, "reduction", "mean")
    if reduction not in ("mean", "batchmean"):
        raise ValueError(
            f"loss: expected the mean over the rows of a batch, received reduction={reduction!r}; "
            "build it with reduction='mean'"
        )


def require_single(shape: Sequence[int]) -> None:
    """Refuse the shape of a loss that is more than one number.

    Raises:
        ValueError: if it has an axis.
    """
    if len(shape):
        raise ValueError(
            f"loss: expected one number for all rows, received shape {tuple(shape)}; "
            "build it with reduction='mean'"
        )


def share_of_each(grad_output: Any, reduction: str, count: Any) -> Any:
    """Return ∂L/∂lᵢ, how much one loss lᵢ moves what came out of `reduce_losses`.

    L = Σ lᵢ/count gives 1/count and L = Σ lᵢ gives 1, the same for all; unreduced, each has its own ∂L/∂lᵢ.

    Args:
        grad_output: the gradient of what came out: shape (), or that of the losses for "none".
        reduction: one of `REDUCTIONS`.
        count: as in `reduce_losses`.
    """
    return grad_output / count if reduction == "mean" else grad_output
