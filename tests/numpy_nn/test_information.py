"""What entropy, cross-entropy and divergence measure."""

import numpy as np
import pytest

from course_lib.numpy_nn.information import cross_entropy, entropy, kl_divergence
from course_lib.numpy_nn.losses import CrossEntropyLoss, KLDivLoss
from course_lib.numpy_nn.softmax import log_softmax, softmax


@pytest.fixture
def p(rng):
    return softmax(rng.standard_normal((4, 5)))


@pytest.fixture
def q(rng):
    return softmax(rng.standard_normal((4, 5)) - 1)


def test_a_fair_coin_is_worth_one_bit_and_a_certain_one_nothing():
    assert entropy(np.array([0.5, 0.5]), base=2) == pytest.approx(1, rel=1e-15)
    assert entropy(np.array([1.0, 0.0]), base=2) == 0
    assert entropy(np.full(8, 1 / 8), base=2) == pytest.approx(3, rel=1e-15)


def test_no_distribution_has_more_entropy_than_the_even_one(p):
    assert (entropy(p) < np.log(5)).all()
    assert entropy(np.full(5, 0.2)) == pytest.approx(np.log(5), rel=1e-15)


def test_the_entropies_of_independent_things_add_up(p):
    both = p[0][:, None] * p[1]
    assert entropy(both.ravel()) == pytest.approx(entropy(p[0]) + entropy(p[1]), rel=1e-14)


def test_cross_entropy_is_entropy_plus_divergence(p, q):
    np.testing.assert_allclose(cross_entropy(p, q), entropy(p) + kl_divergence(p, q), rtol=1e-13)


def test_divergence_is_0_from_itself_above_0_from_others_and_not_symmetric(p, q):
    np.testing.assert_array_equal(kl_divergence(p, p), 0)
    assert (kl_divergence(p, q) > 0).all()
    assert (np.abs(kl_divergence(p, q) - kl_divergence(q, p)) > 1e-3).all()


def test_one_bit_is_the_logarithm_of_two_nats(p, q):
    for in_bits, in_nats in (
        (entropy(p, base=2), entropy(p)),
        (cross_entropy(p, q, base=2), cross_entropy(p, q)),
        (kl_divergence(p, q, base=2), kl_divergence(p, q)),
    ):
        np.testing.assert_allclose(np.log(2) * in_bits, in_nats, rtol=1e-14)


def test_the_losses_of_training_are_means_of_these(rng, p):
    logits, labels = rng.standard_normal((4, 5)), np.array([0, 3, 2, 4])
    certain = np.eye(5)[labels]
    assert CrossEntropyLoss()(logits, labels) == pytest.approx(
        cross_entropy(certain, softmax(logits)).mean(), rel=1e-13
    )
    divergence = KLDivLoss(reduction="batchmean")(log_softmax(logits), p)
    assert divergence == pytest.approx(kl_divergence(p, softmax(logits)).mean(), rel=1e-13)
