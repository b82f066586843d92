"""Losses of yes or no; twin of `numpy_nn.binary_losses`, where the gradients are derived."""

import torch
from torch import nn

from course_lib.arguments import require_one_of
from course_lib.reduction import REDUCTIONS, reduce_losses
from course_lib.torch_nn.arguments import require_class_weights, require_same_dtype, require_targets

LOWEST_LOG, SMALLEST_VARIANCE = -100, 1e-12


class BCELoss(nn.Module):
    """Binary cross-entropy of probabilities: L = −(1/n) Σᵢ (tᵢ log xᵢ + (1 − tᵢ) log(1 − xᵢ)).

    A logarithm is taken for no less than −100, and x (1 − x) in the gradient for no less than 1e-12.

    Args:
        reduction: "mean", "sum" or "none".

    Call with probabilities x and targets t from 0 to 1, floats of the same shape and dtype; the loss has
    shape (), or theirs if it is not reduced.

    Raises:
        ValueError: if the shapes differ or are empty, or x or t is out of range.
        TypeError: if x and t are not floats of one dtype.
    """

    def __init__(self, *, reduction: str = "mean"):
        super().__init__()
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def forward(self, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        x, target = require_targets("BCELoss", x, target, fractions=True)
        if x.min() < 0 or x.max() > 1:
            raise ValueError(
                f"BCELoss: expected probabilities from 0 to 1, received outputs from {x.min()} to {x.max()}; "
                "apply a sigmoid first, or give logits to BCEWithLogitsLoss"
            )
        fixed = x.detach()
        log_yes, log_no = torch.log(fixed).clamp(min=LOWEST_LOG), torch.log1p(-fixed).clamp(min=LOWEST_LOG)
        losses = -(target * log_yes + (1 - target) * log_no)
        # Autograd would go back through log 0 as 0 · ∞ = NaN. So it gets the slope of a term that is 0.
        slope = (fixed - target) / (fixed * (1 - fixed)).clamp(min=SMALLEST_VARIANCE)
        return reduce_losses(losses + slope * (x - fixed), self.reduction, x.numel())


class BCEWithLogitsLoss(nn.Module):
    """Binary cross-entropy of logits: L = −(1/n) Σᵢ (w tᵢ log σ(zᵢ) + (1 − tᵢ) log(1 − σ(zᵢ))).

    Args:
        pos_weight: w, what a yes counts, at least 0, of shape (1,) or one for each value of the last axis:
            above 1 for a yes that is rare or must not be missed. None is 1.
        reduction: "mean", "sum" or "none".

    Attributes:
        pos_weight: buffer, or None.

    Call with logits z and targets t from 0 to 1, floats of the same shape and dtype; the loss has shape (),
    or theirs if it is not reduced.

    Raises:
        ValueError: if the shapes differ, are empty or do not fit pos_weight, or a target is out of range.
        TypeError: if z, t and pos_weight are not floats of one dtype.
    """

    def __init__(self, *, pos_weight: torch.Tensor | None = None, reduction: str = "mean"):
        super().__init__()
        self.register_buffer("pos_weight", require_class_weights("pos_weight", pos_weight))
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def forward(self, logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        logits, target = require_targets("BCEWithLogitsLoss", logits, target, fractions=True)
        weight = self._weight_for(logits)
        surprise = torch.logaddexp(torch.zeros_like(logits), -logits)  # −log σ(z)
        losses = (1 - target) * logits + (1 + (weight - 1) * target) * surprise
        return reduce_losses(losses, self.reduction, logits.numel())

    def _weight_for(self, logits: torch.Tensor) -> torch.Tensor | int:
        if self.pos_weight is None:
            return 1
        require_same_dtype("BCEWithLogitsLoss", logits, self.pos_weight.dtype)
        if logits.ndim == 0 or len(self.pos_weight) not in (1, logits.shape[-1]):
            raise ValueError(
                f"BCEWithLogitsLoss: expected logits of shape (…, {len(self.pos_weight)}) as pos_weight, "
                f"received {tuple(logits.shape)}"
            )
        return self.pos_weight
