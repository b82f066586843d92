"""Points in the plane: what shape each problem has, that it is fair, and that a seed gives it again."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from course_lib.datasets import blobs, moons, spirals, xor

PROBLEMS = [moons, blobs, spirals, xor]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("draw", PROBLEMS)
def test_points_are_pairs_of_numbers_with_a_class(draw):
    x, labels = draw(100, rng=rng())
    assert (x.shape, x.dtype) == ((100, 2), np.float32)
    assert (labels.shape, labels.dtype) == ((100,), np.int64)
    assert draw(100, rng=rng(), dtype=np.float64).x.dtype == np.float64


@pytest.mark.parametrize("draw", PROBLEMS)
def test_every_class_has_its_share_and_the_points_are_in_no_order(draw):
    labels = draw(101, rng=rng()).labels
    counts = np.bincount(labels)
    assert counts.max() - counts.min() <= 1
    assert 20 < (np.diff(labels) != 0).sum() < 100


@pytest.mark.parametrize("draw", PROBLEMS)
def test_a_seed_gives_the_same_points_and_another_seed_others(draw):
    first, again, other = draw(50, rng=rng(1)), draw(50, rng=rng(1)), draw(50, rng=rng(2))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert not np.isin(first.x, other.x).any()


@pytest.mark.parametrize("draw", PROBLEMS)
def test_two_samples_of_one_generator_share_no_point(draw):
    generator = rng()
    train, test = draw(500, rng=generator), draw(500, rng=generator)
    assert not {point.tobytes() for point in train.x} & {point.tobytes() for point in test.x}


def line_score(points):
    """How many points the best straight line puts on the right side, 0 to 1."""
    return LogisticRegression().fit(points.x, points.labels).score(points.x, points.labels)


def test_moons_lie_on_two_half_circles_that_no_line_parts():
    points = moons(400, rng=rng(), noise=0, dtype=np.float64)
    centres = np.array([[0, 0], [1, 0.5]])[points.labels]
    np.testing.assert_allclose(np.linalg.norm(points.x - centres, axis=1), 1)
    above = points.x[:, 1] >= centres[:, 1]
    np.testing.assert_array_equal(above, points.labels == 0)
    assert 0.8 < line_score(points) < 0.95


def test_blobs_stand_around_evenly_spaced_centres_with_the_spread_asked_for():
    x, labels = blobs(30_000, rng=rng(), classes=4, noise=0.5, dtype=np.float64)
    for label, centre in enumerate([[2, 0], [0, 2], [-2, 0], [0, -2]]):
        cloud = x[labels == label]
        np.testing.assert_allclose(cloud.mean(0), centre, atol=0.03)  # 5 standard errors
        np.testing.assert_allclose(cloud.std(0), 0.5, atol=0.02)  # 5 standard errors


def test_spirals_are_one_arm_turned_by_equal_angles():
    x, labels = spirals(600, rng=rng(), classes=3, noise=0, turns=1.5, dtype=np.float64)
    radius = np.linalg.norm(x, axis=1)
    assert 0.1 <= radius.min() < radius.max() <= 1
    turned = np.angle((x[:, 0] + 1j * x[:, 1]) * np.exp(-2j * np.pi * (1.5 * radius + labels / 3)))
    np.testing.assert_allclose(turned, 0, atol=1e-12)  # rounding of angles


def test_no_line_parts_spirals_or_xor():
    assert line_score(spirals(400, rng=rng())) < 0.75
    assert line_score(xor(400, rng=rng())) < 0.75


def test_four_points_of_xor_without_noise_are_its_truth_table():
    x, labels = xor(4, rng=rng(), noise=0)
    table = {tuple(map(int, corner)): label for corner, label in zip(x, labels, strict=True)}
    assert table == {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}


@pytest.mark.parametrize("draw", PROBLEMS)
def test_noise_moves_points_by_its_size(draw):
    still, moved = (draw(5000, rng=rng(), noise=noise, dtype=np.float64).x for noise in (0, 0.2))
    assert abs((moved - still).std() - 0.2) < 0.01  # 7 standard errors


@pytest.mark.parametrize("draw", PROBLEMS)
@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"n": 1}, ValueError, "n: expected a whole number of at least"),
        ({"n": -5}, ValueError, "n: expected a whole number of at least"),
        ({"n": 10.0}, TypeError, "n: expected a whole number"),
        ({"noise": -0.1}, ValueError, "noise: expected a finite number >= 0"),
        ({"noise": np.nan}, ValueError, "noise: expected a finite number"),
        ({"noise": "low"}, TypeError, "noise: expected a number"),
        ({"rng": None}, TypeError, r"rng: expected np.random.default_rng\(seed\)"),
        ({"rng": 0}, TypeError, r"rng: expected np.random.default_rng\(seed\)"),
        ({"dtype": int}, TypeError, "dtype: expected"),
    ],
    ids=str,
)
def test_impossible_settings_are_refused(draw, settings, error, words):
    with pytest.raises(error, match=words):
        draw(**{"n": 10, "rng": rng()} | settings)


@pytest.mark.parametrize("draw", [blobs, spirals])
def test_there_are_two_classes_at_least_and_a_point_for_each(draw):
    with pytest.raises(ValueError, match="classes: expected a whole number of at least 2, received 1"):
        draw(10, rng=rng(), classes=1)
    with pytest.raises(ValueError, match="n: expected a whole number of at least 4, received 3"):
        draw(3, rng=rng(), classes=4)


def test_an_arm_turns_forwards():
    with pytest.raises(ValueError, match="turns: expected a finite number > 0, received 0"):
        spirals(10, rng=rng(), turns=0)


@pytest.mark.parametrize("draw", PROBLEMS)
def test_a_refusal_leaves_the_generator_as_it_was(draw):
    generator = rng()
    with pytest.raises(ValueError, match="noise"):
        draw(10, rng=generator, noise=-1)
    assert generator.random() == rng().random()
