"""Gradients of a small network, to be compared to the last digit."""

import numpy as np

ONES = np.ones((5, 2))


def gradients_of(model):
    return {name: parameter.grad.copy() for name, parameter in model.named_parameters()}


def undisturbed(model, x):
    """The gradients of one call and one way back, and a model that is as new."""
    model(x)
    model.backward(ONES)
    expected = gradients_of(model)
    model.zero_grad()
    return expected


def assert_same(gradients, expected):
    assert gradients.keys() == expected.keys()
    for name in expected:
        np.testing.assert_array_equal(gradients[name], expected[name], err_msg=name)
