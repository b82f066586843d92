"""What the widget `VanishingGradients` shows, as a learner would make it with `interact` and Matplotlib.

The kernel computes with the layers of the course and draws; the browser gets a picture. It is as fast as that
way allows: figure and lines are made once, the layout is fixed, and the picture is not cropped to its ink,
which would draw it twice. The latency bench copies this file beside its notebook.
"""

import time

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from course_lib.network_settings import Network
from course_lib.signal_flow import build, measure, sixteen_digits
from course_lib.widgets.vanishing_gradients import VanishingGradients

DOTS_PER_INCH = 100
COLOURS = {"worst": "#D55E00", "remedy": "#0072B2"}
DASHES = {"worst": "--", "remedy": "-"}
QUANTITIES = {"gradient_norms": "gradient, ‖∂L/∂W‖", "spreads": "spread of the pictures"}


class SignalFlowFigure:
    """Two networks side by side: gradient and spread at each layer, with the other network behind them.

    Args:
        networks: "worst" and "remedy".
        width: units in each hidden layer.
        seed: of the first weights.
        size: of the picture, in pixels.

    Attributes:
        computed: seconds that each call of `at` took before it drew.
    """

    def __init__(self, networks: dict[str, Network], *, width: int, seed: int, size: tuple[int, int]):
        self.networks, self.width, self.seed = networks, width, seed
        self.digits = sixteen_digits()
        self.computed: list[float] = []
        inches = [pixels / DOTS_PER_INCH for pixels in size]
        self.figure, grid = plt.subplots(2, len(networks), figsize=inches, dpi=DOTS_PER_INCH)
        plt.close(self.figure)  # `interact` shows what the function returns; pyplot would show it once more
        self.figure.subplots_adjust(left=0.06, right=0.985, top=0.93, bottom=0.13, wspace=0.16, hspace=0.3)
        self.lines = {
            (front, quantity, network): _line(ax, network, in_front=network == front)
            for front, column in zip(networks, grid.T, strict=True)
            for quantity, ax in zip(QUANTITIES, column, strict=True)
            for network in networks
        }
        for (_, quantity, network), line in self.lines.items():
            _dress(line.axes, title=QUANTITIES[quantity], label=network, is_lowest=quantity == "spreads")

    def at(self, depth: int) -> Figure:
        """Measure both networks with so many hidden layers, and return the figure with their lines."""
        started = time.perf_counter()
        size = (depth, self.width, self.seed)
        flows = {name: measure(build(it, *size), *self.digits) for name, it in self.networks.items()}
        self.computed.append(time.perf_counter() - started)
        for (_, quantity, network), line in self.lines.items():
            values = getattr(flows[network], quantity)
            line.set_data(np.arange(1, len(values) + 1), values)
        for ax in self.figure.axes:
            ax.set_xlim(0.5, depth + 1.5)
            ax.relim()
            ax.autoscale_view(scalex=False)
        return self.figure

    def shown(self) -> dict[str, dict[str, list[float]]]:
        """Return the numbers that the lines in front now have, by network and quantity."""
        return {
            name: {quantity: self.lines[name, quantity, name].get_ydata().tolist() for quantity in QUANTITIES}
            for name in self.networks
        }


def in_the_kernel(widget: VanishingGradients) -> dict[str, dict[str, list[float]]]:
    """Return the numbers that a widget should have, by network and quantity, from the course's layers."""
    return {
        name: {quantity: getattr(flow, quantity).tolist() for quantity in QUANTITIES}
        for name, flow in widget.measure().items()
    }


def _line(ax: Axes, network: str, *, in_front: bool) -> Line2D:
    """Add an empty line to Axes; that of the other network is thin and has no points."""
    style = {"color": COLOURS[network], "linestyle": DASHES[network]}
    if in_front:
        return ax.plot([], [], marker=".", linewidth=2, zorder=3, **style)[0]
    return ax.plot([], [], linewidth=1.25, alpha=0.65, **style)[0]


def _dress(ax: Axes, *, title: str, label: str, is_lowest: bool) -> None:
    """Give Axes what never changes."""
    ax.set_yscale("log")
    ax.set_title(title, loc="left", fontsize=9)
    ax.tick_params(labelsize=8, labelbottom=is_lowest)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color="0.9")
    ax.spines[["top", "right"]].set_visible(False)
    if is_lowest:
        ax.set_xlabel("layer (1 is next to the input)", fontsize=9)
