"""What tests of widgets ask a page about its looks."""

import sysconfig
from pathlib import Path

THEMES = Path(sysconfig.get_path("data")) / "share/jupyter/lab/themes/@jupyterlab"
# In the browser: what a canvas shows, as text, and a wait until all that was drawn is on the screen.
PIXELS = "canvas => canvas.toDataURL()"
FRAMES = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
