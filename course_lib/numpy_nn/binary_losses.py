"""Losses of yes or no: how wrong is the probability x of a yes, if the truth is t, 1 for yes and 0 for no?

t may lie between 0 and 1 as well. Both losses are the surprise −log(probability of what is true); they
differ in what they are given. `losses` passes both on, beside all others.
"""

import numpy as np

from course_lib.arguments import require_one_of
from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.arguments import require_class_weights, require_same_dtype, require_targets
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.parameters import Buffer
from course_lib.reduction import REDUCTIONS, reduce_losses, share_of_each

LOWEST_LOG = -100  # PyTorch's: what being sure and wrong costs, where the logarithm of 0 would be −∞
SMALLEST_VARIANCE = 1e-12  # PyTorch's: x (1 − x) is taken for no less, or gradients would be infinite


class BCELoss(Module):
    """Binary cross-entropy of probabilities: L = −(1/n) Σᵢ (tᵢ log xᵢ + (1 − tᵢ) log(1 − xᵢ)).

    A sigmoid rounds to exactly 0 or 1 when it is sure, and what was lost there no loss can find again: a
    logarithm is therefore taken for no less than −100. Where x comes out of a sigmoid, `BCEWithLogitsLoss`
    is exact.

    Args:
        reduction: "mean", "sum" or "none".

    Call with probabilities x and targets t from 0 to 1, floats of the same shape and dtype; the loss has
    shape (), or theirs if it is not reduced.

    Raises:
        ValueError: if the shapes differ or are empty, or x or t is out of range.
        TypeError: if x and t are not floats of one dtype.

    Gradient: ∂L/∂xᵢ = (−tᵢ/xᵢ + (1 − tᵢ)/(1 − xᵢ))/n = (xᵢ − tᵢ) / (n xᵢ (1 − xᵢ)), with no less than 1e-12
    for xᵢ (1 − xᵢ). The sigmoid before it multiplies by just that, and leaves x − t.
    """

    def __init__(self, *, reduction: str = "mean"):
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def compute(self, x: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, tuple]:
        x, target = require_targets("BCELoss", x, target, fractions=True)
        if x.min() < 0 or x.max() > 1:
            raise ValueError(
                f"BCELoss: expected probabilities from 0 to 1, received outputs from {x.min()} to {x.max()}; "
                "apply a sigmoid first, or give logits to BCEWithLogitsLoss"
            )
        with np.errstate(divide="ignore"):  # log 0 is cut off
            log_yes, log_no = np.maximum(np.log(x), LOWEST_LOG), np.maximum(np.log1p(-x), LOWEST_LOG)
        losses = -(target * log_yes + (1 - target) * log_no)
        return reduce_losses(losses, self.reduction, x.size), (x, target)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> tuple[np.ndarray, None]:
        x, target = cache
        slope = (x - target) / np.maximum(x * (1 - x), SMALLEST_VARIANCE)
        return share_of_each(grad_output, self.reduction, x.size) * slope, None


class BCEWithLogitsLoss(Module):
    """Binary cross-entropy of logits: L = −(1/n) Σᵢ (w tᵢ log σ(zᵢ) + (1 − tᵢ) log(1 − σ(zᵢ))).

    With s(z) = −log σ(z) = log(1 + e^(−z)) and −log(1 − σ(z)) = z + s(z) it is computed as

        lᵢ = (1 − tᵢ) zᵢ + (1 + (w − 1) tᵢ) s(zᵢ),    s(z) = max(−z, 0) + log(1 + e^(−|z|)),

    where nothing overflows and no logarithm meets a 0.

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

    Gradient: s′(z) = −e^(−z)/(1 + e^(−z)) = σ(z) − 1, so

        ∂lᵢ/∂zᵢ = (1 + (w − 1) tᵢ) σ(zᵢ) − w tᵢ,    without a weight:  ∂L/∂zᵢ = (σ(zᵢ) − tᵢ) / n.
    """

    def __init__(self, *, pos_weight: np.ndarray | None = None, reduction: str = "mean"):
        pos_weight = require_class_weights("pos_weight", pos_weight)
        self.pos_weight = None if pos_weight is None else Buffer(pos_weight)
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def compute(self, logits: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, tuple]:
        logits, target = require_targets("BCEWithLogitsLoss", logits, target, fractions=True)
        weight = self._weight_for(logits)
        surprise = np.maximum(-logits, 0) + np.log1p(np.exp(-np.abs(logits)))  # s
        losses = (1 - target) * logits + (1 + (weight - 1) * target) * surprise
        return reduce_losses(losses, self.reduction, logits.size), (logits, target, weight)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> tuple[np.ndarray, None]:
        logits, target, weight = cache
        slope = (1 + (weight - 1) * target) * sigmoid(logits) - weight * target
        return share_of_each(grad_output, self.reduction, logits.size) * slope, None

    def _weight_for(self, logits: np.ndarray) -> np.ndarray | int:
        if self.pos_weight is None:
            return 1
        weight = self.pos_weight.data
        require_same_dtype("BCEWithLogitsLoss", logits, weight.dtype)
        if logits.ndim == 0 or len(weight) not in (1, logits.shape[-1]):
            raise ValueError(
                f"BCEWithLogitsLoss: expected logits of shape (…, {len(weight)}) as pos_weight, "
                f"received {logits.shape}"
            )
        return weight
