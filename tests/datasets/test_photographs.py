"""The photographs come in colour, with the names of those who took them."""

import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from course_lib.datasets import photographs


def test_there_are_a_temple_and_a_flower_in_colour():
    temple, flower = photographs()
    for photograph in (temple, flower):
        assert (photograph.image.shape, photograph.image.dtype) == ((427, 640, 3), np.float32)
        assert 0 <= photograph.image.min() < photograph.image.max() <= 1
    assert repr(temple) == "Photograph('A Chinese temple', 427 × 640)"
    sky, petal = temple.image[20, 300], flower.image[200, 400]
    assert sky.argmax() == 2, "the sky is blue"
    assert petal.argmax() == 0, "the flower is red and yellow"


def test_pixels_are_those_of_the_files():
    raw = [load_sample_image(name) for name in ("china.jpg", "flower.jpg")]
    for photograph, bytes_of_it in zip(photographs(dtype=np.float64), raw, strict=True):
        np.testing.assert_array_equal(np.round(photograph.image * 255), bytes_of_it)


def test_each_names_its_photographer_and_its_licence():
    for photograph, name in zip(photographs(), ("danielbuechele", "vultilion"), strict=True):
        assert name in photograph.credit
        assert "flickr.com/photos/" in photograph.credit
        assert "CC BY 2.0" in photograph.credit


def test_whoever_changes_a_photograph_changes_only_their_own():
    photographs()[0].image[:] = 7
    assert photographs()[0].image.max() <= 1


def test_pixels_are_floats():
    with pytest.raises(TypeError, match="dtype: expected np.float32 or np.float64"):
        photographs(dtype=np.uint8)
