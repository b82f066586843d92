"""Data for every chapter: from a dependency, the Python installation or code, never from the network."""

from course_lib.datasets.digits import digits8

__all__ = ["digits8"]
