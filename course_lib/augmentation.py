"""More pictures from those that are there: moved a little, turned a little, still the same digit."""

import numpy as np

from course_lib.arguments import require_number
from course_lib.numpy_nn.arguments import require_floats, require_generator


def augment(
    images: np.ndarray, *, shift: float = 0.0, degrees: float = 0.0, rng: np.random.Generator
) -> np.ndarray:
    """Return each picture turned about its middle and moved, by amounts drawn anew for every picture.

    Args:
        images: shape (n, height, width), floats; 0 is paper.
        shift: how many pixels at most, down and across, from 0; fractions of a pixel are drawn too.
        degrees: how far at most to turn, to either side, from 0.
        rng: draws the amounts, all equally likely.

    Returns:
        New pictures, of the same shape and dtype.

    Raises:
        TypeError: if images are no floats, a number is none, or rng is no generator.
        ValueError: if images are not of shape (n, height, width) or empty, or a number is negative.
    """
    images = _require_images("augment", images)
    shift = require_number("shift", shift, at_least=0)
    degrees = require_number("degrees", degrees, at_least=0)
    if rng is None:
        raise TypeError("rng: expected np.random.default_rng(seed), received None")
    rng = require_generator(rng)
    down, right = rng.uniform(-shift, shift, (2, len(images)))
    return moved(images, down, right, rng.uniform(-degrees, degrees, len(images)))


def moved(images: np.ndarray, down: np.ndarray, right: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Return each picture turned about its middle and then moved; what comes in from outside is 0.

    A pixel of the new picture lies somewhere between four of the old one, and is their mean, each weighted by
    how near it is (bilinear interpolation).

    Args:
        images: shape (n, height, width), floats.
        down: pixels to move each picture down by, shape (n,), floats; up if negative.
        right: pixels to move it to the right by, shape (n,), floats.
        degrees: angle to turn it by, anticlockwise as one sees it, shape (n,), floats.

    Returns:
        New pictures, of the same shape and dtype.

    Raises:
        TypeError: if an argument is no array of floats.
        ValueError: if shapes do not fit, images are empty, or an amount is NaN or infinite.
    """
    images = _require_images("moved", images)
    amounts = {"down": down, "right": right, "degrees": degrees}
    for name, given in amounts.items():
        amount = require_floats(f"moved {name}", given)
        if amount.shape != images.shape[:1]:
            raise ValueError(
                f"moved {name}: expected one number a picture, {images.shape[:1]}, received {amount.shape}"
            )
        if not np.isfinite(amount).all():
            raise ValueError(f"moved {name}: expected finite numbers, received {amount}")
    count, height, width = images.shape
    middle = (height - 1) / 2, (width - 1) / 2
    # Where in the old picture does each pixel of the new one come from? Move back, then turn back.
    y = np.arange(height)[:, None] - middle[0] - down[:, None, None]  # (n, height, 1)
    x = np.arange(width) - middle[1] - right[:, None, None]  # (n, 1, width)
    angle = np.deg2rad(degrees)[:, None, None]
    source_y = np.cos(angle) * y + np.sin(angle) * x + middle[0]  # (n, height, width)
    source_x = np.cos(angle) * x - np.sin(angle) * y + middle[1]
    return _between(images, source_y, source_x)


def _between(images: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the pictures' values at places (y, x), shape (n, height, width), between their pixels."""
    height, width = images.shape[1:]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))  # a rim of paper
    y, x = np.clip(y + 1, 0, height + 1), np.clip(x + 1, 0, width + 1)
    top = np.minimum(y.astype(int), height)
    left = np.minimum(x.astype(int), width)
    lower, further = (y - top).astype(images.dtype), (x - left).astype(images.dtype)
    picture = np.arange(len(images))[:, None, None]
    above = padded[picture, top, left] * (1 - further) + padded[picture, top, left + 1] * further
    below = padded[picture, top + 1, left] * (1 - further) + padded[picture, top + 1, left + 1] * further
    return above * (1 - lower) + below * lower


def _require_images(name: str, images: object) -> np.ndarray:
    """Refuse what is no batch of grey pictures."""
    images = require_floats(name, images)
    if images.ndim != 3:
        raise ValueError(
            f"{name}: expected pictures of shape (n, height, width), received shape {images.shape}"
        )
    return images
