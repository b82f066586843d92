"""How a signal flows through deep networks: the gradient and the spread of the pictures at each layer."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from course_lib.plots.style import label_line_ends, line_style, require_curves, round_ticks


def plot_signal_flow(
    gradient_norms: dict[str, np.ndarray], spreads: dict[str, np.ndarray]
) -> tuple[Axes, Axes]:
    """Draw two quantities at each layer of some networks on logarithmic scales.

    What such a scale cannot show is marked on the lower edge (0) or the upper edge (infinite, or no number).

    Args:
        gradient_norms: by name of the network, values at layers 1 … L and the output layer, shape (L + 1,).
        spreads: by name of the network, values at layers 1 … L, shape (L,).

    Returns:
        The Axes of the gradients and those of the spreads.

    Raises:
        ValueError: if there is no curve, or one is empty.
    """
    panels = (
        (require_curves(gradient_norms), "‖∂L/∂W‖", "gradient (last point: output layer)"),
        (require_curves(spreads), "standard deviation", "spread of the pictures"),
    )
    _, both = plt.subplots(1, 2, figsize=(10, 3.2), gridspec_kw={"wspace": 0.5})
    for ax, (curves, ylabel, title) in zip(both, panels, strict=True):
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color="0.9")
        ax.set(yscale="log", xlabel="layer (1 is next to the input)", ylabel=ylabel, title=title)
        ax.set_xticks(round_ticks(1, max(values.shape[1] for values in curves.values())))
        _draw(ax, {name: values[0] for name, values in curves.items()})
    return tuple(both)


def _draw(ax: Axes, curves: dict[str, np.ndarray]) -> None:
    """Draw each curve where it is positive and finite, mark it elsewhere, and write its name at its end."""
    lowest, highest = _whole_decades(np.concatenate(list(curves.values())))
    ax.set(ylim=(lowest, highest), xlim=(0.5, max(map(len, curves.values())) + 0.5))
    ends, colours = {}, {}
    for index, (name, values) in enumerate(curves.items()):
        style, layers = line_style(index), np.arange(1, len(values) + 1)
        shown = _drawable(values)
        ax.plot(layers, np.where(shown, values, np.nan), marker=".", **style)
        for off, marker, edge in ((values == 0, "v", lowest), (~np.isfinite(values), "^", highest)):
            ax.plot(layers[off], np.full(off.sum(), edge), marker, color=style["color"], clip_on=False)
        if shown.any():
            ends[name] = layers[shown][-1], values[shown][-1]
        else:
            name = f"{name}: 0" if (values == 0).all() else f"{name}: no number"
            ends[name] = layers[-1], lowest if (values == 0).all() else highest
        colours[name] = style["color"]
    label_line_ends(ax, ends, colours)


def _whole_decades(values: np.ndarray) -> tuple[float, float]:
    """Return powers of ten below and above all that can be drawn, at least two decades apart."""
    exponents = np.log10(values[_drawable(values)]) if _drawable(values).any() else np.zeros(1)
    lowest, highest = np.floor(exponents.min()), np.ceil(exponents.max())
    return 10.0 ** min(lowest, highest - 2), 10.0**highest


def _drawable(values: np.ndarray) -> np.ndarray:
    """Tell which values have a place on a logarithmic scale."""
    return (values > 0) & np.isfinite(values)
