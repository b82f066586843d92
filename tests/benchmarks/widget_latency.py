"""Measure how long a widget takes from a key to changed pixels, beside `interact` with Matplotlib.

    make bench-widgets

A real JupyterLab runs a notebook with the widget, with the widget at its slowest settings, with the same
thing as the first made of `interact` and Matplotlib, and with an empty canvas, whose time is the browser's
own. First the numbers are shown to be those of the kernel; then blocks of presses take turns, so that
whatever else the computer does slows all four alike.
"""

import json
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright
from tqdm import tqdm

from course_lib.commands.chromium import find_chromium
from course_lib.experiments import versions
from tests.benchmarks.latency_notebook import DEEPEST, START, LatencyNotebook, write_notebook
from tests.benchmarks.latency_table import MOMENTS_OF, NAMES, PRESSES, Latencies, table, write
from tests.browser.jupyterlab import copy_checkout, open_page, running_lab

SAMPLES = Path(__file__).with_suffix(".json")
LIBRARIES = ("jupyterlab", "anywidget", "ipywidgets", "matplotlib", "numpy")
SHALLOWEST = 10
BLOCK = DEEPEST - SHALLOWEST  # presses, from one end to the other; the next block goes back
LOOK = 3  # seconds in which is seen how busy the processor is


def main() -> None:
    """Measure, write the samples and the table, and show the table."""
    chromium, browser = find_chromium()
    before = psutil.cpu_percent(LOOK)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        checkout, settings = Path(temporary, "checkout"), Path(temporary, "jupyter")
        checkout.mkdir()
        settings.mkdir()
        copy_checkout(checkout)
        with (
            running_lab(checkout, settings) as lab,
            open_page(playwright, chromium, Path(temporary, "profile")) as page,
        ):
            name = write_notebook(checkout / "work")
            found = measured(LatencyNotebook(page, lab.url(f"work/{name}")))
    found |= {"busy": (before, psutil.cpu_percent(LOOK))}
    kind = versions()
    used = {"Python": kind["python"], **{name: version(name) for name in LIBRARIES}, "Chromium": browser}
    latencies = Latencies(
        command="make bench-widgets",
        versions=used,
        processor=f"{platform.system()} {kind['processor']}",
        cores=psutil.cpu_count(),
        **found,
    )
    write(latencies, SAMPLES)
    print(table(latencies))


def measured(notebook: LatencyNotebook) -> dict[str, object]:
    """Warm everything up, show that the results are equal, and measure in blocks that take turns."""
    warm_up(notebook)
    notebook.ask("drawn.computed.clear()")
    samples = {name: [] for name in NAMES}
    depths = []
    for block in tqdm(range(PRESSES // BLOCK)):
        step, key = (1, "ArrowRight") if block % 2 == 0 else (-1, "ArrowLeft")
        first = notebook.depth("widget")
        for name in NAMES:
            notebook.take_the_keys(name)
            samples[name] += [notebook.press(key, name) for _ in range(BLOCK)]
            assert notebook.depth(name) == first + step * BLOCK, f"{name}: a press did not move the slider"
        depths += range(first + step, first + step * (BLOCK + 1), step)
    computed = json.loads(notebook.ask("print(drawn.computed)"))
    return {
        "picture": notebook.size,
        "depths": tuple(depths),
        "clock_step": round(notebook.page.evaluate("() => latencyProbe.clockStep()"), 3),
        "computed": tuple(round(1000 * seconds, 3) for seconds in computed),
        "samples": {
            name: {key: tuple(round(sample[key], 3) for sample in taken) for key in MOMENTS_OF[name]}
            for name, taken in samples.items()
        },
    }


def warm_up(notebook: LatencyNotebook) -> None:
    """Go up to the deepest networks and down to the shallowest, and compare the results on the way.

    Raises:
        AssertionError: if browser and kernel have different numbers, or a widget draws later than in the
            handler of the slider's event.
    """
    notebook.require_equal_results()
    for key, presses in (
        ("ArrowRight", DEEPEST - START),
        ("ArrowLeft", BLOCK // 2),
        ("ArrowLeft", BLOCK // 2),
    ):
        for name in NAMES:
            notebook.take_the_keys(name)
            for _ in range(presses):
                sample = notebook.press(key, name, at_once=True)
                assert name == "interact" or sample["changedAtOnce"], f"{name} did not draw at once"
        notebook.require_equal_results()


if __name__ == "__main__":
    main()
