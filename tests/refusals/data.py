"""Rows of data, scores, weights, and of what only NumPy's side has."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from course_lib.loss_surfaces import SURFACES
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.optimisers import SGD
from course_lib.random_search import Uniform
from course_lib.shifting_noise import ShiftingNoise
from refusals.kinds import Array, DType, Free, Number, OneOf, Rng, Thing, Truth, Whole
from refusals.layers import FLOATS, LABELS
from refusals.subjects import takes
from refusals.training import SIDES, YES_NO

DRAWN = {"rng": Rng(optional=False), "noise": Number(0.1, at_least=0), "dtype": DType()}
ATTRIBUTE = Whole(1, at_least=0, optional=True)
TABLE = takes(standardised=Truth(), dtype=DType())
PROBABILITIES = Array(np.full((5, 4), 0.25), axes=(0,), dtype=False, finite=True, low=0)
CLASSES = Array(LABELS, axes=(0,), low=0, high=3)
SCORES = Array(FLOATS[:4, 0], axes=(0,), dtype=False, finite=True)
PREDICTIONS = Array(LABELS, axes=(0,), low=0)
DATASETS = {
    "datasets.digits.digits8": takes(dtype=DType()),
    "datasets.digits.mnist5k": takes(full=Truth(), dtype=DType()),
    "datasets.faces.faces": takes(
        n=Whole(2),
        rng=Rng(optional=False),
        glasses=ATTRIBUTE,
        smile=ATTRIBUTE,
        long_hair=ATTRIBUTE,
        dtype=DType(),
    ),
    "datasets.photographs.photographs": takes(dtype=DType()),
    "datasets.points.moons": takes(n=Whole(6, at_least=2), **DRAWN),
    "datasets.points.xor": takes(n=Whole(6, at_least=2), **DRAWN),
    "datasets.points.blobs": takes(n=Whole(6, at_least=3), classes=Whole(3, at_least=2), **DRAWN),
    "datasets.points.spirals": takes(
        n=Whole(6, at_least=2), classes=Whole(2, at_least=2), turns=Number(1.0, above=0), **DRAWN
    ),
    "datasets.tables.iris": TABLE,
    "datasets.tables.breast_cancer": TABLE,
    "datasets.tables.diabetes": TABLE,
}
PICTURES = Array(FLOATS[None], dtype=False)
AMOUNT = Array(FLOATS[0, :1], axes=(0,), dtype=False, finite=True)
AUGMENTATION = {
    "augmentation.augment": takes(
        images=PICTURES,
        shift=Number(1.0, at_least=0),
        degrees=Number(5.0, at_least=0),
        rng=Rng(optional=False),
    ),
    "augmentation.moved": takes(images=PICTURES, down=AMOUNT, right=AMOUNT, degrees=AMOUNT),
}
METRICS = {
    "metrics.accuracy": takes(predictions=PREDICTIONS, labels=PREDICTIONS),
    "metrics.confusion_matrix": takes(
        predictions=PREDICTIONS, labels=CLASSES, classes=Whole(4, optional=True)
    ),
    "metrics.reliability": takes(probabilities=PROBABILITIES, labels=CLASSES, bins=Whole(15)),
    "metrics.expected_calibration_error": takes(probabilities=PROBABILITIES, labels=CLASSES, bins=Whole(15)),
    "metrics.roc_curve": takes(scores=SCORES, labels=Array(YES_NO, axes=(0,), low=0, high=1)),
    "metrics.roc_auc": takes(scores=SCORES, labels=Array(YES_NO, axes=(0,), low=0, high=1)),
}
SEARCH = {
    "random_search.Uniform": takes(low=Number(0.0, below=1.0), high=Number(1.0, above=0.0)),
    "random_search.LogUniform": takes(low=Number(0.1, above=0, below=1.0), high=Number(1.0, above=0.1)),
    "random_search.Choice": takes(options=Thing(lambda s: [1], {"no options": lambda s: []})),
    "random_search.random_search": takes(
        run=Thing(lambda s: lambda lr: lr, {"one that returns no number": lambda s: lambda lr: "good"}),
        space=Thing(
            lambda s: {"lr": Uniform(0, 1)},
            {
                "no settings": lambda s: {},
                "a value that does not vary": lambda s: {"lr": 0.1},
                "a name that is no word": lambda s: {1: Uniform(0, 1)},
            },
        ),
        trials=Whole(2),
        rng=Rng(optional=False),
        best=OneOf("highest"),
        progress=Thing(lambda s: None, optional=True),
    ),
    "callbacks.EarlyStopping": takes(
        patience=Whole(2), min_delta=Number(0.0, at_least=0), restore_best=Truth()
    ),
}


def layer(s):
    return s.linear.Linear(3, 2)


FOLDER = TemporaryDirectory()
STATE = {"weight": np.ones((2, 3), np.float32), "bias": np.ones(2, np.float32)}
MISFITS = {
    "a name missing": lambda s: {"weight": STATE["weight"]},
    "a name too many": lambda s: STATE | {"slope": STATE["bias"]},
    "another shape": lambda s: STATE | {"bias": np.ones((1, 2), np.float32)},
    "integers": lambda s: STATE | {"bias": np.ones(2, int)},
    "a list": lambda s: STATE | {"bias": [1.0, 1.0]},
    "tensors": lambda s: {name: torch.tensor(values) for name, values in STATE.items()},
}
NO_ARRAYS = {name: MISFITS[name] for name in ("a list", "tensors")}
TENSOR = Array(FLOATS, rank=False, dtype=False, takes=("a list",))

GIVEN = Tensor(FLOATS, requires_grad=True)


def tensor(s):
    return Tensor(FLOATS, requires_grad=True)


AXIS = Thing(
    lambda s: 1,
    {"no such axis": lambda s: 2, "an axis twice": lambda s: (0, 0), "a float": lambda s: 1.0},
    optional=True,
)


def called(s):
    made = layer(s)
    made(s.array(FLOATS))
    return made


NUMPY_ALONE = {
    "numpy_nn.module.Module.backward": takes(
        called,
        grad_output=Array(
            FLOATS[:, :2],
            axes=(0, 1),
            dtype=False,
            takes=("a list", "integers", "truth values", "complex numbers"),
        ),
    ),
    "numpy_nn.gradient_check.gradient_check": takes(
        function=Thing(layer),
        inputs=Array(FLOATS, rank=False, axes=(1,), dtype=False),
        rng=Rng(),
    ),
    "numpy_nn.initialisation.calculate_gain": takes(
        nonlinearity=OneOf("leaky_relu"), param=Number(0.1, optional=True)
    ),
    "numpy_nn.module.Module.load_state_dict": takes(layer, state=Thing(lambda s: STATE, MISFITS)),
    "numpy_nn.module.Sequential": takes(
        layers=Thing(lambda s: s.activations.ReLU(), {"a class": lambda s: s.activations.ReLU})
    ),
    "numpy_nn.module.Sequential.forward": takes(
        lambda s: Sequential(layer(s)), x=Array(FLOATS, rank=False, axes=(1,))
    ),
    "numpy_nn.parameters.Parameter": takes(data=Array(FLOATS, rank=False, dtype=False, takes=("no values",))),
    "numpy_nn.gradient_check.central_differences": takes(
        function=Free(lambda s: lambda: 1.0, "what it returns is not known before it is called"),
        x=Array(np.ones(3), rank=False, takes=("no values",)),
        step=Number(1e-5, above=0),
    ),
    "numpy_nn.autograd.Tensor": takes(data=TENSOR, requires_grad=Truth(), dtype=DType()),
    **{
        f"numpy_nn.autograd.Tensor.{name}": takes(
            tensor, axis=AXIS, keepdims=Thing(lambda s: True, takes=("a number",))
        )
        for name in ("sum", "mean", "max")
    },
    "numpy_nn.autograd.Tensor.softmax_cross_entropy": takes(
        tensor, labels=Array(LABELS, axes=(0,), low=0, high=2)
    ),
    "numpy_nn.autograd.Tensor.reshape": takes(
        tensor,
        shape=Thing(
            lambda s: (3, 5),
            {"too few values": lambda s: (2, 7), "a float": lambda s: 15.0},
            takes=("nothing",),  # NumPy leaves the shape then
        ),
    ),
    "numpy_nn.autograd.Tensor.transpose": takes(
        tensor, axes=Thing(lambda s: (1, 0), {"an axis twice": lambda s: (0, 0), "too few": lambda s: (0,)})
    ),
    "numpy_nn.tape.Recorded.graph": takes(
        lambda s: GIVEN, names=Thing(lambda s: GIVEN, {"a part of no computation": tensor})
    ),
    "numpy_nn.tape.Recorded.backward": takes(
        tensor,
        grad=Array(FLOATS, axes=(0, 1), dtype=False, takes=("a list", "integers", "truth values")),
    ),
}
SIDE_BY_SIDE = {
    "equality.prove_equal": takes(
        numpy_module=Thing(layer, {"one of PyTorch": lambda s: torch.nn.Linear(3, 2)}),
        torch_module=Thing(
            lambda s: torch.nn.Linear(3, 2),
            {"one of NumPy": layer, "other parameters": lambda s: torch.nn.Linear(3, 2, bias=False)},
        ),
        inputs=Array(FLOATS, rank=False, axes=(1,), dtype=False),
        rng=Rng(),
        constants=Thing(lambda s: (), {"out of range": lambda s: (1,)}),
        zero_gradients=Thing(lambda s: (), {"an unknown name": lambda s: ("slope",)}),
    ),
    "weights.save": takes(
        state=Thing(lambda s: STATE, NO_ARRAYS),
        path=Free(lambda s: Path(FOLDER.name) / "state", "pathlib refuses what is no path"),
    ),
    "weights.to_torch": takes(state=Thing(lambda s: STATE, NO_ARRAYS)),
    "weights.to_numpy": takes(state=Thing(lambda s: {"bias": torch.ones(2)}, {"arrays": lambda s: STATE})),
    "difference.relative_difference": takes(
        actual=Array(FLOATS, axes=(0, 1), dtype=False, takes=("a list", "integers", "truth values")),
        reference=Array(FLOATS, axes=(0, 1), dtype=False, takes=("a list", "integers", "truth values")),
    ),
}
WALKS = {
    "loss_surfaces.racers": takes(
        rates=Thing(
            lambda s: {"SGD": 0.1, "Adam": 0.1},
            {
                "an unknown name": lambda s: {"Adagrad": 0.1},
                "a rate of 0": lambda s: {"SGD": 0.0},
                "a list": lambda s: ["SGD"],
            },
        ),
        momentum=Number(0.9, at_least=0, below=1),
        beta2=Number(0.99, at_least=0, below=1),
    ),
    "loss_surfaces.walk": takes(
        surface=Thing(lambda s: SURFACES["bowl"], {"its name": lambda s: "bowl"}),
        optimiser=Thing(lambda s: lambda weights: SGD(weights, 0.1)),
        steps=Whole(2, at_least=0),
        start=Thing(
            lambda s: (1.0, 1.0),
            {
                "one coordinate": lambda s: (1.0,),
                "words": lambda s: ("x", "y"),
                "NaN": lambda s: (np.nan, 0.0),
            },
            optional=True,
        ),
        noise=Number(0.1, at_least=0),
        rng=Rng(),
    ),
}
NOISE = {
    "shifting_noise.ShiftingNoise": takes(
        num_features=Whole(3),
        move=Number(1.0, at_least=0),
        stretch=Number(2.0, at_least=1),
        rng=Rng(),
    ),
    "shifting_noise.ShiftingNoise.forward": takes(
        lambda s: ShiftingNoise(3), x=Array(FLOATS, axes=(1,), dtype=False)
    ),
}
NEURON = {
    "one_neuron.with_ones": takes(x=Array(FLOATS, dtype=False)),
    "one_neuron.descend": takes(
        gradient=Thing(lambda s: lambda neuron, x, target: neuron),
        x=Array(FLOATS, axes=(1,), dtype=False),
        target=Free(lambda s: None, "it goes to the function as it is"),
        lr=Number(0.1, above=0),
        steps=Whole(2, at_least=0),
        start=Array(FLOATS[0], axes=(0,), dtype=False, optional=True),
    ),
    "one_neuron.share_right": takes(
        neurons=Array(FLOATS[:4], rank=False, axes=(1,), dtype=False),
        x=Array(FLOATS, axes=(0, 1), dtype=False),
        labels=Array(LABELS % 2, axes=(0,), low=0, high=1),
    ),
}
BOUNDARIES = {
    "boundary_learning.learn_boundary": takes(
        learner=OneOf("mlp"),
        points=Array(SIDES.astype(np.float64), axes=(0, 1), finite=True),
        labels=Array(YES_NO, axes=(0,), low=0, high=1),
        hidden=Whole(2),
        lr=Number(0.5, above=0),
        seed=Whole(0, at_least=0),
        steps=Whole(1, at_least=0),
    ),
}
ROWS = WALKS | NOISE | NEURON | BOUNDARIES | DATASETS | AUGMENTATION | METRICS | SEARCH | NUMPY_ALONE
ROWS |= SIDE_BY_SIDE
