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

from tests.benchmarks.latency_rows import BESIDE_IT, HERO, ROWS, WIDGETS
from tests.browser.notebook import KERNEL_IS_IDLE, cell, open_notebook, run

PROBE = Path(__file__).with_name("latency_probe.js")
NUMBERS = Path(__file__).with_name("latency_numbers.js")
INTERACT = Path(__file__).with_name("interact_signal_flow.py")

PRECISION = 1e-5  # relative, between the browser's numbers and those of the kernel
# A spread is a distance of outputs of up to 1, so what is below the last digit of 1 is rounding. Weights and
# paths come through hundreds of steps; below 1e-9 they show nothing.
ROUNDING = {"gradient_norms": 0, "spreads": np.finfo(float).eps, "loss": 0}
ROUNDING |= dict.fromkeys(("weights", "outputs", "path"), 1e-9)
PAUSE = 0.03  # seconds after a press, in which the kernel gets to know of it
REST = 0.5  # seconds after scrolling, in which the page draws what came into sight
THREE_FRAMES = 3 / 60  # seconds
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
Numbers = dict[str, dict[str, list[float]]]
STATE = "import json; print(json.dumps({0}.get_state(), default=list))"  # bytes become lists


def write_notebook(folder: Path) -> str:
    """Write the notebook, and beside it the module that one of its cells imports; return its name."""
    name = "latency.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [v4.new_code_cell(row.source) for row in ROWS.values()]
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
        size: width and height of what the hero draws, in CSS pixels.
        slider: the handle that takes the keys, by row.
        area: the output of each cell, by row.
    """

    def __init__(self, page: Page, url: str):
        self.page = page
        self._rng = random.Random(0)
        open_notebook(page, url)
        cells = {name: cell(page, containing=row.source) for name, row in ROWS.items()}
        self.area = {name: found.locator(".jp-OutputArea").first for name, found in cells.items()}
        for name in WIDGETS:
            run(page, cells[name])
            expect(self.area[name].locator("canvas").last).to_be_visible()
        self.size = tuple(self.area[HERO].evaluate(SIZE))
        self.ask(f"size = {self.size}")
        for name in (BESIDE_IT, "floor"):
            run(page, cells[name])
        self.slider = {name: area.get_by_label(ROWS[name].slider) for name, area in self.area.items()}
        self.slider[BESIDE_IT] = self.area[BESIDE_IT].locator(".noUi-handle")
        for script in (PROBE, NUMBERS):
            page.evaluate(script.read_text(encoding="utf-8"))
        self.area["floor"].evaluate("area => latencyProbe.fillOnInput(area)")

    def ask(self, code: str) -> str:
        """Run code in the kernel and return what it printed."""
        return self.page.evaluate(ASK, code)

    def place(self, name: str) -> float:
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
        """Compare the browser's numbers with those of the kernel, and the widgets' words with their numbers.

        Raises:
            AssertionError: if they differ.
        """
        time.sleep(PAUSE)
        self.page.wait_for_function(KERNEL_IS_IDLE, polling=5)
        for name, row in WIDGETS.items():
            found = self._computed_by_the_widgets_script(name)
            _require_close(found["numbers"], self._in_the_kernel(row.expected.format(name)))
            for place, words in found["words"].items():
                expect(self.area[name].locator(place)).to_have_text(words)
            if name == HERO:
                _require_close(found["numbers"], self._in_the_kernel(ROWS[BESIDE_IT].expected))

    def _in_the_kernel(self, expression: str) -> Numbers:
        """The numbers that an expression has in the kernel."""
        return json.loads(self.ask(f"import json; print(json.dumps({expression}))"))

    def _computed_by_the_widgets_script(self, name: str) -> dict[str, Any]:
        """What a widget's script computes and says in this page, with the state that the kernel knows."""
        state = json.loads(self.ask(STATE.format(name)))
        return self.page.evaluate("([name, state]) => latencyNumbers.computed(name, state)", [name, state])


def _require_close(found: Numbers, expected: Numbers) -> None:
    """Raise an AssertionError if there are other numbers than expected."""
    assert found.keys() == expected.keys()
    for part, quantities in expected.items():
        for quantity, values in quantities.items():
            np.testing.assert_allclose(
                found[part][quantity], values, rtol=PRECISION, atol=ROUNDING[quantity], err_msg=part
            )
