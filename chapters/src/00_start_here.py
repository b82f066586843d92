# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # Start here
#
# This course teaches deep learning by letting you run it. Each idea comes three times:
# as a few lines of NumPy with the gradient derived by hand, as the PyTorch that people
# use, and as a proof that the two agree. It needs no GPU and, once installed, no
# network.
#
# > **Note** The course is growing. Part I is complete, chapters 01 to 10, with its
# > project and both appendices; the map at the end shows what is to come.
#
# A quarter of an hour, from here to the bottom of the page. Click into the next cell
# and press **Shift + Enter**: it runs, and you are in the one after it. That is all you
# need to know about notebooks. **Run → Run All Cells** runs a whole page.

# %% tags=["core"]
import matplotlib.pyplot as plt
import numpy as np

from course_lib.callbacks import EarlyStopping
from course_lib.claims import approx, claim
from course_lib.computer import check_computer
from course_lib.course_map import course_map
from course_lib.datasets import moons
from course_lib.learning import check, hint, predict, reveal, solution, use
from course_lib.numpy_nn.activations import ReLU, Sigmoid, sigmoid
from course_lib.numpy_nn.losses import CrossEntropyLoss
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.normalisation import LayerNorm
from course_lib.numpy_nn.optimisers import Adam
from course_lib.numpy_nn.training import accuracy, fit
from course_lib.plots.boundaries import plane_around, plot_boundary
from course_lib.showing import figure, progress_bar
from course_lib.widgets.vanishing_gradients import VanishingGradients

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Play first
#
# A network learns by sending an error back from its last layer to its first. What
# arrives at a layer is called its *gradient*: it says how the layer should change. For
# many years deep networks could hardly be trained. One reason: on the way back the
# gradient vanished. Here are two networks of twenty layers, a worst case on the left
# and a remedy on the right. Real pictures of digits go in, and everything that you see
# is computed while you look. Watch the upper curves, and never mind the other words
# yet: chapter 07 is about them.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
touch = VanishingGradients()
touch

# %% [markdown] tags=["core"]
# 1. **Make it worse.** Drag *depth* to the right. Follow the left curve down, layer by
#    layer, to what is left for layer 1. The axis counts in powers of ten.
# 2. **Bring it back.** Change the left network until its curve is as level as the right
#    one's. You have five things to try. Which of them do it alone, with the numbers on
#    the axis near 1?
# 3. **Break the right one.** *Weights times* is enough. The curve stays level, but read
#    its axis: a gradient a million times too large or too small teaches nothing.
#
# Everything works with the keyboard too: Tab goes from control to control, the arrow
# keys change it, and in a picture they go from layer to layer.
#
# You can also ask in Python what the curves show. This is measured, not drawn:

# %% tags=["core"]
seen = touch.measure()
left, right = seen["worst"].gradient_norms, seen["remedy"].gradient_norms
claim(
    "As it opens: on the left less than a billionth of the gradient reaches the first "
    "layer, on the right more than a hundredth.",
    left[0] / left[-1] < 1e-9 and right[0] / right[-1] > 0.01,
    on_the_left=approx(left[0] / left[-1]),
    on_the_right=approx(right[0] / right[-1]),
)

# %% [markdown] tags=["core"]
# In the second move tanh, ELU, SELU or batch norm do it alone, skips nearly; no choice
# of first weights does. Why it vanishes and what brings it back is chapter 07. By its
# end you will have written the way back of a layer and a rule for the first weights,
# and your own code will have drawn its figures.
#
# ## How a chapter works
#
# **Sentences with numbers are measured.** You have just met one: where the text states
# a result, a cell measures it and prints `✓`. If you change something and the sentence
# no longer holds, the cell says so with a `!`, and nothing breaks. A `≈` marks numbers
# that another computer may give a little differently; the others come out the same
# everywhere. Both are rounded for print:

# %% tags=["core"]
value = sigmoid(np.array([0.0]))[0]
claim("The sigmoid is one half at zero.", value == 0.5, value=value)

# %% [markdown] tags=["core"]
# **Predictions come before experiments.** You choose what you expect, and say how sure
# you are. Being wrong there is where most is learned: the experiment shows what came
# out beside what you said, and `course progress` how often you were right, and how
# sure.

# %% tags=["core"]
predict("00.a")

# %% [markdown] tags=["core"]
# **Exercises stand where the idea is fresh.** Write your answer into the cell, run it,
# and run the check below it: it tells you what is wrong in words. When you are stuck,
# `hint("00.1")` and `solution("00.1")` help; type them into a cell of your own (press
# **Esc**, then **B**, for a new cell). This one settles the prediction.
#
# **Exercise 00.1** ● 2 minutes. A layer halves whatever goes through it. Return what
# `layers` such layers leave of a signal of size 1.


# %% tags=["core", "exercise", "00.1"]
def left_after(layers):
    """What is left of 1 after that many halvings."""
    # SOLUTION
    return 0.5**layers
    # END SOLUTION


# %% tags=["core"]
check("00.1")
what_is_left = use("00.1")
claim(
    "Whoever wrote it: twenty halvings leave less than a millionth.",
    what_is_left(20) < 1e-6,
    left=what_is_left(20),
)
reveal("00.a")

# %% [markdown] tags=["core"]
# An exercise that you leave open stops nothing: the chapter goes on with the course's
# own answer, and with yours as soon as it is right. Parts marked *extra* in a heading
# can be left out without losing the thread.
#
# **Your answers stay with you.** They are kept in one file on the computer that runs
# this notebook, and sent nowhere. `course progress` in a terminal counts them; `course
# progress --off` stops recording.
#
# **Change what you like.** `make lab` and `course lab` open your own copies, in the
# folder `work`. When the course is updated, a chapter that you changed is kept, and the
# new version is put beside it. (On Binder everything is gone when you leave.)
#
# ## A tour of Part I
#
# Ten chapters ask one question: how can a program learn from examples what nobody can
# write down as rules? Here are 200 points of two kinds. Six networks learn to tell them
# apart, and each then colours the plane as it sees it. The number is the share that it
# gets right of 2,000 points that it has never met.

# %% tags=["core"]
rng = np.random.default_rng(0)
known, others, fresh = (moons(n, rng=rng, noise=0.15) for n in (200, 200, 2000))
mixed_up = known.labels.copy()
mixed_up[:40] = 1 - mixed_up[:40]  # a fifth of the labels is wrong


def learn(sizes, labels, *, rounds=40, stop=None, **parts):
    """A network that has learned the points with these labels."""
    network = MLP(sizes, rng=np.random.default_rng(0), **parts)
    optimiser, order = Adam(network.parameters(), lr=0.01), np.random.default_rng(1)
    how = {"epochs": rounds, "batch_size": 32, "rng": order}
    if stop:  # as soon as it no longer gets better on 200 others
        how |= {"validation": others, "callbacks": [stop]}
    fit(network, CrossEntropyLoss(), optimiser, known.x, labels, **how)
    return network


# %% tags=["core"]
deep, wide = [2] + [16] * 19 + [2], [2, 128, 128, 2]  # units, layer by layer
mended = {"activation": ReLU, "norm_layer": LayerNorm, "residual": True}
tasks = {
    "no layer between": lambda: learn([2, 2], known.labels),
    "one layer between": lambda: learn([2, 32, 2], known.labels),
    "twenty layers": lambda: learn(deep, known.labels, activation=Sigmoid),
    "twenty, mended": lambda: learn(deep, known.labels, **mended),
    "wrong labels": lambda: learn(wide, mixed_up, rounds=300),
    "wrong labels, stopped": lambda: learn(
        wide, mixed_up, rounds=300, stop=EarlyStopping(10)
    ),
}
networks = {name: task() for name, task in progress_bar(tasks.items())}
share = {name: accuracy(net, fresh.x, fresh.labels) for name, net in networks.items()}

# %% slideshow={"slide_type": "subslide"} tags=["core"]
plane = plane_around(known.x)
panels = plt.subplots(2, 3, figsize=(9, 6.4), layout="constrained")[1]
for ax, (name, network) in zip(panels.flat, networks.items(), strict=True):
    logits = network(plane.reshape(-1, 2)).reshape(*plane.shape[:2], 2)
    score = logits[..., 1] - logits[..., 0]
    seen = mixed_up if name.startswith("wrong") else known.labels
    plot_boundary(plane, (score > 0).astype(int), known.x, seen, scores=score, ax=ax)
    ax.get_legend().remove()
    ax.set_title(f"{name}: {share[name]:.2f}")
figure(
    panels[0, 0].figure,
    alt="Two half moons of points in six panels, and where each network draws the "
    "line. No layer between: a straight line through both moons. One layer between: a "
    "curve that parts them. Twenty layers: no line, all is one colour. Twenty, mended: "
    "a curve that parts them. Wrong labels: a jagged line with bays towards points of "
    "the other kind. The same, stopped: a smoother curve between the moons.",
)

# %% tags=["core"]
line, bend, lost, found, heart, stopped = share.values()
claim(
    "A layer between is worth more than one point in twenty; with twenty layers the "
    "network guesses, and mended it gets more than nine in ten.",
    bend - line > 0.05 and lost < 0.6 and found > 0.9,
    gained=approx(bend - line),
    twenty=approx(lost),
    mended=approx(found),
)
claim(
    "With wrong labels, whoever stops in time gets more of the 2,000 right.",
    stopped > heart,
    to_the_end=approx(heart),
    stopped=approx(stopped),
)

# %% [markdown] tags=["core"]
# Each panel is a chapter or two:
#
# - *No layer between* draws a straight line. One neuron finds it from its mistakes
#   ([02](02_perceptron.ipynb)), once points are arrays ([01](01_tensors.ipynb)) and a
#   mistake has a price ([03](03_losses.ipynb)).
# - *One layer between* can bend the line ([04](04_multi_layer_perceptrons.ipynb)). Who
#   tells a layer inside what it did wrong? The chain rule
#   ([05](05_backpropagation.ipynb)). And how far should each weight go
#   ([06](06_optimisation.ipynb))?
# - *Twenty layers* learn nothing: you have touched the reason above, and
#   [07](07_vanishing_gradients.ipynb) derives it.
# - *Twenty, mended* bends by ReLU instead of the sigmoid
#   ([07](07_vanishing_gradients.ipynb)), and has two parts more: layer norm and skips.
#   What they do, and what is only said of them, is [08](08_normalisation.ipynb).
# - *Wrong labels* pull the line out of shape: the longer a network trains, the more of
#   them it learns by heart. It can be stopped from that
#   ([09](09_regularisation.ipynb)).
# - Would you have noticed the wrong labels without the picture? No error is raised, and
#   the loss falls. [10](10_recipe.ipynb) finds bugs that keep quiet, and in the
#   [project](P1_failing_run.ipynb) you mend a run that has several.
#
# ## Is everything in place?

# %% tags=["core"]
check_computer()

# %% [markdown] tags=["core"]
# If something is missing, the line says how to get it. `course doctor`, in a terminal
# in the course's folder, looks further: at disk, memory, and the file of your answers.
#
# ## Where to go
#
# The map shows every chapter, what you have done there, and three ways through the
# course: all of it; twelve lectures; twenty-four. Run its cell again when you come
# back.

# %% tags=["core"]
course_map()

# %% [markdown] tags=["core"]
# Next: open [01 Tensors](01_tensors.ipynb). Mathematics to look up stands in
# [A1](A1_mathematics.ipynb), every activation, loss and optimiser in
# [A2](A2_reference.ipynb).
