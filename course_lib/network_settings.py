"""The settings of a deep network that decide how a signal flows through it, before any training."""

from dataclasses import dataclass

from course_lib.arguments import require_number, require_one_of

# Each option, and what a learner reads for it, here as in the widget's own `LABELS`.
ACTIVATIONS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
}
INITIALISATIONS = {
    "zeros": "all zero",
    "normal": "normal, deviation 1",
    "lecun": "LeCun",
    "xavier": "Glorot (Xavier)",
    "he": "He (Kaiming)",
    "orthogonal": "orthogonal",
    "pytorch": "PyTorch's default",
}
NORMALISATIONS = {"none": "none", "batch": "batch norm", "layer": "layer norm"}


@dataclass(frozen=True)
class Network:
    """What stands in each hidden layer, linear → norm → activation, and where its weights start.

    Attributes:
        activation: one of `ACTIVATIONS`.
        initialisation: one of `INITIALISATIONS`. "normal" has a standard deviation of 1; "pytorch" is the
            default of `torch.nn.Linear`, whose biases are not zero.
        scale: a positive number that multiplies every weight, and no bias.
        normalisation: "batch" or "layer" before each activation, or "none".
        skip: whether each hidden layer's input is added to its output, where both have one width.

    Raises:
        TypeError: if scale is no number, or skip neither True nor False.
        ValueError: if a setting is not one of those above.
    """

    activation: str = "sigmoid"
    initialisation: str = "xavier"
    scale: float = 1.0
    normalisation: str = "none"
    skip: bool = False

    def __post_init__(self):
        require_one_of("activation", self.activation, tuple(ACTIVATIONS))
        require_one_of("initialisation", self.initialisation, tuple(INITIALISATIONS))
        require_number("scale", self.scale, above=0)
        require_one_of("normalisation", self.normalisation, tuple(NORMALISATIONS))
        if not isinstance(self.skip, bool):
            raise TypeError(f"skip: expected True or False, received {self.skip!r}")
