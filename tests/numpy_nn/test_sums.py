"""Sums as products: the same numbers as those of plain NumPy."""

import numpy as np
import pytest

from course_lib.numpy_nn.sums import feature_products, feature_sums, row_mean_products, row_means


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (7, 1)])
def test_sums_are_those_of_plain_numpy_in_the_dtype_that_came_in(rng, shape, dtype):
    a, b = rng.standard_normal((2, *shape)).astype(dtype)
    found = [feature_sums(a), feature_products(a, b), row_means(a), row_mean_products(a, b)]
    expected = [a.sum(0), (a * b).sum(0), a.mean(1, keepdims=True), (a * b).mean(1, keepdims=True)]
    for values, wanted in zip(found, expected, strict=True):
        assert values.dtype == dtype
        # Sums of seven numbers about 1 in another order: a few roundings.
        np.testing.assert_allclose(values, wanted, rtol=0, atol=10 * np.finfo(dtype).eps)
