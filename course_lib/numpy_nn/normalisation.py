"""Keep signals in range by dividing through their own spread: batch, layer and RMS normalisation.

The first two make x̂ = (x − μ)/s, with mean μ and s = √(variance + eps), and then stretch and move it:
y = γ x̂ + β. They differ in what μ and s are taken over: batch norm looks at one feature in all rows of a
batch, layer norm at all features of one row. RMS norm is a layer norm that leaves the mean where it is.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import (
    require_bool,
    require_momentum,
    require_normalized_shape,
    require_number,
    require_whole_number,
)
from course_lib.numpy_nn.arguments import require_dtype, require_floats, require_last_axes, require_same_dtype
from course_lib.numpy_nn.module import Module
from course_lib.numpy_nn.parameters import Buffer, Parameter
from course_lib.numpy_nn.sums import feature_products, feature_sums, row_mean_products, row_means


class BatchNorm1d(Module):
    """y = γ (x − μ)/√(v + eps) + β for each feature, with mean μ and variance v over the rows of the batch.

    In eval mode one row must not depend on the others, so μ and v are then the running statistics: after
    each training call running ← (1 − momentum) · running + momentum · that of the batch, with the unbiased
    variance (divided by n − 1) for the running one, as in PyTorch. The mode is that of this layer, so
    `layer.eval()` inside a network in training freezes the statistics.

    Args:
        num_features: number of features.
        eps: above 0; keeps the division finite where a feature is the same in all rows.
        momentum: weight of the newest batch, from 0 to 1; None weighs all batches alike: 1/k for the k-th.
        affine: whether there are γ and β.
        track_running_stats: whether there are running statistics; without them eval mode, too, takes μ and v
            from the batch.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: γ, shape (num_features,), starts at 1; None if not affine.
        bias: β, shape (num_features,), starts at 0; None if not affine.
        running_mean: buffer, shape (num_features,), starts at 0; None if not tracked, as the next two.
        running_var: buffer, shape (num_features,), starts at 1.
        num_batches_tracked: buffer, an integer of shape (): number of training calls.

    Call with x of shape (batch, num_features), in the dtype of the layer; y has the same shape.

    Raises:
        ValueError: if x has another shape, is empty, or is one row whose variance is asked for: all x̂ were 0.
        TypeError: if x is not a NumPy array in the dtype of the layer.

    Gradients, with g = ∂L/∂y, ĝ = γ g, sums and means over the n rows, for each feature on its own:
    ∂L/∂γ = Σ g x̂ and ∂L/∂β = Σ g.

    xᵢ moves every x̂ⱼ, for μ and s depend on it: ∂μ/∂xᵢ = 1/n and ∂s/∂xᵢ = (xᵢ − μ)/(n s) = x̂ᵢ/n, so
    ∂x̂ⱼ/∂xᵢ = (δᵢⱼ − 1/n − x̂ⱼ x̂ᵢ/n)/s, and

        ∂L/∂xᵢ = Σⱼ ĝⱼ ∂x̂ⱼ/∂xᵢ = (ĝᵢ − mean(ĝ) − x̂ᵢ mean(ĝ x̂))/s.

    With running statistics μ and s are constants, and ∂L/∂x = ĝ/s. A bias that was added to x before is
    taken away with μ: its gradient, Σᵢ ∂L/∂xᵢ, is zero.

    Source: Ioffe and Szegedy (2015), *Batch normalization*, algorithm 1 and section 3.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ):
        self.num_features = require_whole_number("num_features", num_features)
        self.eps = require_number("eps", eps, above=0)
        self.momentum = require_momentum(momentum)
        self.affine = require_bool("affine", affine)
        self.track_running_stats = require_bool("track_running_stats", track_running_stats)
        ones = np.ones(self.num_features, require_dtype(dtype))
        self.weight = Parameter(ones) if affine else None
        self.bias = Parameter(0 * ones) if affine else None
        self.running_mean = Buffer(0 * ones) if track_running_stats else None
        self.running_var = Buffer(ones) if track_running_stats else None
        self.num_batches_tracked = Buffer(np.array(0, np.int64)) if track_running_stats else None

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, tuple]:
        from_batch = self.training or not self.track_running_stats
        self._require_inputs(x, from_batch)
        mean = feature_sums(x) / len(x) if from_batch else self.running_mean.data
        normalised = x - mean
        variance = feature_products(normalised, normalised) / len(x) if from_batch else self.running_var.data
        if self.training and self.track_running_stats:
            self._track(mean, variance, rows=len(x))
        spread = np.sqrt(variance + self.eps)
        normalised /= spread
        return _stretched(normalised, self.weight, self.bias), (normalised, spread, from_batch)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> np.ndarray:
        normalised, spread, from_batch = cache
        along_x, total = feature_products(grad_output, normalised), feature_sums(grad_output)  # Σ g x̂ and Σ g
        slope, n = 1 / spread, len(grad_output)
        if self.affine:
            self.weight.grad += along_x
            self.bias.grad += total
            slope *= self.weight.data
        if not from_batch:
            return grad_output * slope
        return _back_through_normalising(grad_output, normalised, total / n, along_x / n) * slope

    def _track(self, mean: np.ndarray, variance: np.ndarray, rows: int) -> None:
        self.num_batches_tracked.data += 1
        weight = 1 / int(self.num_batches_tracked.data) if self.momentum is None else self.momentum
        unbiased = variance * (rows / (rows - 1))
        for running, newest in ((self.running_mean, mean), (self.running_var, unbiased)):
            running.data = (1 - weight) * running.data + weight * newest

    def _require_inputs(self, x: np.ndarray, from_batch: bool) -> None:
        require_floats("BatchNorm1d", x)
        if x.ndim != 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"BatchNorm1d: expected inputs of shape (batch, {self.num_features}), received {x.shape}"
            )
        if from_batch and len(x) == 1:
            raise ValueError(
                "BatchNorm1d: expected a batch of 2 rows or more, received 1, which has no variance; "
                "choose a batch size that leaves no single row over, or call eval() first"
            )
        for stored in (self.weight, self.running_mean):
            if stored is not None:
                require_same_dtype("BatchNorm1d", x, stored.data.dtype)

    def extra_repr(self) -> str:
        settings = ("eps", "momentum", "affine", "track_running_stats")
        return ", ".join([str(self.num_features), *(f"{name}={getattr(self, name)}" for name in settings)])


class LayerNorm(Module):
    """y = γ (x − μ)/√(v + eps) + β, with mean μ and variance v over the features of each row.

    Rows do not meet, so a batch of one is as good as any, and training and eval mode are the same.

    Args:
        normalized_shape: the last axis or axes of x, over which μ and v are taken: a number or a tuple.
        eps: above 0; keeps the division finite where all features are the same.
        elementwise_affine: whether there are γ and β.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: γ, shape normalized_shape, starts at 1; None if not elementwise_affine.
        bias: β, shape normalized_shape, starts at 0; None if not elementwise_affine.

    Call with x of shape (…, *normalized_shape), in the dtype of the layer; y has the same shape.

    Raises:
        ValueError: if the last axes of x are not normalized_shape, or x is empty.
        TypeError: if x is not a NumPy array in the dtype of the layer.

    Gradients, with g = ∂L/∂y and ĝ = γ g:

        ∂L/∂γ = Σ_rows g x̂,    ∂L/∂β = Σ_rows g,    ∂L/∂x = (ĝ − mean(ĝ) − x̂ mean(ĝ x̂))/s,

    by the derivation of `BatchNorm1d`, but with means over the features of each row; γ and β still belong
    to a feature, so their sums are over the rows.

    Source: Ba, Kiros and Hinton (2016), *Layer normalization*, equations 3 and 4.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ):
        self.normalized_shape = require_normalized_shape(normalized_shape)
        self.eps = require_number("eps", eps, above=0)
        self.elementwise_affine = require_bool("elementwise_affine", elementwise_affine)
        ones = np.ones(self.normalized_shape, require_dtype(dtype))
        self.weight = Parameter(ones) if elementwise_affine else None
        self.bias = Parameter(0 * ones) if elementwise_affine else None

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, tuple]:
        rows = _as_rows(self, x)
        normalised = rows - row_means(rows)
        spread = np.sqrt(row_mean_products(normalised, normalised) + self.eps)  # (rows, 1)
        normalised /= spread
        return _stretched(normalised, self.weight, self.bias).reshape(x.shape), (normalised, spread)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> np.ndarray:
        normalised, spread = cache
        grad_normalised = _back_through_stretching(grad_output, normalised, self.weight, self.bias)
        along_x = row_mean_products(grad_normalised, normalised)
        grad_x = _back_through_normalising(grad_normalised, normalised, row_means(grad_normalised), along_x)
        grad_x /= spread
        return grad_x.reshape(grad_output.shape)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class RMSNorm(Module):
    """y = γ x/√(m + eps), with the mean square m over the features of each row: no mean is taken away.

    Args:
        normalized_shape: the last axis or axes of x, over which m is taken: a number or a tuple.
        eps: above 0; None is the spacing of floats at 1 in the dtype of the inputs, as in PyTorch.
        elementwise_affine: whether there is γ.
        dtype: np.float32 (None) or np.float64.

    Attributes:
        weight: γ, shape normalized_shape, starts at 1; None if not elementwise_affine.

    Call with x of shape (…, *normalized_shape), in the dtype of the layer; y has the same shape.

    Raises:
        ValueError: if the last axes of x are not normalized_shape, or x is empty.
        TypeError: if x is not a NumPy array in the dtype of the layer.

    Gradients, with g = ∂L/∂y, ĝ = γ g, s = √(m + eps), x̂ = x/s: as ∂s/∂xᵢ = x̂ᵢ/n, but without the term of μ,

        ∂L/∂γ = Σ_rows g x̂,    ∂L/∂x = (ĝ − x̂ mean(ĝ x̂))/s.

    Source: Zhang and Sennrich (2019), *Root mean square layer normalization*, equation 4.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ):
        self.normalized_shape = require_normalized_shape(normalized_shape)
        self.eps = None if eps is None else require_number("eps", eps, above=0)
        self.elementwise_affine = require_bool("elementwise_affine", elementwise_affine)
        dtype = require_dtype(dtype)
        self.weight = Parameter(np.ones(self.normalized_shape, dtype)) if elementwise_affine else None

    def compute(self, x: np.ndarray) -> tuple[np.ndarray, tuple]:
        rows = _as_rows(self, x)
        eps = np.finfo(x.dtype).eps if self.eps is None else self.eps
        spread = np.sqrt(row_mean_products(rows, rows) + eps)  # (rows, 1)
        normalised = rows / spread
        return _stretched(normalised, self.weight, None).reshape(x.shape), (normalised, spread)

    def gradients(self, grad_output: np.ndarray, cache: tuple) -> np.ndarray:
        normalised, spread = cache
        grad_normalised = _back_through_stretching(grad_output, normalised, self.weight, None)
        along_x = row_mean_products(grad_normalised, normalised)
        return ((grad_normalised - normalised * along_x) / spread).reshape(grad_output.shape)

    extra_repr = LayerNorm.extra_repr


def _as_rows(layer: LayerNorm | RMSNorm, x: np.ndarray) -> np.ndarray:
    """Return x with the axes that are normalised together as one, shape (rows, features); refuse misfits."""
    require_last_axes(type(layer).__name__, x, layer.normalized_shape)
    if layer.weight is not None:
        require_same_dtype(type(layer).__name__, x, layer.weight.data.dtype)
    return x.reshape(-1, math.prod(layer.normalized_shape))


def _stretched(normalised: np.ndarray, weight: Parameter | None, bias: Parameter | None) -> np.ndarray:
    """Return γ x̂ + β for rows of x̂."""
    if weight is None:
        return normalised
    stretched = normalised * weight.data.ravel()
    return stretched if bias is None else np.add(stretched, bias.data.ravel(), out=stretched)


def _back_through_stretching(
    grad_output: np.ndarray, normalised: np.ndarray, weight: Parameter | None, bias: Parameter | None
) -> np.ndarray:
    """Return ∂L/∂x̂ as rows; add ∂L/∂γ and ∂L/∂β, summed over the rows."""
    grad_output = grad_output.reshape(normalised.shape)
    if weight is None:
        return grad_output
    weight.grad += feature_products(grad_output, normalised).reshape(weight.shape)
    if bias is not None:
        bias.grad += feature_sums(grad_output).reshape(bias.shape)
    return grad_output * weight.data.ravel()


def _back_through_normalising(
    grad: np.ndarray, normalised: np.ndarray, mean: np.ndarray, along_x: np.ndarray
) -> np.ndarray:
    """Return g − mean(g) − x̂ mean(g x̂) in one new array; what is left of ∂L/∂x is a factor."""
    grad_x = normalised * -along_x
    grad_x += grad
    grad_x -= mean
    return grad_x
