"""Measure how long a widget takes from a key to changed pixels, beside `interact` with Matplotlib.

    make bench-widgets

A real JupyterLab runs a notebook with each widget, each at its slowest settings too, with the same thing as
the first made of `interact` and Matplotlib, and with an empty canvas, whose time is the browser's own. First
the numbers are shown to be those of the kernel; then blocks of presses take turns, so that whatever else the
computer does slows all alike. With `--presses 40` it shows a rough table in a minute or two, and writes none.
"""

import argparse
import json
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import sync_playwright
from tqdm import tqdm

from course_lib.commands.chromium import find_chromium
from course_lib.experiments import versions
from tests.benchmarks.latency_notebook import LatencyNotebook, write_notebook
from tests.benchmarks.latency_rows import BESIDE_IT, BLOCK, ROWS
from tests.benchmarks.latency_table import MOMENTS_OF, PRESSES, Latencies, table, write
from tests.browser.jupyterlab import copy_checkout, open_page, running_lab

SAMPLES = Path(__file__).with_suffix(".json")
LIBRARIES = ("jupyterlab", "anywidget", "ipywidgets", "matplotlib", "numpy")
LOOK = 3  # seconds in which is seen how busy the processor is


def main() -> None:
    """Measure and show the table; with all presses, write it and the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=PRESSES, metavar="N", help=f"a multiple of {BLOCK}")
    presses = parser.parse_args().presses
    if presses < BLOCK or presses % BLOCK:
        parser.error(f"--presses: expected a multiple of {BLOCK}, received {presses}")
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
            found = measured(LatencyNotebook(page, lab.url(f"work/{name}")), presses)
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
    if presses == PRESSES:
        write(latencies, SAMPLES)
    print(table(latencies))


def measured(notebook: LatencyNotebook, presses: int) -> dict[str, object]:
    """Warm everything up, show that the results are equal, and measure in blocks that take turns."""
    warm_up(notebook)
    notebook.ask("drawn.computed.clear()")
    samples = {name: [] for name in ROWS}
    places = {name: [] for name in ROWS}
    for block in tqdm(range(presses // BLOCK)):
        key, way = ("ArrowRight", 1) if block % 2 == 0 else ("ArrowLeft", -1)
        for name, row in ROWS.items():
            notebook.take_the_keys(name)
            samples[name] += [notebook.press(key, name) for _ in range(BLOCK)]
            path = np.linspace(*row.ends[::way], BLOCK + 1)[1:]
            assert np.isclose(notebook.place(name), path[-1]), f"{name}: a press did not move the slider"
            places[name] += path.round(3).tolist()
    computed = json.loads(notebook.ask("print(drawn.computed)"))
    return {
        "picture": notebook.size,
        "presses": presses,
        "places": {name: tuple(moved) for name, moved in places.items()},
        "clock_step": round(notebook.page.evaluate("() => latencyProbe.clockStep()"), 3),
        "computed": tuple(round(1000 * seconds, 3) for seconds in computed),
        "samples": {
            name: {key: tuple(round(sample[key], 3) for sample in taken) for key in MOMENTS_OF[name]}
            for name, taken in samples.items()
        },
    }


def warm_up(notebook: LatencyNotebook) -> None:
    """Go up to the highest places of all sliders and down to the lowest, and compare the results on the way.

    Raises:
        AssertionError: if browser and kernel have different numbers, or a widget draws later than in the
            handler of the slider's event.
    """
    notebook.require_equal_results()
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        for name in ROWS:
            notebook.take_the_keys(name)
            for _ in range(BLOCK // 2):
                sample = notebook.press(key, name, at_once=True)
                assert name == BESIDE_IT or sample["changedAtOnce"], f"{name} did not draw at once"
        notebook.require_equal_results()


if __name__ == "__main__":
    main()
