"""Multi-layer perceptrons: NumPy, the twin, torch.nn and measurement agree."""

import numpy as np
import pytest
from torch import nn

from course_lib.numpy_nn import activations
from course_lib.numpy_nn import normalisation as ours
from course_lib.numpy_nn.initialisation import lecun_normal
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.torch_nn import activations as twin_activations
from course_lib.torch_nn import mlp as twin
from course_lib.torch_nn import normalisation as theirs
from parity.cases import Case, sizes
from parity.proofs import EXAMPLES, prove_both, prove_by_measuring


class TorchResidual(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return x + self.layer(x)


class TorchMLP(nn.Module):
    """The same network from the parts of torch.nn."""

    def __init__(self, widths, activation, norm_layer=None, residual=False):
        super().__init__()
        layers = []
        for fan_in, fan_out in zip(widths[:-2], widths[1:-1], strict=True):
            hidden = [nn.Linear(fan_in, fan_out), activation()]
            if norm_layer is not None:
                hidden.insert(1, norm_layer(fan_out))
            same = residual and fan_in == fan_out
            layers += [TorchResidual(nn.Sequential(*hidden))] if same else hidden
        self.layers = nn.Sequential(*layers, nn.Linear(*widths[-2:]))

    def forward(self, x):
        return self.layers(x)


def network(activation, depth, **options):
    def make_case(rng):
        rows, *widths = sizes(rng, depth + 2)
        mine = MLP(widths, getattr(activations, activation), rng=rng, **options)
        references = (
            twin.MLP(widths, getattr(twin_activations, activation)),
            TorchMLP(widths, getattr(nn, activation)),
        )
        return Case(mine, references, (rng.standard_normal((rows, widths[0])),))

    make_case.__name__ = f"{activation}-{depth}"
    return make_case


def with_skips(activation, depth):
    def make_case(rng):
        rows, first, width, last = sizes(rng, 4)
        widths = [first, *[width] * depth, last]
        mine = MLP(widths, getattr(activations, activation), residual=True, rng=rng)
        references = (
            twin.MLP(widths, getattr(twin_activations, activation), residual=True),
            TorchMLP(widths, getattr(nn, activation), residual=True),
        )
        return Case(mine, references, (rng.standard_normal((rows, first)),))

    make_case.__name__ = f"{activation}-{depth}-with skips"
    return make_case


SHALLOW = [network(activation, 3) for activation in ("ReLU", "LeakyReLU", "Tanh", "Sigmoid")]
SHALLOW.append(with_skips("Tanh", 3))
DEEP = [network("Sigmoid", 40, weight_init=lecun_normal), network("LeakyReLU", 40), with_skips("Sigmoid", 20)]


def normalised(norm, depth, residual):
    def make_case(rng):
        rows, first, width, last = sizes(rng, 4, smallest=3)  # of two numbers, nothing is left
        widths = [first, *[width] * depth, last]
        mine = MLP(widths, activations.Tanh, norm_layer=getattr(ours, norm), residual=residual, rng=rng)
        references = (
            twin.MLP(widths, nn.Tanh, norm_layer=getattr(theirs, norm), residual=residual),
            TorchMLP(widths, nn.Tanh, norm_layer=getattr(nn, norm), residual=residual),
        )
        zeros = biases_before_norm(mine) if norm == "BatchNorm1d" else ()
        return Case(mine, references, (rng.standard_normal((rows, first)),), zero_gradients=zeros)

    make_case.__name__ = f"{norm}-{depth}{'-with skips' * residual}"
    return make_case


def biases_before_norm(model):
    """Names of the biases that batch norm takes away again: those of all linear layers but the last."""
    linears = [name for name, module in model.named_modules() if isinstance(module, Linear)]
    return tuple(f"{name}.bias" for name in linears[:-1])


NORMALISED = [
    normalised(norm, 3, residual) for norm in ("BatchNorm1d", "LayerNorm") for residual in (False, True)
]
CASES = [*NORMALISED, network("ReLU", 1), *SHALLOW, *DEEP]


def name_of(make_case):
    return make_case.__name__


@pytest.mark.parametrize("make_case", CASES, ids=name_of)
def test_networks_equal_their_twins_and_torch(make_case):
    prove_both(make_case, examples=4 if make_case in DEEP else EXAMPLES)


@pytest.mark.parametrize("make_case", SHALLOW, ids=name_of)
def test_networks_go_back_as_measured(make_case):
    prove_by_measuring(make_case)


def test_both_sides_show_the_same_picture_of_a_network():
    assert repr(MLP([64, 32, 10])) == repr(twin.MLP([64, 32, 10]))
    assert repr(MLP([4, 2, 2], activations.LeakyReLU)) == repr(twin.MLP([4, 2, 2], nn.LeakyReLU))
    assert repr(MLP([4, 2, 2, 2], residual=True)) == repr(twin.MLP([4, 2, 2, 2], residual=True))


def test_the_gradient_at_the_front_of_a_deep_sigmoid_network_is_tiny_and_still_proved():
    case = DEEP[0](np.random.default_rng(0))
    case.numpy.double()
    case.numpy.backward(np.ones_like(case.numpy(*case.inputs)))
    assert 0 < np.linalg.norm(case.numpy.layers[0].weight.grad) < 1e-20
