"""The table of concepts: what a row of `coverage.toml` says, and whether the chapter bears it out."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from pkgutil import resolve_name

from course_lib.commands.reports import Case
from course_lib.places import ROOT
from course_lib.syllabus import SYLLABUS
from tests.chapters.chapter_text import Section, Text, plain

TABLE = Path(__file__).with_name("coverage.toml")
EVIDENCE = ("shown", "exercise", "claim", "parity")
COLUMNS = ("section", "term", "numpy", "torch", "prediction", "only", "waits_for", *EVIDENCE)
PARITY = re.compile(r"(?P<file>tests/parity/test_\w+\.py)::(?P<test>test_\w+)(\[(?P<case>\w+)\])?")
PACKAGES = {
    "numpy": ("numpy.", "course_lib."),
    "torch": ("torch.", "course_lib.torch_nn.", "course_lib.recipe.", "course_lib.pipelines."),
}


@dataclass(frozen=True)
class Row:
    """A concept of the syllabus, and where the course has it.

    Attributes:
        chapter: its number.
        concept: in the words of the syllabus.
        columns: the other columns that are filled in, several entries as a list.
    """

    chapter: str
    concept: str
    columns: dict[str, str | list[str]] = field(default_factory=dict)

    def entries(self, column: str) -> list[str]:
        """What stands in a column."""
        value = self.columns.get(column, [])
        return [value] if isinstance(value, str) else value

    @property
    def terms(self) -> list[str]:
        """The words that have to stand in the section: the concept itself unless others are given."""
        return self.entries("term") or [self.concept]

    @property
    def is_open(self) -> bool:
        """Whether no chapter has the concept yet."""
        return not self.columns or "waits_for" in self.columns


def read_table(text: str) -> list[Row]:
    """The rows of a table, in its order.

    Args:
        text: TOML; a table for each concept, `[02."one neuron"]`, or a list `open` for a chapter to come.

    Raises:
        ValueError: if a chapter holds anything else.
    """
    rows = []
    for chapter, concepts in tomllib.loads(text).items():
        for concept, columns in concepts.items():
            if isinstance(columns, dict):
                rows.append(Row(chapter, concept, columns))
            elif concept == "open" and isinstance(columns, list):
                rows += [Row(chapter, name) for name in columns]
            else:
                raise ValueError(
                    f'{chapter}: expected tables such as [{chapter}."a concept"] or a list "open", '
                    f"received {concept} = {columns!r}"
                )
    return rows


def listing(rows: list[Row]) -> list[str]:
    """How much of the syllabus the course has, and a line for each chapter with what is still open."""
    open_ones: dict[str, list[str]] = {row.chapter: [] for row in rows}
    for row in rows:
        open_ones[row.chapter] += [row.concept] * row.is_open
    number = sum(map(len, open_ones.values()))
    mentioned = [f"{row.chapter} {row.concept}" for row in rows if row.entries("only")]
    return [
        f"{len(rows)} concepts: {len(rows) - number} in finished chapters, {number} still open",
        f"only mentioned: {len(mentioned)}: {'; '.join(mentioned)}",
        *(
            textwrap.shorten(f"{name} {len(found):2} open: {'; '.join(found)}", 110, placeholder=" …")
            for name, found in open_ones.items()
            if found
        ),
    ]


def problems(
    row: Row, text: Text, exercises: Iterable[str], cases: list[Case], written: set[str]
) -> list[str]:
    """What keeps a row of a finished chapter from passing, a sentence each.

    Args:
        row: the row.
        text: its chapter.
        exercises: the ids of that chapter's exercises.
        cases: what the report of the unit stage holds.
        written: the numbers of the chapters that are finished.
    """
    if "waits_for" in row.columns:
        return list(_waiting(row, written))
    found = list(_form(row))
    places = [(heading, text.section(heading)) for heading in row.entries("section")]
    known = ", ".join(repr(section.heading) for section in text.sections[1:])
    found += [f"there is no section {name!r}: choose from {known}" for name, section in places if not section]
    sections = [section for _, section in places if section]
    if found or not sections:
        return found
    found += [
        f"the term {term!r} does not stand in section {sections[0].heading!r}: write it there, or give the "
        "term, or the section, that there is"
        for term in row.terms
        if not sections[0].says(term)
    ]
    found += _names(row)
    found += _parity(row, cases)
    found += _exercises(row, text, sections, set(exercises))
    found += _written_out(row, "prediction", text, sections, Section.predictions)
    found += _written_out(row, "claim", text, sections, Section.claims)
    found += _shown(row, text, sections)
    return found


def _waiting(row: Row, written: set[str]) -> Iterator[str]:
    """A concept may wait for a later chapter as long as that one is not finished."""
    later = row.columns["waits_for"]
    if set(row.columns) != {"waits_for"} or later not in SYLLABUS:
        yield f"expected nothing but a chapter of the syllabus to wait for, received {row.columns}"
    elif later in written:
        yield f"it waits for chapter {later}, which is finished: teach it, and say in which section"


def _form(row: Row) -> Iterator[str]:
    """A row has a section, columns that there are, and either evidence or words that say why not."""
    if unknown := set(row.columns) - set(COLUMNS):
        yield f"there is no column {min(unknown)!r}: choose from {', '.join(COLUMNS)}"
    if not row.entries("section"):
        yield "its chapter is finished, and it names no section: teach it, and say in which"
        return
    evidence = [column for column in EVIDENCE if row.entries(column)]
    if not evidence and not row.entries("only"):
        yield f"expected one of {', '.join(EVIDENCE)}; if it is no more than mentioned, say so with `only`"
    if evidence and row.entries("only"):
        yield f"it has {', '.join(evidence)}, so it is more than mentioned: leave `only` away"
    if row.concept.startswith("Myth:") and not row.entries("claim"):
        yield "a myth is put to a test: give the claim"


def _names(row: Row) -> Iterator[str]:
    """What NumPy and PyTorch call it can be imported."""
    for column, packages in PACKAGES.items():
        for name in row.entries(column):
            if not name.startswith(packages):
                yield f"{column}: expected a name in {' or '.join(packages)}, received {name!r}"
                continue
            try:
                resolve_name(name)
            except (ImportError, AttributeError) as error:
                yield f"{column}: {name!r} cannot be imported ({error})"


def _parity(row: Row, cases: list[Case]) -> Iterator[str]:
    """Its parity test is about it, and passed with every case that the row means."""
    for identifier in row.entries("parity"):
        match = PARITY.fullmatch(identifier)
        if match is None or not (ROOT / match["file"]).exists():
            yield f"expected a test such as tests/parity/test_linear.py::test_x, received {identifier!r}"
            continue
        source = (ROOT / match["file"]).read_text(encoding="utf-8")
        names = [name.rpartition(".")[2] for name in row.entries("numpy")]
        if not any(re.search(rf"\b{name}\b", source) for name in names):
            yield f"{match['file']} has none of its NumPy names ({', '.join(names) or 'it gives none'})"
        ran = [case for case in cases if _is_case(case, match)]
        if not ran:
            yield f"{identifier} did not run: it is not in the report of the unit stage"
        if failed := [case.name for case in ran if not case.passed]:
            yield f"{identifier} has not passed: {', '.join(failed)}; a case may not be skipped either"


def _is_case(case: Case, match: re.Match) -> bool:
    """Whether a case belongs to a test; if one is named, [SELU] stands for all that begin with that word."""
    test, _, parameters = case.name.partition("[")
    here = case.module == match["file"].removesuffix(".py").replace("/", ".") and test == match["test"]
    return here and (match["case"] is None or re.match(rf"{match['case']}\b", parameters) is not None)


def _exercises(row: Row, text: Text, sections: list[Section], known: set[str]) -> Iterator[str]:
    """Its exercises are among those of the chapter, and stand in its sections."""
    for identifier in row.entries("exercise"):
        if identifier not in known:
            yield f"{identifier} is no exercise of {text.number}: choose from {', '.join(sorted(known))}"
        elif not any(identifier in section.exercises() for section in sections):
            yield from _elsewhere("exercise", identifier, text, Section.exercises)


def _written_out(
    row: Row, column: str, text: Text, sections: list[Section], read: Callable[[Section], Iterable[str]]
) -> Iterator[str]:
    """Predictions and claims stand in its sections; a claim is known by its beginning."""
    for entry in row.entries(column):
        in_chapter = {words for words in read(text.whole) if plain(words).startswith(plain(entry))}
        if not in_chapter:
            yield f"{text.number} has no {column} {entry!r}: give the beginning of one, word for word"
        elif len(in_chapter) > 1:
            yield f"{len(in_chapter)} of {text.number} begin with {entry!r}: give more of the {column}"
        elif not any(in_chapter & set(read(section)) for section in sections):
            yield from _elsewhere(column, min(in_chapter), text, read)


def _shown(row: Row, text: Text, sections: list[Section]) -> Iterator[str]:
    """What shows it is a widget or another display that is made there, or a figure with those words."""
    for entry in row.entries("shown"):
        if not entry.isidentifier():
            yield from _written_out(
                Row(row.chapter, row.concept, {"figure": entry}), "figure", text, sections, Section.pictures
            )
        elif not (text.shows_by(entry) and entry in text.whole.called()):
            yield f"{text.number} makes no {entry}: expected a widget, or the first words of a figure"
        elif not any(entry in section.called() for section in sections):
            yield from _elsewhere("display", entry, text, Section.called)


def _elsewhere(kind: str, entry: str, text: Text, read: Callable[[Section], Iterable[str]]) -> Iterator[str]:
    """Say in which section something stands that was looked for in others."""
    there = [section.heading for section in text.sections[1:] if entry in read(section)]
    yield (
        f"the {kind} {entry!r} stands in {there[0]!r}: add that section, or choose another {kind}"
        if there
        else f"the {kind} {entry!r} stands in no section"
    )
