"""Two photographs in colour, to see what a picture is made of and what filters do to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from course_lib.numpy_nn.arguments import require_dtype

CREDITS = {
    "china.jpg": ("A Chinese temple", "danielbuechele, flickr.com/photos/danielbuechele/6061409035"),
    "flower.jpg": ("A dahlia", "vultilion, flickr.com/photos/vultilion/6056698931"),
}


@dataclass(frozen=True)
class Photograph:
    """A photograph, and whom to thank for it.

    Attributes:
        title: what it shows.
        image: shape (height, width, 3), floats from 0 to 1: red, green, blue.
        credit: photographer, address and licence; name them wherever the picture is shown.
    """

    title: str
    image: np.ndarray
    credit: str

    def __repr__(self) -> str:
        """Show title and size."""
        height, width, _ = self.image.shape
        return f"Photograph({self.title!r}, {height} × {width})"


def photographs(*, dtype: DTypeLike | None = None) -> tuple[Photograph, Photograph]:
    """Return a temple and a flower, each of 427 × 640 pixels.

    Args:
        dtype: np.float32 (None) or np.float64, of the pixels.

    Returns:
        Two photographs: `temple, flower = photographs()`.

    Raises:
        TypeError: if dtype is neither.

    Source: scikit-learn's `load_sample_images`; the photographers are named in `credit`, the licence of both
    is CC BY 2.0.
    """
    dtype = require_dtype(dtype)
    from sklearn.datasets import load_sample_image

    return tuple(
        Photograph(title, load_sample_image(name).astype(dtype) / dtype.type(255), f"{credit} (CC BY 2.0)")
        for name, (title, credit) in CREDITS.items()
    )
