"""Faces: what is known of each is what can be seen of it."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from course_lib.datasets import faces
from course_lib.datasets.faces import ATTRIBUTES


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def many():
    return faces(1500, rng=rng())


def test_faces_are_pictures_with_all_that_is_known_of_them(many):
    assert (many.images.shape, many.images.dtype) == ((1500, 24, 24), np.float32)
    assert many.rows.shape == (1500, 576)
    assert 0 <= many.images.min() < 0.1
    assert 0.95 < many.images.max() <= 1
    assert (many.attributes.shape, many.attributes.dtype) == ((1500, 3), np.int64)
    assert many.tone.shape == many.size.shape == (1500,)
    assert many.position.shape == (1500, 2)
    assert len(many) == 1500
    assert repr(many) == "Faces(1500 of 24 × 24)"


def test_each_attribute_is_a_coin_of_its_own(many):
    shares = many.attributes.mean(0)
    assert np.abs(shares - 0.5).max() < 0.06  # 4.6 standard errors
    assert np.abs(np.corrcoef(many.attributes.T) - np.eye(3)).max() < 0.12  # 4.6 standard errors


@pytest.mark.parametrize("column", range(3), ids=ATTRIBUTES)
def test_a_small_classifier_reads_each_attribute_of_new_faces(many, column):
    new = faces(500, rng=rng(1))
    reader = LogisticRegression(max_iter=300).fit(many.rows, many.attributes[:, column])
    assert reader.score(new.rows, new.attributes[:, column]) >= 0.95


def test_with_the_attributes_swapped_the_classifier_finds_nothing(many):
    """The control: pictures tell of their own face, not of another."""
    swapped = np.roll(many.attributes[:, 0], 1)
    reader = LogisticRegression(max_iter=2000).fit(many.rows[:1000], swapped[:1000])
    assert reader.score(many.rows[1000:], swapped[1000:]) < 0.6


def test_tone_size_and_position_are_those_of_the_picture():
    plain = faces(300, rng=rng(), glasses=0, long_hair=0, dtype=np.float64)
    cheek = plain.images[:, 13, 12 - 4 : 12 + 4].max(1)
    assert np.corrcoef(cheek, plain.tone)[0, 1] > 0.95
    dark = 1 - plain.images
    middle = (dark.sum(1) * (np.arange(24) + 0.5) / 12).sum(1) / dark.sum((1, 2)) - 1
    assert np.corrcoef(middle, plain.position[:, 0])[0, 1] > 0.95
    outline = (plain.images < 0.93).any(2).sum(1)  # rows of pixels that the face takes
    assert np.corrcoef(outline, plain.size)[0, 1] > 0.5


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_a_face_with_and_without_an_attribute_differs_in_nothing_else(attribute):
    without, with_it = (faces(50, rng=rng(), **{attribute: value}) for value in (0, 1))
    for name in ({"tone", "size", "position", *ATTRIBUTES}) - {attribute}:
        np.testing.assert_array_equal(getattr(without, name), getattr(with_it, name))
    assert (getattr(with_it, attribute) == 1).all()
    changed = (without.images != with_it.images).any(0)
    rows = np.flatnonzero(np.abs(without.images - with_it.images).mean((0, 2)) > 0.02)
    assert changed.any()
    eyes, mouth = range(6, 15), range(13, 22)
    assert set(rows) <= {"glasses": set(eyes), "smile": set(mouth), "long_hair": set(range(24))}[attribute]


def test_attributes_can_be_set_face_by_face():
    wanted = np.array([1, 0, 0, 1])
    np.testing.assert_array_equal(faces(4, rng=rng(), smile=wanted).smile, wanted)


def test_a_seed_gives_the_same_faces_and_no_face_comes_twice(many):
    np.testing.assert_array_equal(faces(1500, rng=rng()).images, many.images)
    new = faces(500, rng=rng(1))
    assert len({image.tobytes() for image in [*many.images, *new.images]}) == 2000


def test_numbers_come_in_float64_on_request():
    few = faces(2, rng=rng(), dtype=np.float64)
    assert few.images.dtype == few.tone.dtype == few.position.dtype == np.float64


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"n": 0}, ValueError, "n: expected a whole number of at least 1"),
        ({"n": 2.5}, TypeError, "n: expected a whole number"),
        ({"rng": None}, TypeError, "rng: expected"),
        ({"rng": 3}, TypeError, "rng: expected"),
        ({"dtype": np.int64}, TypeError, "dtype: expected"),
        ({"glasses": 2}, ValueError, r"glasses: expected 0 \(no\) or 1 \(yes\), received 2"),
        ({"glasses": -1}, ValueError, "glasses: expected"),
        ({"glasses": "yes"}, TypeError, "glasses: expected"),
        ({"smile": np.zeros(3, int)}, ValueError, r"smile: expected one value for each of 4 faces"),
        ({"smile": np.zeros(4)}, TypeError, "smile: expected integers"),
        ({"long_hair": np.array([0, 1, 2, 0])}, ValueError, "long_hair: expected class numbers from 0 to 1"),
    ],
    ids=str,
)
def test_impossible_settings_are_refused(settings, error, words):
    with pytest.raises(error, match=words):
        faces(**{"n": 4, "rng": rng()} | settings)
