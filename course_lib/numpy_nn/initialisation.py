"""Where training starts: the first values of the weights.

A weight matrix of shape (out, in) has fan_in = in and fan_out = out. A sum of n products of independent
numbers with mean 0 has n times the variance of one product; so weights of variance 1/fan_in keep the size
of the signal on the way forward, 1/fan_out that of the gradient on the way back. Every rule here is a
compromise about that.

Each function returns a new array, drawn from `rng` (PyTorch's, named with a trailing underscore, write in
place).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_matrix_shape, require_number, require_one_of, require_shape
from course_lib.numpy_nn.arguments import require_dtype, require_generator

Shape = Sequence[int]
Rng = np.random.Generator | None

GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return how much wider than 1/√n the weights before an activation start, as in `torch.nn.init`.

    A ReLU lets half of the variance through, so the gain is √2; a leaky ReLU of slope a lets (1 + a²)/2
    through. The 3/4 of a SELU is what PyTorch found to train well; SELU was built to keep its size with
    `lecun_normal`, which is a gain of 1.

    Args:
        nonlinearity: "linear", "sigmoid", "tanh", "relu", "leaky_relu" or "selu".
        param: the slope a of a leaky ReLU, 0.01 when None; other activations take none.

    Raises:
        ValueError: if the activation is unknown, or has no parameter and one came.
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else require_number("param", param)
        return math.sqrt(2 / (1 + slope**2))
    require_one_of("nonlinearity", nonlinearity, (*GAINS, "leaky_relu"))
    if param is not None:
        raise ValueError(f"param: {nonlinearity} has no slope, received {param!r}; leave it out")
    return GAINS[nonlinearity]


def zeros(shape: Shape, *, rng: Rng = None, dtype: DTypeLike | None = None) -> np.ndarray:
    """Return zeros. As weights they make all neurons of a layer equal for ever; as biases they are usual."""
    return constant(shape, 0.0, rng=rng, dtype=dtype)


def constant(shape: Shape, val: float, *, rng: Rng = None, dtype: DTypeLike | None = None) -> np.ndarray:
    """Return an array filled with val. `rng` is taken, and left alone, so that all rules are called alike."""
    require_generator(rng)
    return np.full(require_shape(shape), require_number("val", val), require_dtype(dtype))


def normal(
    shape: Shape, mean: float = 0.0, std: float = 1.0, *, rng: Rng = None, dtype: DTypeLike | None = None
) -> np.ndarray:
    """Draw from the normal distribution N(mean, std²).

    Raises:
        ValueError: if std is negative, or shape holds a number below 1.
    """
    shape, dtype, rng = require_shape(shape), require_dtype(dtype), require_generator(rng)
    mean, std = require_number("mean", mean), require_number("std", std, at_least=0)
    return (mean + std * rng.standard_normal(shape)).astype(dtype)


def uniform(
    shape: Shape, a: float = 0.0, b: float = 1.0, *, rng: Rng = None, dtype: DTypeLike | None = None
) -> np.ndarray:
    """Draw evenly from a to b; the variance is (b − a)²/12.

    Raises:
        ValueError: if b is not above a, or shape holds a number below 1.
    """
    shape, dtype, rng = require_shape(shape), require_dtype(dtype), require_generator(rng)
    a = require_number("a", a)
    b = require_number("b", b, above=a)
    return (a + (b - a) * rng.random(shape)).astype(dtype)


def lecun_normal(shape: Shape, *, rng: Rng = None, dtype: DTypeLike | None = None) -> np.ndarray:
    """Draw from N(0, 1/fan_in): the signal keeps its size on the way forward through linear layers.

    Source: LeCun, Bottou, Orr and Müller (1998), *Efficient BackProp*, equation 16. PyTorch has no such rule.
    """
    return normal(shape, 0.0, 1 / math.sqrt(_fan(shape, "fan_in")), rng=rng, dtype=dtype)


def xavier_normal(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: DTypeLike | None = None
) -> np.ndarray:
    """Draw from N(0, gain² · 2/(fan_in + fan_out)): a compromise between signal and gradient.

    Source: Glorot and Bengio (2010), *Understanding the difficulty of training deep feedforward
    neural networks*, equation 12.
    """
    return normal(shape, 0.0, _xavier_std(shape, gain), rng=rng, dtype=dtype)


def xavier_uniform(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: DTypeLike | None = None
) -> np.ndarray:
    """Draw evenly with the variance of `xavier_normal`: from ±gain · √(6/(fan_in + fan_out)).

    Source: Glorot and Bengio (2010), equation 16.
    """
    bound = math.sqrt(3) * _xavier_std(shape, gain)
    return uniform(shape, -bound, bound, rng=rng, dtype=dtype)


def kaiming_normal(
    shape: Shape,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    *,
    rng: Rng = None,
    dtype: DTypeLike | None = None,
) -> np.ndarray:
    """Draw from N(0, gain²/fan): by default N(0, 2/fan_in), for layers before a ReLU. Also called He.

    Args:
        shape: (out, in).
        a: slope of the leaky ReLU that follows; 0 is a ReLU.
        mode: "fan_in" keeps the signal's size on the way forward, "fan_out" the gradient's on the way back.
        nonlinearity: what follows, see `calculate_gain`.
        rng: where the numbers come from.
        dtype: np.float32 (None) or np.float64.

    Source: He, Zhang, Ren and Sun (2015), *Delving Deep into Rectifiers*, equations 10, 14 and 15.
    """
    return normal(shape, 0.0, _kaiming_std(shape, a, mode, nonlinearity), rng=rng, dtype=dtype)


def kaiming_uniform(
    shape: Shape,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    *,
    rng: Rng = None,
    dtype: DTypeLike | None = None,
) -> np.ndarray:
    """Draw evenly with the variance of `kaiming_normal`, whose arguments it shares: from ±gain · √(3/fan)."""
    bound = math.sqrt(3) * _kaiming_std(shape, a, mode, nonlinearity)
    return uniform(shape, -bound, bound, rng=rng, dtype=dtype)


def orthogonal(
    shape: Shape, gain: float = 1.0, *, rng: Rng = None, dtype: DTypeLike | None = None
) -> np.ndarray:
    """Draw a matrix at random among those that only turn and mirror, times gain.

    A square W has W Wᵀ = gain² I: it multiplies the length of every signal by gain, and that of every
    gradient too, where the rules above do so only on average. A wide W has orthonormal rows, a tall one
    orthonormal columns (times gain), so a wide one loses the part of a signal for which it has no row.

    The columns of a matrix of normal numbers, made orthonormal one after another, are the Q of A = QR. It
    is unique, and every rotation is as likely as any other, once R has a positive diagonal.

    Args:
        shape: (out, in).
        gain: above 0, see `calculate_gain`.
        rng: where the numbers come from.
        dtype: np.float32 (None) or np.float64.

    Raises:
        ValueError: if shape is not that of a matrix, or gain is not above 0.

    Source: Saxe, McClelland and Ganguli (2014), *Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks*, section 3. The sign: Mezzadri (2007), *How to generate random matrices
    from the classical compact groups*, section 5.
    """
    rows, columns = require_matrix_shape(shape)
    gain, dtype = require_number("gain", gain, above=0), require_dtype(dtype)
    numbers = require_generator(rng).standard_normal((rows, columns))
    tall = numbers if rows >= columns else numbers.T
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0, -1, 1)  # turns a column of Q and the row of R that it meets
    return (gain * (q if rows >= columns else q.T)).astype(dtype)


def _xavier_std(shape: Shape, gain: float) -> float:
    mean_fan = (_fan(shape, "fan_in") + _fan(shape, "fan_out")) / 2
    return require_number("gain", gain, above=0) / math.sqrt(mean_fan)


def _kaiming_std(shape: Shape, a: float, mode: str, nonlinearity: str) -> float:
    slope = require_number("a", a) if nonlinearity == "leaky_relu" else None
    return calculate_gain(nonlinearity, slope) / math.sqrt(_fan(shape, mode))


def _fan(shape: Shape, mode: str) -> int:
    fan_out, fan_in = require_matrix_shape(shape)
    return fan_in if require_one_of("mode", mode, ("fan_in", "fan_out")) == "fan_in" else fan_out
