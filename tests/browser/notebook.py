"""What a learner does in JupyterLab, for the browser tests: open, run, look at a cell, write in it.

Nothing here sleeps: each step waits for what it needs to see, as long as the fixture `page` allows.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets.flatMap(
    cell => cell.model.type === 'code' ? cell.model.outputs.toJSON() : []
).filter(output => output.output_type === 'error').map(output => `${output.ename}: ${output.evalue}`)"""
FINISHED = re.compile(r"\[\d+\]")  # while it runs, an asterisk stands there
KERNEL_IS_IDLE = """() => {
    const kernel = globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
ANSWER = """async (code) => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = kernel.requestExecute({ code, store_history: false });
    let printed = '';
    request.onIOPub = ({ content }) => (printed += content.text ?? content.evalue ?? '');
    await request.done;
    return printed;
}"""
SHUT_DOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
SOURCES = """() => jupyterapp.shell.currentWidget.content.widgets.map(
    cell => cell.model.type === 'code' ? cell.model.sharedModel.source : '')"""


def open_notebook(page: Page, url: str) -> None:
    """Open a notebook and wait until its cells are drawn and its kernel answers."""
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(KERNEL_IS_IDLE)


def run_all(page: Page) -> None:
    """Run all cells of the open notebook; an error in any of them fails the test and is shown."""
    every_cell_ran = page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    assert page.evaluate(ERRORS) == []  # asked of the notebook: cells out of sight are not drawn
    assert every_cell_ran


def cell(page: Page, *, containing: str) -> Locator:
    """The one code cell whose source contains this text.

    Raises:
        AssertionError: if no cell does, or several.
    """
    sources = page.evaluate(SOURCES)
    numbers = [number for number, source in enumerate(sources) if containing in source]
    assert len(numbers) == 1, f"{len(numbers)} code cells contain {containing!r}: {numbers}"
    return page.locator(".jp-Notebook .jp-Cell").nth(numbers[0])


def write(page: Page, where: Locator, source: str) -> None:
    """Replace what stands in a cell, with the keyboard, as a learner does."""
    where.scroll_into_view_if_needed()
    where.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)


def run(page: Page, where: Locator) -> None:
    """Run one cell with the keyboard and wait until the kernel has finished it."""
    prompt = where.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    where.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(prompt).not_to_have_text(before)  # the kernel never gives a number twice
    expect(prompt).to_have_text(FINISHED)


def answer_of_kernel(page: Page, code: str) -> str:
    """Run code in the open notebook's kernel, beside its cells; return what it prints, or its error."""
    return page.evaluate(ANSWER, code)


def wait_for_python(page: Page, expression: str, expected: str) -> None:
    """Ask the kernel until it has heard what the browser sent, at most once a frame."""
    for _ in range(100):
        answer = answer_of_kernel(page, f"print({expression})")
        if answer.strip() == expected:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{expression} is {answer} in Python, expected {expected}")
