# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 07 Initialisation and vanishing gradients
#
# Two networks learn to read digits. Same data, same optimiser, twenty hidden layers
# each, and each may choose from nine learning rates. One reads more than nine digits in
# ten. The other guesses at all nine. One is made of tanh units and the other of
# sigmoids: the same curve, stretched and moved. Both start with weights that textbooks
# recommend. **Where did the learning go?**
#
# **You will be able to** derive how a gradient shrinks or grows on its way to the first
# layer, measure it, prove that NumPy and PyTorch measure the same, choose the first
# weights, and tell remedies that work from remedies that do not.
#
# **You need** the way back through a layer (chapter 05), momentum (06), and the
# [variance](A1_mathematics.ipynb#Probability) of a sum. **Time**: an hour and a half
# without the parts marked *extra*, two and a half with all of them. **To run**: half a
# minute.

# %% tags=["core"]
from functools import partial

import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.datasets import digits8
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
from course_lib.numpy_nn import initialisation as init
from course_lib.numpy_nn.activations import (
    SELU,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Tanh,
    relu,
    selu,
    sigmoid,
)
from course_lib.numpy_nn.clipping import clip_grad_norm
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.training import fit
from course_lib.plots.curves import plot_by_layer, plot_lines
from course_lib.plots.scores import plot_scores
from course_lib.plots.style import mark_level
from course_lib.results import results
from course_lib.showing import figure, progress_bar, twins
from course_lib.torch_nn import activations as torch_activations
from course_lib.torch_nn.mlp import MLP as TorchMLP
from course_lib.weights import to_torch
from course_lib.widgets.vanishing_gradients import VanishingGradients

recall("07")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 A product of derivatives
#
# Put one unit in each of $N$ layers: $y_l = \sigma(z_l)$ with $z_l = w\,y_{l-1}$, for
# $l = 1 \dots N$. Everything here is a single number. How does the last output $y_N$
# change with the first input $y_0$? The chain rule gives one factor a layer:
#
# $$\frac{\partial y_N}{\partial y_0} = \prod_{l=1}^{N} w\,\sigma'(z_l).$$
#
# The derivative of the sigmoid is $\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$. It is
# greatest at $z = 0$, where it is $0.5 \cdot 0.5 = 0.25$. So with $w = 1$, three layers
# let through at most $0.25 \cdot 0.25 \cdot 0.25 \approx 0.0156$ of a gradient.
#
# **Exercise 07.1** ● 3 minutes. Which upper bound follows for the product of ten such
# derivatives? Put it in place of the dots. Guess its size before you compute.

# %% tags=["core", "exercise", "07.1"]
# SOLUTION
my_bound = 0.25**10
# END SOLUTION

# %% tags=["core"]
check("07.1")
three_layers = 0.25 * 0.25 * 0.25
claim(
    "With weights of 1, three sigmoid layers pass on at most 1.6 % of a gradient.",
    three_layers < 0.016,
    product=three_layers,
)

# %% [markdown] tags=["core"]
# That product leaves something out: **the weights**. Each factor is $w\,\sigma'(z)$, so
# could a larger $w$ make up for the small derivative? A larger $w$ also makes $z$
# larger, and pushes the unit to where the sigmoid is flat. Take an input of $0.5$, the
# output of a sigmoid at zero, and try weights from 0 to 12. The second line adds a bias
# that moves $z$ back to zero, so that the unit stays where it is steepest.

# %% tags=["core"]
weights = np.linspace(0, 12, 241)
derivative = sigmoid(weights * 0.5) * (1 - sigmoid(weights * 0.5))
factors = {"no bias": weights * derivative, "bias −w/2": weights * 0.25}
ax = plot_lines(weights, factors, xlabel="weight w", ylabel="factor per layer, w σ′(z)")
mark_level(ax, 1, "the gradient keeps its size")
figure(
    ax,
    alt="The factor of a layer against its weight, for an input of 0.5. Without a "
    "bias it rises to 0.45 at w = 3 and falls again, always below the level 1; "
    "with a bias that keeps z at zero it is a straight line that crosses 1 at w = "
    "4.",
)
best = factors["no bias"].max()
claim(
    "At an input of 0.5 and without a bias, no weight lets half of the gradient "
    "through.",
    best < 0.5,
    best_factor=float(best),
)

# %% [markdown] tags=["core"]
# So "sigmoids vanish because $0.25 < 1$" is half of the story. With $w = 4$ and the
# right bias the factor is exactly 1. With $w = 8$ it is 2, and ten such layers multiply
# a gradient by 1024, as long as each unit stays at $z = 0$; a little beside it they let
# almost nothing through. A product of many factors goes to zero or to infinity unless
# the factors balance.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 The gradient at each layer
#
# Now with many units. A layer takes a batch $Y_{l-1}$ of shape (batch, inputs),
# multiplies it with $W_l$ of shape (units, inputs), and applies the sigmoid to each
# value:
#
# $$Z_l = Y_{l-1} W_l^\top, \qquad Y_l = \sigma(Z_l).$$
#
# On the way back, $G_l = \partial L / \partial Y_l$, where $L$ is the loss, has the
# shape of $Y_l$, (batch, units). It passes the sigmoid, and then the matrix:
#
# $$\begin{aligned}
# D_l = \partial L / \partial Z_l &= G_l \odot Y_l \odot (1 - Y_l), \\
# \partial L / \partial W_l &= D_l^\top Y_{l-1}, \\
# G_{l-1} &= D_l W_l.
# \end{aligned}$$
#
# Here $\odot$ multiplies value by value. A layer down means once more through both: a
# factor of at most 0.25, and a matrix. The first matrices are random: Glorot's rule
# (`xavier_normal`) draws each weight from a normal distribution of standard deviation
# $\sqrt{2/(n_{in} + n_{out})}$ for a layer of $n_{in}$ inputs and $n_{out}$ units.

# %% tags=["core"]
predict("07.a")

# %% [markdown] tags=["core"]
# **Exercise 07.2** ●● 8 minutes. Write the first of the three steps. `grad_output` is
# $G_l$ and `y` is $Y_l$, both of shape (batch, units); return $D_l$.
#
# The cells below walk back through twenty layers with your function. Real pictures go
# in, 128 digits of 8 × 8 = 64 pixels; a random gradient starts at the last layer.
# **Change `depth` and run them again**: try 5, 10 and 40 (2 to 100 works).


# %% tags=["core", "exercise", "07.2"]
def sigmoid_backward(grad_output, y):
    """From ∂L/∂y to ∂L/∂z, where y = σ(z)."""
    # SOLUTION
    return grad_output * y * (1 - y)
    # END SOLUTION


# %% tags=["core"]
check("07.2")
backward, author = use("07.2"), whose("07.2")  # yours once it passes, else the course's

# %% tags=["core"]
depth = 20
digits = digits8()
rng = np.random.default_rng(0)
pixels = digits.train.rows[:128].astype(np.float64)
matrices = [
    init.xavier_normal((64, 64), rng=rng, dtype=np.float64) for _ in range(depth)
]

outputs = [pixels]
for matrix in matrices:
    outputs.append(sigmoid(outputs[-1] @ matrix.T))

grad = rng.normal(size=outputs[-1].shape)
by_hand = []
for layer in reversed(range(depth)):
    grad_z = backward(grad, outputs[layer + 1])
    by_hand.insert(0, np.linalg.norm(grad_z.T @ outputs[layer]))
    grad = grad_z @ matrices[layer]

# %% tags=["core"]
ax = plot_by_layer({"sigmoid": by_hand}, ylabel="norm of ∂L/∂W")
ax.set_title(f"with {author}")
figure(
    ax,
    alt=f"Gradient norm at each of {depth} sigmoid layers on a logarithmic scale: an "
    "almost straight line that falls steeply from the last layer to the first.",
)
first_to_last = by_hand[0] / by_hand[-1]
average = first_to_last ** (1 / (depth - 1))
claim(
    "From the last sigmoid layer to the first, the gradient shrinks to less than 0.3 a "
    "layer on average.",
    average < 0.3,
    average=approx(average),
    first_to_last=approx(first_to_last),
)
reveal("07.a")

# %% [markdown] tags=["core"]
# A straight line on a logarithmic scale is a product of equal factors. *About the same*
# would need factors of 1. *Twenty times smaller* would be a sum; a chain multiplies. *A
# thousand times* is where about six layers already are.
#
# ### With the library, over three seeds
#
# `course_lib` has the same layers, with their way back derived in the docstrings. We
# now measure whole classifiers: 20 linear layers and the loss on real labels, three
# random starts each. Beside the sigmoid stand networks of ReLUs,
# $\mathrm{ReLU}(z) = \max(z, 0)$: one starts with He's rule (`kaiming_normal`, standard
# deviation $\sqrt{2/n_{in}}$), one with what PyTorch does by default, and one with
# PyTorch's weights but biases of zero. In every figure with seeds the line is their
# mean (on a logarithmic scale the geometric one), the band goes from the lowest to the
# highest.

# %% tags=["core"]
labels = digits.train.labels[:128]


def norms_in(model):
    """Norm of ∂L/∂W at each linear layer of a network, shape (layers,)."""
    loss = CrossEntropyLoss()
    loss(model(pixels), labels)
    grad_outputs, _ = loss.backward()
    model.backward(grad_outputs)
    linear = [layer for layer in model.modules() if isinstance(layer, Linear)]
    return np.array([np.linalg.norm(layer.weight.grad) for layer in linear])


def gradient_norms(seed, *, depth=20, **options):
    """The same for a fresh network."""
    sizes, rng = [64] * depth + [10], np.random.default_rng(seed)
    return norms_in(MLP(sizes, rng=rng, dtype=np.float64, **options))


def of_three_seeds(measure, **options):
    """What measure gives for three seeds, shape (3, layers)."""
    return np.array([measure(seed, **options) for seed in range(3)])


# %% slideshow={"slide_type": "subslide"} tags=["core"]
torch_rule = partial(init.kaiming_uniform, a=np.sqrt(5))  # torch.nn.Linear's weights
settings = {
    "sigmoid": {"activation": Sigmoid, "weight_init": init.xavier_normal},
    "ReLU, He": {"activation": ReLU, "weight_init": init.kaiming_normal},
    "ReLU, default": {"activation": ReLU},
    "ReLU, default, biases 0": {"activation": ReLU, "weight_init": torch_rule},
}
norms = {
    name: of_three_seeds(gradient_norms, **options)
    for name, options in settings.items()
}
figure(
    plot_by_layer(norms, ylabel="norm of ∂L/∂W"),
    alt="Gradient norm at each of 20 layers, three seeds, logarithmic scale. For the "
    "sigmoid it falls from 1 at the last layer to a trillionth at the first; for ReLU "
    "with He's rule it stays level near 1; for ReLU with the default it falls from a "
    "tenth at the last layer to 10⁻⁷; with the default and biases of 0 it is level at "
    "10⁻⁸.",
)

# %% tags=["core"]
ratios = {name: values[:, 0] / values[:, -1] for name, values in norms.items()}
unbiased = norms["ReLU, default, biases 0"]
claim(
    "Sigmoid: the first layer gets less than a billionth, whatever the seed.",
    ratios["sigmoid"].max() < 1e-9,
    largest_of_three=approx(ratios["sigmoid"].max()),
)
claim(
    "ReLU with He's rule: first and last layer are within a factor of 30.",
    ratios["ReLU, He"].min() > 1 / 30 and ratios["ReLU, He"].max() < 30,
    smallest=approx(ratios["ReLU, He"].min()),
    largest=approx(ratios["ReLU, He"].max()),
)
claim(
    "With PyTorch's default the first layer gets less than a ten-thousandth; with its "
    "weights and biases of 0, every layer gets less than a millionth.",
    ratios["ReLU, default"].max() < 1e-4 and unbiased.max() < 1e-6,
    first_to_last=approx(ratios["ReLU, default"].max()),
    largest_of_all=approx(unbiased.max()),
)

# %% [markdown] tags=["core"]
# > **Myth: "ReLU removes the problem."** Many introductions say so, since the
# > derivative of a ReLU is 1 wherever its input is positive. That factor shrinks
# > nothing; but the weights are factors too, and we have measured them. Those that
# > PyTorch draws by default have variance $1/(3\,n_{in})$, a sixth of He's, and with
# > them the gradient vanishes all the same: in *all* layers at once if the biases are
# > 0. The random biases of the default keep the signal alive on its way forward, so the
# > last layers learn; on the way back they help nothing, and the first layers do not.
#
# ### The same in PyTorch, proved equal
#
# The network exists twice: in NumPy with the way back written out, in PyTorch where
# autograd finds it. Do they compute the same? One line gives a copy of the PyTorch
# network the NumPy weights, sends the same pictures through both, goes back through
# both from one random gradient, and compares the output, the gradient of the input and
# that of every weight and bias, each relative to its own size. (A test for *absolute*
# difference would call any two gradients of $10^{-12}$ equal.)

# %% tags=["core"]
sizes = [64] * 20 + [10]
numpy_net = MLP(
    sizes,
    Sigmoid,
    weight_init=init.xavier_normal,
    rng=np.random.default_rng(0),
    dtype=np.float64,
)
torch_net = TorchMLP(sizes, torch_activations.Sigmoid, dtype=torch.float64)
prove_equal(numpy_net, torch_net, pixels)

# %% [markdown] tags=["extra"]
# The layer that shrinks the gradient, as it stands in the library, side by side:

# %% tags=["extra"]
twins(Sigmoid, torch_activations.Sigmoid)

# %% [markdown] tags=["extra"]
# And the measurement itself, from PyTorch's own loss and autograd, with the NumPy
# network's weights:

# %% tags=["extra"]
torch_net.load_state_dict(to_torch(numpy_net.state_dict()))
torch_net.zero_grad()
torch.nn.functional.cross_entropy(
    torch_net(torch.from_numpy(pixels)), torch.from_numpy(labels)
).backward()
from_torch = [
    p.grad.norm().item()
    for name, p in torch_net.named_parameters()
    if name.endswith("weight")
]
difference = relative_difference(norms["sigmoid"][0], np.array(from_torch))
claim(
    "PyTorch measures the same norms, to ten digits.",
    difference < 1e-10,
    difference=approx(difference),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 Touch it
#
# Two networks side by side, with real digits going in. Above are the gradients; below
# is the *spread*: how different the pictures still are at each layer. Under the curves
# stands the product of section 1, of derivatives alone.
#
# 1. **Drag the depth** from 20 to 5 and back. Which end of the curve moves, and which
#    stays? How deep may the worst case be, before its first layer gets less than a
#    thousandth of the last one's gradient?
# 2. **Set the remedy's activation to sigmoid** and leave He's rule. Is the remedy the
#    ReLU, the rule, or the two together?
# 3. **Move the remedy's *Weights times*** a little above 1, and a little below. Which
#    of its two curves tilts, and which moves as a whole? (Section 5 says why.)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
touch = VanishingGradients()
touch

# %% [markdown] tags=["extra"]
# What you set with the mouse, Python can read, and the other way round: run
# `touch.worst = {"activation": "tanh"}` or `touch.depth = 30` in a cell of your own.
# And Python can compute what you see:

# %% tags=["extra"]
seen = touch.measure()
shrunk = {name: m.gradient_norms[0] / m.gradient_norms[-1] for name, m in seen.items()}
claim(
    "In the pair that it opens with, the worst case passes on less than a billionth, "
    "the remedy more than a hundredth.",
    shrunk["worst"] < 1e-9 and shrunk["remedy"] > 0.01,
    worst=approx(shrunk["worst"]),
    remedy=approx(shrunk["remedy"]),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Why not start from zero?
#
# If random weights cause trouble, why not start with none? One hidden layer of 32
# sigmoid units, every weight zero.

# %% tags=["core"]
predict("07.b")

# %% [markdown] tags=["core"]
# **Exercise 07.3** ●● 8 minutes. Write the measurement: the number of hidden units that
# differ. `weight` has shape (units, inputs), so a unit is a row. Round to six decimals
# first; rows that are equal then count as one.


# %% tags=["core", "exercise", "07.3"]
def distinct_units(weight):
    """Number of different rows of weight, once it is rounded to six decimals."""
    # SOLUTION
    return len(np.unique(weight.round(6), axis=0))
    # END SOLUTION


# %% tags=["core"]
check("07.3")
count_units, author = use("07.3"), whose("07.3")


# %% tags=["core"]
training = digits.train.rows, digits.train.labels
validation = digits.validation.rows, digits.validation.labels


def train(sizes, *, lr, seed, epochs=20, **options):
    """Train on digits by gradient descent; return the network and its history."""
    rng = np.random.default_rng(seed)
    model, loss = MLP(sizes, rng=rng, **options), CrossEntropyLoss()
    optimiser = SGD(model.parameters(), lr=lr, momentum=0.9)
    settings = {"epochs": epochs, "batch_size": 32, "rng": rng}
    history = fit(model, loss, optimiser, *training, validation=validation, **settings)
    return model, history


# %% tags=["core"]
units, reached = {}, {}
for name, rule in {"zeros": init.zeros, "random": init.xavier_normal}.items():
    start = {"activation": Sigmoid, "weight_init": rule}
    runs = [train([64, 32, 10], lr=0.1, seed=seed, **start) for seed in range(3)]
    units[name] = [count_units(model.layers[0].weight.data) for model, _ in runs]
    reached[name] = [history.validation_accuracy[-1] for _, history in runs]
print(f"units that differ, counted with {author}, three seeds: {units}")
claim(
    "From zeros, all 32 hidden units stay copies of one.",
    max(units["zeros"]) == 1,
    distinct=max(units["zeros"]),
)
claim(
    "32 copies read at most half as well as 32 units that differ.",
    max(reached["zeros"]) < 0.5 * min(reached["random"]),
    best_from_zeros=approx(max(reached["zeros"])),
    worst_from_random=approx(min(reached["random"])),
)
reveal("07.b")

# %% [markdown] tags=["core"]
# The pictures cannot pull the units apart, because equal units get equal gradients: if
# two rows of $W_1$ are equal, so are their outputs, and if their outgoing weights are
# equal too, so is everything that comes back. *A few, one for each class* would need
# something that treats one unit differently from another, and there is nothing. That
# *nothing changes* is wrong as well: a sigmoid of 0 is 0.5, so the outgoing weights
# learn in the first step, and the incoming ones from the second. The network does
# learn: with one unit.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 How large should the first weights be?
#
# Random, then; but how large? A unit adds up $z_i = \sum_j W_{ij}\, y_j$ over its
# $n_{in}$ inputs. Draw the weights independently with mean 0 and variance $v$. Each
# product then has mean 0 and mean square $v\, E[y_j^2]$, the products are uncorrelated,
# and so
#
# $$E[z_i^2] = n_{in}\, v\, E[y_j^2].$$
#
# **Forward**, a layer keeps the size of its signal if $v = 1/n_{in}$ (LeCun's rule).
# **Back**, $G_{l-1} = D_l W_l$ sums over the $n_{out}$ units of the layer, so that a
# gradient keeps its size if $v = 1/n_{out}$. Only square layers can have both. Glorot's
# rule $v = 2/(n_{in} + n_{out})$ is a compromise, and $1/n_{in}$ its forward half.
#
# All that is for units without a bend. **A ReLU** sets every negative $z$ to 0. As many
# are negative as positive, so half of the mean square is lost: $E[y^2] = E[z^2]/2$. To
# make up for it, $v = 2/n_{in}$. That is He's rule.

# %% tags=["core"]
predict("07.c")


# %% tags=["core"]
def signal_sizes(seed, *, rule):
    """Root mean square of z at each of 20 ReLU layers, shape (20,)."""
    rng, y, found = np.random.default_rng(seed), pixels, []
    for _ in range(20):
        z = y @ rule((64, 64), rng=rng, dtype=np.float64).T
        found.append(np.sqrt(np.mean(z**2)))
        y = relu(z)
    return np.array(found)


def times(factor, rule):
    """A rule for the first weights, and every weight multiplied by a factor."""
    return lambda shape, **where_from: factor * rule(shape, **where_from)


too_large = signal_sizes(0, rule=times(1.2, init.kaiming_normal))
growth = too_large / signal_sizes(0, rule=init.kaiming_normal)
claim(
    "After 20 layers, 20 % have become 1.2²⁰.",
    38.33 < growth[-1] < 38.34,
    growth=growth[-1],
)
reveal("07.c")

# %% [markdown] tags=["core"]
# The factor is *exact*, whatever the random numbers: a ReLU cuts $1.2\,z$ off where it
# cuts $z$ off, $\mathrm{relu}(1.2\,z) = 1.2\,\mathrm{relu}(z)$, and so each layer hands
# its 20 % on. *20 %* forgets the other layers, and *4 to 5 times* adds what a chain
# multiplies.
#
# **Exercise 07.4** ●● 8 minutes. Write He's rule; in code $n_{in}$ is `fan_in`. You get
# `standard_normals`, random numbers of mean 0 and variance 1 in the shape of the
# weights, (units, inputs); return the weights. The figure shows four rules at work,
# yours among them, and from here on every network that starts by He's rule starts by
# yours.


# %% tags=["core", "exercise", "07.4"]
def he_weights(standard_normals):
    """Weights by He's rule, from standard normal numbers of shape (out, in)."""
    # SOLUTION
    fan_in = standard_normals.shape[1]
    return standard_normals * np.sqrt(2 / fan_in)
    # END SOLUTION


# %% tags=["core"]
check("07.4")
weights_of, author = use("07.4"), whose("07.4")


def he_rule(shape, *, rng, dtype=None):
    """Your he_weights once it passes, else the course's, as a rule for a network."""
    return weights_of(rng.standard_normal(shape)).astype(dtype or np.float32)


# %% slideshow={"slide_type": "subslide"} tags=["core"]
rules = {
    "2 × He": times(2, he_rule),
    author: he_rule,
    "1/n_in (LeCun)": init.lecun_normal,
    "PyTorch's default": torch_rule,
}
sizes_of = {name: of_three_seeds(signal_sizes, rule=r) for name, r in rules.items()}
figure(
    plot_by_layer(sizes_of, ylabel="root mean square of z"),
    alt="Size of the signal at each of 20 ReLU layers for four rules, three seeds, "
    "logarithmic scale: straight lines. He's rule is level; twice He's rises to a "
    "million; LeCun's falls to about a thousandth, PyTorch's default to 10⁻⁸.",
)

# %% tags=["core"]
change = {name: sizes[:, -1] / sizes[:, 0] for name, sizes in sizes_of.items()}
claim(
    "By He's rule the signal changes by less than a factor of 10 over 20 ReLU layers.",
    change[author].min() > 0.1 and change[author].max() < 10,
    smallest=approx(change[author].min()),
    largest=approx(change[author].max()),
)
claim(
    "By 1/n_in less than a hundredth is left, by PyTorch's default less than 10⁻⁶.",
    change["1/n_in (LeCun)"].max() < 0.01 and change["PyTorch's default"].max() < 1e-6,
    lecun=approx(change["1/n_in (LeCun)"].max()),
    default=approx(change["PyTorch's default"].max()),
)

# %% [markdown] tags=["core"]
# Each line is straight because each layer multiplies by the same factor: 2, 1,
# $\sqrt{1/2}$ and $\sqrt{1/6}$. That is the whole theory of first weights: **find the
# factor of a layer, and choose the variance that makes it 1**.
#
# On the way back each layer multiplies by the same factor once more. So in
# $\partial L / \partial W_l = D_l^\top Y_{l-1}$ one part grows towards the input
# exactly as the other shrinks: in a network of ReLUs without biases a wrong scale makes
# *all* gradients too large or too small together. That is why the third experiment with
# the widget tilted one curve and moved the other as a whole.

# %% [markdown] tags=["extra"]
# ### Orthogonal matrices *(extra)*
#
# A random matrix keeps a signal's size *on average*: some directions grow, others
# shrink, and a product of many matrices drives them apart. An orthogonal matrix,
# $W W^\top = 1$, keeps every length. Take fifty square layers without a bend, and look
# at the singular values of their product: the factors by which it stretches its
# directions.


# %% tags=["extra"]
def stretches(rule):
    """Singular values of the product of 50 matrices, largest first, shape (64,)."""
    rng, product = np.random.default_rng(0), np.eye(64)
    for _ in range(50):
        product = rule((64, 64), rng=rng, dtype=np.float64) @ product
    return np.linalg.svd(product, compute_uv=False)


# %% tags=["extra"]
by_rule = {
    "orthogonal": stretches(init.orthogonal),
    "1/n_in": stretches(init.lecun_normal),
}
claim(
    "Fifty orthogonal layers keep the length of every direction.",
    by_rule["orthogonal"].min() > 0.999 and by_rule["orthogonal"].max() < 1.001,
    smallest=by_rule["orthogonal"].min(),
    largest=by_rule["orthogonal"].max(),
)
half = by_rule["1/n_in"][32] / by_rule["1/n_in"][0]
claim(
    "With variance 1/n_in, half of the directions shrink to less than a millionth of "
    "the largest.",
    half < 1e-6,
    middle_to_largest=approx(half),
)

# %% [markdown] tags=["extra"]
# So a deep *linear* network that starts orthogonal passes every gradient on unharmed.
# With ReLUs between, the gain $\sqrt 2$ makes up for the lost half, on average again.
# PyTorch draws other numbers, and keeps lengths as well:

# %% tags=["extra"]
drawn = torch.nn.init.orthogonal_(
    torch.empty(64, 64, dtype=torch.float64),
    generator=torch.Generator().manual_seed(0),
)
claim(
    "PyTorch's orthogonal matrices times their transpose are 1, as ours are.",
    torch.dist(drawn @ drawn.T, torch.eye(64)) < 1e-12,
    distance=approx(torch.dist(drawn @ drawn.T, torch.eye(64)).item()),
)

# %% [markdown] tags=["extra"]
# ### An activation with a fixed point *(extra)*
#
# Could the activation itself balance the factors? SELU was made for that: with
# variance $1/n_{in}$, signals of any moderate mean and spread drift layer by layer
# towards mean 0 and standard deviation 1. We start far off, at mean 1 and standard
# deviation 2.

# %% tags=["extra"]
rng = np.random.default_rng(0)
y = rng.normal(1, 2, (1000, 256))
means, deviations = [y.mean()], [y.std()]
for _ in range(20):
    y = selu(y @ init.lecun_normal((256, 256), rng=rng, dtype=np.float64).T)
    means.append(y.mean())
    deviations.append(y.std())
drift = {"standard deviation": np.array(deviations), "mean": np.array(means)}
figure(
    plot_lines(np.arange(21), drift, xlabel="layers passed", ylabel="over all values"),
    alt="Mean and standard deviation of a signal over 20 SELU layers: the mean falls "
    "from 1 to about 0, the standard deviation from 2 to about 1, within ten layers, "
    "and both stay there.",
)
claim(
    "After 20 layers the mean is within 0.15 of 0, the deviation within 0.15 of 1.",
    abs(means[-1]) < 0.15 and abs(deviations[-1] - 1) < 0.15,
    mean=approx(means[-1]),
    deviation=approx(deviations[-1]),
)

# %% tags=["extra"]
prove_equal(SELU(), torch_activations.SELU(), y)

# %% [markdown] tags=["extra"]
# ## 6 Which weights keep a sigmoid's gradient alive? *(extra)*
#
# Each factor of the sigmoid contains the weights, so there must be *some* that make it
# 1. Lecture notes name $1/n_{in}$, others Glorot's rule.
#
# We take 30 layers and weights of variance $1/n_{in}$, multiplied by a gain. A gain of
# 1 is the rule itself.

# %% tags=["extra"]
gains = np.array([0.5, 1, 2, 4, 6, 8, 10, 12, 16])


def powers_passed_on(seed):
    """Powers of ten from the last hidden layer's gradient to the first's, (gains,)."""
    found = []
    for gain in gains:
        start = {"activation": Sigmoid, "weight_init": times(gain, init.lecun_normal)}
        norms = gradient_norms(seed, depth=30, **start)
        found.append(np.log10(norms[0] / norms[-2]))
    return found


powers = of_three_seeds(powers_passed_on)

# %% slideshow={"slide_type": "subslide"} tags=["extra"]
ax = plot_lines(
    gains,
    {"30 sigmoid layers": powers},
    xlabel="gain",
    ylabel="first to last gradient, powers of ten",
)
mark_level(ax, 0, "the gradient keeps its size", side="left")
figure(
    ax,
    alt="Gradient at the first of 30 sigmoid layers against the last, in powers of "
    "ten, for gains from 0.5 to 16: it rises from −26 at 0.5 past −18 at 1 and crosses "
    "0, where the gradient keeps its size, at a gain of about 12.",
)

# %% tags=["extra"]
at_one, at_twelve = powers[:, 1], powers[:, 7]
claim(
    "By 1/n_in, less than 10⁻¹⁶ of the gradient reaches the first of 30 layers.",
    at_one.max() < -16,
    powers_of_ten=approx(at_one.max()),
)
claim(
    "With weights twelve times as large it arrives, within a factor of 30.",
    np.abs(at_twelve).max() < np.log10(30),
    powers_of_ten=approx(np.abs(at_twelve).max()),
)

# %% tags=["extra"]
rng, y, slopes = np.random.default_rng(0), pixels, []
for _ in range(30):
    y = sigmoid(y @ (12 * init.lecun_normal((64, 64), rng=rng, dtype=np.float64)).T)
    slopes.append(y * (1 - y))
claim(
    "But most derivatives on the way are then below a hundredth.",
    np.mean(np.array(slopes) < 0.01) > 0.5,
    share=approx(np.mean(np.array(slopes) < 0.01)),
)

# %% [markdown] tags=["extra"]
# The rule does not keep the gradient. Weights twelve times as large do, by extremes:
# most units stand where they are flat, so the others pass on far too much. A gradient
# of the right *length* may still point nowhere useful.
#
# There is a gentler way. A sigmoid is a tanh, stretched and moved:
# $\tanh(a) = 2\sigma(2a) - 1$. Put $h = 2s - 1$ for the outputs of a layer of tanh; the
# next layer reads them as $Wh = 2Ws - W\mathbf{1}$. So a network of sigmoids computes
# what a network of tanh computes if its weights are doubled on either side of each
# unit, hence four times as large between two hidden layers, and if each bias takes away
# half of what the weights of its unit add up to.


# %% tags=["extra"]
def start_as_tanh(model):
    """Let a network of sigmoids compute what one of tanh with its weights would."""
    layers = [layer for layer in model.modules() if isinstance(layer, Linear)]
    for layer in layers[:-1]:
        layer.weight.data *= 2
    for layer in layers[1:]:
        layer.weight.data *= 2
        layer.bias.data = -layer.weight.data.sum(axis=1) / 2


# %% tags=["extra"]
passed_on, differences = [], []
for seed in range(3):
    tanh_net, sigmoid_net = (
        MLP(
            [64] * 30 + [10],
            kind,
            weight_init=init.xavier_normal,
            rng=np.random.default_rng(seed),
            dtype=np.float64,
        )
        for kind in (Tanh, Sigmoid)
    )
    start_as_tanh(sigmoid_net)
    norms = norms_in(sigmoid_net)
    passed_on.append(norms[0] / norms[-2])
    outputs = (net.eval()(pixels) for net in (sigmoid_net, tanh_net))
    differences.append(relative_difference(*outputs))

# %% tags=["extra"]
claim(
    "The network of sigmoids computes what the network of tanh computes.",
    max(differences) < 1e-10,
    difference=approx(max(differences)),
)
claim(
    "Its gradient reaches the first of 30 layers, within a factor of 30.",
    min(passed_on) > 1 / 30 and max(passed_on) < 30,
    smallest=approx(min(passed_on)),
    largest=approx(max(passed_on)),
)

# %% [markdown] tags=["extra"]
# So neither the sigmoid nor its derivative of 0.25 is the disease. The textbook's rules
# are for units whose output is 0 at 0 and whose slope there is 1; a tanh is such a
# unit, a sigmoid is not. Section 10 asks whether such a start also *learns*.

# %% [markdown] tags=["extra"]
# ## 7 Units that died *(extra)*
#
# A ReLU passes on a gradient only where its input is positive. A unit whose input is
# negative on *every* picture gets no gradient at all: it is **dead**, and nothing that
# it does itself can bring it back.
#
# **Exercise 07.5** ● 5 minutes. **Find the bug.** This function should count dead
# units. `y` holds the outputs of a layer of ReLUs, shape (pictures, units). It counts
# far too many. Write it as it should be.
#
# ```python
# def dead_units(y):
#     return (y == 0).any(axis=0).sum()
# ```


# %% tags=["extra", "exercise", "07.5"]
def dead_units(y):
    """Number of units that are zero on every picture; y has shape (pictures, units)."""
    # SOLUTION
    return (y == 0).all(axis=0).sum()
    # END SOLUTION


# %% tags=["extra"]
check("07.5")
count_dead, author = use("07.5"), whose("07.5")

# %% [markdown] tags=["extra"]
# What kills them? A step that is too large can push weights and biases so far that the
# unit is off for all pictures. We train two hidden layers of 64 units for ten epochs,
# at a small, a large and a very large learning rate, and count in the first layer. The
# control is a *leaky* ReLU, which lets a hundredth through where a ReLU lets nothing.

# %% tags=["extra"]
lrs = (0.01, 0.1, 0.4)
dead = {lr: [] for lr in lrs}
scores = {("ReLU", lr): [] for lr in lrs} | {("leaky ReLU", lr): [] for lr in lrs}
for (name, lr), found in progress_bar(scores.items()):
    kind = {"ReLU": ReLU, "leaky ReLU": LeakyReLU}[name]
    for seed in range(3):
        start = {"activation": kind, "weight_init": he_rule, "seed": seed}
        model, history = train([64, 64, 64, 10], lr=lr, epochs=10, **start)
        found.append(history.validation_accuracy[-1])
        if kind is ReLU:
            z = model.layers[0].eval()(training[0])
            dead[lr].append(int(count_dead(relu(z))))
print("dead of 64, three seeds, counted with", author)
for lr in lrs:
    print(f"learning rate {lr}:", *[approx(number) for number in dead[lr]])

# %% tags=["extra"]
claim(
    "At a learning rate of 0.01 fewer than 16 of 64 units are dead, at 0.4 more than "
    "48, in each of three seeds.",
    max(dead[0.01]) < 16 and min(dead[0.4]) > 48,
    small=approx(max(dead[0.01])),
    large=approx(min(dead[0.4])),
)
mean = {key: np.mean(three) for key, three in scores.items()}
claim(
    "At 0.4 leaky networks read more than twice as many digits, mean of three seeds.",
    mean["leaky ReLU", 0.4] > 2 * mean["ReLU", 0.4],
    leaky=approx(mean["leaky ReLU", 0.4]),
    relu=approx(mean["ReLU", 0.4]),
)
claim(
    "At 0.01 their means are within 0.02 of each other.",
    abs(mean["ReLU", 0.01] - mean["leaky ReLU", 0.01]) < 0.02,
    relu=approx(mean["ReLU", 0.01]),
    leaky=approx(mean["leaky ReLU", 0.01]),
)

# %% [markdown] tags=["extra"]
# Through a leaky unit a hundredth still comes back, and such networks read more. At a
# sensible learning rate the two are equally good: dead units are a sign that the steps
# are too large, rather than a reason never to use a ReLU.

# %% [markdown] tags=["extra"]
# ## 8 Normalisation, and a way around *(extra)*
#
# Two remedies of another kind do not choose the weights, they change the network.
#
# **Normalise.** *Batch norm* gives each unit mean 0 and variance 1 over the batch;
# *layer norm* gives each picture mean 0 and variance 1 over the units. Both stand
# between matrix and activation. However large the weights, the signal has size 1.
#
# **Skip.** A layer adds to what came in instead of replacing it,
# $Y_l = Y_{l-1} + f(Y_{l-1})$. On the way back the gradient passes the sum untouched,
# beside whatever comes through $f$: a factor of $1 + \dots$ instead of a product.
#
# Chapter 08 takes both apart. Here is what they do to the gradient.

# %% tags=["extra"]
predict("07.d")

# %% tags=["extra"]
remedies = {
    "batch norm": {"norm_layer": BatchNorm1d},
    "layer norm": {"norm_layer": LayerNorm},
    "skips": {"residual": True},
    "batch norm and skips": {"norm_layer": BatchNorm1d, "residual": True},
    "none of them": {},
}
deep = {
    name: of_three_seeds(gradient_norms, depth=50, weight_init=he_rule, **options)
    for name, options in remedies.items()
}

# %% slideshow={"slide_type": "subslide"} tags=["extra"]
figure(
    plot_by_layer(deep, ylabel="norm of ∂L/∂W"),
    alt="Gradient norm at each of 50 layers, three seeds, logarithmic scale. With "
    "batch norm it rises in a straight line from the last layer to ten thousand at the "
    "first. With layer norm and with none of them it is roughly level near 1. With "
    "batch norm and skips it is 100 at the output layer, 1 below it, and rises to 20. "
    "With skips alone it is level, but at 10¹¹.",
)

# %% tags=["extra"]
grown = {name: norms[:, 0] / norms[:, -2] for name, norms in deep.items()}
a_layer = grown["batch norm"] ** (1 / 48)
claim(
    "With batch norm alone the gradient grows by a fifth at each layer, 48 times.",
    a_layer.min() > 1.1 and a_layer.max() < 1.3,
    a_layer=approx(a_layer.mean()),
    first_to_last=approx(grown["batch norm"].min()),
)
claim(
    "With batch norm and skips, first and last hidden layer are within a factor of "
    "100.",
    grown["batch norm and skips"].max() < 100,
    largest_of_three=approx(grown["batch norm and skips"].max()),
)
claim(
    "With skips alone every gradient starts above a million.",
    deep["skips"].min() > 1e6,
    smallest=approx(deep["skips"].min()),
)
reveal("07.d")

# %% [markdown] tags=["extra"]
# Batch norm keeps the *signal* at size 1, and the gradient explodes. A ReLU's output is
# never negative, so part of its size is a mean, the same for all pictures. Batch norm
# subtracts the mean and blows up what is left to size 1; on the way back the gradient
# is blown up by the same number, and the ReLU takes less off than that. For wide
# networks Yang and others (2019) computed $\sqrt{\pi/(\pi-1)} \approx 1.21$ a layer.
# *About the same* looks at the signal only; *much smaller* is what weights do that are
# too small.
#
# Skips alone keep the gradients level, and far too large: each layer adds something as
# large as the signal and never negative, so its mean square at least doubles every
# time. **Together** the two
# mend each other: the norm holds the size of what is added, the sum holds the gradient.
# So one remedy can be the cause of the next problem; that is why section 10 compares
# them all, alone and together.

# %% [markdown] tags=["extra"]
# ## 9 When it explodes: clipping *(extra)*
#
# Weights a little too large make the gradient explode, and one step along it destroys
# the network. *Clipping* by norm (chapter 06) leaves the direction of a gradient and
# limits its length: with $g$ all gradients as one long vector,
#
# $$g \leftarrow g \cdot \min\!\left(1, \frac{c}{\lVert g \rVert}\right),$$
#
# so that no step is longer than the learning rate times $c$.
#
# **Exercise 07.6** ● 5 minutes. **Put in order** the lines of one step of training. The
# experiment below runs them one after the other, and can leave one out.
#
# Answer with a list of four letters, such as `["a", "b", "c", "d"]`.
#
# - a: change the weights by the gradients
# - b: go back, and so fill the gradients
# - c: clip the gradients
# - d: go forward, and compute the loss

# %% tags=["extra", "exercise", "07.6"]
# SOLUTION
my_order = ["d", "b", "c", "a"]
# END SOLUTION

# %% tags=["extra"]
check("07.6")
order, author = use("07.6"), whose("07.6")


# %% tags=["extra"]
def training_losses(seed, *, order):
    """Loss before each of 300 steps, or fewer if it is lost on the way."""
    rng, (x, t) = np.random.default_rng(seed), training
    model = MLP([64] + [32] * 20 + [10], weight_init=times(1.3, he_rule), rng=rng)
    loss, optimiser, losses = CrossEntropyLoss(), SGD(model.parameters(), lr=0.03), []
    lines = {
        "a": lambda rows: optimiser.step(),
        "b": lambda rows: model.backward(loss.backward()[0]),
        "c": lambda rows: clip_grad_norm(model.parameters(), max_norm=1.0),
        "d": lambda rows: losses.append(loss(model(x[rows]), t[rows])),
    }
    with np.errstate(over="ignore", invalid="ignore"):  # it is meant to explode
        while len(losses) < 300 and np.isfinite(losses).all():
            model.zero_grad()
            batch = rng.integers(0, len(x), 32)
            for letter in order:
                lines[letter](batch)
    return losses


# %% tags=["extra"]
clipped = of_three_seeds(training_losses, order=order)
unclipped = [training_losses(s, order=[a for a in order if a != "c"]) for s in range(3)]
logs = {f"clipped, with {author}": np.log10(clipped)}
ax = plot_lines(np.arange(1, 301), logs, xlabel="step", ylabel="loss, powers of ten")
mark_level(ax, np.log10(np.log(10)), "a guess, ln 10", side="left")
figure(
    ax,
    alt="Loss at each of 300 steps with clipping, three seeds, in powers of ten: it "
    "falls from between 50 and some hundreds, fast at first, and ends a little below "
    "2.3, the loss of a guess.",
)
claim(
    "Without clipping the loss is no number any more within ten steps.",
    max(len(losses) for losses in unclipped) <= 10,
    steps=approx(max(len(losses) for losses in unclipped)),
)

# %% tags=["extra"]
ends = clipped[:, -20:].mean(axis=1)
claim(
    "With clipping it comes down below a guess, but not below half of it.",
    np.log(10) / 2 < ends.min() and ends.max() < np.log(10),
    guess=np.log(10),
    best=approx(ends.min()),
    worst=approx(ends.max()),
)

# %% [markdown] tags=["extra"]
# The same gradient clipped by NumPy and by PyTorch:

# %% tags=["extra"]
gradient = np.random.default_rng(0).normal(size=(32, 64))
ours = Linear(64, 32, rng=np.random.default_rng(0), dtype=np.float64)
theirs = torch.nn.Linear(64, 32, dtype=torch.float64)
ours.weight.grad = gradient.copy()
theirs.weight.grad = torch.from_numpy(gradient.copy())
clip_grad_norm([ours.weight], max_norm=1.0)
torch.nn.utils.clip_grad_norm_([theirs.weight], max_norm=1.0)
difference = relative_difference(ours.weight.grad, theirs.weight.grad)
claim("Both give the same.", difference < 1e-10, difference=approx(difference))

# %% [markdown] tags=["extra"]
# Clipping does not mend the factors: the network still starts badly, and 300 steps
# later it is a little better than a guess. It keeps a run alive. In recurrent networks
# (chapter 14), whose product has one factor a *time step* and the same matrix each
# time, it is common.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 10 Which remedy?
#
# > **Myth: "Good initialisation rescues deep sigmoid networks."** Lecture notes say it
# > of the variance $1/n_{in}$, others of Glorot's rule.
#
# Does a gradient that arrives mean that a network learns? Now all remedies do the same
# job: twenty hidden layers of 32 units, the digits, 15 epochs. Besides activations and
# first weights these are: *layer norm* and *batch norm*, which give a layer's sums mean
# 0 and variance 1 before the activation, over the units or over the pictures of a
# batch; *skips*, which add a layer's input to its output; *clipping*, which shortens a
# gradient that is too long; and Adam, which makes steps of one size from gradients of
# any size.
#
# To be fair, each row chooses its learning rate from nine by its validation accuracy,
# over three seeds, and is then tested on 300 other pictures. Three dots are three
# seeds. Two baselines stand among them, softmax regression, which has no hidden layer,
# and one hidden layer: a deep network should be worth its depth. A run that explodes
# counts as a guess. These 756 runs take minutes, so their scores are stored, with the
# code, versions and seeds that made them; a test runs one of them again.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
table = results("07", "remedies")
figure(
    plot_scores(table.scores, xlabel="test accuracy", levels={"a guess": 0.1}),
    alt="Test accuracy of 28 networks on digits, three seeds each. Above 0.9 on "
    "average: ReLU with batch norm and skips, one hidden layer, no hidden layer, "
    "sigmoid with skips or batch norm, orthogonal tanh and sigmoids that start as it, "
    "SELU. From 0.7 to 0.9: Glorot's tanh and sigmoids that start as it, other ReLUs. "
    "From 0.1 to 0.4: ReLUs that start too large, clipped or not, or with skips alone. "
    "Near 0.1: ReLU with PyTorch's default, and all other sigmoid networks, the best "
    "of them at 0.2.",
)
score = table.scores
deep, none = score["ReLU, He, batch norm, skips"], score["softmax regression"]
claim(
    "The best deep network and no hidden layer at all are within 0.04 of each other.",
    abs(deep.mean() - none.mean()) < 0.04,
    deep=approx(deep.mean()),
    none=approx(none.mean()),
)

# %% tags=["core"]
mended = ["sigmoid, Glorot, batch norm", "sigmoid, Glorot, skips"]
mended += ["sigmoid as tanh, orthogonal"]
sigmoids = [name for name in score if name.startswith("sigmoid, ")]
best = max(score[name].max() for name in sigmoids if name not in mended)
claim(
    "With biases of 0, no size of the weights, no Adam, no clipping and no layer norm "
    "lets the deep sigmoid network read 0.3 of the digits.",
    best < 0.3,
    best=approx(best),
)
worst = min(score[name].min() for name in mended)
claim(
    "With batch norm, with skips, or started as an orthogonal tanh, it reads 0.85.",
    worst > 0.85,
    worst_of_three_times_three=approx(worst),
)

# %% [markdown] tags=["core"]
# As it is told, the myth is wrong. Both rules start the sigmoids where their gradient
# vanishes, and larger weights of mean 0 do not help: twelve times LeCun's let the
# gradient arrive, and the network reads one digit in five. The rules were made for
# units that are 0 at 0, with slope 1. Yet *some* first weights do rescue it. As
# $\tanh(a) = 2\sigma(2a) - 1$, a network of sigmoids can compute exactly what a network
# of tanh computes, with weights four times as large and biases that bring each unit
# back to its middle (section 6). It then learns nearly as well. That is where the
# learning of the first paragraph went: not into the curve, into its start.
#
# **Some remedies mend another disease.** Clipping is for what explodes: ReLUs that
# start one and a half times too large read more with it, those that start three times
# too large do not, and for sigmoids it does nothing. Adam makes small gradients large,
# and that alone does not make them useful. The lower curve of the widget shows a
# reason: on the way *forward* the same product has made all pictures alike.
#
# **Alone or together** makes the difference for ReLUs: skips alone explode, batch norm
# alone gains little, and both together are among the best.
#
# **And depth itself?** The best deep networks, one hidden layer and none are a tie. On
# these small pictures, in 15 epochs, depth brings nothing. What it is good for, you
# will see from chapter 11 on; why networks could not be deep, you have seen here.

# %% [markdown] tags=["extra"]
# Here are two rows of the table once more, one seed, live; and He's rule as you wrote
# it:

# %% tags=["extra"]
deep_sizes, read = [64] + [32] * 20 + [10], {}
rows = {
    "tanh, orthogonal": {"activation": Tanh, "weight_init": init.orthogonal},
    "sigmoid, Glorot": {"activation": Sigmoid, "weight_init": init.xavier_normal},
    "ReLU, He": {"activation": ReLU, "weight_init": he_rule},
}
for name, start in progress_bar(rows.items()):
    lr = table.rows[name].chosen
    _, history = train(deep_sizes, lr=lr, seed=0, epochs=15, **start)
    read[name] = history.validation_accuracy[-1]
print(f"ReLU, with {whose('07.4')}: ≈{read['ReLU, He']:.2f}")
claim(
    "The two networks of the beginning: tanh reads more than 0.85, sigmoids fewer than "
    "0.2.",
    read["tanh, orthogonal"] > 0.85 and read["sigmoid, Glorot"] < 0.2,
    tanh=approx(read["tanh, orthogonal"]),
    sigmoid=approx(read["sigmoid, Glorot"]),
)

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch you write the same in a few lines. `torch.nn.Linear` starts with the
# default that let the gradient vanish above, so a deep network of ReLUs sets He's rule
# itself, and looks at the gradient of its first layer before it trains for a night.

# %% tags=["extra"]
layers, generator = [], torch.Generator().manual_seed(0)
for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
    linear = torch.nn.Linear(fan_in, fan_out, dtype=torch.float64)
    torch.nn.init.kaiming_normal_(
        linear.weight, nonlinearity="relu", generator=generator
    )
    torch.nn.init.zeros_(linear.bias)
    layers += [linear, torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
logits = model(torch.from_numpy(pixels))
torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels)).backward()
ratio = (model[0].weight.grad.norm() / model[-1].weight.grad.norm()).item()
claim(
    "First and last gradient are within a factor of 30 of each other.",
    1 / 30 < ratio < 30,
    first_to_last=approx(ratio),
)

# %% [markdown] tags=["core"]
# ## Recap
#
# - A gradient reaches the first layer through a product: one derivative and one weight
#   matrix for each layer. Factors below 1 make it vanish, above 1 explode.
# - A sigmoid's derivative is at most 0.25. A ReLU helps only together with weights of
#   the right size.
# - Weights that start equal stay equal: the first weights have to be random, with the
#   variance that makes a layer's factor 1: $1/n_{in}$ without a bend, $2/n_{in}$ before
#   a ReLU.
# - Normalisation and skip connections mend what sizes of weights cannot; before ReLUs
#   each alone brings a problem of its own.
# - A level gradient is needed for learning, and is not enough.
#
# What do batch norm and skips do to a signal, and is it what their inventors said?
# [Chapter 08](08_normalisation.ipynb) puts two explanations on trial.
#
# ## Going further
#
# - Add a network of tanh, `{"activation": Tanh, "weight_init": init.xavier_normal}`, to
#   `settings` in section 2. Its derivative reaches 1. What do you expect?
# - In the widget, give both networks sigmoids, and find two different ways to a level
#   gradient. Which of them keeps the pictures apart?
#
# ## Sources
#
# - S. Hochreiter (1991), *Untersuchungen zu dynamischen neuronalen Netzen*, diploma
#   thesis, TU Munich: the vanishing gradient.
# - Y. LeCun, L. Bottou, G. Orr, K.-R. Müller (1998), *Efficient BackProp*, section 4.6:
#   variance $1/n_{in}$.
# - X. Glorot, Y. Bengio (2010), *Understanding the difficulty of training deep
#   feedforward neural networks*, sections 3 and 4.
# - R. Pascanu, T. Mikolov, Y. Bengio (2013), *On the difficulty of training recurrent
#   neural networks*, section 3.2: clipping.
# - A. Saxe, J. McClelland, S. Ganguli (2014), *Exact solutions to the nonlinear
#   dynamics of learning in deep linear neural networks*: orthogonal weights.
# - K. He, X. Zhang, S. Ren, J. Sun (2015), *Delving Deep into Rectifiers*, section 2.2.
# - G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter (2017), *Self-Normalizing
#   Neural Networks*: SELU and its fixed point.
# - G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein, S. Schoenholz (2019),
#   *A Mean Field Theory of Batch Normalization*: the 1.21.
# - Digits: E. Alpaydin, C. Kaynak (1998), *Optical Recognition of Handwritten Digits*,
#   UCI repository, as it comes with scikit-learn.
