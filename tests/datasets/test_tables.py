"""Tables: what they hold, and that nothing of the rows that judge is known in training."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris

from course_lib.datasets import breast_cancer, diabetes, iris
from course_lib.datasets.splits import stratified_parts

TABLES = {iris: load_iris, breast_cancer: load_breast_cancer, diabetes: lambda: load_diabetes(scaled=False)}


def parts(splits):
    return splits.train, splits.validation, splits.test


@pytest.mark.parametrize(
    ("load", "sizes", "features", "classes"),
    [
        (iris, [91, 29, 30], 4, ("setosa", "versicolor", "virginica")),
        (breast_cancer, [369, 100, 100], 30, ("malignant", "benign")),
        (diabetes, [282, 80, 80], 10, ()),
    ],
)
def test_each_part_has_its_rows_features_and_classes(load, sizes, features, classes):
    splits = load()
    assert [len(part) for part in parts(splits)] == sizes
    for part in parts(splits):
        assert (part.x.shape, part.x.dtype) == ((len(part), features), np.float32)
        assert part.y.shape == (len(part),)
        assert part.y.dtype == (np.int64 if classes else np.float32)
        assert part.classes == classes
        assert len(set(part.features)) == features
    assert repr(splits.test) == f"Table({sizes[2]} rows, {features} features)"


@pytest.mark.parametrize("load", TABLES)
def test_together_the_parts_are_the_table_of_scikit_learn(load):
    raw = TABLES[load]()
    found = [
        (*row, y)
        for part in parts(load(standardised=False, dtype=np.float64))
        for row, y in zip(part.x.tolist(), part.y.tolist(), strict=True)
    ]
    assert sorted(found) == sorted((*row, y) for row, y in zip(raw.data.tolist(), raw.target, strict=True))


@pytest.mark.parametrize("load", TABLES)
def test_no_row_is_in_two_parts(load):
    train, validation, test = ({row.tobytes() for row in part.x} for part in parts(load()))
    assert not train & validation
    assert not train & test
    assert not validation & test


@pytest.mark.parametrize("load", TABLES)
def test_only_the_training_rows_decide_how_features_are_standardised(load):
    raw, standard = (parts(load(standardised=answer, dtype=np.float64)) for answer in (False, True))
    mean, deviation = raw[0].x.mean(0), raw[0].x.std(0)
    for before, after in zip(raw, standard, strict=True):
        np.testing.assert_allclose(after.x, (before.x - mean) / deviation, atol=1e-12)  # rounding
        np.testing.assert_array_equal(after.y, before.y)
    np.testing.assert_allclose(standard[0].x.mean(0), 0, atol=1e-12)  # rounding
    assert np.abs(standard[2].x.mean(0)).min() > 1e-4  # the test rows had no say


@pytest.mark.parametrize("load", [iris, breast_cancer])
def test_each_class_has_its_share_of_each_part(load):
    share = np.bincount(TABLES[load]().target) / len(TABLES[load]().target)
    for part in parts(load()):
        assert np.abs(np.bincount(part.y) - share * len(part)).max() < 2


def test_the_targets_of_the_diabetes_parts_have_about_one_mean():
    means = [part.y.mean() for part in parts(diabetes())]
    assert max(means) - min(means) < 5  # of targets from 25 to 346


def test_features_are_named_with_their_units():
    assert iris().train.features[2] == "petal length (cm)"
    assert "body mass index (kg/m²)" in diabetes().train.features
    ages = diabetes(standardised=False).train.x[:, 0]
    assert 18 < ages.min() < ages.max() < 80


def test_a_part_that_is_changed_leaves_the_next_call_alone():
    iris().train.x[:] = 7
    assert abs(iris().train.x.mean()) < 1e-6


@pytest.mark.parametrize("load", TABLES)
@pytest.mark.parametrize(
    ("settings", "words"), [({"standardised": 1}, "standardised"), ({"dtype": int}, "dtype")]
)
def test_impossible_settings_are_refused(load, settings, words):
    with pytest.raises(TypeError, match=f"{words}: expected"):
        load(**settings)


def test_copies_of_an_example_stay_in_one_part():
    values = np.array([[5], [1], [5], [2], [5], [3], [4], [6]])
    train, validation, test = stratified_parts(values, np.zeros(8), validation=2, test=2)
    assert sorted([*train, *validation, *test]) == list(range(8))
    homes = [set(values[part].ravel().tolist()) for part in (train, validation, test)]
    assert not homes[0] & homes[1]
    assert not homes[0] & homes[2]
    assert not homes[1] & homes[2]


def test_without_copies_the_parts_have_the_sizes_asked_for_and_no_order_of_their_own():
    values = np.arange(100)[:, None]
    train, validation, test = stratified_parts(values, np.arange(100) % 5, validation=20, test=30)
    assert [len(part) for part in (train, validation, test)] == [50, 20, 30]
    for part in (train, validation, test):
        assert (np.diff(part) > 0).all()
        assert (np.bincount(part % 5) == len(part) / 5).all()
