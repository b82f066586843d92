"""How much news a distribution holds: entropy, cross-entropy and what lies between them, the divergence.

What has probability p surprises by −log p: nothing if it was certain, more the rarer it is. All three are
mean surprises of what happens by p: entropy if you expect p, cross-entropy if you expect q, and the
divergence is what the wrong expectation costs, never below 0:

    H(p, q) = H(p) + KL(p ‖ q).

So for fixed p, the q with the lowest cross-entropy is p. Losses of logits and labels are in `losses`.
"""

import math

import numpy as np

from course_lib.arguments import require_axis, require_base
from course_lib.numpy_nn.arguments import require_floats


def entropy(p: np.ndarray, dim: int = -1, *, base: float | None = None) -> np.ndarray:
    """Return the mean surprise of a distribution: H(p) = −Σ p log p, where 0 log 0 counts as 0.

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, which measures in nats; 2 measures in bits.

    Returns:
        One number for each distribution, the shape of p without dim. It lies between 0, where one outcome is
        certain, and log n, where n outcomes are alike.

    Raises:
        TypeError: if p is not of floats.
        ValueError: if p is empty, negative, has no such axis or does not sum to 1; or base is not above 1.

    Source: Shannon (1948), *A mathematical theory of communication*, section 6.
    """
    base, p = require_base(base), _require_distributions("entropy", p, dim)
    return -_times_log(p, p).sum(dim) / math.log(base)


def cross_entropy(p: np.ndarray, q: np.ndarray, dim: int = -1, *, base: float | None = None) -> np.ndarray:
    """Return the mean surprise of what happens by p to one who expects q: H(p, q) = −Σ p log q.

    It is infinite if something happens that q holds for impossible.

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        q: probabilities, in the same shape and dtype.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, 2 for bits.

    Returns:
        One number for each pair of distributions, the shape of p without dim.

    Raises:
        TypeError: if p and q are not of floats of one dtype.
        ValueError: if their shapes differ, or one is no distribution (see `entropy`), or base not above 1.
    """
    base, (p, q) = require_base(base), _require_pair("cross_entropy", p, q, dim)
    return -_times_log(p, q).sum(dim) / math.log(base)


def kl_divergence(p: np.ndarray, q: np.ndarray, dim: int = -1, *, base: float | None = None) -> np.ndarray:
    """Return what it costs to expect q where p is true: KL(p ‖ q) = Σ p (log p − log q) = H(p, q) − H(p).

    It is 0 for q = p alone, and not symmetric: small KL(p ‖ q) makes q cover all that happens, and small
    KL(q ‖ p) makes q keep to what happens often. It is infinite if q holds for impossible what happens.

    Args:
        p: probabilities, any shape, that sum to 1 along dim.
        q: probabilities, in the same shape and dtype.
        dim: the axis of the outcomes.
        base: of the logarithm: None for e, 2 for bits.

    Returns:
        One number for each pair of distributions, the shape of p without dim.

    Raises:
        TypeError: if p and q are not of floats of one dtype.
        ValueError: if their shapes differ, or one is no distribution (see `entropy`), or base not above 1.

    Source: Kullback and Leibler (1951), *On information and sufficiency*, section 2.
    """
    base, (p, q) = require_base(base), _require_pair("kl_divergence", p, q, dim)
    return (_times_log(p, p) - _times_log(p, q)).sum(dim) / math.log(base)


def _times_log(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return p log q, and 0 where p is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(q), 0)


def _require_pair(name: str, p: object, q: object, dim: int) -> tuple[np.ndarray, np.ndarray]:
    p, q = _require_distributions(f"{name} p", p, dim), _require_distributions(f"{name} q", q, dim)
    if p.shape != q.shape:
        raise ValueError(f"{name}: expected q of shape {p.shape} as p, received {q.shape}")
    if p.dtype != q.dtype:
        raise TypeError(f"{name}: expected q of {p.dtype} as p, received {q.dtype}")
    return p, q


def _require_distributions(name: str, p: object, dim: object) -> np.ndarray:
    p = require_floats(name, p)
    dim = require_axis(name, dim, p.shape)
    sums = p.sum(dim)
    rounding = math.sqrt(np.finfo(p.dtype).eps)  # half the digits
    if not (p.min() >= 0 and np.abs(sums - 1).max() <= rounding):
        raise ValueError(
            f"{name}: expected probabilities of at least 0 that sum to 1 along dim={dim}, received values "
            f"from {p.min():g} to {p.max():g} with sums from {sums.min():g} to {sums.max():g}"
        )
    return p
