"""The gallery shows every picture there is, with its call and its words, on a page that asks nobody."""

import re
from html.parser import HTMLParser
from types import ModuleType

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from click.testing import CliRunner

from course_lib.authoring import gallery, gallery_examples
from course_lib.authoring.export import ExportError
from course_lib.authoring.self_contained import reaching_out
from course_lib.commands.gallery import gallery as command
from course_lib.plots import curves

matplotlib.use("Agg")

NAMES = list(gallery.plot_functions())


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def page():
    return gallery.gallery_page()


class Parts(HTMLParser):
    """Collects the ids of a page, the words of its pictures and the targets of its links."""

    def __init__(self, page):
        super().__init__()
        self.ids, self.words, self.targets = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.words += [values["alt"]] if tag == "img" else []
        self.targets += [values["href"].removeprefix("#")] if tag == "a" else []


def test_the_search_finds_the_pictures_of_every_file():
    assert {"plot_lines", "plot_by_layer", "plot_scores", "plot_boundary", "plot_graph"} <= set(NAMES)
    assert gallery.plot_functions()["plot_lines"] is curves.plot_lines
    assert "new_axes" not in NAMES


def test_each_picture_is_on_the_page_with_its_words_and_a_link_to_it(page):
    parts = Parts(page)
    assert parts.ids == parts.targets == NAMES
    examples = [getattr(gallery_examples, name.removeprefix("plot_")) for name in NAMES]
    assert parts.words == [" ".join(example.__doc__.split()) for example in examples]
    assert min(len(words.split()) for words in parts.words) >= 8


def test_each_call_names_where_it_comes_from(page):
    text = re.sub(r"<[^>]+>", "", page)
    for name, drawing in gallery.plot_functions().items():
        assert f"from {drawing.__module__} import {name}" in text
        assert f"{name}(" in text


def test_the_page_asks_nobody(page):
    assert reaching_out(page, "") == []


def test_no_example_is_without_its_picture():
    examples = {
        name
        for name, value in vars(gallery_examples).items()
        if getattr(value, "__module__", None) == gallery_examples.__name__
    }
    assert {f"plot_{name}" for name in examples} == set(NAMES)


def test_a_picture_without_an_example_is_named(monkeypatch):
    monkeypatch.setattr(gallery, "plot_functions", lambda: {"plot_nothing": lambda: None})
    with pytest.raises(ExportError, match=r"plot_nothing has no example: add nothing to gallery_examples.py"):
        gallery.gallery_page()


def test_an_example_without_words_is_named(monkeypatch):
    silent = ModuleType("silent")
    silent.lines = lambda: None
    monkeypatch.setattr(gallery, "gallery_examples", silent)
    monkeypatch.setattr(gallery, "plot_functions", lambda: {"plot_lines": curves.plot_lines})
    with pytest.raises(ExportError, match="the example of plot_lines says nothing"):
        gallery.gallery_page()


def drawn(name):
    return getattr(gallery_examples, name)()


def test_the_line_through_the_moons_has_each_on_its_own_side():
    ax = drawn("boundary")
    regions = ax.collections[0]
    classes = np.asarray(regions.get_array()).astype(int)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for number, points in enumerate(ax.collections[-2:]):
        x, y = points.get_offsets().T
        columns = np.round((x - left) / (right - left) * (classes.shape[1] - 1)).astype(int)
        rows = np.round((y - bottom) / (top - bottom) * (classes.shape[0] - 1)).astype(int)
        assert (classes[rows, columns] == number).mean() > 0.97


def test_the_commonest_error_is_a_5_taken_for_a_9():
    ax = drawn("confusion")
    counts = {text.get_position(): int(text.get_text()) for text in ax.texts}
    errors = {place: count for place, count in counts.items() if place[0] != place[1]}
    assert max(errors, key=errors.get) == (9, 5)


def test_momentum_has_come_to_the_middle_and_plain_descent_not_half_as_far():
    plain, momentum = (line.get_xydata() for line in drawn("surface").lines[::3])
    assert abs(momentum[-1, 0]) < 0.3
    assert plain[-1, 0] < -2


def test_one_learning_rate_of_three_grows_without_end():
    last = [line.get_ydata()[-1] for line in drawn("lines").lines[:3]]
    assert last[0] < 0.1
    assert last[1] < 1e-6
    assert last[2] > 1.5


def test_the_command_writes_the_page(tmp_path):
    path = tmp_path / "gallery.html"
    done = CliRunner().invoke(command, ["--output", str(path)])
    assert done.exit_code == 0
    assert done.output == f"wrote {path} ({path.stat().st_size / 1000:.0f} kB)\n"


def test_a_folder_that_is_not_there_is_named_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "gallery_page", lambda: pytest.fail("the page was made"))
    done = CliRunner().invoke(command, ["--output", str(tmp_path / "no" / "gallery.html")])
    assert done.exit_code == 1
    assert done.output == f"Error: there is no folder {tmp_path / 'no'}: make it first\n"
