"""What a chapter says to its learner, tried in a kernel's place: names in a dictionary, outputs in a list."""

import linecache

import pytest

from course_lib import learning, progress
from course_lib.checks import chapter_checks
from course_lib.widgets.question_form import QuestionForm

RIGHT = "def sigmoid_backward(grad_output, y):\n    return grad_output * y * (1 - y)\n"
FORGETFUL = "def sigmoid_backward(grad_output, y):\n    return y * (1 - y)\n"
RAISING = "def sigmoid_backward(grad_output, y):\n    return grad_output @ y.shape.T\n"
CODE_OF_THE_COURSE = chapter_checks("07").EXERCISES[1].solution
STUB = "def sigmoid_backward(grad_output, y):\n    raise NotImplementedError('07.2: your turn')\n"


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """What was displayed; the record is the test's own."""
    displayed = []
    monkeypatch.setattr(learning, "display", displayed.append)
    monkeypatch.setattr(learning, "_hints_given", learning.Counter())
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setattr(progress, "_waiting", [])
    return displayed


def run(*cells):
    """Run cells as a kernel does, and return their names."""
    names = {name: getattr(learning, name) for name in learning.__all__}
    for number, source in enumerate(cells):
        filename = f"<ipython-input-{number}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        exec(compile(source, filename, "exec"), names)
    return names


@pytest.mark.parametrize(
    ("cell", "sign", "words"),
    [
        ("", "○ 07.2 not attempted", "run the cell that defines `sigmoid_backward`"),
        (STUB, "○ 07.2 not attempted", "fill in `sigmoid_backward`"),
        ("sigmoid_backward = use('07.2')", "○ 07.2 not attempted", "the course's own answer"),
        (FORGETFUL, "✗ 07.2 not yet", "multiplies it by grad_output"),
        ("sigmoid_backward = 3", "✗ 07.2 not yet", "should be a function, and is a number"),
        (RAISING, "? 07.2 cannot tell", "in `return grad_output @ y.shape.T` (line 2 of your cell)"),
        (RIGHT, "✓ 07.2 correct", ""),
    ],
)
def test_each_answer_of_a_check_in_clear_words(shown, cell, sign, words):
    run(cell, "check('07.2')")
    (message,) = shown
    assert repr(message).startswith(sign)
    assert words in repr(message)
    assert message.title in message._repr_html_()


def test_what_a_learner_wrote_is_recorded_and_an_untouched_stub_is_not(shown):
    run(STUB, "check('07.2')", FORGETFUL, "check('07.2')", RIGHT, "check('07.2')")
    assert [event["outcome"] for event in progress.events()] == ["not yet", "correct"]
    assert progress.events()[0]["answer"] == FORGETFUL


@pytest.mark.parametrize(
    ("cell", "owner"), [(RIGHT, "your"), (FORGETFUL, "the course's"), ("", "the course's")]
)
def test_the_learners_answer_is_used_once_it_is_right(cell, owner, monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    names = run(cell, "used = use('07.2')\ntitle = whose('07.2')")
    reference = chapter_checks("07").EXERCISES[1].reference
    assert names["used"] is (names["sigmoid_backward"] if owner == "your" else reference)
    assert names["title"] == f"{owner} sigmoid_backward()"


def test_in_a_build_the_answer_is_the_courses(monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    assert run(RIGHT, "title = whose('07.2')")["title"] == "the course's sigmoid_backward()"


def test_each_call_adds_a_hint_and_the_last_names_the_solution(shown):
    run("hint('07.2')\nhint('07.2')\nhint('07.2')\nhint('07.2')")
    assert [int(message.title[5]) for message in shown] == [1, 1, 2, 1, 2, 3, 1, 2, 3]
    assert ['solution("07.2")' in repr(message) for message in shown] == [
        message.title[5] == "3" for message in shown
    ]
    assert [event["number"] for event in progress.events()] == [1, 2, 3, 3]


def test_the_solution_shows_code_or_value(shown):
    run("solution('07.1')\nsolution('07.3')\nsolution('07.2')")
    assert "my_bound = 0.25**10" in repr(shown[0])
    assert "np.unique(weight.round(6), axis=0)" in repr(shown[1])
    assert shown[2].code == CODE_OF_THE_COURSE


def test_a_prediction_shows_a_form_and_records_what_is_chosen(shown):
    run("predict('07.a')")
    (form,) = shown
    assert isinstance(form, QuestionForm)
    form.answers = {"07.a": {"choice": "d", "sure": 80}}
    (event,) = progress.events()
    assert (event["kind"], event["id"], event["choice"], event["sure"]) == ("predict", "07.a", "d", 80)
    run("predict('07.a')")
    assert shown[-1].answers == {"07.a": {"choice": "d", "sure": 80}}


def test_a_prediction_can_be_made_by_a_call(shown):
    run("predict('07.a', 'D', sure=80)")
    assert repr(shown[0]).startswith("Noted: d, 80 % sure")
    assert progress.events()[0]["choice"] == "d"


def test_a_prediction_is_made_once(shown):
    run("predict('07.a', 'b', sure=80)\npredict('07.a', 'd', sure=100)\npredict('07.a')")
    assert repr(shown[1]).startswith("Kept: b, 80 % sure")
    assert shown[2].answers == {"07.a": {"choice": "b", "sure": 80}}
    assert len(progress.events()) == 1


def test_an_outcome_is_told_to_those_who_predicted_nothing(shown):
    run("reveal('07.a')")
    assert repr(shown[0]) == "Outcome of 07.a: Less than a millionth."


def test_an_outcome_stands_beside_what_was_predicted_first(shown):
    for choice, sure in (("b", 80), ("d", 100)):  # as records hold them that were written before
        progress.record("predict", "07.a", choice=choice, sure=sure)
    run("reveal('07.a')")
    assert repr(shown[-1]).endswith("You said: About 20 times smaller, one share for each layer, 80 % sure.")


def test_an_outcome_that_was_predicted_is_said_to_be(shown):
    run("predict('07.a', 'd', sure=60)\nreveal('07.a')")
    assert repr(shown[-1]).endswith("Less than a millionth. So you said, 60 % sure.")


def test_an_outcome_is_told_whatever_the_record_holds(shown, monkeypatch):
    progress.record("predict", "07.a", choice="z")
    run("reveal('07.a')")
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    run("reveal('07.a')")
    assert {repr(message) for message in shown} == {"Outcome of 07.a: Less than a millionth."}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("reveal('07.z')", "there is no '07.z'"),
        ("predict('07.a', 'z', sure=1)", "choose one of a, b, c, d"),
        ("predict('07.a', 'a')", "in per cent"),
        ("predict('07.a', 'a', sure=101)", "in per cent"),
        ("predict('07.a', 'a', sure='very')", "in per cent"),
        ("predict('07.a', 'a', sure=True)", "in per cent"),
        ("predict('07.a', ['a'], sure=1)", "choose one of a, b, c, d"),
        ("predict('07.z')", "there is no '07.z'"),
        ("recall('07', 'a')", "expected 3 letters"),
        ("recall('07', 'a', 'b', 'q')", "choose one of"),
        ("check('07.9')", "there is no '07.9'"),
        ("hint('nine')", "no questions"),
    ],
)
def test_calls_with_bad_words_are_refused_before_anything_is_kept(shown, call, words):
    with pytest.raises(ValueError, match=words):
        run(call)
    assert shown == progress.events() == []


def test_recall_replies_to_each_choice(shown):
    run("recall('07', 'a', 'a', 'c')")
    assert ["✓ Right" in message.title for message in shown] == [True, False, True]
    assert [event["right"] for event in progress.events()] == [True, False, True]


def test_recall_without_choices_is_a_form_without_sureness(shown):
    run("recall('07')")
    assert len(shown[0].questions) == 3
    assert not shown[0].asks_sureness


def test_a_broken_record_breaks_no_cell(shown, tmp_path):
    (tmp_path / "progress.jsonl").write_bytes(
        b'{"kind": "predict", "id": "07.a", "time": "1", "choice": []}\n'
    )
    run("predict('07.a')", RIGHT, "check('07.2')")
    assert repr(shown[-1]) == "✓ 07.2 correct"


HOSTILE = """class Hostile:
    def __repr__(self):
        raise RuntimeError('no text')
    def __getattr__(self, name):
        raise RuntimeError('no attribute')
    def __call__(self, *arguments):
        raise RuntimeError('no call')
my_bound = Hostile()
sigmoid_backward = Hostile()
"""


def test_no_answer_ends_a_check_in_a_traceback(shown):
    run(HOSTILE, "check('07.1')\ncheck('07.2')\nuse('07.1')\nwhose('07.2')")
    assert [message.title for message in shown] == ["✗ 07.1 not yet", "? 07.2 cannot tell"]


def test_a_slow_answer_is_waited_for_once(shown):
    slow = "calls = []\n" + RIGHT.replace("    return", "    calls.append(1)\n    return")
    names = run(slow, "check('07.2')\nuse('07.2')\nwhose('07.2')")
    assert len(names["calls"]) == len(chapter_checks("07").EXERCISES[1].cases)


def test_a_recall_by_the_form_records_whether_it_was_right(shown):
    run("recall('07')")
    shown[0].answers = {"07.r1": {"choice": "b", "sure": None}}
    assert [(event["id"], event["right"]) for event in progress.events()] == [("07.r1", False)]
