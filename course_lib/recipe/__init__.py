"""Checks of a training pipeline, for any classifier in PyTorch and any `DataLoader` of (inputs, labels).

    from course_lib.recipe import initial_loss, input_baseline, overfit_one_batch, row_hashes

    print(initial_loss(model, train))                # before the first step: is the loss ln K?
    print(overfit_one_batch(model, train))           # can it learn 32 rows by heart?
    print(input_baseline(model, train, held_out))    # does it read its inputs at all?
    print(row_hashes(train, held_out))               # does a row stand in both parts?

Each check returns a `Verdict`: whether it passed, what was measured, the threshold, and what to do. How a
threshold follows stands in the docstring of its check. Where a threshold leaves room for chance, a healthy
pipeline passes it 999 times in 1000 (`chance`). A check works on copies of the model and gives the state of
all random generators back, so that training goes on as if it had not been there.
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
