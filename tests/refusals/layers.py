"""Rows of layers, losses and first weights: what NumPy and PyTorch have under the same names."""

import numpy as np

from refusals.kinds import Array, DType, Free, Number, OneOf, Rng, Thing, Truth, Whole
from refusals.subjects import on_both_sides, takes

FLOATS = np.linspace(0.1, 0.9, 15, dtype=np.float32).reshape(5, 3)
LABELS = np.array([0, 1, 2, 1, 0])
ANY = Array(FLOATS, rank=False, dtype=False)
ROWS_OF_3 = Array(FLOATS, rank=False, axes=(1,))
DIM = Whole(-1, at_least=-2)
SHAPE = Thing(
    lambda s: (3, 2),
    {
        "a row alone": lambda s: (3,),
        "three axes": lambda s: (2, 3, 4),
        "an empty axis": lambda s: (3, 0),
        "a negative axis": lambda s: (-3, 2),
        "a float": lambda s: (3.0, 2),
    },
)
ANY_SHAPE = Thing(SHAPE.make, {"an empty axis": lambda s: (3, 0), "a float": lambda s: (3.0, 2)})
NORMALISED = Thing(
    lambda s: 3,
    {"no axis": lambda s: (), "an empty axis": lambda s: 0, "a float": lambda s: 3.0},
    takes=("a number",),
)
REDUCTION, EPS = OneOf("mean"), Number(1e-5, above=0)
OUTPUTS = Array(FLOATS, axes=(0, 1))
TARGETS = Array(FLOATS, axes=(0, 1), finite=True, low=0, high=1)
# What is given beside it shows whether one of the two is wrong, so each is spoilt on its own.
LOGITS = Array(FLOATS, axes=(0,), dtype=False)
CLASSES = Array(LABELS, axes=(0,), low=0, high=2)
WEIGHT = Array(np.ones(3, np.float32), dtype=False, finite=True, low=0, optional=True)


def activation(name):
    return lambda s: getattr(s.activations, name)()


RULE = {"shape": SHAPE, "rng": Rng(), "dtype": DType()}
LEAKY = {
    "a": Number(0.0),
    "mode": OneOf("fan_in"),
    "nonlinearity": OneOf("leaky_relu"),
}

ACTIVATIONS = {
    **{f"activations.{name}": takes(x=ANY) for name in ("sigmoid", "tanh", "relu", "selu")},
    "activations.leaky_relu": takes(x=ANY, negative_slope=Number(0.1, at_least=0, below=1)),
    "activations.prelu": takes(
        x=Array(FLOATS, rank=False),
        weight=Array(np.ones(3, np.float32), axes=(0,), takes=("axis 0 of length 1",)),
    ),
    "activations.elu": takes(x=ANY, alpha=Number(1.0, above=0)),
    "activations.gelu": takes(x=ANY, approximate=OneOf("none")),
    "activations.LeakyReLU": takes(negative_slope=Number(0.1, at_least=0, below=1)),
    "activations.PReLU": takes(num_parameters=Whole(3), init=Number(0.25), dtype=DType()),
    "activations.ELU": takes(alpha=Number(1.0, above=0)),
    "activations.GELU": takes(approximate=OneOf("none")),
    **{
        f"activations.{name}.forward": takes(activation(name), x=ANY)
        for name in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "SELU", "GELU")
    },
    "activations.PReLU.forward": takes(activation("PReLU"), x=Array(FLOATS, rank=False)),
    **{f"softmax.{name}": takes(x=ANY, dim=DIM) for name in ("softmax", "log_softmax")},
    "softmax.Softmax": takes(dim=Free(lambda s: -1, "the axes are known when it is called")),
    "softmax.LogSoftmax": takes(dim=Free(lambda s: -1, "the axes are known when it is called")),
    "softmax.Softmax.forward": takes(lambda s: s.softmax.Softmax(), x=ANY),
    "softmax.LogSoftmax.forward": takes(lambda s: s.softmax.LogSoftmax(), x=ANY),
}
LAYERS = {
    "linear.Linear": takes(
        in_features=Whole(3), out_features=Whole(2), bias=Truth(), rng=Rng(), dtype=DType()
    ),
    "linear.Linear.forward": takes(lambda s: s.linear.Linear(3, 2), x=ROWS_OF_3),
    "mlp.MLP": takes(
        sizes=Thing(
            lambda s: [3, 4, 2],
            {"one size": lambda s: [3], "a size of 0": lambda s: [3, 0], "a float": lambda s: [3, 2.0]},
        ),
        activation=Thing(lambda s: s.activations.ReLU, {"a module": lambda s: s.activations.ReLU()}),
        weight_init=Thing(lambda s: None, {"a module": lambda s: s.activations.ReLU()}, optional=True),
        norm_layer=Thing(lambda s: None, {"a module": lambda s: s.activations.ReLU()}, optional=True),
        residual=Truth(),
        rng=Rng(),
        dtype=DType(),
    ),
    "mlp.MLP.forward": takes(lambda s: s.mlp.MLP([3, 2]), x=ROWS_OF_3),
    "residual.Residual": takes(
        layer=Thing(lambda s: s.activations.ReLU(), {"a class": lambda s: s.activations.ReLU})
    ),
    "residual.Residual.forward": takes(lambda s: s.residual.Residual(s.linear.Linear(3, 3)), x=ROWS_OF_3),
    "dropout.Dropout": takes(p=Number(0.5, at_least=0, below=1), rng=Rng()),
    "dropout.Dropout.forward": takes(lambda s: s.dropout.Dropout(), x=ANY),
    "normalisation.BatchNorm1d": takes(
        num_features=Whole(3),
        eps=EPS,
        momentum=Number(0.1, at_least=0, at_most=1, optional=True),
        affine=Truth(),
        track_running_stats=Truth(),
        dtype=DType(),
    ),
    "normalisation.BatchNorm1d.forward": takes(lambda s: s.norm.BatchNorm1d(3), x=Array(FLOATS, axes=(1,))),
    "normalisation.LayerNorm": takes(
        normalized_shape=NORMALISED, eps=EPS, elementwise_affine=Truth(), dtype=DType()
    ),
    "normalisation.LayerNorm.forward": takes(lambda s: s.norm.LayerNorm(3), x=ROWS_OF_3),
    "normalisation.RMSNorm": takes(
        normalized_shape=NORMALISED,
        eps=Number(1e-5, above=0, optional=True),
        elementwise_affine=Truth(),
        dtype=DType(),
    ),
    "normalisation.RMSNorm.forward": takes(lambda s: s.norm.RMSNorm(3), x=ROWS_OF_3),
}
LOSSES = {
    "losses.MSELoss": takes(reduction=REDUCTION),
    "losses.MSELoss.forward": takes(lambda s: s.losses.MSELoss(), x=OUTPUTS, target=OUTPUTS),
    "binary_losses.BCELoss": takes(reduction=REDUCTION),
    "binary_losses.BCELoss.forward": takes(
        lambda s: s.losses.BCELoss(), x=Array(FLOATS, axes=(0, 1), low=0, high=1), target=TARGETS
    ),
    "binary_losses.BCEWithLogitsLoss": takes(pos_weight=WEIGHT, reduction=REDUCTION),
    "binary_losses.BCEWithLogitsLoss.forward": takes(
        lambda s: s.losses.BCEWithLogitsLoss(), logits=OUTPUTS, target=TARGETS
    ),
    "losses.KLDivLoss": takes(reduction=REDUCTION, log_target=Truth()),
    "losses.KLDivLoss.forward": takes(lambda s: s.losses.KLDivLoss(), x=OUTPUTS, target=TARGETS),
    "losses.NLLLoss": takes(weight=WEIGHT, ignore_index=Whole(-100, at_least=-np.inf), reduction=REDUCTION),
    "losses.NLLLoss.forward": takes(lambda s: s.losses.NLLLoss(), x=LOGITS, labels=CLASSES),
    "losses.CrossEntropyLoss": takes(
        weight=WEIGHT,
        ignore_index=Whole(-100, at_least=-np.inf),
        reduction=REDUCTION,
        label_smoothing=Number(0.1, at_least=0, at_most=1),
    ),
    "losses.CrossEntropyLoss.forward": takes(
        lambda s: s.losses.CrossEntropyLoss(), logits=LOGITS, labels=CLASSES
    ),
}
FIRST_WEIGHTS = {
    "initialisation.zeros": takes(shape=ANY_SHAPE, rng=Rng(), dtype=DType()),
    "initialisation.constant": takes(shape=ANY_SHAPE, val=Number(1.0), rng=Rng(), dtype=DType()),
    "initialisation.normal": takes(
        shape=ANY_SHAPE, mean=Number(0.0), std=Number(1.0, at_least=0), rng=Rng(), dtype=DType()
    ),
    "initialisation.uniform": takes(
        shape=ANY_SHAPE, a=Number(0.0, below=1.0), b=Number(1.0, above=0.0), rng=Rng(), dtype=DType()
    ),
    "initialisation.lecun_normal": takes(**RULE),
    **{
        f"initialisation.{name}": takes(**RULE, gain=Number(1.0, above=0))
        for name in ("xavier_normal", "xavier_uniform", "orthogonal")
    },
    **{f"initialisation.{name}": takes(**RULE, **LEAKY) for name in ("kaiming_normal", "kaiming_uniform")},
}
ROWS = on_both_sides(ACTIVATIONS | LAYERS | LOSSES | FIRST_WEIGHTS)
