"""The map of the race draws what can be seen of its paths, and as quickly where they leave or swing."""

import numpy as np
import pytest

from course_lib.widgets.optimiser_paths import RATES, OptimiserPaths

# Milliseconds until a change of the state is drawn, the least of nine; reading a pixel waits for the drawing.
DRAWN_WITHIN = """(rates) => Math.min(...Array.from({ length: 9 }, (_, i) => {
  const [started, context] = [performance.now(), document.querySelector(".course-map").getContext("2d")];
  model.set("rates", { ...rates, Adam: rates.Adam * (1 - i / 1000) });
  context.getImageData(0, 0, 1, 1);
  return performance.now() - started;
}))"""
MOMENT = 60  # milliseconds, also of a busy computer; it takes 10, and took 300 when all dashes were drawn
LINES_IN_SIGHT = """async ([lines, room]) => {
  const { lineInSight } = await import("/surface_map.js");
  const place = ([x, y]) => ({ x, y });
  return lines.map((line) => lineInSight(...line.map(place), room)?.map(({ x, y }) => [x, y]));
}"""


@pytest.mark.parametrize(
    ("surface", "rate"), [("valley", 0.1), ("two minima", 1.0), ("bend", 0.03), ("valley", 1.0)]
)
def test_paths_that_leave_or_swing_are_drawn_in_a_moment_too(stand_in, surface, rate):
    stand_in.mount(OptimiserPaths(surface, steps=300, momentum=0.99, beta2=0))
    assert stand_in.page.evaluate(DRAWN_WITHIN, dict.fromkeys(RATES, rate)) < MOMENT


def test_what_is_drawn_of_a_line_is_what_the_map_shows_of_it(stand_in):
    rng = np.random.default_rng(0)
    lines = np.concatenate([rng.uniform(-600, 1000, (300, 2, 2)), rng.normal(0, 1e6, (100, 2, 2))])
    lines[::7, 1] = lines[::7, 0]  # one that goes nowhere
    lines[1::7, 1, 0] = lines[1::7, 0, 0]  # upright
    room = {"left": 40, "top": 10, "width": 400, "height": 300}
    found = stand_in.page.evaluate(LINES_IN_SIGHT, [lines.tolist(), room])
    assert sum(piece is not None for piece in found) > 50
    for (start, end), piece in zip(lines, found, strict=True):
        places = start + np.linspace(0, 1, 2001)[:, None] * (end - start)
        inside = ((places >= [40, 10]) & (places <= [440, 310])).all(axis=1)
        if piece is None:
            assert not inside.any()
            continue
        low, high = np.sort(piece, axis=0)
        assert (low > [37, 7]).all()
        assert (high < [443, 313]).all()
        assert ((places[inside] >= low - 1e-6) & (places[inside] <= high + 1e-6)).all()


def test_a_line_that_ends_in_no_number_is_not_drawn(stand_in):
    room = {"left": 0, "top": 0, "width": 100, "height": 100}
    lines = """(room) => import("/surface_map.js").then(({ lineInSight }) =>
      [NaN, Infinity].map((x) => lineInSight({ x: 50, y: 50 }, { x, y: 50 }, room)))"""
    assert stand_in.page.evaluate(lines, room) == [None, None]
