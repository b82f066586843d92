"""Two deep networks side by side: what happens to the gradient on its way back, and what brings it back?"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import traitlets

from course_lib.arguments import require_number
from course_lib.network_settings import ACTIVATIONS, INITIALISATIONS, NORMALISATIONS, Network
from course_lib.widgets.base import CourseWidget
from course_lib.widgets.traits import ChangedAsAWhole, Whole

if TYPE_CHECKING:
    from course_lib.signal_flow import SignalFlow

TITLES = {"worst": "Worst case", "remedy": "Remedy"}
RANGES = {"depth": (1, 30), "width": (2, 32), "seed": (0, 99)}
SCALES = (0.1, 4.0)
# Pairs to begin with: what each network changes against `Network()`, by what the learner reads.
PAIRS = {
    "sigmoid, Glorot → ReLU, He": ({}, {"activation": "relu", "initialisation": "he"}),
    "ReLU: PyTorch's default → He": (
        {"activation": "relu", "initialisation": "pytorch"},
        {"activation": "relu", "initialisation": "he"},
    ),
    "tanh: weights too small → orthogonal": (
        {"activation": "tanh", "initialisation": "lecun", "scale": 0.5},
        {"activation": "tanh", "initialisation": "orthogonal"},
    ),
    "ReLU: weights too large → batch norm, skips": (
        {"activation": "relu", "initialisation": "he", "scale": 2.0},
        {"activation": "relu", "initialisation": "he", "scale": 2.0, "normalisation": "batch", "skip": True},
    ),
    "sigmoid: layer norm → batch norm": ({"normalisation": "layer"}, {"normalisation": "batch"}),
    "ReLU, batch norm: without skips → with": (
        {"activation": "relu", "initialisation": "he", "normalisation": "batch"},
        {"activation": "relu", "initialisation": "he", "normalisation": "batch", "skip": True},
    ),
    "tanh: all zeros → random": (
        {"activation": "tanh", "initialisation": "zeros"},
        {"activation": "tanh", "initialisation": "xavier"},
    ),
}


class Settings(ChangedAsAWhole):
    """The settings of a network, changed as a whole, so that no change goes unchecked or unseen.

    Args:
        name: of the trait, for the message.
        known: the settings so far.
        changes: what is to change.

    Raises:
        TraitError: if changes is no dict, or holds an unknown setting or an impossible value.
    """

    example = 'w.worst = {"scale": 2.0}'

    def __init__(self, name: str, known: Mapping[str, Any], changes: object = MappingProxyType({})):
        if not isinstance(changes, Mapping):
            example = '{"activation": "tanh"}'
            raise traitlets.TraitError(f"{name}: expected a dict such as {example}, received {changes!r}")
        possible = list(asdict(Network()))
        for key in changes:
            if key not in possible:
                raise traitlets.TraitError(
                    f"{name}: expected settings among {', '.join(possible)}; received {key!r}"
                )
        try:
            settings = asdict(Network(**{**known, **changes}))
            lowest, highest = SCALES
            scale = require_number("scale", settings["scale"], at_least=lowest, at_most=highest)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(f"{name}: {error}") from None
        super().__init__(settings | {"scale": scale})


class NetworkSettings(traitlets.TraitType):
    """A trait that holds the `Settings` of a network; settings left out keep their value."""

    def validate(self, widget: traitlets.HasTraits, value: object) -> Settings:
        """Return all settings, changed by those that came, or refuse them with a TraitError."""
        if isinstance(value, Settings):  # complete, and checked when it was made
            return value
        return Settings(self.name, getattr(widget, self.name), value)


class VanishingGradients(CourseWidget):
    """The gradient and the spread of the pictures at each layer of two networks, before any training.

    Both are classifiers of 64 pixels into 10 digits, with hidden layers linear → norm → activation; 16 real
    digits go forward, the gradient of their loss comes back. The browser computes and draws, so it answers at
    once and without a kernel; what is set there can be read here, and the other way round.

    Args:
        depth: number of hidden layers, 1 to 30.
        width: units in each, 2 to 32.
        seed: of the first weights, 0 to 99.
        worst: settings of the network on the left, as `Network` describes them; the scale goes from 0.1 to 4.
            Settings left out keep their value, here and when the trait is set:
            `w.worst = {"activation": "tanh"}` changes the activation alone.
        remedy: those of the network on the right.

    Raises:
        TraitError: if a setting is unknown or out of range; the state stays as it was.
    """

    depth = Whole(20, RANGES["depth"]).tag(sync=True)
    width = Whole(32, RANGES["width"]).tag(sync=True)
    seed = Whole(0, RANGES["seed"]).tag(sync=True)
    worst = NetworkSettings(Settings("worst", asdict(Network()))).tag(sync=True)
    remedy = NetworkSettings(Settings("remedy", asdict(Network("relu", "he")))).tag(sync=True)
    pairs = traitlets.Tuple(read_only=True).tag(sync=True)
    pictures = traitlets.Bytes(read_only=True).tag(sync=True)
    labels = traitlets.Tuple(read_only=True).tag(sync=True)

    def __init__(
        self,
        depth: int = 20,
        width: int = 32,
        seed: int = 0,
        worst: Mapping[str, Any] | None = None,
        remedy: Mapping[str, Any] | None = None,
    ):
        from course_lib.signal_flow import sixteen_digits

        self._pixels, self._labels = sixteen_digits()
        super().__init__(
            script="vanishing_gradients.js",
            style="vanishing_gradients.css",
            depth=depth,
            width=width,
            seed=seed,
            worst={} if worst is None else worst,
            remedy={} if remedy is None else remedy,
            fixed={
                "pairs": tuple(
                    {"name": name, "worst": asdict(Network(**worst)), "remedy": asdict(Network(**remedy))}
                    for name, (worst, remedy) in PAIRS.items()
                ),
                "pictures": self._pixels.tobytes(),
                "labels": tuple(self._labels.tolist()),
            },
        )

    def measure(self) -> dict[str, SignalFlow]:
        """Return the numbers behind the picture, computed by the layers of the course.

        Returns:
            For "worst" and for "remedy" a `SignalFlow`.
        """
        from course_lib.signal_flow import build, measure

        size = (self.depth, self.width, self.seed)
        return {
            name: measure(build(Network(**getattr(self, name)), *size), self._pixels, self._labels)
            for name in TITLES
        }

    def as_text(self) -> str:
        """Return the settings, and what became of the gradient."""
        flows = self.measure()
        return "\n".join(
            [
                f"VanishingGradients(depth={self.depth}, width={self.width}, seed={self.seed})",
                *(
                    f"  {title}: {described(getattr(self, name))}: {gradient_in_words(flows[name])}"
                    for name, title in TITLES.items()
                ),
            ]
        )

    def as_html(self) -> str:
        """Return a picture of the present state with alternative text, and the same in words."""
        from course_lib.plots.signal_flow import plot_signal_flow
        from course_lib.showing import image

        flows = self.measure()
        sentences = [
            f"{title}: {described(getattr(self, name))}: {facts_in_words(flows[name])}"
            for name, title in TITLES.items()
        ]
        by_title = {title: flows[name] for name, title in reversed(TITLES.items())}  # the remedy in blue
        axes = plot_signal_flow(
            {title: flow.gradient_norms for title, flow in by_title.items()},
            {title: flow.spreads for title, flow in by_title.items()},
        )
        opening = f"Two networks of {self.depth} hidden layers with {self.width} units, before any training."
        picture = image(axes[0].figure, alt=" ".join([opening, *sentences]))
        return picture + "".join(f"<p>{html.escape(sentence)}</p>" for sentence in [opening, *sentences])


def described(settings: Mapping[str, Any]) -> str:
    """Return the settings of a network in words that fit a line."""
    parts = [
        ACTIVATIONS[settings["activation"]],
        f"first weights {INITIALISATIONS[settings['initialisation']]} × {settings['scale']:g}",
    ]
    if settings["normalisation"] != "none":
        parts.append(NORMALISATIONS[settings["normalisation"]])
    return ", ".join([*parts, *(["skip connections"] if settings["skip"] else [])])


def gradient_in_words(flow: SignalFlow) -> str:
    """Return how large the gradient is at both ends of the network, and how the two compare."""
    first, last = flow.gradient_norms[[0, -1]].tolist()
    ends = f"gradient {in_figures(first)} at layer 1, {in_figures(last)} at the output"
    return f"{ends}, ratio {in_figures(first / last)}" if first and last else ends


def facts_in_words(flow: SignalFlow) -> str:
    """Return what stands below a panel of the widget."""
    units = flow.width * len(flow.dead_units)
    layer = flow.first_dead_layer
    return (
        f"{gradient_in_words(flow)}; product of the mean derivatives {in_figures(flow.derivative_product)}; "
        f"{flow.dead_units.sum()} of {units} units dead, "
        + (f"all of layer {layer}." if layer else "no layer wholly dead.")
    )


def in_figures(value: float) -> str:
    """Return a number with two digits that another computer may round differently; words are exact."""
    if value == 0:
        return "exactly 0"
    if math.isnan(value):
        return "not a number"
    return "infinite" if math.isinf(value) else f"≈{value:.2g}"
