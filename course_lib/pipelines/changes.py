"""Augmentations: changes of the inputs of a batch, some of which leave the class alone.

They draw from PyTorch's own generator, as the transforms of its libraries do, or from one that is given.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad


def shift(images: Tensor, *, by: int = 1, generator: torch.Generator | None = None) -> Tensor:
    """Move each picture by up to a pixel, or more, down or up and to a side."""
    moved = pad(images, (by, by, by, by))
    downs, sides = torch.randint(0, 2 * by + 1, (2, len(images)), generator=generator).tolist()
    height, width = images.shape[1:]
    parts = [
        image[down : down + height, side : side + width]
        for image, down, side in zip(moved, downs, sides, strict=True)
    ]
    return torch.stack(parts)


def mirror_both_ways(images: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
    """Mirror left and right for every second picture, and top and bottom: good for cells, not for digits."""
    left_right, top_bottom = (torch.rand(2, len(images), generator=generator) < 0.5)[:, :, None, None]
    images = torch.where(left_right, images.flip(2), images)
    return torch.where(top_bottom, images.flip(1), images)


def add_noise(rows: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
    """Add noise of a tenth of a standard deviation to each measurement."""
    return rows + 0.1 * torch.randn(rows.shape, generator=generator)


def turn_signs(rows: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
    """Turn the sign of every measurement in every second row."""
    turned = torch.rand(len(rows), 1, generator=generator) < 0.5
    return torch.where(turned, -rows, rows)
