"""The form of questions: what travels to the browser, and what readers without widgets see."""

import pytest
import traitlets

from course_lib.checks import chapter_checks
from course_lib.checks.question import Option, Question
from course_lib.widgets.question_form import QuestionForm, as_html, as_text

MARKUP = Question("99.a", "Is <b> bold & loud?", (Option("<yes>"), Option("no")), "b")
RECALLED = Question(
    "99.r1", "1 + 1?", (Option("2", "Yes, two."), Option("3", "One less.")), "a", chapter="98"
)


def form(*questions, **options):
    return QuestionForm(questions, asks_sureness=True, how_else='predict("99.a", "a", sure=50)', **options)


def test_readers_without_widgets_get_the_question_the_options_and_the_call():
    text = repr(form(MARKUP))
    assert text.splitlines() == [
        "Your prediction: Is <b> bold & loud?",
        "  a) <yes>",
        "  b) no",
        'Answer with predict("99.a", "a", sure=50)',
    ]


def test_words_are_never_markup():
    page = as_html((MARKUP,), "f()")
    assert "Is &lt;b&gt; bold &amp; loud?" in page
    assert "<li>&lt;yes&gt;</li>" in page


def test_a_recall_has_its_answer_folded_and_a_prediction_has_none():
    assert "<details><summary>Answer</summary><p><strong>a)</strong> Yes, two.</p>" in as_html(
        (RECALLED,), "f()"
    )
    assert "<details>" not in as_html((MARKUP,), "f()")


def test_the_browser_is_not_told_the_answer_of_a_prediction():
    (asked,) = form(MARKUP).questions
    assert asked["answer"] == ""
    assert form(RECALLED).questions[0]["answer"] == "a"


def test_the_outputs_are_the_same_in_every_run():
    first, second = form(MARKUP), form(MARKUP)
    assert repr(first) == repr(second)
    (data, _), (again, _) = first._repr_mimebundle_(), second._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert data.pop(view)["model_id"] != again.pop(view)["model_id"]
    assert data == again
    assert set(data) == {"text/plain", "text/html"}


def test_earlier_answers_come_back():
    given = {"99.a": {"choice": "b", "sure": 30}}
    assert form(MARKUP, given=given).answers == given


def test_a_form_without_questions_is_refused():
    with pytest.raises(ValueError, match="at least one question"):
        form()


def test_every_question_of_the_course_reads_well_as_text():
    for question in [*chapter_checks("07").PREDICTIONS, *chapter_checks("07").RECALL]:
        text = as_text((question,), "f()")
        assert all(f"  {letter}) {option.text}" in text for letter, option in question.lettered.items())


@pytest.mark.parametrize(("name", "value"), [("questions", []), ("asks_sureness", False)])
def test_what_is_asked_cannot_be_replaced(name, value):
    with pytest.raises(traitlets.TraitError, match=f'"{name}" trait is read-only'):
        setattr(form(MARKUP), name, value)


def test_a_misspelt_name_is_refused():
    with pytest.raises(
        AttributeError, match="^QuestionForm: expected one of answers; received answer. Did you"
    ):
        form(MARKUP).answer = {}
