"""A pytest plugin: how much memory the kernel of a notebook took, written into the junit report.

Loaded with `-p tests.chapters.kernel_memory` beside nbval; each cell gets the property `peak_memory`, the
most memory that its kernel has held so far, in bytes.
"""

import sys
from pathlib import Path

import psutil
import pytest
from nbval.plugin import IPyNbCell

from course_lib.commands.reports import PEAK_MEMORY


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Look at the kernel while it still runs: after the last cell, nbval ends it."""
    if isinstance(item, IPyNbCell) and item.parent.kernel is not None and item.parent.kernel.is_alive():
        pid = item.parent.kernel.km.provisioner.pid
        item.user_properties.append((PEAK_MEMORY, peak_memory(pid)))


def peak_memory(pid: int) -> int:
    """The most memory a process has held, in bytes; on macOS, which does not say, what it holds now."""
    if sys.platform == "linux":
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith("VmHWM:"))  # "VmHWM:   123456 kB"
        return 1024 * int(line.split()[1])
    memory = psutil.Process(pid).memory_info()
    return getattr(memory, "peak_wset", memory.rss)
