"""Two checks of the split: rows that stand in both parts, to the last bit or nearly."""

from __future__ import annotations

import hashlib
import math

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from course_lib.arguments import require_whole_number
from course_lib.recipe.door import nothing_left_behind, read_rows, require_batch, require_loaders
from course_lib.recipe.verdicts import Verdict, at_most

ONCE_IN = 1000


def row_hashes(train: DataLoader, held_out: DataLoader) -> Verdict:
    """Check that no held-out row is also a training row, to the last bit.

    Each row becomes a hash of 128 bits of its bytes, dtype and shape; equal rows have equal hashes, and with
    n rows the chance that two different ones have is below n²/2¹²⁸. So none is allowed. Only hashes are
    kept: it goes through data that do not fit into memory.

    Args:
        train: loader of (inputs, labels), without augmentation, which would change the rows.
        held_out: loader of (inputs, labels).

    Returns:
        A verdict on the number of held-out rows that are also in train.

    Raises:
        TypeError: if an argument is no loader, or its batches are no pairs of tensors.
        ValueError: if there is no row.
    """
    require_loaders(train=train, held_out=held_out)
    with nothing_left_behind(train, held_out):
        known = set(_hashes("train", train))
        found = [fingerprint in known for fingerprint in _hashes("held_out", held_out)]
    return at_most(
        "row hashes",
        f"of {len(found)} held-out rows, also in train",
        sum(found),
        0,
        fails="Remove them from train, find out how they got there, and split before anything else.",
        passes="None is the same to the last bit; near_rows looks for copies that were changed.",
    )


def near_rows(train: DataLoader, held_out: DataLoader, *, rows: int = 5000) -> Verdict:
    """Check that held-out rows are no nearer to training rows than training rows are to one another.

    If all rows were drawn alike, the distance of a held-out row to its nearest training row is like that of
    a training row to its nearest other one. Take m training rows and h held-out ones, and sort these
    distances: the k smallest are all held-out ones with a probability of
    Π (h − i)/(h + m − i) for i = 0 … k − 1, which is about (h/(h + m))^k. The smallest k for which this is
    below 1/1000 is too many; for m = h it is about 10.

    Args:
        train: loader of (inputs, labels), inputs of floats, without augmentation.
        held_out: loader of (inputs, labels).
        rows: how many rows to read of each at most; the work grows with its square.

    Returns:
        A verdict on the number of held-out rows that are nearer to train than any training row asked. Rows
        that depend on their neighbours, as pictures of one film do, are found too if the split tears them
        apart: that is leakage.

    Raises:
        TypeError: if an argument is of the wrong kind, or inputs are no floats.
        ValueError: if rows are too few or hold NaN.
    """
    require_loaders(train=train, held_out=held_out)
    rows = require_whole_number("rows", rows, at_least=4)
    with nothing_left_behind(train, held_out):
        known, asked = (
            _as_points(name, read_rows(name, loader, nn.Identity(), rows)[0])
            for name, loader in (("train", train), ("held_out", held_out))
        )
        known = known.unique(dim=0)
        if known.shape[1:] != asked.shape[1:] or len(known) < 2:
            raise ValueError(
                f"expected two different training rows at least, of the shape of held-out rows, received "
                f"{len(known)} of {known.shape[1]} values; held-out rows have {asked.shape[1]}"
            )
        sample = torch.randperm(len(known), generator=torch.Generator().manual_seed(0))[: len(asked)]
        among = _nearest(known[sample], known, itself=sample)
        closest = among.min().item()
        near = int((_nearest(asked, known) < closest).sum())
    return at_most(
        "near rows",
        f"of {len(asked)} held-out rows, nearer to train than any of {len(sample)} training rows",
        near,
        too_many(len(asked), len(sample)) - 1,
        fails="Look at them beside their nearest rows: copies, crops, neighbours in time, the same person?",
        passes="Held-out rows keep their distance. Rows of one person or one day may still be in both.",
    )


def too_many(held_out: int, sampled: int) -> int:
    """Return the smallest k for which k held-out distances lie below all others once in 1000 times at most.

    Args:
        held_out: number h of held-out rows.
        sampled: number m of training rows whose distances they are compared with.
    """
    chance, count = 0.0, 0
    while chance > -math.log(ONCE_IN) and count < held_out:
        chance += math.log((held_out - count) / (held_out + sampled - count))
        count += 1
    return count


def _hashes(name: str, loader: DataLoader) -> list[bytes]:
    """Return a hash of each row's inputs."""
    found = []
    for batch in loader:
        inputs, _ = require_batch(name, batch)
        kind = f"{inputs.dtype} {tuple(inputs.shape[1:])}".encode()
        rows = inputs.detach().cpu().contiguous()
        found += [hashlib.blake2b(kind + row.numpy().tobytes(), digest_size=16).digest() for row in rows]
    if not found:
        raise ValueError(f"{name}: expected one row at least, received none")
    return found


def _as_points(name: str, inputs: Tensor) -> Tensor:
    """Return each row as a point, shape (rows, values)."""
    if not inputs.is_floating_point():
        raise TypeError(f"{name}: expected inputs of floats, received {inputs.dtype}; row_hashes takes any")
    return inputs.reshape(len(inputs), -1)


def _nearest(points: Tensor, known: Tensor, itself: Tensor | None = None) -> Tensor:
    """Return the distance of each point to its nearest known one; itself says which one not to count."""
    found = []
    for start in range(0, len(points), 256):
        distances = torch.cdist(points[start : start + 256], known)
        if itself is not None:
            part = itself[start : start + 256]
            distances[torch.arange(len(part)), part] = math.inf
        found.append(distances.min(1).values)
    return torch.cat(found)
