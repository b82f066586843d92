"""A form in which a reader types what they see on pictures, and compares it with the labels."""

from __future__ import annotations

import html
from collections.abc import Sequence

import traitlets

from course_lib.widgets.base import CourseWidget


class ReadingForm(CourseWidget):
    """One line for as many characters as there are pictures, compared with their labels in the browser.

    A reader without widgets meets the labels folded, and counts.

    Args:
        labels: of the pictures, in their order: one character each.

    Attributes:
        answers: what was typed, as it was compared last.

    Raises:
        TypeError: if labels are no list of words.
        ValueError: if there is none, or one is not a single character.
    """

    labels = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    answers = traitlets.Unicode().tag(sync=True)

    def __init__(self, labels: Sequence[str]):
        if not isinstance(labels, list | tuple) or not all(isinstance(label, str) for label in labels):
            raise TypeError(f"labels: expected a list such as ['3', '1'], received {labels!r}")
        if not labels or any(len(label) != 1 or label.isspace() for label in labels):
            raise ValueError(f"labels: expected one character for each picture, received {list(labels)}")
        super().__init__(
            script="reading_form.js", style="question_form.css", fixed={"labels": list(labels)}, answers=""
        )

    def as_text(self) -> str:
        """The task and the labels, as plain text."""
        return f"What do you read? Then count how many are as labelled: {' '.join(self.labels)}"

    def as_html(self) -> str:
        """The task, and the labels folded below it."""
        labels = html.escape(" ".join(self.labels))
        return (
            "<p>What do you read? Write it down, and count how many are as labelled.</p>"
            f"<details><summary>The labels</summary><p>{labels}</p></details>"
        )
