"""How much news a distribution holds; twin of `numpy_nn.information`, through which autograd can go back."""

import math

import torch

from course_lib.arguments import require_axis, require_base
from course_lib.torch_nn.arguments import require_floats


def entropy(p: torch.Tensor, dim: int = -1, *, base: float | None = None) -> torch.Tensor:
    """Return the mean surprise of a distribution: H(p) = −Σ p log p, where 0 log 0 counts as 0.

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, which measures in nats; 2 measures in bits.

    Returns:
        One number for each distribution, the shape of p without dim.

    Raises:
        TypeError: if p is not of floats.
        ValueError: if p is empty, negative, has no such axis or does not sum to 1; or base is not above 1.
    """
    base, p = require_base(base), _require_distributions("entropy", p, dim)
    return torch.special.entr(p).sum(dim) / math.log(base)


def cross_entropy(
    p: torch.Tensor, q: torch.Tensor, dim: int = -1, *, base: float | None = None
) -> torch.Tensor:
    """Return the mean surprise of what happens by p to one who expects q: H(p, q) = −Σ p log q.

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        q: probabilities, in the same shape and dtype.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, 2 for bits.

    Raises:
        TypeError: if p and q are not of floats of one dtype.
        ValueError: if their shapes differ, or one is no distribution (see `entropy`), or base not above 1.
    """
    base, (p, q) = require_base(base), _require_pair("cross_entropy", p, q, dim)
    return -torch.xlogy(p, q).sum(dim) / math.log(base)


def kl_divergence(
    p: torch.Tensor, q: torch.Tensor, dim: int = -1, *, base: float | None = None
) -> torch.Tensor:
    """Return what it costs to expect q where p is true: KL(p ‖ q) = Σ p (log p − log q) = H(p, q) − H(p).

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        q: probabilities, in the same shape and dtype.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, 2 for bits.

    Raises:
        TypeError: if p and q are not of floats of one dtype.
        ValueError: if their shapes differ, or one is no distribution (see `entropy`), or base not above 1.
    """
    base, (p, q) = require_base(base), _require_pair("kl_divergence", p, q, dim)
    return -(torch.special.entr(p) + torch.xlogy(p, q)).sum(dim) / math.log(base)


def _require_pair(name: str, p: object, q: object, dim: int) -> tuple[torch.Tensor, torch.Tensor]:
    p, q = _require_distributions(f"{name} p", p, dim), _require_distributions(f"{name} q", q, dim)
    if p.shape != q.shape:
        raise ValueError(f"{name}: expected q of shape {tuple(p.shape)} as p, received {tuple(q.shape)}")
    if p.dtype != q.dtype:
        raise TypeError(f"{name}: expected q of {p.dtype} as p, received {q.dtype}")
    return p, q


def _require_distributions(name: str, p: object, dim: object) -> torch.Tensor:
    p = require_floats(name, p)
    dim = require_axis(name, dim, p.shape)
    sums = p.sum(dim)
    rounding = math.sqrt(torch.finfo(p.dtype).eps)  # half the digits
    if not (p.min() >= 0 and (sums - 1).abs().max() <= rounding):
        raise ValueError(
            f"{name}: expected probabilities of at least 0 that sum to 1 along dim={dim}, received values "
            f"from {p.min():g} to {p.max():g} with sums from {sums.min():g} to {sums.max():g}"
        )
    return p
