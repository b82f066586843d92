"""Entropy, cross-entropy and divergence: NumPy, the twin and SciPy agree, and the twin goes back."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from course_lib.equality import require_equal
from course_lib.numpy_nn import information
from course_lib.numpy_nn.softmax import softmax
from course_lib.torch_nn import information as twin
from parity.cases import Drawn, sizes
from parity.sides import BOTH


def two_distributions(rng):
    """p and q along the last axis; one outcome of p cannot happen."""
    shape = sizes(rng, 2)
    p, q = (softmax(2 * rng.standard_normal(shape)) for _ in range(2))
    p[:, 0] = 0
    return p / p.sum(1, keepdims=True), q


@pytest.mark.parametrize("base", [None, 2, 10.0])
@given(data=st.data())
def test_all_three_equal_their_twins_and_those_of_scipy(base, data):
    p, q = two_distributions(Drawn(data))
    entropy, kl = stats.entropy(q, base=base, axis=-1), stats.entropy(p, q, base=base, axis=-1)
    cross_entropy = kl + stats.entropy(p, base=base, axis=-1)
    for name, arguments, expected in (
        ("entropy", (q,), entropy),
        ("kl_divergence", (p, q), kl),
        ("cross_entropy", (p, q), cross_entropy),
    ):
        require_equal(name, getattr(information, name)(*arguments, base=base), expected)
        tensors = [torch.tensor(values) for values in arguments]
        require_equal(name, getattr(twin, name)(*tensors, base=base), expected)
        across = [np.ascontiguousarray(values.T) for values in arguments]
        require_equal(name, getattr(information, name)(*across, 0, base=base), expected)
        require_equal(name, getattr(twin, name)(*(tensor.T for tensor in tensors), 0, base=base), expected)


@given(st.data())
def test_autograd_goes_back_to_both_distributions(data):
    p, q = (torch.tensor(values) for values in two_distributions(Drawn(data)))
    possible = p > 0
    p, q = p.requires_grad_(), q.requires_grad_()
    twin.kl_divergence(p, q).sum().backward()
    require_equal("gradient of p", p.grad[possible], (torch.log(p) - torch.log(q) + 1)[possible])
    require_equal("gradient of q", q.grad, -p / q)


CERTAIN, IMPOSSIBLE = [1.0, 0.0], [0.0, 1.0]


@pytest.mark.parametrize("side", [information, twin])
def test_what_was_held_for_impossible_surprises_without_bound(side):
    array = np.array if side is information else torch.tensor
    certain, impossible = array(CERTAIN), array(IMPOSSIBLE)
    assert float(side.cross_entropy(certain, impossible)) == np.inf
    assert float(side.kl_divergence(certain, impossible)) == np.inf
    assert float(side.entropy(certain)) == float(side.kl_divergence(certain, certain)) == 0


PAIRS = ["cross_entropy", "kl_divergence"]


def halves(side, *shape):
    return 0.5 * side.floats(*shape)


MISTAKES = [
    (lambda s: s.information.entropy(s.floats(3, 2)), ValueError, "entropy: .*sums from 2 to 2"),
    (lambda s: s.information.entropy(-halves(s, 3, 2)), ValueError, "entropy: .*values from -0.5"),
    (lambda s: s.information.entropy(float("nan") * s.floats(3, 2)), ValueError, "entropy: .*nan"),
    (lambda s: s.information.entropy(s.floats(0, 2)), ValueError, r"entropy: .*\(0, 2\)"),
    (lambda s: s.information.entropy(s.integers(0, 1)), TypeError, "entropy: .*int64"),
    (lambda s: s.information.entropy([0.5, 0.5]), TypeError, "entropy: .*list"),
    (lambda s: s.information.entropy(halves(s, 3, 2), 2), ValueError, "entropy: .*dim=2"),
    (lambda s: s.information.entropy(halves(s, 3, 2), None), TypeError, "entropy: .*dim=None"),
    (lambda s: s.information.entropy(halves(s, 3, 2), base=1), ValueError, "base"),
    (lambda s: s.information.entropy(halves(s, 3, 2), base="2"), TypeError, "base"),
    *(
        row
        for name in PAIRS
        for row in (
            (
                lambda s, name=name: getattr(s.information, name)(halves(s, 3, 2), halves(s, 2)),
                ValueError,
                rf"{name}: .*\(3, 2\).*\(2,\)",
            ),
            (
                lambda s, name=name: getattr(s.information, name)(halves(s, 2), 0.5 * s.doubles(2)),
                TypeError,
                f"{name}: .*float32.*float64",
            ),
            (
                lambda s, name=name: getattr(s.information, name)(s.floats(2), halves(s, 2)),
                ValueError,
                f"{name} p: .*sums from 2 to 2",
            ),
            (
                lambda s, name=name: getattr(s.information, name)(halves(s, 2), s.floats(2)),
                ValueError,
                f"{name} q: .*sums from 2 to 2",
            ),
            (
                lambda s, name=name: getattr(s.information, name)(halves(s, 2), halves(s, 2), base=0),
                ValueError,
                "base",
            ),
        )
    ),
]


@BOTH
@pytest.mark.parametrize(("mistake", "error", "message"), MISTAKES)
def test_a_mistake_is_refused_with_what_was_expected_and_what_came(side, mistake, error, message):
    with pytest.raises(error, match=message) as refusal:
        mistake(side)
    assert "expected" in str(refusal.value)
    assert "received" in str(refusal.value)
