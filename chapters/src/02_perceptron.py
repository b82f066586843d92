# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 02 The perceptron
#
# In July 1958 the New York Times reported on a machine that learned by itself to tell
# left from right. The Navy expected it to "walk, talk, see, write, reproduce itself and
# be conscious of its existence". What learned in it was one neuron, by a rule of one
# line. Eleven years later a book proved that it cannot even tell whether two switches
# differ. **What can one neuron learn, and what not?**
#
# **You will be able to** compute what a neuron decides, teach it by Rosenblatt's rule,
# bound the mistakes it makes, show what it can never learn, and train the same neuron
# by gradient descent: your first loss, first gradient and first learning rate.
#
# **You need** [tensors](01_tensors.ipynb). **Time**: two hours without the parts marked
# *extra*. **To run**: a quarter of a minute.

# %% tags=["core"]
import matplotlib.pyplot as plt
import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.datasets import iris
from course_lib.equality import relative_difference
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
from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.perceptron import Perceptron, mistake_bound
from course_lib.one_neuron import share_right
from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.plots.curves import plot_by_epoch, plot_lines
from course_lib.plots.style import new_axes
from course_lib.showing import figure, twins
from course_lib.torch_nn.perceptron import Perceptron as TorchPerceptron
from course_lib.widgets.boundary_playground import BoundaryPlayground

recall("02")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 One neuron
#
# A neuron has a weight for each of its inputs, and a bias. It adds up
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + b = w \cdot x + b,$$
#
# with $w$ and $x$ of shape (features,) ([dot
# product](A1_mathematics.ipynb#Vectors-and-matrices)), and puts the sum through a
# function $f$. The first neurons had a **step**: $y = 1$, *yes*, if $z > 0$, else $y =
# 0$, *no*. The bias says how much a yes needs.
#
# For two inputs, draw $x$ as a point in the plane. Where $z = 0$ is a straight line,
# the **boundary**: yes on one side, no on the other. The vector $w$ stands at right
# angles to it and points to yes. (Move along the boundary by $d$: $z$ stays 0, so $w
# \cdot d = 0$.) A step of length $s$ straight away from the line, along $w / \lVert w
# \rVert$, raises $z$ by $s \lVert w \rVert$. So the distance of a point from the
# boundary is $|z| / \lVert w \rVert$.
#
# **Exercise 02.1** ● 5 minutes. Write the neuron, for many points at once: `x` has
# shape (rows, features). Return a 0 or a 1 for each row. On the boundary itself it says
# no.


# %% tags=["core", "exercise", "02.1"]
def decide(x, weight, bias):
    """0 or 1 for each row of x, integers of shape (rows,)."""
    # SOLUTION
    return (x @ weight + bias > 0).astype(int)
    # END SOLUTION


# %% tags=["core"]
check("02.1")
decide_rows, author = use("02.1"), whose("02.1")
switches = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
all_on = decide_rows(switches, np.array([1.0, 1.0]), -1.5)
either = decide_rows(switches, np.array([1.0, 1.0]), -0.5)
print(f"with {author}: both switches {all_on}, at least one {either}")
claim(
    "With weights of 1, a bias of −1.5 makes AND of two switches, −0.5 makes OR.",
    all_on.tolist() == [0, 0, 0, 1] and either.tolist() == [0, 1, 1, 1],
    yes_of_and=int(all_on.sum()),
    yes_of_or=int(either.sum()),
)

# %% [markdown] tags=["extra"]
# **Exercise 02.2** ● 3 minutes. A neuron has $w = (3, 4)$ and $b = -5$. How far from
# its boundary is the point $(3, 4)$? On paper.

# %% tags=["extra", "exercise", "02.2"]
# SOLUTION
my_distance = 4.0
# END SOLUTION

# %% tags=["extra"]
check("02.2")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 Learning from mistakes
#
# How does a neuron come by its weights? Rosenblatt's rule looks at one row after the
# other and does nothing as long as the neuron is right. If it said no where the label
# $t$ is yes, the row is *added* to the weights, if it said yes where it is no, it is
# *taken away*:
#
# $$w \leftarrow w + (t - y)\,x, \qquad b \leftarrow b + (t - y).$$
#
# After a missed yes, $z$ of that row becomes
#
# $$(w + x) \cdot x + (b + 1) = z + \lVert x \rVert^2 + 1,$$
#
# so it is nearer to yes. It may spoil another row; the next round will tell.
#
# The bias is a weight like the others, of an input that is always 1. So write
# $\tilde x = (x, 1)$ and put all into one vector $v = (w, b)$: then $z = v \cdot \tilde
# x$, and the rule is one line.
#
# **Exercise 02.3** ●● 6 minutes. Write that line. `neuron` is $v$ and `x` is one
# $\tilde x$, both of shape (features + 1,); `label` is 0 or 1. Return the new $v$, as a
# new array.
#
# Its first pupils are Fisher's irises of 1936: three species, four lengths in
# centimetres, here *standardised* (mean 0 and [standard
# deviation](A1_mathematics.ipynb#Probability) 1 over the training flowers). We take two
# species, setosa and versicolor, and two of the lengths. An *epoch* is once through all
# flowers, in an order that is drawn at random.


# %% tags=["core", "exercise", "02.3"]
def perceptron_rule(neuron, x, label):
    """The neuron after it has met one row."""
    # SOLUTION
    said = int(neuron @ x > 0)
    return neuron + (label - said) * x
    # END SOLUTION


# %% tags=["core"]
check("02.3")
rule, author = use("02.3"), whose("02.3")
flowers = iris(dtype=np.float64).train


def with_ones(x):
    """Each row with a 1 at its end: x̃."""
    return np.concatenate([x, np.ones((len(x), 1))], axis=1)


def learn(x, labels, *, epochs=1000):
    """Learn until an epoch has no mistake; neurons on the way, mistakes by epoch."""
    path, mistakes = [np.zeros(x.shape[1] + 1)], []
    while len(mistakes) < epochs and mistakes[-1:] != [0]:
        mistakes.append(0)
        for row, label in zip(with_ones(x), labels, strict=True):
            after = rule(path[-1], row, label)
            if (after != path[-1]).any():
                path.append(after)
                mistakes[-1] += 1
    return np.array(path), mistakes


# %% tags=["core"]
first_two = flowers.y < 2
order = np.random.default_rng(0).permutation(first_two.sum())
x, labels = flowers.x[first_two][order][:, [1, 0]], flowers.y[first_two][order]
path, mistakes = learn(x, labels)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
plane, names = plane_around(x), ["setosa", "versicolor"]
axes = plt.subplots(1, 3, figsize=(9.6, 3.4), layout="constrained")[1]
for ax, i in zip(axes, (1, len(path) // 2, len(path) - 1), strict=True):
    weight, bias = path[i][:-1], path[i][-1]
    sides, z = decide_rows(plane, weight, bias).astype(int), plane @ weight + bias
    plot_boundary(plane, sides, x, labels, scores=z, names=names, ax=ax)
    ax.set_title(f"after mistake {i}\n")
    ax.set(xlabel="sepal width, standardised", ylabel="sepal length, standardised")
figure(
    axes[0].figure,
    alt="Two clouds of flowers by width and length of their sepals, and the boundary "
    "after mistakes 1, 7 and 14: at first it cuts right through setosa, then it turns "
    "and takes a few flowers of versicolor, and in the end it runs through the gap, "
    "with every flower on its side.",
)
print(f"mistakes in each epoch, with {author}: {mistakes}")
wrong = int((decide_rows(x, path[-1][:-1], path[-1][-1]) != labels).sum())
claim("In the end all flowers are on their side.", wrong == 0, wrong=wrong)

# %% [markdown] tags=["core"]
# Nobody told the neuron where the line is, only *that* it was wrong, and each time it
# turned. Is that luck?

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 How many mistakes?
#
# No. If any line makes no mistakes, the rule finds one, after no more mistakes than can
# be told beforehand. Let $v^*$ be a neuron that separates all rows, of length 1, and
# let every row be at least $\gamma$ on its right side: $s_i\, v^* \cdot \tilde x_i \ge
# \gamma$, with the sign $s_i = +1$ for yes and $-1$ for no. No $\tilde x_i$ is longer
# than $R$. Begin with $v = 0$ and look at $v$ after $k$ mistakes, each of which has
# added $s_i \tilde x_i$.
#
# - **It goes the right way.** $v^* \cdot v$ grows by
#   $s_i\, v^* \cdot \tilde x_i \ge \gamma$ at each mistake. So
#   $v^* \cdot v \ge k \gamma$, and since $\lVert v^* \rVert = 1$, also
#   $\lVert v \rVert \ge k \gamma$: a dot product is at most the product of the lengths.
# - **It does not grow fast.** With $s_i \tilde x_i$ added, $\lVert v \rVert^2$ becomes
#   $\lVert v \rVert^2$ + $2 s_i\, v \cdot \tilde x_i$ + $\lVert \tilde x_i \rVert^2$.
#   The term in the middle is not above 0: it was a mistake. So $\lVert v \rVert^2 \le k
#   R^2$.
#
# Together: $k^2 \gamma^2 \le \lVert v \rVert^2 \le k R^2$, and so
#
# $$k \le (R / \gamma)^2.$$
#
# The margin $\gamma$ says how clearly the classes are apart.


# %% tags=["core"]
def separated(count, margin, seed):
    """Points in a square whose classes are apart by a margin; labels, and the bound."""
    rng, teacher = np.random.default_rng([seed, count]), np.array([0.64, -0.6, 0.48])
    x = rng.uniform(-1, 1, (10 * count, 2))
    z = with_ones(x) @ teacher  # the teacher has length 1
    x, z = x[np.abs(z) > margin][:count], z[np.abs(z) > margin][:count]
    labels = (z > 0).astype(int)
    return x, labels, mistake_bound(x, labels, teacher[:-1], teacher[-1]).mistakes


def mistakes_of(count, margin):
    """Mistakes and bound for ten sets of points, shape (10,) each."""
    drawn = [separated(count, margin, seed) for seed in range(10)]
    made = [sum(learn(x, labels)[1]) for x, labels, _ in drawn]
    return np.array(made), np.array([bound for *_, bound in drawn])


predict("02.a")

# %% tags=["core"]
by_count = {count: mistakes_of(count, 0.1) for count in (100, 1000, 10_000)}
for count, (made, bound) in by_count.items():
    print(f"{count:6} points: mistakes {np.sort(made)}, bound {bound.max():.0f}")
medians = [np.median(made) for made, _ in by_count.values()]
growth = medians[-1] / medians[0]
claim(
    "A hundred times as many points: fewer than four times as many mistakes.",
    growth < 4,
    median_of_100=medians[0],
    median_of_10_000=medians[-1],
    growth=growth,
)
reveal("02.a")

# %% [markdown] tags=["core"]
# The bound does not know how many points there are. Once the line is nearly right,
# thousands of them go by without a mistake. *A hundred times as many* would be an error
# made again and again; each mistake changes the neuron. *The square root* is how the
# error of an average shrinks. And that three numbers *cannot learn 10,000 points*
# confuses points with decisions: one line decides for all.
#
# And the margin? Ten sets of 200 points each; lines are means, bands go from the least
# to the most:

# %% slideshow={"slide_type": "subslide"} tags=["core"]
margins = np.array([0.02, 0.05, 0.1, 0.2, 0.4])
found = [mistakes_of(200, margin) for margin in margins]
made = np.array([mistakes for mistakes, _ in found]).T  # (10, margins)
bounds = np.array([bound for _, bound in found]).T
ax = new_axes()
ax.set(xscale="log", yscale="log")
curves = {"bound (R/γ)²": bounds, f"mistakes, with {author}": made}
plot_lines(margins, curves, xlabel="margin γ", ylabel="mistakes", ax=ax)
ax.set_xticks(margins, [f"{margin}" for margin in margins])
ax.minorticks_off()
figure(
    ax,
    alt="Mistakes of a perceptron, and their bound, against the margin, both scales "
    "logarithmic. The bound falls in a straight line from more than 5,000 at a margin "
    "of 0.02 to 18 at 0.4; the mistakes fall from nearly 50 to 3 and lie far below it. "
    "Lines are means of ten runs, bands go from the least to the most.",
)

# %% tags=["core"]
closest = float((made / bounds).max())
claim(
    "In 50 runs the mistakes are never above the bound, and never half of it.",
    closest < 0.5,
    closest=closest,
)
more = float(made[:, 0].mean() / made[:, -1].mean())
claim(
    "With a margin of 0.02 it makes more than four times as many mistakes as with 0.4.",
    more > 4,
    times_as_many=more,
)

# %% [markdown] tags=["core"]
# A bound is a promise for the worst case: half the margin, and it is four times as
# high. (Here it is that of the line which made the labels; a wider margin would lower
# it somewhat.) What is hard for a perceptron is not much data, but classes that come
# close.

# %% [markdown] tags=["extra"]
# The library has the same perceptron, in NumPy and in PyTorch, and it takes the same
# steps as yours:

# %% tags=["extra"]
twins(Perceptron, TorchPerceptron)

# %% tags=["extra"]
in_numpy = Perceptron(2, dtype=np.float64)
lesson = in_numpy.fit(x, labels, record=True)
in_torch = TorchPerceptron(2, dtype=torch.float64)
in_torch.fit(torch.from_numpy(x), torch.from_numpy(labels))
differences = [
    relative_difference(np.array([u.weight for u in lesson.updates]), path[1:, :-1]),
    relative_difference(in_torch.weight, in_numpy.weight),
]
claim(
    "The chapter's loop, the library and PyTorch make the same corrections.",
    max(differences) < 1e-10 and len(lesson.updates) == len(path) - 1,
    corrections=len(lesson.updates),
    difference=approx(max(differences)),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Two switches that differ
#
# XOR is yes if exactly one of two switches is on.
#
# **Exercise 02.4** ● 4 minutes. How many of the four rows of XOR can one neuron get
# right, at most, with the best weights there are? Draw the four corners of a square and
# try a ruler.

# %% tags=["core", "exercise", "02.4"]
# SOLUTION
my_most = 3.0
# END SOLUTION

# %% tags=["core"]
check("02.4")
predict("02.b")

# %% tags=["core"]
differ = np.array([0, 1, 1, 0])
path_of_xor, mistakes_of_xor = learn(switches, differ, epochs=1000)
sizes = np.linalg.norm(path_of_xor, axis=1)
tried = np.random.default_rng(0).normal(size=(100_000, 3))
most = (((with_ones(switches) @ tried.T > 0) == differ[:, None]).sum(axis=0)).max()
claim(
    "After 1000 epochs it still makes mistakes in every epoch, and no weight has grown "
    "beyond 3.",
    min(mistakes_of_xor) > 0 and sizes.max() < 3,
    fewest_in_an_epoch=min(mistakes_of_xor),
    longest_v=float(sizes.max()),
)
claim(
    "Of 100,000 random neurons the best get three of the four rows right.",
    most == 3,
    rows=int(most),
)
reveal("02.b")

# %% [markdown] tags=["core"]
# It cannot be otherwise, for any weights. XOR asks for
#
# $$b \le 0, \qquad w_1 + b > 0, \qquad w_2 + b > 0, \qquad w_1 + w_2 + b \le 0.$$
#
# Add the two in the middle, $w_1 + w_2 + 2b > 0$. Add the first and the last,
# $w_1 + w_2 + 2b \le 0$. Both cannot be. In the plane: a line would have to part the
# two diagonals of a square.
#
# So the rule cannot *come to rest*, neither at the best line nor at 0: it rests only in
# an epoch without mistakes. That the weights do not *grow and grow* is a theorem too
# (Block and Levin, 1970): on data that no line can part they wander for ever within
# bounds. The way out was known, a *layer* of neurons before the last one; how to teach
# it was not, because a step has no slope. The rest of this chapter gives it one.
#
# ### Touch it
#
# A plane of points, and a perceptron that corrects one mistake at a time. Click in the
# plane to drop a point; with the keyboard, arrows move the cross, Enter drops and
# Delete takes away. A point counts as if it had been there from the beginning. A ring
# marks a point on the wrong side.
#
# 1. **Press *Run*.** How many corrections until it stops? Now choose *no points*, and
#    drop two of your own in the right half, side by side and far apart: a circle and a
#    square (menu *Click or Enter*). *Run*. Take one of them away, drop it close to the
#    other, and *Run* again. What does a narrow margin cost?
# 2. **Drop one point of class 1 amid the circles.** Does it still come to rest?
# 3. **Choose *XOR: four points*** and run. Look at $w$ and $b$: do they grow?
#
# The second learner of the menu is for section 6, the third for chapter 05.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
touch = BoundaryPlayground()
touch

# %% [markdown] tags=["extra"]
# What you set with the mouse, Python can read, and the other way round: try
# `touch.points`, or `touch.points = [(-0.5, 0, 0), (0.5, 0, 1)]`, in a cell of your
# own. And Python can take the same steps:

# %% tags=["extra"]
switched = BoundaryPlayground(points=[(-0.5, -0.5, 0), (0.5, 0.5, 0)], steps=100)
switched.points = [*switched.points, (-0.5, 0.5, 1), (0.5, -0.5, 1)]
seen = switched.measure()
claim(
    "On XOR all 100 corrections are made, and points are still on the wrong side.",
    seen.steps == 100 and len(seen.wrong) > 0,
    corrections=seen.steps,
    wrong=len(seen.wrong),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 The same neuron, asked for a number
#
# A step says yes or no. It cannot say *how much*, nor *nearly*: its slope is 0
# everywhere but at the jump, where it has none. Take the step away, $y = z$, and the
# neuron gives a number, such as the width of an iris petal of a given length. That is
# **linear regression**.
#
# It is off by $y - t$ from the target $t$, and being far off should count for more. The
# **loss** is one number for all $n$ rows, the mean of the squares:
#
# $$L(v) = \frac1n \sum_{i=1}^{n} (y_i - t_i)^2, \qquad y_i = v \cdot \tilde x_i.$$
#
# Change the weight $v_j$ a little: how does $L$ change? By the [chain
# rule](A1_mathematics.ipynb#Derivative-and-chain-rule), square first, then the sum in
# which $v_j$ is multiplied with $\tilde x_{ij}$:
#
# $$\frac{\partial L}{\partial v_j} = \frac2n \sum_i (y_i - t_i)\, \tilde x_{ij},
# \qquad \nabla L = \frac2n\, \tilde X^\top (y - t).$$
#
# $\tilde X$ has shape (rows, features + 1), and the
# **[gradient](A1_mathematics.ipynb#Partial-derivatives-and-the-gradient)** $\nabla L$
# the shape of $v$. It points to where $L$ grows fastest. So take a small step the other
# way, and again:
#
# $$v \leftarrow v - \eta\, \nabla L.$$
#
# That is **gradient descent**, and $\eta$ ("eta") is the **learning rate**, `lr` in
# code.
#
# **Exercise 02.5** ●● 7 minutes. Write the gradient. `x` is $\tilde X$ and `target` is
# $t$.


# %% tags=["core", "exercise", "02.5"]
def squared_error_gradient(neuron, x, target):
    """∂L/∂v of the mean squared error, in the shape of neuron."""
    # SOLUTION
    y = x @ neuron
    return 2 * x.T @ (y - target) / len(x)
    # END SOLUTION


# %% tags=["core"]
check("02.5")
gradient, author = use("02.5"), whose("02.5")
length, width = with_ones(flowers.x[:, [2]]), flowers.x[:, 3]  # of the petals


def squared_error(neuron, x, target):
    """Mean of (y − t)²."""
    return np.mean((x @ neuron - target) ** 2)


def descend(gradient, x, target, *, lr, steps):
    """Gradient descent from v = 0; all neurons on the way, (steps + 1, weights)."""
    path = [np.zeros(x.shape[1])]
    for _ in range(steps):
        path.append(path[-1] - lr * gradient(path[-1], x, target))
    return np.array(path)


# %% [markdown] tags=["extra"]
# A gradient can be checked without any mathematics: move one weight a little up and a
# little down, and divide by the distance. Such *central differences* are slow, and
# never forgetful.


# %% tags=["extra"]
def central_differences(loss, neuron, x, target, step=1e-6):
    """∂L/∂v, one weight at a time."""
    moves = step * np.eye(len(neuron))
    risen = [loss(neuron + move, x, target) for move in moves]
    fallen = [loss(neuron - move, x, target) for move in moves]
    return (np.array(risen) - np.array(fallen)) / (2 * step)


somewhere = np.array([0.3, -0.2])
difference = relative_difference(
    gradient(somewhere, length, width),
    central_differences(squared_error, somewhere, length, width),
)
claim(
    "The formula and central differences agree to six digits.",
    difference < 1e-6,
    difference=approx(difference),
)

# %% [markdown] tags=["core"]
# Everything is standardised, so $v = 0$ predicts the mean of all flowers, and the first
# loss is their variance: exactly 1. Now take 30 steps, with learning rates from 0.01 to
# 1.1.

# %% tags=["core"]
predict("02.c")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
my_rate = 0.03
rates = [0.01, 0.1, 0.5, 1.1, my_rate]
losses = {}
for lr in rates:
    walk = descend(gradient, length, width, lr=lr, steps=30)
    losses[f"η = {lr}"] = np.array([squared_error(v, length, width) for v in walk])
ax = new_axes()
ax.set_yscale("log")
ax.set_title(f"with {author}")
figure(
    plot_lines(np.arange(31), losses, xlabel="step", ylabel="loss", ax=ax),
    alt="Loss at each of 30 steps for several learning rates, logarithmic scale. With "
    "0.01 it falls slowly, with 0.1 it reaches 0.075 after about 15 steps, with 0.5 "
    "after one; with 1.1 it rises in a straight line to more than 10,000.",
)

# %% tags=["core"]
least = squared_error(np.linalg.lstsq(length, width)[0], length, width)
slow, fast, wild = (losses[f"η = {lr}"] for lr in (0.1, 0.5, 1.1))
claim("The first loss is 1.", abs(slow[0] - 1) < 1e-9, loss=slow[0])
claim(
    "With a learning rate of 0.5 one step reaches the least loss there is.",
    fast[1] - least < 1e-9,
    after_one_step=fast[1],
    least=least,
)
claim(
    "With 1.1 the loss grows with every step, to more than 10,000 after 30.",
    np.diff(wild).min() > 0 and wild[-1] > 1e4,
    smallest_growth=np.diff(wild).min(),
    after_30=approx(wild[-1]),
)
reveal("02.c")

# %% [markdown] tags=["core"]
# Why? With $v^*$ at the minimum, $L = L_{min} + \sum_j (v_j - v_j^*)^2$: for
# standardised data with one input, $\tilde X^\top \tilde X / n$ is the identity matrix.
# The slope along each weight is $2 (v_j - v_j^*)$, so a step multiplies the distance
# from the minimum by $1 - 2\eta$. With $\eta = 0.1$ that is 0.8; with 0.5 it is 0, and
# one step arrives; between 0.5 and 1 it *overshoots, swings back and forth, and
# arrives*; with 1.1 it is −1.2, and each step ends farther away than it began. *Eleven
# times as fast* holds only for steps that are small. **A learning rate is too large as
# soon as it exceeds what the curvature of the loss allows**, that is, how fast its
# slope changes along the way.
#
# **Choose `my_rate` yourself**, and run its cell again. Which is the fastest? With 0.9
# the curve is that of 0.1: why?

# %% [markdown] tags=["extra"]
# With more inputs there is a curvature in each direction, and the largest decides: the
# largest [singular value](A1_mathematics.ipynb#Singular-values) of $\tilde X^\top
# \tilde X / n$. With one standardised input it is 1, and the limit of the learning rate
# is 1. Now the petal's width from the three other lengths, which rise and fall
# together:

# %% tags=["extra"]
three = with_ones(flowers.x[:, :3])
steepest = np.linalg.svd(three.T @ three / len(three), compute_uv=False).max()
below, above = (
    squared_error(
        descend(gradient, three, width, lr=share / steepest, steps=300)[-1],
        three,
        width,
    )
    for share in (0.95, 1.05)
)
claim(
    "The largest curvature is about twice that of one input. Just below one over it "
    "the loss comes down, just above it explodes.",
    1.9 < steepest < 2.1 and below < 0.1 and above > 1e3,
    largest=steepest,
    below=approx(below),
    above=approx(above),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 The same neuron, asked how sure it is
#
# Between a number and a yes or no stands a
# [probability](A1_mathematics.ipynb#Probability). The **sigmoid**
# $\sigma(z) = 1 / (1 + e^{-z})$ squeezes any $z$ between 0 and 1: a soft step, with a
# slope. $p = \sigma(z)$ is read as the probability of yes, and the boundary $z = 0$ is
# where it is one half. That is **logistic regression**.
#
# As loss, the surprise at what is true: [$-\log
# p$](A1_mathematics.ipynb#Exponential-and-logarithm) if the label is 1, $-\log(1 - p)$
# if it is 0. It is 0 for a neuron sure and right, and grows without end for one that
# was sure and wrong. For both labels at once, for one row ($L$ is the mean over all $n$
# rows):
#
# $$\ell = -t \log p - (1 - t) \log (1 - p).$$
#
# Its slope, first of the loss, then of the sigmoid:
#
# $$\frac{\partial \ell}{\partial p} = -\frac{t}{p} + \frac{1 - t}{1 - p}
# = \frac{p - t}{p (1 - p)}, \qquad \frac{\partial p}{\partial z} = p (1 - p).$$
#
# In the product the denominator cancels:
#
# $$\frac{\partial \ell}{\partial z} = p - t, \qquad \nabla L = \frac1n\, \tilde
# X^\top (p - t).$$
#
# **Exercise 02.6** ●● 5 minutes. **Find the bug.** With this gradient the loss grows at
# every step, whatever the learning rate. Write it as it should be.
#
# ```python
# def logistic_gradient(neuron, x, labels):
#     p = 1 / (1 + np.exp(-(x @ neuron)))
#     return x.T @ (labels - p) / len(x)
# ```


# %% tags=["core", "exercise", "02.6"]
def logistic_gradient(neuron, x, labels):
    """∂L/∂v of the mean surprise, in the shape of neuron."""
    # SOLUTION
    p = 1 / (1 + np.exp(-(x @ neuron)))
    return x.T @ (p - labels) / len(x)
    # END SOLUTION


# %% tags=["core"]
check("02.6")
surprise_gradient, author = use("02.6"), whose("02.6")


def surprise(neuron, x, labels):
    """Mean of −log(probability of what is true)."""
    p = sigmoid(x @ neuron)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))


# %% [markdown] tags=["core"]
# The three ways to learn are one line, with three kinds of $y$:
#
# | neuron | $y$ | each row moves $v$ by |
# |---|---|---|
# | perceptron | step of $z$ | $(t - y)\,\tilde x$ |
# | linear regression | $z$ | $2\eta\,(t - y)\,\tilde x / n$ |
# | logistic regression | $\sigma(z)$ | $\eta\,(t - y)\,\tilde x / n$ |
#
# Now a harder pair of irises, versicolor and virginica, by their sepals. The two clouds
# overlap, and no line is without mistakes. The perceptron goes through the flowers 300
# times, each time in a new order; logistic regression takes 300 steps of learning rate
# 1, each over all flowers. 39 flowers were *held out*: neither learns from them, and on
# them both are judged, by their **accuracy**, the share of rows that is judged right.

# %% tags=["core"]
splits, parts = iris(dtype=np.float64), ("train", "validation", "test")


def last_two(part, columns):
    """Versicolor (0) and virginica (1): rows with a 1 at their end, and labels."""
    table = getattr(splits, part)
    chosen = table.y > 0
    return with_ones(table.x[chosen][:, columns]), table.y[chosen] - 1


def learned_and_held_out(columns):
    """Rows and labels to learn from, and those of the two parts that are held out."""
    train, *others = (last_two(part, columns) for part in parts)
    return train, tuple(np.concatenate(pair) for pair in zip(*others, strict=True))


train, held_out = learned_and_held_out([1, 0])  # width and length of the sepals
predict("02.d")


# %% slideshow={"slide_type": "subslide"} tags=["core"]
def perceptron_by_epoch(seed, x, labels):
    """The neuron after each of 300 epochs, shape (300, 3)."""
    rng, v, after = np.random.default_rng(seed), np.zeros(3), []
    for _ in range(300):
        for row in rng.permutation(len(x)):
            v = rule(v, x[row], labels[row])
        after.append(v)
    return np.array(after)


stepping = [perceptron_by_epoch(seed, *train) for seed in range(3)]
logistic = descend(surprise_gradient, *train, lr=1.0, steps=300)[1:]
shares = {"perceptron, one run": share_right(stepping[0], *held_out)}
shares["logistic"] = share_right(logistic, *held_out)
ax = plot_by_epoch(shares, ylabel="accuracy")
ax.set_title(f"39 flowers held out; with {whose('02.3')} and {author}")
figure(
    ax,
    alt="Accuracy on the flowers held out, over 300 epochs. "
    "Logistic regression stays near 0.77; the perceptron jumps from epoch to epoch, "
    "between about 0.2 and 0.85, to the end.",
)

# %% tags=["core"]
late = np.array([share_right(path[200:], *held_out) for path in stepping])
steady = share_right(logistic[200:], *held_out)
ahead = (late > steady.max()).mean()
claim(
    "In its last 100 epochs the perceptron falls below a half, and rises above three "
    "quarters, in each of three runs.",
    late.min(axis=1).max() < 0.5 and late.max(axis=1).min() > 0.75,
    highest_of_the_worst=approx(late.min(axis=1).max()),
    lowest_of_the_best=approx(late.max(axis=1).min()),
)
claim(
    "There logistic regression moves by at most one flower; the perceptron is ahead of "
    "it in fewer than one epoch in three.",
    np.ptp(steady) < 1.5 / 39 and ahead < 1 / 3,
    moves_by=approx(np.ptp(steady)),
    ahead=approx(ahead),
    logistic=approx(steady[-1]),
    perceptron=approx(late.mean()),
)
reveal("02.d")

# %% [markdown] tags=["core"]
# *Logistic regression, clearly* holds on average and not against the best epoch, *the
# perceptron* only for an epoch that you would have to pick. (And whoever picks it by
# the flowers held out has learned from them.) Why does it jump? Is it the missing
# slope, or has logistic regression a lucky learning rate? Two controls: other rates for
# logistic regression, and the *mean* of the perceptron's neurons, which has learned
# without a slope too.

# %% tags=["core"]
others = [descend(surprise_gradient, *train, lr=lr, steps=300) for lr in (0.3, 3)]
ends = [share_right(walk[-1:], *held_out)[0] for walk in others]
claim(
    "With learning rates of 0.3 and 3 logistic regression ends within one flower of "
    "where it was.",
    np.abs(ends - steady[-1]).max() < 1.5 / 39,
    furthest=approx(np.abs(ends - steady[-1]).max()),
)
means = np.array([path.mean(axis=0) for path in stepping])
averaged = share_right(means, *held_out)
claim(
    "The mean of a perceptron's 300 neurons is within two flowers of logistic "
    "regression, in each of three runs: a tie.",
    np.abs(averaged - steady[-1]).max() < 2.5 / 39,
    lowest=approx(averaged.min()),
    highest=approx(averaged.max()),
)
row = np.linalg.norm(train[0], axis=1).mean()
long = np.linalg.norm(np.concatenate(stepping), axis=1).mean() / row
claim("A single v is on average less than two rows long.", long < 2, rows=approx(long))

# %% [markdown] tags=["core"]
# Each mistake adds or takes away a whole row, and here $v$ is hardly longer than one,
# so a single mistake can turn it round. Where it stands when you stop is chance. Its
# mean stands still.
#
# As no line parts these classes, the loss of logistic regression has one lowest point:
# rows on both sides pull, the sum of their pulls becomes zero, and there it rests.
# Choose it in the playground of section 4, with a learning rate of 10. On two clouds
# that overlap, $w$ comes to rest after about 300 steps. On XOR it does not move: $v =
# 0$, one half for everything, is already the lowest point.
#
# It also gives what a step cannot: how sure the neuron is, and a slope that can be
# handed on to a layer before it.

# %% [markdown] tags=["extra"]
# ### The averaged perceptron *(extra)*
#
# The mean over *all* $v$, one after each row, is a learner of its own (Freund and
# Schapire, 1999). A $v$ that stood for long, because it was right on many rows, counts
# for many.
#
# **Exercise 02.7** ●●● 12 minutes. Write it, from $v = 0$ on. `x` holds the rows
# $\tilde x$ in the order in which they are met, each as often as it is met. A list of
# all $v$ is not needed: two vectors are enough.


# %% tags=["extra", "exercise", "02.7"]
def averaged_perceptron(x, labels):
    """Mean of v after each row of x, which ends in a 1; shape (features + 1,)."""
    # SOLUTION
    v, total = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for row, label in zip(x, labels, strict=True):
        v = v + (label - int(v @ row > 0)) * row
        total += v
    return total / len(x)
    # END SOLUTION


# %% tags=["extra"]
check("02.7")
mean_of_all = use("02.7")

# %% [markdown] tags=["extra"]
# By their *petals* the same species are nearly separable. Does a single $v$ lose there
# as well?

# %% tags=["extra"]
(x_petals, y_petals), petals_held_out = learned_and_held_out([2, 3])
last, mean = [], []
for seed in range(3):
    path_by_petals = perceptron_by_epoch(seed, x_petals, y_petals)
    last.append(share_right(path_by_petals[200:], *petals_held_out).mean())
    rng = np.random.default_rng(seed)
    order = np.concatenate([rng.permutation(len(x_petals)) for _ in range(300)])
    v_mean = mean_of_all(x_petals[order], y_petals[order])
    mean.append(share_right(v_mean[None], *petals_held_out)[0])

# %% tags=["extra"]
by_descent = descend(surprise_gradient, x_petals, y_petals, lr=1.0, steps=300)[-1:]
soft = share_right(by_descent, *petals_held_out)[0]
claim(
    "By their petals all three are within two flowers of each other: a tie.",
    np.ptp([np.mean(last), *mean, soft]) < 2.5 / 39,
    single_v=approx(np.mean(last)),
    mean_of_v=approx(np.mean(mean)),
    logistic=approx(soft),
)
long = np.linalg.norm(path_by_petals, axis=1).mean()
rows = long / np.linalg.norm(x_petals, axis=1).mean()
claim("Here v is more than four rows long.", rows > 4, rows=approx(rows))

# %% [markdown] tags=["extra"]
# A tie: a mistake is rare here, $v$ has grown long, and one row turns it little.

# %% [markdown] tags=["core"]
# ### The same in PyTorch, proved equal
#
# PyTorch finds gradients by itself (how, is chapter 05): mark a tensor with
# `requires_grad`, compute the loss, call `backward()`, and find the gradient in
# `.grad`.

# %% tags=["core"]
x_sepals, y_sepals = train
start = np.array([0.5, -0.3, 0.2])
v = torch.tensor(start, requires_grad=True)
inputs, t = torch.from_numpy(x_sepals), torch.from_numpy(y_sepals).double()
pairs = {
    torch.nn.functional.mse_loss: gradient,
    torch.nn.functional.binary_cross_entropy_with_logits: surprise_gradient,
}
differences = []
for loss_of, by_hand in pairs.items():
    v.grad = None  # backward() adds to what is there
    loss_of(inputs @ v, t).backward()
    ours = by_hand(start, x_sepals, y_sepals)
    differences.append(relative_difference(ours, v.grad))
claim(
    "Both gradients agree with PyTorch's to ten digits.",
    max(differences) < 1e-10,
    difference=approx(max(differences)),
)

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# Nobody writes this by hand at work. A neuron is a layer with one output; the sigmoid
# is part of the loss, `BCEWithLogitsLoss`; the optimiser takes the steps.

# %% tags=["extra"]
torch.manual_seed(0)
neuron = torch.nn.Linear(2, 1, dtype=torch.float64)
surprise_of = torch.nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(neuron.parameters(), lr=1)
for _ in range(300):
    optimizer.zero_grad()
    loss = surprise_of(neuron(inputs[:, :2]), t[:, None])
    loss.backward()
    optimizer.step()
by_hand = surprise(logistic[-1], *train)
apart_by = abs(loss.item() - by_hand)
claim(
    "From other first weights it comes to the same loss, within 0.01.",
    apart_by < 0.01,
    difference=approx(apart_by),
)

# %% [markdown] tags=["core"]
# ## Recap
#
# - A neuron adds up $w \cdot x + b$ and puts it through a function. With a step, its
#   boundary is a straight line, with $w$ at right angles to it.
# - Rosenblatt's rule adds missed rows and takes false alarms away. If a line exists it
#   finds one, after at most $(R/\gamma)^2$ mistakes, however many rows there are.
# - XOR has no line. There the rule never rests; one neuron with a step, a line or a
#   sigmoid fails.
# - A loss says how wrong an answer is, so that nearly right counts. Its gradient is
#   $\tilde X^\top (y - t)$ with the factor of the loss, for a number and for a
#   probability alike.
# - Gradient descent takes steps against it. Too small a learning rate is slow; too
#   large a one explodes, and where that begins is a matter of curvature.
#
# The logarithm of section 6 fell from the sky. Why not squared error there as well?
# [Chapter 03](03_losses.ipynb) lets the two race.
#
# ## Going further
#
# - With which weights does a neuron do XOR that says yes for
#   $\tfrac12 < z < 1\tfrac12$, and else no?
# - Give XOR a third input, $x_1 x_2$. Can one neuron learn it now? What did that cost?
#
# ## Sources
#
# - *New Navy Device Learns by Doing*, New York Times, 8 July 1958.
# - F. Rosenblatt (1958),
#   *The perceptron: a probabilistic model for information storage*
#   *and organization in the brain*, Psychological Review 65.
# - A. Novikoff (1962), *On convergence proofs on perceptrons*: the bound of section 3.
# - M. Minsky, S. Papert (1969), *Perceptrons*, chapters 2 and 11.
# - Y. Freund, R. E. Schapire (1999), *Large margin classification using the perceptron*
#   *algorithm*, Machine Learning 37: the mean of all neurons.
# - H. D. Block, S. A. Levin (1970), *On the boundedness of an iterative procedure for
#   solving a system of linear inequalities*.
# - B. Widrow, M. Hoff (1960), *Adaptive switching circuits*: gradient steps for one
#   neuron.
# - D. R. Cox (1958), *The regression analysis of binary sequences*: logistic
#   regression.
# - R. A. Fisher (1936), *The use of multiple measurements in taxonomic problems*: the
#   irises, measured by E. Anderson.
