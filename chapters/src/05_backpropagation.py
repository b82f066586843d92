# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 05 Backpropagation
#
# A network has read a 7 as a 1. It has more than two thousand weights and biases.
# **Which of these numbers is to blame, and how much?** You could change one of them a
# little, let the network read again, and see whether it got better; and then the next
# one. In this chapter all of them get their answer at once. What does that cost?
#
# **You will be able to** take a computation apart into a graph, derive the way back
# through a layer on paper, write it, check it without trusting it, and train a network
# with it. And you will have counted how often that goes wrong.
#
# **You need** the chain rule ([appendix A1](A1_mathematics.ipynb)), layers from chapter
# 04, and cross-entropy from 03. **Time**: an hour and three quarters without the parts
# marked *extra*, two and a half hours with them. **To run**: twenty seconds.

# %% tags=["core"]
import inspect

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
from course_lib.numpy_nn.activations import Tanh, sigmoid
from course_lib.numpy_nn.autograd import Tensor
from course_lib.numpy_nn.gradient_check import central_differences, gradient_check
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.softmax import softmax
from course_lib.numpy_nn.training import accuracy
from course_lib.plots.curves import plot_by_epoch, plot_lines
from course_lib.plots.graphs import plot_graph
from course_lib.plots.images import plot_images
from course_lib.plots.style import mark_level, new_axes
from course_lib.showing import figure, progress_bar, twins
from course_lib.torch_nn.linear import Linear as TorchLinear
from course_lib.widgets.boundary_playground import BoundaryPlayground

recall("05")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 Ask every number
#
# The loss $L$ says how wrong a network is. The derivative of $L$ by one weight says how
# much worse it gets when that weight grows a little. Nothing has to be derived to find
# it. Go a little way $h$ to both sides, and compare:
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}.$$
#
# This is a *central difference*, and $h = 10^{-5}$ is a good distance (*extra*, below).
# Here are 64 real digits, and a network as in chapter 04 that reads 64 pixels and has
# 32 hidden units (tanh) and 10 outputs. Ask the ten biases of its outputs; for those,
# chapter 03 knows the answer.

# %% tags=["core"]
digits = digits8(dtype=np.float64)
pixels, labels = digits.train.rows[:64], digits.train.labels[:64]
rng = np.random.default_rng(0)
network = Sequential(
    Linear(64, 32, rng=rng, dtype=np.float64),
    Tanh(),
    Linear(32, 10, rng=rng, dtype=np.float64),
).eval()  # it will be asked only, so it keeps nothing for a way back
loss = CrossEntropyLoss().eval()


def loss_now():
    """The loss with the weights as they are now."""
    return float(loss(network(pixels), labels))


blame = central_differences(loss_now, network[2].bias.data)
known = (softmax(network(pixels)) - np.eye(10)[labels]).mean(axis=0)
difference = relative_difference(blame, known)
claim(
    "What is measured is what chapter 03 derived for an output: p minus the target.",
    difference < 1e-7,
    difference=approx(difference),
)

# %% [markdown] tags=["core"]
# It works without calculus. So why not train like this?
#
# **Exercise 05.1** ● 3 minutes. How many forward passes does it take to ask *every*
# number of this network that can be learned, weights and biases? Estimate first, then
# compute.

# %% tags=["core", "exercise", "05.1"]
# SOLUTION
my_passes = 2 * (64 * 32 + 32 + 32 * 10 + 10)
# END SOLUTION

# %% tags=["core"]
check("05.1")
predict("05.a")

# %% [markdown] tags=["extra"]
# ### How far to go *(extra)*
#
# Why to both sides, and how far? Let us try it where the answer is known: at $z = 1$
# the slope of the sigmoid is $\sigma(1)(1 - \sigma(1))$. The other line goes to one
# side only, $(\sigma(z + h) - \sigma(z))/h$.

# %% tags=["extra"]
slope = sigmoid(np.float64(1.0)) * (1 - sigmoid(np.float64(1.0)))
powers = np.arange(-12, 0)
h, z = 10.0**powers, np.ones(12)
found = {
    "central": (sigmoid(z + h) - sigmoid(z - h)) / (2 * h),
    "one-sided": (sigmoid(z + h) - sigmoid(z)) / h,
}
errors = {name: np.log10(np.abs(f / slope - 1) + 1e-16) for name, f in found.items()}
ax = plot_lines(
    powers, errors, xlabel="log₁₀ of the step h", ylabel="log₁₀ of the error"
)
figure(
    ax,
    alt="Relative error of a measured slope against the step, both in powers of ten. "
    "From a step of a tenth downwards the central error falls twice as steeply as the "
    "one-sided one, to 10⁻¹¹ at a step of 10⁻⁵; the other reaches 10⁻⁷. For steps "
    "that are smaller still, both rise again.",
)
at_five = errors["central"][powers == -5].item()
claim("At h = 10⁻⁵ it is right to nine digits.", at_five < -9, log10=approx(at_five))

# %% [markdown] tags=["extra"]
# On the right a curve is taken for a straight line; that error is of the size of $h$
# for one side and of $h^2$ for both, where the errors of the two sides cancel. On the
# left two numbers that agree in almost all their 16 digits are subtracted, and what is
# left is rounding. In between lies the best place.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 One neuron, backwards
#
# Take the smallest network there is: one input $x = 2$, one weight $w = 0.5$, a bias
# $b = -1$, a sigmoid, a target $t = 1$, and the squared error. Forward, step by step:
#
# $$m = w x = 1, \quad z = m + b = 0, \quad y = \sigma(z) = 0.5, \quad
# L = (y - t)^2 = 0.25.$$
#
# Backward, from the end: each step asks *if my result changes by a little, how does $L$
# change?* That is known for the last step, and each step before it adds one factor of
# its own, which the chain rule multiplies:
#
# $$\begin{aligned}
# \frac{\partial L}{\partial y} &= 2(y - t) = -1, \\
# \frac{\partial L}{\partial z} &= -1 \cdot \sigma'(0) = -1 \cdot 0.25 = -0.25, \\
# \frac{\partial L}{\partial b} &= -0.25 \cdot 1, \qquad
# \frac{\partial L}{\partial w} = -0.25 \cdot x = -0.5.
# \end{aligned}$$
#
# Note two things. $\partial L/\partial z$ was computed *once* and used for both $w$ and
# $b$. And no step has to know the others: a product knows only its two factors, a
# sigmoid only its own output.
#
# A program can do that by itself. A `Tensor` is a number, or an array, that remembers
# what it was made of. That memory is called a *tape*, and `backward` walks it from the
# end to the beginning.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
w, b = (Tensor(value, requires_grad=True, dtype=np.float64) for value in (0.5, -1.0))
x, t = (Tensor(value, dtype=np.float64) for value in (2.0, 1.0))
m = w * x
z = m + b
y = z.sigmoid()
L = (y - t) ** 2
L.backward()
figure(
    plot_graph(*L.graph(w=w, x=x, b=b, t=t, m=m, z=z, y=y, L=L)),
    alt="The computation as a graph from w and x at the top to the loss at the bottom, "
    "with each value and its gradient: w = 0.5 has gradient −0.5, the product m −0.25, "
    "b = −1 has −0.25, the sum z −0.25, the sigmoid y = 0.5 has −1, the difference −1 "
    "and the loss L = 0.25 has 1.",
)
claim(
    "The tape finds the numbers that we found by hand.",
    w.grad == -0.5 and b.grad == -0.25,
    by_w=w.grad.item(),
    by_b=b.grad.item(),
)

# %% [markdown] tags=["core"]
# Read the graph from below: the gradient of the loss by itself is 1, and each box
# passes on what it received times its own derivative. Squares were given (the one
# without a name is the exponent; it, $x$ and $t$ were asked for no gradient), round
# boxes calculated. This is a **computation graph**, and the walk through it is
# **backpropagation**.
#
# ### When a value is used twice
#
# In a network every hidden unit feeds many others. Then a change has more than one
# path to the loss.
#
# **Exercise 05.2** ● 4 minutes. A hidden value $a = 2$ is used twice, $z_1 = 3a$ and
# $z_2 = a + 2$, and $L = z_1 z_2$. What is $\partial L/\partial a$? Go back from $L$ to
# each $z$, and from each $z$ to $a$.

# %% tags=["core", "exercise", "05.2"]
# SOLUTION
my_slope = 4 * 3 + 6 * 1
# END SOLUTION

# %% tags=["core"]
check("05.2")
a = Tensor(5.0, requires_grad=True, dtype=np.float64)  # 5: so z₁ = 15 and z₂ = 7
(3.0 * a * (a + 2.0)).backward()
claim(
    "Along a path factors multiply; where paths meet, they add.",
    a.grad == 7 * 3 + 15 * 1,
    slope_at_5=a.grad.item(),
)

# %% [markdown] tags=["core"]
# That is the chain rule for many variables: **multiply along a path, add over the
# paths**. It fits into seven lines. Let a tape be a list of the values, in the order in
# which they were calculated. Each value is a list of pairs: the position of a value
# that it was made of, and the derivative by that. The computation of 05.2, with $a$
# first, is `[[], [(0, 3.0)], [(0, 1.0)], [(1, 4.0), (2, 6.0)]]`.
#
# **Exercise 05.3** ●● 6 minutes. **Find the bug.** This walk gives the right gradients
# as long as nothing is used twice. Write it as it should be.
#
# ```python
# def walk_back(tape):
#     grads = [0.0] * len(tape)
#     grads[-1] = 1.0
#     for node in reversed(range(len(tape))):
#         for parent, derivative in tape[node]:
#             grads[parent] = grads[node] * derivative
#     return grads
# ```


# %% tags=["core", "exercise", "05.3"]
def walk_back(tape):
    """List the last value's derivatives; a value lists (position, derivative)."""
    # SOLUTION
    grads = [0.0] * len(tape)
    grads[-1] = 1.0
    for node in reversed(range(len(tape))):
        for parent, derivative in tape[node]:
            grads[parent] += grads[node] * derivative
    return grads
    # END SOLUTION


# %% tags=["core"]
check("05.3")
walk, author = use("05.3"), whose("05.3")
neuron = [
    *([], [], []),  # w, x, b
    [(0, 2.0), (1, 0.5)],  # m = w x: its derivative by w is x = 2, by x it is w = 0.5
    [(3, 1.0), (2, 1.0)],  # z = m + b
    [(4, 0.25)],  # y = σ(z) at z = 0
    [(5, -1.0)],  # L = (y − t)² has the derivative 2(y − t)
]
by_w, by_x, by_b = walk(neuron)[:3]
print("with", author)
claim(
    "The seven lines find what the tape found.",
    by_w == w.grad and by_b == b.grad,
    by_w=by_w,
    by_x=by_x,
    by_b=by_b,
)

# %% [markdown] tags=["extra"]
# ### The tape in the library *(extra)*
#
# `Tensor` is the same on arrays. Every operation is recorded with one function for each
# operand, from $g$, the gradient that will arrive, to what is passed on. `backward` is
# your walk: its inner loop adds each share to the gradient that is there.

# %% tags=["extra"]
print(inspect.getsource(Tensor.__mul__))
print(inspect.getsource(Tensor.backward))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 A whole layer, on paper
#
# Single numbers are slow in a program; layers work on matrices. A layer takes a batch
# $X$ of shape (rows, inputs), has weights $W$ of shape (outputs, inputs) and biases $b$
# of shape (outputs,), and computes $Z = X W^\top + b$ of shape (rows, outputs). From
# what comes after it, it receives $D = \partial L/\partial Z$, in the shape of $Z$.
# (Textbooks write $\delta$ for a row of $D$.) Find the gradient of one weight,
# $W_{ji}$, which leads from input $i$ to output $j$. Multiply along paths, add over
# paths: $W_{ji}$ may reach $L$ through every $Z_{nk}$, so
#
# $$\frac{\partial L}{\partial W_{ji}} = \sum_n \sum_k
# \frac{\partial L}{\partial Z_{nk}} \frac{\partial Z_{nk}}{\partial W_{ji}}.$$
#
# **Exercise 05.4** ●● 6 minutes. **Put in order** the four lines that lead on from
# here. Answer with a list of letters such as `["a", "b", "c", "d"]`. Here $[k = j]$ is
# 1 if $k = j$, else 0.
#
# - a: $\displaystyle = \sum_n \sum_k D_{nk}\, X_{ni}\, [k = j]$
# - b: $\displaystyle = (D^\top X)_{ji}$
# - c: $\displaystyle = \sum_n D_{nj}\, X_{ni}$
# - d: $\displaystyle = \sum_n \sum_k D_{nk}
#   \frac{\partial (\sum_m X_{nm} W_{km} + b_k)}{\partial W_{ji}}$

# %% tags=["core", "exercise", "05.4"]
# SOLUTION
my_order = ["d", "a", "c", "b"]
# END SOLUTION

# %% tags=["core"]
check("05.4")

# %% [markdown] tags=["core"]
# Now do the other two, with the same four moves. $b_j$ is added in every row, with
# derivative 1. $X_{ni}$ reaches $L$ through the outputs of its own row alone, each with
# derivative $W_{ji}$. You arrive at
#
# $$\frac{\partial L}{\partial W} = D^\top X, \qquad
# \frac{\partial L}{\partial b_j} = \sum_n D_{nj}, \qquad
# \frac{\partial L}{\partial X} = D\, W.$$
#
# Shapes are a good memory: a gradient has the shape of what it belongs to, and only one
# product of the two matrices at hand has that shape (as long as rows, inputs and
# outputs differ in number).
#
# An activation has no weights and works value by value, so its way back does as well:
# with $Y = f(Z)$, the $H$ of chapter 04, and $G = \partial L / \partial Y$,
#
# $$D = G \odot f'(Z).$$
#
# **That is all.** A network's way back is these two steps, layer after layer, from the
# last to the first: $D_l = G_l \odot f'(Z_l)$, and $G_{l-1} = D_l W_l$ for the layer
# below.
#
# ### The same numbers, three ways
#
# A network with three inputs, two hidden units and one output, as in chapter 04, is
# small enough for a pencil. It has ReLUs, whose derivative is 1 where $z > 0$ and else
# 0, two rows of input, and for its loss the mean of $(y - t)^2$ over them:
#
# $$X = \begin{pmatrix} 1 & 2 & 3 \\ 1 & 0 & 1 \end{pmatrix}, \quad
# W_1 = \begin{pmatrix} 1 & -1 & 1 \\ 0 & 2 & -1 \end{pmatrix},$$
#
# $$W_2 = \begin{pmatrix} 1 & -3 \end{pmatrix}, \quad b_1 = 0, \quad b_2 = 2, \quad
# t = \begin{pmatrix} 3 \\ 3 \end{pmatrix}.$$
#
# Forward:
#
# $$Z_1 = \begin{pmatrix} 2 & 1 \\ 2 & -1 \end{pmatrix}, \quad
# Y_1 = \begin{pmatrix} 2 & 1 \\ 2 & 0 \end{pmatrix}, \quad
# y = \begin{pmatrix} 1 \\ 4 \end{pmatrix}, \quad L = \frac{(-2)^2 + 1^2}{2} = 2.5.$$
#
# Backward, the first half. The mean brings a half, which cancels the 2 of the square:
#
# $$D_2 = y - t = \begin{pmatrix} -2 \\ 1 \end{pmatrix}, \quad
# \frac{\partial L}{\partial W_2} = D_2^\top Y_1 = \begin{pmatrix} -2 & -2
# \end{pmatrix}, \quad
# G_1 = D_2 W_2 = \begin{pmatrix} -2 & 6 \\ 1 & -3 \end{pmatrix}.$$
#
# **Exercise 05.5** ●● 8 minutes. With a pencil: go on to $D_1$, and write down
# $\partial L/\partial W_1$ as `np.array([[…, …, …], […, …, …]])`. Below, the tape of
# section 2 and PyTorch do the same.

# %% tags=["core", "exercise", "05.5"]
# SOLUTION
my_grad = np.array([[-1, -4, -5], [6, 12, 18]])
# END SOLUTION

# %% tags=["core"]
check("05.5")
by_pencil, author = use("05.5"), whose("05.5")
rows = np.array([[1.0, 2, 3], [1, 0, 1]])
start = {
    "W1": np.array([[1.0, -1, 1], [0, 2, -1]]),
    "b1": np.zeros(2),
    "W2": np.array([[1.0, -3]]),
    "b2": np.array([2.0]),
}


def mean_squared_error(x, weights):
    """The loss of the small network, in tensors of either kind."""
    hidden = (x @ weights["W1"].T + weights["b1"]).relu()
    y = hidden @ weights["W2"].T + weights["b2"]
    return ((y - 3.0) ** 2).mean()


# %% tags=["core"]
ours = {name: Tensor(values, requires_grad=True) for name, values in start.items()}
theirs = {name: torch.tensor(v, requires_grad=True) for name, v in start.items()}
mean_squared_error(Tensor(rows), ours).backward()
mean_squared_error(torch.tensor(rows), theirs).backward()
print("∂L/∂W₁ from", author)
print("∂L/∂W₂ by tape: ", ours["W2"].grad.tolist())
print("∂L/∂W₂ by torch:", theirs["W2"].grad.tolist())
furthest = max(
    np.abs(by_pencil - ours["W1"].grad).max(),
    *(np.abs(ours[name].grad - theirs[name].grad.numpy()).max() for name in start),
)
claim(
    "To the last digit: the pencil agrees in W₁, tape and PyTorch in all four.",
    furthest == 0,
    furthest=furthest,
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 A layer that goes back
#
# **Exercise 05.6** ●●● 10 minutes. Complete the way back of a layer. You get
# `grad_output`, which is $D$ of shape (rows, outputs), the inputs `x` of shape (rows,
# inputs), and `weight` of shape (outputs, inputs). Return three gradients: of the
# inputs, of the weights, of the biases, in this order.


# %% tags=["core", "exercise", "05.6"]
def linear_backward(grad_output, x, weight):
    """From ∂L/∂Z to ∂L/∂X, ∂L/∂W and ∂L/∂b, where Z = X Wᵀ + b."""
    # SOLUTION
    return grad_output @ weight, grad_output.T @ x, grad_output.sum(axis=0)
    # END SOLUTION


# %% tags=["core"]
check("05.6")
back_through_layer, author = use("05.6"), whose("05.6")


class LayerWithYourWayBack(Linear):
    """The layer of chapter 04; on the way back it calls your linear_backward."""

    def gradients(self, grad_output, x):
        grad_x, grad_w, grad_b = back_through_layer(grad_output, x, self.weight.data)
        self.weight.grad += grad_w
        self.bias.grad += grad_b
        return grad_x


# %% [markdown] tags=["core"]
# In `course_lib` a layer is two functions: `compute`, the way forward, and `gradients`,
# the way back. It *adds* to the gradient of its weights, for the reason of section 2: a
# layer may be used twice. (For the way back it keeps its inputs; `eval()` switches that
# off, as above, and `train()` on again.)
#
# Never trust a derivation because it is yours. Section 1 gave us a judge that knows no
# calculus: `gradient_check` walks back with your function, asks every number by central
# differences, and compares. Then `prove_equal` compares with PyTorch, forward and back.
#
# And what does a way back **cost**? Count multiplications. Forward, a layer multiplies
# each weight with its own input, once for each picture. Back it takes as many for
# $D^\top X$, and as many again for $D W$; the first layer can leave these out, as
# nobody wants to change the pictures.

# %% tags=["core"]
rng = np.random.default_rng(0)
yours = Sequential(
    LayerWithYourWayBack(64, 32, rng=rng), Tanh(), LayerWithYourWayBack(32, 10, rng=rng)
)
worst = max(gradient_check(yours, pixels[:4]).values())
print("walked back with", author)
claim(
    "For input, weights and biases, the way back agrees with central differences.",
    worst < 1e-7,
    worst_difference=approx(worst),
)
in_torch = torch.nn.Sequential(
    torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10)
)
prove_equal(yours, in_torch, pixels)

# %% tags=["core"]
forward = 64 * 32 + 32 * 10
backward = (64 * 32 + 32 * 10) + 32 * 10
asking = 2 * (64 * 32 + 32 + 32 * 10 + 10) * forward
claim(
    "There and back costs little more than two forward passes; asking costs 4,820.",
    (forward + backward) / forward < 2.2 and asking / forward == 4820,
    there_and_back=(forward + backward) / forward,
    asking=asking // forward,
)
reveal("05.a")

# %% [markdown] tags=["core"]
# **One walk answers for every number at once**, because all of them share the way back
# from the loss; asking one after the other repeats it each time. *About 2,410* would be
# asking with one pass for each. *About 100* would be one pass for each of the 106
# inputs and units; but a product of matrices goes back through a whole layer. In a deep
# network, where only the first layer saves its $D W$, the price comes closer to three
# passes, and stays there with a billion weights.

# %% [markdown] tags=["extra"]
# The layer as the library has it, beside PyTorch's, where autograd finds the way back:

# %% tags=["extra"]
twins(Linear, TorchLinear)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 Now train
#
# Forward, loss, backward, and a step against the gradient, as for the one neuron of
# chapter 02. Each step takes the next 32 pictures, a *mini-batch*; chapter 06 asks why.
# When it has run, **change it**: give the hidden layer 8 units instead of 64, or take a
# learning rate of 10. Which of the two does it forgive?


# %% tags=["core"]
def train(seed, *, hidden=64, lr=1.0, epochs=40):
    """Train on digits; return the network, and its validation accuracy by epoch."""
    rng, loss, scores = np.random.default_rng(seed), CrossEntropyLoss(), []
    sizes = ((64, hidden), (hidden, 10))
    first, last = (LayerWithYourWayBack(*s, rng=rng, dtype=np.float64) for s in sizes)
    network = Sequential(first, Tanh(), last)
    x, t = digits.train.rows, digits.train.labels
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(x)), len(x) // 32):
            network.zero_grad()
            loss(network(x[batch]), t[batch])
            grad_outputs, _ = loss.backward()  # labels have no gradient
            network.backward(grad_outputs)
            for parameter in network.parameters():
                parameter.data -= lr * parameter.grad
        validation = digits.validation
        scores.append(accuracy(network, validation.rows, validation.labels))
    return network, scores


# %% slideshow={"slide_type": "subslide"} tags=["core"]
readers, curves = zip(*(train(seed) for seed in progress_bar(range(3))), strict=True)
test = [accuracy(r, digits.test.rows, digits.test.labels) for r in readers]
units = len(readers[0][0].bias.data)
ax = plot_by_epoch({f"{units} hidden units": curves}, ylabel="validation accuracy")
ax.set_title(f"with {author}")
mark_level(ax, 0.1, "a guess")
ax.set_ylim(0, 1)
figure(
    ax,
    alt="Validation accuracy on digits after each of 40 epochs, three seeds: about 0.8 "
    "after the first epoch, above 0.9 after the second, and level near 0.96 from the "
    "fifteenth on.",
)
claim(
    "Of 300 digits that it has never seen it reads more than 0.965 (mean of 3 seeds).",
    np.mean(test) > 0.965,
    mean=approx(np.mean(test)),
    worst=approx(min(test)),
)

# %% [markdown] tags=["core"]
# Eight units cost a digit or two in a hundred. A rate of 10 costs everything: the
# network reads no better than a guess, and 3 already does that. How far a step may go
# is the next chapter's question. The rate of 1 was chosen by validation digits
# (*extra*, below), before any test digit was read.

# %% [markdown] tags=["extra"]
# ### How the rate was chosen *(extra)*
#
# Four rates, three seeds each, ten epochs, and the eight units beside them:

# %% tags=["extra"]
tried = [{"lr": lr} for lr in (0.1, 0.3, 1.0, 3.0)] + [{"hidden": 8}]
slow, alike, best, guess, few = (
    np.mean([train(seed, epochs=10, **given)[1][-1] for seed in range(3)])
    for given in progress_bar(tried)
)
claim(
    "On validation digits 0.1 is behind 1, and 3 is a guess; eight units lose little.",
    slow < best and guess < 0.2 and few > best - 0.05,
    rate_0_1=approx(slow),
    rate_0_3=approx(alike),
    rate_1=approx(best),
    rate_3=approx(guess),
    eight_units=approx(few),
)

# %% [markdown] tags=["extra"]
# After ten epochs 0.3 and 1 read alike, up to a picture or two of 300; we took the
# larger one. Forty epochs are more than enough: the curves above are level by then.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 What nobody promised
#
# Two hidden units *can* compute XOR: chapter 04 set the weights by hand. Can they also
# be *found*? 100 networks, two hidden tanh units and a sigmoid output each, start from
# 100 random sets of weights, and learn the four corners by gradient descent.
#
# All of them fit into the same arrays, with one more axis in front, so that one product
# of matrices (`@`) goes through 100 networks, and `.mT` transposes each. The way back
# is that of section 3; cross-entropy with a sigmoid gives $D_2 = (y - t)/4$, the mean
# over the four corners.

# %% tags=["core"]
corners = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
target = np.array([[0.0], [1], [1], [0]])


def hundred_networks(hidden, seed=0):
    """W1, b1, W2, b2 of 100 networks, uniform in ±1/√inputs, as PyTorch starts them."""
    rng = np.random.default_rng(seed)
    shapes = {(hidden, 2): 2, (1, hidden): 2}, {(1, hidden): hidden, (1, 1): hidden}
    return [
        rng.uniform(-1, 1, size=(100, *shape)) / np.sqrt(inputs)
        for layer in shapes
        for shape, inputs in layer.items()
    ]


def forward_all(networks, x):
    """Hidden values, (100, rows, hidden), and outputs, (100, rows, 1)."""
    W1, b1, W2, b2 = networks
    hidden = np.tanh(x @ W1.mT + b1)
    return hidden, sigmoid(hidden @ W2.mT + b2)


predict("05.b")


# %% tags=["core"]
def losses_of(networks):
    """Cross-entropy of each network, (100,)."""
    _, y = forward_all(networks, corners)
    return -np.log(np.where(target == 1, y, 1 - y)).mean(axis=(1, 2))


def learn_xor(networks, steps, lr=0.1):
    """Train in place; return every 100 steps which networks get all corners right."""
    W1, b1, W2, b2 = networks
    right = []
    for step in range(1, steps + 1):
        hidden, y = forward_all(networks, corners)
        d2 = (y - target) / 4
        d1 = d2 @ W2 * (1 - hidden**2)
        W2 -= lr * d2.mT @ hidden
        b2 -= lr * d2.sum(axis=1, keepdims=True)
        W1 -= lr * d1.mT @ corners
        b1 -= lr * d1.sum(axis=1, keepdims=True)
        if step % 100 == 0:
            right.append(((y > 0.5) == (target > 0.5)).all(axis=(1, 2)))
    return np.array(right)


# %% slideshow={"slide_type": "subslide"} tags=["core"]
networks = hundred_networks(hidden=2)
right = learn_xor(networks, steps=40_000)
solved = right[-1]
ax = plot_lines(
    np.arange(1, 101) / 10,
    {"2 hidden units": right[:100].sum(axis=1)},
    xlabel="thousands of steps",
    ylabel="networks of 100 that are right",
)
figure(
    ax,
    alt="Of 100 networks, how many get all four corners right, against steps: none at "
    "first, about 47 after a thousand, 66 after five thousand, and then no more.",
)
claim(
    "More than 50 learn XOR, and more than 20 do not.",
    50 < solved.sum() < 80,
    learned=approx(solved.sum()),
)
reveal("05.b")

# %% tags=["core"]
later = solved.sum() - right[49].sum()
claim("After 5,000 steps hardly one joins.", later < 4, later=approx(later))
losses = losses_of(networks)[~solved]
learn_xor(networks, steps=1)
drop = losses - losses_of(networks)[~solved]
off = np.abs(losses / (np.log(2) / 2) - 1).max()
claim("All that failed have a loss of half of log 2.", off < 0.01, off=approx(off))
claim(
    "And one more step still makes it smaller, by a little, for each of them.",
    drop.min() > 0 and drop.max() < 1e-6,
    least=approx(drop.min()),
    most=approx(drop.max()),
)
needed = 100 * (1 + right.argmax(axis=0)[solved])
claim(
    "The slowest that learned it needed over 8 times the steps of the fastest.",
    needed.max() > 8 * needed.min(),
    fastest=approx(needed.min()),
    slowest=approx(needed.max()),
)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
side = np.linspace(0, 1, 41)
square = np.stack(np.meshgrid(side, side[::-1]), axis=-1).reshape(-1, 2)
pictures = forward_all(networks, square)[1].reshape(100, 41, 41)
middle = pictures[:, 20, 20] > 0.5
kinds = {"a solution": solved & middle, "another": solved & ~middle, "stuck": ~solved}
shown = [np.flatnonzero(of_kind)[0] for of_kind in kinds.values()]
figure(
    plot_images(pictures[shown], titles=list(kinds), ax=new_axes(5.4, 2.1)),
    alt="What three of the networks say in the unit square, black for 0 and white for "
    "1. One solution is a white band from corner to corner, another a black band from "
    "the other corners; the one that is stuck gets two corners right and is grey, one "
    "half, along the rest.",
)
ones = middle[solved].mean()
claim(
    "Solutions agree at the corners; in the middle, some say 1 and some say 0.",
    0.2 < ones < 0.8,
    share_that_says_1=approx(ones),
)

# %% [markdown] tags=["core"]
# The pictures show what three of the networks say between the corners, black for 0 and
# white for 1. A solution exists, each step goes downhill, and about a third do not
# arrive. Patience does not help: after five thousand steps hardly one joins. Those that
# failed are right about two corners and answer one half to the other two. A coin flip
# costs $\log 2$; on half of the corners that makes half of it. They are not at a
# bottom: every step still makes the loss smaller, but by less and less, and it falls
# towards half of $\log 2$, not towards 0. Gradient descent knows the slope where it
# stands, and no more.
#
# So backpropagation promises **no solution** (a third find none), **no number of
# steps** (some need many times as many as others), and **no particular solution** (all
# corners right, opposite answers in between). *All 100* trusts that downhill leads to
# the solution; it leads down, somewhere. *95 to 99* takes failing for bad luck that is
# rare; more hidden units make it so (below, *extra*). *Fewer than 50* is what four
# times as large first weights give.

# %% [markdown] tags=["extra"]
# ### Room helps *(extra)*
#
# **Choose `hidden_units`** before you run this: 3, 4 or 16. How many do you expect to
# learn it in a quarter of the steps?

# %% tags=["extra"]
hidden_units = 4
learned = {2: int(right[99].sum())}
for count in (hidden_units, 8):
    found = learn_xor(hundred_networks(count), steps=10_000)
    learned[count] = int(found[-1].sum())
print(f"{hidden_units} hidden units: {approx(learned[hidden_units])} of 100 learned it")
claim(
    "Eight hidden units are four times what is needed, and at least 95 learn it.",
    learned[8] >= 95,
    eight_units=approx(learned[8]),
    two_units=approx(learned[2]),
)

# %% [markdown] tags=["extra"]
# One explanation: with eight units there are many ways to be right, so one of them is
# near almost every start. Networks are often made larger than they would have to be.

# %% [markdown] tags=["extra"]
# ### Touch it *(extra)*
#
# The playground of chapter 02, now with a network in it: two hidden tanh units, the
# four corners, and 2,000 steps of what you derived. It is one of those that are stuck.
#
# 1. **Press *Draw weights again*** and pull *Steps taken* to its end (*Run* shows it
#    slowly), a few times. How many starts get stuck?
# 2. **Give it three hidden units**, or four, and draw again.
# 3. **Stay with two** and drop a point of your own, of either class. With the keyboard,
#    arrows move the cross and Enter drops. The network learns again from the same
#    start, your point among the others. Where does one more point keep it from getting
#    stuck?

# %% tags=["extra"]
xor_points = [(-0.5, -0.5, 0), (0.5, 0.5, 0), (-0.5, 0.5, 1), (0.5, -0.5, 1)]
touch = BoundaryPlayground("mlp", points=xor_points, hidden=2, steps=2000)
touch


# %% tags=["extra"]
def stuck_of(seeds, points, hidden):
    """Those of the starts that have a point on the wrong side in the end."""
    asked = {"points": points, "hidden": hidden, "steps": 2000}
    starts = {seed: BoundaryPlayground("mlp", seed=seed, **asked) for seed in seeds}
    return [seed for seed, start in starts.items() if len(start.measure().wrong)]


two, four = (stuck_of(range(10), xor_points, hidden) for hidden in (2, 4))
claim(
    "Of its first ten starts some get stuck with two hidden units, fewer with four.",
    0 < len(two) < 10 and len(four) < len(two),
    stuck_with_two=approx(len(two)),
    stuck_with_four=approx(len(four)),
)
still = len(stuck_of(two, [*xor_points, (0.0, 0.0, 1)], 2))
claim(
    "With a point in the middle, at most one still does.",
    still < 2,
    still=approx(still),
)

# %% [markdown] tags=["extra"]
# A point in the middle says which of the two kinds of solution is wanted, and every
# start that was stuck finds it, or nearly every one. In other places a point helps some
# and not others.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 7 Who changes the weights?
#
# Take the network that has learned to read, and only go forward and back.

# %% tags=["core"]
predict("05.c")

# %% tags=["core"]
reader, criterion = readers[0], CrossEntropyLoss()
before = [parameter.data.copy() for parameter in reader.parameters()]
reader.zero_grad()
for count in range(100):
    criterion(reader(pixels), labels)
    grad_outputs, _ = criterion.backward()
    reader.backward(grad_outputs)
    if count == 0:
        once = reader[2].bias.grad.copy()
longer = np.linalg.norm(reader[2].bias.grad) / np.linalg.norm(once)
moved = max(
    np.abs(parameter.data - old).max()
    for parameter, old in zip(reader.parameters(), before, strict=True)
)
claim("A hundred ways back moved no weight.", moved == 0, furthest=moved)
claim("The gradient is 100 times as long.", abs(longer - 100) < 1e-6, times=longer)
reveal("05.c")

# %% [markdown] tags=["core"]
# > **Myth: "Backpropagation is how networks update their weights."** Glossaries say so,
# > and many first lessons. It is easy to see why: networks that learn by gradients go
# > back once before each step.
#
# Going back fills the gradients, a hundred times over; nothing else happens. The *step*
# moves weights: one line in `train`. (The gradients did add up, as *a hundred times as
# long* says; that is why `train` calls `zero_grad` first.) **The myth** takes two
# things for one. They can be had one without the other (*extra*, below): a network can
# learn without ever going back, and going back can change a picture and no weight.

# %% [markdown] tags=["extra"]
# ### Steps without backpropagation *(extra)*
#
# Two networks start alike and take the same ten steps. One asks every number by central
# differences, the other goes back.


# %% tags=["extra"]
def step_by_asking(network):
    """Fill the gradients of a network without going back through it."""
    network.eval(), criterion.eval()  # asked only
    for parameter in list(network.parameters()):
        parameter.grad = central_differences(
            lambda: float(criterion(network(pixels), labels)), parameter.data
        )


def step_by_going_back(network):
    """Fill them by backpropagation."""
    network.train(), criterion.train()  # what is called is kept for the way back
    network.zero_grad()
    criterion(network(pixels), labels)
    network.backward(criterion.backward()[0])


# %% tags=["extra"]
ended = []
for fill_gradients in (step_by_asking, step_by_going_back):
    rng = np.random.default_rng(0)
    sizes = ((64, 8), (8, 10))
    first, last = (Linear(*size, rng=rng, dtype=np.float64) for size in sizes)
    learner = Sequential(first, Tanh(), last)
    for _ in range(10):
        fill_gradients(learner)
        for parameter in learner.parameters():
            parameter.data -= 0.5 * parameter.grad
    ended.append(np.concatenate([p.data.ravel() for p in learner.parameters()]))
difference = relative_difference(*ended)
claim(
    "After ten steps, both have the same 610 weights and biases.",
    difference < 1e-7,
    difference=approx(difference),
)

# %% [markdown] tags=["extra"]
# The network that never went back has learned the same. Backpropagation is one
# way to get a gradient, and by far the cheapest; what a network does with it is another
# question.

# %% [markdown] tags=["extra"]
# ### Changing the picture instead *(extra)*
#
# If weights may stay and pixels move, a network can be asked what *it* would call a 5.
# Take a test picture that the reader gets right. Move the pixels, not the weights, a
# little at a time, downhill on the loss for another digit, and stop as soon as the
# reader says that digit.


# %% tags=["extra"]
def moved_until_read_as(picture, wanted, lr=0.002):
    """Change pixels downhill until the reader says wanted; 500 times at most."""
    reader.train()
    for _ in range(500):
        reader.zero_grad()
        criterion(reader(picture), np.array([wanted]))
        towards = picture - lr * reader.backward(criterion.backward()[0])
        picture = np.clip(towards, 0, 1)  # from paper to ink: still a picture
        if reader.eval()(picture).argmax() == wanted:
            return picture
        reader.train()
    return picture


# %% tags=["extra"]
row = np.flatnonzero(digits.test.labels == 3)[0]
original, wanted = digits.test.rows[row : row + 1], 5
changed = moved_until_read_as(original, wanted)
says = [int(reader.eval()(picture).argmax()) for picture in (original, changed)]
gap = changed - original
panels = np.stack([original, changed, np.abs(gap)]).reshape(3, 8, 8)
titles = [f"read as {says[0]}", f"read as {says[1]}", "what changed"]
figure(
    plot_images(panels, titles=titles, cmap="gray_r", ax=new_axes(5.4, 2.1)),
    alt="A handwritten 3 of 8 × 8 pixels, the same picture after its pixels were moved "
    f"until the network calls it a {wanted}, and what changed: shades of grey all over "
    "it. The second is a 3, or a badly drawn 9, with a grey stroke at the upper left.",
)
length = np.linalg.norm(gap) / np.linalg.norm(original)
claim(
    "A change of less than a quarter of the picture's own size turns a 3 into a 5.",
    length < 1 / 4 and says[0] == 3 and says[1] == wanted,
    size=approx(length),
    read_as=says[1],
)

# %% [markdown] tags=["extra"]
# No weight moved, and backpropagation did all the work. You would hardly call it a 5.
# Such a picture is called an *adversarial example*. (On 8 × 8 pixels the change can be
# seen; on large photographs it need not be.) Gradients know no difference between
# weights and pixels; we decide what to hold still.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch every tensor that asks for a gradient is recorded on a tape. You write the
# way forward; `loss.backward()` walks back; `optimizer.step()` changes the weights: two
# calls for two things. Forgetting `zero_grad` is a common mistake, because gradients
# add up.

# %% tags=["extra"]
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 10)
)
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
x = torch.tensor(digits.train.rows, dtype=torch.float32)
t = torch.tensor(digits.train.labels)
for _ in range(40):
    for batch in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[batch]), t[batch]).backward()
        optimizer.step()
answers = model(torch.tensor(digits.test.rows, dtype=torch.float32)).argmax(dim=1)
read = (answers.numpy() == digits.test.labels).mean()
off = read - np.mean(test)
claim("It reads as well as ours.", off > -0.02, read=approx(read), better=approx(off))

# %% [markdown] tags=["core"]
# ## Recap
#
# - A derivative can be measured by going a little to both sides. That needs no calculus
#   and two passes for each number, so it is a judge and no way to train.
# - Multiply along a path, add over paths. Walked from the loss backwards, each arrow is
#   passed once, and every number gets its derivative for the price of two or three
#   passes.
# - A layer $Z = XW^\top + b$ goes back with $\partial L/\partial W = D^\top X$,
#   $\partial L/\partial b = \sum_n D_n$ and $\partial L/\partial X = D W$; an
#   activation with $D = G \odot f'(Z)$.
# - A gradient promises a direction: no solution, no number of steps, and not which
#   solution.
# - Backpropagation finds gradients. It changes no weight; a step does.
#
# Our step was the simplest one, and its rate had to be found by trying.
# [Chapter 06](06_optimisation.ipynb) asks what else can be done with a gradient.
#
# ## Going further
#
# - Section 6 says what four times as large first weights do. What do half as large ones
#   do, and a quarter? Pass `learn_xor` the list `[w / 4 for w in hundred_networks(2)]`.
# - Write `walk_back` for a tape that runs *forwards*: which derivatives does it find in
#   one walk, and how many walks would a network need?
#
# ## Sources
#
# - R. Wengert (1964), *A simple automatic derivative evaluation program*.
# - S. Linnainmaa (1970), *The representation of the cumulative rounding error of an
#   algorithm as a Taylor expansion of the local rounding errors*, master's thesis,
#   University of Helsinki: the walk back through a graph.
# - D. Rumelhart, G. Hinton, R. Williams (1986), *Learning representations by
#   back-propagating errors*, Nature 323.
# - A. Griewank (2012), *Who invented the reverse mode of differentiation?*, Documenta
#   Mathematica, extra volume ISMP, 389–400.
# - L. Hamey (1998), *XOR has no local minima: a case study in neural network error
#   surface analysis*, Neural Networks 11(4): with two hidden sigmoid units no bottom is
#   too high, but downhill may go on for ever.
# - C. Szegedy and others (2014), *Intriguing properties of neural networks*, section 4:
#   pictures changed by their gradient.
# - A. Baydin, B. Pearlmutter, A. Radul, J. Siskind (2018), *Automatic differentiation
#   in machine learning: a survey*, section 3.2.
# - Digits: E. Alpaydin, C. Kaynak (1998), *Optical Recognition of Handwritten Digits*,
#   UCI repository, as it comes with scikit-learn.
