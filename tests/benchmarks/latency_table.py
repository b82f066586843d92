"""What the latency bench found: its raw samples, and the table that is made of them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.latency_rows import BESIDE_IT, HERO, ROWS, WIDGETS
from tests.benchmarks.two_files import write_both

PRESSES = 200  # of each, in a run that is written down
ONE_FRAME = 16.7  # milliseconds at 60 frames a second: the goal for 95 % of the presses
TIMES_FASTER = 10  # the goal against `interact`
MOST_BUSY = 10  # per cent of the processor that other programs may take from a fair measurement
MOMENTS = {
    "drawn": "drawing finished",
    "frame": "first frame that differs",
    "painted": "that frame painted",
}
# The kernel draws for `interact`, so nothing is finished when the page has handled the key.
MOMENTS_OF = {name: ("frame", "painted") if name == BESIDE_IT else tuple(MOMENTS) for name in ROWS}


@dataclass(frozen=True)
class Latencies:
    """What one run of the bench found.

    Attributes:
        command: what makes it again.
        versions: of Python, the libraries and the browser.
        processor: its kind.
        cores: how many there were.
        busy: per cent of all cores that other programs took just before the run, and just after it.
        picture: width and height of what the hero and `interact` drew, in CSS pixels.
        presses: of each row.
        places: by row, where each press moved the slider, shape (presses,).
        clock_step: of the page's clock, in milliseconds.
        computed: milliseconds of each press of `interact` in which the kernel computed, shape (presses,).
        samples: by row and moment, milliseconds since the key was pressed, shape (presses,).

    Raises:
        ValueError: if a row or moment is missing, a series is too short, or a number impossible.
    """

    command: str
    versions: dict[str, str]
    processor: str
    cores: int
    busy: tuple[float, float]
    picture: tuple[int, int]
    presses: int
    places: dict[str, tuple[float, ...]]
    clock_step: float
    computed: tuple[float, ...]
    samples: dict[str, dict[str, tuple[float, ...]]]

    def __post_init__(self) -> None:
        """Refuse what could not have been measured."""
        received = {name: tuple(moments) for name, moments in self.samples.items()}
        if received != MOMENTS_OF:
            raise ValueError(f"samples: expected {MOMENTS_OF}, received {received}")
        for name, row in ROWS.items():
            places = self.places.get(name, ())
            if len(places) != self.presses or not row.ends[0] <= min(places) <= max(places) <= row.ends[1]:
                raise ValueError(
                    f"places, {name}: expected {self.presses} within {row.ends}, received {places}"
                )
        series = {"computed": self.computed}
        series |= {f"{name}, {key}": times for name, of in self.samples.items() for key, times in of.items()}
        for name, values in series.items():
            if len(values) != self.presses or not (np.isfinite(values) & (np.array(values) > 0)).all():
                raise ValueError(f"{name}: expected {self.presses} positive numbers, received {values}")
        for name, moments in self.samples.items():
            in_order = np.array(list(moments.values()))
            if (np.diff(in_order, axis=0) < 0).any():
                raise ValueError(
                    f"{name}: expected {', '.join(moments)} in this order of time, press by press"
                )


def median_and_p95(milliseconds: tuple[float, ...]) -> tuple[float, float]:
    """Return the median, and the time within which 95 % of the presses end (interpolated linearly)."""
    median, p95 = np.percentile(milliseconds, [50, 95])
    return float(median), float(p95)


def read(path: Path) -> Latencies:
    """Read raw samples.

    Raises:
        ValueError: if they are not complete.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    samples = {
        name: {moment: tuple(times) for moment, times in moments.items()}
        for name, moments in content.pop("samples").items()
    }
    places = {name: tuple(moved) for name, moved in content.pop("places").items()}
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    return Latencies(**content | lists, samples=samples, places=places)


def write(found: Latencies, samples: Path) -> None:
    """Write raw samples, and beside them the table."""
    write_both(asdict(found), table(found), samples)


def table(found: Latencies) -> str:
    """Return the table in Markdown, with the goals and whether they are met."""
    rows = [
        "# From a key to changed pixels",
        "",
        *_warning(found),
        "Milliseconds from the browser's time stamp of a key press (a trusted event) to what a column says. "
        f"Each row is {found.presses} presses of arrow keys on a slider in JupyterLab, in blocks that take "
        "turns. First the browser's numbers were shown to be the kernel's, at both ends and in the middle.",
        "",
        "| | " + " | ".join(f"{moment}: median | p95" for moment in MOMENTS.values()) + " |",
        "|---" + "|---:" * 2 * len(MOMENTS) + "|",
        *(_row(name, moments) for name, moments in found.samples.items()),
    ]
    meanings = [f"- {row.shown}: {row.meaning}" for row in ROWS.values()]
    parts = [rows, ["What each row is:"], meanings, _goals(found), _circumstances(found)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _row(name: str, moments: dict[str, tuple[float, ...]]) -> str:
    """Return one row of the table."""
    cells = []
    for moment in MOMENTS:
        cells += [f"{ms:.1f}" for ms in median_and_p95(moments[moment])] if moment in moments else ["–", "–"]
    return f"| {ROWS[name].shown} | " + " | ".join(cells) + " |"


def _warning(found: Latencies) -> list[str]:
    """Return what makes the numbers unfit for the goals: an idle computer is faster."""
    before, after = found.busy
    if max(map(round, found.busy)) <= MOST_BUSY:
        return []
    return [
        f"> **The computer was not idle.** Other programs kept {before:.0f} % of the processor busy before "
        f"the run and {after:.0f} % after it; up to {MOST_BUSY} % would be fair. Measure again.",
        "",
    ]


def _goals(found: Latencies) -> list[str]:
    """Return each goal and whether it is met, for the first frame that differs."""
    times = {name: median_and_p95(found.samples[name]["frame"]) for name in ROWS}
    faster = [slow / fast for slow, fast in zip(times[BESIDE_IT], times[HERO], strict=True)]
    lines = [
        f"- **{_verdict(times[name][1] <= ONE_FRAME)}**: p95 of {row.shown} to the first frame that differs "
        f"≤ {ONE_FRAME} ms (one frame): {times[name][1]:.1f} ms."
        for name, row in WIDGETS.items()
    ]
    lines.append(
        f"- **{_verdict(min(faster) >= TIMES_FASTER)}**: at least {TIMES_FASTER} times faster, in the "
        f"first row, than `interact`: {faster[0]:.1f} times by the median, {faster[1]:.1f} times by p95."
    )
    median, p95 = times["floor"]
    clock = f"The wait for the next frame is in all of this: the empty canvas has {median:.1f} ms, "
    clock += f"p95 {p95:.1f} ms"
    if p95 > ONE_FRAME:
        clock += ", so in this browser no widget can meet the first goal, however fast it is"
    return [*lines, "", clock + "."]


def _verdict(met: bool) -> str:
    return "met" if met else "missed"


def _circumstances(found: Latencies) -> list[str]:
    """Return how it was measured, and on what."""
    computed, _ = median_and_p95(found.computed)
    width, height = found.picture
    before, after = found.busy
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    return [
        f"`VanishingGradients` and `interact` draw {width} × {height} CSS pixels. Of a press of `interact`, "
        f"the kernel computes for {computed:.0f} ms (median): it builds both networks with all their weights "
        "anew, while the widget keeps its random numbers and the layers that stay. The rest is drawing, PNG "
        "and messages.",
        f"The page's clock has steps of {found.clock_step:.1f} ms. Other programs kept {before:.0f} % of the "
        f"processor busy before the run and {after:.0f} % after it.",
        "",
        f"{found.cores} cores, {found.processor}. {versions}. Raw samples: `widget_latency.json`; again: "
        f"`{found.command}`.",
    ]
