"""What training makes small: one number that says how wrong the outputs are.

A loss is a module of two inputs, outputs and targets. Its `backward()` starts the way back; targets get
no gradient.
"""

import numpy as np

from course_lib.numpy_nn.arguments import require_floats, require_labels
from course_lib.numpy_nn.module import Module


class MSELoss(Module):
    """Mean squared error: L = (1/n) Σᵢ (xᵢ − tᵢ)², over all n values.

    Call with outputs x and targets t, floats of the same shape and dtype; the loss has shape ().

    Raises:
        ValueError: if the shapes differ (nothing is broadcast) or are empty.
        TypeError: if x and t are not floats of one dtype.

    Gradient: ∂L/∂xᵢ = (2/n) (xᵢ − tᵢ).
    """

    def compute(self, x: np.ndarray, target: np.ndarray) -> tuple[np.floating, np.ndarray]:
        require_floats("MSELoss outputs", x)
        require_floats("MSELoss targets", target)
        if x.shape != target.shape:
            raise ValueError(
                f"MSELoss: expected targets of shape {x.shape} as the outputs, received {target.shape}"
            )
        if x.dtype != target.dtype:
            raise TypeError(
                f"MSELoss: expected targets of dtype {x.dtype} as the outputs, received {target.dtype}"
            )
        difference = x - target
        return np.mean(difference * difference), difference

    def gradients(self, grad_output: np.ndarray, difference: np.ndarray) -> tuple[np.ndarray, None]:
        return grad_output * (2 / difference.size) * difference, None


class CrossEntropyLoss(Module):
    """Mean surprise at the right class: L = −(1/n) Σᵢ log pᵢ[labelᵢ] with pᵢ = softmax(zᵢ).

    Call with logits z of shape (batch, classes), not probabilities, and labels of shape (batch,),
    integers from 0 to classes − 1; the loss has shape (). It is computed as log Σ e^z − z[label], which
    cannot take the log of 0.

    Raises:
        ValueError: if a shape is wrong, the batch empty or a label out of range.
        TypeError: if logits are not floats or labels not integers.

    Gradient: ∂/∂zⱼ log Σ e^z = pⱼ, and z[label] has derivative 1 at the label only, so

        ∂L/∂zᵢ = (pᵢ − onehot(labelᵢ)) / n.
    """

    def compute(self, logits: np.ndarray, labels: np.ndarray) -> tuple[np.floating, tuple]:
        require_floats("CrossEntropyLoss logits", logits)
        if logits.ndim != 2:
            raise ValueError(
                f"CrossEntropyLoss: expected logits of shape (batch, classes), received {logits.shape}"
            )
        require_labels("CrossEntropyLoss labels", labels, classes=logits.shape[1])
        if len(labels) != len(logits):
            raise ValueError(
                f"CrossEntropyLoss: expected {len(logits)} labels as logits, received {len(labels)}"
            )
        rows = np.arange(len(labels))
        shifted = logits - logits.max(1, keepdims=True)  # a constant cancels; so exp cannot overflow
        right = shifted[rows, labels]
        powers = np.exp(shifted)
        sums = powers.sum(1, keepdims=True)
        loss = (np.log(sums[:, 0]) - right).mean()
        return loss, (powers, sums, rows, labels)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> tuple[np.ndarray, None]:
        powers, sums, rows, labels = cache
        share = grad_output / len(labels)
        grad_logits = powers * (share / sums)
        grad_logits[rows, labels] -= share
        return grad_logits, None
