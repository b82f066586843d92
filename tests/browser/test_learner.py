"""What a learner does in JupyterLab works: the course opens, a chapter runs, an answer is judged."""

import json

from playwright.sync_api import expect

from tests.browser.notebook import KERNEL_IS_IDLE, cell, open_notebook, run, run_all, write

CHAPTER = "work/07_vanishing_gradients.ipynb"
CORRECT = "def sigmoid_backward(grad_output, y):\n    return grad_output * (y - y**2)"
WRONG = "def sigmoid_backward(grad_output, y):\n    return grad_output * (1 - y)"


def test_the_course_opens_on_its_start_page_in_the_learners_folder(lab, page):
    page.goto(lab.url())
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.wait_for_function(KERNEL_IS_IDLE)
    page.wait_for_url(f"{lab.address}/lab/tree/work/00_start_here.ipynb*")
    expect(page.locator(".jp-FileBrowser-crumbs")).to_contain_text("work")
    expect(page.locator(".jp-DirListing-item", has_text="07_vanishing")).to_be_visible()


def test_nothing_pops_up_beside_the_start_page(lab, page):
    page.goto(lab.url())
    page.wait_for_function(KERNEL_IS_IDLE)
    settings = "() => jupyterapp.serviceManager.settings.fetch('@jupyterlab/apputils-extension:notification')"
    asked = json.loads(page.evaluate(f"async () => JSON.stringify((await ({settings})()).schema.properties)"))
    assert asked["fetchNews"]["default"] == "false"
    assert asked["checkForUpdates"]["default"] is False
    expect(page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)


def test_markdown_opens_as_a_page_to_read(lab, page):
    page.goto(lab.url("README.md"))
    expect(page.locator(".jp-MarkdownViewer h1").first).to_be_visible()


def test_the_start_page_runs_untouched(lab, page):
    open_notebook(page, lab.url("work/00_start_here.ipynb"))
    run_all(page)
    expect(cell(page, containing='check("00.1")')).to_contain_text("00.1 not attempted")


def test_an_untouched_chapter_runs_and_then_judges_answers(lab, page):
    open_notebook(page, lab.url(CHAPTER))
    run_all(page)
    exercise = cell(page, containing="def sigmoid_backward")
    judged = cell(page, containing='check("07.2")')
    reply = judged.locator(".jp-OutputArea")
    expect(reply).to_contain_text("07.2 not attempted")

    write(page, exercise, CORRECT)
    run(page, exercise)
    run(page, judged)
    expect(reply).to_contain_text("07.2 correct")

    write(page, exercise, WRONG)
    run(page, exercise)
    run(page, judged)
    expect(reply).to_contain_text("07.2 not yet")
    expect(reply).to_contain_text("σ′ has two factors")

    answers = [json.loads(line) for line in lab.record.read_text(encoding="utf-8").splitlines()]
    assert [answer["outcome"] for answer in answers if answer["id"] == "07.2"] == ["correct", "not yet"]
