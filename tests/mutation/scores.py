"""What the mutation run found: how many changes of the code its tests noticed, and which they did not."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.two_files import write_both

GOAL = 0.95
ARRAYS = "arrays = zip(self.params, self._means, self._squares, self._divisors, self._scratch,"
EXPLAINED = {  # by the line that the mutant has instead: why no test can tell it from the code
    "share = np.reshape(share_of_each(grad_output, self.reduction, total), (-2, 1))": "NumPy takes any "
    "negative number for the length that is left open",
    "labels = labels if (used.all()) and False else np.where(used, labels, x.argmax(1))  # 0 · ∞ is NaN": (
        "`np.where` gives the same labels, in more time"
    ),
    **dict.fromkeys(
        (
            "self.bias = Parameter(0 / ones) if affine else None",
            "self.bias = Parameter(0 / ones) if elementwise_affine else None",
            "self.running_mean = Buffer(0 / ones) if track_running_stats else None",
        ),
        "0 times 1 is 0 divided by 1",
    ),
    **dict.fromkeys(
        (
            "self.num_batches_tracked = Buffer(np.array(0, None)) if track_running_stats else None",
            "self.num_batches_tracked = Buffer(np.array(0, )) if track_running_stats else None",
        ),
        "NumPy's own choice for 0 is int64",
    ),
    **dict.fromkeys(
        (
            "states = zip(self.params, self._squares, self._means, self._velocities, strict=None)",
            "states = zip(self.params, self._squares, self._means, self._velocities, )",
            "states = zip(self.params, self._squares, self._means, self._velocities, strict=False)",
            f"{ARRAYS} strict=None)",
            f"{ARRAYS} )",
            f"{ARRAYS} strict=False)",
        ),
        "the lists are made of the same parameters, so their lengths never differ",
    ),
    **dict.fromkeys(
        (
            "mean += np.multiply(gradient, 1 - beta1, out=None)  # a new array would take longer to get",
            "mean += np.multiply(gradient, 1 - beta1, )  # a new array would take longer to get",
            "square += np.multiply(scratch, 1 - beta2, out=None)",
            "square += np.multiply(scratch, 1 - beta2, )",
        ),
        "the same numbers, in a new array",
    ),
    "return x.reshape(-2, math.prod(layer.normalized_shape))": "NumPy takes any negative number for the "
    "length that is left open",
    **dict.fromkeys(
        (
            "return stretched if bias is None else np.add(stretched, bias.data.ravel(), out=None)",
            "return stretched if bias is None else np.add(stretched, bias.data.ravel(), )",
        ),
        "the same numbers, in a new array",
    ),
    'self.initial_lr: float | None = ""': "the tests of schedules notice it, not those of optimisers",
    "mean -= (1 - self.alpha) * gradient": "of the mean only the square is used",
}


@dataclass(frozen=True)
class Survivor:
    """A change that no test noticed.

    Attributes:
        name: of the mutant, as mutmut calls it.
        status: "survived", "no tests", "timeout", …
        line: what stands in the code.
        changed: what stands there in the mutant.
    """

    name: str
    status: str
    line: str
    changed: str


@dataclass(frozen=True)
class Score:
    """What became of the mutants of some files.

    Attributes:
        files: the files that were changed, one place at a time.
        tests: the only tests that ran.
        mutants: how many there were.
        minutes: how long it took.
        survivors: the mutants that no test failed for.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    mutants: int
    minutes: float
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> float:
        """The share of all mutants for which a test failed; an explained survivor is none of them."""
        return 1 - len(self.survivors) / self.mutants


@dataclass(frozen=True)
class MutationRun:
    """What one run found.

    Attributes:
        command: what makes it again.
        versions: of Python and mutmut.
        cores: on how many it ran.
        scores: by name.
    """

    command: str
    versions: dict[str, str]
    cores: int
    scores: dict[str, Score]


def read(path: Path) -> MutationRun:
    """Read what a run found."""
    content = json.loads(path.read_text(encoding="utf-8"))
    scores = {}
    for name, score in content.pop("scores").items():
        survivors = tuple(Survivor(**survivor) for survivor in score.pop("survivors"))
        files, tests = tuple(score.pop("files")), tuple(score.pop("tests"))
        scores[name] = Score(files, tests, survivors=survivors, **score)
    return MutationRun(scores=scores, **content)


def write(found: MutationRun, path: Path) -> None:
    """Write what a run found, and beside it the table."""
    write_both(asdict(found), table(found), path)


def table(found: MutationRun) -> str:
    """Return the table in Markdown, and below it each survivor with its explanation, if it has one."""
    rows = [
        f"| {name} | {score.mutants} | {score.mutants - len(score.survivors)} | {score.killed:.1%} | "
        f"{score.minutes:.0f} |"
        for name, score in found.scores.items()
    ]
    survivors = [_told(survivor) for score in found.scores.values() for survivor in score.survivors]
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    lines = [
        "# How much of the code the tests hold",
        "",
        "mutmut changes one place of a file at a time, with all its operators, and runs the tests of that "
        f"file alone. A mutant is killed if a test fails. The goal is {GOAL:.0%} of all mutants; one that "
        "survives counts as a survivor also where no test can tell it from the code.",
        "",
        "| | mutants | killed | score | minutes |",
        "|---|---:|---:|---:|---:|",
        *rows,
        "",
        "## Survivors",
        "",
        *(survivors or ["None."]),
        "",
        f"{found.cores} cores. {versions}. Raw: `scores.json`; again: `{found.command}`.",
    ]
    return "\n".join(lines) + "\n"


def _told(survivor: Survivor) -> str:
    """Say what was changed, what came of it if it did not just survive, and why nobody noticed."""
    end = "" if survivor.status == "survived" else f" ({survivor.status})"
    why = f": {EXPLAINED[survivor.changed]}" if survivor.changed in EXPLAINED else ""
    return f"- `{survivor.line}` → `{survivor.changed}`{end}{why}"
