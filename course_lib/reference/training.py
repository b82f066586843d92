"""Rows of the reference: first weights, optimisers, schedules."""

from typing import Any

from course_lib.numpy_nn import initialisation, optimisers, schedules
from course_lib.reference.entry import Entry


def _rule(name: str, spread: str, *, torch: str | None = None, taught: str = "07", **options: Any) -> Entry:
    """A rule for first weights: the standard deviation that they have."""
    torch = f"torch.nn.init.{name}_" if torch is None else torch
    rule = getattr(initialisation, name)
    kind = options.get("nonlinearity")
    gains = {"gain": initialisation.calculate_gain(kind)} if kind else {}
    return Entry(name, rule, spread, taught=taught, options=options, values=gains, torch=torch)


INITIALISERS = (
    _rule("zeros", "0"),
    _rule("constant", "0", val=0.1),
    _rule("normal", "std", std=0.1),
    _rule("uniform", "(b - a) / sqrt(12)", a=-0.1, b=0.1),
    _rule("lecun_normal", "sqrt(1 / fan_in)", torch=""),
    _rule("xavier_normal", "gain * sqrt(2 / (fan_in + fan_out))", gain=1.0),
    _rule("xavier_uniform", "gain * sqrt(2 / (fan_in + fan_out))", gain=1.0),
    _rule("kaiming_normal", "gain / sqrt(fan_in)", nonlinearity="relu"),
    _rule("kaiming_uniform", "gain / sqrt(fan_in)", nonlinearity="relu"),
    _rule("orthogonal", "gain / sqrt(max(fan_in, fan_out))", gain=1.0),
)


def _optimiser(variant: str, name: str, lines: tuple[str, ...], **options: Any) -> Entry:
    values = dict(zip(("beta1", "beta2"), options.get("betas", ()), strict=False))
    return Entry(
        variant,
        getattr(optimisers, name),
        "\n".join(lines),
        taught="06",
        options=options,
        values=values,
        torch=f"torch.optim.{name}",
    )


_ADAM = (
    *("m = beta1 * m + (1 - beta1) * g", "v = beta2 * v + (1 - beta2) * g**2"),
    *("m_hat = m / (1 - beta1**step)", "v_hat = v / (1 - beta2**step)"),
    "theta = theta - lr * m_hat / (sqrt(v_hat) + eps)",
)

OPTIMISERS = (
    _optimiser("SGD", "SGD", ("theta = theta - lr * g",), lr=0.05),
    _optimiser(
        "SGD, momentum",
        "SGD",
        ("v = momentum * v + g", "theta = theta - lr * v"),
        lr=0.05,
        momentum=0.9,
    ),
    _optimiser(
        "SGD, Nesterov",
        "SGD",
        ("v = momentum * v + g", "theta = theta - lr * (g + momentum * v)"),
        lr=0.05,
        momentum=0.9,
        nesterov=True,
    ),
    _optimiser(
        "RMSprop",
        "RMSprop",
        ("v = alpha * v + (1 - alpha) * g**2", "theta = theta - lr * g / (sqrt(v) + eps)"),
        lr=0.05,
        alpha=0.9,
        eps=1e-8,
    ),
    _optimiser("Adam", "Adam", _ADAM, lr=0.1, betas=(0.9, 0.999), eps=1e-8),
    _optimiser(
        "Adam, weight decay",
        "Adam",
        ("g = g + weight_decay * theta  # into m and v", *_ADAM),
        lr=0.1,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0.1,
    ),
    _optimiser(
        "AdamW",
        "AdamW",
        ("theta = theta - lr * weight_decay * theta  # past m and v", *_ADAM),
        lr=0.1,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0.1,
    ),
)


def _plan(name: str, formula: str, **options: Any) -> Entry:
    rule = getattr(schedules, name)
    return Entry(name, rule, formula, taught="06", options=options, torch=f"torch.optim.lr_scheduler.{name}")


def _warm_up_then_cosine(optimizer: optimisers.Optimizer) -> schedules.SequentialLR:
    """The usual plan, as an example of two schedules in sequence."""
    parts = [schedules.LinearLR(optimizer, 0.1, 1.0, 10), schedules.CosineAnnealingLR(optimizer, 40)]
    return schedules.SequentialLR(optimizer, parts, [10])


SCHEDULES = (
    _plan("StepLR", "lr0 * gamma**(t // step_size)", step_size=15, gamma=0.5),
    _plan("ExponentialLR", "lr0 * gamma**t", gamma=0.95),
    _plan(
        "CosineAnnealingLR",
        "eta_min + (lr0 - eta_min) * (1 + cos(pi * t / T_max)) / 2",
        T_max=50,
        eta_min=0.1,
    ),
    _plan(
        "LinearLR",
        "lr0 * (start_factor + (end_factor - start_factor) * (t / total_iters if t < total_iters else 1))",
        start_factor=0.1,
        end_factor=0.9,
        total_iters=10,
    ),
    Entry(
        "SequentialLR",
        _warm_up_then_cosine,
        "lr0 * ((1 + 9 * t / 10) / 10 if t < 10 else (1 + cos(pi * (t - 10) / 40)) / 2)",
        taught="06",
        torch="torch.optim.lr_scheduler.SequentialLR",
    ),
)
