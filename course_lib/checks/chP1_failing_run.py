"""Project P1 asks no questions with one answer: `course_lib.projects.rubric` judges it."""

EXERCISES = ()

PREDICTIONS = ()

RECALL = ()
