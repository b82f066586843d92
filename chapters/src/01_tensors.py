# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # 01 Tensors
#
# Four students sat four exams. One line takes from every mark the average of the
# student who got it:
#
# `marks - marks.mean(axis=1)`
#
# It runs. It complains about nothing, its result has the right shape, and the numbers
# are wrong. With five exams instead of four the same line stops with an error. **What
# does a computer do with rows and columns of numbers, and how do you make sure that it
# does what you mean?**
#
# **You will be able to** name the shape of any tensor, tell the shape of a result
# before you compute it, see when two names share their numbers, and write a sum of
# products in indices and in one line of code.
#
# **You need** lists and functions in Python; mathematics to look up stands in
# [A1](A1_mathematics.ipynb), and is linked where it is needed first. **Time**: an hour
# without the parts marked *extra*. **To run**: ten seconds.
#
# In every chapter, below the imports, come three questions about earlier ones. Answer
# from memory: finding an answer again is what makes it stay.

# %% tags=["core"]
from time import process_time

import numpy as np
import torch

from course_lib.claims import approx, claim
from course_lib.datasets import photographs
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
from course_lib.plots.images import plot_images
from course_lib.plots.style import new_axes
from course_lib.showing import figure

recall("01")

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 1 A box of numbers
#
# A **tensor** is a box of numbers of one kind. A single number is one, a list of
# numbers, a table, a picture, a thousand pictures. Four words describe the box:
#
# - its **axes**: the directions in which you count. Axis 0 comes first, and axis −1 is
#   the last;
# - its **rank**: how many axes it has (`ndim`). (The rank of a matrix in linear algebra
#   is something else: the number of independent rows.)
# - its **shape**: how many numbers there are along each axis;
# - its **dtype**: what kind of number it holds.
#
# Rank 0 is a scalar, rank 1 a
# [vector, rank 2 a matrix](A1_mathematics.ipynb#Vectors-and-matrices). A photograph has
# rank 3: rows of pixels, pixels in a row, and for each pixel red, green and blue.

# %% tags=["core"]
temple, flower = photographs()
picture = flower.image
small = picture[::4, ::4]  # every fourth row, every fourth pixel of it, all colours
for name, tensor in {"picture": picture, "small": small}.items():
    print(f"{name}: rank {tensor.ndim}, shape {tensor.shape}, {tensor.dtype}")
print("a pixel of a petal:", small[40, 60])
claim(
    "The photograph has rank 3: 819,840 numbers, 4 bytes each.",
    (picture.ndim, picture.size, picture.nbytes) == (3, 819_840, 4 * 819_840),
    rank=picture.ndim,
    numbers=picture.size,
    bytes=picture.nbytes,
)

# %% [markdown] tags=["core"]
# An index for every axis picks one number, `small[40, 60, 0]`. Fewer indices leave the
# other axes standing: `small[40, 60]` is a vector of three. `small[:, :, 0]` takes the
# reds alone. PyTorch keeps the colours on the *first* axis; `np.moveaxis` puts them
# there, and the three colours become three pictures. (`np.stack` makes grey of each:
# red, green and blue alike.)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
colours_first = np.moveaxis(small, -1, 0)  # (107, 160, 3) becomes (3, 107, 160)
alone = np.stack([colours_first] * 3, axis=-1)  # (3, 107, 160, 3)
wide, titles = new_axes(9.6, 2.0), ["all three", "red", "green", "blue"]
figure(
    plot_images(np.stack([small, *alone]), titles=titles, columns=4, ax=wide),
    alt="The red, green and blue of a photograph of a dahlia, each as a grey picture, "
    "beside the photograph: an orange flower before dark green leaves. The petals are "
    "nearly white in red, half dark in green and darker still in blue; the leaves are "
    "nearly black in red, and dark grey in green and blue.",
)
petal = small[40, 60]
claim(
    "A pixel of an orange petal holds more than twice as much red as blue.",
    petal[0] > 2 * petal[2],
    red=float(petal[0]),
    blue=float(petal[2]),
)

# %% [markdown] tags=["core"]
# Photographs: the dahlia is by vultilion, the temple further down by danielbuechele,
# both flickr.com, CC BY 2.0.
#
# ### The kind of number matters
#
# A `uint8` is a whole number from 0 to 255, in one byte. Files keep pictures like that.

# %% tags=["core"]
predict("01.a")

# %% tags=["core"]
pixel = np.array([200], dtype=np.uint8)
brighter = pixel + np.array([100], dtype=np.uint8)
claim("200 + 100 is 44, in bytes.", brighter[0] == 44, sum=int(brighter[0]))
large = np.float32(16_777_216)
claim(
    "In float32, 16,777,216 + 1 is 16,777,216.",
    large + np.float32(1) == 16_777_216,
    sum=int(large + np.float32(1)),
)
reveal("01.a")

# %% [markdown] tags=["core"]
# *300* does not fit into a byte; what does not fit is dropped, 300 − 256 = 44, and the
# brightest pixels come out dark. *255* would be a choice that somebody has to program.
# *An error* would be kind; a processor is fast, not kind. So pictures are turned into
# floats, here from 0 to 1, before anything is computed. Floats have limits too.
# `float32`, the usual one in deep learning, keeps 24 binary digits, about 7 decimal
# ones, and 16,777,216 is $2^{24}$; `float64` keeps about 16 decimal ones. This course
# proves equality in the second.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 2 One number, two names
#
# A large tensor is expensive to copy. So slices, transposes and reshapes are usually
# **views**: another name for the same numbers, walked through in another order. What
# happens here?
#
# ```python
# a = np.zeros((2, 3))
# b = a.T                  # the transpose
# c = torch.from_numpy(a)  # a PyTorch tensor
# d = a[[0, 1]]            # the rows in a list: all of them
# c[0, 0] = 7
# ```

# %% tags=["core"]
predict("01.b")

# %% tags=["core"]
a = np.zeros((2, 3))
b = a.T
c = torch.from_numpy(a)
d = a[[0, 1]]
c[0, 0] = 7
claim(
    "The change is seen in a, in b and in c, and not in d.",
    (a[0, 0], b[0, 0], c[0, 0].item(), d[0, 0]) == (7, 7, 7, 0),
    a=a[0, 0],
    b=b[0, 0],
    c=c[0, 0].item(),
    d=d[0, 0],
)
reveal("01.b")

# %% [markdown] tags=["core"]
# *Only c* takes `from_numpy` for a copy as well; *c and a* forgets that a transpose
# copies nothing. *All four* forgets that a **list** of indices may name rows in any
# order, even twice; there is no regular walk through the old numbers that does this, so
# NumPy copies. Between NumPy and PyTorch, `torch.from_numpy` and `.numpy()` share,
# `torch.tensor(a)` copies. Ask `np.shares_memory` when in doubt, and write `.copy()`
# when you mean one. Shared numbers are the reason why a function that changes its
# argument in place surprises whoever called it.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 3 Different shapes in one sum
#
# `small * 0.5` halves 51,360 numbers with one. `small * tint`, with three numbers in
# `tint`, dyes each pixel. Shapes that differ are **broadcast**:
#
# 1. Write the shapes below each other, aligned *on the right*.
# 2. On each axis the two sizes must be equal, or one of them must be 1 or missing.
# 3. What is 1 or missing is repeated, without a copy. The result has the larger size.
#
# ```
# small            107  160    3
# tint                         3
# small * tint     107  160    3
# ```
#
# **Exercise 01.1** ● 3 minutes. A tensor of shape `(8, 1, 6, 1)` is added to one of
# shape `(7, 1, 5)`. Give the shape of the sum as a tuple. On paper; the next cells are
# for checking.

# %% tags=["core", "exercise", "01.1"]
# SOLUTION
my_shape = (8, 7, 6, 5)
# END SOLUTION

# %% tags=["core"]
check("01.1")

# %% [markdown] tags=["core"]
# `None` in an index makes a new axis of size 1: `v[:, None]` turns a vector of shape
# (n,) into a column of shape (n, 1).
#
# Now a picture that you design. `tint` has a number for each colour. `fade` is a
# mountain, high in the middle: a column of shape (107, 1, 1) times a row of shape
# (1, 160, 1) is (107, 160, 1), one brightness a pixel, and the last axis of 1 serves
# all three colours. **Change the picture** and run its cell again:
#
# 1. `tint = np.array([1, 0, 0])`. What is left of the trees?
# 2. `edge = 1`. Why does the fade vanish?
# 3. Give `down` the shape (107, 1), with one `None` less. Which rule stops you?

# %% slideshow={"slide_type": "subslide"} tags=["core"]
tint = np.array([0.6, 0.8, 1.0])  # red, green, blue, from 0 to 1
edge = 0.1  # brightness along the border, from 0 to 1

view = temple.image[::4, ::4]
down = np.sin(np.linspace(0, np.pi, 107))[:, None, None]  # (107, 1, 1)
along = np.sin(np.linspace(0, np.pi, 160))[None, :, None]  # (1, 160, 1)
fade = edge + (1 - edge) * np.sqrt(down * along)  # (107, 160, 1)
pictures = np.clip([view, view * tint, view * tint * fade], 0, 1)
wide, titles = new_axes(9.6, 2.1), ["as it is", "times tint", "times fade"]
figure(
    plot_images(pictures, titles=titles, columns=3, ax=wide),
    alt="A Chinese temple three times: as it is; times the tint, bluish; and darkened "
    "towards the edges as well, as in an old photograph.",
)
claim(
    "A column times a row is a picture: 107 + 160 numbers make 17,120.",
    fade.size == 17_120,
    made=fade.size,
)

# %% [markdown] tags=["core"]
# ### The line from the beginning
#
# `marks` has shape (students, exams) = (4, 4). Its mean over axis 1, over the exams,
# has shape (4,): one number a student. Aligned on the right, those four numbers meet
# the *exams*. Broadcasting did exactly what its rule says; the rule cannot know what an
# axis means. With five exams, 4 meets 5, and you are told.
#
# **Exercise 01.2** ● 4 minutes. **Find the bug** and mend it. Each mark should lose the
# average of its own student, for any number of students and exams.
#
# ```python
# def without_own_average(marks):
#     return marks - marks.mean(axis=1)
# ```


# %% tags=["core", "exercise", "01.2"]
def without_own_average(marks):
    """Marks, shape (students, exams), less the average of each student."""
    # SOLUTION
    return marks - marks.mean(axis=1, keepdims=True)
    # END SOLUTION


# %% tags=["core"]
check("01.2")
centred, author = use("01.2"), whose("01.2")
marks = np.array([[9, 8, 9, 10], [5, 6, 5, 4], [3, 9, 8, 4], [7, 7, 7, 7]], dtype=float)
right, wrong = centred(marks), marks - marks.mean(axis=1)
print(f"each student's average afterwards, with {author}:", right.mean(axis=1))
print("with the line from the beginning:", wrong.mean(axis=1))
claim(
    "Mended, every student's marks are 0 on average; with the line from the beginning "
    "one is more than 2 away.",
    np.abs(right.mean(axis=1)).max() == 0 and np.abs(wrong.mean(axis=1)).max() > 2,
    mended=np.abs(right.mean(axis=1)).max(),
    as_it_was=np.abs(wrong.mean(axis=1)).max(),
)

# %% [markdown] tags=["core"]
# Two habits keep you safe. Reduce with `keepdims=True`, so that the axis stays, with
# size 1. And try code on sizes that all differ: a square table hides the mistake, a
# table of 4 × 5 reports it.

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 4 Sums, written in indices
#
# Broadcasting puts numbers beside each other; most of the work of a network is
# [sums](A1_mathematics.ipynb#Sums-and-products) of products. Write them with indices,
# and one rule of Einstein's from 1916: **an index
# that comes twice is summed, an index that comes once remains.**
#
# | in indices | with the sum written out | what it is | what remains |
# |---|---|---|---|
# | $u_i v_i$ | $\sum_i u_i v_i$ | dot product | () |
# | $T_{ii}$ | $\sum_i T_{ii}$ | trace: the sum of the diagonal | () |
# | $A_{ij} v_j$ | $\sum_j A_{ij} v_j$ | matrix times vector | (i,) |
# | $A_{ik} B_{kj}$ | $\sum_k A_{ik} B_{kj}$ | matrix product | (i, j) |
# | $T_{iik}$ | $\sum_i T_{iik}$ | a contraction: a vector is left | (k,) |
#
# To sum over a pair of indices is to **contract** them. `np.einsum` takes the indices
# as text, then the tensors; after the arrow stands what remains.

# %% tags=["core"]
t = np.arange(27.0).reshape(3, 3, 3)
square = t[0]
trace = np.einsum("ii->", square)
claim("The trace of 0 … 8 in a square is 0 + 4 + 8.", trace == 12, trace=float(trace))
by_hand = [sum(t[i, i, k] for i in range(3)) for k in range(3)]
difference = np.abs(np.einsum("iik->k", t) - by_hand).max()
claim(
    "T_iik by einsum is T_iik by a loop.",
    difference == 0,
    difference=difference,
)

# %% [markdown] tags=["core"]
# **Two products.** Side by side, with the same two matrices. The *element-wise* product
# $\odot$ sums nothing: $C_{ij} = A_{ij} B_{ij}$. (Here Einstein's rule has to be
# suspended; the arrow of `einsum` does that: what stands behind it is not summed.)

# %% tags=["core"]
a, b = np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
elementwise, product = np.einsum("ij,ij->ij", a, b), np.einsum("ik,kj->ij", a, b)
print("element by element:", elementwise.tolist(), " matrix product:", product.tolist())
claim(
    "A * B is the element-wise product [[5, 12], [21, 32]], A @ B the matrix product "
    "[[19, 22], [43, 50]].",
    np.abs(a * b - [[5, 12], [21, 32]]).max() == 0
    and np.abs(a @ b - [[19, 22], [43, 50]]).max() == 0,
    last_of_a_times_b=int((a * b)[1, 1]),
    last_of_a_at_b=int((a @ b)[1, 1]),
)

# %% [markdown] tags=["core"]
# **Exercise 01.3** ●● 6 minutes. $T_{ijk}$ is given as `t`. Return the vector
# $v_j = T_{iji}$: contract the *outer* pair. First write the sum out on paper. Loops
# or `einsum`, as you like.


# %% tags=["core", "exercise", "01.3"]
def contract_outer(t):
    """The vector T_iji, from t of shape (n, m, n)."""
    # SOLUTION
    return np.einsum("iji->j", t)
    # END SOLUTION


# %% tags=["core"]
check("01.3")

# %% [markdown] tags=["core"]
# **Exercise 01.4** ●● 6 minutes. Make a coloured picture grey. The eye sees green far
# better than blue, so the colours have weights $w_c$ = (0.299, 0.587, 0.114), and the
# grey of the pixel in row $h$ and column $w$ is $G_{hw} = I_{hwc}\, w_c$. Return $G$.


# %% tags=["core", "exercise", "01.4"]
def grey(image, weights):
    """Grey of shape (height, width), from (height, width, colours) and (colours,)."""
    # SOLUTION
    return np.einsum("hwc,c->hw", image, weights)
    # END SOLUTION


# %% tags=["core"]
check("01.4")
to_grey, author = use("01.4"), whose("01.4")

# %% slideshow={"slide_type": "subslide"} tags=["core"]
eye = np.array([0.299, 0.587, 0.114], dtype=np.float32)
weighted, plain = to_grey(small, eye), small.mean(axis=-1)
apart = np.clip(0.5 + 5 * (weighted - plain), 0, 1)
wide = new_axes(9.6, 2.1)
titles = [f"with {author}", "plain mean", "difference × 5 (grey: none)"]
figure(
    plot_images(np.stack([weighted, plain, apart]), titles=titles, columns=3, ax=wide),
    alt="The dahlia in grey, twice, much alike, and the difference: weighted as the "
    "eye sees, the light petals are a little lighter than with the plain mean of the "
    "three colours, and the dark red between them a little darker.",
)
lighter = weighted / plain
claim(
    "By the eye's weights an orange petal is more than 5 % lighter than by the plain "
    "mean, the dark red heart more than 5 % darker.",
    lighter[40, 60] > 1.05 and lighter[60, 80] < 0.95,
    petal=float(lighter[40, 60]),
    heart=float(lighter[60, 80]),
)

# %% [markdown] tags=["core"]
# **Exercise 01.5** ●●● 10 minutes. Both tools together. How far is each row of $A$ from
# each row of $B$? Squared, that is
#
# $$D_{ij} = \sum_k (A_{ik} - B_{jk})^2,$$
#
# for every pair, in a table of shape (rows of $A$, rows of $B$). Return it **without a
# loop**. Which shapes must `a` and `b` have, so that their difference has all three
# indices?


# %% tags=["core", "exercise", "01.5"]
def squared_distances(a, b):
    """D_ij, shape (n, m), from rows of a, (n, features), and of b, (m, features)."""
    # SOLUTION
    return ((a[:, None] - b[None]) ** 2).sum(axis=-1)
    # END SOLUTION


# %% tags=["core"]
check("01.5")
distances, author = use("01.5"), whose("01.5")

# %% [markdown] tags=["core"]
# With it a photograph becomes a poster: each pixel takes the colour of a palette that
# is nearest to its own. **Choose other colours**, or more of them.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
palette = np.array([[0, 0.2, 0.1], [0, 0.3, 0.3], [0.7, 0.3, 0.1], [0.9, 0.6, 0.4]])
pixels = small.reshape(-1, 3)  # (17120, 3)
far = distances(pixels, palette)  # (17120, colours)
poster = palette[far.argmin(axis=1)].reshape(small.shape)
wide, titles = new_axes(6.4, 2.1), ["as it is", f"with {author}"]
figure(
    plot_images(np.stack([small, poster]), titles=titles, columns=2, ax=wide),
    alt="The dahlia as it is, and in four flat colours like a poster: dark green and "
    "dark teal for the background, two oranges for the flower.",
)
mean_colour = pixels.mean(axis=0)[None]
left = far.min(axis=1).mean() / distances(pixels, mean_colour).mean()
claim(
    "To the nearest of four colours the squared distance is less than a fifth of that "
    "to one mean colour.",
    left < 0.2,
    left=left,
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## 5 Why not a loop?
#
# Every contraction is a loop, and Python has loops. Here is $C_{ij} = A_{ik} B_{kj}$
# three ways: with three loops, with NumPy and with PyTorch. All three give the same
# numbers.

# %% tags=["core"]
predict("01.c")


# %% tags=["core"]
def product_by_loops(a, b):
    """C_ij = A_ik B_kj, a number at a time."""
    c = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                c[i, j] += a[i, k] * b[k, j]
    return c


def seconds(compute, times):
    """The processor's own time for one run, however busy the computer is."""
    start = process_time()
    for _ in range(times):
        compute()
    return (process_time() - start) / times


# %% tags=["core"]
rng = np.random.default_rng(0)
a, b = rng.normal(size=(64, 64)), rng.normal(size=(64, 64))
by_torch = torch.einsum("ik,kj->ij", torch.from_numpy(a), torch.from_numpy(b))
difference = max(
    relative_difference(product_by_loops(a, b), c) for c in (a @ b, by_torch)
)
claim(
    "Loops, NumPy and PyTorch agree to ten digits.",
    difference < 1e-10,
    difference=approx(difference),
)
faster = seconds(lambda: product_by_loops(a, b), 2) / seconds(lambda: a @ b, 5000)
claim(
    "For matrices of 64 × 64, one line is more than 100 times as fast as three loops.",
    faster > 100,
    times_as_fast=approx(faster),
)
reveal("01.c")

# %% [markdown] tags=["core"]
# The number of products is the same, but not what each of them costs: in each of
# 262,144 rounds Python looks up what `a`, `[i, k]` and `*` mean, while the matrix
# product goes through both tables in one run of machine code, several numbers at a
# time. So *ten times* is too modest, and *about as fast* is far off. (In a compiled
# language the loops would come much closer.) From here on there are loops only where
# one step has to wait for another.

# %% [markdown] tags=["extra"]
# ## 6 What transforms, and what does not *(extra)*
#
# A physicist would object to all this: a tensor is no box of numbers. A force has a
# length and a direction, whoever looks; its three numbers depend on how your axes lie.
# Turn the axes by a rotation $R$ (with $R^\top R = I$, the identity matrix), and the
# numbers change *by a rule*, one $R$ for each index:
#
# $$v'_a = R_{ai} v_i, \qquad T'_{ab} = R_{ai} R_{bj} T_{ij}, \qquad
# T'_{abc} = R_{ai} R_{bj} R_{ck} T_{ijk}.$$
#
# What obeys the rule is a tensor in the physicist's sense. Which of our operations
# respect it? We draw a random rotation, and compare two orders: first compute, then
# rotate; first rotate, then compute.

# %% tags=["extra"]
rng = np.random.default_rng(0)
turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
turn *= np.linalg.det(turn)  # no mirror image
matrix, other, cube = (rng.normal(size=(3,) * rank) for rank in (2, 2, 3))


def rotated(tensor):
    """The same tensor in other axes: one rotation for each index."""
    for axis in range(tensor.ndim):
        tensor = np.moveaxis(np.tensordot(turn, tensor, (1, axis)), 0, axis)
    return tensor


# %% tags=["extra"]
traces = [np.trace(m) for m in (matrix, rotated(matrix))]
sums = [m.sum() for m in (matrix, rotated(matrix))]
claim(
    "The trace is the same in both axes, to ten digits; the sum of all entries is not.",
    abs(traces[1] - traces[0]) < 1e-10 and abs(sums[1] - sums[0]) > 0.1,
    trace=approx(traces[1]),
    trace_before=approx(traces[0]),
    sum=approx(sums[1]),
    sum_before=approx(sums[0]),
)

# %% tags=["extra"]
orders = {
    "contract": lambda m, o, t: np.einsum("iik->k", t),
    "multiply": lambda m, o, t: m @ o,
    "elementwise": lambda m, o, t: m * o,
}
apart = {}
for name, compute in orders.items():
    first = rotated(compute(matrix, other, cube))
    second = compute(rotated(matrix), rotated(other), rotated(cube))
    apart[name] = relative_difference(second, first)
claim(
    "Contraction and matrix product do not care about the order; the element-wise "
    "product does.",
    max(apart["contract"], apart["multiply"]) < 1e-10 and apart["elementwise"] > 0.1,
    **{name: approx(difference) for name, difference in apart.items()},
)

# %% [markdown] tags=["extra"]
# Why the trace survives is one line: $T'_{aa} = R_{ai} R_{aj} T_{ij} = \delta_{ij}
# T_{ij} = T_{ii}$, where $\delta_{ij}$ are the entries of $I$: the two rotations of a
# pair that is contracted cancel. In the element-wise product and in the sum over all
# entries they have no partner. Deep learning uses both all the time. Its layers care
# which axis is which, its tensors are boxes, and that is no fault: the red of a pixel
# is no direction in space.

# %% [markdown] tags=["extra"]
# ## In practice *(extra)*
#
# In PyTorch you meet pictures in batches, of shape (batch, colours, height, width).
# Here the two photographs become one batch. Each colour gets mean 0 and
# [standard deviation](A1_mathematics.ipynb#Probability) 1 over all pictures of the
# training set, here two: the usual first step of an image network. And the batch
# becomes rows for a layer that knows no pictures.

# %% tags=["extra"]
photos = np.stack([temple.image, flower.image])
batch = torch.from_numpy(photos).permute(0, 3, 1, 2)  # a view: no number is moved
mean = batch.mean(dim=(0, 2, 3), keepdim=True)  # (1, 3, 1, 1)
deviation = batch.std(dim=(0, 2, 3), keepdim=True)
standard = (batch - mean) / deviation
rows = standard.flatten(start_dim=1)
print(
    "batch", tuple(batch.shape), " mean", tuple(mean.shape), " rows", tuple(rows.shape)
)
off_0 = standard.mean(dim=(0, 2, 3)).abs().max().item()
off_1 = (standard.std(dim=(0, 2, 3)) - 1).abs().max().item()
claim(
    "The mean of each colour is 0 and its standard deviation 1, to three digits.",
    off_0 < 1e-3 and off_1 < 1e-3,
    off_0=approx(off_0),
    off_1=approx(off_1),
)

# %% [markdown] tags=["core"]
# ## Recap
#
# - A tensor has a shape, one size an axis, and a dtype. Know both before you compute.
# - Slices, transposes and `torch.from_numpy` are views: one set of numbers, two names.
# - Shapes are broadcast from the right; sizes are equal, or 1, or missing. What fits by
#   accident is not reported: reduce with `keepdims=True`, test with sizes that differ.
# - An index that comes twice is summed: $T_{ii}$, $T_{iik}$, $A_{ik}B_{kj}$. `einsum`
#   takes it as text.
# - The element-wise product sums nothing, the matrix product does. A loop in Python is
#   for steps that wait for each other.
#
# Every sum so far had weights that we chose, like the three of grey. In
# [chapter 02](02_perceptron.ipynb) a sum of products finds its own.
#
# ## Going further
#
# - Write `np.einsum("bqd,bkd->bqk", q, k)` as a loop, and guess what b, q and k stand
#   for. Chapter 18 is built on it.
# - Which of the two is cheaper for a column `x` of 1,000 numbers and matrices `a`, `b`
#   of 1,000 × 1,000: `(a @ b) @ x` or `a @ (b @ x)`? Count products first.
#
# ## Sources
#
# - A. Einstein (1916), *Die Grundlage der allgemeinen Relativitätstheorie*, Annalen der
#   Physik 49, section 5: the convention of summing.
# - C. R. Harris and others (2020), *Array programming with NumPy*, Nature 585: views
#   and broadcasting.
# - A. Paszke and others (2019), *PyTorch: An Imperative Style, High-Performance Deep
#   Learning Library*.
# - Recommendation ITU-R BT.601: the weights of red, green and blue.
