"""The text boxes of a slide as its plan has them: what each text may fill, by shape and style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..inline import plain
from ..layouts import sheets_of
from ..layouts.measure import ROUNDING
from ..layouts.shapes import ChartShape, TextShape, TitleShape
from ..layouts.sheet import Setting
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


def planned_rooms(slide: AnySlide, chapter_title: str, values: Mapping[str, str]) -> Iterator[Room]:
    """The texts that the plan of a slide binds to fields."""
    setting = Setting(AnyWords(), values, lambda _file: _USUAL)
    for sheet in sheets_of(slide, chapter_title, setting):
        for shape in sheet.shapes:
            if isinstance(shape, TitleShape) and shape.box is not None:
                yield from _rooms([shape.words], shape.box.w)
            elif isinstance(shape, TextShape):
                yield from _rooms(shape.items, _inner_width(shape))
            elif isinstance(shape, ChartShape) and shape.has_names:
                yield from _names(shape)


def _inner_width(shape: TextShape) -> float:
    look = shape.look
    rounded = ROUNDING * look.radius if look.preset == "roundRect" and look.radius else 0
    return shape.box.inset(*look.inset).w - 2 * rounded


def _names(chart: ChartShape) -> Iterator[Room]:
    """The names left of the bars of a chart."""
    size = BAR_NAME.size or 0
    chars = round(chart.names_width / points(size) / _PLAY, 1)
    for number, bar in enumerate(chart.bars):
        yield Room((*chart.shows, number, "label"), bar.name, 1, chars, size)


def _rooms(items: tuple[Paragraph, ...] | list[Paragraph], width: float) -> Iterator[Room]:
    for item in items:
        if item.shows is not None:
            size = item.runs[0][1].size or _TITLE
            chars = round((width - item.left) / points(size) / _PLAY, 1)
            yield Room(item.shows.path, plain(item.text), item.shows.lines, chars, size)
