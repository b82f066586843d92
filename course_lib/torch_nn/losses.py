"""What training makes small; twin of `numpy_nn.losses`, where the gradients are derived."""

import torch
from torch import nn

from course_lib.torch_nn.arguments import require_floats, require_labels


class MSELoss(nn.Module):
    """Mean squared error: L = (1/n) Σᵢ (xᵢ − tᵢ)², over all n values.

    Call with outputs x and targets t, floats of the same shape and dtype; the loss has shape ().

    Raises:
        ValueError: if the shapes differ (nothing is broadcast) or are empty.
        TypeError: if x and t are not floats of one dtype.
    """

    def forward(self, x: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        require_floats("MSELoss outputs", x)
        require_floats("MSELoss targets", target)
        if x.shape != target.shape:
            raise ValueError(
                f"MSELoss: expected targets of shape {tuple(x.shape)} as the outputs, "
                f"received {tuple(target.shape)}"
            )
        if x.dtype != target.dtype:
            raise TypeError(f"MSELoss: expected targets of {x.dtype} as the outputs, received {target.dtype}")
        return (x - target).square().mean()


class CrossEntropyLoss(nn.Module):
    """Mean surprise at the right class: L = −(1/n) Σᵢ log pᵢ[labelᵢ] with pᵢ = softmax(zᵢ).

    Call with logits z of shape (batch, classes), not probabilities, and labels of shape (batch,), integers
    from 0 to classes − 1; the loss has shape ().

    Raises:
        ValueError: if a shape is wrong, the batch empty or a label out of range.
        TypeError: if logits are not floats or labels not integers.
    """

    def forward(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        require_floats("CrossEntropyLoss logits", logits)
        if logits.ndim != 2:
            raise ValueError(
                f"CrossEntropyLoss: expected logits of shape (batch, classes), received {tuple(logits.shape)}"
            )
        require_labels("CrossEntropyLoss labels", labels, classes=logits.shape[1])
        if len(labels) != len(logits):
            raise ValueError(
                f"CrossEntropyLoss: expected {len(logits)} labels as logits, received {len(labels)}"
            )
        right = logits.gather(1, labels[:, None])[:, 0]  # (batch,): the logit of the right class
        return (logits.logsumexp(1) - right).mean()
