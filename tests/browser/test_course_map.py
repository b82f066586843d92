"""The map on the start page leads to the chapters, also on a narrow screen."""

from playwright.sync_api import expect

from tests.browser.notebook import cell, open_notebook, run_all

CHAPTER = "work/07_vanishing_gradients.ipynb"
START = "work/00_start_here.ipynb"


def test_a_click_on_the_map_opens_the_learners_copy_of_a_chapter(lab, page):
    open_notebook(page, lab.url(START))
    run_all(page)
    shown = cell(page, containing="course_map()")
    shown.scroll_into_view_if_needed()
    expect(shown).to_contain_text("The map")
    shown.locator("table a", has_text="07 Initialisation").click()
    page.wait_for_function(f"() => jupyterapp.shell.currentWidget?.context?.path === '{CHAPTER}'")


def test_the_map_fits_a_narrow_screen(lab, page):
    page.set_viewport_size({"width": 390, "height": 800})
    open_notebook(page, lab.url(START))
    run_all(page)
    page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")  # the list of files
    shown = cell(page, containing="course_map()")
    shown.scroll_into_view_if_needed()
    output = shown.locator(".jp-OutputArea-output").last
    assert output.evaluate("area => area.scrollWidth <= area.clientWidth")
