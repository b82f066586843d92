"""Rows that stand in both parts."""

from fractions import Fraction
from math import prod

import pytest
import torch

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
    assert (verdict.passed, verdict.measured) == (False, 60)


@pytest.mark.parametrize("seed", range(10))
def test_fresh_rows_keep_their_distance(train, seed):
    assert near_rows(train, loader_of(*problem(200, 100 + seed))).passed


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


def test_for_as_many_rows_on_both_sides_it_is_ten():
    assert too_many(500, 500) == 10


def test_rows_of_two_widths_are_refused(train):
    wide = loader_of(torch.ones(8, 5), torch.zeros(8, dtype=torch.int64))
    with pytest.raises(ValueError, match="of the shape of held-out rows"):
        near_rows(train, wide)
