"""Rows of plots and widgets."""

import numpy as np

from course_lib.network_settings import Network
from course_lib.numpy_nn.mlp import MLP
from course_lib.plots.boundaries import plane_around
from course_lib.signal_flow import build
from course_lib.widgets.browser_random import BrowserGenerator
from refusals.kinds import Array, Free, Number, OneOf, Thing, Truth, Whole
from refusals.layers import FLOATS
from refusals.subjects import takes

WORDS = Free(lambda s: "words", "words to show")
AXES = Free(lambda s: None, "Matplotlib's own")
POINTS = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 1.0]])
PLANE = plane_around(POINTS, steps=4)
RISING = np.array([0.0, 1.0, 2.0])


def plotted(good, axes=(), **options):
    """Numbers to draw: any precision, also as lists."""
    return Array(good, axes=axes, dtype=False, finite=True, takes=("a list", "integers"), **options)


def curves(**wrong):
    """Curves by name."""
    return Thing(
        lambda s: {"a": FLOATS[:, 0], "b": FLOATS[:, 1]},
        {
            "no curves": lambda s: {},
            "an empty curve": lambda s: {"a": FLOATS[:0, 0]},
            "three axes": lambda s: {"a": FLOATS[None]},
            "words": lambda s: {"a": ["high", "low"]},
            "a curve without its name": lambda s: [FLOATS[:, 0]],
        }
        | wrong,
    )


NODE = {"name": "x", "operation": "", "value": np.ones(()), "gradient": None}
NAMES = Thing(lambda s: None, {"too few": lambda s: ["one"]}, optional=True)
FUNCTIONS = Thing(
    lambda s: {"tanh": RISING}, {"no functions": lambda s: {}, "another shape": lambda s: {"tanh": POINTS}}
)
SIZE = Thing(
    lambda s: (2,),
    {"negative": lambda s: -1, "an empty axis": lambda s: (2, 0)},
    optional=True,
    takes=("a number",),
)
ROWS = {
    "plots.activations.plot_activations": takes(
        z=plotted(RISING, axes=(0,)), outputs=FUNCTIONS, slopes=FUNCTIONS, columns=Whole(2)
    ),
    "plots.panels.plot_panels": takes(
        x=Thing(
            lambda s: {"tanh": RISING},
            {
                "no panels": lambda s: {},
                "another shape": lambda s: {"tanh": POINTS},
                "an array": lambda s: RISING,
            },
        ),
        lines=Thing(
            lambda s: {"tanh": {"y": RISING}},
            {
                "other names": lambda s: {"relu": {"y": RISING}},
                "another shape": lambda s: {"tanh": {"y": POINTS}},
                "a panel without lines": lambda s: {"tanh": {}},
                "an array": lambda s: {"tanh": RISING},
            },
        ),
        xlabel=WORDS,
        ylabel=WORDS,
        columns=Whole(2),
    ),
    "plots.boundaries.plane_around": takes(
        points=plotted(POINTS, axes=(1,)), steps=Whole(3, at_least=2), margin=Number(0.1, at_least=0)
    ),
    "plots.boundaries.plot_boundary": takes(
        plane=plotted(PLANE, axes=(0, 1, 2)),
        classes=Array(np.eye(4, dtype=int), axes=(0, 1), low=0, high=5, takes=("a list",)),
        points=plotted(POINTS, axes=(0, 1)),
        labels=Array(np.array([0, 1, 1]), axes=(0,), low=0, high=5, takes=("a list",)),
        scores=plotted(np.eye(4) - 0.5, axes=(0, 1), optional=True),
        names=NAMES,
        xlabel=WORDS,
        ylabel=WORDS,
        ax=AXES,
    ),
    "plots.confusion.plot_confusion": takes(
        counts=Array(np.eye(3, dtype=int), axes=(0, 1), low=0, takes=("a list",)), names=NAMES, ax=AXES
    ),
    "plots.curves.plot_lines": takes(
        x=plotted(np.arange(5.0), axes=(0,)), curves=curves(), xlabel=WORDS, ylabel=WORDS, ax=AXES
    ),
    "plots.curves.plot_by_layer": takes(
        norms=curves(**{"a zero": lambda s: {"a": RISING}, "NaN": lambda s: {"a": RISING * np.nan}}),
        ylabel=WORDS,
        ax=AXES,
    ),
    "plots.curves.plot_by_epoch": takes(
        scores=curves(**{"two lengths": lambda s: {"a": RISING, "b": RISING[1:]}}), ylabel=WORDS, ax=AXES
    ),
    "plots.graphs.plot_graph": takes(
        nodes=Thing(lambda s: [NODE, NODE], {"none": lambda s: []}),
        edges=Thing(
            lambda s: [(0, 1)], {"backwards": lambda s: [(1, 0)], "out of the graph": lambda s: [(0, 2)]}
        ),
        ax=AXES,
    ),
    "plots.images.plot_images": takes(
        images=plotted(np.full((2, 4, 4), 0.5), low=0, high=1),
        titles=Thing(lambda s: None, {"too few": lambda s: ["one"]}, optional=True),
        columns=Whole(4),
        limits=Thing(lambda s: (0, 1), {"one": lambda s: (0,), "equal": lambda s: (1, 1)}),
        cmap=Free(lambda s: "gray", "Matplotlib's own"),
        ax=AXES,
    ),
    "plots.scores.plot_scores": takes(
        scores=curves(**{"NaN": lambda s: {"a": RISING * np.nan}}),
        xlabel=WORDS,
        levels=Free(lambda s: None, "lines beside the scores"),
        ax=AXES,
    ),
    "plots.signal_flow.plot_signal_flow": takes(gradient_norms=curves(), spreads=curves()),
    "plots.surfaces.plot_surface": takes(
        x=plotted(RISING, axes=(0,)),
        y=plotted(RISING, axes=(0,)),
        losses=plotted(np.outer(RISING, RISING), axes=(0, 1)),
        paths=Thing(lambda s: None, {"three weights": lambda s: {"SGD": np.eye(3)}}, optional=True),
        xlabel=WORDS,
        ylabel=WORDS,
        ax=AXES,
    ),
    "widgets.browser_random.BrowserGenerator": takes(seed=Whole(3, at_least=0)),
    "widgets.browser_random.BrowserGenerator.random": takes(lambda s: BrowserGenerator(0), size=SIZE),
    "widgets.browser_random.BrowserGenerator.standard_normal": takes(
        lambda s: BrowserGenerator(0), size=SIZE
    ),
    "network_settings.Network": takes(
        activation=OneOf("tanh"),
        initialisation=OneOf("he"),
        scale=Number(1.0, above=0),
        normalisation=OneOf("none"),
        skip=Truth(),
    ),
    "signal_flow.build": takes(
        network=Thing(lambda s: Network()), depth=Whole(2), width=Whole(4), seed=Whole(0, at_least=0)
    ),
    "signal_flow.measure": takes(
        model=Thing(lambda s: build(Network(), 2, 4, 0), {"a plain network": lambda s: MLP([64, 10])}),
        pixels=Array(np.eye(16, 64, dtype=np.uint8), axes=(0, 1), takes=("a list", "floats", "truth values")),
        labels=Array(np.arange(16) % 10, axes=(0,), low=0, high=9),
    ),
}
