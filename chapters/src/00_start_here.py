# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # Start here
#
# This course teaches deep learning by letting you run it. Each idea comes three times:
# as a few lines of NumPy with the gradient derived by hand, as the PyTorch that people
# use, and as a proof that the two agree. It needs no GPU and, once installed, no
# network.
#
# > **Note** The course is growing. Chapters 00 to 07 and appendix A1 are complete; the
# > map at the end shows what is to come.
#
# Ten minutes, from here to the bottom of the page. Click into the next cell and press
# **Shift + Enter**: it runs, and you are in the one after it. That is all you need to
# know about notebooks. **Run → Run All Cells** runs a whole page.

# %% tags=["core"]
import numpy as np

from course_lib.claims import approx, claim
from course_lib.computer import check_computer
from course_lib.course_map import course_map
from course_lib.learning import check, hint, predict, reveal, solution, use
from course_lib.numpy_nn.activations import sigmoid
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
# [A1](A1_mathematics.ipynb).
