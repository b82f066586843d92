"""A check of how predictions are made: a row's answer must not depend on chance or on its company."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from course_lib.arguments import require_whole_number
from course_lib.recipe.door import (
    copy_of,
    nothing_left_behind,
    read_rows,
    require_function,
    require_loaders,
    require_model,
    require_outputs,
)
from course_lib.recipe.verdicts import Verdict, at_most


def eval_mode(
    model: nn.Module,
    held_out: DataLoader,
    *,
    predict: Callable[[nn.Module, Tensor], Tensor] | None = None,
    rows: int = 64,
) -> Verdict:
    """Check that the same rows get the same outputs twice, and in other company.

    Dropout gives other outputs at the second call; batch norm in training mode gives a row other outputs
    when its batch changes. In eval mode neither does, and outputs differ by rounding alone, in relative size
    by about n · eps where n numbers are added up. For all n up to 1/√eps (2,900 in float32) that is at most
    √eps: 3.5e-4 in float32. Chance and company change outputs by a good part of their size: by about
    √(p/n) where dropout drops a share p of n values, by about 1/√B where a mean is that of B rows. The
    threshold is √eps.

    Args:
        model: trained or not; a copy is asked.
        held_out: loader of (inputs, labels).
        predict: how the pipeline predicts, called as predict(model, inputs) with the copy in training mode,
            as in the middle of training; None calls the model in the mode in which it is.
        rows: how many rows to ask.

    Returns:
        A verdict on the greatest difference, relative to the size of the outputs.

    Raises:
        TypeError: if an argument is of the wrong kind, or outputs are no floats.
        ValueError: if rows are too few, hold NaN, or outputs are not one a class, or the same for all rows:
            then nothing can be seen, as where the last layer starts from zeros.
    """
    require_model(model)
    require_loaders(held_out=held_out)
    if predict is not None:
        require_function("predict", predict)
    rows = require_whole_number("rows", rows, at_least=4)
    with nothing_left_behind(held_out), torch.no_grad():
        x, y = read_rows("held_out", held_out, model, rows)
        asked = copy_of(model)
        if predict is not None:
            asked.train()
        ask = predict or (lambda model, inputs: model(inputs))
        half = len(x) // 2
        together = require_outputs(ask(asked, x), y)
        if (together == together[:1]).all():
            raise ValueError(
                "model: expected outputs that differ from row to row, received the same for all of "
                f"{len(x)} rows; ask again after some steps of training"
            )
        again = ask(asked, x)
        apart = torch.cat([ask(asked, x[:half]), ask(asked, x[half:])])
    differences = torch.stack([together - again, together - apart]).double()
    greatest = differences.abs().max().item()
    size = together.double().norm().item() / math.sqrt(together.numel())
    return at_most(
        "eval mode",
        "greatest difference between two outputs of a row, relative to their size,",
        greatest / size,
        math.sqrt(torch.finfo(together.dtype).eps),
        fails="Call model.eval() before you predict, and model.train() before the next step.",
        passes="A row's outputs depend on nothing but the row.",
    )
