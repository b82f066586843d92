# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 04 Multi-layer perceptrons
#
# One neuron parts the plane with one straight line, and so it cannot learn XOR: *one or
# the other, but not both* ([chapter 02](02_perceptron.ipynb)). In 1969 a famous book
# showed it, and many took it for the end of networks as such. **Three neurons can do
# it.** So what does a second layer add, and do ten layers add ten times as much?
#
# **You will be able to** compute a network by hand and in matrix form, prove what a
# layer without a bend is worth, choose the weights of a small network yourself, and
# choose transfer functions for good reasons.
#
# **You need** one neuron, losses ([chapter 03](03_losses.ipynb)) and the product of
# matrices ([chapter 01](01_tensors.ipynb)). Nothing is trained by backpropagation here;
# that is [chapter 05](05_backpropagation.ipynb). **Time**: an hour and a half, two
# hours with what is marked *extra*. **To run**: ten seconds.

# %% tags=["core"]
from itertools import product

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.claims import approx, claim
from course_lib.datasets.faces import faces
from course_lib.datasets.points import xor
from course_lib.equality import prove_equal, relative_difference
from course_lib.learning import (
    check,
    hint,
    predict,
    recall,
    reveal,
    solution,
    use,
    whose,
)
from course_lib.numpy_nn import activations
from course_lib.numpy_nn.activations import relu, sigmoid, tanh
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.perceptron import step
from course_lib.numpy_nn.softmax import Softmax, softmax
from course_lib.plots.activations import plot_activations
from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.plots.curves import plot_lines
from course_lib.plots.images import plot_images
from course_lib.plots.scores import plot_scores
from course_lib.plots.style import new_axes
from course_lib.results import results
from course_lib.showing import figure, table, twins
from course_lib.torch_nn import activations as torch_activations
from course_lib.torch_nn.mlp import MLP as TorchMLP

recall("04")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 Several neurons at once: a layer
#
# Give the same inputs to several neurons: that is a **layer**, several regressions side
# by side. Feed what they say to further neurons: that is a **network**. The layers
# between input and output are called *hidden*, and their neurons *units*.
#
# Each unit does two things. It adds up its inputs, $z_i = \sum_j W_{ij}\, x_j + b_i$,
# the **pre-activation**. Then it bends the sum with a *transfer function* $f$ to its
# **activation** $h_i = f(z_i)$. (From chapter 05 on, as in most code, $f$ itself is
# called an activation too.) Here $f$ cuts off what is negative: $\mathrm{ReLU}(z) =
# \max(z, 0)$.
#
# A network of three inputs, two hidden units with ReLU, and one linear output:
#
# $$W_1 = \begin{pmatrix} 1 & 1 & 1 \\ 2 & -1 & -2 \end{pmatrix}, \quad
#   b_1 = \begin{pmatrix} -1 \\ 1 \end{pmatrix}, \quad
#   W_2 = \begin{pmatrix} 3 & 5 \end{pmatrix}, \quad b_2 = -4.$$
#
# A row of $W_1$ belongs to one hidden unit, a column to one input.
#
# **Exercise 04.1** ● 5 minutes. **By hand**: the inputs are $(1, 0, 2)$. What is the
# output?

# %% tags=["core", "exercise", "04.1"]
# SOLUTION
my_output = 2.0
# END SOLUTION

# %% tags=["core"]
check("04.1")

# %% [markdown] tags=["core"]
# ### In matrix form
#
# A batch of inputs is a matrix $X$ of shape (rows, inputs), one example a row. With $W$
# of shape (units, inputs), as PyTorch stores it, all units see all rows in one product:
#
# $$Z = X W^\top + b, \qquad H = f(Z),$$
#
# both of shape (rows, units). The bias, shape (units,), is added to each row.
#
# **Exercise 04.2** ● 5 minutes. Write a layer: its pre-activations $Z$. The networks of
# this chapter are built from it.


# %% tags=["core", "exercise", "04.2"]
def layer(x, weight, bias):
    """Pre-activations: x (rows, inputs), weight (units, inputs), bias (units,)."""
    # SOLUTION
    return x @ weight.T + bias
    # END SOLUTION


# %% tags=["core"]
check("04.2")
by_hand, of_layer, author = use("04.1"), use("04.2"), whose("04.2")
x = np.array([[1.0, 0.0, 2.0]])  # (1, 3)
first = np.array([[1.0, 1.0, 1.0], [2.0, -1.0, -2.0]]), np.array([-1.0, 1.0])
second = np.array([[3.0, 5.0]]), np.array([-4.0])
hidden = relu(of_layer(x, *first))  # (1, 2)
output = of_layer(hidden, *second)[0, 0]
print(f"hidden units, with {author}: {hidden[0]}")
claim("By hand and in matrix form: the same.", by_hand == output, output=output)
count = sum(array.size for array in (*first, *second))
claim("The network has 3·2 + 2 + 2·1 + 1 numbers to learn.", count == 11, numbers=count)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 Are ten layers more than one?
#
# More layers, more power? Leave the transfer functions away for a moment, and let the
# layers follow each other directly.

# %% tags=["core"]
predict("04.a")

# %% [markdown] tags=["core"]
# **Exercise 04.3** ●● 5 minutes. **Derive a line.** Put $h = W_1 x + b_1$ into
# $y = W_2 h + b_2$ and multiply out. The result is again a layer, $y = W x + b$, with
# $W = W_2 W_1$. What is $b$?


# %% tags=["core", "exercise", "04.3"]
def collapsed_bias(weight_2, bias_1, bias_2):
    """The bias of the one layer that does what two linear layers do."""
    # SOLUTION
    return weight_2 @ bias_1 + bias_2
    # END SOLUTION


# %% tags=["core"]
check("04.3")
bias_of, author = use("04.3"), whose("04.3")
rng = np.random.default_rng(0)
ten = [(rng.normal(0, 0.125, (64, 64)), rng.normal(size=64)) for _ in range(10)]
inputs = rng.normal(size=(1000, 64))

outputs, weight, bias = inputs, np.eye(64), np.zeros(64)
for next_weight, next_bias in ten:
    outputs = of_layer(outputs, next_weight, next_bias)
    weight, bias = next_weight @ weight, bias_of(next_weight, bias, next_bias)
difference = relative_difference(of_layer(inputs, weight, bias), outputs)
claim(
    f"One layer, with {author}, does what ten do, on 1000 random inputs.",
    difference < 1e-12,
    difference=approx(difference),
)
reveal("04.a")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# Ten matrices multiply to one, and of 41,600 numbers 4,160 would have done. So a stack
# of linear layers parts the plane with one line, as a single neuron does; *XOR* is out
# of reach however many there are. *Each layer adds something* is true of the numbers to
# learn, not of the functions they make.
#
# **Depth adds to what a network can compute only if there is a bend between the
# layers.** One layer of bends is enough for XOR.
#
# ## 3 XOR, with weights chosen by hand
#
# Let the units decide with a step: 1 above 0, else 0. Two hidden units draw two lines.
# The first says OR, $x_1 + x_2 - \tfrac12 > 0$; the second says AND,
# $x_1 + x_2 - \tfrac32 > 0$. XOR is: OR, *but not* AND.
#
# **Exercise 04.4** ●● 8 minutes. Choose the weights of the output unit. `h` holds what
# the hidden units say, OR in column 0 and AND in column 1, one row a point. Choose two
# weights and a bias, and decide with a step: `(h @ weight + bias > 0).astype(int)`.


# %% tags=["core", "exercise", "04.4"]
def xor_output(h):
    """1 where exactly one input is 1; h holds OR and AND, shape (rows, 2)."""
    # SOLUTION
    weight, bias = np.array([1.0, -1.0]), -0.5
    return (h @ weight + bias > 0).astype(int)
    # END SOLUTION


# %% slideshow={"slide_type": "subslide"} tags=["core"]
check("04.4")
decide, author = use("04.4"), whose("04.4")
points, labels = xor(200, rng=np.random.default_rng(0), noise=0.12, dtype=np.float64)


def or_and(x):
    """What the two hidden units say, shape (rows, 2)."""
    return step(of_layer(x, np.ones((2, 2)), np.array([-0.5, -1.5])))


plane = plane_around(points)
classes = decide(or_and(plane.reshape(-1, 2))).reshape(plane.shape[:2])
ax = plot_boundary(plane, classes, points, labels)
ax.set_title(f"three neurons, with {author}", pad=24)
figure(
    ax,
    alt="Four clouds at the corners of a square. Two parallel lines enclose a strip "
    "from upper left to lower right that holds the two clouds of class 1; the two of "
    "class 0 lie on either side.",
)
right = np.mean(decide(or_and(points)) == labels)
claim("Three neurons solve noisy XOR.", right > 0.98, accuracy=right)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# Each hidden unit drew a line; the output took the strip between them. Look at it from
# the output's side: it never sees the points, only $h$. The hidden layer has moved
# $(0, 1)$ and $(1, 0)$ to the same place, $h = (1, 0)$, and the other corners to
# $(0, 0)$ and $(1, 1)$; and *there* one line is enough. That is what hidden layers are
# for: **to describe the inputs anew, so that the last layer has an easy task.**
#
# ## 4 Ways to bend
#
# The step was the first transfer function, and it has one fault: its slope is 0
# wherever it has one. A network that learns by gradients (chapter 05) needs slopes. So
# others took its place, such as the sigmoid and
# $\tanh(z) = (e^z - e^{-z}) / (e^z + e^{-z})$. In each panel, $f$ is what a unit says,
# and $f'$ how much of a gradient it lets back through. The last four come from the
# library, slopes included: `f.backward(g)` multiplies $g$ by $f'$.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
z = np.linspace(-3, 3, 401)
modules = {
    "sigmoid": activations.Sigmoid(),
    "tanh": activations.Tanh(),
    "ReLU": activations.ReLU(),
    "leaky ReLU": activations.LeakyReLU(),
}
curves = {"step": step(z), "linear": z} | {name: f(z) for name, f in modules.items()}
slopes = {"step": np.zeros_like(z), "linear": np.ones_like(z)}
slopes |= {name: f.backward(np.ones_like(z)) for name, f in modules.items()}
panels = plot_activations(z, curves, slopes)
figure(
    panels[0].figure,
    alt="Six transfer functions with their slopes. The step jumps from 0 to 1 and has "
    "slope 0. The linear one has slope 1. The sigmoid rises from 0 to 1, with a slope "
    "of 0.25 at most; tanh from −1 to 1, with 1 at most. ReLU is 0 and then z, and "
    "its slope jumps from 0 to 1; the leaky one's jumps from 0.01 to 1.",
)

# %% [markdown] tags=["core"]
# **Exercise 04.5** ● 5 minutes. **Complete the way back** of the leaky ReLU, which is
# $z$ above 0 and $0.01\, z$ elsewhere. `grad_output` is $\partial L / \partial y$, in
# the shape of `z`; return $\partial L / \partial z$. At exactly 0 take the slope of the
# left side. The cell below compares you with the library.


# %% tags=["core", "exercise", "04.5"]
def leaky_relu_backward(grad_output, z):
    """From ∂L/∂y to ∂L/∂z, where y is z above 0 and 0.01 z elsewhere."""
    # SOLUTION
    return np.where(z > 0, grad_output, 0.01 * grad_output)
    # END SOLUTION


# %% tags=["core"]
check("04.5")
back, author = use("04.5"), whose("04.5")
wide = np.linspace(-30, 30, 6001)
values = {"step": (step(wide), 0 * wide), "linear": (wide, 0 * wide + 1)}
for name, f in modules.items():
    values[name] = f(wide), f.backward(np.ones_like(wide))
off = np.abs(back(np.ones_like(wide), wide) - values["leaky ReLU"][1]).max()
claim(f"The library agrees with {author}.", off == 0, off_by=off)

two_scores, of_first = np.column_stack([wide, 0 * wide]), np.tile([1.0, 0.0], (6001, 1))
both = Softmax()
values["softmax of z and 0"] = both(two_scores)[:, 0], both.backward(of_first)[:, 0]
same = np.abs(values["softmax of z and 0"][0] - values["sigmoid"][0]).max()
claim(
    "A softmax of two scores, z and 0, is a sigmoid.", same < 1e-12, off_by=approx(same)
)

# %% tags=["core"]
words = {
    "step": ("0", "the first neurons", "no slope to learn by"),
    "linear": ("1", "outputs: quantities", "no bend: layers collapse"),
    "sigmoid": ("y (1 − y)", "outputs: yes or no", "flat on both sides"),
    "tanh": ("1 − y²", "hidden units", "flat on both sides"),
    "ReLU": (
        "1 if z > 0, else 0",
        "hidden units: the usual",
        "may be 0 for all inputs",
    ),
    "leaky ReLU": ("1 if z > 0, else 0.01", "hidden units", "a slope to choose"),
    "softmax of z and 0": ("y (1 − y)", "outputs: one of many", "takes a whole row"),
}


def table_row(name, y, slope):
    """What was measured of a function, with what it is used for."""
    spans = [f"{part.min():.2f} … {part.max():.2f}" for part in (y, slope)]
    spans = [span.replace("-", "−") for span in spans]
    heads = ("function", "from … to", "slope from … to", "slope", "use", "limit")
    return dict(zip(heads, (name, *spans, *words[name]), strict=True))


# %% slideshow={"slide_type": "subslide"} tags=["core"]
rows = [table_row(name, *both) for name, both in values.items()]
table(
    rows,
    caption="Transfer functions, measured for z from −30 to 30 (±30: without end)",
)

# %% [markdown] tags=["core"]
# The last four bends of the figure, and four more from the reference table below, exist
# twice: in NumPy with the slope written out, and in PyTorch, where autograd finds it.
# (Softmax was proved in chapter 03; of two scores, $z$ and 0, it is a sigmoid, as the
# table shows.) One line each sends the same numbers forward and back through both:

# %% tags=["core"]
here = np.random.default_rng(0).normal(size=(8, 5))
for name in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU"):
    ours, theirs = getattr(activations, name)(), getattr(torch_activations, name)()
    print(f"{name:10}", prove_equal(ours, theirs, here))

# %% [markdown] tags=["core"]
# ### Which one where
#
# **Hidden units** need a bend and a slope, and no particular range: ReLU, unless there
# is a reason for another. **Output units** have to be able to say what the answer may
# be, and chapter 03 says which loss goes with them: a sigmoid for a probability, a
# softmax for one of several classes, nothing for a quantity.
#
# **Exercise 04.6** ● 4 minutes. **Match.** Which function belongs at the *output*?
# Choose from "linear" (that is, nothing), "sigmoid", "tanh", "relu", "softmax", and
# answer with a list of four.
#
# 1. Is this tissue benign?
# 2. Which of the ten digits is it?
# 3. Tomorrow's temperature in degrees.
# 4. Three units for a face: has it glasses, does it smile, is the hair long?

# %% tags=["core", "exercise", "04.6"]
# SOLUTION
my_functions = ["sigmoid", "softmax", "linear", "sigmoid"]
# END SOLUTION

# %% tags=["core"]
check("04.6")
answers = use("04.6")
at_output = {"linear": lambda z: z, "sigmoid": sigmoid, "softmax": softmax}
face = at_output[answers[3]](np.array([4.0, 4.0, -4.0]))
claim(
    "A face can have glasses and smile: both above 0.9.",
    face[:2].min() > 0.9,
    least=face[:2].min(),
)
shared = softmax(np.array([4.0, 4.0, -4.0]))
claim("A softmax would share 1 among them.", shared.max() < 0.51, most=shared.max())

# %% [markdown] tags=["extra"]
# ### A reference table *(extra)*
#
# Four more that you will meet. PReLU learns its slope $a$ below 0. ELU and SELU go to a
# floor below 0, SELU with a kink at 0; its two numbers, $\lambda = 1.05$ and
# $\alpha = 1.67$, keep signals at mean 0 and variance 1 (chapter 07). GELU, used in
# transformers, is $z\,\Phi(z)$, where $\Phi$ is the share of standard normal numbers
# below $z$, and $\varphi$ their density. It dips below 0 and comes back.

# %% tags=["extra"]
more = {
    "PReLU, a = 0.25": activations.PReLU(dtype=np.float64),
    "ELU": activations.ELU(),
    "SELU": activations.SELU(),
    "GELU": activations.GELU(),
}
words |= {
    "PReLU, a = 0.25": ("1 if z > 0, else a", "hidden, vision", "a slope to learn"),
    "ELU": ("1 if z > 0, else eᶻ", "hidden units, mean near 0", "an exponential"),
    "SELU": (
        "λ if z > 0, else λ α eᶻ",
        "deep, no normalisation",
        "weights of variance 1/n",
    ),
    "GELU": ("Φ(z) + z φ(z)", "transformers", "not monotonic; costs more"),
}
rows = [
    table_row(name, f(wide), f.backward(np.ones_like(wide))) for name, f in more.items()
]
table(rows, caption="More transfer functions, measured for z from −30 to 30")

# %% tags=["extra"]
curves = {name: f(z) for name, f in more.items()}
panels = plot_activations(
    z, curves, {n: f.backward(np.ones_like(z)) for n, f in more.items()}
)
figure(
    panels[0].figure,
    alt="PReLU, ELU, SELU and GELU with their slopes: all are near z above 0. Below, "
    "PReLU falls with slope 0.25, ELU bends to −1, SELU to −1.76, and GELU dips to "
    "−0.17 and comes back to 0.",
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 How much can one hidden layer do?
#
# *Universal approximation*: with enough hidden units that bend like a sigmoid, and a
# linear output, one hidden layer comes as near as you wish to any continuous function
# on a closed, bounded range (Cybenko 1989; later proved for nearly any other bend). See
# it happen.
#
# Nothing is trained by gradients here. The hidden weights are drawn at random and left
# alone; only the output unit is fitted, by least squares, as in chapter 03. The curve
# below has a kink, and even a jump, which the theorem does not promise.

# %% tags=["core"]
predict("04.b")


# %% tags=["core"]
bend = tanh  # or relu, or sigmoid


def curve(x):
    """What the network is to follow, from −3 to 3; x is an array: np.where, np.sin …"""
    return np.abs(x) - np.where(x > 1, 1.5, 0.0)


def follow(units, seed, bend):
    """A network with random hidden units whose output unit is fitted; a function."""
    rng = np.random.default_rng(seed)
    weight, places = rng.normal(0, 4, (units, 1)), rng.uniform(-3, 3, units)

    def hidden(x):
        h = bend(of_layer(x[:, None], weight, -weight[:, 0] * places))
        return np.column_stack([h, np.ones(len(x))])

    x = np.linspace(-3, 3, 400)
    # rcond: what differs between units by less than that is not weighed
    output_weight, *_ = np.linalg.lstsq(hidden(x), curve(x), rcond=1e-7)
    return lambda x: hidden(x) @ output_weight


# %% slideshow={"slide_type": "subslide"} tags=["core"]
x = np.linspace(-3, 3, 600)
fits = {f"{n} units": follow(n, 0, bend)(x) for n in (3, 10, 100)}
fits = {"curve": curve(x)} | fits
figure(
    plot_lines(x, fits, xlabel="x", ylabel="curve, and what networks make of it"),
    alt="A curve with a kink at 0 and a jump at 1. Three units follow it as a smooth "
    "valley, ten with waves around kink and jump, and a hundred lie on it but for a "
    "small overshoot at the jump.",
)

# %% tags=["core"]
new = np.random.default_rng(9).uniform(-3, 3, 1000)
counts = (1, 3, 10, 30, 100)


def error(units, seed, bend):
    """Root of the mean squared error at points between those that were fitted."""
    return np.sqrt(np.mean((follow(units, seed, bend)(new) - curve(new)) ** 2))


errors = {
    name: np.array([[error(n, seed, unit) for n in counts] for seed in range(3)])
    for name, unit in ((bend.__name__, bend), ("linear", lambda z: z))
}
ax = new_axes()
ax.set(xscale="log", yscale="log")
figure(
    plot_lines(
        np.array(counts, float), errors, xlabel="hidden units", ylabel="error", ax=ax
    ),
    alt="Error against the number of hidden units, both logarithmic, three seeds: tanh "
    "units fall from about 0.6 to 0.06, linear units stay at 0.63.",
)

# %% tags=["core"]
bent, straight = errors[bend.__name__], errors["linear"]
claim(
    f"100 random {bend.__name__} units: an error below a fifth of a straight line's, "
    "for three seeds.",
    bent[:, -1].max() < straight[:, -1].min() / 5,
    bent=approx(bent[:, -1].max()),
    straight_line=straight[:, -1].min(),
)
gain = np.abs(straight - straight[0, 0]).max()
claim("Linear units: 100 are worth no more than 1.", gain < 1e-6, gain=approx(gain))
outside = np.linspace(4, 6, 50)
fits = [follow(100, seed, bend)(outside) for seed in range(3)]
lost = min(np.abs(fit - curve(outside)).max() for fit in fits)
claim("Outside the range, between 4 and 6, it is lost.", lost > 2, off_by=approx(lost))
reveal("04.b")

# %% [markdown] tags=["core"]
# *Random units know nothing of the curve*, and need not: each brings a bend at some
# place, and the output weighs them until the sum fits. That costs many units; trained
# ones could move their bends to where they are needed. *Half as large* is where three
# units are. The jump costs most: from thirty units to a hundred the error falls by a
# third only. The linear units are section 2 once more.
#
# **Write your own into `curve`** and run the cells again: `np.abs(x)` (without the
# jump, thirty units are off by less than 0.01), `np.sin(20 * x)` (thirty see nothing of
# it, a hundred do), or `np.floor(x)` (five jumps: a hundred are still 0.1 off, and the
# first claim fails).
#
# Mind what the theorem does **not** say: not how many units are needed, not that
# training finds their weights, and nothing about inputs outside the range.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 Two myths about sigmoids
#
# > **Myth: "Never use sigmoid."** So say the notes of a famous course, Stanford's
# > CS231n, and many who learned from it.
#
# > **Myth: "Tanh is always superior to sigmoid."** The same notes give a reason: tanh
# > is centred at 0.
#
# Are they so different? Divide $\tanh(x)$ above and below by $e^x$:
#
# $$\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} = \frac{1 - e^{-2x}}{1 + e^{-2x}}
#   = \frac{2}{1 + e^{-2x}} - 1 = 2\sigma(2x) - 1.$$
#
# The same curve, stretched and moved. Whatever a network of tanh computes, a network of
# sigmoids computes too: double what goes into each unit, weights and bias, double the
# weights out of it, and take their sum, before doubling, from the next bias. Here with
# the network of section 1:

# %% tags=["core"]
from_tanh = of_layer(tanh(of_layer(inputs[:, :3], *first)), *second)
(weight_1, bias_1), (weight_2, bias_2) = first, second
from_sigmoids = of_layer(
    sigmoid(of_layer(inputs[:, :3], 2 * weight_1, 2 * bias_1)),
    2 * weight_2,
    bias_2 - weight_2.sum(axis=1),
)
same = np.abs(from_tanh - from_sigmoids).max()
claim("Tanh or sigmoid: the same network.", same < 1e-12, off_by=approx(same))

# %% [markdown] tags=["core"]
# **They are the same functions.** What can differ is the training, for it starts
# elsewhere and steps otherwise.
#
# So let them train. *How* is what chapter 05 is about; here we only read results.
# Networks of 32 units a layer learn to read digits for 15 epochs. Each row chooses its
# learning rate from seven by validation, over five seeds, and is tested on 300 other
# pictures. They start by the usual rules ([chapter 07](07_vanishing_gradients.ipynb)):
# random weights, smaller the more inputs there are, by Glorot's rule for sigmoid and
# tanh, by He's for ReLU. *Sigmoid as tanh* starts with the weights and biases that make
# it compute what a network of tanh computes. *Sigmoid, larger weights* starts with the
# same weights, but leaves the biases at 0. The scores are stored, with the script that
# made them; a test runs one of them again.

# %% tags=["core"]
predict("04.c")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
stored = results("04", "transfer_functions")
one, five = (
    {name: test for name, test in stored.scores.items() if name.endswith(layers)}
    for layers in ("1 hidden", "5 hidden")
)
figure(
    plot_scores(one, xlabel="test accuracy"),
    alt="Test accuracy of five networks with one hidden layer, five seeds each, all "
    "between 0.94 and 0.98. The dots of sigmoid and tanh cover the same range.",
)
apart = one["tanh, 1 hidden"].mean() - one["sigmoid, 1 hidden"].mean()
claim("One hidden layer: a tie.", abs(apart) < 0.03, tanh_minus_sigmoid=approx(apart))
slow = {name: stored.rows[name].validation[0].mean() for name in one}
behind = slow["tanh, 1 hidden"] - slow["sigmoid, 1 hidden"]
claim("At the smallest rate, sigmoids lag.", behind > 0.1, behind=approx(behind))
reveal("04.c")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
figure(
    plot_scores(five, xlabel="test accuracy", levels={"a guess": 0.1}),
    alt="Test accuracy of five networks with five hidden layers, five seeds each. Four "
    "are between 0.92 and 0.98: tanh, sigmoid as tanh, ReLU, and sigmoid with larger "
    "weights, in this order. Sigmoids started by the usual rule are at 0.1, a guess.",
)
plain, larger, as_tanh, of_tanh = (
    five[f"{name}, 5 hidden"].mean()
    for name in ("sigmoid", "sigmoid, larger weights", "sigmoid as tanh", "tanh")
)
claim(
    "Started by the usual rule, sigmoids guess; with larger first weights they read; "
    "started as tanh, they read nearly as well as tanh.",
    plain < 0.3 and larger > 0.9 and of_tanh - as_tanh < 0.05,
    sigmoid=approx(plain),
    larger_weights=approx(larger),
    as_tanh=approx(as_tanh),
    tanh=approx(of_tanh),
)

# %% [markdown] tags=["core"]
# With one hidden layer the two are a tie on these digits, once each has its own
# learning rate; *three to ten in a hundred*, or more, is what one finds at small rates,
# where sigmoids lag. That may be where the warning comes from. With five, sigmoids that
# start by the usual rule do not begin to learn in 15 epochs, and *more than ten* would
# be far too little to say. But the same sigmoids, started as tanh, read nearly as well.
# Most of that is the *size* of the first weights; the shift, which centres, adds about
# two in a hundred, less than single seeds differ by. So most of what looked like a
# fault of the function was its start. Whether tanh gets there *sooner*, each at its
# best rate, was not measured. (Chapter 07 shows what happens, with twenty layers.)
#
# What is right: in *deeper* networks, with the usual first weights, tanh or ReLU is the
# safer choice. (ReLU does not score better here: where the start fits, the bends
# differ by about two in a hundred at this depth.) At the *output* of a yes-or-no
# question a sigmoid is what probability asks for.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["extra"]
# ## 7 From edges to parts to faces *(extra)*
#
# Deep networks are often explained like this: the first layer finds edges, the next
# puts edges together to parts, the next parts to faces. Whether a *trained* network
# does so is for chapter 12 to show. Whether it *can* be done, in layers of units that
# each do little, we can show by hand. The faces are drawn by code, 24 × 24 pixels.
#
# **Layer 1**: four kinds of ReLU units at every place. Each compares three pixels with
# the three on the other side: light above dark, dark above light, left, right.
#
# **Layer 2**: four part units, for a mouth turned up or down, for eyes with and without
# glasses. The weights of each are the mean of the edges there in 400 faces whose labels
# and positions we know. It looks at nine places, a pixel to each side, and takes the
# best: nobody sits still.
#
# **Layer 3**: smiling if *up* beats *down* by enough, glasses likewise, and a last unit
# for both, AND as in section 3.
#
# Two **controls** leave layer 1 away and let the part units look at the bare pixels. In
# the second their weights are *balanced*, moved to add up to 0: then they do not see
# how bright a face is, only differences, as the edges of layer 1 do.

# %% tags=["extra"]
predict("04.d")

# %% tags=["extra"]
EDGE = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4
# Where a part is, in pixels: row, column, height, width.
PARTS = {"smile": (12, 3, 8, 16), "glasses": (6, 2, 8, 18)}
NINE_PLACES = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]


def edges(images):
    """Layer 1: four pictures of edges for each face, shape (faces, 4, 22, 22)."""
    windows = sliding_window_view(images, (3, 3), axis=(1, 2))
    kernels = np.stack([EDGE, -EDGE, EDGE.T, -EDGE.T])
    return relu(np.einsum("nyxij,kij->nkyx", windows, kernels))


def around(maps, part, down, across):
    """The maps around a part, moved by some pixels."""
    row, column, height, width = PARTS[part]
    y, x = row + down, column + across
    return maps[..., y : y + height, x : x + width]


# %% tags=["extra"]
def part_weights(maps, known, part, present, balanced):
    """The mean of the maps around a part, where it is present (1) or is not (0)."""
    moved = np.round(known.position * 12).astype(int)  # pixels
    chosen = np.flatnonzero(getattr(known, part) == present)
    mean = np.mean([around(maps[n], part, *moved[n, ::-1]) for n in chosen], axis=0)
    mean -= mean.mean() if balanced else 0
    return mean / np.linalg.norm(mean)


def best_match(maps, weights, part):
    """Layer 2: how well weights fit at the best of nine places, shape (faces,)."""
    places = [around(maps, part, *place) for place in NINE_PLACES]
    return np.max([np.tensordot(place, weights, 3) for place in places], axis=0)


def evidence(maps, pair, part):
    """How much better a part fits than its opposite."""
    return best_match(maps, pair[1], part) - best_match(maps, pair[0], part)


# %% tags=["extra"]
def judged(layer_1, part, known, fresh, *, balanced=False):
    """Layer 3: says yes above the threshold that is best for known faces."""
    of_known, labels = layer_1(known.images), getattr(known, part)
    pair = [part_weights(of_known, known, part, label, balanced) for label in (0, 1)]
    for_known = evidence(of_known, pair, part)
    best = max(for_known, key=lambda level: np.mean((for_known > level) == labels))
    return evidence(layer_1(fresh.images), pair, part) > best


def pixels(images):
    """No edges: the pixels themselves, from −0.5 to 0.5."""
    return images[:, None, 1:-1, 1:-1] - 0.5


drawn = [np.random.default_rng(seed) for seed in range(3)]
crowds = [[faces(n, rng=rng, dtype=np.float64) for n in (400, 1000)] for rng in drawn]

# %% slideshow={"slide_type": "subslide"} tags=["extra"]
face = crowds[0][1].images[4:7]
shown = np.concatenate([face[:, None, 1:-1, 1:-1], edges(face)], axis=1).clip(0, 1)
names = ["face", "light above", "dark above", "light left", "dark left"]
columns = shown.shape[1]  # fewer if you take kernels away
titles = names[:columns] * 3
figure(
    plot_images(shown.reshape(-1, 22, 22), titles=titles, columns=columns),
    alt="Three faces with four pictures of edges each. Light above dark lights up the "
    "upper rim of the hair and the mouth, dark above light the hairline and the lower "
    "side of the mouth, the other two the left and right sides of hair and head.",
)

# %% tags=["extra"]
read = {}
ways = {"edges": (edges, False), "pixels": (pixels, False), "balanced": (pixels, True)}
for (way, (layer_1, balanced)), part in product(ways.items(), PARTS):
    read[f"{part}, {way}"] = [
        np.mean(
            judged(layer_1, part, *crowd, balanced=balanced) == getattr(crowd[1], part)
        )
        for crowd in crowds
    ]
figure(
    plot_scores(read, xlabel="accuracy on 1000 new faces"),
    alt="Accuracy on new faces, three draws. From edges: glasses 0.99, "
    "smiles 0.95. From pixels: glasses 0.90, smiles 0.80. From pixels with balanced "
    "weights: smiles 0.94, glasses 0.76.",
)

# %% tags=["extra"]
worst = min(min(read["smile, edges"]), min(read["glasses, edges"]))
claim(
    "From edges, both parts are found in nine faces of ten.", worst > 0.9, worst=worst
)
mean = {name: np.mean(shares) for name, shares in read.items()}
behind = min(mean[f"{part}, edges"] - mean[f"{part}, pixels"] for part in PARTS)
claim("From pixels, both are judged worse.", behind > 0.05, behind_at_least=behind)
smile, glasses = (mean[f"{part}, edges"] - mean[f"{part}, balanced"] for part in PARTS)
claim(
    "Balanced weights make up for it with smiles, and not at all with glasses.",
    smile < 0.05 and glasses > 0.1,
    smiles_behind=smile,
    glasses_behind=glasses,
)
reveal("04.d")

# %% tags=["extra"]
agree = []
for known, fresh in crowds:
    both = judged(edges, "smile", known, fresh) & judged(edges, "glasses", known, fresh)
    agree.append(np.mean(both == (fresh.smile & fresh.glasses)))
never = max(1 - np.mean(fresh.smile & fresh.glasses) for _, fresh in crowds)
claim(
    "Smiling with glasses: the last unit is right about more than 92 in a hundred; "
    "always to say no would be right about three in four.",
    never < 0.8 and min(agree) > 0.92,
    always_no=never,
    least_of_three=min(agree),
)

# %% [markdown] tags=["extra"]
# The same part units on bare pixels do worse. For smiles, nearly all of that is
# brightness: *balanced* weights, which do not see it, do about as well as edges. For
# glasses they do worse than before: there brightness helped. So neither *it helps with
# both* nor *with neither* is right. Edges, which are differences too, do well at both.
# So a layer can make the next one's task easier, as the hidden layer did for XOR.
#
# Be careful with what this shows. We chose the kernels, the places and the parts, and
# the labels gave the templates; nothing was found by training. A unit that looks at a
# small patch, with the same weights everywhere, is a special kind of unit: it has a
# name, *convolution*, and a chapter of its own (11). And *face* is a large word for two
# parts that are both there.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# The network of section 1 in PyTorch. Below it a larger one, in the library and in
# PyTorch: there a whole network is one line. The two are the same, way back included
# (which chapter 05 derives).

# %% tags=["extra"]
model = torch.nn.Sequential(
    torch.nn.Linear(3, 2, dtype=torch.float64),
    torch.nn.ReLU(),
    torch.nn.Linear(2, 1, dtype=torch.float64),
)
with torch.no_grad():
    for linear, (weight, bias) in zip(
        (model[0], model[2]), (first, second), strict=True
    ):
        linear.weight.copy_(torch.from_numpy(weight))
        linear.bias.copy_(torch.from_numpy(bias))
from_torch = model(torch.tensor([[1.0, 0.0, 2.0]], dtype=torch.float64)).item()
claim("PyTorch agrees with your hand.", from_torch == by_hand, output=from_torch)

# %% tags=["extra"]
prove_equal(
    MLP([64, 32, 10], activations.Tanh, rng=np.random.default_rng(0)),
    TorchMLP([64, 32, 10], torch_activations.Tanh),
    np.random.default_rng(1).normal(size=(8, 64)),
)

# %% tags=["extra"]
twins(activations.Tanh, torch_activations.Tanh)

# %% [markdown] tags=["core"]
# ## Recap
#
# - A layer is several neurons with the same inputs: $Z = X W^\top + b$, then a bend,
#   $H = f(Z)$. Its weights have shape (units, inputs).
# - Without a bend between them, any number of layers is worth one.
# - A hidden layer describes the inputs anew, so that the last layer has an easy task:
#   with two hidden units, XOR becomes a matter of one line.
# - The output's function follows from what the answer may be: sigmoid, softmax or
#   nothing. Hidden units need a bend with a slope; ReLU is the usual choice.
# - One wide hidden layer can follow any continuous curve on a bounded range. That says
#   nothing about finding it, and nothing about what lies outside.
#
# Here weights were chosen, drawn at random or read from a table. How does a unit that
# nobody sees learn what it did wrong? [Chapter 05](05_backpropagation.ipynb) asks back,
# from the loss to the first layer.
#
# ## Going further
#
# - In section 5, set `bend` to `relu` or `sigmoid`. Does one clearly need fewer units?
#   And which of the three is not lost outside the range, and why?
# - Solve XOR with two hidden ReLUs and a linear output: find weights by hand.
# - Change the four kernels of section 7 to one. Which part suffers first? And leave its
#   ReLU away (two kernels are enough then): which part gains?
#
# ## Sources
#
# - W. McCulloch, W. Pitts (1943), *A logical calculus of the ideas immanent in nervous
#   activity*: networks of units that decide.
# - M. Minsky, S. Papert (1969), *Perceptrons*: what one layer cannot do.
# - G. Cybenko (1989), *Approximation by superpositions of a sigmoidal function*; K.
#   Hornik, M. Stinchcombe, H. White (1989), *Multilayer feedforward networks are
#   universal approximators*.
# - M. Leshno, V. Lin, A. Pinkus, S. Schocken (1993), *Multilayer feedforward networks
#   with a nonpolynomial activation function can approximate any function*.
# - A. Karpathy and others, *CS231n*, Stanford, notes on *Neural networks, part 1*: both
#   myths.
# - Y. LeCun, L. Bottou, G. Orr, K.-R. Müller (1998), *Efficient BackProp*, section 4.4:
#   why tanh rather than the logistic sigmoid.
# - V. Nair, G. Hinton (2010), *Rectified linear units improve restricted Boltzmann
#   machines*.
# - A. Maas, A. Hannun, A. Ng (2013), *Rectifier nonlinearities improve neural network
#   acoustic models*: the leaky ReLU.
# - G.-B. Huang, Q.-Y. Zhu, C.-K. Siew (2006), *Extreme learning machine: theory and
#   applications*: random hidden units, fitted outputs.
# - K. He, X. Zhang, S. Ren, J. Sun (2015), *Delving Deep into Rectifiers*: PReLU; D.
#   Clevert, T. Unterthiner, S. Hochreiter (2016), *Fast and accurate deep network
#   learning by exponential linear units*; G. Klambauer and others (2017),
#   *Self-Normalizing Neural Networks*; D. Hendrycks, K. Gimpel (2016), *Gaussian error
#   linear units*.
