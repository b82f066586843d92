"""Tables of measurements: flowers, patients, cells.

Each has three parts that share no row. Their features are standardised, x ↦ (x − mean) / deviation, with mean
and standard deviation of the *training* rows alone: those of all rows would tell the training a little about
the rows it is judged by.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import DTypeLike

from course_lib.arguments import require_bool
from course_lib.datasets.splits import Splits, stratified_parts
from course_lib.numpy_nn.arguments import require_dtype

DIABETES_FEATURES = (
    "age (years)",
    "sex (1 or 2, undocumented)",
    "body mass index (kg/m²)",
    "mean blood pressure (mmHg)",
    "total cholesterol (mg/dl)",
    "low-density lipoproteins (mg/dl)",
    "high-density lipoproteins (mg/dl)",
    "total cholesterol / high-density lipoproteins",
    "triglycerides (probably log of mg/dl)",
    "blood sugar (mg/dl)",
)


@dataclass(frozen=True)
class Table:
    """Rows of measurements, and what is to be told from them.

    Attributes:
        x: shape (rows, features), floats; standardised or in the units of `features`.
        y: what is to be told, shape (rows,): int64 class numbers, or floats.
        features: name and unit of each column of x.
        classes: name of each class; empty where y is a quantity.
    """

    x: np.ndarray
    y: np.ndarray
    features: tuple[str, ...]
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y)

    def __repr__(self) -> str:
        """Show how many rows and features there are."""
        return f"Table({len(self)} rows, {len(self.features)} features)"


def iris(*, standardised: bool = True, dtype: DTypeLike | None = None) -> Splits[Table]:
    """Return 150 iris flowers of three species: about 90 to train, 30 to validate, 30 to test.

    A straight line parts setosa from the others; versicolor and virginica overlap. One flower comes twice
    in the data (rows 101 and 142), and both copies are in one part.

    Args:
        standardised: whether features are standardised; else they are in cm.
        dtype: np.float32 (None) or np.float64, of the features.

    Returns:
        `Splits` of `Table`, with 4 features and 3 classes, each with its share of every part.

    Raises:
        TypeError: if standardised is neither True nor False, or dtype neither of those.

    Source: R. A. Fisher (1936), *The use of multiple measurements in taxonomic problems*, Annals of Eugenics
    7, measured by E. Anderson; UCI Machine Learning Repository (CC BY 4.0), as scikit-learn brings it.
    """
    from sklearn.datasets import load_iris

    return _classification(load_iris, standardised, dtype, validation=30, test=30)


def breast_cancer(*, standardised: bool = True, dtype: DTypeLike | None = None) -> Splits[Table]:
    """Return 569 samples of breast tissue, benign or malignant: 369 to train, 100 to validate, 100 to test.

    Ten properties of the cell nuclei in a picture of the sample, each as mean, standard error and mean of
    the three greatest ("worst"). Lengths are in pixels of the picture, areas in their squares.

    Args:
        standardised: whether features are standardised.
        dtype: np.float32 (None) or np.float64, of the features.

    Returns:
        `Splits` of `Table`, with 30 features; class 0 is malignant (212 samples), class 1 benign (357).

    Raises:
        TypeError: if standardised is neither True nor False, or dtype neither of those.

    Source: W. N. Street, W. H. Wolberg and O. L. Mangasarian (1993), *Nuclear feature extraction for breast
    tumor diagnosis*; UCI Machine Learning Repository (CC BY 4.0), as scikit-learn brings it.
    """
    from sklearn.datasets import load_breast_cancer

    return _classification(load_breast_cancer, standardised, dtype, validation=100, test=100)


def diabetes(*, standardised: bool = True, dtype: DTypeLike | None = None) -> Splits[Table]:
    """Return 442 patients and how far their diabetes went in a year: 282 train, 80 validate, 80 test.

    The target, from 25 to 346 without a unit, is never standardised. Each range of targets has its share of
    every part.

    Args:
        standardised: whether features are standardised; else they are in the units of `features`.
        dtype: np.float32 (None) or np.float64, of features and targets.

    Returns:
        `Splits` of `Table`, with 10 features and no classes.

    Raises:
        TypeError: if standardised is neither True nor False, or dtype neither of those.

    Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), *Least angle regression*, Annals of
    Statistics 32, published with the paper without a licence, as scikit-learn brings it. The units are those
    usual for such measurements: the paper names few.
    """
    require_bool("standardised", standardised)
    dtype = require_dtype(dtype)
    from sklearn.datasets import load_diabetes

    raw = load_diabetes(scaled=False)
    table = Table(raw.data, raw.target.astype(dtype), DIABETES_FEATURES)
    return _split(table, standardised, dtype, validation=80, test=80)


def _classification(
    load: Callable, standardised: bool, dtype: DTypeLike | None, *, validation: int, test: int
) -> Splits[Table]:
    """Return one of scikit-learn's tables with classes in three parts."""
    require_bool("standardised", standardised)
    dtype = require_dtype(dtype)
    raw = load()
    features, classes = tuple(map(str, raw.feature_names)), tuple(map(str, raw.target_names))
    table = Table(raw.data, raw.target.astype(np.int64), features, classes)
    return _split(table, standardised, dtype, validation=validation, test=test)


def _split(table: Table, standardised: bool, dtype: np.dtype, *, validation: int, test: int) -> Splits[Table]:
    """Share the rows out, and standardise each part with mean and deviation of the training part."""
    parts = stratified_parts(table.x, table.y, validation=validation, test=test)
    train = table.x[parts[0]]
    mean, deviation = (train.mean(0), train.std(0)) if standardised else (0.0, 1.0)
    return Splits(
        *(
            replace(table, x=((table.x[rows] - mean) / deviation).astype(dtype), y=table.y[rows])
            for rows in parts
        )
    )
