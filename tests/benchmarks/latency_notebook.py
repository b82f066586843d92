"""The notebook of the latency bench, open in JupyterLab: what it shows, and keys pressed on its sliders."""

import json
import random
import time
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import v4
from playwright.sync_api import Page, expect

from course_lib.signal_flow import sixteen_digits
from course_lib.widgets.modules import joined_script
from tests.benchmarks.latency_table import WIDGETS
from tests.browser.notebook import KERNEL_IS_IDLE, cell, open_notebook, run

PROBE = Path(__file__).with_name("latency_probe.js")
INTERACT = Path(__file__).with_name("interact_signal_flow.py")

START, DEEPEST = 20, 30  # where the sliders stand at first, and where they end
PRECISION = 1e-5  # relative, between the browser's numbers and those of the kernel
# A spread is a distance of outputs of up to 1, so what is below the last digit of 1 is rounding.
ROUNDING = {"gradient_norms": 0, "spreads": np.finfo(float).eps}
PAUSE = 0.03  # seconds after a press, in which the kernel gets to know of it
REST = 0.5  # seconds after scrolling, in which the page draws what came into sight
THREE_FRAMES = 3 / 60  # seconds
# What the browser needs longest for: an error function, normalisation and skips in each of the layers.
HEAVIEST = {
    name: {"activation": "gelu", "initialisation": "orthogonal", "normalisation": normalisation, "skip": True}
    for name, normalisation in {"worst": "batch", "remedy": "layer"}.items()
}
# What stands in each cell, by what it shows.
CELLS = {
    "widget": """\
from course_lib.widgets.vanishing_gradients import VanishingGradients
widget = VanishingGradients()
widget""",
    "heaviest": f"""\
heaviest = VanishingGradients(**{HEAVIEST})
heaviest""",
    "interact": f"""\
from course_lib.network_settings import Network
from interact_signal_flow import SignalFlowFigure, in_the_kernel
from ipywidgets import IntSlider, interact
%config InlineBackend.print_figure_kwargs = {{"bbox_inches": None}}
networks = {{"worst": Network(**widget.worst), "remedy": Network(**widget.remedy)}}
drawn = SignalFlowFigure(networks, width=widget.width, seed=widget.seed, size=size)
_ = interact(drawn.at, depth=IntSlider({START}, 1, {DEEPEST}))""",
    "floor": f"""\
from IPython.display import HTML
HTML(f'''<label>Depth
<input type="range" min="1" max="{DEEPEST}" value="{START}" data-lm-suppress-shortcuts="true"></label><br>
<canvas width="{{size[0]}}" height="{{size[1]}}"></canvas>''')""",
}
WHERE_IT_STANDS = "slider => Number(slider.getAttribute('aria-valuenow') ?? slider.value)"
SIZE = """area => {
  const boxes = [...area.querySelectorAll("canvas")].map((canvas) => canvas.getBoundingClientRect());
  return [boxes.reduce((sum, box) => sum + box.width, 0), boxes[0].height].map(Math.round);
}"""
ASK = """async (code) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const asked = kernel.requestExecute({ code });
  let printed = "";
  asked.onIOPub = ({ content }) => { if (content.name === "stdout") printed += content.text; };
  const { content } = await asked.done;
  if (content.status !== "ok") throw new Error(`${content.ename}: ${content.evalue}`);
  return printed;
}"""
# The widget's own script, with two functions exported that it keeps to itself.
MEASURE = """async ({ script, networks, depth, width, seed, pixels, labels }) => {
  const file = new Blob([`${script}\\nexport { facts, measure };`], { type: "text/javascript" });
  globalThis.widgetsOwn ??= import(URL.createObjectURL(file));
  const { facts, measure } = await globalThis.widgetsOwn;
  const digits = { pixels: Float64Array.from(pixels, (ink) => ink / 16), labels };
  return Object.fromEntries(Object.entries(networks).map(([name, network]) => {
    const flow = measure(network, depth, width, seed, digits);
    const { gradientNorms: gradient_norms, spreads } = flow;
    return [name, { gradient_norms, spreads, words: facts(flow, width) }];
  }));
}"""


def write_notebook(folder: Path) -> str:
    """Write the notebook, and beside it the module that its second cell imports; return its name."""
    name = "latency.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [v4.new_code_cell(source) for source in CELLS.values()]
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / name)
    (folder / INTERACT.name).write_text(INTERACT.read_text(encoding="utf-8"), encoding="utf-8")
    return name


class LatencyNotebook:
    """The notebook, run and ready to be measured.

    Args:
        page: an empty tab.
        url: of the notebook that `write_notebook` wrote.

    Attributes:
        page: the tab.
        size: width and height of what each cell draws, in CSS pixels.
        slider: the handle that takes the keys, by what its cell shows.
        area: the output of each cell, by what it shows.
    """

    def __init__(self, page: Page, url: str):
        self.page = page
        self._rng = random.Random(0)
        open_notebook(page, url)
        cells = {name: cell(page, containing=source) for name, source in CELLS.items()}
        self.area = {name: found.locator(".jp-OutputArea").first for name, found in cells.items()}
        for name in WIDGETS:
            run(page, cells[name])
            expect(self.area[name].locator("canvas")).to_have_count(2)
        self.size = tuple(self.area["widget"].evaluate(SIZE))
        self.ask(f"size = {self.size}")
        run(page, cells["interact"])
        run(page, cells["floor"])
        self.slider = {name: area.get_by_label("Depth") for name, area in self.area.items()}
        self.slider["interact"] = self.area["interact"].locator(".noUi-handle")
        page.evaluate(PROBE.read_text(encoding="utf-8"))
        self.area["floor"].evaluate("area => latencyProbe.fillOnInput(area)")

    def ask(self, code: str) -> str:
        """Run code in the kernel and return what it printed."""
        return self.page.evaluate(ASK, code)

    def depth(self, name: str) -> int:
        """Where a slider stands."""
        return self.slider[name].evaluate(WHERE_IT_STANDS)

    def take_the_keys(self, name: str) -> None:
        """Give a slider the focus, bring what it moves into sight, and let the page come to rest."""
        self.slider[name].focus()
        self.area[name].locator("canvas, img").last.scroll_into_view_if_needed()
        time.sleep(REST)
        self.page.evaluate("() => new Promise((resolve) => requestIdleCallback(resolve))")

    def press(self, key: str, name: str, *, at_once: bool = False) -> dict[str, Any]:
        """Press a key and return what the probe measured.

        Args:
            key: as Playwright names it.
            name: of the cell whose pixels are looked at.
            at_once: whether pixels are also read when the handlers of the slider's event are done.
        """
        time.sleep(PAUSE)
        self.page.wait_for_function(KERNEL_IS_IDLE, polling=5)
        self.area[name].evaluate("(area, atOnce) => latencyProbe.arm(area, atOnce)", at_once)
        time.sleep(self._rng.uniform(0, THREE_FRAMES))  # so that no press keeps step with the frames
        self.page.keyboard.press(key)
        sample = self.page.evaluate("() => latencyProbe.sample()")
        assert sample["trusted"], "the browser takes the key for one that a script made up"
        return sample

    def require_equal_results(self) -> None:
        """Compare the widgets' numbers with those of the kernel, and their words with their numbers.

        What `interact` draws is compared with the widget that has its settings.

        Raises:
            AssertionError: if they differ.
        """
        depth = self.depth("widget")
        assert {self.depth(name) for name in (*WIDGETS, "interact")} == {depth}
        for name, expected in {"widget": "drawn.shown()", "heaviest": "in_the_kernel(heaviest)"}.items():
            of_kernel = json.loads(self.ask(f"import json; print(json.dumps({expected}))"))
            measured = self._measured_by_the_widgets_script(name, depth)
            for network, quantities in of_kernel.items():
                for quantity, values in quantities.items():
                    np.testing.assert_allclose(
                        measured[network][quantity], values, rtol=PRECISION, atol=ROUNDING[quantity]
                    )
                facts = self.area[name].locator(f".course-{network} .course-facts li")
                expect(facts).to_have_text(measured[network]["words"])

    def _measured_by_the_widgets_script(self, name: str, depth: int) -> dict[str, Any]:
        """What the script of a widget computes in this page, with the settings that the kernel knows."""
        settings = (
            f"{{part: getattr({name}, part) for part in ('depth', 'width', 'seed', 'worst', 'remedy')}}"
        )
        known = json.loads(self.ask(f"import json; print(json.dumps({settings}))"))
        assert known.pop("depth") == depth, "the kernel did not hear from the widget"
        networks = {side: known.pop(side) for side in ("worst", "remedy")}
        pixels, labels = (array.ravel().tolist() for array in sixteen_digits())
        script = joined_script("vanishing_gradients.js")
        given = {"script": script, "networks": networks, "depth": depth, "pixels": pixels, "labels": labels}
        return self.page.evaluate(MEASURE, given | known)
