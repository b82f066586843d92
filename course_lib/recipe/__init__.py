"""Checks of a training pipeline, for classifiers in PyTorch.

Any module will do that has one output a class, and any `DataLoader` of (inputs, labels) whose rows have one
shape (`near_rows` takes floats or bytes alone). What returns or holds more is wrapped; the messages say how.

    from course_lib.recipe import initial_loss, input_baseline, overfit_one_batch, row_hashes

    print(initial_loss(model, train))                # before the first step: is the loss ln K?
    print(overfit_one_batch(model, train))           # can it learn 32 rows by heart?
    print(input_baseline(model, train, held_out))    # does it read its inputs at all?
    print(row_hashes(train, held_out))               # does a row stand in both parts?

Each check returns a `Verdict`: whether it passed, what was measured, the threshold, and what to do. How a
threshold follows stands in the docstring of its check, and, where chance is allowed for, which error is kept
to 1 in 1000: the false alarm, or, for `input_baseline`, the pass of a pipeline whose inputs say nothing. A
check works on copies of the model and gives the state of the random generators of PyTorch, NumPy, Python and
the loaders back, so that training goes on as if it had not been there. It cannot give back what a data set
keeps for itself: a generator of its own, or its place in a stream.
"""

from course_lib.recipe.augmentation import augmentation_keeps_labels, preview
from course_lib.recipe.baselines import input_baseline, label_shuffle
from course_lib.recipe.evaluation import eval_mode
from course_lib.recipe.first_steps import initial_loss, overfit_one_batch
from course_lib.recipe.leaks import near_rows, row_hashes
from course_lib.recipe.verdicts import Verdict, as_rows

__all__ = [
    "Verdict",
    "as_rows",
    "augmentation_keeps_labels",
    "eval_mode",
    "initial_loss",
    "input_baseline",
    "label_shuffle",
    "near_rows",
    "overfit_one_batch",
    "preview",
    "row_hashes",
]
