"""Both sides under the same names, so that one test can make the same mistake on each."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from course_lib.numpy_nn import (
    activations,
    clipping,
    dropout,
    information,
    initialisation,
    linear,
    losses,
    mlp,
    normalisation,
    optimisers,
    parameters,
    perceptron,
    residual,
    schedules,
    softmax,
    training,
)
from course_lib.torch_nn import activations as twin_activations
from course_lib.torch_nn import clipping as twin_clipping
from course_lib.torch_nn import dropout as twin_dropout
from course_lib.torch_nn import information as twin_information
from course_lib.torch_nn import initialisation as twin_initialisation
from course_lib.torch_nn import linear as twin_linear
from course_lib.torch_nn import losses as twin_losses
from course_lib.torch_nn import mlp as twin_mlp
from course_lib.torch_nn import normalisation as twin_normalisation
from course_lib.torch_nn import optimisers as twin_optimisers
from course_lib.torch_nn import perceptron as twin_perceptron
from course_lib.torch_nn import residual as twin_residual
from course_lib.torch_nn import schedules as twin_schedules
from course_lib.torch_nn import softmax as twin_softmax
from course_lib.torch_nn import training as twin_training

NUMPY = SimpleNamespace(
    activations=activations,
    clipping=clipping,
    dropout=dropout,
    information=information,
    init=initialisation,
    linear=linear,
    losses=losses,
    mlp=mlp,
    norm=normalisation,
    optimisers=optimisers,
    perceptron=perceptron,
    residual=residual,
    schedules=schedules,
    softmax=softmax,
    training=training,
    floats=lambda *shape: np.ones(shape, np.float32),
    doubles=lambda *shape: np.ones(shape),
    integers=lambda *values: np.array(values),
    array=lambda values: values.copy(),
    no_labels=np.array([], dtype=np.int64),
    rng=lambda: np.random.default_rng(0),
    parameter=lambda: parameters.Parameter(np.ones(2)),
)
TORCH = SimpleNamespace(
    activations=twin_activations,
    clipping=twin_clipping,
    dropout=twin_dropout,
    information=twin_information,
    init=twin_initialisation,
    linear=twin_linear,
    losses=twin_losses,
    mlp=twin_mlp,
    norm=twin_normalisation,
    optimisers=twin_optimisers,
    perceptron=twin_perceptron,
    residual=twin_residual,
    schedules=twin_schedules,
    softmax=twin_softmax,
    training=twin_training,
    floats=lambda *shape: torch.ones(shape),
    doubles=lambda *shape: torch.ones(shape, dtype=torch.float64),
    integers=lambda *values: torch.tensor(values),
    array=lambda values: torch.tensor(values),
    no_labels=torch.tensor([], dtype=torch.int64),
    rng=lambda: torch.Generator().manual_seed(0),
    parameter=lambda: torch.nn.Parameter(torch.ones(2)),
)

BOTH = pytest.mark.parametrize("side", [NUMPY, TORCH], ids=["numpy", "torch"])
