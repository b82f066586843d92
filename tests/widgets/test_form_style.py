"""The style of the form of questions hides no reply from those who listen to the page."""

import re

from course_lib.places import ROOT

STYLE = (ROOT / "course_lib/widgets/static/question_form.css").read_text(encoding="utf-8")
HIDING = re.compile(r"display:\s*none|visibility:\s*hidden|content-visibility:\s*hidden")


def test_the_place_of_a_reply_stays_rendered_while_it_is_empty():
    """A live region that is not rendered is not in the accessibility tree, and its first words go unread."""
    rules = [rule for rule in STYLE.split("}") if ".course-reply" in rule]
    assert any(".course-reply:empty" in rule for rule in rules)
    assert not [rule for rule in rules if HIDING.search(rule)]
