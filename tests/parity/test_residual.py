"""Skip connections: NumPy, the twin, PyTorch and measurement agree."""

import numpy as np
import pytest
from torch import nn

from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.residual import Residual
from course_lib.torch_nn import residual as twin
from parity.cases import Case, sizes
from parity.proofs import prove_both, prove_by_measuring


class TorchResidual(nn.Module):
    """What one writes in PyTorch, which has no module for it."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return x + self.layer(x)


def torch_block(width, hidden):
    return nn.Sequential(nn.Linear(width, hidden), nn.Tanh(), nn.Linear(hidden, width))


def block(rng):
    rows, width, hidden = sizes(rng, 3)
    mine = Residual(Sequential(Linear(width, hidden, rng=rng), Tanh(), Linear(hidden, width, rng=rng)))
    references = twin.Residual(torch_block(width, hidden)), TorchResidual(torch_block(width, hidden))
    return Case(mine, references, (rng.standard_normal((rows, width)),))


def block_inside_a_block(rng):
    rows, width = sizes(rng, 2)
    mine = Residual(Sequential(Linear(width, width, rng=rng), Residual(Tanh())))
    references = tuple(
        kind(nn.Sequential(nn.Linear(width, width), kind(nn.Tanh())))
        for kind in (twin.Residual, TorchResidual)
    )
    return Case(mine, references, (rng.standard_normal((rows, width)),))


def layer_used_in_two_blocks(rng):
    rows, width = sizes(rng, 2)
    shared = Linear(width, width, rng=rng)
    mine = Sequential(Residual(shared), Tanh(), Residual(shared))
    references = []
    for kind in (twin.Residual, TorchResidual):
        theirs = nn.Linear(width, width)
        references.append(nn.Sequential(kind(theirs), nn.Tanh(), kind(theirs)))
    return Case(mine, tuple(references), (rng.standard_normal((rows, width)),))


CASES = [block, block_inside_a_block, layer_used_in_two_blocks]


@pytest.mark.parametrize("make_case", CASES)
def test_residual_blocks_equal_their_twins_and_torch(make_case):
    prove_both(make_case)


@pytest.mark.parametrize("make_case", CASES)
def test_residual_blocks_go_back_as_measured(make_case):
    prove_by_measuring(make_case)


def test_both_sides_show_the_same_picture_of_a_block():
    mine, theirs = Residual(Linear(3, 3)), twin.Residual(nn.Linear(3, 3))
    assert repr(mine) == repr(theirs)
    assert list(mine.state_dict()) == list(theirs.state_dict()) == ["layer.weight", "layer.bias"]


def test_a_block_with_zero_weights_passes_signal_and_gradient_by_whole():
    layer = Linear(3, 3, bias=False, dtype=np.float64)
    layer.weight.data = np.zeros((3, 3))
    block_of_zeros, x = Residual(layer), np.random.default_rng(0).standard_normal((4, 3))
    np.testing.assert_array_equal(block_of_zeros(x), x)
    np.testing.assert_array_equal(block_of_zeros.backward(2 * x), 2 * x)
