"""The rubric of project P1 gives points to good work, and says of poor work what is missing."""

import nbformat
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from course_lib.places import CHAPTERS, SOLVED
from course_lib.projects import measuring, rubric
from course_lib.projects.measuring import accuracy_of, measure
from course_lib.projects.portraits import held_out, kind_names, portraits
from course_lib.projects.rubric import assess, findings

LINES = ("accuracy", "labels", "alone", "baseline", "seeds", "spread", "beside", "words")


def network(rows, labels, seed):
    """A good run that is not the course's: scikit-learn's."""
    model = MLPClassifier((64,), alpha=1.0, max_iter=30, random_state=seed, n_iter_no_change=50)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        model.fit((rows - 128) / 64, labels)
    return lambda new: model.predict((new - 128) / 64)


def linear(rows, labels, seed):
    model = LogisticRegression(C=0.003, max_iter=60, tol=1e-2).fit((rows - 128) / 64, labels)
    return lambda new: model.predict((new - 128) / 64)


def constant(rows, labels, seed):
    return lambda new: np.zeros(len(new), int)


def your_turn(rows, labels, seed):
    raise NotImplementedError("your turn")


def of_network(read):
    """The good run with its reading changed."""

    def run(rows, labels, seed):
        good = network(rows, labels, seed)
        return lambda new: read(good, new)

    return run


@pytest.fixture(scope="module")
def report():
    """A good report of the good run."""
    accuracies = [accuracy_of(network, seed) for seed in range(3)]
    baseline = accuracy_of(linear, 0)
    mean = float(np.mean(accuracies))
    words = "The network was repaired and each fault put back once to see what it was worth alone. " * 6
    return {
        "seeds": [0, 1, 2],
        "accuracies": accuracies,
        "mean": mean,
        "spread": (min(accuracies), max(accuracies)),
        "baseline": baseline,
        "text": f"{words} It reads {mean:.2f}, the linear model {baseline:.2f}.",
    }


def points(run=network, baseline=linear, report=None):
    """Points and words of each line, by its short name."""
    found = findings(run, baseline, report)
    return {name: (one.points == one.most, one.words) for name, one in zip(LINES, found, strict=True)}


def test_another_good_solution_has_all_points(report):
    assert {name: words for name, (full, words) in points(report=report).items() if not full} == {}


def test_the_sample_solution_had_all_points_when_it_was_built():
    cells = nbformat.read(SOLVED / "P1_failing_run.ipynb", as_version=4).cells
    shown = [output.data["text/plain"] for output in cells[-1].outputs]
    assert shown[-1].startswith("13 of 13 points")
    assert len(shown) == len(LINES) + 1


def test_an_untouched_notebook_is_not_attempted(capsys):
    found = points(your_turn, lambda rows, labels, seed: your_turn(rows, labels, seed), ...)
    assert not any(full for full, _ in found.values())
    assert all("not attempted" in words for _, words in found.values())
    assert measure(your_turn) is None
    assess(your_turn, your_turn, ...)
    assert "0 of 13 points" in capsys.readouterr().out


def test_the_learners_cells_are_gaps():
    cells = nbformat.read(CHAPTERS / "P1_failing_run.ipynb", as_version=4).cells
    gaps = [cell.source for cell in cells if "project" in cell.metadata.get("tags", ())]
    assert gaps[-1] == "my_report = ..."
    assert all(measuring.YOUR_TURN in gap for gap in gaps[-3:-1])
    assert all(gap.startswith("# your experiments") for gap in gaps[:-3])


def test_accuracy_below_the_bar_is_told_with_what_was_measured():
    full, words = points(constant)["accuracy"]
    assert not full
    assert "≈0.1" in words
    assert str(rubric.BAR) in words


def test_a_run_that_trained_on_the_held_out_rows_is_found():
    def leaking(rows, labels, seed):
        judged = held_out()
        return network(np.concatenate([rows, judged.rows]), np.concatenate([labels, judged.labels]), seed)

    full, words = points(leaking)["labels"]
    assert not full
    assert "not given" in words


def test_a_run_that_uses_other_labels_than_it_is_given_is_found():
    def stubborn(rows, labels, seed):
        return network(portraits().rows, portraits().labels, seed)

    assert not points(stubborn)["labels"][0]


def test_readings_that_change_with_their_company_are_found():
    def noisy(good, new):
        return np.where(new.mean() > new[0].mean(), good(new), 0)

    def refusing(good, new):
        if len(new) == 1:
            raise ValueError("expected more than 1 value per channel")
        return good(new)

    assert "company" in points(of_network(noisy))["alone"][1]
    full, words = points(of_network(refusing))["alone"]
    assert not full
    assert "1 row raised ValueError" in words


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        (network, "the run itself"),
        (constant, "has not learned"),
        (your_turn, "not attempted"),
        (None, "not attempted"),
    ],
    ids=["the run", "a constant", "the gap", "none"],
)
def test_a_baseline_that_is_none_has_no_points(baseline, said):
    full, words = points(baseline=baseline)["baseline"]
    assert not full
    assert said in words


def test_the_run_under_another_name_is_no_baseline():
    assert "another name" in points(baseline=of_network(lambda good, new: good(new)))["baseline"][1]


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"seeds": [0]}, "seeds"),
        ({"seeds": [0, 0, 0]}, "seeds"),
        ({"seeds": [0, 1, 5]}, "seeds"),
        ({"seeds": "012"}, "seeds"),
        ({"seeds": [0, 1, True]}, "seeds"),
        ({"seeds": None}, "seeds"),
        ({"accuracies": [0.99, 0.99, 0.99]}, "seeds"),
        ({"accuracies": [0.9]}, "seeds"),
        ({"accuracies": "high"}, "seeds"),
        ({"accuracies": [np.nan] * 3}, "seeds"),
        ({"mean": 0.99}, "spread"),
        ({"mean": None}, "spread"),
        ({"spread": None}, "spread"),
        ({"spread": 0}, "spread"),
        ({"spread": 0.3}, "spread"),
        ({"spread": (0.1, 0.99)}, "spread"),
        ({"baseline": 0.2}, "beside"),
        ({"baseline": "worse"}, "beside"),
        ({"text": "It works."}, "words"),
        ({"text": 0.9}, "words"),
    ],
    ids=str,
)
def test_a_report_that_lacks_something_loses_that_line(report, changed, line):
    full, words = points(report=report | changed)[line]
    assert not full
    assert words


@pytest.mark.parametrize("key", rubric.KEYS)
def test_a_report_without_one_of_its_entries_is_told_which(report, key):
    rest = {name: value for name, value in report.items() if name != key}
    assert any(not full and repr(key) in words for full, words in points(report=rest).values())


def test_a_number_that_was_not_measured_has_no_place_in_the_text(report):
    boasting = report | {"text": report["text"] + " On other data it reads 0.987."}
    assert "0.987" in points(report=boasting)["words"][1]
    assert points(report=boasting | {"also": {"other data": 0.987}})["words"][0]


def test_a_text_without_its_mean_is_refused(report):
    silent = report | {"text": "All went well and everything was repaired. " * 20}
    assert "mean" in points(report=silent)["words"][1]


@pytest.mark.parametrize("spread", [np.std, np.ptp, lambda values: np.std(values, ddof=1)])
def test_a_spread_may_be_one_number(report, spread):
    assert points(report=report | {"spread": float(spread(report["accuracies"]))})["spread"][0]


@pytest.mark.parametrize("report", [None, ..., [], "good", 3, {}, {"seeds": [[]]}], ids=str)
def test_a_report_of_any_kind_gets_words(report):
    assert not any(points(report=report)[line][0] for line in ("seeds", "spread", "beside", "words"))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (lambda rows, labels, seed: 1 / 0, "ZeroDivisionError"),
        (lambda rows, labels, seed: None, "return read"),
        (lambda rows: None, "TypeError"),
        (lambda rows, labels, seed: lambda new: new[0], "one kind a row"),
        (lambda rows, labels, seed: lambda new: new.mean(1), "argmax"),
        (lambda rows, labels, seed: lambda new: np.full(len(new), 8), "0 to 7"),
        (lambda rows, labels, seed: lambda new: None, "one kind a row"),
        ([], "write the function"),
    ],
    ids=["raises", "nothing", "arguments", "shape", "floats", "range", "none", "no function"],
)
def test_a_run_that_cannot_be_measured_is_told_why(run, said, capsys):
    full, words = points(run)["accuracy"]
    assert not full
    assert said in words
    assert measure(run) is None
    assert said in capsys.readouterr().out


def test_a_run_gets_copies_and_the_held_out_rows_stay_as_they_are():
    def greedy(rows, labels, seed):
        rows[:] = 0
        return constant(rows, labels, seed)

    accuracy_of(greedy, 0)
    assert portraits().rows.max() == 255
    with pytest.raises(ValueError, match="read-only"):
        held_out().rows[0] = 0


def test_no_held_out_portrait_is_among_those_to_train_with():
    given = {row.tobytes() for row in portraits().rows}
    assert not given & {row.tobytes() for row in held_out().rows}
    assert len(given) == 1200


def test_kinds_have_names_of_their_own():
    assert kind_names()[0] == "none of the three"
    assert kind_names()[6] == "glasses, smile"
    assert len(set(kind_names())) == 8
