"""What training makes small: one number that says how wrong the outputs are.

A loss is a module of two inputs, outputs and targets. Its `backward()` starts the way back; targets get
no gradient. Names and options are those of `torch.nn`, all options but `weight` by keyword, and
reduction="mean", "sum" or "none" says what becomes of the losses of single values or rows: `reduction` has
the words. Below, L is their mean. (Losses of yes or no stand in a file of their own, `binary_losses`.)
"""

import math

import numpy as np

from course_lib.arguments import require_bool, require_number, require_one_of, require_whole_number
from course_lib.numpy_nn.arguments import (
    require_class_weights,
    require_floats,
    require_labels,
    require_same_dtype,
    require_targets,
)
from course_lib.numpy_nn.binary_losses import BCELoss, BCEWithLogitsLoss
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.parameters import Buffer
from course_lib.reduction import REDUCTIONS, reduce_losses, share_of_each

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "KLDivLoss", "MSELoss", "NLLLoss"]


class MSELoss(Module):
    """Mean squared error: L = (1/n) Σᵢ (xᵢ − tᵢ)², over all n values.

    Args:
        reduction: "mean", "sum" or "none".

    Call with outputs x and targets t, floats of the same shape and dtype; the loss has shape (), or theirs
    if it is not reduced.

    Raises:
        ValueError: if the shapes differ (nothing is broadcast) or are empty.
        TypeError: if x and t are not floats of one dtype.

    Gradient: ∂L/∂xᵢ = (2/n) (xᵢ − tᵢ).
    """

    def __init__(self, *, reduction: str = "mean"):
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def compute(self, x: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, target = require_targets("MSELoss", x, target)
        difference = x - target
        return reduce_losses(difference * difference, self.reduction, difference.size), difference

    def gradients(self, grad_output: np.ndarray, difference: np.ndarray) -> tuple[np.ndarray, None]:
        return 2 * share_of_each(grad_output, self.reduction, difference.size) * difference, None


class NLLLoss(Module):
    """Negative log-likelihood of the right classes: L = −Σᵢ uᵢ xᵢ[labelᵢ] / Σᵢ uᵢ, with xᵢ = log pᵢ.

    uᵢ is what row i counts: 1, or the weight of its class, or 0 if its label is ignore_index.

    Args:
        weight: what each class counts, shape (classes,), at least 0; None counts all the same.
        ignore_index: the label of rows that are left out, such as padding.
        reduction: "mean", "sum" (Σ uᵢ is left out) or "none" (so is the sum).

    Attributes:
        weight: buffer, shape (classes,), or None.

    Call with log-probabilities x of shape (batch, classes), as `LogSoftmax` gives them, and integer labels of
    shape (batch,), from 0 to classes − 1; the loss has shape (), or (batch,) if it is not reduced.

    Raises:
        ValueError: if a shape is wrong, the batch empty, a label out of range, or no row counts: PyTorch
            returns NaN then, or 0 for a sum.
        TypeError: if x is not of floats, labels not of integers, or weight of another dtype than x.

    Gradient: ∂L/∂xᵢ[labelᵢ] = −uᵢ/Σ u, and 0 for all other classes.
    """

    def __init__(
        self, weight: np.ndarray | None = None, *, ignore_index: int = -100, reduction: str = "mean"
    ):
        weight = require_class_weights("weight", weight)
        self.weight = None if weight is None else Buffer(weight)
        self.ignore_index = require_whole_number("ignore_index", ignore_index, at_least=-math.inf)
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)

    def compute(self, x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, tuple]:
        _, labels, counts = _require_classes(self, x, labels)
        rows, total = np.arange(len(labels)), counts.sum()
        losses = -counts * x[rows, labels]
        return reduce_losses(losses, self.reduction, total), (x.shape, rows, labels, counts, total)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> tuple[np.ndarray, None]:
        shape, rows, labels, counts, total = cache
        grad_x = np.zeros(shape, grad_output.dtype)
        grad_x[rows, labels] = -share_of_each(grad_output, self.reduction, total) * counts
        return grad_x, None


class CrossEntropyLoss(Module):
    """Mean surprise at the right class: L = −(1/n) Σᵢ log pᵢ[labelᵢ] with pᵢ = softmax(zᵢ).

    It is computed as log Σ e^z − z[label], which cannot take the log of 0, and is the same as `NLLLoss` after
    `LogSoftmax`, with the same weight and ignore_index. Label smoothing ε believes the label a little less: a
    part ε of it is spread over all C classes, so the target is t = (1 − ε) onehot(label) + ε/C, and

        lᵢ = −Σ_c a_ic log p_ic,    L = Σ lᵢ / Σ uᵢ,

    with a_ic = t_ic w_c for class weights w; u is that of `NLLLoss`, and n for the plain loss.

    Args:
        weight: what each class counts, shape (classes,), at least 0; None counts all the same.
        ignore_index: the label of rows that are left out, such as padding.
        reduction: "mean", "sum" or "none".
        label_smoothing: ε, from 0 to 1.

    Attributes:
        weight: buffer, shape (classes,), or None.

    Call with logits z of shape (batch, classes), not probabilities, and labels of shape (batch,),
    integers from 0 to classes − 1; the loss has shape (), or (batch,) if it is not reduced.

    Raises:
        ValueError: if a shape is wrong, the batch empty, a label out of range, or no row counts: PyTorch
            returns NaN then, or 0 for a sum.
        TypeError: if logits are not floats, labels not integers, or weight of another dtype than logits.

    Gradient: ∂/∂zⱼ log Σ e^z = pⱼ, so ∂ log p_c/∂zⱼ = δ_cj − pⱼ, and

        ∂lᵢ/∂zᵢ = pᵢ Σ_c a_ic − aᵢ,    plain:  ∂L/∂zᵢ = (pᵢ − onehot(labelᵢ)) / n.

    Source of label smoothing: Szegedy et al. (2016), *Rethinking the Inception architecture*, section 7.
    """

    def __init__(
        self,
        weight: np.ndarray | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):
        weight = require_class_weights("weight", weight)
        self.weight = None if weight is None else Buffer(weight)
        self.ignore_index = require_whole_number("ignore_index", ignore_index, at_least=-math.inf)
        self.reduction = require_one_of("reduction", reduction, REDUCTIONS)
        self.label_smoothing = require_number("label_smoothing", label_smoothing, at_least=0, at_most=1)

    def compute(self, logits: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, tuple]:
        used, labels, counts = _require_classes(self, logits, labels)
        rows, total = np.arange(len(labels)), counts.sum()
        greatest = logits[rows, logits.argmax(1)]  # of a short row, argmax is found faster than max
        shifted = logits - greatest[:, None]  # a constant cancels; so exp cannot overflow
        powers = np.exp(shifted)
        sums = powers.sum(1, keepdims=True)
        at_label, spread = counts, None  # what a has at the label, and what it has everywhere
        if self.label_smoothing:
            at_label, spread = (1 - self.label_smoothing) * counts, self._spread(used, logits)
        losses = at_label * (np.log(sums[:, 0]) - shifted[rows, labels])
        if spread is not None:
            losses += (spread * (np.log(sums) - shifted)).sum(1)
        cache = powers, sums, rows, labels, at_label, spread, total
        return reduce_losses(losses, self.reduction, total), cache

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> tuple[np.ndarray, None]:
        powers, sums, rows, labels, at_label, spread, total = cache
        share = np.reshape(share_of_each(grad_output, self.reduction, total), (-1, 1))
        at_label = share * at_label[:, None]  # (batch, 1)
        if spread is None:
            grad_logits = powers * (at_label / sums)
        else:
            spread = share * spread  # (batch, classes)
            grad_logits = powers * ((at_label + spread.sum(1, keepdims=True)) / sums) - spread
        grad_logits[rows, labels] -= at_label[:, 0]
        return grad_logits, None

    def _spread(self, used: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """Return the part of a that label smoothing gives to every class, shape (batch, classes)."""
        classes = logits.shape[1]
        weight = np.ones(classes, logits.dtype) if self.weight is None else self.weight.data
        return used[:, None] * (self.label_smoothing / classes * weight)


class KLDivLoss(Module):
    """How far a distribution q is from a target p: lᵢ = pᵢ (log pᵢ − log qᵢ), whose sum is KL(p ‖ q).

    A target of 0 costs nothing. For fixed p the minimum, 0, is at q = p.

    Args:
        reduction: "batchmean", the mean over rows of KL(p ‖ q); "sum" or "none"; or "mean", the default of
            PyTorch 2, which divides by the number of all values and so is no divergence.
        log_target: whether targets are log p instead of p.

    Call with x = log q, as `LogSoftmax` gives it, and targets of the same shape and dtype, rows first; the
    loss has shape (), or that of x if it is not reduced.

    Raises:
        ValueError: if the shapes differ, x has no axis or no values, or a target p is not from 0 to 1.
        TypeError: if x and targets are not floats of one dtype.

    Gradient: ∂lᵢ/∂xᵢ = −pᵢ. Through the softmax that made x it becomes q − p, as for cross-entropy: the two
    differ by the entropy of p, which is a constant.

    Source: Kullback and Leibler (1951), *On information and sufficiency*, section 2.
    """

    def __init__(self, *, reduction: str = "mean", log_target: bool = False):
        self.reduction = require_one_of("reduction", reduction, ("batchmean", *REDUCTIONS))
        self.log_target = require_bool("log_target", log_target)

    def compute(self, x: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, target = require_targets("KLDivLoss", x, target, fractions=not self.log_target)
        if x.ndim == 0:
            raise ValueError("KLDivLoss: expected outputs of rows of values, received a single value")
        with np.errstate(divide="ignore", invalid="ignore"):  # 0 · log 0 is 0 here
            p, log_p = (np.exp(target), target) if self.log_target else (target, np.log(target))
            losses = np.where(p > 0, p * (log_p - x), 0)
        return reduce_losses(losses, *self._reduction_of(p)), p

    def gradients(self, grad_output: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, None]:
        return -share_of_each(grad_output, *self._reduction_of(p)) * p, None

    def _reduction_of(self, p: np.ndarray) -> tuple[str, int]:
        return ("mean", len(p)) if self.reduction == "batchmean" else (self.reduction, p.size)


def _require_classes(
    loss: NLLLoss | CrossEntropyLoss, x: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which rows are used, their labels (of others the likeliest class), and uᵢ; refuse misfits."""
    name = type(loss).__name__
    require_floats(f"{name} inputs", x)
    if x.ndim != 2:
        raise ValueError(f"{name}: expected inputs of shape (batch, classes), received {x.shape}")
    require_labels(f"{name} labels", labels, classes=x.shape[1], ignore_index=loss.ignore_index)
    if len(labels) != len(x):
        raise ValueError(f"{name}: expected {len(x)} labels, one for each row, received {len(labels)}")
    used = labels != loss.ignore_index
    labels = labels if used.all() else np.where(used, labels, x.argmax(1))  # 0 · ∞ is NaN
    if loss.weight is None:
        return used, labels, used.astype(x.dtype)
    weight = loss.weight.data
    require_same_dtype(name, x, weight.dtype)
    if len(weight) != x.shape[1]:
        raise ValueError(
            f"{name}: expected inputs of {len(weight)} classes as its weight, received {x.shape[1]}"
        )
    counts = used * weight[labels]
    if not counts.any():
        raise ValueError(f"{name}: expected a row that counts, received labels of classes of weight 0 alone")
    return used, labels, counts
