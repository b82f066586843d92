# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # A2 Reference
#
# What is the slope of a GELU? By what does `KLDivLoss` divide? Which line does AdamW
# add to Adam's? This appendix is for looking things up.
#
# Every formula below is **a line of Python that is run as it is printed**, and the page
# is built only where it agrees with the library. Layers are held against the library's
# second half, too, written in PyTorch, and optimisers against PyTorch's own; slopes of
# activations and the spread of first weights are also measured. It is the mathematics:
# for `x` in the hundreds some of these lines overflow, and the library computes the
# same in a form that does not ([chapter 03](03_losses.ipynb)).
#
# Letters: `x` comes in, `y` comes out, and `g` is $\partial L / \partial y$; pictures
# of activations call them $z$, $f$, and the slope $f'$. *Options* are what the row was
# computed with: neither defaults nor advice.
#
# **To look up** a name, start at the index. **Time**: a minute a visit, and ten minutes
# for the two exercises. **To run**: ten seconds.

# %% tags=["core"]
import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.equality import prove_equal
from course_lib.learning import check, hint, solution, use, whose
from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.initialisation import GAINS, calculate_gain
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from course_lib.plots.activations import plot_activations
from course_lib.plots.panels import plot_panels
from course_lib.reference.contents import index, missing, options_of, row
from course_lib.reference.entry import at_each
from course_lib.reference.layers import (
    ACTIVATIONS,
    LOSSES,
    NORMALISATIONS,
    ROW_ACTIVATIONS,
)
from course_lib.reference.training import INITIALISERS, OPTIMISERS, SCHEDULES
from course_lib.showing import figure, table

# %% tags=["core"]
index()
left_out = len(missing())
claim(
    "No activation, loss, first weight, optimiser, schedule or normalisation of the "
    "library is missing here.",
    left_out == 0,
    missing=left_out,
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Activations
#
# Value by value. Where `x` is 0, ReLU, leaky ReLU, PReLU and SELU have a bend and no
# slope; library and PyTorch take that of the left side. The column *slope between* says
# how much of a gradient comes through: the least and the greatest for `x` from −3 to 3.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
x = np.linspace(-3, 3, 120)  # an even number of points: none is 0, where bends are
outputs, slopes = {}, {}
for entry in ACTIVATIONS:
    layer = entry.build()
    outputs[entry.name] = layer(x)
    slopes[entry.name] = layer.backward(np.ones_like(x))
figure(
    plot_activations(x, outputs, slopes, columns=4)[0],
    alt="Eight activations from −3 to 3 with their slopes. Sigmoid and tanh level off "
    "on both sides, and their slopes are bells; the other six are straight, or nearly, "
    "on the right. On the left ReLU is 0, leaky ReLU and PReLU are straight lines of "
    "smaller slope, ELU and SELU bend towards a level, and GELU dips below 0.",
)

# %% tags=["core"]
rows, fine = [], np.append(np.linspace(-3, 3, 2000), [-1e-9, 1e-9])  # both sides of 0
for entry in ACTIVATIONS:
    slope = at_each(entry, entry.slope, fine)
    code = {"y": entry.formula, "dy/dx": entry.slope, "function": entry.function}
    between = f"{slope.min():.3g} and {slope.max():.3g}"
    rows.append(row(entry, code, slope_between=between, options=options_of(entry)))
table(rows, caption="Activations, in activations.py of numpy_nn and of torch_nn")

# %% tags=["core"]
h, off = 1e-5, {"formula": [], "slope": [], "measured": []}
for entry in ACTIVATIONS:
    layer = entry.build().eval()  # two calls and no way back: nothing is kept
    rise = (layer(x + h) - layer(x - h)) / (2 * h)
    y, slope = at_each(entry, entry.formula, x), at_each(entry, entry.slope, x)
    off["formula"].append(np.abs(y - outputs[entry.name]).max())
    off["slope"].append(np.abs(slope - slopes[entry.name]).max())
    off["measured"].append(np.abs(slope - rise).max())
    prove_equal(entry.build(), entry.twin(**entry.options), x)
furthest, apart = max(off["formula"] + off["slope"]), max(off["measured"])
claim(
    "Formulas and slopes are those of the library to twelve digits, and slopes are "
    "what central differences measure, to eight.",
    furthest < 1e-12 and apart < 1e-8,
    furthest=approx(furthest),
    from_measured=approx(apart),
)

# %% [markdown] tags=["core"]
# Two more take a whole row, and each output depends on every input: so what comes
# back is a vector, $\partial L / \partial x$. (`prove_equal` above stops with an error
# where a twin differs in output or gradient by more than $10^{-10}$ of its size.)

# %% tags=["core"]
rows, off = [], []
scores, g = np.array([1.0, -2.0, 0.5, 3.0]), np.array([0.5, -1.0, 2.0, 0.25])
for entry in ROW_ACTIVATIONS:
    layer = entry.build()
    y, back = layer(scores), layer.backward(g)
    off.append(np.abs(entry.compute(entry.formula, x=scores) - y).max())
    off.append(np.abs(entry.compute(entry.slope, x=scores, y=y, g=g) - back).max())
    prove_equal(entry.build(), entry.twin(), scores)
    code = {"y": entry.formula, "∂L/∂x": entry.slope, "function": entry.function}
    rows.append(row(entry, code))
table(rows, caption="Activations of a whole row, in softmax.py of both")
furthest = max(off)
claim(
    "These formulas, too, are those of the library.",
    furthest < 1e-12,
    furthest=approx(furthest),
)

# %% [markdown] tags=["core"]
# **Exercise A2.1** ●● 6 minutes. SiLU, also called swish, is $y = x\,\sigma(x)$. The
# library leaves it out. Derive its slope and write it as a function of `x`, an array.
# Your curve is then drawn beside the two that it resembles; until it is right, the
# course's is.


# %% tags=["core", "exercise", "A2.1"]
def silu_slope(x):
    """The derivative of x · σ(x), value by value."""
    # SOLUTION
    y = 1 / (1 + np.exp(-x))
    return y + x * y * (1 - y)
    # END SOLUTION


# %% tags=["core"]
check("A2.1")
derived, author = use("A2.1"), whose("A2.1")
names = ("GELU", "ReLU")
curves = {"SiLU": x * sigmoid(x)} | {name: outputs[name] for name in names}
bent = {"SiLU": derived(x)} | {name: slopes[name] for name in names}
panels = plot_activations(x, curves, bent, columns=3)
panels[0].set_title(f"SiLU, with {author}", fontsize=10)
figure(
    panels[0],
    alt="SiLU, GELU and ReLU with their slopes. SiLU dips below 0 on the left as GELU "
    "does, but further out, and its slope, too, goes a little above 1.",
)
pytorch = torch.tensor(x, requires_grad=True)
torch.nn.functional.silu(pytorch).sum().backward()
apart = np.abs(derived(x) - pytorch.grad.numpy()).max()
claim(
    "The slope in the picture is what PyTorch's silu sends back.",
    apart < 1e-12,
    apart=approx(apart),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Losses
#
# Each formula adds up over one row of outputs `x` and targets `t`; the column *x is*
# says what these outputs are. Where the target is a class, `label` is its number and
# `t` has a 1 there. With `reduction="mean"`, the default, the sum is divided by the
# number of rows, or of all values: the column *mean over* says which, measured on two
# rows. `KLDivLoss` divides by all values, and so is no divergence; with
# `reduction="batchmean"`, which divides by the rows, it is. (0 log 0 counts as 0
# there.)
#
# The pictures move the first output. The others stay at 0.3 and 0.1; where outputs are
# log-probabilities, they make room, so that the probabilities add up to 1. (There the
# dashed line of `KLDivLoss` is not the slope of the solid one: ∂L/∂x is for the first
# output alone, and the picture moves all three.)


# %% tags=["core"]
def outputs_of(entry, first):
    """Three outputs with the first given: of the kind that the loss takes."""
    if entry.values["x"] != "log-probabilities":
        return np.array([first, 0.3, 0.1])
    rest = 1 - np.exp(first)
    return np.array([first, np.log(0.75 * rest), np.log(0.25 * rest)])


def at_row(entry, outputs):
    """A loss and its gradient at one row of three outputs."""
    loss = entry.build(reduction="sum")
    value = loss(outputs[None], entry.values["target"])
    return value, loss.backward()[0][0]


# %% slideshow={"slide_type": "subslide"} tags=["core"]
spans, lines = {}, {}
for entry in LOSSES:
    spans[entry.name] = np.linspace(*entry.values["span"], 81)
    found = [at_row(entry, outputs_of(entry, first)) for first in spans[entry.name]]
    loss, slope = [loss for loss, _ in found], [slope[0] for _, slope in found]
    lines[entry.name] = {"loss": np.array(loss), "∂L/∂x": np.array(slope)}
figure(
    plot_panels(spans, lines, xlabel="first output", ylabel="", columns=3)[0],
    alt="Six losses against the first of three outputs, with its gradient. MSE is a "
    "parabola, whose gradient is a straight line. BCE is steep near 0. BCE with logits "
    "and cross-entropy fall and level off; their gradients rise from almost −1 to "
    "almost 0. NLL falls in a straight line to 0. KL divergence falls to 0, where the "
    "outputs are the targets, and rises again. The gradients of both are level.",
)

# %% tags=["core"]
rows, off = [], []
for entry in LOSSES:
    kind, target = entry.values["x"], entry.values["target"]
    x = outputs_of(entry, np.log(0.6) if kind == "log-probabilities" else 0.6)
    value, slope = at_row(entry, x)
    off.append(abs(entry.compute(entry.formula, x=x) - value))
    off.append(np.abs(entry.compute(entry.slope, x=x) - slope).max())
    constants = () if target.ndim == 1 else (1,)
    prove_equal(entry.build(), entry.twin(), x[None], target, constants=constants)
    two = np.stack([x, x]), np.concatenate([target, target])
    divided_by = entry.build(reduction="sum")(*two) / entry.build()(*two)
    mean_over = {2: "rows", 6: "values"}[round(float(divided_by))]
    code = {"L": entry.formula, "∂L/∂x": entry.slope}
    rows.append(row(entry, code, x_is=kind, mean_over=mean_over))
table(rows, caption="Losses, in losses.py of numpy_nn and of torch_nn")
furthest = approx(max(off))
claim("Losses and gradients are the library's.", furthest < 1e-12, furthest=furthest)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## First weights
#
# A rule fixes the standard deviation of what it draws. `fan_in` is the number of
# inputs, `fan_out` that of outputs; the rules by Glorot are `xavier_…`, those by He
# `kaiming_…`, and `gain` is in the table after the next. Here the layer goes from 400
# to 100, drawn once. *Signal* is by what the mean square of a random signal of mean 0
# is multiplied on its way forward, *gradient* the same on the way back: 1 keeps its
# size.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
rng = np.random.default_rng(0)
edges, drawn, middles, lines = np.linspace(-0.25, 0.25, 51), {}, {}, {}
for entry in INITIALISERS:
    drawn[entry.name] = entry.build((100, 400), rng=rng)
    counts, _ = np.histogram(drawn[entry.name], edges)
    middles[entry.name] = (edges[1:] + edges[:-1]) / 2
    lines[entry.name] = {"share of weights": counts / counts.sum()}
figure(
    plot_panels(middles, lines, xlabel="weight", ylabel="share of weights", columns=5)[
        0
    ],
    alt="How the weights of ten rules are spread. zeros and constant are one spike; "
    "uniform, xavier_uniform and kaiming_uniform are boxes; the others are bells, "
    "the normal one of standard deviation 0.1 the widest.",
)

# %% tags=["core"]
rows, off = [], []
signal, back = rng.normal(size=(1000, 400)), rng.normal(size=(1000, 100))
for entry in INITIALISERS:
    weights = drawn[entry.name]
    std = entry.compute(entry.formula, fan_in=400, fan_out=100)
    off.append(abs(weights.std() - std) / max(std, 1e-12))
    forward = approx(np.mean((signal @ weights.T) ** 2) / np.mean(signal**2))
    backward = approx(np.mean((back @ weights) ** 2) / np.mean(back**2))
    measured = {"signal": forward, "gradient": backward, "options": options_of(entry)}
    rows.append(row(entry, {"standard deviation": entry.formula}, **measured))
table(rows, caption="First weights, in initialisation.py of numpy_nn and of torch_nn")
furthest = max(off)
claim(
    "Of 40,000 weights, the standard deviation is within 2 % of the formula.",
    furthest < 0.02,
    furthest=approx(furthest),
)

# %% tags=["core"]
apart, rows = [], []
for name in (*GAINS, "leaky_relu"):
    gain = calculate_gain(name)
    apart.append(abs(gain - torch.nn.init.calculate_gain(name)))
    rows.append({"activation": name, "gain": f"{gain:.4g}"})
table(rows, caption="calculate_gain")
claim("PyTorch has the same gains.", max(apart) == 0, apart=max(apart))

# %% [markdown] tags=["core"]
# **Exercise A2.2** ● 3 minutes. Look it up. A layer has 300 inputs and 100 outputs, and
# is to start by Glorot's rule with a gain of 1. Which standard deviation do its weights
# have?

# %% tags=["core", "exercise", "A2.2"]
# SOLUTION
my_std = np.sqrt(2 / (300 + 100))
# END SOLUTION

# %% tags=["core"]
check("A2.2")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Optimisers
#
# `theta` is a weight, `g` its gradient, `step` counts from 1; `v` and `m` start at 0,
# and `betas` are `beta1` and `beta2`. Two kinds of weight decay differ in one line:
# with Adam it goes into the gradient, with AdamW past it. The pictures show two weights
# on their way to 0: the *steep* one has the gradient 10 θ, the *flat* one 0.1 θ. Watch
# whether the two go at one pace. The rates are those of the table, and not tuned; a
# race that is fair is in [chapter 06](06_optimisation.ipynb).

# %% slideshow={"slide_type": "subslide"} tags=["core"]
curvature, start, moves = np.array([10.0, 0.1]), np.ones(2), 60
paths, off = {}, []
for entry in OPTIMISERS:
    weights, pytorch = Parameter(start.copy()), torch.ones(2, dtype=torch.float64)
    ours = entry.build([weights])
    theirs = getattr(torch.optim, entry.make.__name__)([pytorch], **entry.options)
    letters, paths[entry.name] = {"theta": start, "v": 0.0, "m": 0.0}, [start]
    for step in range(1, moves + 1):
        weights.grad = curvature * weights.data
        pytorch.grad = torch.tensor(curvature) * pytorch
        letters = entry.steps(letters, g=curvature * letters["theta"], step=step)
        ours.step()
        theirs.step()
        paths[entry.name].append(weights.data.copy())
    off.append(np.abs(weights.data - letters["theta"]).max())
    off.append(np.abs(weights.data - pytorch.numpy()).max())

# %% slideshow={"slide_type": "subslide"} tags=["core"]
steps = {name: np.arange(moves + 1) for name in paths}
lines = {
    name: dict(zip(("steep", "flat"), np.transpose(path), strict=True))
    for name, path in paths.items()
}
figure(
    plot_panels(steps, lines, xlabel="step", ylabel="weight θ", columns=4)[0],
    alt="Two weights on the way from 1 to 0 by seven optimisers. With SGD the steep "
    "one is at 0 within ten steps and the flat one still at 0.74 after 60. With "
    "momentum the flat one, too, comes to 0, and the steep one swings, with Nesterov "
    "for a few steps only. With RMSprop and the three kinds of Adam the two coincide.",
)
furthest = max(off)
claim(
    "After 60 steps the lines, the library and PyTorch are at the same place.",
    furthest < 1e-10,
    furthest=approx(furthest),
)

# %% tags=["core"]
rows = [
    row(entry, {"at each step": entry.formula}, options=options_of(entry))
    for entry in OPTIMISERS
]
table(rows, caption="Optimisers, in optimisers.py of numpy_nn and of torch_nn")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Schedules
#
# `t` counts the steps taken, from 0, and `lr0` is the rate at the start. `SequentialLR`
# puts others one after another: here ten steps of warm-up, then a cosine.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
times, lines, rows, off = np.arange(51), {}, [], []
for entry in SCHEDULES:
    optimiser, rates, typed = SGD([Parameter(np.zeros(1))], lr=0.8), [], []
    schedule = entry.build(optimiser)
    for t in times:
        rates.append(optimiser.lr)
        typed.append(entry.compute(entry.formula, t=t, lr0=0.8))
        schedule.step()
    lines[entry.name] = {"lr": np.array(rates)}
    off.append(np.abs(np.subtract(rates, typed)).max())
    code = {"lr at step t": entry.formula}
    rows.append(row(entry, code, options=options_of(entry)))
table(rows, caption="Schedules, in schedules.py of numpy_nn and of torch_nn")
furthest = max(off)
claim("The rates are those of the formulas.", furthest < 1e-12, off=approx(furthest))

# %% slideshow={"slide_type": "subslide"} tags=["core"]
figure(
    plot_panels(
        dict.fromkeys(lines, times), lines, xlabel="step t", ylabel="lr", columns=5
    )[0],
    alt="The learning rate over 50 steps by five schedules: StepLR is a stair that "
    "halves every 15 steps, ExponentialLR falls ever more slowly, CosineAnnealingLR "
    "goes down half a wave, LinearLR rises in a straight line for ten steps and stays, "
    "and SequentialLR rises for ten and goes down half a wave.",
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Normalisation
#
# Batch norm and layer norm take the mean away and divide by the spread, and are told
# apart by what both are taken over. RMS norm goes along a row as layer norm does, but
# takes no mean away: it divides by the root of the mean square. The stretch γ is 1 and
# the shift β is 0 here, as they are at the start; `mean` and `var` are taken over what
# the column *over* names. These are the formulas of training: in eval mode, batch norm
# takes the running statistics instead.

# %% tags=["core"]
rows, off, rng = [], [], np.random.default_rng(1)
x, g = rng.normal(2, 3, (6, 4)), rng.normal(size=(6, 4))
for entry in NORMALISATIONS:
    layer = entry.build(4)
    y, back = layer(x), layer.backward(g)
    off.append(np.abs(entry.compute(entry.formula, x=x) - y).max())
    off.append(np.abs(entry.compute(entry.slope, x=x, y=y, g=g) - back).max())
    prove_equal(entry.build(4), entry.twin(4, **entry.options), x)
    code = {"y": entry.formula, "∂L/∂x": entry.slope}
    rows.append(row(entry, code, over=entry.values["over"]))
table(rows, caption="Normalisation, in normalisation.py of numpy_nn and of torch_nn")
furthest = max(off)
claim(
    "Outputs and gradients are those of the library.",
    furthest < 1e-12,
    furthest=approx(furthest),
)

# %% [markdown] tags=["core"]
# ## Recap
#
# - What stands here has been run here: a formula is a line of Python.
# - The slope of an activation says how much of a gradient passes; a loss is where the
#   gradient comes from.
# - A rule for first weights fixes a standard deviation, from `fan_in` and `fan_out`.
# - Optimisers differ in what they remember of past gradients: nothing, a sum, a mean of
#   squares, or a mean and a mean of squares.
# - Normalisations differ in what they average over, and in whether they take the mean
#   away.
#
# ## Sources
#
# A rule that has a paper names it in its docstring: `help(Adam)`, or open the file. The
# names are those of PyTorch, whose documentation of `torch.nn`, `torch.nn.init` and
# `torch.optim` says the same of more options.
