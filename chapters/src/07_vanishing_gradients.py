# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 07 Initialisation and vanishing gradients
#
# Two networks learn to read digits. Same data, same optimiser, same number of steps,
# ten hidden layers each. One reads more than nine digits in ten. The other is hardly
# better than guessing at any learning rate that we try. One is made of ReLUs, the other
# of sigmoids, each with the first weights that suit it. **Where did the learning go?**

# %% [markdown] tags=["core"]
# **You will be able to** derive how a gradient shrinks on its way to the first layer,
# measure it, prove that NumPy and PyTorch measure the same, and recognise a network
# that starts with all its units equal.
#
# **You need** the chain rule, a multi-layer perceptron, and gradient descent.
# **Time**: 45 minutes with the exercises. **To run**: under half a minute.
#
# > **Note** This is the opening of the chapter: four sections of what will be the
# > whole. How to choose the first weights well, and what else helps, comes next.
#
# After the imports come three questions about what came earlier. Answer from memory:
# finding an answer again is what makes it stay.

# %% tags=["core"]
import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.datasets import digits8
from course_lib.equality import prove_equal, relative_difference
from course_lib.learning import check, hint, predict, recall, solution, use, whose
from course_lib.numpy_nn.activations import ReLU, Sigmoid, sigmoid
from course_lib.numpy_nn.initialisation import kaiming_normal, xavier_normal, zeros
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import Adam
from course_lib.numpy_nn.training import fit
from course_lib.plots.curves import plot_by_epoch, plot_by_layer, plot_lines
from course_lib.plots.style import mark_level
from course_lib.showing import figure, progress_bar, twins
from course_lib.torch_nn import activations as torch_activations
from course_lib.torch_nn.mlp import MLP as TorchMLP
from course_lib.weights import to_torch

# %% tags=["core"]
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
# greatest at $z = 0$, where it is $0.5 \cdot 0.5 = 0.25$. With $w = 1$, three layers
# let through at most this much:

# %% tags=["core"]
three_layers = 0.25 * 0.25 * 0.25
claim(
    "With weights of 1, three sigmoid layers pass on at most 1.6 % of a gradient.",
    three_layers < 0.016,
    product=three_layers,
)

# %% [markdown] tags=["core"]
# **Exercise 07.1** ● 3 minutes. No derivative of a sigmoid is above 0.25. Which upper
# bound follows for the product of ten of them? Put it in place of the dots. Guess its
# size before you compute.

# %% tags=["core", "exercise", "07.1"]
# SOLUTION
my_bound = 0.25**10
# END SOLUTION

# %% tags=["core"]
check("07.1")

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
# the factors balance. Keeping them in balance is what the rest of this chapter is
# about.

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
# $G_l$ and `y` is $Y_l$, both of shape (batch, units); return $D_l$. The experiment
# below walks back through twenty layers with your function.


# %% tags=["core", "exercise", "07.2"]
def sigmoid_backward(grad_output, y):
    """From ∂L/∂y to ∂L/∂z, where y = σ(z)."""
    # SOLUTION
    return grad_output * y * (1 - y)
    # END SOLUTION


# %% tags=["core"]
check("07.2")
backward, author = use("07.2"), whose("07.2")  # yours once it passes, else the course's

# %% [markdown] tags=["core"]
# Real pictures go in: 128 digits of 8 × 8 = 64 pixels. We go forward through `depth`
# layers of 64 units and keep every $Y_l$. Then a random gradient starts at the last
# layer and goes back. **Change `depth` and run the cells again**: try 5, 10 and 40 (2
# to 100 works).

# %% tags=["core"]
depth = 20
digits = digits8()
rng = np.random.default_rng(0)
pixels = digits.train.rows[:128].astype(np.float64)
matrices = [xavier_normal((64, 64), rng=rng, dtype=np.float64) for _ in range(depth)]

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

# %% [markdown] tags=["core"]
# A straight line on a logarithmic scale is a product of equal factors. *About the same*
# would need factors of 1. *Twenty times smaller* would be a sum; a chain multiplies. *A
# thousand times* is where about six layers already are.
#
# ### With the library, over three seeds
#
# `course_lib` has the same layers, with their way back derived in the docstrings. We
# now measure whole classifiers: 20 linear layers and the loss on real labels, three
# random starts each. Beside the sigmoid stand two networks of ReLUs, one that starts
# with He's rule (`kaiming_normal`, standard deviation $\sqrt{2/n_{in}}$) and one with
# what PyTorch does by default. In every figure with seeds the line is their mean, the
# band goes from the lowest to the highest.

# %% tags=["core"]
labels = digits.train.labels[:128]
sizes = [64] * 20 + [10]


def gradient_norms(activation, weight_init, seed):
    """Norm of ∂L/∂W at each layer of a fresh network, shape (layers,)."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, activation, weight_init=weight_init, rng=rng, dtype=np.float64)
    loss = CrossEntropyLoss()
    loss(model(pixels), labels)
    model.backward(loss.backward()[0])
    linear = [layer for layer in model.layers if isinstance(layer, Linear)]
    return [np.linalg.norm(layer.weight.grad) for layer in linear]


# %% slideshow={"slide_type": "subslide"} tags=["core"]
settings = {
    "sigmoid": (Sigmoid, xavier_normal),
    "ReLU, He": (ReLU, kaiming_normal),
    "ReLU, default": (ReLU, None),
}
norms = {
    name: np.array([gradient_norms(*setting, seed) for seed in range(3)])
    for name, setting in settings.items()
}
figure(
    plot_by_layer(norms, ylabel="norm of ∂L/∂W"),
    alt="Gradient norm at each of 20 layers, three seeds, logarithmic scale. For the "
    "sigmoid it falls from 1 at the last layer to a trillionth at the first; for ReLU "
    "with He's rule it stays level; for ReLU with the default it falls to a hundred "
    "millionth and levels off over the first four layers.",
)

# %% tags=["core"]
ratios = {name: values[:, 0] / values[:, -1] for name, values in norms.items()}
claim(
    "Sigmoid: the first layer gets less than a billionth, whatever the seed.",
    ratios["sigmoid"].max() < 1e-9,
    largest_of_three=approx(ratios["sigmoid"].max()),
)
claim(
    "ReLU with He's rule: first and last layer are within a factor of 30 of each "
    "other.",
    ratios["ReLU, He"].min() > 1 / 30 and ratios["ReLU, He"].max() < 30,
    smallest=approx(ratios["ReLU, He"].min()),
    largest=approx(ratios["ReLU, He"].max()),
)
claim(
    "ReLU with PyTorch's default: the first layer gets less than a ten-thousandth.",
    ratios["ReLU, default"].max() < 1e-4,
    largest_of_three=approx(ratios["ReLU, default"].max()),
)

# %% [markdown] tags=["core"]
# The third line is worth a pause. **A ReLU alone removes nothing**: its derivative is 1
# or 0, but the weights are factors too, and PyTorch's default weights have a variance
# of $1/(3\,n_{in})$, a sixth of He's. (It is level over the first four layers because
# $\partial L / \partial W_l = D_l^\top Y_{l-1}$ contains the layer's input as well, and
# that is largest there.)

# %% [markdown] tags=["core"]
# ### The same in PyTorch, proved equal
#
# Here is the sigmoid twice: in NumPy with the way back written out, in PyTorch where
# autograd finds it.

# %% tags=["core"]
twins(Sigmoid, torch_activations.Sigmoid)

# %% [markdown] tags=["core"]
# Do they compute the same? One line gives a copy of the PyTorch network the NumPy
# weights, sends the same pictures through both, goes back through both from one random
# gradient, and compares the output, the gradient of the input and the gradient of every
# weight and bias, each relative to its own size. (A test for *absolute* difference
# would call any two gradients of $10^{-12}$ equal.)

# %% tags=["core"]
numpy_net = MLP(
    sizes,
    Sigmoid,
    weight_init=xavier_normal,
    rng=np.random.default_rng(0),
    dtype=np.float64,
)
torch_net = TorchMLP(sizes, torch_activations.Sigmoid, dtype=torch.float64)
prove_equal(numpy_net, torch_net, pixels)

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
# ## 3 Why not start from zero?
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
def train(sizes, activation, weight_init, *, lr, seed, epochs=15):
    """Train on digits with Adam; return the network and its history."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, activation, weight_init=weight_init, rng=rng)
    history = fit(
        model,
        CrossEntropyLoss(),
        Adam(model.parameters(), lr=lr),
        digits.train.rows,
        digits.train.labels,
        epochs=epochs,
        batch_size=32,
        rng=rng,
        validation=(digits.validation.rows, digits.validation.labels),
    )
    return model, history


# %% tags=["core"]
starts = {"zeros": zeros, "random": xavier_normal}
runs = {
    name: [
        train([64, 32, 10], Sigmoid, start, lr=0.01, seed=seed, epochs=20)
        for seed in range(3)
    ]
    for name, start in starts.items()
}

# %% tags=["core"]
curves = {
    f"from {name}": np.array([h.validation_accuracy for _, h in runs[name]])
    for name in runs
}
ax = plot_by_epoch(curves, ylabel="validation accuracy")
ax.set_ylim(0, 1)
figure(
    ax,
    alt="Validation accuracy on digits over 20 epochs, three seeds. From random "
    "weights it rises above 0.9 within a few epochs; from zeros it never leaves "
    "the lower half.",
)

# %% tags=["core"]
units = {
    name: [count_units(model.layers[0].weight.data) for model, _ in runs[name]]
    for name in runs
}
print(f"units that differ, counted with {author}, three seeds: {units}")
reached = {name: curve[:, -1] for name, curve in curves.items()}
claim(
    "From zeros, all 32 hidden units stay copies of one.",
    max(units["zeros"]) == 1,
    distinct=max(units["zeros"]),
)
claim(
    "On digits, 32 copies read at most half as well as 32 units that differ, in each "
    "of three seeds.",
    reached["from zeros"].max() < 0.5 * reached["from random"].min(),
    best_from_zeros=approx(reached["from zeros"].max()),
    worst_from_random=approx(reached["from random"].min()),
)

# %% [markdown] tags=["core"]
# The pictures cannot pull the units apart, because equal units get equal gradients: if
# two rows of $W_1$ are equal, so are their outputs, and if their outgoing weights are
# equal too, so is everything that comes back. *A few, one for each class* would need
# something that treats one unit differently from another, and there is nothing. That
# *nothing changes* is wrong as well: a sigmoid of 0 is 0.5, so the outgoing weights
# learn in the first step, and the incoming ones from the second. The network does
# learn: with one unit.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Does it matter for learning?
#
# Back to the two networks of the beginning. To be fair, each may choose its learning
# rate from three by its validation accuracy, and each runs with three seeds. A control
# stands beside them: a *shallow* sigmoid network, so that we know whether the sigmoid
# is to blame or the depth. (Chosen and scored on the same 300 pictures, all three look
# a little better than they are.)

# %% tags=["core"]
deep, shallow = [64] + [32] * 10 + [10], [64, 32, 10]
networks = {
    "ReLU, 10 hidden layers": (deep, ReLU, kaiming_normal),
    "sigmoid, 1 hidden layer": (shallow, Sigmoid, xavier_normal),
    "sigmoid, 10 hidden layers": (deep, Sigmoid, xavier_normal),
}


def accuracy_of_three_seeds(network, lr):
    """Validation accuracy after each epoch, shape (seeds, epochs)."""
    histories = [train(*network, lr=lr, seed=seed)[1] for seed in range(3)]
    return np.array([history.validation_accuracy for history in histories])


learned = {}
for name, network in progress_bar(networks.items()):
    tried = [accuracy_of_three_seeds(network, lr) for lr in (0.001, 0.003, 0.01)]
    learned[name] = max(tried, key=lambda accuracy: accuracy[:, -1].mean())

# %% slideshow={"slide_type": "subslide"} tags=["core"]
ax = plot_by_epoch(learned, ylabel="validation accuracy")
mark_level(ax, 0.1, "chance")
ax.set(ylim=(0, 1))
figure(
    ax,
    alt="Validation accuracy on digits, best of three learning rates, three seeds. "
    "Deep ReLU and shallow sigmoid networks pass 0.85; the deep sigmoid network "
    "stays at 0.1 and rises to about 0.2 after epoch 11.",
)
final = {name: accuracy[:, -1] for name, accuracy in learned.items()}
best_deep_sigmoid = final.pop("sigmoid, 10 hidden layers").max()
worst_other = min(accuracy.min() for accuracy in final.values())
claim(
    "On digits, ten layers of sigmoids stay below 0.4 at their best learning rate; "
    "the other two networks pass 0.85.",
    best_deep_sigmoid < 0.4 and worst_other > 0.85,
    best_deep_sigmoid=approx(best_deep_sigmoid),
    worst_other=approx(worst_other),
)

# %% [markdown] tags=["core"]
# The sigmoid alone is not to blame: one layer of them reads digits well. Depth alone is
# not: ten layers of ReLUs do. They fail together.

# %% [markdown] tags=["extra"]
# ### Why the optimiser cannot help
#
# Is it the small gradient? Not by its size: Adam divides each gradient by its own size,
# as the first recall said, so its steps hardly notice. But the same product stands on
# the way **forward**. $\partial y_N / \partial y_0$ also says how much the output
# differs when the input does. So we measure, in fresh networks, how far apart the 128
# pictures are at each hidden layer.


# %% tags=["extra"]
def spread_of_pictures(activation, weight_init, seed):
    """Standard deviation over the pictures at each hidden layer, shape (layers,)."""
    rng = np.random.default_rng(seed)
    model = MLP(deep, activation, weight_init=weight_init, rng=rng, dtype=np.float64)
    hidden, spreads = pixels, []
    for layer in model.eval().layers:
        hidden = layer(hidden)
        if isinstance(layer, activation):
            spreads.append(hidden.std(axis=0).mean())
    return spreads


kinds = {"ReLU, He": (ReLU, kaiming_normal), "sigmoid": (Sigmoid, xavier_normal)}
spreads = {
    name: np.array([spread_of_pictures(*kind, seed) for seed in range(3)])
    for name, kind in kinds.items()
}

# %% tags=["extra"]
figure(
    plot_by_layer(spreads, ylabel="spread of the pictures"),
    alt="Standard deviation over 128 pictures at each of ten hidden layers, three "
    "seeds, logarithmic scale. For ReLU it stays level; for the sigmoid it falls "
    "in a straight line to less than a millionth.",
)
left = {name: spread[:, -1] / spread[:, 0] for name, spread in spreads.items()}
claim(
    "Ten layers of sigmoids leave less than a ten-thousandth of the difference between "
    "pictures; ten layers of ReLUs more than a twentieth.",
    left["sigmoid"].max() < 1e-4 and left["ReLU, He"].min() > 0.05,
    sigmoid=approx(left["sigmoid"].max()),
    relu=approx(left["ReLU, He"].min()),
)

# %% [markdown] tags=["extra"]
# To the last layer all pictures look almost alike, and what comes back to the first
# layer is almost nothing: one product, met from both ends. Fifteen epochs are few; with
# far more steps the deep sigmoid network may begin to move. What we measured is what it
# costs.

# %% [markdown] tags=["extra"]
# ## In practice
#
# In PyTorch you write the same in a few lines. `torch.nn.Linear` starts with the
# default that let the gradient vanish above, so a deep network of ReLUs sets He's rule
# itself.

# %% tags=["extra"]
layers, generator = [], torch.Generator().manual_seed(0)
for fan_in, fan_out in zip(deep[:-1], deep[1:], strict=True):
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
#   matrix for each layer.
# - A sigmoid's derivative is at most 0.25, so the factors of a sigmoid network are
#   usually far below 1.
# - Factors above one are as bad: the product explodes. The factors have to balance.
# - The same product makes all inputs look alike on the way forward.
# - A ReLU helps only together with weights of the right size.
# - Weights that start equal stay equal: the first weights have to be random.
#
# ## Going further
#
# - Add `"tanh": (Tanh, xavier_normal)` to `settings` (and `Tanh` to the imports). Its
#   derivative reaches 1. What do you expect, and what do you get?
# - Give the deep ReLU network PyTorch's default in section 4. How much does it learn?
#
# ## Sources
#
# - S. Hochreiter (1991), *Untersuchungen zu dynamischen neuronalen Netzen*, diploma
#   thesis, TU Munich: the vanishing gradient.
# - X. Glorot, Y. Bengio (2010), *Understanding the difficulty of training deep
#   feedforward neural networks*, sections 3 and 4.
# - K. He, X. Zhang, S. Ren, J. Sun (2015), *Delving Deep into Rectifiers*, section 2.2.
# - Digits: E. Alpaydin, C. Kaynak (1998), *Optical Recognition of Handwritten Digits*,
#   UCI repository, as it comes with scikit-learn.
