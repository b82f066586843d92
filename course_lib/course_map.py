"""The map of the course for its start page: every chapter, what the learner has done there, and three paths.

The map is HTML with the same words as plain text beside it. What is done comes from the learner's record;
where that is switched off, as in builds and tests, the map says what each chapter asks instead.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from IPython.display import display

from course_lib import progress
from course_lib.showing import Showing
from course_lib.syllabus import PARTS, SYLLABUS, TWELVE_LECTURES, TWENTY_FOUR_LECTURES, Chapter, written
from course_lib.tally import Tally, tally

TO_COME = "to come"
EVERYTHING = (
    "chapters 00 to 30 in their order, each project after its part, and the appendices where you need them."
)
PLANS = {"12 lectures": TWELVE_LECTURES, "24 lectures": TWENTY_FOUR_LECTURES}
NOT_RECORDED = "Your answers are not being recorded here, so the map shows what each chapter asks."
NOTHING_YET = "Nothing is recorded yet: run this cell again after your first answer."


@dataclass(frozen=True)
class Place:
    """A chapter on the map.

    Attributes:
        chapter: which.
        notebook: the file to open; empty if the chapter is to come.
        words: what is done there, or that it is to come.
        tally: the same as numbers; None where no bar is drawn.
    """

    chapter: Chapter
    notebook: str
    words: str
    tally: Tally | None


def course_map() -> None:
    """Show the map, with what the record of this learner holds."""
    places, headline = _places()
    display(Showing(_as_html(places, headline), _as_text(places, headline)))


def _places() -> tuple[dict[str, Place], str]:
    """Return the chapters on the map by number, and the sentence above them."""
    recorded = progress.is_on()
    events = progress.events() if recorded else []
    notebooks, places, together = written(), {}, Tally()
    for number, chapter in SYLLABUS.items():
        if number not in notebooks:
            places[number] = Place(chapter, "", TO_COME, None)
            continue
        found = tally(number, events)
        together += found
        words, bar = (str(found), found if found.total else None) if recorded else (found.asked, None)
        places[number] = Place(chapter, notebooks[number], words, bar)
    if not recorded:
        return places, NOT_RECORDED
    return places, f"So far: {together}." if together.done else NOTHING_YET


def _as_text(places: dict[str, Place], headline: str) -> str:
    """Return the map as plain text."""
    lines = ["The map", headline]
    for part in PARTS:
        lines += ["", part]
        lines += [f"  {place.chapter.name}: {place.words}" for place in _of_part(places, part)]
    lines += ["", "Three paths", f"  Everything: {EVERYTHING}"]
    for plan, lectures in PLANS.items():
        lines += [f"  {plan}"]
        for number, chapters in enumerate(lectures, 1):
            names = " + ".join(places[chapter].chapter.name for chapter in chapters)
            lines += [f"    {number}: {names}"]
        lines += [f"    {_left_out(lectures)}"]
    return "\n".join(lines)


def _as_html(places: dict[str, Place], headline: str) -> str:
    """Return the map as HTML."""
    parts = "".join(
        f'<tbody><tr><th colspan="2" scope="rowgroup" style="text-align:left;padding-top:0.8em">'
        f"{html.escape(part)}</th></tr>{''.join(map(_row, _of_part(places, part)))}</tbody>"
        for part in PARTS
    )
    plans = "".join(_plan(plan, lectures, places) for plan, lectures in PLANS.items())
    return (
        f"<div><strong>The map</strong><p>{html.escape(headline)}</p>"
        f'<table style="border-collapse:collapse;font-size:inherit;margin:0;max-width:46rem;width:100%">'
        f"{parts}</table>"
        f'<p style="margin:1.2em 0 0"><strong>Three paths</strong></p>'
        f"<p>Everything: {html.escape(EVERYTHING)}</p>{plans}</div>"
    )


def _row(place: Place) -> str:
    """Return a chapter as a row of the table: the bar repeats the words, so it is not read aloud."""
    bar = ""
    if place.tally:
        bar = (
            f'<progress aria-hidden="true" value="{place.tally.done}" max="{place.tally.total}"'
            ' style="display:block;width:6rem;max-width:100%"></progress>'
        )
    cell = "text-align:left;vertical-align:top;white-space:normal;padding:0.15em 0.5em"
    return (
        f'<tr><td style="{cell};width:60%">{_link(place)}</td>'
        f'<td style="{cell}">{html.escape(place.words)}{bar}</td></tr>'
    )


def _plan(plan: str, lectures: Sequence[Sequence[str]], places: dict[str, Place]) -> str:
    """Return a plan of lectures, folded until it is asked for."""
    slots = "".join(
        f"<li>{number}: {' + '.join(_link(places[chapter]) for chapter in chapters)}</li>"
        for number, chapters in enumerate(lectures, 1)
    )
    return (
        f"<details><summary>{html.escape(plan)}</summary>"
        f'<ul style="list-style:none;padding-left:1rem;margin:0.4em 0">{slots}'
        f"<li>{html.escape(_left_out(lectures))}</li></ul></details>"
    )


def _link(place: Place) -> str:
    """Return the name of a chapter, as a link if there is a notebook to open."""
    name = html.escape(place.chapter.name)
    return f'<a href="{html.escape(place.notebook)}">{name}</a>' if place.notebook else name


def _left_out(lectures: Sequence[Sequence[str]]) -> str:
    """Say which chapters a plan of lectures has no time for."""
    taken = {chapter for chapters in lectures for chapter in chapters}
    numbers = [number for number in SYLLABUS if number.isdigit() and number not in taken]
    return f"To read at home: {', '.join(numbers)}." if numbers else "Every chapter is in it."


def _of_part(places: dict[str, Place], part: str) -> list[Place]:
    """Return the chapters of a part."""
    return [place for place in places.values() if place.chapter.part == part]
