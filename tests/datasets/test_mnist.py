"""MNIST: 5000 of its pictures offline, all of them on request."""

import hashlib
from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets

from course_lib.datasets import digits, mnist5k


@pytest.fixture(scope="module")
def mnist():
    return mnist5k()


def parts(splits):
    return splits.train, splits.validation, splits.test


def test_the_parts_have_4000_500_and_500_pictures(mnist):
    assert [len(part) for part in parts(mnist)] == [4000, 500, 500]
    for part in parts(mnist):
        assert (part.images.shape, part.images.dtype) == ((len(part), 28, 28), np.float32)
        assert (part.labels.shape, part.labels.dtype) == ((len(part),), np.int64)
        assert (part.images.min(), part.images.max()) == (0, 1)
        assert (np.bincount(part.labels) == len(part) / 10).all()


def test_no_picture_is_in_two_parts_and_none_comes_twice(mnist):
    digests = [{image.tobytes() for image in part.images} for part in parts(mnist)]
    assert [len(kind) for kind in digests] == [4000, 500, 500]
    assert len(set.union(*digests)) == 5000


def test_the_parts_are_the_same_on_every_machine(mnist):
    levels = [np.round(part.images * 255).astype(np.uint8) for part in parts(mnist)]
    assert (
        hashlib.sha256(b"".join(level.tobytes() for level in levels))
        .hexdigest()
        .startswith("436c926cefc6be3d")
    )


def test_the_pictures_show_what_their_labels_say(mnist):
    """The mean picture of each digit, nearest by distance, names most pictures it has not seen."""
    means = np.stack([mnist.train.rows[mnist.train.labels == digit].mean(0) for digit in range(10)])
    distances = ((mnist.test.rows[:, None] - means) ** 2).sum(2)
    assert (distances.argmin(1) == mnist.test.labels).mean() > 0.75  # chance is 0.1


def test_pixels_come_in_float64_on_request():
    assert mnist5k(dtype=np.float64).test.images.dtype == np.float64


def test_without_a_network_the_refusal_names_what_needs_none(monkeypatch):
    def no_network(*_, **__):
        raise URLError("Name or service not known")

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", no_network)
    with pytest.raises(ConnectionError, match=r"could not be fetched .*Name or service.*call mnist5k\(\)"):
        mnist5k(full=True)


def test_all_of_mnist_keeps_its_own_test_part(monkeypatch):
    """A stand-in of ten pictures: the last three test, the two before them validate."""

    def fetch(name, *, version, as_frame):
        assert (name, version, as_frame) == ("mnist_784", 1, False)
        return SimpleNamespace(
            data=np.repeat(np.arange(10)[:, None], 784, axis=1), target=np.arange(10).astype(str)
        )

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    monkeypatch.setattr(digits, "FULL_TEST", 3)
    monkeypatch.setattr(digits, "FULL_VALIDATION", 2)
    full = mnist5k(full=True)
    assert [part.labels.tolist() for part in parts(full)] == [[0, 1, 2, 3, 4], [5, 6], [7, 8, 9]]
    assert full.test.images.shape == (3, 28, 28)
    np.testing.assert_allclose(full.test.images[:, 0, 0], [7 / 255, 8 / 255, 9 / 255], rtol=1e-6)  # float32


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"full": 1}, "full: expected True or False"), ({"full": None}, "full"), ({"dtype": "uint8"}, "dtype")],
)
def test_impossible_settings_are_refused(settings, words):
    with pytest.raises(TypeError, match=words):
        mnist5k(**settings)
