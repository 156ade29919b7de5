"""A kit and a company's values → documents in one language, in no format.

A variable without a value becomes a blank with its hint. A value goes in as it is: what looks like
a mark or a variable in it is text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ...inline import Slot, parse_with_slots
from ...kit import (
    Blank,
    Block,
    Document,
    Entry,
    FormBlock,
    HeadingBlock,
    Kit,
    Line,
    Mark,
    Measure,
    OrdinanceBlock,
    PageBlock,
    PillarsBlock,
    PointsBlock,
    TableBlock,
    TextBlock,
    Tone,
    facts_below,
    said,
)
from ...model import Fact, LocalText
from ...text.characters import without_unwritable
from .words import kit_words, written_day

BLANK = "＿"
BOX = "□"
_UNKNOWN_WIDTH = 8


class Look(StrEnum):
    """How a run of words looks."""

    PLAIN = "plain"
    STRONG = "strong"
    BLANK = "blank"  # a line to write on
    HINT = "hint"  # what to write there, in grey


@dataclass(frozen=True)
class Run:
    """Words of one look."""

    text: str
    look: Look = Look.PLAIN


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading within a document."""

    runs: Runs


@dataclass(frozen=True)
class Text:
    """Paragraphs of one tone."""

    tone: Tone
    lines: tuple[Runs, ...]


@dataclass(frozen=True)
class Points:
    """A list."""

    mark: Mark
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Table:
    """A table; a cell holds lines. `widths` are shares of the line."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[Runs, ...], ...], ...]


@dataclass(frozen=True)
class FormRow:
    """A row that is filled in by hand: `space` empty lines below its words and boxes."""

    label: str
    runs: Runs
    boxes: tuple[str, ...]
    space: int

    @property
    def lines(self) -> int:
        """How many lines high it is at least."""
        return max(1, bool(self.runs) + bool(self.boxes) + self.space)


@dataclass(frozen=True)
class Form:
    """Rows that are filled in by hand."""

    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


Filled = Heading | Text | Points | Table | Form | NewPage


@dataclass(frozen=True)
class FilledDocument:
    """A document as it is written: its blocks, and what is told of it at its end.

    `language` is that of the words, `company` the name or "", `made_on` the day in words. A
    `posted` one hangs on a wall and is read close by: it is set closer, to stand on one page.
    """

    file_name: str
    title: str
    purpose: str
    language: str
    company: str
    day: dt.date | None
    made_on: str
    large: bool
    posted: bool
    letter: bool
    blocks: tuple[Filled, ...]
    foot: tuple[str, ...]

    @property
    def words(self) -> Mapping[str, Any]:
        """The fixed words of the language."""
        return kit_words(self.language)

    @property
    def has_further_page(self) -> bool:
        """Whether a page follows that is no part of what is shown or sent."""
        return any(isinstance(one, NewPage) for one in self.blocks)


# What a cite names within its source: a part in brackets, articles, or pages.
_WITHIN = re.compile(
    r"(?P<source>.+?)(?:（(?P<part>[^（）]+)）| \((?P<part_en>[^()]+)\)"
    r"|,? (?P<article>第[\d条項の第、]+|Articles? [\d(), ]+)"
    r"|,? (?P<pages>[\d〜、]+ページ|pp?\. [\d–, and]+))"
)
_PAGES = re.compile(r"\d+(?:[〜–]\d+)?")


def cites_by_source(cites: Iterable[str], words: Mapping[str, Any]) -> list[str]:
    """Each cite once, those of one source together: its name, then the places in it.

    `国の指針（相談体制）`, `国の指針（対応の例）` become `国の指針（相談体制、対応の例）`.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for cite in dict.fromkeys(cites):
        found = _WITHIN.fullmatch(cite)
        kind = found.lastgroup if found else None
        if found and kind:
            places.setdefault((found["source"], kind), []).append(found[kind])
        else:
            places.setdefault((cite, ""), [])
    return [_one_source(source, kind, named, words) for (source, kind), named in places.items()]


def _one_source(source: str, kind: str, named: list[str], words: Mapping[str, Any]) -> str:
    """A source with its places of one kind: parts in brackets, articles, or pages in order."""
    together = words["comma"].join(dict.fromkeys(named))
    if kind in ("part", "part_en"):
        return f"{source}（{together}）" if kind == "part" else f"{source} ({together})"
    if kind == "pages":
        pages = dict.fromkeys(_PAGES.findall(together))
        ordered = sorted(pages, key=lambda one: int(re.split("[〜–]", one)[0]))
        pattern: str = words["cited_page" if len(pages) == 1 else "cited_pages"]
        together = pattern.format(pages=words["comma"].join(ordered))
    return f"{source}{words['cited_at']}{together}" if kind else source


@dataclass(frozen=True)
class Filling:
    """A kit with the values of one company, in one language, on a day or on none."""

    kit: Kit
    language: str
    values: Mapping[str, str]
    on: dt.date | None

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The fixed words of the language."""
        return kit_words(self.language)

    def documents(self) -> tuple[FilledDocument, ...]:
        """Every document, in the order of the kit."""
        return tuple(
            self._document(number, document) for number, document in enumerate(self.kit.documents)
        )

    def _document(self, number: int, document: Document) -> FilledDocument:
        blocks = (one for block in document.blocks for one in self._filled(block))
        return FilledDocument(
            file_name=self.file_name(number, document),
            title=self.said(document.title),
            purpose=self.said(document.purpose),
            language=self.language,
            company=self.value("company.name"),
            day=self.on,
            made_on=self.words["made_on"].format(day=written_day(self.on, self.words)),
            large=document.large,
            posted=document.shown and not document.large,
            letter=document.letter,
            blocks=(*blocks, *(self._apart() if document.shown else ())),
            foot=self._foot(document),
        )

    def file_name(self, number: int, document: Document) -> str:
        """What its file is called, without ending."""
        return f"{number} {self.said(document.name)}"

    # -- words ------------------------------------------------------------------------------

    def said(self, text: LocalText) -> str:
        """A text in the language."""
        return said(text, self.language)

    def value(self, key: str) -> str:
        """What the company has given, in one line; "" where it gave nothing."""
        return " ".join(without_unwritable(self.values.get(key, "")).split())

    def runs(self, text: LocalText) -> Runs:
        """A text with values and blanks in it."""
        return tuple(run for one in parse_with_slots(self.said(text)) for run in self._run(one))

    def _run(self, one: Any) -> Iterator[Run]:
        if not isinstance(one, Slot):
            yield Run(one.text, Look.STRONG if one.stress else Look.PLAIN)
        elif value := self.value(one.key):
            yield Run(value, Look.STRONG if one.stress else Look.PLAIN)
        else:
            blank = next((it for it in self.kit.blanks if it.key == one.key), None)
            yield from self._blank(blank)

    def _blank(self, blank: Blank | None) -> Iterator[Run]:
        """A line to write on, or those of a date, and behind it what to write there."""
        is_day = blank is not None and blank.day
        width = blank.width if blank else _UNKNOWN_WIDTH
        written = str(self.words["no_day"]) if is_day else BLANK * width
        for part in filter(None, re.split(f"({BLANK}+)", written)):
            yield Run(part, Look.BLANK if part.startswith(BLANK) else Look.PLAIN)
        if blank is not None:
            yield Run(self._hint(blank), Look.HINT)

    def _hint(self, blank: Blank) -> str:
        hint, example = self.said(blank.hint), self.said(blank.example)
        pattern: str = self.words["hint_example" if example else "hint"]
        return pattern.format(hint=hint, example=example)

    def _lines(self, lines: Iterable[Line]) -> tuple[Runs, ...]:
        return tuple(self.runs(one.text) for one in lines)

    # -- blocks -----------------------------------------------------------------------------

    def _filled(self, block: Block) -> Iterator[Filled]:
        if isinstance(block, HeadingBlock):
            yield Heading(self.runs(block.text))
        elif isinstance(block, TextBlock):
            yield Text(block.tone, self._lines(block.lines))
        elif isinstance(block, PointsBlock):
            yield Points(block.mark, self._lines(block.items))
        elif isinstance(block, TableBlock):
            rows = tuple(tuple((self.runs(cell.text),) for cell in row) for row in block.rows)
            yield Table(tuple(self.said(one) for one in block.head), block.widths, rows)
        elif isinstance(block, FormBlock):
            yield Form(tuple(self._form_row(one) for one in block.rows))
        elif isinstance(block, OrdinanceBlock):
            yield Points(Mark.BULLET, self._lines(self._ordinances(block)))
        elif isinstance(block, PillarsBlock):
            yield from self._pillars()
        elif isinstance(block, PageBlock):
            yield NewPage()

    def _form_row(self, entry: Entry) -> FormRow:
        runs = self.runs(entry.text)
        boxes = tuple(self.said(one) for one in entry.choices)
        return FormRow(self.said(entry.label), runs, boxes, entry.space)

    def _ordinances(self, block: OrdinanceBlock) -> tuple[Line, ...]:
        place = self.value(self.kit.prefecture)
        found = [one.line for one in self.kit.ordinances if place in one.prefectures]
        return tuple(found) or (block.otherwise,)

    # -- what is missing --------------------------------------------------------------------

    def _pillars(self) -> Iterator[Filled]:
        for pillar in self.kit.pillars:
            yield Heading(self.runs(pillar.title))
            yield Table(
                (self.words["asked"], self.words["here"], self.words["missing"]),
                (9, 7, 10),
                tuple(self._measure(one) for one in pillar.measures),
            )

    def _measure(self, measure: Measure) -> tuple[tuple[Runs, ...], ...]:
        numbered = enumerate(self.kit.documents)
        names = [
            self.file_name(number, one) for number, one in numbered if one.id in measure.documents
        ]
        templates = tuple((Run(name),) for name in names) or ((Run(self.words["none"]),),)
        return (self.runs(measure.line.text),), templates, tuple(self._missing(measure))

    def _missing(self, measure: Measure) -> Iterator[Runs]:
        """The details that are not filled in, then what the company does itself."""
        hints = {one.key: self.said(one.hint) for one in self.kit.blanks}
        empty = [hints.get(key, key) for key in measure.variables if not self.value(key)]
        if empty:
            told = self.words["comma"].join(empty)
            yield (Run(self.words["empty"].format(details=told), Look.STRONG),)
        elif measure.variables:
            yield (Run(self.words["complete"]),)
        for deed in measure.deeds:
            yield (Run(f"{BOX} "), *self.runs(deed))

    # -- the end ----------------------------------------------------------------------------

    def _apart(self) -> tuple[Filled, ...]:
        """The head of the page that neither hangs on the wall nor is sent."""
        return NewPage(), Heading((Run(self.words["apart"]),))

    def _foot(self, document: Document) -> tuple[str, ...]:
        facts = self._facts_of(document)
        cites = cites_by_source((self.said(one.cite) for one in facts), self.words)
        lines: list[str] = []
        if cites:
            looked = min(one.checked_on for one in facts)
            lines.append(
                self.words["grounds"].format(
                    cites=self.words["semicolon"].join(cites),
                    day=written_day(looked, self.words),
                )
            )
        return (*lines, self.said(self.kit.caution.text))

    def _facts_of(self, document: Document) -> tuple[Fact, ...]:
        """The facts on which the document rests as it is filled in, by their place in it."""
        ids = [
            fact
            for block in document.blocks
            for part in self._parts_of(block)
            for fact in facts_below(part)
        ]
        found = (self.kit.fact(one) for one in dict.fromkeys(ids))
        return tuple(one for one in found if one is not None)

    def _parts_of(self, block: Block) -> tuple[Any, ...]:
        if isinstance(block, OrdinanceBlock):
            return self._ordinances(block)
        return self.kit.pillars if isinstance(block, PillarsBlock) else (block,)
