"""What the latency bench measures: the cells of its notebook, and in each the slider that takes the keys."""

from typing import NamedTuple

BLOCK = 20  # presses from one end to the other; the next block goes back


class Row(NamedTuple):
    """One row of the table, which is one cell of the notebook.

    Attributes:
        shown: what the table calls it.
        meaning: what it shows, and what a key changes.
        source: of the cell; it gives a widget the name of its row.
        slider: label of the slider that takes the keys. It starts in the middle between its ends.
        ends: the lowest and the highest place that it is moved to.
        expected: the numbers that the browser should have: an expression for the kernel, with {0} for the
            name of the row, whose value is a dict of dicts of lists.
    """

    shown: str
    meaning: str
    source: str
    slider: str
    ends: tuple[float, float]
    expected: str = ""


DEPTHS = (10, 30)
RATES = (-2.0, 0.0)  # powers of ten; from a hundredth to one
RATES_OF_ADAM = (-2.0, -1.0)
MIDDLE_RATE, MIDDLE_RATE_OF_ADAM = 0.1, 0.0316
# What the browser needs longest for: an error function, normalisation and skips in each of the layers.
HEAVIEST = {
    name: {"activation": "gelu", "initialisation": "orthogonal", "normalisation": normalisation, "skip": True}
    for name, normalisation in {"worst": "batch", "remedy": "layer"}.items()
}
OF_GRADIENTS = "in_the_kernel({0})"
OF_BOUNDARY = """{{"learned": {{
    "weights": (learned := {0}.measure()).weights.tolist(),
    "outputs": learned.outputs.tolist(),
    "loss": [learned.loss],
}}}}"""
OF_RACE = '{{name: {{"path": path.ravel().tolist()}} for name, path in {0}.paths().items()}}'

WIDGETS = {
    "gradients": Row(
        "`VanishingGradients`",
        f"two networks of {DEPTHS[0]} to {DEPTHS[1]} layers, and a key changes the depth.",
        """\
from course_lib.widgets.vanishing_gradients import VanishingGradients
gradients = VanishingGradients()
gradients""",
        "Depth",
        DEPTHS,
        OF_GRADIENTS,
    ),
    "gradients_slowest": Row(
        "`VanishingGradients`, its slowest settings",
        "the same with GELU, orthogonal weights, normalisation and skips in both networks.",
        f"""\
gradients_slowest = VanishingGradients(**{HEAVIEST})
gradients_slowest""",
        "Depth",
        DEPTHS,
        OF_GRADIENTS,
    ),
    "boundary": Row(
        "`BoundaryPlayground`",
        "a network of 3 tanh units after 200 steps with 24 points; a key changes the learning rate, from a "
        "hundredth to one, and the network learns anew from the first step.",
        f"""\
from course_lib.widgets.boundary_playground import BoundaryPlayground
boundary = BoundaryPlayground("mlp", hidden=3, steps=200, lr={MIDDLE_RATE})
boundary""",
        "Learning rate",
        RATES,
        OF_BOUNDARY,
    ),
    "boundary_slowest": Row(
        "`BoundaryPlayground`, its slowest settings",
        "the same with 8 units, 2000 steps and 80 points.",
        f"""\
from numpy.random import default_rng
quarters = [(x, y, int(x * y > 0)) for x, y in default_rng(0).uniform(-1, 1, (80, 2))]
boundary_slowest = BoundaryPlayground("mlp", quarters, hidden=8, steps=2000, lr={MIDDLE_RATE})
boundary_slowest""",
        "Learning rate",
        RATES,
        OF_BOUNDARY,
    ),
    "race": Row(
        "`OptimiserPaths`",
        "60 steps of four optimisers in a long valley; a key changes the rate of Adam, from a hundredth to a "
        "tenth.",
        f"""\
from course_lib.widgets.optimiser_paths import OptimiserPaths
race = OptimiserPaths(rates={{"Adam": {MIDDLE_RATE_OF_ADAM}}})
race""",
        "Rate of Adam",
        RATES_OF_ADAM,
        OF_RACE,
    ),
    "race_slowest": Row(
        "`OptimiserPaths`, its slowest settings",
        "300 steps, a momentum of 0.99 and rates at which all four swing back and forth across the map.",
        f"""\
swinging = {{"SGD": 0.0199, "momentum": 0.03, "RMSprop": 0.03, "Adam": {MIDDLE_RATE_OF_ADAM}}}
race_slowest = OptimiserPaths(rates=swinging, momentum=0.99, beta2=0.9, steps=300)
race_slowest""",
        "Rate of Adam",
        RATES_OF_ADAM,
        OF_RACE,
    ),
}
HERO, BESIDE_IT = "gradients", "interact"  # the goal against `interact` is for this one
ROWS = WIDGETS | {
    BESIDE_IT: Row(
        "`interact` + Matplotlib",
        "computes the numbers of the first row in the kernel and draws them as large.",
        f"""\
from course_lib.network_settings import Network
from interact_signal_flow import SignalFlowFigure, in_the_kernel
from ipywidgets import IntSlider, interact
%config InlineBackend.print_figure_kwargs = {{"bbox_inches": None}}
networks = {{"worst": Network(**{HERO}.worst), "remedy": Network(**{HERO}.remedy)}}
drawn = SignalFlowFigure(networks, width={HERO}.width, seed={HERO}.seed, size=size)
_ = interact(drawn.at, depth=IntSlider({sum(DEPTHS) // 2}, 1, {DEPTHS[1]}))""",
        "Depth",
        DEPTHS,
        "drawn.shown()",
    ),
    "floor": Row(
        "an empty canvas, filled with one colour",
        "the least that any widget could do: its time is the browser's own.",
        f"""\
from IPython.display import HTML
HTML(f'''<label>Depth
<input type="range" min="1" max="{DEPTHS[1]}" value="{sum(DEPTHS) // 2}" data-lm-suppress-shortcuts="true">
</label><br>
<canvas width="{{size[0]}}" height="{{size[1]}}"></canvas>''')""",
        "Depth",
        DEPTHS,
    ),
}
