"""Small models of four kinds: linear, with batch norm and dropout, convolutional, residual."""

from __future__ import annotations

from torch import Tensor, nn

from course_lib.arguments import require_one_of, require_whole_number

DIGIT_MODELS = ("linear", "batch norm and dropout", "convolution")


class ResidualNet(nn.Module):
    """A linear layer, a residual block with layer norm and dropout, a linear layer to the logits.

    Args:
        inputs: values in a row.
        width: of the block.
        classes: number of logits.
    """

    def __init__(self, inputs: int, width: int, classes: int):
        super().__init__()
        sizes = {"inputs": inputs, "width": width, "classes": classes}
        inputs, width, classes = (require_whole_number(name, size) for name, size in sizes.items())
        self.first, self.last = nn.Linear(inputs, width), nn.Linear(width, classes)
        self.block = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(), nn.Dropout(0.3), nn.Linear(width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.first(x)
        return self.last(hidden + self.block(hidden))


def digit_model(kind: str) -> nn.Module:
    """Return a fresh model for pictures of 28 × 28 pixels and ten classes.

    Args:
        kind: one of DIGIT_MODELS.

    Raises:
        ValueError: if it is something else.
        TypeError: if it is no word.
    """
    require_one_of("kind", kind, DIGIT_MODELS)
    if kind == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    if kind == "convolution":
        return nn.Sequential(
            nn.Unflatten(1, (1, 28)),
            nn.Conv2d(1, 8, 5, stride=2),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.25),
            nn.Linear(16 * 5 * 5, 10),
        )
    hidden = [nn.Linear(784, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(128, 10))
