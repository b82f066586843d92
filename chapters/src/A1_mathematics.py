# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# # A1 Mathematics you need
#
# This appendix is for looking things up. Each section says what a thing is, shows it in
# numbers, and names the first chapter that needs it. **What you know, skip.**
#
# **You need** school calculus and a little Python. **Time**: forty minutes for all
# of it. **To run**: some seconds.

# %% tags=["core"]
import numpy as np

from course_lib.claims import approx, claim
from course_lib.learning import check, hint, solution, use, whose
from course_lib.plots.curves import plot_lines
from course_lib.plots.style import new_axes
from course_lib.showing import figure

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Sums and products
#
# *First in chapter 01.* $\sum_{i=1}^n x_i$ adds up $x_1 + \dots + x_n$, and
# $\prod_{i=1}^n x_i$ multiplies. Sums may be split, factors may be pulled out, and the
# order of two sums does not matter:
#
# $$\sum_i \sum_j a_i b_j = \Big(\sum_i a_i\Big) \Big(\sum_j b_j\Big).$$

# %% tags=["core"]
a, b = np.array([1, 2, 3]), np.array([10, 20])
double_sum = sum(x * y for x in a for y in b)
claim(
    "A double sum of products is the product of the sums, 6 · 30.",
    double_sum == a.sum() * b.sum(),
    double_sum=int(double_sum),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Vectors and matrices
#
# *First in chapters 01 and 02.* A vector is a list of numbers, or an arrow. Its
# **length** is $\lVert x \rVert = \sqrt{\sum_i x_i^2}$. The **dot product**
# $x \cdot y = \sum_i x_i y_i$ is $\lVert x \rVert \lVert y \rVert \cos\varphi$, with
# the angle $\varphi$ between the two: positive if they point the same way, 0 if they
# stand at right angles, and never more than $\lVert x \rVert \lVert y \rVert$.
#
# A **matrix** $A$ of shape (rows, columns) turns a vector into another one,
# $(Ax)_i = \sum_j A_{ij} x_j$. Two in a row are one:
# $(AB)_{ij} = \sum_k A_{ik} B_{kj}$. The order matters. The **transpose** swaps rows
# and columns, and $(AB)^\top = B^\top A^\top$.

# %% tags=["core"]
x, y = np.array([3.0, 4.0]), np.array([-4.0, 3.0])
claim(
    "(3, 4) has length 5, and stands at right angles to (−4, 3).",
    np.linalg.norm(x) == 5 and x @ y == 0,
    length=np.linalg.norm(x),
    dot_product=x @ y,
)
rng = np.random.default_rng(0)
p, q = rng.integers(-3, 4, (2, 3)), rng.integers(-3, 4, (3, 2))
off = int(np.abs((p @ q).T - q.T @ p.T).max())
claim("The transpose of a product turns the order round.", off == 0, off_by=off)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Exponential and logarithm
#
# *First in chapter 02.* $e^x$ turns sums into products, $e^{x+y} = e^x e^y$, and its
# slope is itself. The natural logarithm, $\log$ in this course, undoes it:
# $\log(e^x) = x$. So $\log(xy) = \log x + \log y$, $\log(x^n) = n \log x$,
# $\log 1 = 0$, and $\log x$ falls without end as $x$ goes to 0. Its slope is $1/x$.
# Probabilities of many things together are products too small for a computer; their
# logarithms are sums. Two functions are made of $e^x$ that you will meet all the time,
# the **sigmoid** $\sigma(x) = 1 / (1 + e^{-x})$, from 0 up to 1, and $\tanh x = (e^x -
# e^{-x}) / (e^x + e^{-x})$, from −1 up to 1.

# %% tags=["core"]
product, log_sum = 0.1**400, 400 * np.log(0.1)
claim(
    "0.1⁴⁰⁰ is lost in a computer, its logarithm is not.",
    product == 0 and log_sum < -900,
    product=product,
    logarithm=float(log_sum),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Derivative and chain rule
#
# *First in chapter 02.* The derivative $f'(x) = \mathrm{d}f / \mathrm{d}x$ says how
# much $f$ changes with a small change of $x$: $f(x + h) \approx f(x) + h f'(x)$. On a
# computer: go a little to both sides (a **central difference**),
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}.$$
#
# The **chain rule** is all of backpropagation: if $y = f(u)$ and $u = g(x)$, a change
# of $x$ goes through both, and the factors multiply:
#
# $$\frac{\mathrm{d}y}{\mathrm{d}x} = \frac{\mathrm{d}y}{\mathrm{d}u} \cdot
# \frac{\mathrm{d}u}{\mathrm{d}x}.$$
#
# **Exercise A1.1** ● 3 minutes. What is the derivative of $(3x + 1)^2$ at $x = 1$?

# %% tags=["core", "exercise", "A1.1"]
# SOLUTION
my_slope = 24.0
# END SOLUTION

# %% tags=["core"]
check("A1.1")

# %% [markdown] tags=["core"]
# **Exercise A1.2** ● 3 minutes. Write the central difference. `left` is $f(x - h)$, and
# `right` is $f(x + h)$.


# %% tags=["core", "exercise", "A1.2"]
def slope(left, right, h):
    """Central difference, from left = f(x − h) and right = f(x + h)."""
    # SOLUTION
    return (right - left) / (2 * h)
    # END SOLUTION


# %% slideshow={"slide_type": "subslide"} tags=["core"]
check("A1.2")
measured, author = use("A1.2"), whose("A1.2")
places, h = np.linspace(-3, 3, 121), 1e-5
slopes = measured(np.tanh(places - h), np.tanh(places + h), h)
curves = {"tanh": np.tanh(places), "its slope": slopes}
ax = plot_lines(places, curves, xlabel="x", ylabel="value")
ax.set_title(f"with {author}")
figure(
    ax,
    alt="The function tanh, a curve from −1 up to 1, and its slope: a bell, 1 high at "
    "x = 0, that goes to 0 on both sides.",
)
furthest = np.abs(slopes - (1 - np.tanh(places) ** 2)).max()
claim(
    "The slope of tanh is 1 − tanh², to eight digits.",
    furthest < 1e-8,
    furthest=approx(furthest),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Partial derivatives and the gradient
#
# *First in chapter 02.* A function of many numbers has a slope in each of them, the
# others held fixed: $\partial f / \partial x_i$. All together are the **gradient**
# $\nabla f$, a vector in the shape of $x$. For a small step $d$,
# $f(x + d) \approx f(x) + \nabla f \cdot d$. Of all small steps of one length the one
# along $\nabla f$ raises $f$ most; so the one against it lowers it most.
#
# If a change reaches $f$ along several paths, their contributions **add up**:
# $\partial f / \partial x = \sum_k (\partial f / \partial u_k)(\partial u_k / \partial
# x)$. A function with many outputs has one gradient for each, the rows of its
# **Jacobian** $J_{ij} = \partial y_i / \partial x_j$; the Jacobian of $y = Ax$ is $A$.

# %% tags=["core"]
weights = np.array([2.0, -1.0])


def height(point):
    """A hill of two numbers."""
    return np.exp(-(point @ point)) + weights @ point


here, around = np.array([0.5, 0.3]), np.linspace(0, 2 * np.pi, 361)
gradient = -2 * here * np.exp(-(here @ here)) + weights
steps = 1e-4 * np.stack([np.cos(around), np.sin(around)], axis=1)
risen = np.array([height(here + step) for step in steps]) - height(here)
steepest = steps[risen.argmax()] / 1e-4
turned = np.arctan2(*steepest[::-1]) - np.arctan2(*gradient[::-1])
claim(
    "Of 360 directions the steepest is that of the gradient, within a degree.",
    abs(np.degrees(turned)) < 1,
    degrees=approx(abs(np.degrees(turned))),
)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Matrix calculus
#
# *First in chapter 02, then in 05.* Two gradients are worth knowing by heart:
#
# $$\nabla_x\, (a \cdot x) = a, \qquad
# \nabla_x \lVert Ax - b \rVert^2 = 2 A^\top (Ax - b).$$
#
# Close to a point the Jacobian stands for its function,
# $f(x + d) \approx f(x) + J d$, so a small circle becomes nearly an ellipse. Where one
# function follows another, their Jacobians multiply: that is the chain rule. So $y =
# \tanh(Ax)$, value by value, has $J_{ij} = (1 - y_i^2)\, A_{ij}$.
#
# If a number $L$ depends on a matrix $W$, its gradient $\partial L / \partial W$ has
# the shape of $W$. For $Z = X W^\top$ and $D = \partial L / \partial Z$ the indices
# tell what it is: $\partial L / \partial W_{ji} = \sum_n D_{nj}\, X_{ni}$, and that is
# $D^\top X$.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
A, point = np.array([[1.0, 1.2], [-0.2, 0.8]]), np.array([0.3, 0.2])
circle = 0.2 * np.stack([np.cos(around), np.sin(around)], axis=1)
y = np.tanh(A @ point)
jacobian = (1 - y**2)[:, None] * A
columns = [
    measured(np.tanh(A @ (point - move)), np.tanh(A @ (point + move)), 1e-5)
    for move in 1e-5 * np.eye(2)
]
ax = new_axes(3.6, 3.6)
ax.plot(*np.tanh((point + circle) @ A.T).T, label="the circle, by tanh(Ax)")
ax.plot(*(y + circle @ jacobian.T).T, "--", label="by its Jacobian")
ax.set(xlabel="y₁", ylabel="y₂", aspect="equal")
ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1))
figure(
    ax,
    alt="What becomes of a circle of radius 0.2: by the Jacobian an ellipse, by the "
    "function a closed curve near it: they nearly meet above and below, and the curve "
    "lies a little to the left of the ellipse at both ends.",
)

# %% tags=["core"]
off = np.abs(np.stack(columns, axis=1) - jacobian).max()
claim(
    "Measured input by input, the columns of J are those of the formula.",
    off < 1e-8,
    off_by=approx(off),
)
b = np.array([1.0, -2.0])
least = [
    measured(*(np.sum((A @ (point + s * move) - b) ** 2) for s in (-1, 1)), 1e-5)
    for move in 1e-5 * np.eye(2)
]
off = np.abs(least - 2 * A.T @ (A @ point - b)).max()
claim("∇‖Ax − b‖² is 2Aᵀ(Ax − b), measured.", off < 1e-8, off_by=approx(off))
X, W, D = (rng.integers(-3, 4, shape) for shape in ((5, 3), (2, 3), (5, 2)))
ones = np.eye(6, dtype=int).reshape(6, 2, 3)  # L = Σ D ⊙ (X Wᵀ): one weight more by 1
changes = [(D * (X @ (W + one).T)).sum() - (D * (X @ W.T)).sum() for one in ones]
apart = int(np.abs(np.reshape(changes, (2, 3)) - D.T @ X).max())
claim("∂L/∂W is Dᵀ X, in all six weights.", apart == 0, apart=apart)

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Singular values
#
# *First in extra parts of chapters 02 and 07, then in chapter 13.* Every $2 \times 2$
# matrix $A$ turns the unit circle into an ellipse. Its half-axes have lengths
# $\sigma_1 \ge \sigma_2 \ge 0$, the **singular values**, and directions $u_1$ and
# $u_2$. They come from two directions $v_1$ and $v_2$ that stand at right angles as
# well: $A v_i = \sigma_i u_i$. With the $u_i$ as columns of $U$, the $v_i$ as columns
# of $V$ and the $\sigma_i$ on the diagonal of $S$, that is the
# **singular value decomposition (SVD)**. In more dimensions there are more of them:
#
# $$A = U S V^\top = \sigma_1 u_1 v_1^\top + \sigma_2 u_2 v_2^\top + \dots$$
#
# Break the sum off after $k$ terms, and no other matrix of rank $k$ is closer to $A$:
# the squares of what is missing add up to the squares of the $\sigma_i$ left out.

# %% slideshow={"slide_type": "subslide"} tags=["core"]
U, S, Vt = np.linalg.svd(A)
unit = circle / 0.2
ellipse = unit @ A.T
ax = new_axes(3.6, 3.6)
ax.plot(*unit.T, label="unit circle")
ax.plot(*ellipse.T, "--", label="what A makes of it")
for sigma, u in zip(S, U.T, strict=True):
    ax.plot(*np.transpose([0 * u, sigma * u]), color="0.3")
ax.set(xlabel="x₁", ylabel="x₂", aspect="equal")
ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1))
figure(
    ax,
    alt="A circle of radius 1 and the ellipse that the matrix makes of it: longer "
    "than the circle in one direction, shorter across. Its two half-axes are drawn.",
)

# %% tags=["core"]
lengths = np.linalg.norm(ellipse, axis=1)
gap = max(abs(lengths.max() - S[0]), abs(lengths.min() - S[1]))
claim(
    "The longest and the shortest way to the ellipse are the singular values.",
    gap < 1e-3,
    gap=gap,
)
left_out = np.sum((A - S[0] * np.outer(U[:, 0], Vt[0])) ** 2) - S[1] ** 2
claim("After one term, σ₂² is left out.", abs(left_out) < 1e-12, off=approx(left_out))

# %% [markdown] slideshow={"slide_type": "slide"} tags=["core"]
# ## Probability
#
# *First in chapters 01 and 02.* A random number takes the value $x$ with probability
# $p(x)$; all probabilities add up to 1. What it is on average over many draws is its
# **expectation**, and the mean square of how far it strays from there its **variance**;
# the root of that is the **standard deviation**:
#
# $$E[x] = \sum_x p(x)\, x, \qquad \mathrm{Var}[x] = E\big[(x - E[x])^2\big] = E[x^2] -
# E[x]^2.$$
#
# Expectations add up, always: $E[x + y] = E[x] + E[y]$. Variances add up if the two are
# **independent**, that is, if $p(x, y) = p(x)\, p(y)$. A factor comes out squared:
# $\mathrm{Var}[cx] = c^2\, \mathrm{Var}[x]$.
#
# - **Bernoulli**: 1 with probability $p$, else 0.
# - **Normal** (Gaussian) with mean $\mu$ and standard deviation $\sigma$: density
#   $\frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / 2\sigma^2}$. A density is
#   probability per length; areas under it are probabilities. Within one $\sigma$ of the
#   mean lie 68 % of the draws, within two 95 %.
#
# **Exercise A1.3** ●● 4 minutes. Return expectation and variance of a Bernoulli number
# of probability `p`, as an array of two.


# %% tags=["core", "exercise", "A1.3"]
def bernoulli_moments(p):
    """Expectation and variance of a number that is 1 with probability p, else 0."""
    # SOLUTION
    return np.array([p, p * (1 - p)])
    # END SOLUTION


# %% tags=["core"]
check("A1.3")
moments, author = use("A1.3"), whose("A1.3")
expectation, variance = moments(0.3)
draws = (np.random.default_rng(0).random(100_000) < 0.3).astype(float)
print(f"with {author}:", approx(expectation), approx(variance))
claim(
    "100,000 draws have that mean and that variance, to two digits.",
    abs(draws.mean() - expectation) < 0.01 and abs(draws.var() - variance) < 0.01,
    mean=draws.mean(),
    expectation=float(expectation),
    variance_of_draws=draws.var(),
    variance=float(variance),
)

# %% slideshow={"slide_type": "subslide"} tags=["core"]
ranges = np.linspace(-4, 4, 161)
density = np.exp(-(ranges**2) / 2) / np.sqrt(2 * np.pi)
figure(
    plot_lines(ranges, {"N(0, 1)": density}, xlabel="x", ylabel="density"),
    alt="The density of the normal distribution of mean 0 and standard deviation 1: a "
    "bell, 0.4 high at 0, and close to 0 beyond −3 and 3.",
)
normal = np.random.default_rng(0).normal(size=(2, 100_000))
within = [np.mean(np.abs(normal[0]) < bound) for bound in (1, 2)]
claim(
    "68 % of the draws lie within one standard deviation, 95 % within two.",
    abs(within[0] - 0.68) < 0.01 and abs(within[1] - 0.95) < 0.01,
    one=within[0],
    two=within[1],
)
added = normal.sum(axis=0).var()
claim("Variances of independent numbers add up.", abs(added - 2) < 0.05, variance=added)

# %% [markdown] tags=["core"]
# ## Recap
#
# - Dot product: how much two vectors point the same way. Matrix product: sums over the
#   index in the middle.
# - Logarithms turn products into sums.
# - The chain rule multiplies along a path, and adds up over paths.
# - The gradient points to where a function grows fastest. It has the shape of what it
#   belongs to, also if that is a matrix.
# - A matrix makes ellipses of circles; their half-axes are its singular values.
# - Expectations add up; variances do if the numbers are independent.
#
# ## Sources
#
# - G. Strang (2016), *Introduction to Linear Algebra*, fifth edition.
# - M. P. Deisenroth, A. A. Faisal, C. S. Ong (2020), *Mathematics for Machine
#   Learning*, chapters 2, 5 and 6.
