# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # Start here
#
# This course teaches deep learning by letting you run it. Each idea appears three
# times: as a few lines of NumPy with its gradient derived by hand, as the PyTorch that
# people use, and as a proof that the two agree. It needs no GPU and, once installed, no
# network.
#
# > **Note** The course is growing. Today one chapter has begun; the map below shows
# > which.

# %% [markdown] tags=["core"]
# ## Is everything in place?
#
# Click into the next cell and press **Shift + Enter**. It runs the cell and goes to the
# next one; that is all you need to know about notebooks. **Run → Run All Cells** runs a
# whole chapter.

# %% tags=["core"]
import numpy as np

from course_lib.claims import claim
from course_lib.learning import check, hint, solution, use
from course_lib.numpy_nn.activations import sigmoid

# %% [markdown] tags=["core"]
# If that gave no error, you are ready. If it did, open a terminal in the course's
# folder and run `course doctor`: it says what is missing and how to get it.
#
# ## How a chapter works
#
# **Sentences with numbers are measured.** Where the text states a result, a cell
# measures it and prints `✓`:

# %% tags=["core"]
value = sigmoid(np.array([0.0]))[0]
claim("The sigmoid is one half at zero.", value == 0.5, value=value)

# %% [markdown] tags=["core"]
# If you change something and a sentence no longer holds, the cell tells you so, and
# nothing breaks. A `≈` marks numbers that another computer may give a little
# differently.
#
# **Exercises stand where the idea is fresh.** Write your answer into the cell, run it,
# and run the check below it. The check tells you what is wrong in words; `hint("00.1")`
# and `solution("00.1")` help when you are stuck. Type them into a cell of your own. Try
# it:

# %% [markdown] tags=["core"]
# **Exercise 00.1** ● 1 minute. Return the double of `x`.


# %% tags=["core", "exercise", "00.1"]
def double(x):
    """Twice x."""
    # SOLUTION
    return 2 * x
    # END SOLUTION


# %% tags=["core"]
check("00.1")
twice = use("00.1")
claim("Whoever wrote it, the double of 21 is 42.", twice(21) == 42, result=twice(21))

# %% [markdown] tags=["core"]
# An exercise that you leave open stops nothing: the chapter goes on with the course's
# own answer, and with yours as soon as it is right.
#
# **Predictions come before experiments.** You choose what you expect, and say how sure
# you are. Being wrong there is where most is learned.
#
# **Your answers stay with you.** They are kept in one file on the computer that runs
# this notebook, and sent nowhere. `course progress` shows them; `course progress --off`
# stops recording.
#
# **Change what you like.** `make lab` and `course lab` open your own copies, in the
# folder `work`. When the course is updated, a chapter that you changed is kept, and the
# new version is put beside it. (On Binder everything is gone when you leave.)
#
# ## The map
#
# - **00 Start here**: this page
# - **07 [Initialisation and vanishing gradients](07_vanishing_gradients.ipynb)**: why
#   deep networks did not learn; the opening, four sections
#
# Next: open chapter 07.
