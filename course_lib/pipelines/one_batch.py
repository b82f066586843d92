"""How the loss of a pipeline falls when it is trained on a few rows alone."""

from __future__ import annotations

import copy

import torch

from course_lib.arguments import require_number, require_whole_number
from course_lib.pipelines.pipeline import Pipeline


def losses_on_one_batch(pipeline: Pipeline, *, steps: int, lr: float = 1e-3) -> list[float]:
    """Return the loss in eval mode after each step of Adam on the first batch of a pipeline.

    Args:
        pipeline: a copy of its model is trained.
        steps: how many.
        lr: learning rate.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if steps or lr is out of range.
    """
    if not isinstance(pipeline, Pipeline):
        raise TypeError(f"pipeline: expected one such as digit_pipeline(), received {pipeline!r}")
    steps, lr = require_whole_number("steps", steps), require_number("lr", lr, above=0)
    model, losses = copy.deepcopy(pipeline.model), []
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    with torch.random.fork_rng():
        torch.manual_seed(0)  # of dropout
        x, y = next(iter(pipeline.train))
        for _ in range(steps):
            optimiser.zero_grad()
            pipeline.loss(model.train()(x), y).backward()
            optimiser.step()
            with torch.no_grad():
                losses.append(pipeline.loss(model.eval()(x), y).item())
    return losses
