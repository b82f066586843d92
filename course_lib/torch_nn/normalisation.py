"""Keep signals in range by dividing through their own spread; twin of `numpy_nn.normalisation`.

`torch.nn` has all three layers; here their way forward is written out, and autograd goes back through it.
"""

from collections.abc import Sequence

import torch
from torch import nn

from course_lib.arguments import (
    require_bool,
    require_momentum,
    require_normalized_shape,
    require_number,
    require_whole_number,
)
from course_lib.torch_nn.arguments import require_dtype, require_floats, require_last_axes, require_same_dtype


class BatchNorm1d(nn.Module):
    """y = γ (x − μ)/√(v + eps) + β for each feature, with mean μ and variance v over the rows of the batch.

    Args:
        num_features: number of features.
        eps: above 0; keeps the division finite where a feature is the same in all rows.
        momentum: weight of the newest batch in the running statistics, from 0 to 1; None weighs all batches
            alike.
        affine: whether there are γ and β.
        track_running_stats: whether there are running statistics, which eval mode uses.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: γ, shape (num_features,), or None.
        bias: β, shape (num_features,), or None.
        running_mean: buffer, shape (num_features,), or None.
        running_var: buffer, shape (num_features,), or None.
        num_batches_tracked: buffer, an integer of shape (), or None.

    Raises:
        ValueError: if x is not of shape (batch, num_features), is empty, or is one row whose variance is
            asked for.
        TypeError: if x is not a tensor in the dtype of the layer.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        self.num_features = require_whole_number("num_features", num_features)
        self.eps = require_number("eps", eps, above=0)
        self.momentum = require_momentum(momentum)
        self.affine = require_bool("affine", affine)
        self.track_running_stats = require_bool("track_running_stats", track_running_stats)
        ones = torch.ones(self.num_features, dtype=require_dtype(dtype))
        self.weight = nn.Parameter(ones) if affine else None
        self.bias = nn.Parameter(0 * ones) if affine else None
        self.register_buffer("running_mean", 0 * ones if track_running_stats else None)
        self.register_buffer("running_var", ones.clone() if track_running_stats else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0) if track_running_stats else None)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        from_batch = self.training or not self.track_running_stats
        self._require_inputs(x, from_batch)
        mean, variance = self.running_mean, self.running_var
        if from_batch:
            mean, variance = x.mean(0), x.var(0, correction=0)
        if self.training and self.track_running_stats:
            self._track(x)
        normalised = (x - mean) / torch.sqrt(variance + self.eps)
        return self.weight * normalised + self.bias if self.affine else normalised

    @torch.no_grad()
    def _track(self, x: torch.Tensor) -> None:
        self.num_batches_tracked += 1
        weight = 1 / self.num_batches_tracked.item() if self.momentum is None else self.momentum
        self.running_mean.lerp_(x.mean(0), weight)
        self.running_var.lerp_(x.var(0, correction=1), weight)

    def _require_inputs(self, x: torch.Tensor, from_batch: bool) -> None:
        require_floats("BatchNorm1d", x)
        if x.ndim != 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"BatchNorm1d: expected inputs of shape (batch, {self.num_features}), "
                f"received {tuple(x.shape)}"
            )
        if from_batch and len(x) == 1:
            raise ValueError(
                "BatchNorm1d: expected a batch of 2 rows or more, received 1, which has no variance; "
                "choose a batch size that leaves no single row over, or call eval() first"
            )
        for stored in (self.weight, self.running_mean):
            if stored is not None:
                require_same_dtype("BatchNorm1d", x, stored.dtype)

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"track_running_stats={self.track_running_stats}"
        )


class LayerNorm(nn.Module):
    """y = γ (x − μ)/√(v + eps) + β, with mean μ and variance v over the features of each row.

    Args:
        normalized_shape: the last axis or axes of the inputs, over which μ and v are taken.
        eps: above 0; keeps the division finite where all features are the same.
        elementwise_affine: whether there are γ and β.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: γ, shape normalized_shape, or None.
        bias: β, shape normalized_shape, or None.

    Raises:
        ValueError: if the last axes of x are not normalized_shape, or x is empty.
        TypeError: if x is not a tensor in the dtype of the layer.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        *,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        self.normalized_shape = require_normalized_shape(normalized_shape)
        self.eps = require_number("eps", eps, above=0)
        self.elementwise_affine = require_bool("elementwise_affine", elementwise_affine)
        ones = torch.ones(self.normalized_shape, dtype=require_dtype(dtype))
        self.weight = nn.Parameter(ones) if elementwise_affine else None
        self.bias = nn.Parameter(0 * ones) if elementwise_affine else None
        self._axes = tuple(range(-len(self.normalized_shape), 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _require_inputs(self, x)
        mean = x.mean(self._axes, keepdim=True)
        variance = x.var(self._axes, correction=0, keepdim=True)
        normalised = (x - mean) / torch.sqrt(variance + self.eps)
        return self.weight * normalised + self.bias if self.elementwise_affine else normalised

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class RMSNorm(nn.Module):
    """y = γ x/√(m + eps), with the mean square m over the features of each row: no mean is taken away.

    Args:
        normalized_shape: the last axis or axes of the inputs, over which m is taken.
        eps: above 0; None is the spacing of floats at 1 in the dtype of the inputs.
        elementwise_affine: whether there is γ.
        dtype: torch.float32 (None) or torch.float64.

    Attributes:
        weight: γ, shape normalized_shape, or None.

    Raises:
        ValueError: if the last axes of x are not normalized_shape, or x is empty.
        TypeError: if x is not a tensor in the dtype of the layer.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        *,
        dtype: torch.dtype | None = None,
    ):
        super().__init__()
        self.normalized_shape = require_normalized_shape(normalized_shape)
        self.eps = None if eps is None else require_number("eps", eps, above=0)
        self.elementwise_affine = require_bool("elementwise_affine", elementwise_affine)
        dtype = require_dtype(dtype)
        ones = torch.ones(self.normalized_shape, dtype=dtype)
        self.weight = nn.Parameter(ones) if elementwise_affine else None
        self._axes = tuple(range(-len(self.normalized_shape), 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _require_inputs(self, x)
        eps = torch.finfo(x.dtype).eps if self.eps is None else self.eps
        normalised = x * torch.rsqrt(x.square().mean(self._axes, keepdim=True) + eps)
        return self.weight * normalised if self.elementwise_affine else normalised

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


def _require_inputs(layer: LayerNorm | RMSNorm, x: torch.Tensor) -> None:
    name = type(layer).__name__
    require_last_axes(name, x, layer.normalized_shape)
    if layer.weight is not None:
        require_same_dtype(name, x, layer.weight.dtype)
