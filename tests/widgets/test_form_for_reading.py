"""The form for what a reader sees on pictures: what travels, and what readers without widgets see."""

import pytest
import traitlets

from course_lib.widgets.reading_form import ReadingForm


def test_readers_without_widgets_get_the_task_and_the_labels_folded():
    form = ReadingForm(["3", "1", "<"])
    assert repr(form) == "What do you read? Then count how many are as labelled: 3 1 <"
    assert "<details><summary>The labels</summary><p>3 1 &lt;</p></details>" in form.as_html()


def test_nothing_was_read_yet():
    assert ReadingForm(["3"]).answers == ""


def test_the_outputs_are_the_same_in_every_run():
    (data, _), (again, _) = (ReadingForm(["3", "1"])._repr_mimebundle_() for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert data.pop(view)["model_id"] != again.pop(view)["model_id"]
    assert data == again


def test_labels_cannot_be_replaced():
    with pytest.raises(traitlets.TraitError, match='"labels" trait is read-only'):
        ReadingForm(["3"]).labels = ["1"]


@pytest.mark.parametrize("labels", [[], ["31"], [" "]])
def test_labels_that_are_not_one_character_each_are_refused(labels):
    with pytest.raises(ValueError, match="expected one character for each picture"):
        ReadingForm(labels)
