"""対策キット: documents that a company makes its own, beside a course and outside its revision.

`kit.yaml` of a course folder holds their texts in every language, the facts on which each statement
of law rests, and where a company's values go in. A course without the file has no kit. The kit is
a companion: mending it gives no course a new revision (docs/decisions/0075).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .model import Fact, Id, LocalText, Material, Part, Text, VariableKey

KIT_PLACE = ("kit", "kit")  # under which the reader remembers `kit.yaml`
DEFAULT_WIDTH = 8  # of a blank, in full-width characters


class Line(Part):
    """A sentence or paragraph in every language, and the facts on which it rests.

    An `own` one says what the company decides itself, and states no law whatever its words. In
    YAML the languages may stand beside: `{ja: …, en: …, facts: […]}`.
    """

    text: LocalText
    facts: tuple[Id, ...] = ()
    own: bool = False

    @model_validator(mode="before")
    @classmethod
    def _languages_beside(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "text" in value:
            return value
        named = {key: one for key, one in value.items() if key in cls.model_fields}
        return {"text": {k: v for k, v in value.items() if k not in named}, **named}


class Tone(StrEnum):
    """How a paragraph stands on the page."""

    PLAIN = "plain"
    NOTE = "note"  # small and grey: to whoever fills the document in
    BOX = "box"  # framed: what nobody may miss
    LARGE = "large"  # of a notice that is read from afar
    END = "end"  # at the end of the line: date and sender


class HeadingBlock(Part):
    """A heading within a document."""

    kind: Literal["heading"]
    text: LocalText


class TextBlock(Part):
    """Paragraphs of one tone."""

    kind: Literal["text"]
    tone: Tone = Tone.PLAIN
    lines: tuple[Line, ...]


class Mark(StrEnum):
    """What stands before the entries of a list."""

    BULLET = "bullet"
    NUMBER = "number"
    BOX = "box"  # to tick


class PointsBlock(Part):
    """A list."""

    kind: Literal["points"]
    mark: Mark = Mark.BULLET
    items: tuple[Line, ...]


class TableBlock(Part):
    """A table; `widths` are shares of the line, as many as there are columns."""

    kind: Literal["table"]
    head: tuple[LocalText, ...]
    widths: tuple[Annotated[int, Field(gt=0)], ...]
    rows: tuple[tuple[Line, ...], ...]

    @model_validator(mode="after")
    def _same_columns(self) -> TableBlock:
        if any(len(row) != len(self.head) for row in (self.widths, *self.rows)):
            raise ValueError("every row, and `widths`, has as many entries as `head`")
        return self


class Entry(Part):
    """A row of a form: its label, and beside it words, boxes to tick, and `space` empty lines.

    A row has the height of a line at least.
    """

    label: LocalText
    text: LocalText = Field(default_factory=dict)
    choices: tuple[LocalText, ...] = ()
    space: Annotated[int, Field(ge=0, le=12)] = 0


class FormBlock(Part):
    """What is filled in by hand, row by row."""

    kind: Literal["form"]
    rows: tuple[Entry, ...]


class OrdinanceBlock(Part):
    """The ordinances of the company's prefecture; `otherwise` stands where none is known."""

    kind: Literal["ordinance"]
    otherwise: Line


class PillarsBlock(Part):
    """The measures that the law asks for, and what is still missing of each."""

    kind: Literal["pillars"]


class PageBlock(Part):
    """What follows begins on a new page."""

    kind: Literal["page"]


Block = Annotated[
    HeadingBlock
    | TextBlock
    | PointsBlock
    | TableBlock
    | FormBlock
    | OrdinanceBlock
    | PillarsBlock
    | PageBlock,
    Field(discriminator="kind"),
]


class Document(Part):
    """One document of the kit: what it is called, its printed title, and what it is for.

    A `shown` one hangs on a wall or goes to others: what is told of it to the company stands on a
    page of its own. A `large` one is read from afar; a `letter` has its title in the middle.
    """

    id: Id
    name: LocalText
    title: LocalText
    purpose: LocalText
    shown: bool = False
    large: bool = False
    letter: bool = False
    blocks: tuple[Block, ...]


class Blank(Part):
    """A variable of the documents: what to write where the company has given no value.

    `hint` stands in grey behind the blank, with the example if there is one; `width` is in
    full-width characters. A `day` has the blanks of a date instead.
    """

    key: VariableKey
    hint: LocalText
    example: LocalText = Field(default_factory=dict)
    width: Annotated[int, Field(ge=1, le=40)] = DEFAULT_WIDTH
    day: bool = False


class Ordinance(Part):
    """What an ordinance is called, and the prefectures whose companies it concerns."""

    prefectures: tuple[Text, ...]
    line: Line


class Measure(Part):
    """One measure of a pillar.

    `documents` serve it, `variables` are what the company tells of itself for it, and `deeds` are
    what no document does by itself.
    """

    line: Line
    documents: tuple[Id, ...] = ()
    variables: tuple[VariableKey, ...] = ()
    deeds: tuple[LocalText, ...]


class Pillar(Part):
    """A group of measures."""

    title: LocalText
    measures: tuple[Measure, ...]


class KitTexts(Part):
    """`kit.yaml`. `prefecture` is the variable that says where the company is."""

    title: LocalText
    prefecture: VariableKey
    caution: Line
    blanks: tuple[Blank, ...]
    ordinances: tuple[Ordinance, ...] = ()
    pillars: tuple[Pillar, ...]
    documents: tuple[Document, ...]


class Kit(KitTexts):
    """The texts of a kit with the facts on which they rest, ordered by id."""

    facts: tuple[Fact, ...] = ()

    def texts(self) -> KitTexts:
        """The kit as its file states it, without the facts."""
        return KitTexts(**{name: getattr(self, name) for name in KitTexts.model_fields})

    def fact(self, fact_id: str) -> Fact | None:
        """A fact by id; `None` where the shared file has no such one."""
        return next((one for one in self.facts if one.id == fact_id), None)


def kit_of(material: Material) -> Kit | None:
    """The kit beside a course; `None` where it has none."""
    return material.kit if isinstance(material.kit, Kit) else None


@dataclass(frozen=True)
class PlacedLine:
    """A line with facts or none, and where it stands: `path` leads to it from the kit.

    `part` is the id of its document; `ordinances`, `pillars` or `caution` where it is in none.
    """

    part: str
    path: tuple[str | int, ...]
    line: Line


def lines_of(kit: KitTexts) -> Iterator[PlacedLine]:
    """Every line of the kit that may state law, in the order of the file."""
    for path, line in _lines_in(kit, ()):
        place, number = str(path[0]), path[1] if len(path) > 1 else 0
        part = kit.documents[int(number)].id if place == "documents" else place
        yield PlacedLine(part, path, line)


def _lines_in(part: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Any, Line]]:
    """The lines below a part, with their paths."""
    if isinstance(part, Line):
        yield path, part
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from _lines_in(getattr(part, name), (*path, name))
    elif isinstance(part, tuple):
        for at, one in enumerate(part):
            yield from _lines_in(one, (*path, at))


def local_texts(kit: KitTexts) -> Iterator[tuple[tuple[str | int, ...], LocalText]]:
    """Every text of the kit with its path; texts of all languages stand together."""
    yield from _texts_in(kit, ())


def _texts_in(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Any, LocalText]]:
    if isinstance(value, Fact):
        return
    if isinstance(value, Part):
        for name in type(value).model_fields:
            yield from _texts_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _texts_in(one, (*path, at))
    elif isinstance(value, dict):
        yield path, value


def fact_ids_of(kit: KitTexts) -> frozenset[str]:
    """The facts on which the kit rests."""
    return frozenset(facts_below(kit))


def facts_below(part: Part) -> Iterator[str]:
    """The facts of every line of a part, in order; one may come several times."""
    for _path, line in _lines_in(part, ()):
        yield from line.facts


def said(text: LocalText, language: str) -> str:
    """A text in one language, else in the first that it has; "" where it says nothing."""
    return text[language] if language in text else next(iter(text.values()), "")
