"""One example for each picture of `course_lib.plots`: `plot_boundary` is shown by `boundary`, and so on.

The docstring is the alternative text of the picture; the body is shown beside it as its call.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from course_lib.datasets import digits8, faces, moons
from course_lib.metrics import confusion_matrix
from course_lib.numpy_nn.activations import ReLU, Sigmoid, Tanh
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import Adam
from course_lib.numpy_nn.training import fit
from course_lib.plots.activations import plot_activations
from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.plots.confusion import plot_confusion
from course_lib.plots.curves import plot_by_epoch, plot_by_layer, plot_lines
from course_lib.plots.graphs import plot_graph
from course_lib.plots.images import plot_images
from course_lib.plots.panels import plot_panels
from course_lib.plots.scores import plot_scores
from course_lib.plots.signal_flow import plot_signal_flow
from course_lib.plots.style import mark_level
from course_lib.plots.surfaces import plot_surface


def lines() -> Axes:
    """Three learning rates over 30 steps: 0.02 is slow, 0.2 reaches zero, 1.005 grows without end."""
    steps = np.arange(31)
    losses = {f"lr {lr}": (1 - 2 * lr) ** (2 * steps) for lr in (0.02, 0.2, 1.005)}
    ax = plot_lines(steps, losses, xlabel="step", ylabel="loss of gradient descent on w²")
    mark_level(ax, 1.0, "where all begin")
    return ax


def by_layer() -> Axes:
    """Gradients shrink from layer 12 to layer 1: thousands of times with sigmoid, fivefold with ReLU."""
    depth, seeds = np.arange(12, 0, -1), np.random.default_rng(0).normal(0, 0.2, (5, 12))
    norms = {"sigmoid": 10 ** (seeds - 0.35 * depth), "ReLU": 10 ** (seeds - 0.06 * depth)}
    return plot_by_layer(norms, ylabel="norm of ∂L/∂W")


def by_epoch() -> Axes:
    """Accuracy after each of 20 epochs over four seeds: Adam is above SGD until both come to 0.95."""
    epochs, seeds = np.arange(1, 21), np.random.default_rng(0).normal(0, 0.01, (2, 4, 20))
    scores = {"SGD": 0.96 - 0.6 * 0.8**epochs + seeds[0], "Adam": 0.95 - 0.5 * 0.5**epochs + seeds[1]}
    return plot_by_epoch(scores, ylabel="validation accuracy")


def scores() -> Axes:
    """Test scores of three models over five seeds: the network is best, and its seeds differ by 0.03."""
    seeds = np.random.default_rng(0).normal(0, 0.01, (3, 5))
    models = {"logistic regression": 0.9 + seeds[0] / 3, "MLP": 0.95 + seeds[1], "trees": 0.93 + seeds[2]}
    return plot_scores(models, xlabel="test accuracy", levels={"a single tree": 0.91})


def signal_flow() -> Sequence[Axes]:
    """Left, the gradient of a sigmoid network vanishes and that of a ReLU one stays; right, their spreads."""
    layers = np.arange(10)
    gradients = {"sigmoid": 0.3 ** layers[::-1], "ReLU": 0.9 ** layers[::-1]}
    return plot_signal_flow(gradients, {"sigmoid": 0.1 * 0.6 ** layers[:9], "ReLU": 0.98 ** layers[:9]})


def boundary() -> Axes:
    """Two interleaved moons of points: a line that bends twice has each on its own side."""
    rng = np.random.default_rng(0)
    x, labels = moons(200, rng=rng)
    model = MLP([2, 16, 2], Tanh, rng=rng)
    optimiser = Adam(model.parameters(), lr=0.05)
    fit(model, CrossEntropyLoss(), optimiser, x, labels, epochs=60, batch_size=50, rng=rng)
    plane = plane_around(x)
    classes = model.eval()(plane.reshape(-1, 2)).argmax(1).reshape(plane.shape[:2])
    return plot_boundary(plane, classes, x, labels, names=["upper moon", "lower moon"])


def graph() -> Axes:
    """From x, w and b to σ(w x + b), with the value and the gradient of every step on the way."""
    x, w, b = (Tensor(value, requires_grad=True) for value in (2.0, -0.5, 0.25))
    y = (w * x + b).sigmoid()
    y.backward()
    return plot_graph(*y.graph(x=x, w=w, b=b, y=y))


def images() -> Axes:
    """Twelve faces drawn by code; six wear glasses, and each title says who smiles."""
    drawn = faces(12, rng=np.random.default_rng(0), glasses=np.arange(12) % 2)
    return plot_images(drawn.images, titles=np.where(drawn.smile, "smiles", "frowns"))


def panels() -> Sequence[Axes]:
    """Three ways down over 40 steps: a stair, a curve that levels off, and half a wave."""
    t = np.arange(41)
    rates = {"stair": 0.5 ** (t // 10), "shrinking": 0.9**t, "cosine": (1 + np.cos(np.pi * t / 40)) / 2}
    lines = {name: {"learning rate": rate} for name, rate in rates.items()}
    return plot_panels(dict.fromkeys(lines, t), lines, xlabel="step", ylabel="learning rate")


def activations() -> Sequence[Axes]:
    """Sigmoid, tanh and ReLU with their slopes: at most 0.25, at most 1, and either 0 or 1."""
    z = np.linspace(-4, 4, 201)
    outputs, slopes = {}, {}
    for name, activation in {"sigmoid": Sigmoid(), "tanh": Tanh(), "ReLU": ReLU()}.items():
        outputs[name] = activation(z)
        slopes[name] = activation.backward(np.ones_like(z))
    return plot_activations(z, outputs, slopes)


def surface() -> Axes:
    """A long valley of loss: momentum has run along it to the middle, plain descent not half as far."""
    steepness = np.array([0.4, 8.0])
    paths = {}
    for name, momentum in {"gradient descent": 0.0, "momentum 0.8": 0.8}.items():
        places, velocity = [np.array([-4.0, 1.2])], 0
        for _ in range(12):
            velocity = momentum * velocity - 0.1 * steepness * places[-1]
            places.append(places[-1] + velocity)
        paths[name] = np.array(places)
    x, y = np.linspace(-5, 2, 80), np.linspace(-2, 2, 80)
    losses = (steepness[0] * x**2 + steepness[1] * y[:, None] ** 2) / 2
    return plot_surface(x, y, losses, paths=paths)


def confusion() -> Axes:
    """The nearest mean names digits: most are named right; a 5 taken for a 9 is the commonest error."""
    digits = digits8()
    means = np.stack([digits.train.rows[digits.train.labels == digit].mean(0) for digit in range(10)])
    distances = ((digits.test.rows[:, None] - means) ** 2).sum(2)
    return plot_confusion(confusion_matrix(-distances, digits.test.labels))
