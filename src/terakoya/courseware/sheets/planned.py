"""What each text of a slide may fill, as its plan says: by its shape, its style and its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..inline import plain
from ..layouts import sheets_of
from ..layouts.frames import LayoutFrame, frame_of
from ..layouts.identity import Part
from ..layouts.measure import ROUNDING
from ..layouts.shapes import ChartShape, SharedRoom, TableShape, TextShape, TitleShape
from ..layouts.sheet import Setting, Sheet
from ..layouts.styles import BAR_NAME, Paragraph, Path
from ..layouts.units import points
from ..layouts.words import AnyWords
from ..model import AnySlide

_USUAL = 4 / 3  # of a picture whose size does not matter here
_PLAY = 1.04  # a line is measured so much longer than it is
_TITLE = 30


@dataclass(frozen=True)
class Room:
    """A text of a slide, and the lines, full-width characters a line and points of its box."""

    path: Path
    text: str
    lines: int
    chars: float
    points: float


@dataclass(frozen=True)
class PlannedRooms:
    """The texts of a slide by their fields, and the rooms that several of them share.

    `is_answer` says that they are those of an answer sheet, which repeats some of the question's.
    """

    rooms: Mapping[Path, Room]
    shared: Sequence[SharedRoom]
    is_answer: bool = False


def planned_rooms(
    slide: AnySlide, chapter_title: str, values: Mapping[str, str]
) -> Iterator[PlannedRooms]:
    """The texts that the plan of a slide binds to fields; those of an answer apart."""
    setting = Setting(AnyWords(), values, lambda _file: _USUAL)
    sheets = sheets_of(slide, chapter_title, setting)
    for is_answer in (False, True):
        chosen = [one for one in sheets if (one.identity.part is Part.ANSWER) == is_answer]
        if chosen:
            yield _together(chosen, frame_of(slide.layout), is_answer=is_answer)


def _together(sheets: Sequence[Sheet], frame: LayoutFrame, *, is_answer: bool) -> PlannedRooms:
    rooms: dict[Path, Room] = {}
    for sheet in sheets:
        for room in _rooms_of(sheet, frame):
            first = rooms.setdefault(room.path, room)
            if first is not room:  # a field in several paragraphs
                rooms[room.path] = replace(first, text=f"{first.text}\n{room.text}")
    return PlannedRooms(rooms, [one for sheet in sheets for one in sheet.rooms], is_answer)


def _rooms_of(sheet: Sheet, frame: LayoutFrame) -> Iterator[Room]:
    for shape in sheet.shapes:
        if isinstance(shape, TitleShape):
            width = (shape.box or frame.title).w
            yield from _rooms([shape.words], width, frame.title_size or _TITLE)
        elif isinstance(shape, TextShape):
            yield from _rooms(shape.items, _inner_width(shape))
        elif isinstance(shape, TableShape):
            yield from _cells(shape)
        elif isinstance(shape, ChartShape) and shape.has_names:
            yield from _names(shape)


def _inner_width(shape: TextShape) -> float:
    look = shape.look
    rounded = ROUNDING * look.radius if look.preset == "roundRect" and look.radius else 0
    return shape.box.inset(*look.inset).w - 2 * rounded


def _cells(table: TableShape) -> Iterator[Room]:
    for row in table.grid.rows:
        for cell, width in zip(row, table.grid.widths, strict=False):
            yield from _rooms(cell.items, width - cell.inset[0] - cell.inset[2])


def _names(chart: ChartShape) -> Iterator[Room]:
    """The names left of the bars of a chart."""
    size = BAR_NAME.size or 0
    for number, bar in enumerate(chart.bars):
        path = (*chart.shows, number, "label")
        yield Room(path, bar.name, 1, _chars(chart.names_width, size), size)


def _rooms(items: Sequence[Paragraph], width: float, usual: float = _TITLE) -> Iterator[Room]:
    for item in items:
        if item.shows is not None:
            size = item.runs[item.shows.signs][1].size or usual
            chars = item.shows.chars or _chars(width - item.left, size)
            yield Room(item.shows.path, plain(item.shown), item.shows.lines, chars, size)


def _chars(width: float, size: float) -> float:
    return round(width / points(size) / _PLAY, 1)
