"""A healthy model and its loaders."""

import pytest
import torch
from torch import nn

from recipe.problems import loader_of, problem, small_model


@pytest.fixture
def model():
    return small_model(nn.BatchNorm1d(16), nn.Dropout(0.3))


@pytest.fixture
def train():
    return loader_of(*problem(240, 1), shuffle=True, generator=torch.Generator().manual_seed(5))


@pytest.fixture
def held_out():
    return loader_of(*problem(90, 2))
