"""The digits: what they are, and that their three parts are fair."""

import hashlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

from course_lib.datasets import digits8


@pytest.fixture(scope="module")
def digits():
    return digits8()


def parts(digits):
    return digits.train, digits.validation, digits.test


def test_the_parts_have_1197_300_and_300_pictures(digits):
    assert [len(part) for part in parts(digits)] == [1197, 300, 300]
    for part in parts(digits):
        assert part.images.shape == (len(part), 8, 8)
        assert part.rows.shape == (len(part), 64)
        assert part.labels.shape == (len(part),)
        assert part.images.dtype == np.float32
        assert part.labels.dtype == np.int64


def test_pixels_go_from_0_to_1(digits):
    for part in parts(digits):
        assert part.images.min() == 0
        assert part.images.max() == 1


def test_together_the_parts_are_the_digits_of_scikit_learn_each_once(digits):
    raw = load_digits()
    expected = sorted(
        (label, image.tobytes())
        for image, label in zip((raw.images / 16).astype(np.float32), raw.target, strict=True)
    )
    found = sorted(
        (label, image.tobytes())
        for part in parts(digits)
        for image, label in zip(part.images, part.labels, strict=True)
    )
    assert found == expected


def test_no_picture_is_in_two_parts(digits):
    kinds = [{image.tobytes() for image in part.images} for part in parts(digits)]
    assert not kinds[0] & kinds[1]
    assert not kinds[0] & kinds[2]
    assert not kinds[1] & kinds[2]


def test_each_digit_has_its_share_of_each_part(digits):
    shares = np.bincount(load_digits().target) / 1797
    for part in parts(digits):
        assert np.abs(np.bincount(part.labels) - shares * len(part)).max() < 2


def test_the_parts_are_the_same_on_every_machine(digits):
    digest = hashlib.sha256(b"".join(part.images.tobytes() for part in parts(digits))).hexdigest()
    assert digest.startswith("1e3ea12fff87d81a")


def test_pixels_come_in_float64_on_request():
    assert digits8(dtype=np.float64).test.images.dtype == np.float64


def test_whoever_changes_pictures_changes_only_their_own():
    digits8().train.images[:] = 7
    assert digits8().train.images.max() == 1


def test_the_parts_say_what_they_are(digits):
    assert repr(digits.train) == "LabelledImages(1197 of 8 × 8)"


@pytest.mark.parametrize("dtype", [int, "float31", np.uint8, 5])
def test_pixels_are_floats(dtype):
    with pytest.raises(TypeError, match=r"dtype: expected np.float32 or np.float64, received"):
        digits8(dtype=dtype)
