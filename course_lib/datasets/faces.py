"""Faces drawn by code, of which everything is known: what they wear, how they look, where they are.

Each part of a face is a shape given by its signed distance d: below 0 inside, above 0 outside. A pixel is
covered by 1 / (1 + exp(2 k d)), so edges are smooth, and a face that moves by half a pixel looks like it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_whole_number
from course_lib.numpy_nn.arguments import require_dtype, require_generator, require_labels

SIDE = 24  # pixels; the picture reaches from −1 to 1 in both directions, y downwards
ATTRIBUTES = ("glasses", "smile", "long_hair")
SHARPNESS = 0.9 * SIDE  # k: an edge is about one pixel wide
INK = 0.05  # of eyes, glasses and mouth, nearly black


@dataclass(frozen=True)
class Faces:
    """Pictures of faces and what is known of each.

    Attributes:
        images: shape (n, 24, 24), floats from 0 (black) to 1 (white).
        glasses: whether it wears glasses, shape (n,), int64 0 or 1.
        smile: whether the corners of its mouth point up (1) or down (0), shape (n,), int64.
        long_hair: whether its hair reaches below the ears, shape (n,), int64 0 or 1.
        tone: of its skin, shape (n,), from 0.55 to 0.9.
        size: of its head, shape (n,), from 0.88 to 1.08.
        position: of its middle, shape (n, 2), x and y from −0.1 to 0.1 of half the picture's side.
    """

    images: np.ndarray
    glasses: np.ndarray
    smile: np.ndarray
    long_hair: np.ndarray
    tone: np.ndarray
    size: np.ndarray
    position: np.ndarray

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.images)

    @property
    def rows(self) -> np.ndarray:
        """The pictures as rows of pixels, shape (n, 576)."""
        return self.images.reshape(len(self), -1)

    @property
    def attributes(self) -> np.ndarray:
        """Glasses, smile and long hair, shape (n, 3), int64 0 or 1, in the order of `ATTRIBUTES`."""
        return np.stack([self.glasses, self.smile, self.long_hair], axis=1)

    def __repr__(self) -> str:
        """Show how many faces there are."""
        return f"Faces({len(self)} of {SIDE} × {SIDE})"


def faces(
    n: int,
    *,
    rng: np.random.Generator,
    glasses: int | np.ndarray | None = None,
    smile: int | np.ndarray | None = None,
    long_hair: int | np.ndarray | None = None,
    dtype: DTypeLike | None = None,
) -> Faces:
    """Return faces of 24 × 24 pixels, drawn by code: no two are the same, nobody is shown.

    With one seed, a face with glasses=1 and a face with glasses=0 differ in nothing else. Draw training and
    test faces with two calls, or two seeds.

    Args:
        n: number of faces, 1 or more.
        rng: draws all that is not fixed, and the small differences between faces.
        glasses: 0 or 1 for all faces, or one each, shape (n,), integers; None: each with probability ½.
        smile: the same for the mouth.
        long_hair: the same for the hair.
        dtype: np.float32 (None) or np.float64, of the pixels and of tone, size and position.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if n is below 1, or an attribute is not 0 or 1, or not one a face.
    """
    n = require_whole_number("n", n)
    fixed = [_attribute(*each, n) for each in zip(ATTRIBUTES, (glasses, smile, long_hair), strict=True)]
    if rng is None:
        raise TypeError("rng: expected np.random.default_rng(seed), received None")
    require_generator(rng)
    dtype = require_dtype(dtype)
    drawn = rng.integers(0, 2, (len(ATTRIBUTES), n))  # also where they are fixed, so that the rest stays
    attributes = [chance if given is None else given for chance, given in zip(drawn, fixed, strict=True)]
    tone, size = rng.uniform(0.55, 0.9, n), rng.uniform(0.88, 1.08, n)
    position = rng.uniform(-0.1, 0.1, (n, 2))
    images = _draw(*attributes, tone, size, position, rng)
    return Faces(images.astype(dtype), *attributes, *(each.astype(dtype) for each in (tone, size, position)))


def _attribute(name: str, value: object, n: int) -> np.ndarray | None:
    """Return an attribute as one 0 or 1 a face, or None where it is to be drawn."""
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        if value.shape != (n,):
            raise ValueError(
                f"{name}: expected one value for each of {n} faces, received shape {value.shape}"
            )
        return require_labels(name, value, classes=2).astype(np.int64)
    if require_whole_number(name, value, at_least=0) > 1:
        raise ValueError(f"{name}: expected 0 (no) or 1 (yes), received {value}")
    return np.full(n, value, dtype=np.int64)


def _draw(
    glasses: np.ndarray,
    smile: np.ndarray,
    long_hair: np.ndarray,
    tone: np.ndarray,
    size: np.ndarray,
    position: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Paint hair, head, eyes, glasses, nose and mouth one over the other; shape (n, 24, 24)."""
    glasses, smile, long_hair, tone, size = (
        each[:, None, None] for each in (glasses, smile, long_hair, tone, size)
    )

    def vary(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, tone.shape)

    centres = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    x = (centres[None, None, :] - position[:, 0, None, None]) / size  # measured in the face's own size
    y = (centres[None, :, None] - position[:, 1, None, None]) / size
    width, height, hair = vary(0.5, 0.6), vary(0.62, 0.72), vary(0.05, 0.3)
    eye_x, eye_y, lens = width * vary(0.4, 0.48), vary(-0.16, -0.08), vary(0.17, 0.21)

    image = np.broadcast_to(vary(0.94, 1.0), (len(tone), SIDE, SIDE))
    image = _paint(image, _cover(_long_hair(x, y, width, height, vary(0.55, 0.8)), size) * long_hair, hair)
    image = _paint(image, _cover(_cap(x, y, width, height), size), hair)
    image = _paint(image, _cover(_head(x, y, width, height, vary(0.5, 0.62)), size), tone)
    image = _paint(image, _cover(_ellipse(np.abs(x) - eye_x, y - eye_y, *[vary(0.055, 0.08)] * 2), size), INK)
    image = _paint(image, _cover(_glasses(x, y, eye_x, eye_y, lens), size) * glasses, INK)
    image = _paint(image, 0.6 * _cover(_ellipse(x, y - 0.12, 0.04, 0.09), size), tone - 0.25)
    bend = np.where(smile == 1, -vary(2.0, 2.8), vary(1.4, 2.2))
    mouth = _mouth(x, y - height * vary(0.46, 0.52), bend, width * vary(0.46, 0.56))
    return _paint(image, _cover(mouth, size), INK)


def _paint(image: np.ndarray, coverage: np.ndarray, tone: np.ndarray | float) -> np.ndarray:
    """Return the picture with a tone laid over it where it is covered (1), partly (0 … 1) or not (0)."""
    return image + coverage * (tone - image)


def _cover(distance: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return how much of each pixel a shape covers, from its signed distance in the face's own size."""
    return 1 / (1 + np.exp(np.clip(2 * SHARPNESS * size * distance, -30, 30)))


def _ellipse(x: np.ndarray, y: np.ndarray, a: np.ndarray | float, b: np.ndarray | float) -> np.ndarray:
    """Return the signed distance to an ellipse with half axes a and b, exact for circles."""
    return (np.hypot(x / a, y / b) - 1) * np.minimum(a, b)


def _head(x, y, width, height, hairline) -> np.ndarray:
    """Skin: an ellipse, from the hairline down."""
    return np.maximum(_ellipse(x, y, width, height), -height * hairline - y)


def _cap(x, y, width, height) -> np.ndarray:
    """Hair on top of the head: a larger ellipse, down to the eyes."""
    return np.maximum(_ellipse(x, y + 0.05, width + 0.08, height + 0.08), y + 0.1 * height)


def _long_hair(x, y, width, height, length) -> np.ndarray:
    """Hair behind the head, down to length below the middle."""
    return np.maximum(_ellipse(x, y - 0.05, width + 0.22, height + 0.3), y - length)


def _glasses(x, y, eye_x, eye_y, lens) -> np.ndarray:
    """Two rings around the eyes, and the bridge between them."""
    rings = np.abs(_ellipse(np.abs(x) - eye_x, y - eye_y, lens, 0.9 * lens)) - 0.03
    bridge = np.maximum(np.abs(y - eye_y) - 0.03, np.abs(x) - np.maximum(eye_x - lens, 0.02))
    return np.minimum(rings, bridge)


def _mouth(x, y, bend, half_width) -> np.ndarray:
    """A bold stroke along the parabola y = bend (x² − half_width² / 2); thinner ones blur at 24 pixels."""
    stroke = np.abs(y - bend * (x**2 - half_width**2 / 2)) - 0.075
    return np.maximum(stroke, np.abs(x) - half_width)
