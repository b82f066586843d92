"""Data for every chapter: from a dependency, the Python installation or code; no network is asked."""

from course_lib.datasets.digits import digits8, mnist5k
from course_lib.datasets.faces import faces
from course_lib.datasets.photographs import photographs
from course_lib.datasets.points import blobs, moons, spirals, xor
from course_lib.datasets.tables import breast_cancer, diabetes, iris

__all__ = [
    "blobs",
    "breast_cancer",
    "diabetes",
    "digits8",
    "faces",
    "iris",
    "mnist5k",
    "moons",
    "photographs",
    "spirals",
    "xor",
]
