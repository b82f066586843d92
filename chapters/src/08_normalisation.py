# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 08 Normalisation and skip connections
#
# A paper of 2015 put one line between two layers of a network, and the network learned
# with 14 times fewer steps. The paper's title gives the reason. Three years later
# somebody took that reason away, left the line where it was, and looked. **What does a
# line that everybody uses do, and is it what it says?**
#
# **You will be able to** derive batch norm forward and back, keep out of the trap that
# it sets, choose between it, layer norm and RMS norm, build networks of fifty layers
# that learn, and put an explanation to a test that could defeat it.
#
# **You need** the way back through a layer (chapter 05) and why gradients vanish
# (chapter 07). **Time**: two hours without the parts marked *extra*, two and a half
# with them. **To run**: a third of a minute.

# %% tags=["core"]
import copy
from functools import partial

import numpy as np
import torch

from course_lib.callbacks import Callback
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
from course_lib.numpy_nn.activations import ReLU, Sigmoid
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.normalisation import BatchNorm1d, LayerNorm, RMSNorm
from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.residual import Residual
from course_lib.numpy_nn.training import accuracy, fit
from course_lib.plots.curves import plot_by_epoch, plot_by_layer, plot_lines
from course_lib.plots.scores import plot_scores
from course_lib.results import results
from course_lib.shifting_noise import ShiftingNoise
from course_lib.showing import figure, progress_bar, twins
from course_lib.torch_nn import normalisation as in_torch
from course_lib.torch_nn.residual import Residual as TorchResidual
from course_lib.widgets.vanishing_gradients import VanishingGradients

recall("08")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 The line
#
# Layers are fed in batches. Write $x_i$ for the sum that one unit makes of picture $i$,
# before its activation, for $i = 1 \dots n$. Batch norm takes the mean of these $n$
# numbers away and divides by their spread $s$; each unit for itself:
#
# $$\mu = \tfrac1n \sum_i x_i, \quad v = \tfrac1n \sum_i (x_i - \mu)^2, \quad
# s = \sqrt{v + \epsilon},$$
#
# $$\hat x_i = \frac{x_i - \mu}{s}, \quad y_i = \gamma\, \hat x_i + \beta.$$
#
# A small $\epsilon$ keeps $s$ above 0. The $\hat x_i$ have mean 0 and variance 1, which
# may not be what the unit needs, so the network may learn another mean $\beta$ and
# another spread $\gamma$, one of each for every unit. They start at 0 and 1.
#
# **Exercise 08.1** ● 3 minutes. A batch has two pictures, and a unit's sums are 4 and
# 10. What are the two $y$, with $\gamma = 1$, $\beta = 0$ and next to no $\epsilon$?
# Answer with a list of two.

# %% tags=["core", "exercise", "08.1"]
# SOLUTION
my_pair = [-1.0, 1.0]
# END SOLUTION

# %% tags=["core"]
check("08.1")
pair = np.array(use("08.1"))
far_pair = BatchNorm1d(1, dtype=np.float64)(np.array([[4.0], [1000.0]])).ravel()
off = np.abs(far_pair - pair).max()
claim("Of 4 and 1,000 it makes the same, to a millionth.", off < 1e-6, off=approx(off))

# %% [markdown] tags=["core"]
# Any two numbers become $-1$ and $1$, if they lie much further apart than
# $\sqrt\epsilon$. What a unit says of a picture now depends on the pictures beside it.
#
# **Exercise 08.2** ●● 8 minutes. Write batch norm for a whole layer: `x` has shape
# (pictures, units), `gamma` and `beta` have one number a unit. Return $y$, and the two
# things that the way back will need: $\hat x$, and $s$ of shape (units,).


# %% tags=["core", "exercise", "08.2"]
def batch_norm(x, gamma, beta, eps=1e-5):
    """Batch norm of sums x, shape (rows, units), and what the way back will need."""
    # SOLUTION
    spread = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / spread
    return gamma * x_hat + beta, x_hat, spread
    # END SOLUTION


# %% tags=["core"]
check("08.2")
norm = use("08.2")
digits = digits8(dtype=np.float64)
training = digits.train.rows, digits.train.labels
first = init.kaiming_normal((5, 64), rng=np.random.default_rng(0))
sums = training[0][:32] @ first.T  # what five units make of 32 pictures
ones, zeros = np.ones(5), np.zeros(5)
y, x_hat, spread = norm(sums, ones, zeros)
off = relative_difference(norm(1000 * sums + 7, ones, zeros)[0], y)
undone = relative_difference(norm(sums, spread, sums.mean(axis=0))[0], sums)
claim(
    "Sums a thousand times as large, plus 7: the output moves by less than 10⁻³.",
    off < 1e-3,
    moved=approx(off),
)
claim("With γ = s and β = μ it gives back x.", undone < 1e-10, off=approx(undone))
predict("08.a")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 The way back
#
# How does $x_i$ reach the loss? Through its own $\hat x_i$; and through $\mu$ and $s$
# it moves *every* $\hat x_j$. Each way counts. First the two statistics. From their
# definitions, with $\epsilon$ a constant,
#
# $$\frac{\partial \mu}{\partial x_i} = \frac1n,$$
#
# $$\frac{\partial s}{\partial x_i} = \frac{1}{2s} \cdot \frac{2 (x_i - \mu)}{n}
# = \frac{\hat x_i}{n}.$$
#
# (In $v$ the mean moves too, but that part is a multiple of $\sum_j (x_j - \mu) = 0$.)
# Now $\hat x_j = (x_j - \mu)/s$, by the rule for quotients:
#
# $$\frac{\partial \hat x_j}{\partial x_i}
# = \frac{1}{s} \left( \delta_{ij} - \frac1n - \frac{\hat x_j\, \hat x_i}{n} \right),$$
#
# where $\delta_{ij}$ is 1 if $i = j$ and else 0. With $g_j = \partial L/\partial \hat
# x_j = \gamma\, \partial L / \partial y_j$, the gradient of $x_i$ is the sum $\sum_j
# g_j\, \partial \hat x_j / \partial x_i$.
#
# **Exercise 08.3** ●●● 12 minutes. Do that sum on paper: two means over the batch
# appear. Then write it for the whole layer. (For $\gamma$ and $\beta$ it is easier:
# $\sum_i \hat x_i\, \partial L/\partial y_i$ and $\sum_i \partial L / \partial y_i$.)


# %% tags=["core", "exercise", "08.3"]
def batch_norm_backward(grad_output, x_hat, spread, gamma):
    """From ∂L/∂y to ∂L/∂x, both of shape (rows, units)."""
    # SOLUTION
    grad = gamma * grad_output
    along_x = (grad * x_hat).mean(axis=0)
    return (grad - grad.mean(axis=0) - x_hat * along_x) / spread
    # END SOLUTION


# %% tags=["core"]
check("08.3")
norm_backward = use("08.3")
same_for_all = norm_backward(-np.ones_like(x_hat), x_hat, spread, ones)
grad = norm_backward(np.random.default_rng(1).normal(size=(32, 5)), x_hat, spread, ones)
lengths = np.linalg.norm(grad, axis=0) * np.sqrt(32)  # x̂ and 32 ones: √32 long
mean = np.abs(grad.sum(axis=0) / lengths).max()
along = np.abs((grad * x_hat).sum(axis=0) / lengths).max()
most = np.abs(same_for_all).max()
claim("A push that is the same for all is lost.", most < 1e-10, left=approx(most))
claim(
    "A random gradient, too, comes out at a right angle to a vector of ones, and to x̂ "
    "but for ε.",
    mean < 1e-10 and along < 1e-2,
    cosine_to_ones=approx(mean),
    cosine_to_x_hat=approx(along),
)
reveal("08.a")

# %% [markdown] tags=["core"]
# To raise all $x_i$ alike changes nothing that comes out, and so there is nothing to
# gain by it; to stretch them all neither. The way back takes both directions out of the
# gradient. *−1/s* takes $\mu$ and $s$ for constants, and *−1* forgets the division as
# well; how the pictures differ plays no part. One result is practical: **a bias before
# batch norm does nothing**; people leave it out (`bias=False`).
#
# Your two functions become a layer of the library, and go beside PyTorch's:


# %% tags=["core"]
class YourBatchNorm(BatchNorm1d):
    """The library's layer; in training mode it computes with your two functions."""

    def compute(self, x):
        if not self.training:
            return super().compute(x)
        self._require_inputs(x, from_batch=True)  # refuses a single row
        self._track(x.mean(axis=0), x.var(axis=0), rows=len(x))  # section 4 says why
        y, x_hat, spread = norm(x, self.weight.data, self.bias.data, self.eps)
        return y, (x_hat, spread)

    def gradients(self, grad_output, cache):
        self.weight.grad += (grad_output * cache[0]).sum(axis=0)
        self.bias.grad += grad_output.sum(axis=0)
        return norm_backward(grad_output, *cache, self.weight.data)


prove_equal(YourBatchNorm(5), torch.nn.BatchNorm1d(5), sums)

# %% [markdown] tags=["extra"]
# The library's own layer beside the one in PyTorch, where autograd does the sum:

# %% tags=["extra"]
twins(BatchNorm1d, in_torch.BatchNorm1d)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 Train it, and ask it
#
# Two hidden layers of 32 ReLUs, with your batch norm before each; three seeds, digits,
# ten epochs. Then each network reads the 300 validation pictures, 30 at a time, in
# mixed order.

# %% tags=["core"]
pictures, labels = digits.validation.rows, digits.validation.labels


def trained(norm_layer, seed):
    """A network of two hidden layers that has learned to read digits."""
    start = {"weight_init": init.kaiming_normal, "rng": np.random.default_rng(seed)}
    model = MLP([64, 32, 32, 10], norm_layer=norm_layer, dtype=np.float64, **start)
    descent, loss = SGD(model.parameters(), lr=0.03, momentum=0.9), CrossEntropyLoss()
    order = {"epochs": 10, "batch_size": 32, "rng": np.random.default_rng([seed, 1])}
    fit(model, loss, descent, *training, **order)
    return model


def share_read(model, order, size=30):
    """Share of the validation pictures it reads, asked in this order, size a time."""
    groups = np.split(order, range(size, len(order), size))
    answers = [model(pictures[group]).argmax(axis=1) for group in groups]
    return np.mean(np.concatenate(answers) == labels[order])


models = [trained(YourBatchNorm, seed) for seed in progress_bar(range(3))]
untouched = copy.deepcopy(models)  # before anybody asks them anything
mixed_order = np.random.default_rng(0).permutation(300)
read = [share_read(model, mixed_order) for model in models]
claim("Each reads over 0.88.", min(read) > 0.88, worst_of_three=approx(min(read)))
predict("08.b")

# %% tags=["core"]
by_label = np.argsort(labels, kind="stable")
read_sorted = [share_read(model, by_label) for model in models]
claim(
    "The same networks, the same pictures, in another order: fewer than 0.3.",
    max(read_sorted) < 0.3,
    best_of_three=approx(max(read_sorted)),
)
reveal("08.b")

# %% [markdown] tags=["core"]
# Nothing was learned or forgotten in between. In a batch of 7s, what makes them 7s is
# in all of them alike: it is part of their mean, and batch norm takes it away. *Exactly
# as many* would be right for every layer that you have met before this one.
#
# The trap is that `share_read` looks right, raises nothing, and gave a good number as
# long as the company was mixed. What do the pictures of one digit become, each among 29
# pictures of one kind? **Change `picture` and `company`**, 0 to 9 each. Most 7s among
# 0s keep their name. Which digit loses it in nearly any company?

# %% tags=["core"]
picture, company = 7, 7


def kept(picture, company):
    """Share of the pictures of a digit that keep their name among 29 of a company."""
    others = training[0][training[1] == company][:29]
    of_digit = pictures[labels == picture]
    answers = [
        models[0](np.vstack([one, others])).argmax(axis=1)[0] for one in of_digit
    ]
    return np.mean(np.array(answers) == picture)


share = kept(picture, company)
print(
    f"Among 29 pictures of {company}, ≈{share:.2f} of the {picture}s keep their name."
)
own = np.mean([kept(kind, kind) for kind in range(10)])
claim("Among their own kind, fewer than 0.2 keep it.", own < 0.2, kept=approx(own))

# %% slideshow={"slide_type": "subslide"} tags=["core"]
powers = np.arange(1, 6)  # of two pictures at a time
mixed = [[share_read(m, mixed_order, 2**k) for k in powers] for m in models]
ax = plot_lines(powers, {"mixed": mixed}, xlabel="pictures at a time", ylabel="read")
ax.set_xticks(powers, 2**powers)
ax.set_title(f"with {whose('08.2')}")
figure(
    ax,
    alt="Share of the digits that three networks read against the number of pictures "
    "they are asked at a time, in mixed order: about 0.43 two at a time, 0.75 four at "
    "a time, 0.87 eight at a time, and about 0.94 from sixteen on.",
)
two, many = np.array(mixed)[:, 0], np.array(mixed)[:, 3:]
claim(
    "Two at a time, fewer than 0.6 are read; 16 or 32 at a time, more than 0.88.",
    two.max() < 0.6 and many.min() > 0.88,
    two=approx(two.max()),
    sixteen_or_more=approx(many.min()),
)
of_8s = np.mean([kept(8, company) for company in range(10)])
claim("Of the 8s fewer than half keep it, on average.", of_8s < 0.5, kept=approx(of_8s))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Out of the trap
#
# Sixteen mixed pictures are company enough here, and an 8 is nowhere safe. But an
# answer should not depend on who else asks. So while it learns, batch norm keeps
# **running statistics** of the batches that it sees; `momentum`, here 0.1, is the
# weight of the newest:
#
# $$m \leftarrow 0.9\, m + 0.1\, \mu, \qquad
# u \leftarrow 0.9\, u + 0.1\, \frac{n}{n - 1}\, v,$$
#
# starting at $m = 0$ and $u = 1$. (In chapter 06 a momentum was the weight of the
# *old*. Both names are in use.) Why $n/(n-1)$? A batch lies closer to its own mean than
# to that of all pictures, so on average $v$ is too small by just that factor.
#
# `model.eval()` then puts $m$ and $u$ in the place of $\mu$ and $v$, and
# `model.train()` puts these back.
#
# **Exercise 08.4** ●● 8 minutes. **Find two bugs.** This runs, and its results look
# plausible. Write it as it should be.
#
# ```python
# def track(running_mean, running_var, x, momentum=0.1):
#     mean, var = x.mean(axis=0), x.var(axis=0)
#     running_mean = momentum * running_mean + (1 - momentum) * mean
#     running_var = momentum * running_var + (1 - momentum) * var
#     return running_mean, running_var
# ```


# %% tags=["core", "exercise", "08.4"]
def track(running_mean, running_var, x, momentum=0.1):
    """The running statistics after a batch x of shape (rows, units)."""
    # SOLUTION
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    running_mean = (1 - momentum) * running_mean + momentum * mean
    running_var = (1 - momentum) * running_var + momentum * var
    return running_mean, running_var
    # END SOLUTION


# %% tags=["core"]
check("08.4")
tracker, running = use("08.4"), (np.zeros(64), np.ones(64))
theirs = torch.nn.BatchNorm1d(64, dtype=torch.float64)
for step in range(100):
    batch = training[0][8 * step : 8 * step + 8]
    running = tracker(*running, batch)
    theirs(torch.from_numpy(batch))
buffers = theirs.running_mean, theirs.running_var
off = max(
    relative_difference(ours, buffer.numpy())
    for ours, buffer in zip(running, buffers, strict=True)
)
claim("After 100 batches PyTorch's are the same.", off < 1e-10, difference=approx(off))

# %% tags=["core"]
quiet = [copy.deepcopy(model).eval() for model in untouched]
orders = mixed_order, by_label
evaluated = [[share_read(model, order) for order in orders] for model in quiet]
gap, worst = np.abs(np.diff(evaluated)).max(), np.min(evaluated)
claim("In eval mode the order changes nothing.", gap == 0, change=gap)
claim("They read more than nine of ten.", worst > 0.9, worst_of_three=approx(worst))
alone = share_read(quiet[0], mixed_order, size=1)
claim(
    "One by one, the first reads as many.", alone == evaluated[0][0], read=approx(alone)
)
late = copy.deepcopy(models[0]).eval()
asked, nines = (
    share_read(late, mixed_order),
    np.mean(late(pictures).argmax(axis=1) == 9),
)
lost = alone - asked
claim("Asked in training mode before: over 0.1 less.", lost > 0.1, lost=approx(lost))
claim("Fewer than 0.07 it calls a 9.", nines < 0.07, share=approx(nines))

# %% [markdown] tags=["core"]
# The last claims are the trap's second floor. **Each question in training mode also
# updates the running statistics**, and the first network was asked hundreds of times
# about company of one kind, 9s at last. No weight moved, but `eval()` came too late: it
# takes a 9 for the average picture, and subtracts it.
#
# And a **batch of one** in training mode? It has no spread: $\hat x = 0$, so $y =
# \beta$ for every picture in the world. Our layers and PyTorch's refuse it, often at
# the end of an epoch: 1,197 pictures in batches of 4 leave one over. (PyTorch's
# `DataLoader` leaves it out with `drop_last=True`.)

# %% [markdown] tags=["extra"]
# It takes no training to mend it: 24 mixed batches, in training mode.

# %% tags=["extra"]
late.train()
for batch in np.split(training[0][: 24 * 32], 24):
    late(batch)
mended = share_read(late.eval(), mixed_order)
claim("It reads over 0.88 again.", mended > 0.88, read=approx(mended))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 Across the units instead
#
# What if a picture had no company at all? **Layer norm** takes mean and spread over the
# units of *one* picture. It is the same formula on the other axis: turn the array,
# norm, and turn it back. $\gamma$ and $\beta$ still belong to the units. There are no
# running statistics, no two modes, and a batch of one is as good as any.
#
# **RMS norm** asks whether the mean was worth the trouble. It divides each picture's
# sums $x_j$ by their root mean square, $j = 1 \dots k$, and leaves the mean where it
# is:
#
# $$y_j = \gamma_j\, \frac{x_j}{\sqrt{\tfrac1k \sum_{l=1}^k x_l^2 + \epsilon}}.$$
#
# Which one? Batch norm where batches are large and mixed; layer norm or RMS norm where
# rows are few, or come alone; RMS norm to save a pass over the row.
#
# **Exercise 08.5** ●● 6 minutes. Write RMS norm. `x` has shape (pictures, units).


# %% tags=["core", "exercise", "08.5"]
def rms_norm(x, gamma, eps=1e-5):
    """RMS norm of x, shape (rows, units)."""
    # SOLUTION
    size = np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)
    return gamma * x / size
    # END SOLUTION


# %% tags=["core"]
check("08.5")
by_rms = use("08.5")
turned = norm(sums.T, np.ones(32), np.zeros(32))[0].T
layer = LayerNorm(5, dtype=np.float64)
same = relative_difference(turned, layer(sums))
claim("Turned batch norm is layer norm.", same < 1e-10, difference=approx(same))
alone = relative_difference(layer(sums[:1]), turned[:1])
claim("Alone a picture gets the same.", alone < 1e-10, difference=approx(alone))
centred = sums - sums.mean(axis=1, keepdims=True)
same = relative_difference(by_rms(centred, ones), turned)
claim("Of rows of mean 0, RMS norm makes the same.", same < 1e-10, off=approx(same))
print(prove_equal(LayerNorm(5), in_torch.LayerNorm(5), sums))
print(prove_equal(RMSNorm(5, eps=1e-5), torch.nn.RMSNorm(5, eps=1e-5), sums))

# %% [markdown] tags=["extra"]
# The way back of layer norm is that of batch norm, with means over the units. Without a
# mean in the formula, one of the two ways through statistics is gone:

# %% tags=["extra"]
twins(RMSNorm, in_torch.RMSNorm)

# %% [markdown] tags=["extra"]
# ### Which of the three? *(extra)*
#
# Train the network of section 3 with layer norm or RMS norm, and it falls into no trap:

# %% tags=["extra"]
orders, read = (mixed_order, by_label), {}
for kind in progress_bar((LayerNorm, RMSNorm)):
    of_kind = [trained(kind, seed) for seed in range(3)]
    read[kind] = np.array([[share_read(m, order) for order in orders] for m in of_kind])
gap = max(np.abs(np.diff(shares)).max() for shares in read.values())
with_mean, without = (shares.mean() for shares in read.values())
claim(
    "Sorted or not is the same, in training mode too, and the mean makes no difference "
    "of 0.05.",
    gap == 0 and abs(with_mean - without) < 0.05,
    change=gap,
    layer_norm=approx(with_mean),
    rms_norm=approx(without),
)

# %% [markdown] tags=["extra"]
# And batch norm? In the table each row chose one of five learning rates on validation
# pictures, and saw the same 1,196 pictures twice (one of the 1,197 is left out, so that
# no batch has a single row). All are judged in eval mode.

# %% slideshow={"slide_type": "subslide"} tags=["extra"]
batches = results("08", "batches")
figure(
    plot_scores(batches.scores, xlabel="test accuracy"),
    alt="Test accuracy of batch norm and layer norm after two epochs, in batches of 2, "
    "8 and 32, three seeds. In batches of 8 and 32 all lie from 0.89 to 0.96; in "
    "batches of 2 layer norm lies from 0.79 to 0.95, batch norm below 0.5.",
)
of_two = {
    name: batches.scores[f"{name}, batches of 2"]
    for name in ("batch norm", "layer norm")
}
lead = of_two["layer norm"].mean() - of_two["batch norm"].mean()
claim("In batches of two, layer norm reads over 0.2 more.", lead > 0.2, by=approx(lead))
pair = (
    batches.scores[f"{name}, batches of 32"] for name in ("batch norm", "layer norm")
)
ahead = np.subtract(*pair).min()
claim(
    "In batches of 32, batch norm leads in each seed.", ahead > 0, least=approx(ahead)
)

# %% [markdown] tags=["extra"]
# One reason: of two pictures, batch norm hands on which had the larger sum, and nothing
# else (section 1). At eight the two norms are close; at 32 batch norm is ahead by some
# hundredths.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 The plus sign
#
# The second idea of 2015 is shorter. A **residual block** adds what it computes to what
# came in: $x_{l+1} = x_l + f_l(x_l)$. Going back, the gradient $G_l = \partial L /
# \partial x_l$ comes both ways, with $J_l$ the derivative of $f_l$:
#
# $$G_l = G_{l+1} + J_l^\top G_{l+1}.$$
#
# Follow the first term alone: from the last block to the first *nothing* stands in its
# way. The product of chapter 07 has become $\prod_l (1 + J_l^\top)$, and whatever the
# $J_l$ are, one of its terms is 1 (the others may still explode, or cancel it). What
# may stand on that path? The first residual networks had a ReLU there:
#
# - **post-activation**: linear, norm, ReLU, linear, norm, *sum*, ReLU.
#
# A year later the same people cleared the path: in a **pre-activation** block, each
# linear layer has norm and ReLU before it, and nothing comes after the sum. To see the
# path alone we shall *silence* the branches: their last weights become 0, and they add
# nothing.
#
# **Exercise 08.6** ●● 4 minutes. **Put in order** the layers of a pre-activation block.
# Answer with a list of seven letters; a post-activation block would be
# `["c", "a", "b", "c", "a", "d", "b"]`.
#
# - a: batch norm
# - b: ReLU
# - c: linear layer
# - d: sum with what came into the block

# %% tags=["core", "exercise", "08.6"]
# SOLUTION
my_block = ["a", "b", "c", "a", "b", "c", "d"]
# END SOLUTION

# %% tags=["core"]
check("08.6")
orders = {
    "plain": ["c", "a", "b", "c", "a", "b"],
    "post-activation": ["c", "a", "b", "c", "a", "d", "b"],
    "pre-activation": [letter.strip().lower() for letter in use("08.6")],
}


def he_linear(fan_in, fan_out, rng):
    """A linear layer that starts by He's rule: the network that has no other."""
    start = {"weight_init": init.kaiming_normal, "rng": rng, "dtype": np.float64}
    return MLP([fan_in, fan_out], **start).layers[0]


def block(order, rng):
    """The layers of a block by letters; what stands before "d" can be passed by."""
    make_norm = partial(BatchNorm1d, 32, dtype=np.float64)
    makers = {"a": make_norm, "b": ReLU, "c": partial(he_linear, 32, 32, rng)}
    layers = [makers[letter]() for letter in order if letter != "d"]
    before = order.index("d") if "d" in order else 0
    passed_by = [Residual(Sequential(*layers[:before]))] if before else []
    return Sequential(*passed_by, *layers[before:])


# %% tags=["core"]
def network(order, blocks, seed):
    """64 pixels, 32 units, blocks, 10 classes; a last sum is followed by a ReLU."""
    rng = np.random.default_rng(seed)
    first, last = he_linear(64, 32, rng), he_linear(32, 10, rng)
    bend = [BatchNorm1d(32, dtype=np.float64), ReLU()]
    stack = [block(order, rng) for _ in range(blocks)]
    hidden = [*stack, *bend] if order[-1] == "d" else [*bend, *stack]
    return Sequential(first, *hidden, last)


def gradient_norms(order, seed):
    """Norm of ∂L/∂W at each linear layer of a fresh network of 25 blocks."""
    model, loss = network(order, 25, seed), CrossEntropyLoss()
    loss(model(training[0][:128]), training[1][:128])
    model.backward(loss.backward()[0])
    linear = [part for part in model.modules() if isinstance(part, Linear)]
    return [np.linalg.norm(layer.weight.grad) for layer in linear]


# %% slideshow={"slide_type": "subslide"} tags=["core"]
norms = {}
for name, order in progress_bar(orders.items()):
    norms[name] = np.array([gradient_norms(order, seed) for seed in range(3)])
figure(
    plot_by_layer(norms, ylabel="norm of ∂L/∂W"),
    alt="Gradient norm at each of 52 linear layers in networks of 25 blocks, three "
    "seeds, logarithmic scale. The plain network's rises in a straight line from the "
    "last layer but one to more than ten thousand times as much at the first. With "
    "skips it bends, and rises thirty- to fortyfold, after a drop from the last layer.",
)
grown = [values[:, 0] / values[:, -2] for values in norms.values()]
plain, post, pre = grown[0].min(), grown[1].max(), grown[2].max()
claim(
    "Plain, the gradient grows over 5,000-fold from the last layer but one to the "
    "first; with skips, less than 100-fold.",
    plain > 5000 and max(post, pre) < 100,
    plain=approx(plain),
    post=approx(post),
    pre=approx(pre),
)

# %% tags=["core"]
passed = {}
for name, order in orders.items():
    stack = Sequential(*(block(order, np.random.default_rng(k)) for k in range(25)))
    for part in stack:
        inside = [m for m in part.modules() if isinstance(m, BatchNorm1d | Linear)]
        silenced = inside[-1]  # a norm, or in pre-activation blocks a linear layer
        silenced.weight.data = np.zeros(silenced.weight.shape)
    signal, back = np.random.default_rng(0).normal(size=(2, 128, 32))
    stack(signal)
    passed[name] = np.linalg.norm(stack.backward(back)) / np.linalg.norm(back)
plain, post, pre = passed.values()
claim(
    "Silent branches stop a plain network; pre-activation blocks let all pass, and a "
    "ReLU behind the sum takes some.",
    plain == 0 and pre == 1 and 0.6 < post < 0.8,
    plain=plain,
    post=post,
    pre=pre,
)
predict("08.c")

# %% [markdown] tags=["extra"]
# `Residual` in NumPy and in PyTorch, and a pre-activation block proved equal. Its first
# linear layer stands before a norm, so the gradient of its bias is zero. (In a stack
# the second bias does nothing either. Why?)

# %% tags=["extra"]
twins(Residual, TorchResidual)
theirs = torch.nn.Sequential(
    *(torch.nn.BatchNorm1d(32), torch.nn.ReLU(), torch.nn.Linear(32, 32)),
    *(torch.nn.BatchNorm1d(32), torch.nn.ReLU(), torch.nn.Linear(32, 32)),
)
pre = block(orders["pre-activation"], np.random.default_rng(0))
prove_equal(
    pre,
    torch.nn.Sequential(TorchResidual(theirs)),
    np.random.default_rng(0).normal(size=(16, 32)),
    zero_gradients=["0.layer.2.bias"],
)

# %% [markdown] tags=["extra"]
# ### Touch it *(extra)*
#
# *Worst case* has ReLUs with batch norm, *Remedy* the same with skips. Three things to
# try:
#
# 1. **Drag the depth** from 5 to 30. Which curve tilts more with each layer?
# 2. **Set both normalisations to *none***. What do the skips do alone? Read the axis.
# 3. **Set both to *layer norm***, and take the skips in and out. Which of the two
#    remedies needs the other? (Skips need a norm, or signals explode; batch norm needs
#    skips, or the gradient does. Layer norm does well without.)

# %% tags=["extra"]
relu = {"activation": "relu", "initialisation": "he", "normalisation": "batch"}
touch = VanishingGradients(worst=relu, remedy=relu | {"skip": True})
touch

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 7 Depth, with and without
#
# With every branch silent, a pre-activation block hands the gradient on as it is. A
# post-activation block loses what the ReLU behind the sum cuts off: half of the values
# once, hence $\sqrt{1/2} \approx 0.71$ of the length, and no more after that, because
# what has passed one ReLU is never negative again. When the branches speak, both let
# the gradient grow thirty- or fortyfold; in the plain stack batch norm makes it
# explode.
#
# Does a gentler gradient read more digits? Networks of 1, 5 and 25 blocks, so 4, 12 and
# 52 linear layers. Plain, post and pre hold the same layers in another order, hence as
# many parameters; and each row has the best of seven learning rates, chosen on
# validation pictures, three seeds, ten epochs.
#
# Three controls have no norm. One is the plain stack *without* batch norm, with He's
# rule. One keeps skips, and starts each branch at 0. One has no skips either: its
# square matrices start as the **identity**, so that it begins as a network that passes
# everything on.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
table = results("08", "depth")
deep = {name[11:]: row for name, row in table.rows.items() if name[:2] == "25"}
figure(
    plot_scores({name: row.test for name, row in deep.items()}, xlabel="test accuracy"),
    alt="Test accuracy of six kinds of network of 52 layers, three seeds. Above 0.9: "
    "pre, post, and the controls with skips from 0 and from the identity. Plain and no "
    "norm reads 0.24 to 0.28, plain with batch norm fewer than 0.2.",
)
shallow = min(row.test.mean() for name, row in table.rows.items() if name[:2] != "25")
claim("With 4 or 12 layers all read over 0.85.", shallow > 0.85, least=approx(shallow))
found = [deep[kind].measures["gradient ratio"] for kind in ("plain", "post", "pre")]
off = relative_difference(np.array(grown), np.array(found))
claim("They start with the gradients of section 6.", off < 1e-6, off=approx(off))

# %% tags=["core"]
read = {name: row.test for name, row in deep.items()}
plain, post, pre = (read[name].mean() for name in ("plain", "post", "pre"))
claim(
    "With 52 layers and norm, plain reads fewer than 0.4, with skips over 0.85.",
    plain < 0.4 and min(post, pre) > 0.85,
    plain=approx(plain),
    post=approx(post),
    pre=approx(pre),
)
gentle = deep["plain, no norm"].measures["gradient ratio"].max()
claim("No norm: the gradient grows 20-fold at most.", gentle < 20, by=approx(gentle))
no_norm, worst = read["plain, no norm"].max(), read["identity, no norm"].min()
claim("It reads fewer than 0.5.", no_norm < 0.5, best_of_three=approx(no_norm))
claim("From the identity, more than 0.85.", worst > 0.85, worst=approx(worst))
lead = (read["pre"] - read["post"]).min()
claim("Pre leads post in each seed.", lead > 0, least=approx(lead))
reveal("08.c")

# %% [markdown] tags=["core"]
# **A gentle gradient is not enough.** Take batch norm out of the plain stack, and the
# gradient is gentler than with skips; yet it reads a quarter. **Nor are skips needed**:
# fifty-two layers without one read about nine in ten, if each starts as the identity.
#
# What, then, do those that work have in common? *Before* training, what reaches their
# last layers still says something of the digit. The two controls hand on what their
# first layer made, whole; for post and pre it has to be measured. In the next cell, 300
# validation pictures pass through fresh networks of the other four kinds, up to the
# last hidden layer. Each is given the class whose mean, over the training pictures,
# lies nearest. *As many* looks at the size of the signal, which batch norm holds at 1,
# and not at what it says. *More* forgets that parameters can only use what reaches
# them. A skip lets signal and gradient through whatever the weights are; the identity
# is a good start, for a stack of equal widths.
#
# (Depth itself buys nothing on small digits. And the lead of pre over post, some two in
# a hundred, rests on three seeds.)


# %% tags=["core"]
def told_apart(order, seed):
    """Share of validation pictures nearest to their class's mean, deep in a network."""
    hidden = np.vstack([training[0], pictures])
    for layer in list(network(order, 25, seed))[:-1]:
        hidden = layer(hidden)
    known, asked = np.split(hidden, [len(training[1])])
    means = np.array([known[training[1] == kind].mean(axis=0) for kind in range(10)])
    nearest = ((asked[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    return np.mean(nearest == labels)


stacks = [*orders.values(), ["c", "b", "c", "b"]]  # the last: norm at its foot alone
told = [np.mean([told_apart(order, seed) for seed in range(3)]) for order in stacks]
plain, post, pre, no_norm = told
claim(
    "Before training, 52 plain layers have all but forgotten which digit it was; with "
    "skips something is left.",
    max(plain, no_norm) < 0.2 < min(post, pre),
    **{"plain": approx(plain), "no_norm": approx(no_norm)},
    **{"post": approx(post), "pre": approx(pre)},
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 8 Two explanations on trial
#
# Why does batch norm help? For the trial we need a task on which it does: three hidden
# layers of 32 sigmoids by Xavier's rule, 15 epochs, seven learning rates to choose from
# on validation pictures, and three seeds.
#
# > **Myth: "Batch norm works because it stops weights growing."** Found in lecture
# > notes and posts. What is right: however large the weights, what leaves the norm has
# > the size $\gamma$.
#
# Do weights grow less? To make all weights of a unit larger changes nothing that comes
# out (but for $\epsilon$), so the gradient $g$ stands at a right angle to the weights
# $w$. Pythagoras says what a plain step does to their length:
#
# $$\lVert w - \eta g \rVert^2 = \lVert w \rVert^2 + \eta^2 \lVert g \rVert^2.$$
#
# **Under plain gradient descent, weights before batch norm can only grow.** (Weight
# decay, in chapter 09, shortens them.) The control is to **hold them by force**: after
# each step, every hidden matrix is brought back to its first size. If stopped growth
# were what helps, it should help a network that has no norm.
#
# > **Myth: "Batch norm works by removing internal covariate shift."** That is the
# > reason in the paper's title: as lower layers learn, the inputs of a layer change
# > their distribution, and it has to learn them anew. So much is true: norm keeps mean
# > and spread of each unit still.
#
# So take the stillness away again. `ShiftingNoise` stands *after* the norm, and anew at
# every step stretches each unit by 1 to 2 and moves it by $-1$ to $1$ (Santurkar and
# others, 2018; their noise also differs a little from row to row). Controls: the same
# noise without norm, and moves alone.

# %% tags=["core"]
loss, cosines = CrossEntropyLoss(), []
for kind in (BatchNorm1d, None):
    start = {"norm_layer": kind, "weight_init": init.xavier_normal, "dtype": np.float64}
    net = MLP([64, 32, 32, 32, 10], Sigmoid, rng=np.random.default_rng(0), **start)
    loss(net(training[0][:128]), training[1][:128])
    net.backward(loss.backward()[0])
    hidden = [part.weight for part in net.modules() if isinstance(part, Linear)][1:-1]
    w, g = np.vstack([h.data for h in hidden]), np.vstack([h.grad for h in hidden])
    lengths = np.linalg.norm(w, axis=1) * np.linalg.norm(g, axis=1)
    cosines.append(np.mean(np.abs((w * g).sum(axis=1)) / lengths))
with_norm, without = cosines
claim("A right angle to the weights.", with_norm < 0.01, mean_cosine=approx(with_norm))
claim("Without norm it is none.", without > 0.05, mean_cosine=approx(without))
predict("08.d")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
table = results("08", "explanations")
scores, mean = table.scores, {name: x.mean() for name, x in table.scores.items()}
growing = ("batch norm", "no norm", "no norm, 4 × Xavier")
on_trial = [name + end for name in growing for end in ("", ", held")]
on_trial.append("softmax regression")
figure(
    plot_scores({name: scores[name] for name in on_trial}, xlabel="test accuracy"),
    alt="Test accuracy with weights free and held, three seeds. From 0.95 up: batch "
    "norm, free and held, 4 times Xavier, softmax regression; held, 4 times Xavier "
    "reads 0.92 to 0.96. No norm by Xavier reads 0.87 to 0.95, and held below 0.6.",
)
batch, xavier, larger = (mean[f"{name}, held"] - mean[name] for name in growing)
claim("Held, batch norm stays within 0.03.", abs(batch) < 0.03, change=approx(batch))
claim("Held, Xavier's start loses over 0.2.", xavier < -0.2, change=approx(xavier))
claim("Held, 4 × Xavier: within 0.03.", abs(larger) < 0.03, change=approx(larger))
behind = mean["batch norm"] - mean["no norm, 4 × Xavier"]
claim("Free, 4 × Xavier ties with norm.", abs(behind) < 0.02, behind=approx(behind))
relu = mean["ReLU, batch norm"] - mean["ReLU, no norm"]
claim("ReLUs need no norm either.", abs(relu) < 0.02, behind_by=approx(relu))

# %% slideshow={"slide_type": "subslide"} tags=["core"]
shaken = [name + end for name in growing[:2] for end in ("", ", noise", ", moves")]
shaken.append("no norm, 1.5 × Xavier")
figure(
    plot_scores({name: scores[name] for name in shaken}, xlabel="test accuracy"),
    alt="Test accuracy with noise and moves, three seeds. From 0.94 up: batch norm "
    "alone, with noise, with moves, and no norm from 1.5 times Xavier. Without norm, "
    "noise reads 0.93 to 0.96, nothing 0.87 to 0.95, moves 0.74 to 0.91.",
)
costs = [
    mean["batch norm"] - mean[f"batch norm, {name}"] for name in ("noise", "moves")
]
claim(
    "Behind norm, both cost less than 0.03.", max(costs) < 0.03, most=approx(max(costs))
)
harm = mean["no norm, moves"] - mean["no norm"]
claim("Without norm, moves cost more than 0.05.", harm < -0.05, difference=approx(harm))
gain = mean["no norm, 1.5 × Xavier"] - mean["no norm, noise"]
claim("A start 1.5 times as large helps as much.", gain > -0.01, more=approx(gain))
reveal("08.d")

# %% [markdown] tags=["core"]
# **The first myth** fails both ways. Batch norm's weights grow, and held they read as
# many, within 0.03. Without norm, weights held at Xavier's size learn far less, for
# sigmoids need larger ones (chapter 07); start them four times as large, and to hold
# them neither helps nor does much harm.
#
# **The second myth** fails as it did in 2018: the stillness is taken away, and batch
# norm reads nearly as many. (0.03 is half of what norm gains here, and of 300 test
# pictures 0.01 is chance.) *As badly as without norm* would be the myth's answer.
# Without norm moves do harm, though noise seems to help: it also stretches by 1.5 on
# average, and weights 1.5 times as large help as much. So moving inputs can be a
# nuisance; keeping them still is not what batch norm is needed for here.
#
# **What is it good for, then?** Not for the best score: with weights four times as
# large, a network without norm ties with it; so do ReLUs with He's rule; and softmax
# regression, with no hidden layer, is not far behind. Batch norm *forgives*: it hardly
# cares how large the first weights are, and it learns at nearly any rate. There, at
# last, growth helps. Weights $w$ twice as long make sums twice as large; the norm takes
# that back, so the gradient is half as long, and a step turns $w$ by an angle
# proportional to $\eta / \lVert w \rVert^2$: the **effective learning rate**. Where
# steps are too large, weights grow until they are not.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
names = ("no norm", "no norm, 4 × Xavier", "batch norm", "batch norm, held")
by_rate = {name: table.rows[name].validation.T for name in names}
rates = np.array(table.rows["batch norm"].grid)
ax = plot_lines(np.log10(rates), by_rate, xlabel="learning rate", ylabel="validation")
ax.set_xticks(np.log10(rates), rates)
figure(
    ax,
    alt="Validation accuracy against seven learning rates. Batch norm stays above 0.9 "
    "from 0.003 to 1; held, it falls from 0.1 on. Without norm, 4 times Xavier is "
    "above 0.9 from 0.03 to 1, and Xavier at 0.3 alone.",
)
none, _, free, held = ((x.mean(axis=0) > 0.9).sum() for x in by_rate.values())
claim("Batch norm reads nine of ten at six rates.", free == 6, rates=free)
claim(
    "Held, at fewer; without norm, at one.", held < 6 and none == 1, held=held, no=none
)
least = min(mean[f"batch norm, {size} × Xavier"] for size in ("¼", "4", "16"))
claim("From ¼ to 16 × Xavier, norm reads over 0.94.", least > 0.94, least=approx(least))
of_none = mean["no norm, ¼ × Xavier"], mean["no norm, 16 × Xavier"]
claim("Without, ¼ and 16 × do not.", max(of_none) < 0.94, best=approx(max(of_none)))

# %% [markdown] tags=["extra"]
# ### Do weights grow, and do distributions move? *(extra)*
#
# First the weights: plain gradient descent, with batch norm and without.


# %% tags=["extra"]
def sigmoid_net(norm_layer, seed, noise=False):
    """Three hidden layers of 32 sigmoids, with what stands before each."""
    of_noise = np.random.default_rng([seed, 2])

    def between(width, dtype):
        layers = [norm_layer(width, dtype=dtype)] if norm_layer else []
        if noise:
            layers.append(ShiftingNoise(width, rng=of_noise))
        return Sequential(*layers)

    settings = {"weight_init": init.xavier_normal, "norm_layer": between}
    settings |= {"rng": np.random.default_rng(seed), "dtype": np.float64}
    return MLP([64, 32, 32, 32, 10], Sigmoid, **settings)


def learn(model, seed, lr, momentum=0.9, epochs=15, callbacks=()):
    """Train on the digits, with the batches of this seed."""
    descent, loss = SGD(model.parameters(), lr, momentum), CrossEntropyLoss()
    order = {"epochs": epochs, "batch_size": 32, "callbacks": callbacks}
    fit(model, loss, descent, *training, rng=np.random.default_rng([seed, 1]), **order)


# %% tags=["extra"]
class Sizes(Callback):
    """Notes the norm of the hidden weights together, at first and after each step."""

    def before_training(self, run):
        layers = [m for m in run.model.modules() if isinstance(m, Linear)]
        self.weights, self.found = [layer.weight for layer in layers[:-1]], []
        self.after_step(run)

    def after_step(self, run):
        squares = sum((weight.data**2).sum() for weight in self.weights)
        self.found.append(np.sqrt(squares))


# %% tags=["extra"]
least, growth, sizes = {}, {}, Sizes()
for kind in (BatchNorm1d, None):
    net = sigmoid_net(kind, 0)
    learn(net, 0, 1.0, momentum=0.0, epochs=5, callbacks=[sizes])
    least[kind] = np.diff(sizes.found).min()
    growth[kind] = sizes.found[-1] / sizes.found[0]
claim(
    "In 190 steps with batch norm, none makes the weights shorter; without, some do.",
    least[BatchNorm1d] > 0 > least[None],
    batch_norm=approx(least[BatchNorm1d]),
    no_norm=approx(least[None]),
)
claim(
    "With batch norm they grow more.",
    growth[BatchNorm1d] > growth[None],
    batch_norm=approx(growth[BatchNorm1d]),
    no_norm=approx(growth[None]),
)

# %% [markdown] tags=["extra"]
# Now the distributions. With $\gamma = 1$ the noise makes the mean of what a unit hands
# on jump by $\tfrac23 \ln 2 \approx 0.46$ of its spread on average; behind batch norm
# alone it moves only as $\beta$ learns.
#
# Three hundred pictures go through a copy of the network after the first and after the
# second step of each epoch. How far has each unit's mean moved, before its sigmoid, in
# units of its spread?


# %% tags=["extra"]
class Moves(Callback):
    """Notes how far a unit's mean over 300 pictures moves from a step to the next."""

    def before_training(self, run):
        self.found, self.last = [], None

    def after_step(self, run):
        if run.step > 2:
            return
        x, sums = pictures, []
        for layer in copy.deepcopy(run.model).train().layers:
            x = layer(x)
            if isinstance(layer, Sequential):  # what stands before an activation
                sums.append(x)
        means, spreads = np.mean(sums, axis=1), np.std(sums, axis=1)
        if run.step == 2:
            self.found.append(np.mean(np.abs(means - self.last) / spreads))
        self.last = means


moves = Moves()


# %% tags=["extra"]
moved = {}
shaken = {"no norm": None, "batch norm": BatchNorm1d, "noise": BatchNorm1d}
for name, kind in progress_bar(shaken.items()):
    moved[name] = []
    for seed in range(3):
        net = sigmoid_net(kind, seed, noise=name == "noise")
        learn(net, seed, 0.3, epochs=5, callbacks=[moves])
        moved[name].append(np.mean(moves.found))
without, still, loud = (np.mean(found) for found in moved.values())
claim(
    "With noise, means move over 50 times as far at a step as behind batch norm alone, "
    "and more than half as far as without norm.",
    loud > 50 * still and loud > without / 2,
    then_noise=approx(loud),
    batch_norm=approx(still),
    no_norm=approx(without),
)

# %% [markdown] tags=["extra"]
# So the noise puts back as much movement as the network without norm has, roughly.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# PyTorch has the block in a few lines. No bias stands before a norm: whatever a block
# adds meets the next one. `eval()` comes before the question, and `train()` before the
# next step.


# %% tags=["extra"]
class Block(torch.nn.Module):
    """A pre-activation block."""

    def __init__(self, width):
        super().__init__()
        self.branch = torch.nn.Sequential(
            *(torch.nn.BatchNorm1d(width), torch.nn.ReLU()),
            torch.nn.Linear(width, width, bias=False),
            *(torch.nn.BatchNorm1d(width), torch.nn.ReLU()),
            torch.nn.Linear(width, width, bias=False),
        )

    def forward(self, x):
        return x + self.branch(x)


# %% tags=["extra"]
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(64, 32, bias=False),
    *(Block(32) for _ in range(5)),
    *(torch.nn.BatchNorm1d(32), torch.nn.ReLU(), torch.nn.Linear(32, 10)),
)
rows, targets = torch.tensor(training[0]).float(), torch.tensor(training[1])
optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
model.train()
for _ in range(5):
    for batch in torch.randperm(len(rows)).split(32):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(rows[batch]), targets[batch]).backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    answers = model(torch.tensor(pictures).float()).argmax(dim=1).numpy()
right = np.mean(answers == labels)
claim("Twelve layers read over 0.88.", right > 0.88, read=approx(right))

# %% [markdown] tags=["core"]
# ## Recap
#
# - Batch norm gives each unit mean 0 and variance 1 over the batch, then a mean $\beta$
#   and a spread $\gamma$ that are learned. Its way back takes two directions out of the
#   gradient: raising all, and stretching all.
# - In training mode an answer depends on the company. Call `eval()` before you ask,
#   `train()` before you go on, and leave no single row over.
# - Layer norm and RMS norm work within a row: no company, no modes, no statistics.
# - A skip adds the input to the output; signal and gradient have a way past every
#   block. Keep that way free: norm and ReLU come first, the sum last.
# - An explanation that sounds right is a guess until its cause was taken away. Neither
#   smaller weights nor stiller inputs are why batch norm helped here; it forgave a bad
#   start and a bad rate.
#
# Networks of any depth now learn what they are shown. Have they understood it, or do
# they know it by heart? [Chapter 09](09_regularisation.ipynb) mixes up their labels.
#
# ## Going further
#
# - In section 6, put a batch norm on the way past: let `orders["post-activation"]` be
#   `["a", "b", "c", "a", "b", "c", "d", "a"]`. The gradient then grows about ten times
#   as much as before. (Four claims complain, two there and two in section 7: of silent
#   branches, post passes nothing on, as the silenced norm is now the one on the path.)
#   Why does it grow? (At each block the norm divides what passes by its spread, which
#   the sum has made larger than 1, and takes two directions out.)
#
# ## Sources
#
# - S. Ioffe, C. Szegedy (2015), *Batch normalization*, algorithms 1 and 2; its title
#   goes on: *accelerating deep network training by reducing internal covariate shift*.
# - J. Ba, J. Kiros, G. Hinton (2016), *Layer normalization*, section 3.
# - B. Zhang, R. Sennrich (2019), *Root mean square layer normalization*.
# - K. He, X. Zhang, S. Ren, J. Sun (2016), *Deep residual learning for image
#   recognition*, section 3; and *Identity mappings in deep residual networks*: the
#   pre-activation block.
# - S. Santurkar, D. Tsipras, A. Ilyas, A. Mądry (2018),
#   *How does batch normalization help optimization?*, section 2.1: noise after norm.
# - T. van Laarhoven (2017), *L2 regularization versus batch and weight normalization*:
#   scale invariance and the effective learning rate.
# - Q. Le, N. Jaitly, G. Hinton (2015),
#   *A simple way to initialize recurrent networks of rectified linear units*: starting
#   from the identity.
# - H. Zhang, Y. Dauphin, T. Ma (2019),
#   *Fixup initialization: residual learning without normalization*.
# - Digits: E. Alpaydin, C. Kaynak (1998), *Optical Recognition of Handwritten Digits*,
#   UCI repository, as it comes with scikit-learn.
