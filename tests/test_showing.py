"""What a chapter shows: pictures with words, tables, twins, bars."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
import tqdm
from IPython.display import HTML

from course_lib import showing
from course_lib.numpy_nn.linear import Linear
from course_lib.plots.style import new_axes
from course_lib.torch_nn.linear import Linear as TorchLinear
from course_lib.torch_nn.mlp import MLP

matplotlib.use("Agg")
FINDING = "The line rises <steadily> from left to right."


@pytest.fixture
def shown(monkeypatch):
    """What was displayed."""
    displayed = []
    monkeypatch.setattr(showing, "display", displayed.append)
    return displayed


def test_a_figure_carries_its_words_in_html_and_in_text(shown):
    ax = new_axes()
    ax.plot([0, 1])
    showing.figure(ax, alt=FINDING)
    (picture,) = shown
    assert isinstance(picture, HTML)
    assert '<img alt="The line rises &lt;steadily&gt; from left to right."' in picture.data
    assert repr(picture) == f"Figure: {FINDING}"
    assert plt.get_fignums() == []


def test_two_drawings_of_one_figure_are_the_same_bytes(shown):
    for _ in range(2):
        ax = new_axes()
        ax.plot([0, 1])
        showing.figure(ax.figure, alt=FINDING)
    assert shown[0].data == shown[1].data


@pytest.mark.parametrize("alt", ["", "A plot", None])
def test_a_figure_without_a_finding_is_refused(alt):
    with pytest.raises(ValueError, match="state the finding"):
        showing.figure(new_axes(), alt=alt)
    plt.close("all")


def test_what_is_no_figure_is_refused():
    with pytest.raises(TypeError, match="received list"):
        showing.figure([1, 2], alt=FINDING)


def test_twins_stand_side_by_side_and_as_text(shown):
    showing.twins(Linear, TorchLinear)
    (pair,) = shown
    assert "NumPy:\nclass Linear(Module)" in repr(pair)
    assert "PyTorch:\nclass Linear(nn.Module)" in repr(pair)
    assert "∂L/∂W = gᵀ x" in pair.data


def test_of_a_twins_docstring_the_derivation_is_shown_and_no_list_of_arguments(shown):
    showing.twins(Linear, TorchLinear)
    docstring = shown[0].data.partition("def __init__")[0]
    assert not any(section in docstring for section in ("Args:", "Attributes:", "Raises:"))
    assert "each row of x.\n\n    Call with" in docstring
    assert "g W.\n    &quot;&quot;&quot;" in docstring


def test_twins_of_two_names_are_refused():
    with pytest.raises(ValueError, match="received Linear and MLP"):
        showing.twins(Linear, MLP)


@pytest.mark.parametrize("given", [3, "Linear", Linear(2, 2), None])
def test_what_is_no_class_or_function_has_no_twin(given):
    with pytest.raises(TypeError, match="expected a class or a function"):
        showing.twins(given, TorchLinear)


def test_a_table_sets_code_and_links_and_escapes_both(shown):
    row = {"name": "a < b", "y": showing.Code("x if x < 0"), "chapter": showing.Link("0<4", 'x"y.ipynb')}
    showing.table([row], caption="One")
    (shown_table,) = shown
    assert ">x if x &lt; 0</code>" in shown_table.data
    assert '<a href="x&quot;y.ipynb">0&lt;4</a>' in shown_table.data
    assert repr(shown_table).endswith("a < b | x if x < 0 | 0<4")


def test_a_table_has_heads_for_columns_and_rows_and_reads_as_text(shown):
    showing.table([{"function": "step", "range": "0 … <1"}, {"function": "tanh", "range": 2}], caption="Two")
    (shown_table,) = shown
    assert '<th scope="row" style="text-align:left;vertical-align:top">step</th>' in shown_table.data
    assert "0 … &lt;1" in shown_table.data
    assert repr(shown_table) == "Two\nfunction | range\nstep | 0 … <1\ntanh | 2"


@pytest.mark.parametrize("rows", [[], [{"a": 1}, {"b": 1}]])
def test_a_table_without_common_columns_is_refused(rows):
    with pytest.raises(ValueError, match="expected rows with the same keys"):
        showing.table(rows, caption="Two")


def test_a_bar_is_drawn_for_a_learner(monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    list(showing.progress_bar(range(3)))
    assert "0/3" in capsys.readouterr().out  # drawn at once, and taken away at the end


def test_a_bar_is_text_because_a_widget_leaves_a_hole_in_a_saved_notebook():
    assert type(showing.progress_bar([])) is tqdm.std.tqdm


def test_a_bar_hands_on_every_step_and_is_silent_in_builds(monkeypatch, capsys):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(showing.progress_bar(range(3))) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")
