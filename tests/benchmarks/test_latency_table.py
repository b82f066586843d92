"""The table of latencies says what its raw samples say, and samples that cannot be are refused."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from tests.benchmarks.latency_rows import BESIDE_IT, HERO, ROWS, WIDGETS
from tests.benchmarks.latency_table import (
    MOMENTS_OF,
    PRESSES,
    Latencies,
    median_and_p95,
    read,
    table,
    write,
)
from tests.benchmarks.widget_latency import SAMPLES

# Milliseconds until it is drawn; later moments come 1 ms later.
FASTEST = dict.fromkeys(WIDGETS, 8.0) | {HERO: 5.0, BESIDE_IT: 100.0, "floor": 2.0}
FRAME_OF_HERO = FASTEST[HERO] + 1
# What each widget's slider moves.
PLACE = {
    "gradients": lambda widget: widget.depth,
    "boundary": lambda widget: np.log10(widget.lr),
    "race": lambda widget: np.log10(widget.rates["Adam"]),
}


def latencies(**changes) -> Latencies:
    """A run in which every press takes as long as every other."""
    samples = {
        name: {moment: (FASTEST[name] + later,) * PRESSES for later, moment in enumerate(moments)}
        for name, moments in MOMENTS_OF.items()
    }
    made = Latencies(
        command="make bench-widgets",
        versions={"Python": "3.11.7"},
        processor="Linux x86_64",
        cores=2,
        busy=(1.0, 2.0),
        picture=(800, 350),
        presses=PRESSES,
        places={name: row.ends * (PRESSES // 2) for name, row in ROWS.items()},
        clock_step=0.1,
        computed=(20.0,) * PRESSES,
        samples=samples,
    )
    return replace(made, **changes)


def with_times(name, moment, times) -> Latencies:
    """The same run with other times for one moment and all that comes after it."""
    found = latencies()
    moments = dict(found.samples[name])
    for later in list(moments)[list(moments).index(moment) :]:
        moments[later] = times
    return replace(found, samples=found.samples | {name: moments})


def test_the_committed_table_is_that_of_the_committed_samples():
    found = read(SAMPLES)
    assert SAMPLES.with_suffix(".md").read_text(encoding="utf-8") == table(found)
    assert found.presses == PRESSES


def test_samples_are_the_same_after_writing_and_reading(tmp_path):
    found = latencies()
    write(found, tmp_path / "run.json")
    assert read(tmp_path / "run.json") == found
    assert (tmp_path / "run.md").read_text(encoding="utf-8") == table(found)
    assert len(list(tmp_path.iterdir())) == 2


def test_half_of_the_presses_end_within_the_median_and_19_of_20_within_p95():
    rng = np.random.default_rng(0)
    times = tuple(rng.permutation(np.arange(1.0, 101.0)))
    median, p95 = median_and_p95(times)
    assert np.mean(np.array(times) <= median) == 0.5
    assert np.mean(np.array(times) <= p95) == 0.95


@pytest.mark.parametrize(("slowest", "verdict"), [(16.7, "**met**"), (16.8, "**missed**")])
@pytest.mark.parametrize("name", WIDGETS)
def test_one_frame_is_the_limit_for_p95_whatever_the_settings(name, slowest, verdict):
    assert f"- {verdict}: p95 of {WIDGETS[name].shown} to" in table(
        with_times(name, "frame", (slowest,) * PRESSES)
    )


@pytest.mark.parametrize(
    ("of_interact", "verdict"),
    [(60.0, "**met**: at least 10 times"), (59.0, "**missed**: at least 10 times")],
)
def test_interact_must_take_ten_times_as_long_as_the_first_row(of_interact, verdict):
    shown = table(with_times(BESIDE_IT, "frame", (of_interact,) * PRESSES))
    assert verdict in shown
    assert shown.count("at least 10 times") == 1


def test_a_slow_tail_misses_the_goal_though_the_median_meets_it():
    tail = (5.0,) * (PRESSES - 20) + (40.0,) * 20
    assert "**missed**: p95" in table(with_times(HERO, "frame", tail))


def test_the_table_says_when_the_browser_alone_is_too_slow_for_the_goal():
    slow_browser = with_times("floor", "frame", (17.0,) * PRESSES)
    assert "no widget can meet the first goal" in table(slow_browser)
    assert "no widget can meet the first goal" not in table(latencies())


def test_the_ratios_have_a_decimal():
    """Rounded to whole numbers, 9.6 times would read as 10 beside a missed goal."""
    assert "interact`: 9.6 times by the median, 9.6 times by p95" in table(
        with_times(BESIDE_IT, "frame", (9.6 * FRAME_OF_HERO,) * PRESSES)
    )


@pytest.mark.parametrize(
    ("busy", "is_marked"), [((10.4, 10.4), False), ((10.6, 0.0), True), ((0.0, 62.0), True)]
)
def test_a_busy_computer_is_said_before_the_numbers(busy, is_marked):
    shown = table(latencies(busy=busy))
    assert ("**The computer was not idle.**" in shown.split("|")[0]) == is_marked


def test_the_table_says_what_interact_does_that_the_widget_does_not():
    assert "builds both networks with all their weights anew" in table(latencies())


def test_every_row_is_in_the_table_and_explained_below_it():
    shown = table(latencies())
    for row in ROWS.values():
        assert f"\n| {row.shown} | " in shown
        assert f"\n- {row.shown}: {row.meaning}\n" in shown


def test_every_widget_has_a_row_and_one_of_its_slowest_settings_and_starts_in_the_middle():
    assert list(WIDGETS) == [name + settings for name in PLACE for settings in ("", "_slowest")]
    made = {}
    for name, row in WIDGETS.items():
        exec(row.source, made)
        assert type(made[name]).__name__ in row.shown
        place = PLACE[name.removesuffix("_slowest")](made[name])
        assert place == pytest.approx(np.mean(row.ends), abs=0.001)


@pytest.mark.parametrize(
    "change",
    [
        {"presses": PRESSES - 1},
        {"places": {name: row.ends * (PRESSES // 2) for name, row in WIDGETS.items()}},
        {"places": {name: (row.ends[1] + 1,) * PRESSES for name, row in ROWS.items()}},
        {"computed": (20.0,) * (PRESSES - 1) + (float("nan"),)},
        {"computed": (0.0,) * PRESSES},
        {"samples": {HERO: {}}},
    ],
)
def test_what_cannot_have_been_measured_is_refused(change):
    with pytest.raises(ValueError, match="expected"):
        latencies(**change)


def test_pixels_cannot_change_before_they_are_drawn():
    samples = asdict(latencies())["samples"]
    samples[HERO]["drawn"] = (50.0,) * PRESSES
    with pytest.raises(ValueError, match="order of time"):
        latencies(samples=samples)
