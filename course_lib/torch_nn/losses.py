"""What training makes small; twin of `numpy_nn.losses`, where the gradients are derived.

All options but `weight` go by keyword; reduction="mean", "sum" or "none" says what becomes of the losses of
single values or rows.
"""

import math

import torch
from torch import nn

from course_lib.arguments import require_bool, require_number, require_one_of, require_whole_number
from course_lib.reduction import REDUCTIONS, reduce_losses
from course_lib.torch_nn.arguments import (
    require_class_weights,
    require_floats,
    require_labels,
    require_same_dtype,
    require_targets,
)
from course_lib.torch_nn.binary_losses import BCELoss, BCEWithLogitsLoss

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "KLDivLoss", "MSELoss", "NLLLoss"]


class MSELoss(nn.Module):
    """Mean squared error: L = (1/n) Σᵢ (xᵢ − tᵢ)², over all n values.

    Args:
        reduction: "mean", "sum" or "none".

    Call with outputs x and targets t, floats of the same shape and dtype; the loss has shape (), or theirs
    if it is not reduced.

    Raises:
        ValueError: if the shapes differ (nothing is broadcast) or are empty.
        TypeError: if x and t are not floats of one dtype.
    """

    def __init__(self, *, reduction: str = "mean"):
        super().__init__()
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def forward(self, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        x, target = require_targets("MSELoss", x, target)
        return reduce_losses((x - target).square(), self.reduction, x.numel())


class NLLLoss(nn.Module):
    """Negative log-likelihood of the right classes: L = −Σᵢ uᵢ xᵢ[labelᵢ] / Σᵢ uᵢ, with xᵢ = log pᵢ.

    Args:
        weight: what each class counts, shape (classes,), at least 0; None counts all the same.
        ignore_index: the label of rows that are left out, such as padding.
        reduction: "mean", "sum" (Σ uᵢ is left out) or "none" (so is the sum).

    Attributes:
        weight: buffer, shape (classes,), or None.

    Call with log-probabilities x of shape (batch, classes), and integer labels of shape (batch,), from 0 to
    classes − 1; the loss has shape (), or (batch,) if it is not reduced.

    Raises:
        ValueError: if a shape is wrong, the batch empty, a label out of range, or no row counts.
        TypeError: if x is not of floats, labels not integers, or weight of another dtype than x.
    """

    def __init__(
        self, weight: torch.Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
    ):
        super().__init__()
        self.register_buffer("weight", require_class_weights("weight", weight))
        self.ignore_index = require_whole_number("ignore_index", ignore_index, at_least=-math.inf)
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        _, labels, counts = _require_classes(self, x, labels)
        losses = -counts * x.gather(1, labels[:, None])[:, 0]
        return reduce_losses(losses, self.reduction, counts.sum())


class CrossEntropyLoss(nn.Module):
    """Mean surprise at the right class: L = −(1/n) Σᵢ log pᵢ[labelᵢ] with pᵢ = softmax(zᵢ).

    Args:
        weight: what each class counts, shape (classes,), at least 0; None counts all the same.
        ignore_index: the label of rows that are left out, such as padding.
        reduction: "mean", "sum" or "none".
        label_smoothing: the part of each label that is spread over all classes, from 0 to 1.

    Attributes:
        weight: buffer, shape (classes,), or None.

    Call with logits z of shape (batch, classes), not probabilities, and labels of shape (batch,), integers
    from 0 to classes − 1; the loss has shape (), or (batch,) if it is not reduced.

    Raises:
        ValueError: if a shape is wrong, the batch empty, a label out of range, or no row counts.
        TypeError: if logits are not floats, labels not integers, or weight of another dtype than logits.
    """

    def __init__(
        self,
        weight: torch.Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):
        super().__init__()
        self.register_buffer("weight", require_class_weights("weight", weight))
        self.ignore_index = require_whole_number("ignore_index", ignore_index, at_least=-math.inf)
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)
        self.label_smoothing = require_number("label_smoothing", label_smoothing, at_least=0, at_most=1)

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        used, labels, counts = _require_classes(self, logits, labels)
        surprise = logits.logsumexp(1, keepdim=True) - logits  # (batch, classes): −log p
        losses = counts * surprise.gather(1, labels[:, None])[:, 0]
        if self.label_smoothing:
            if self.weight is not None:
                surprise = self.weight * surprise
            losses = torch.lerp(losses, used * surprise.mean(1), self.label_smoothing)
        return reduce_losses(losses, self.reduction, counts.sum())


class KLDivLoss(nn.Module):
    """How far a distribution q is from a target p: lᵢ = pᵢ (log pᵢ − log qᵢ), whose sum is KL(p ‖ q).

    Args:
        reduction: "batchmean", the mean over rows of KL(p ‖ q); "sum", "none" or "mean", over all values.
        log_target: whether targets are log p instead of p.

    Call with x = log q and targets of the same shape and dtype, rows first; the loss has shape (), or that
    of x if it is not reduced.

    Raises:
        ValueError: if the shapes differ, x has no axis or no values, or a target p is not from 0 to 1.
        TypeError: if x and targets are not floats of one dtype.
    """

    def __init__(self, *, reduction: str = "mean", log_target: bool = False):
        super().__init__()
        self.reduction = require_one_of("reduction", reduction, ("batchmean", *REDUCTIONS))
        self.log_target = require_bool("log_target", log_target)

    def forward(self, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        x, target = require_targets("KLDivLoss", x, target, fractions=not self.log_target)
        if x.ndim == 0:
            raise ValueError("KLDivLoss: expected outputs of rows of values, received a single value")
        p, log_p = (target.exp(), target) if self.log_target else (target, target.log())
        possible = p > 0  # what cannot happen costs nothing: 0 · log 0 is 0 here
        losses = torch.where(possible, p * (log_p - x).where(possible, 0), 0)
        if self.reduction == "batchmean":
            return losses.sum() / len(x)
        return reduce_losses(losses, self.reduction, x.numel())


def _require_classes(
    loss: NLLLoss | CrossEntropyLoss, x: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return which rows are used, their labels (of others the likeliest class), and uᵢ; refuse misfits."""
    name = type(loss).__name__
    require_floats(f"{name} inputs", x)
    if x.ndim != 2:
        raise ValueError(f"{name}: expected inputs of shape (batch, classes), received {tuple(x.shape)}")
    require_labels(f"{name} labels", labels, classes=x.shape[1], ignore_index=loss.ignore_index)
    if len(labels) != len(x):
        raise ValueError(f"{name}: expected {len(x)} labels, one for each row, received {len(labels)}")
    used = labels != loss.ignore_index
    labels = labels.where(used, x.argmax(1))  # not one of logit −∞: 0 · ∞ is NaN
    if loss.weight is None:
        return used, labels, used.to(x.dtype)
    require_same_dtype(name, x, loss.weight.dtype)
    if len(loss.weight) != x.shape[1]:
        raise ValueError(
            f"{name}: expected inputs of {len(loss.weight)} classes as its weight, received {x.shape[1]}"
        )
    counts = used * loss.weight[labels]
    if not counts.any():
        raise ValueError(f"{name}: expected a row that counts, received labels of classes of weight 0 alone")
    return used, labels, counts
