# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 03 Losses and likelihood
#
# A neuron looks at a sample of tissue and says: benign, I am as good as certain. The
# sample is malignant. **How much should the neuron learn from that?** A lot, anyone
# would say. Does squared error agree?
#
# **You will be able to** derive how a loss pulls at a neuron, derive the three usual
# losses from one principle, compute a softmax that never overflows, and say what
# entropy, cross-entropy and divergence measure.
#
# **You need** [chapter 02](02_perceptron.ipynb), and from [A1](A1_mathematics.ipynb)
# logarithms, independent events and the normal distribution. **Time**: an hour and
# three quarters without the parts marked *extra*, two and a half hours with them. **To
# run**: a quarter of a minute.

# %% tags=["core"]
import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.datasets import breast_cancer, diabetes, digits8
from course_lib.datasets.points import blobs
from course_lib.equality import prove_equal
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
from course_lib.metrics import accuracy
from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.information import cross_entropy, entropy, kl_divergence
from course_lib.numpy_nn.losses import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    KLDivLoss,
    MSELoss,
)
from course_lib.numpy_nn.softmax import Softmax, softmax
from course_lib.one_neuron import descend, share_right, with_ones
from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.plots.curves import plot_lines
from course_lib.plots.images import plot_images
from course_lib.plots.scores import plot_scores
from course_lib.plots.style import mark_level, new_axes
from course_lib.showing import figure, twins
from course_lib.torch_nn import losses as torch_losses
from course_lib.torch_nn import softmax as torch_softmax

recall("03")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 A loss is a pull
#
# A neuron adds up $z = w \cdot x + b$ and says $y = \sigma(z)$. (Chapter 02 called it
# $p$.) The truth $t$ is 0 or 1. A loss $L$ is one number for how wrong $y$ is. But
# gradient descent never looks at $L$, only at its slope:
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}\, x, \qquad
#   \frac{\partial L}{\partial b} = \frac{\partial L}{\partial z}.$$
#
# The inputs $x$ are what they are. So all that a loss has to say to a neuron is one
# number, $\partial L / \partial z$: how hard it pulls at $z$. Two losses with the same
# pull teach the same.

# %% tags=["core"]
predict("03.a")

# %% [markdown] tags=["core"]
# **Exercise 03.1** ● 6 minutes. Find the pull of squared error, $L = (y - t)^2$, by the
# chain rule: from $L$ to $y$, and from $y = \sigma(z)$ to $z$. Recall $\sigma'(z) =
# y\,(1 - y)$. `y` and `t` are arrays of the same shape; return $\partial L / \partial
# z$.


# %% tags=["core", "exercise", "03.1"]
def squared_error_slope(y, t):
    """∂L/∂z of L = (y − t)², where y = σ(z)."""
    # SOLUTION
    return 2 * (y - t) * y * (1 - y)
    # END SOLUTION


# %% tags=["core"]
check("03.1")
slope_of_square, author = use("03.1"), whose("03.1")


# %% slideshow={"slide_type": "subslide"} tags=["core"]
z = np.linspace(-10, 10, 401)
y, truth = sigmoid(z), np.ones_like(z)
pulls = {"squared error": slope_of_square(y, truth), "y − t": y - truth}
ax = plot_lines(z, pulls, xlabel="z, if the truth is 1", ylabel="pull, ∂L/∂z")
ax.set_title(f"squared error with {author}")
figure(
    ax,
    alt="Pull against z when the truth is 1. Squared error's is a dent, −0.3 at z = "
    "−0.7 and nearly 0 on both sides: to the right, where the neuron is right, and to "
    "the left, where it is certain and wrong. The line y − t is −1 on the left, −0.5 "
    "at 0 and 0 on the right.",
)
undecided, certain = slope_of_square(sigmoid(np.array([0.0, -10.0])), np.ones(2))
claim(
    "An undecided neuron is pulled more than a thousand times as hard as one that is "
    "certain and wrong.",
    undecided / certain > 1000,
    ratio=undecided / certain,
)
reveal("03.a")

# %% [markdown] tags=["core"]
# *Twice as hard* is what the error itself would do, $y - t$, the second line in the
# figure. *Four times* is the height of the loss; descent feels the slope. *Equally
# hard* holds at $z = -1.44$: the dent has two sides. What decides is the second factor,
# $y\,(1 - y)$: it was meant to carry the error from $y$ to $z$, and where the neuron is
# certain, it carries nothing.
#
# ### A loss made to measure
#
# Which pull would we like? The error itself, $y - t$: hard where the neuron is wrong,
# gentle where it is nearly right. Is there a loss with that pull? Take $t = 1$. Its
# slope in $z$ has to be $\sigma(z) - 1$, so $L$ is an integral:
#
# $$L(z) = \int (\sigma(z) - 1)\, dz = \log(1 + e^{-z}) = -\log \sigma(z) = -\log y,$$
#
# with the constant that makes $L$ vanish for a neuron that is certain and right. For
# $t = 0$ the same integral of $\sigma(z)$ gives $-\log(1 - y)$. In one line:
#
# $$L = -t \log y - (1 - t) \log(1 - y).$$
#
# We asked for a *pull* and got the surprise of chapter 02, which went the other way,
# from the logarithm to the pull. It is called **binary cross-entropy**; section 6 says
# why. Did we integrate well? Ask the library's loss, a little to both sides of each
# $z$.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
binary_loss, h = BCEWithLogitsLoss(reduction="none"), 1e-5
measured = (binary_loss(z + h, truth) - binary_loss(z - h, truth)) / (2 * h)
heights = {"squared error": (y - 1) ** 2, "cross-entropy": binary_loss(z, truth)}
figure(
    plot_lines(z, heights, xlabel="z, if the truth is 1", ylabel="loss"),
    alt="Loss against z when the truth is 1. Squared error is a step with a flat "
    "upper floor, at 1 for z below −4. Cross-entropy is a slide: a straight line that "
    "comes down from 10 at z = −10, bends at 0, and runs out at 0.",
)
off = np.abs(measured - (y - truth)).max()
claim("The slope of −log y in z is y − t.", off < 1e-8, off_by=approx(off))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# A ball on the upper floor of squared error hardly moves. On the slide it rolls, from
# wherever it starts.
#
# ## 2 A race
#
# Real data: 569 samples of breast tissue, thirty measurements of the cell nuclei in
# each; $t = 1$ means benign. Suppose that a neuron learned them **the wrong way round**
# for `wrong_steps` steps, with cross-entropy, until somebody noticed. It is certain,
# and it is wrong.
#
# Two copies go on with the right labels, one with each loss. How many steps does each
# need until it judges 95 % of the *validation* samples right? That depends on the
# learning rate, so both try the same ten. Three seeds draw 250 of the 369 training
# samples each. The control is a pair of neurons that start undecided, at 0. (`descend`,
# `share_right` and `with_ones` are those of chapter 02.)
#
# > **Held out, twice.** *Validation* rows choose a setting, such as a learning rate;
# > what they chose looks a little too good on them. *Test* rows choose nothing: they
# > judge once, at the end.
#
# **Change `wrong_steps`** at the end of the second cell: after 30 wrong steps squared
# error, at its best rate, is as fast (the second claim below fails); after 3000 it is
# further behind.

# %% tags=["core"]
cells = breast_cancer(dtype=np.float64)
rates = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
slopes = {"squared error": slope_of_square, "cross-entropy": lambda y, t: y - t}
to_validate, to_test = (
    (with_ones(part.x), part.y) for part in (cells.validation, cells.test)
)


def sample(seed):
    """250 of the 369 training samples."""
    rows = np.random.default_rng(seed).permutation(len(cells.train))[:250]
    return with_ones(cells.train.x[rows]), cells.train.y[rows].astype(float)


def of_sigmoid(slope):
    """The gradient ∂L/∂v of a sigmoid neuron whose loss has this slope ∂L/∂z."""
    return lambda v, x, t: slope(sigmoid(x @ v), t) @ x / len(t)


# %% tags=["core"]
def race(slope, wrong_steps):
    """Steps to 95 % for three seeds and ten learning rates, shape (3, 10)."""
    needed = []
    for x, t in map(sample, range(3)):
        wrong = of_sigmoid(slopes["cross-entropy"])
        start = descend(wrong, x, 1 - t, lr=1.0, steps=wrong_steps)[-1]
        for lr in rates:
            path = descend(of_sigmoid(slope), x, t, lr=lr, steps=300, start=start)
            enough = share_right(path[:-1], *to_validate) >= 0.95
            needed.append(np.argmax(enough) if enough.any() else 300)
    return np.reshape(needed, (3, len(rates)))


wrong_steps = 300  # try 30 and 3000
misled = {name: race(slope, wrong_steps) for name, slope in slopes.items()}
undecided = {name: race(slope, 0) for name, slope in slopes.items()}

# %% slideshow={"slide_type": "subslide"} tags=["core"]
starts = {f"{name}, misled": steps for name, steps in misled.items()}
starts |= {f"{name}, undecided": steps for name, steps in undecided.items()}
ax = new_axes()
ax.set(xscale="log", yscale="log", title=f"with {author}")
words = {"xlabel": "learning rate", "ylabel": "steps to 95 % (300: not yet)"}
figure(
    plot_lines(np.array(rates), starts, **words, ax=ax),
    alt="Steps to 95 % against the learning rate, both logarithmic, three seeds. "
    "Cross-entropy falls and stays low: misled from 300 at the two smallest rates to 3 "
    "steps, undecided to 2. Squared error has valleys: misled it needs 300 steps at "
    "small rates, 18 at a rate of 30, and more again beyond; undecided it needs 3 "
    "steps at a rate of 1 and does not arrive at rates of 100 and 300.",
)

# %% tags=["core"]
lead = (misled["squared error"] - misled["cross-entropy"]).min()
claim("Misled, cross-entropy is never later.", lead >= 0, smallest_lead=approx(lead))


def times_at_best(runs):
    """Steps with squared error for one with cross-entropy, each at its best rate."""
    squared, crossed = (runs[loss].mean(axis=0).min() for loss in slopes)
    return squared / crossed


times, control = times_at_best(misled), times_at_best(undecided)
claim("Misled, squared error: over twice the steps.", times > 2, times=approx(times))
claim("Undecided: less than twice.", control < 2, times=approx(control))

x, t = sample(0)
v = descend(of_sigmoid(slope_of_square), x, t, lr=100.0, steps=300)[-1]
y, reached = sigmoid(x @ v), share_right(v, *to_validate)
hardest = np.abs(slope_of_square(y, t))[(y > 0.5) != t].max()
claim(
    "At a rate of 100 squared error is below 95 %, and its mistakes hardly pull.",
    reached < 0.95 and hardest < 0.01,
    accuracy=approx(reached),
    hardest_pull=approx(hardest),
)

# %% [markdown] tags=["core"]
# Lines are means of three seeds, bands span them. Misled and at the smallest rates,
# neither arrives: hence a lead of 0. At a rate of 1, cross-entropy needs some twelve
# steps and squared error two hundred. Larger steps make up for a small pull: at a rate
# of 30, squared error needs 18. From an undecided start, steps of 100 and 300 throw the
# neuron into certainty by themselves: it is right about nine samples in ten, its last
# mistakes hardly pull, and after 300 steps it still makes them. So squared error wants
# a rate that fits the start: 1 if undecided, 30 if misled. Cross-entropy arrives soon
# at any rate from 1 up. Where nobody is certain, each at its best rate, the two are all
# but a tie.
#
# > **Myth: "Least squares cannot classify."** So lecture notes say, and answers to
# > beginners. You have just seen a ground for it: behind a sigmoid, squared error may
# > be slow, or get stuck. Does that make it useless for classes?
#
# Three ways to judge the same samples: a *linear* neuron, $y = w \cdot x + b$, fitted
# to the numbers 0 and 1 by least squares, which calls benign what is above ½; a sigmoid
# neuron with squared error; and one with cross-entropy. The last two start undecided,
# and take from the ten learning rates the one that is best on the validation samples.

# %% tags=["core"]
predict("03.b")


# %% tags=["core"]
def tuned(slope):
    """Test scores of three neurons, by the learning rate that validates best."""
    ended = [
        [
            descend(of_sigmoid(slope), *sample(seed), lr=lr, steps=300)[-1]
            for seed in range(3)
        ]
        for lr in rates
    ]
    best = max(
        ended, key=lambda three: share_right(np.array(three), *to_validate).sum()
    )
    return share_right(np.array(best), *to_test)


judged = {f"sigmoid, {name}": tuned(slope) for name, slope in slopes.items()}
judged["linear, least squares"] = []
for x, t in map(sample, range(3)):
    v, *_ = np.linalg.lstsq(x, t)
    v[-1] -= 0.5  # above ½ counts as benign
    judged["linear, least squares"].append(share_right(v, *to_test))

# %% slideshow={"slide_type": "subslide"} tags=["core"]
guess = np.mean(cells.test.y)
figure(
    plot_scores(judged, xlabel="test accuracy", levels={"always benign": guess}),
    alt="Accuracy on 100 test samples, three seeds: both sigmoid neurons at "
    "about 0.95, the linear neuron at 0.93, all far above 0.62, which is what calling "
    "everything benign would reach.",
)
means = {name: np.mean(scores) for name, scores in judged.items()}
spread = max(means.values()) - min(means.values())
claim(
    "All three are within five samples in a hundred of each other, and far above a "
    "guess.",
    spread < 0.05 and min(means.values()) > guess + 0.2,
    between_best_and_worst=approx(spread),
    worst=approx(min(means.values())),
)
reveal("03.b")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# By accuracy there is no difference to speak of: of 100 samples, one or two more or
# less say little. *A guess* would be to call everything benign. *Ten to twenty worse*
# does not happen here. (*Extra*, after the next section: where it does, and least
# squares loses 12 of 160 points.) And an exact minimum, *more than five better*, is
# worth little if it is the minimum of something else than what you want. So what is it
# that we want?
#
# ## 3 What should a loss reward?
#
# A pull says how a neuron gets somewhere. Where *should* it get? If samples like this
# one are benign in 7 cases of 10, the neuron should say 0.7, not 1. A loss that is
# lowest, on average, for who says what is true is called **proper**. Take a forecast of
# the weather.

# %% tags=["core"]
predict("03.c")

# %% tags=["core"]
p, q = 0.7, np.linspace(0.001, 0.999, 999)
costs = {
    "|q − t|": p * (1 - q) + (1 - p) * q,
    "(q − t)²": p * (1 - q) ** 2 + (1 - p) * q**2,
    "cross-entropy": -p * np.log(q) - (1 - p) * np.log(1 - q),
}
ax = plot_lines(q, costs, xlabel="forecast q (line: the truth)", ylabel="mean cost")
ax.set_ylim(0, 2)
ax.axvline(p, color="0.5", linewidth=0.8)
figure(
    ax,
    alt="Mean cost against the forecast: cross-entropy and squared error are bowls "
    "that are lowest at 0.7, which a line marks as the truth; absolute error is a line "
    "that falls to the very end, q = 1.",
)
at_absolute, at_squared, at_surprise = (q[cost.argmin()] for cost in costs.values())
claim("Absolute error is cheapest at 1.", at_absolute > 0.99, forecast=at_absolute)
apart = max(abs(at_squared - p), abs(at_surprise - p))
claim("The others are cheapest at the truth.", apart < 1e-9, off_by=approx(apart))
reveal("03.c")

# %% [markdown] tags=["core"]
# Absolute error pays for exaggeration: with $q = 1$ you pay 1 on three days in ten,
# with $q = 0.7$ you pay $0.7 \cdot 0.3 + 0.3 \cdot 0.7 = 0.42$ a day. To hedge with
# *0.5* costs 0.5 every day. *It makes no difference* would hold for $p = 0.5$ alone.
# Counting wrong answers, as accuracy does, costs the same for 0.51 and for 1: it is
# lowest at the truth, but not only there.
#
# Squared error *is* proper, and so is cross-entropy, for every $p$: the slopes of their
# mean costs, $2 (q - p)$ and $(q - p) / (q (1 - q))$, are 0 at $q = p$ alone. So the
# race was lost on the way, not at the goal. That settles the myth: least squares can
# classify; from a bad start, through a sigmoid, it takes long.

# %% [markdown] tags=["extra"]
# ### Where a linear least-squares classifier does fail *(extra)*
#
# A linear neuron has another weakness. It is to say 1 for class 1, so a point so far
# out on the right side that it says 3 is an error too. Here are two heaps that a line
# can part, and a third one, also of class 1, far away from the border. The regions are
# those of least squares, the dashed line is that of a sigmoid neuron with
# cross-entropy.

# %% tags=["extra"]
near = blobs(120, rng=np.random.default_rng(0), classes=2, noise=0.4, dtype=np.float64)
rng = np.random.default_rng(1)
far = rng.normal([-24.0, 0.0], 0.5, (40, 2))
x = np.concatenate([near.x, far])
labels = np.concatenate([near.labels, np.ones(40, int)])
rows, t = with_ones(x), labels.astype(float)
w, *_ = np.linalg.lstsq(rows, t)
neuron = descend(of_sigmoid(slopes["cross-entropy"]), rows, t, lr=1.0, steps=2000)[-1]

# %% tags=["extra"]
plane = plane_around(x)
ax = plot_boundary(plane, (plane @ w[:-1] + w[-1] > 0.5).astype(int), x, labels)
height = plane @ neuron[:-1] + neuron[-1]
ax.contour(plane[..., 0], plane[..., 1], height, [0], colors="black", linestyles="--")
ax.set_title("solid: least squares, dashed: cross-entropy", pad=24)
figure(
    ax,
    alt="Two heaps, and forty points of class 1 far to the left. The border of least "
    "squares leans and cuts through the near heap of class 1; the dashed line of the "
    "sigmoid neuron stands upright between the two heaps.",
)
missed = np.mean((x @ w[:-1] + w[-1] > 0.5) != labels)
missed_by_sigmoid = np.mean((x @ neuron[:-1] + neuron[-1] > 0) != labels)
claim(
    "Linear least squares is wrong about more than four points in a hundred, the "
    "sigmoid neuron about less than one.",
    missed > 0.04 and missed_by_sigmoid < 0.01,
    least_squares=missed,
    sigmoid=approx(missed_by_sigmoid),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Where losses come from
#
# We wished for a pull, and asked what to reward. A third way to a loss is the oldest,
# and works for anything. Let the model say not *what* happens but *how probable*
# everything is. Then choose the weights that make what did happen as probable as
# possible: **maximum likelihood**.
#
# **Yes or no.** With probability $y$ for a yes, what happened had probability $y$ if
# $t = 1$, and $1 - y$ if $t = 0$. Independent rows multiply. A product of many numbers
# below 1 is soon too small for a computer; its logarithm is a sum, and is greatest at
# the same place. With a minus, and as a mean over $n$ rows, it is a loss:
#
# $$-\frac1n \log \prod_i y_i^{t_i} (1 - y_i)^{1 - t_i}
#   = -\frac1n \sum_i \big( t_i \log y_i + (1 - t_i) \log (1 - y_i) \big).$$
#
# Binary cross-entropy again. Take 10,000 throws of a coin, 7,000 of them heads:

# %% tags=["core"]
throws = np.repeat([1.0, 0.0], [7000, 3000])
product = np.prod(np.where(throws == 1, 0.7, 0.3))
log_likelihood = 7000 * np.log(q) + 3000 * np.log(1 - q)
most_probable = q[log_likelihood.argmax()]
claim("The product is 0 to a computer.", product == 0, product=product)
claim(
    "The logarithm is a number, and greatest at 0.7.",
    abs(most_probable - 0.7) < 1e-9 and log_likelihood.max() > -7000,
    most_probable=most_probable,
    logarithm=log_likelihood.max(),
)

# %% [markdown] tags=["core"]
# **A quantity.** A linear neuron says $y$, and admits that the truth lies around it:
# $t$ is normally distributed with mean $y$ and standard deviation $s$, its *spread*.
# Its density is $\frac{1}{\sqrt{2\pi}\, s}\, e^{-(t - y)^2 / (2 s^2)}$, so with the
# residual $r = t - y$ one row costs
#
# $$-\log p(t) = \frac{r^2}{2 s^2} + \log s + \tfrac12 \log 2\pi.$$
#
# As far as the weights are concerned, that is **squared error**: $s$ only scales it. So
# squared error is maximum likelihood *if* the noise is normal and of one size
# everywhere. (Without that it still aims at the mean, as in section 3.) And likelihood
# can tell $s$ as well.
#
# **Exercise 03.2** ●● 8 minutes. **Derive a line.** Differentiate the mean of that cost
# over all rows with respect to $s$, set it to zero, and solve for $s$. Write what comes
# out, for residuals of any mean.
#
# The data are 442 patients, ten measurements of each, and how far their diabetes had
# gone a year later, a number from 25 to 346. A linear neuron is fitted by least
# squares; your function says how far to trust it.


# %% tags=["core", "exercise", "03.2"]
def best_spread(residuals):
    """The s that makes residuals r = t − y most probable."""
    # SOLUTION
    return np.sqrt(np.mean(residuals**2))
    # END SOLUTION


# %% tags=["core"]
check("03.2")
spread_of, author = use("03.2"), whose("03.2")
patients = diabetes(dtype=np.float64)
train_x = with_ones(patients.train.x)
w, *_ = np.linalg.lstsq(train_x, patients.train.y)
s = spread_of(patients.train.y - train_x @ w)
without = spread_of(patients.train.y - patients.train.y.mean())
forecast, truth = patients.test.x @ w[:-1] + w[-1], patients.test.y
inside = np.mean(np.abs(truth - forecast) < 2 * s)
claim(
    "The ten measurements narrow the spread by more than a quarter.",
    s < 0.75 * without,
    with_measurements=s,
    without=without,
)
claim(
    "Of 80 new patients, between 88 and 100 in a hundred lie within 2 s.",
    0.88 < inside <= 1,
    share=inside,
)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
line = np.array([forecast.min(), forecast.max()])
band = {"y + 2s": line + 2 * s, "y": line, "y − 2s": line - 2 * s}
ax = plot_lines(line, band, xlabel="forecast y", ylabel="a year later, t")
ax.scatter(forecast, truth, s=14, color="0.3")
ax.set_title(f"80 new patients, s by {author}")
figure(
    ax,
    alt="Truth against forecast for 80 patients, with a line for the forecast and one "
    "two spreads above and below it. Nearly all dots lie between the outer lines; "
    "they lie closer together on the left, where the forecast is low.",
)
low = forecast < np.median(forecast)
left, right = (spread_of((truth - forecast)[rows]) for rows in (low, ~low))
claim("Low forecasts stray less.", left < 0.8 * right, low=left, high=right)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# A normal distribution has 95 % within two standard deviations. But the dots lie closer
# together where the forecast is low: *one size everywhere* is only roughly true here.
# The line may still be right; $2s$ is too wide on the left.
#
# ## 5 More than two classes: softmax
#
# Ten neurons look at a picture of a digit, and each gives its class a score $z_c$, any
# number; such scores are called *logits*. Likelihood needs probabilities: positive, and
# 1 in all. **Softmax** makes them so:
#
# $$p_c = \frac{e^{z_c}}{\sum_k e^{z_k}}, \qquad L = -\log p_{\text{label}}.$$
#
# What happened had probability $p_{\text{label}}$, so by the steps of section 4 maximum
# likelihood makes the mean of $L$ as small as possible. Add any constant to all $z$,
# and it cancels in the fraction. With that freedom the largest $z$ can be made 0, and
# then $e^z$ cannot overflow, as it does from $z = 710$ on.
#
# **Exercise 03.3** ●● 8 minutes. **Find the bug.** On some batches with large scores
# this softmax answers `nan`. Mend it.
#
# ```python
# def softmax_rows(z):
#     powers = np.exp(z - z.max())
#     return powers / powers.sum(axis=1, keepdims=True)
# ```


# %% tags=["core", "exercise", "03.3"]
def softmax_rows(z):
    """Probabilities for each row of z, shape (rows, classes)."""
    # SOLUTION
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION


# %% tags=["core"]
check("03.3")
probabilities_of = use("03.3")
far_apart = np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 1002.0]])
gap = np.abs(np.diff(probabilities_of(far_apart), axis=0)).max()
claim("A constant of 1000 changes nothing.", gap < 1e-12, gap=approx(gap))

# %% [markdown] tags=["core"]
# **Exercise 03.4** ● 3 minutes. **Estimate before you compute.** Ten neurons whose
# weights are all zero: every picture gets ten equal scores. What is their loss, with
# the natural logarithm? (A first loss that is far from this number is an early sign of
# a mistake in a program.)

# %% tags=["core", "exercise", "03.4"]
# SOLUTION
my_first_loss = np.log(10)
# END SOLUTION

# %% tags=["core"]
check("03.4")

# %% [markdown] tags=["core"]
# ### Its pull
#
# How does $L = \log \sum_k e^{z_k} - z_{\text{label}}$ pull at $z_c$? The logarithm of
# the sum has the slope $e^{z_c} / \sum_k e^{z_k} = p_c$. The other term has the slope
# $-1$ at the label, and 0 elsewhere. So
#
# $$\frac{\partial L}{\partial z_c} = p_c - [\,c = \text{label}\,],$$
#
# where the bracket is 1 if it is true and 0 if not. What is said minus what is true, as
# wished for in section 1, for any number of classes.
#
# **Exercise 03.5** ●● 8 minutes. **Complete the way back.** `p` holds probabilities,
# shape (rows, classes), and `labels` the right classes, shape (rows,). The loss is the
# *mean* over the rows. Return its gradient in the shape of `p`. (Rows and columns may
# be chosen in pairs: `p[np.arange(n), labels]` is, of each of `n` rows, the entry at
# its label.)


# %% tags=["core", "exercise", "03.5"]
def logits_gradient(p, labels):
    """∂L/∂z of the mean cross-entropy, shape (rows, classes)."""
    # SOLUTION
    gradient = p.copy()
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)
    # END SOLUTION


# %% tags=["core"]
check("03.5")
pull_of, authors = use("03.5"), f"{whose('03.3')} and {whose('03.5')}"
digits, loss = digits8(dtype=np.float64), CrossEntropyLoss()
x, labels = digits.train.rows, digits.train.labels
weights, bias, losses = np.zeros((10, 64)), np.zeros(10), []
for _ in range(300):
    logits = x @ weights.T + bias  # (pictures, 10)
    losses.append(float(loss(logits, labels)))
    pull = pull_of(probabilities_of(logits), labels)  # (pictures, 10)
    weights, bias = weights - 1.0 * pull.T @ x, bias - 1.0 * pull.sum(axis=0)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
read = accuracy(digits.test.rows @ weights.T + bias, digits.test.labels)
largest = np.abs(weights).max()
shown = {"columns": 5, "limits": (-largest, largest), "cmap": "PuOr"}
ax = plot_images(weights.reshape(10, 8, 8), titles=[*"0123456789"], **shown)
figure(
    ax,
    alt="The weights of ten neurons as pictures, violet above 0 and orange below. The "
    "0 is orange in the middle, with violet around it; others show parts of their "
    "digit.",
)
guess = use("03.4")
first = losses[0]
claim("The first loss is the estimate, log 10.", abs(first - guess) < 0.03, loss=first)
claim(
    f"Trained with {authors}, ten neurons read more than nine in ten new digits.",
    read > 0.9,
    accuracy=approx(read),
    last_loss=approx(losses[-1]),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# Each picture shows what one neuron looks for: ink where it is violet speaks for its
# digit, ink where it is orange against it. The 0 wants its middle empty. Nobody put
# that in; it is what the pull $p - [\,c = \text{label}\,]$ leaves behind.
#
# ## 6 Surprise, and what it costs to expect the wrong thing
#
# Why the name, *cross-entropy*? What has probability $p$ surprises by $-\log p$:
# nothing, if it was certain; more, the rarer it is. **Entropy** is the surprise that
# one has on average, $H(p) = -\sum_c p_c \log p_c$. With logarithms to the base 2 the
# unit is the *bit*, the surprise of a fair coin; with natural ones the *nat*.
#
# Now somebody expects $q$, and $p$ is true. (In section 5, $p$ was what the network
# said; from here on that is $q$.) What comes with frequency $p_c$ surprises them by
# $-\log q_c$. Their mean surprise is the **cross-entropy**; what they pay more than
# they had to is the **Kullback–Leibler divergence**:
#
# $$H(p, q) = -\sum_c p_c \log q_c = H(p) + \mathrm{KL}(p \,\|\, q), \qquad
#   \mathrm{KL}(p \,\|\, q) = \sum_c p_c \log \frac{p_c}{q_c} \ge 0.$$
#
# The divergence is never below 0, because $\log x \le x - 1$:
#
# $$-\mathrm{KL}(p \,\|\, q) = \sum_c p_c \log \frac{q_c}{p_c}
#   \le \sum_c p_c \Big(\frac{q_c}{p_c} - 1\Big) = 1 - 1 = 0.$$
#
# A label is a $p$ that is 1 at one class, so its entropy is zero. The loss of section 5
# is the cross-entropy between the label and what the network says. For the coin of
# section 4, $p = (0.7, 0.3)$:

# %% slideshow={"slide_type": "subslide"} tags=["core"]
true = np.tile([0.7, 0.3], (len(q), 1))
said = np.column_stack([q, 1 - q])
curves = {
    "cross-entropy": cross_entropy(true, said),
    "KL divergence": kl_divergence(true, said),
}
ax = plot_lines(q, curves, xlabel="expected share of heads, q", ylabel="nats")
ax.set_ylim(0, 2)
mark_level(ax, entropy(true)[0], "entropy of p", side="left")
figure(
    ax,
    alt="Cross-entropy and KL divergence against q: two curves of the same shape, "
    "lowest at 0.7. The divergence touches 0 there, the cross-entropy the entropy of "
    "p, 0.61.",
)
off = np.abs(curves["cross-entropy"] - curves["KL divergence"] - entropy(true)).max()
claim("Whatever q: they differ by the entropy of p.", off < 1e-12, off_by=approx(off))
seven, one = np.array([0.7, 0.3]), np.array([0.1, 0.9])
there, back = kl_divergence(seven, one).item(), kl_divergence(one, seven).item()
claim("There and back: not the same.", there - back > 0.2, there=there, back=back)

# %% [markdown] tags=["core"]
# Two curves, one shape: for a fixed truth $p$ their minima agree, so minimising
# cross-entropy minimises the divergence. But only the divergence ends at 0. The
# cross-entropy of data in which equal inputs have different labels cannot fall below
# their entropy, however good the model.
#
# The divergence is not symmetric, and so no distance. To expect 0.1 where 0.7 is true
# costs 1.03 nats; to expect 0.7 where 0.1 is true, 0.79.

# %% [markdown] tags=["extra"]
# ### Entropy as the length of a message *(extra)*
#
# **Exercise 03.6** ● 5 minutes. **Estimate before you compute.** A sends B letters:
# half of them *a*, a quarter *b*, an eighth *c* and an eighth *d*. What is the entropy
# in bits?

# %% tags=["extra", "exercise", "03.6"]
# SOLUTION
my_bits = 1.75
# END SOLUTION

# %% [markdown] tags=["extra"]
# Entropy is also how short a message can be. Write *a* as 0, *b* as 10, *c* as 110 and
# *d* as 111: frequent letters are short, and no word begins another one. Ten thousand
# letters, by lot:

# %% tags=["extra"]
check("03.6")
bits, author = use("03.6"), whose("03.6")
letters, lengths = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.array([1, 2, 3, 3])
sent = np.random.default_rng(0).choice(4, size=10_000, p=letters)
print(f"bits a letter, by {author}: {bits:.3g}")
claim(
    "The code needs as many bits a letter as the entropy says, within 2 %.",
    abs(lengths[sent].mean() / entropy(letters, base=2) - 1) < 0.02,
    bits_sent=lengths[sent].mean(),
    entropy=entropy(letters, base=2),
)

# %% [markdown] tags=["core"]
# ### NumPy and PyTorch, proved equal
#
# Each line sends the same numbers through a loss of the library and its twin, and
# compares loss and gradient. Targets get none: they are constants.

# %% tags=["core"]
rng = np.random.default_rng(0)
scores, targets = rng.normal(0, 3, (6, 4)), rng.random((6, 4))
classes, shares = rng.integers(0, 4, 6), softmax(rng.normal(size=(6, 4)))
proofs = {
    "squared error": (MSELoss(), torch_losses.MSELoss(), targets),
    "binary": (BCEWithLogitsLoss(), torch_losses.BCEWithLogitsLoss(), targets),
    "categorical": (CrossEntropyLoss(), torch_losses.CrossEntropyLoss(), classes),
    "divergence": (KLDivLoss(), torch_losses.KLDivLoss(), shares),
}
for name, (ours, theirs, truth) in proofs.items():
    print(f"{name:14}", prove_equal(ours, theirs, scores, truth, constants=[1]))
print(f"{'softmax':14}", prove_equal(Softmax(), torch_softmax.Softmax(), scores))

# %% [markdown] tags=["extra"]
# Softmax as it stands in the library, side by side *(extra)*. In NumPy its way back is
# written out, for whatever gradient comes from the right; PyTorch finds it by itself.

# %% tags=["extra"]
twins(Softmax, torch_softmax.Softmax)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["extra"]
# ## 7 Cover all, or keep to one? *(extra)*
#
# $\mathrm{KL}(p \,\|\, q)$ and $\mathrm{KL}(q \,\|\, p)$ are 0 for the same $q = p$. So
# is it all the same which of them is made small? It is, if $q$ can become $p$. Now let
# it be unable to. The truth $p$ is two heaps on a line; $q$ is a single heap, and all
# that can be chosen are its middle $m$ and its width $s$.
#
# *Forward*, $\mathrm{KL}(p \,\|\, q)$, is what the digits of section 5 were trained
# with: the expectation is over what happens. *Reverse*, $\mathrm{KL}(q \,\|\, p)$, is
# used where one can draw from $q$ but not from $p$; you will meet it in chapter 25.

# %% tags=["extra"]
predict("03.d")

# %% [markdown] tags=["extra"]
# The heap is a softmax: on a grid of places $x_i$, take
#
# $$z_i = -\frac{(x_i - m)^2}{2 s^2}, \qquad
#   \frac{\partial z_i}{\partial m} = \frac{x_i - m}{s^2}, \qquad
#   \frac{\partial z_i}{\partial \log s} = \frac{(x_i - m)^2}{s^2}.$$
#
# So the way back begins as in section 5. Forward, the pull at $z$ is $q - p$. In
# reverse, $q$ stands in front of the logarithm as well, and the softmax makes of it
#
# $$\frac{\partial L}{\partial z_i} = q_i \Big(\log \frac{q_i}{p_i} -
#   \mathrm{KL}(q \,\|\, p)\Big).$$
#
# **Change `distance`** and run the cells again. At 6 fewer starts stay in between; at
# 3.5 only starts on the left find a heap; at 3 and below none does (from 3.5 down the
# second claim fails), and forward and reverse come closer and closer. Compare the
# distance with the width of a heap, 0.7.

# %% tags=["extra"]
distance = 5.0
places = np.linspace(-9, 9, 361)


def heap(middle, spread):
    """Probabilities of the places, for a heap in the middle with that spread."""
    return softmax(-((places - middle) ** 2) / (2 * spread**2))


p = 0.6 * heap(-distance / 2, 0.7) + 0.4 * heap(distance / 2, 0.7)


# %% tags=["extra"]
def fit_heap(middle, direction):
    """Middle and spread after 2000 steps down the divergence, from a start."""
    log_spread = 0.0
    for _ in range(2000):
        spread = np.exp(log_spread)
        q, offset = heap(middle, spread), places - middle
        surplus = np.log(q / p)
        pull = q - p if direction == "forward" else q * (surplus - q @ surplus)
        middle -= 0.05 * pull @ offset / spread**2
        log_spread -= 0.05 * pull @ offset**2 / spread**2
    return middle, np.exp(log_spread)


# %% slideshow={"slide_type": "subslide"} tags=["extra"]
starts = np.linspace(-4, 4, 9)
ended = {
    direction: np.array([fit_heap(start, direction) for start in starts])
    for direction in ("forward", "reverse")
}
forward, reverse = ended["forward"], ended["reverse"]
curves = {"the truth p": p, "forward, all starts": heap(*forward[4])}
curves |= {
    "reverse, start −4": heap(*reverse[0]),
    "reverse, start 4": heap(*reverse[-1]),
}
figure(
    plot_lines(places, curves, xlabel="place", ylabel="probability"),
    alt="The truth has a higher heap at −2.5 and a lower one at 2.5. The forward heap "
    "is wide and flat and has its top between them, where the truth is almost 0. The "
    "two reverse heaps lie on one heap of the truth each, as narrow as it is.",
)

# %% tags=["extra"]
mean = p @ places
apart = np.abs(forward[:, 0] - mean).max()
claim(
    "Forward, all nine starts end at the mean of p.",
    apart < 0.05,
    furthest_from_it=approx(apart),
)
on_left = np.sum(np.abs(reverse[:, 0] + distance / 2) < 0.3)
on_right = np.sum(np.abs(reverse[:, 0] - distance / 2) < 0.3)
claim(
    "Reverse, at least seven of nine end on one heap, some on the left, some on the "
    "right.",
    on_left + on_right >= 7 and on_left >= 3 and on_right >= 3,
    left=approx(on_left),
    right=approx(on_right),
)
reveal("03.d")

# %% [markdown] tags=["extra"]
# *Forward* has to cover: where $p$ has something and $q$ has nothing, $p \log (p/q)$ is
# huge. From every start it ends on the mean of both heaps, stretched over both, with
# its top where there is almost nothing. *Reverse* pays where $q$ has something and $p$
# has nothing. So it keeps to one heap, in general the nearer one, and never learns of
# the other: *always the larger* is what a search from everywhere would find. Two of the
# nine starts, 0 and 1, stay stretched over both: a third minimum, and the worst of the
# three. Neither direction is wrong. They answer different questions, and differ only
# because $q$ cannot be $p$: where the two heaps grow into one, the answers agree.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch you hand a loss the *logits*, never the probabilities: the loss does
# softmax and logarithm in one stable step, as the course's does. Two mistakes are
# common. One takes the logarithm of a softmax, and of 0. The other applies the softmax
# twice, and cannot see why the loss stops at 1.46.

# %% tags=["extra"]
sure = torch.tensor([[1000.0, *[0.0] * 9]], dtype=torch.float64)
wrong, right = torch.tensor([3]), torch.tensor([0])
in_two_steps = -torch.log(torch.softmax(sure, dim=1))[0, 3]
in_one = torch.nn.functional.cross_entropy(sure, wrong)
twice = torch.nn.functional.cross_entropy(torch.softmax(sure, dim=1), right)
claim(
    "The loss of a network that is certain and wrong is 1000; by way of the "
    "probabilities it would be infinite.",
    in_one == 1000 and in_two_steps == torch.inf,
    in_one_step=in_one,
    in_two=in_two_steps,
)
claim(
    "With softmax twice, ten classes and a perfect answer, the loss is still 1.46.",
    abs(twice - np.log(1 + 9 / np.e)) < 1e-9,
    loss=twice,
)

# %% [markdown] tags=["core"]
# ## Recap
#
# - Gradient descent feels the slope of a loss, not its height. Squared error behind a
#   sigmoid pulls by $2 (y - t)\, y (1 - y)$: next to nothing where the neuron is
#   certain and wrong.
# - The loss whose pull is $y - t$ is cross-entropy, with a sigmoid for two classes and
#   a softmax for more.
# - Maximum likelihood turns an assumption into a loss: normal noise into squared error,
#   yes or no into binary, classes into categorical cross-entropy.
# - A proper loss is lowest for who says what is true. Squared error and cross-entropy
#   are proper, absolute error is not.
# - Cross-entropy is entropy plus divergence. So for a fixed truth their minima agree,
#   and the entropy is a floor.
#
# No loss makes one neuron learn XOR, nor ten neurons side by side. What if they stood
# one behind another? That is [chapter 04](04_multi_layer_perceptrons.ipynb).
#
# ## Going further
#
# - Which noise makes *absolute* error the loss of maximum likelihood? Write its
#   density, and find the constant $y$ that fits numbers best: it is not their mean.
# - In the race, give each loss its best rate from the undecided start, and race from
#   the misled one with it. Who suffers?
#
# ## Sources
#
# - C. Shannon (1948), *A mathematical theory of communication*, section 6: entropy.
# - G. Brier (1950), *Verification of forecasts expressed in terms of probability*.
# - S. Kullback, R. Leibler (1951), *On information and sufficiency*, section 2.
# - S. Solla, E. Levin, M. Fleisher (1988), *Accelerated learning in layered neural
#   networks*: squared error against cross-entropy.
# - C. Bishop (2006), *Pattern Recognition and Machine Learning*, sections 4.1.3 and
#   10.1.2.
# - T. Gneiting, A. Raftery (2007), *Strictly proper scoring rules, prediction, and
#   estimation*, section 2.
# - B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), *Least angle regression*:
#   the diabetes data.
# - W. Street, W. Wolberg, O. Mangasarian (1993), *Nuclear feature extraction for breast
#   tumor diagnosis*: the breast cancer data.
# - E. Alpaydin, C. Kaynak (1998), *Optical Recognition of Handwritten Digits*: the
#   digits. All three data sets come with scikit-learn.
