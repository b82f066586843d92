"""Two checks of the split: rows that stand in both parts, to the last bit or nearly."""

from __future__ import annotations

import hashlib
import math

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from course_lib.arguments import require_whole_number
from course_lib.recipe.door import nothing_left_behind, read_rows, require_batch, require_loaders, seed_all
from course_lib.recipe.verdicts import Verdict, at_most

ONCE_IN = 1000


def row_hashes(train: DataLoader, held_out: DataLoader) -> Verdict:
    """Check that no held-out row is also a training row, to the last bit.

    Each row becomes a hash of 128 bits of its bytes, dtype and shape; equal rows have equal hashes, and with
    n rows the chance that two different ones have is below n²/2¹²⁸. So none is allowed. (Rows of few
    possible values are equal by chance; of such rows this says nothing.) Only hashes are kept: it goes
    through data that do not fit into memory. As bytes are compared, a row is read twice first, to see that no
    random transform changes it.

    Args:
        train: loader of (inputs, labels), without augmentation, which would change the rows.
        held_out: loader of (inputs, labels).

    Returns:
        A verdict on the number of held-out rows that are also in train.

    Raises:
        TypeError: if an argument is no loader, its batches are no pairs of tensors, or the two have inputs
            of different dtypes.
        ValueError: if there is no row, or a row is another one at each reading.
    """
    require_loaders(train=train, held_out=held_out)
    with nothing_left_behind(train, held_out):
        _require_steady(train=train, held_out=held_out)
        (known, dtype), (asked, other) = _hashes("train", train), _hashes("held_out", held_out)
        if dtype != other:
            raise TypeError(f"held_out: expected inputs of {dtype}, as in train, received {other}")
        known = set(known)
        found = [fingerprint in known for fingerprint in asked]
    return at_most(
        "row hashes",
        f"of {len(found)} held-out rows, also in train",
        sum(found),
        0,
        fails="Split once, before anything else, and keep that split; copies go to the same part.",
        passes="None is the same to the last bit; near_rows looks for copies that were changed.",
    )


def near_rows(train: DataLoader, held_out: DataLoader, *, rows: int = 5000) -> Verdict:
    """Check that held-out rows are no nearer to training rows than training rows are to one another.

    Put m training rows aside. If all rows were drawn alike, these are as far from the remaining training rows
    as h held-out rows are. Sort the m + h distances to the nearest remaining row: the k smallest are all
    held-out ones with a probability of Π (h − i)/(h + m − i) for i = 0 … k − 1, which is about
    (h/(h + m))^k. The smallest k for which this is below 1/1000 is too many; for m = h it is about 10. So
    rows that are drawn alike are a false alarm once in a thousand times at most.

    Rows that are equal to the last bit are the business of `row_hashes`: each row counts once, and a held-out
    row that equals a training row does not count. A copy of a row that was put aside is missed; at most half
    of the training rows are. And where every row has near copies, made before the split, training rows are as
    near to one another as held-out ones: nothing is seen.

    Args:
        train: loader of (inputs, labels), inputs of floats or bytes, without augmentation.
        held_out: loader of (inputs, labels).
        rows: how many rows to read of each at most; the work grows with its square.

    Returns:
        A verdict on the number of held-out rows that are nearer to train than any row put aside. Rows
        that depend on their neighbours, as pictures of one film do, are found too if the split tears them
        apart: that is leakage.

    Raises:
        TypeError: if an argument is of the wrong kind, or inputs are neither floats nor bytes.
        ValueError: if rows are too few or hold NaN, or a row is another one at each reading.
    """
    require_loaders(train=train, held_out=held_out)
    rows = require_whole_number("rows", rows, at_least=4)
    with nothing_left_behind(train, held_out):
        _require_steady(train=train, held_out=held_out)
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
        asked = _new_rows(asked, known)
        order = torch.randperm(len(known), generator=torch.Generator().manual_seed(0))
        size = max(min(len(asked), len(known) // 2), 1)
        aside, rest = known[order[:size]], known[order[size:]]
        closest = _nearest(aside, rest).min().item()
        near = int((_nearest(asked, rest) < closest).sum()) if len(asked) else 0
    return at_most(
        "near rows",
        f"of {len(asked)} held-out rows, nearer to train than any of {size} put aside:",
        near,
        too_many(len(asked), size) - 1,
        fails="Look at them beside their nearest rows: copies, crops, neighbours in time, the same person?",
        passes="No nearer than training rows are to one another. Copies made before the split pass unseen.",
    )


def too_many(held_out: int, sampled: int) -> int:
    """Return the smallest k for which k held-out distances lie below all others once in 1000 times at most.

    It is h + 1 where even all h may be the smallest by chance.

    Args:
        held_out: number h of held-out rows.
        sampled: number m of training rows whose distances they are compared with.
    """
    chance, count = 0.0, 0
    while chance > -math.log(ONCE_IN):
        if count == held_out:
            return held_out + 1
        chance += math.log((held_out - count) / (held_out + sampled - count))
        count += 1
    return count


def _require_steady(**loaders: DataLoader) -> None:
    """Refuse a loader whose rows are others when they are read again, as behind a random transform.

    The rows of its first batch are read twice, each time with other random numbers.
    """
    for name, loader in loaders.items():
        if isinstance(loader.dataset, IterableDataset) or loader.batch_sampler is None:
            continue  # such rows come once, or come in batches of the data set's own
        if not (indices := next(iter(loader.batch_sampler), [])):
            continue
        readings = []
        for seed in (1, 2):
            seed_all(seed)
            readings.append(_hashes_of(name, loader.collate_fn([loader.dataset[i] for i in indices])))
        if readings[0] != readings[1]:
            raise ValueError(
                f"{name}: expected the same row each time it is read, received another one; give a loader "
                "without the random transform"
            )


def _hashes(name: str, loader: DataLoader) -> tuple[list[bytes], torch.dtype]:
    """Return a hash of each row's inputs, and their dtype."""
    found, dtype = [], None
    for batch in loader:
        found += _hashes_of(name, batch)
        dtype = batch[0].dtype
    if not found:
        raise ValueError(f"{name}: expected one row at least, received none")
    return found, dtype


def _hashes_of(name: str, batch: object) -> list[bytes]:
    """Return a hash of each row's inputs in a batch."""
    inputs, _ = require_batch(name, batch)
    kind = f"{inputs.dtype} {tuple(inputs.shape[1:])}".encode()
    rows = inputs.detach().cpu().reshape(len(inputs), math.prod(inputs.shape[1:])).contiguous()
    if rows.is_floating_point():
        rows = rows + 0.0  # so that −0 has the bytes of 0
    rows = rows.view(torch.uint8).numpy()  # bytes: NumPy has no bfloat16
    return [hashlib.blake2b(kind + row.tobytes(), digest_size=16).digest() for row in rows]


def _as_points(name: str, inputs: Tensor) -> Tensor:
    """Return each row as a point, shape (rows, values)."""
    if not inputs.is_floating_point() and inputs.dtype != torch.uint8:
        raise TypeError(
            f"{name}: expected inputs of floats or bytes, received {inputs.dtype}; row_hashes takes any"
        )
    points = inputs.reshape(len(inputs), -1)
    return points if inputs.dtype == torch.float64 else points.float()


def _new_rows(asked: Tensor, known: Tensor) -> Tensor:
    """Return each different row of `asked` once, without those that are equal to a row of `known`."""
    asked = asked.unique(dim=0)
    _, group, counts = torch.cat([known, asked]).unique(dim=0, return_inverse=True, return_counts=True)
    return asked[counts[group[len(known) :]] == 1]


def _nearest(points: Tensor, known: Tensor) -> Tensor:
    """Return the distance of each point to its nearest known one.

    Without the shortcut by a matrix product, which loses small distances between rows far from 0.
    """
    exact = "donot_use_mm_for_euclid_dist"
    portions = [torch.cdist(part, known, compute_mode=exact) for part in points.split(256)]
    return torch.cat([distances.min(1).values for distances in portions])
