"""Pipelines of training, healthy ones and the same with one bug, to try the checks of `recipe` on."""

from course_lib.pipelines.hard import HARD, hard_pipeline
from course_lib.pipelines.models import DIGIT_MODELS
from course_lib.pipelines.pipeline import Pipeline, reported_accuracy, train_pipeline, true_accuracy
from course_lib.pipelines.projects import BUGS, cell_pipeline, digit_pipeline, small_digit_pipeline

__all__ = [
    "BUGS",
    "DIGIT_MODELS",
    "HARD",
    "Pipeline",
    "cell_pipeline",
    "digit_pipeline",
    "hard_pipeline",
    "reported_accuracy",
    "small_digit_pipeline",
    "train_pipeline",
    "true_accuracy",
]
