"""Rows that stand in both parts."""

import random
from fractions import Fraction
from math import prod

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from course_lib.recipe import near_rows, row_hashes
from course_lib.recipe.leaks import too_many
from recipe.problems import loader_of, problem


def test_parts_without_a_common_row_pass(train, held_out):
    assert row_hashes(train, held_out).passed
    assert near_rows(train, held_out).passed


def test_a_single_leaked_row_is_found_and_counted(train):
    inputs, labels = problem(90, 2)
    inputs[7] = problem(240, 1)[0][100]
    verdict = row_hashes(train, loader_of(inputs, labels))
    assert (verdict.passed, verdict.measured) == (False, 1)


def test_the_label_of_a_leaked_row_does_not_matter(train):
    inputs, labels = problem(240, 1)
    assert row_hashes(train, loader_of(inputs, (labels + 1) % 3)).measured == 240


def test_a_row_that_differs_in_its_last_bit_is_another_row(train):
    inputs, labels = problem(240, 1)
    moved = torch.nextafter(inputs, torch.tensor(10.0))
    assert row_hashes(train, loader_of(moved, labels)).measured == 0


def test_equal_bytes_in_another_shape_are_another_row():
    flat, labels = torch.ones(8, 4), torch.zeros(8, dtype=torch.int64)
    assert row_hashes(loader_of(flat, labels), loader_of(flat.reshape(8, 2, 2), labels)).measured == 0


def test_whole_numbers_are_hashed_too():
    words, labels = torch.arange(32).reshape(8, 4), torch.zeros(8, dtype=torch.int64)
    assert row_hashes(loader_of(words, labels), loader_of(words[:4], labels[:4])).measured == 4


def test_copies_with_a_little_noise_are_near(train):
    inputs, labels = problem(240, 1)
    copies = inputs[:60] + 1e-4
    assert row_hashes(train, loader_of(copies, labels[:60])).passed
    verdict = near_rows(train, loader_of(copies, labels[:60]))
    assert not verdict.passed
    assert 30 <= verdict.measured <= 60  # those of rows that were put aside are missed


def test_copies_far_from_zero_are_near():
    """A shortcut by a matrix product loses distances of 0.003 beside values of 1,000."""
    generator = torch.Generator().manual_seed(0)
    inputs, labels = 1000 + torch.randn(600, 10, generator=generator), torch.zeros(600, dtype=torch.int64)
    copies = inputs[:100] + 0.001
    verdict = near_rows(loader_of(inputs, labels), loader_of(copies, labels[:100]))
    assert not verdict.passed
    assert verdict.measured >= 50


@pytest.mark.parametrize(("rows", "others", "columns"), [(80, 80, 3), (40, 160, 3), (80, 80, 20)])
def test_rows_that_are_drawn_alike_fire_once_in_a_thousand_times(rows, others, columns):
    generator, fired = torch.Generator().manual_seed(0), 0
    labels = torch.zeros(max(rows, others), dtype=torch.int64)
    for _ in range(300):
        parts = (torch.randn(count, columns, generator=generator) for count in (rows, others))
        fired += not near_rows(*(loader_of(part, labels[: len(part)]) for part in parts)).passed
    assert fired <= 1  # 0.3 are expected; measured against all other training rows, it were 3 to 6


@pytest.mark.parametrize("columns", [4, 8, 14])
def test_rows_of_few_values_are_no_copies_by_being_equal(columns):
    generator, labels = torch.Generator().manual_seed(0), torch.zeros(500, dtype=torch.int64)
    parts = (torch.randint(0, 2, (500, columns), generator=generator).float() for _ in range(2))
    verdict = near_rows(*(loader_of(part, labels) for part in parts))
    assert verdict.passed


def test_pictures_of_bytes_are_compared():
    generator = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 250, (300, 1, 8, 8), generator=generator).byte()
    labels = torch.zeros(300, dtype=torch.int64)
    brighter = loader_of(pictures[:100] + 1, labels[:100])
    assert not near_rows(loader_of(pictures, labels), brighter).passed
    assert near_rows(loader_of(pictures[:200], labels[:200]), loader_of(pictures[200:], labels[200:])).passed


class Shaken(Dataset):
    """Rows with noise at each reading, or mirrored by chance, as augmenting data sets have them."""

    def __init__(self, change):
        self.inputs, self.labels = problem(60, 1)
        self.change = change

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, index):
        return self.change(self.inputs[index]), self.labels[index]


@pytest.mark.parametrize("check", [row_hashes, near_rows])
@pytest.mark.parametrize(
    "change",
    [
        lambda row: row + 0.1 * torch.randn(4),
        lambda row: row.flip(0) if torch.rand(()) < 0.5 else row,
        lambda row: row + float(np.random.normal()),  # noqa: NPY002
        lambda row: row * random.random(),
    ],
    ids=["noise", "flips", "numpy", "python"],
)
def test_a_random_transform_would_hide_every_leak_and_is_refused(check, change):
    shaken, plain = (
        DataLoader(Shaken(each), batch_size=16, shuffle=True) for each in (change, lambda row: row)
    )
    with pytest.raises(ValueError, match="train: expected the same row each time"):
        check(shaken, plain)
    with pytest.raises(ValueError, match="held_out: expected the same row each time"):
        check(plain, shaken)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.uint8, torch.bool, torch.complex64])
def test_rows_of_any_dtype_are_hashed(dtype):
    inputs, labels = problem(32, 1)[0].to(dtype), torch.zeros(32, dtype=torch.int64)
    assert row_hashes(loader_of(inputs, labels), loader_of(inputs[:4], labels[:4])).measured == 4


def test_rows_of_two_dtypes_are_never_equal_in_bytes_and_refused():
    inputs, labels = problem(32, 1)
    with pytest.raises(TypeError, match="expected inputs of torch.float32, as in train, received"):
        row_hashes(loader_of(inputs, labels), loader_of(inputs.double(), labels))


def test_minus_zero_is_zero():
    zeros, labels = torch.zeros(8, 4), torch.zeros(8, dtype=torch.int64)
    assert row_hashes(loader_of(zeros, labels), loader_of(-zeros, labels)).measured == 8


def test_equal_rows_inside_one_part_are_no_leak():
    inputs, labels = problem(120, 1)
    twice = loader_of(torch.cat([inputs, inputs]), torch.cat([labels, labels]))
    assert near_rows(twice, loader_of(*problem(90, 2))).passed


@pytest.mark.parametrize(("held_out", "sampled"), [(500, 500), (100, 369), (300, 50)])
def test_the_number_that_is_too_many_is_the_first_that_chance_hardly_reaches(held_out, sampled):
    def chance(count):
        return prod(Fraction(held_out - i, held_out + sampled - i) for i in range(count))

    first = too_many(held_out, sampled)
    assert chance(first) <= Fraction(1, 1000) < chance(first - 1)


@pytest.mark.parametrize(("held_out", "sampled"), [(2, 2), (0, 5), (3, 1)])
def test_with_so_few_rows_no_number_is_too_many(held_out, sampled):
    assert too_many(held_out, sampled) == held_out + 1


def test_for_as_many_rows_on_both_sides_it_is_ten():
    assert too_many(500, 500) == 10


def test_rows_of_two_widths_are_refused(train):
    wide = loader_of(torch.ones(8, 5), torch.zeros(8, dtype=torch.int64))
    with pytest.raises(ValueError, match="of the shape of held-out rows"):
        near_rows(train, wide)
