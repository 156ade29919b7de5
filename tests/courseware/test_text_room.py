"""No text of the course stands on another, and none is higher or wider than its box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from terakoya.courseware.inline import plain
from terakoya.courseware.layouts import sheets_of
from terakoya.courseware.layouts.frames import frame_of
from terakoya.courseware.layouts.measure import (
    FIT_LINE,
    ROUNDING,
    TABLE_LINE,
    lines_of,
    width_of,
)
from terakoya.courseware.layouts.shapes import TableShape, TextShape, TitleShape
from terakoya.courseware.layouts.sheet import Setting, Sheet
from terakoya.courseware.layouts.styles import SPACING, Paragraph
from terakoya.courseware.layouts.units import SHEET_HEIGHT, SHEET_WIDTH, Box, points
from terakoya.courseware.layouts.words import layout_words
from terakoya.courseware.variables import values_of
from tests.courses import flagship_material

_TITLE = 30
_PLAY = 2.0  # units by which measured texts may touch


@dataclass(frozen=True)
class Words:
    """Where each paragraph of a box stands, how high all are, and the room that they have."""

    name: str
    places: tuple[Box, ...]
    high: float
    room: Box


def _size(item: Paragraph, usual: float) -> float:
    return max(style.size or usual for _, style in item.runs)


def _lines(item: Paragraph, width: float, usual: float) -> int:
    if len(item.runs) > 1 and _longest(item, usual) <= width - item.left:
        return 1  # of several sizes
    return lines_of(plain(item.shown), _size(item, usual), width - item.left)


def _longest(item: Paragraph, usual: float) -> float:
    """The width of the longest line, where it is broken only as the text says."""
    if len(item.runs) > 1:
        widths = [width_of(text, style.size or usual) for text, style in item.runs]
        return sum(widths) if item.tab is None else item.tab + widths[-1] - item.left
    return max(width_of(line, _size(item, usual)) for line in plain(item.shown).split("\n"))


def _height(item: Paragraph, width: float, line: float, usual: float) -> float:
    em = line * item.spacing / SPACING
    return _lines(item, width, usual) * points(_size(item, usual)) * em


def _width(item: Paragraph, width: float, usual: float) -> float:
    wraps = _lines(item, width, usual) > plain(item.shown).count("\n") + 1
    return width - item.left if wraps else _longest(item, usual)


def _placed(
    name: str, items: Sequence[Paragraph], room: Box, anchor: str, usual: float, line: float
) -> Words:
    heights = [_height(item, room.w, line, usual) for item in items]
    above = [points(item.before) if n else 0.0 for n, item in enumerate(items)]
    high = sum(heights) + sum(above)
    y = room.y + {"t": 0.0, "ctr": (room.h - high) / 2, "b": room.h - high}[anchor]
    places = []
    for item, height, gap in zip(items, heights, above, strict=True):
        wide = _width(item, room.w, usual)
        spare = room.w - item.left - wide
        x = room.x + item.left + {"l": 0.0, "ctr": spare / 2, "r": spare}[item.align]
        places.append(Box(x, y + gap, wide, height))
        y += gap + height
    return Words(name, tuple(places), high, room)


def _words_of(sheet: Sheet, layout: str) -> Iterator[Words]:
    frame = frame_of(layout)
    for shape in sheet.shapes:
        if isinstance(shape, TitleShape):
            size = frame.title_size or _TITLE
            yield _placed("title", [shape.words], shape.box or frame.title, "t", size, FIT_LINE)
        elif isinstance(shape, TextShape) and not shape.label.hidden:
            items = [item for item in shape.items if item.text]
            look = shape.look
            round_off = ROUNDING * look.radius if look.preset == "roundRect" and look.radius else 0
            room = shape.box.inset(*look.inset).inset(round_off, 0, round_off, 0)
            yield _placed(shape.label.name, items, room, look.anchor, 20, FIT_LINE)
        elif isinstance(shape, TableShape):
            yield from _cells_of(shape)


def _cells_of(shape: TableShape) -> Iterator[Words]:
    """The cells of a table, whose rows office programs let grow with their words."""
    y = shape.box.y
    for number, (row, least) in enumerate(zip(shape.grid.rows, shape.grid.heights, strict=True)):
        x, high = shape.box.x, least
        for column, (cell, width) in enumerate(zip(row, shape.grid.widths, strict=True)):
            items = [item for item in cell.items if item.text]
            room = Box(x, y, width, least).inset(*cell.inset)
            name = f"{shape.label.name} {number}.{column}"
            words = _placed(name, items, room, "t", 20, TABLE_LINE)
            yield words
            high = max(high, words.high + cell.inset[1] + cell.inset[3])
            x += width
        y += high


def _sheets(language: str) -> Iterator[tuple[str, str, Sheet]]:
    material = flagship_material()
    course = material.course
    setting = Setting(layout_words(language), values_of(course, language, None), lambda _: 4 / 3)
    for chapter, slide in course.text(language).every_slide():
        for sheet in sheets_of(slide, chapter.title, setting):
            yield f"{slide.id} {sheet.identity.part}", slide.layout, sheet


def _meet(one: Box, other: Box) -> bool:
    return (
        min(one.right, other.right) - max(one.x, other.x) > _PLAY
        and min(one.bottom, other.bottom) - max(one.y, other.y) > _PLAY
    )


def _found(sheet: Sheet, layout: str) -> Iterator[str]:
    """What stands on something else, leaves the sheet, or is higher than its box."""
    every = list(_words_of(sheet, layout))
    for number, one in enumerate(every):
        if one.high > one.room.h + _PLAY:
            yield f"{one.name} is {one.high:.0f} high in a box of {one.room.h:.0f}"
        for place in one.places:
            if place.right > SHEET_WIDTH or place.bottom > SHEET_HEIGHT:
                yield f"{one.name} leaves the sheet"
            for other in every[number + 1 :]:
                if any(_meet(place, theirs) for theirs in other.places):
                    yield f"{one.name} stands on {other.name}"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_text_stands_on_another_or_is_higher_than_its_box(language: str) -> None:
    found = [
        f"{where}: {what}"
        for where, layout, sheet in _sheets(language)
        for what in _found(sheet, layout)
    ]
    assert found == []
