"""`table`: a native table with row heads and a source below it."""

from __future__ import annotations

from ..model import Row, TableSlide
from ..palette import Colour
from .head import head
from .layout import Layout
from .measure import FIT_LINE, TABLE_LINE, height_of, width_of
from .sheet import Sheet
from .styles import BODY, LABEL, SOURCE, Bound, Paragraph, Path, Style, paragraph
from .tables import Border, Cell, Grid, spread
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box, points

_HEAD_WIDTH, _HEAD_MOST = 208, 240  # of the row heads, as wide as their longest word
_HEADER = 54
_ROOMY = 6  # rows whose cells have two lines
_FEWEST, _LINE_HEIGHT = 8, points(20) * FIT_LINE  # the height that the format promises to all rows
_PAD_X, _PAD_Y = 18, 6
_TIGHT = 3  # above and below the words where that makes all rows alike
_COLUMN_HEAD = Style(20, Colour.SURFACE, bold=True)
_ROW_HEAD = Style(18, Colour.PRIMARY_ACTIVE, bold=True)
_LINE: Border = (Colour.LINE_SOFT, 2)


def draw_table(sheet: Sheet, slide: TableSlide) -> None:
    """The table over the whole body, the source at its foot."""
    head(sheet, slide)
    bottom: float = sheet.setting.body_bottom(slide)
    source = sheet.field(("source",), slide.source, SOURCE, lines=2)
    if source.text:
        height = height_of(source.text, 18, CONTENT_WIDTH)
        bottom -= height
        place = Box(MARGIN, bottom, CONTENT_WIDTH, height)
        bottom -= 20
    _draw_grid(sheet, slide, bottom - BODY_TOP)
    if source.text:
        sheet.text("source", place, [source], anchor="b")
    _share(sheet, slide)
    sheet.point(slide.point)


def _draw_grid(sheet: Sheet, slide: TableSlide, room: float) -> None:
    heads = _head_width(sheet, slide)
    width = (CONTENT_WIDTH - heads) / len(slide.columns)
    words = [_row_height(sheet, row, heads, width) for row in slide.rows]
    room_of_rows = room - _HEADER
    is_even = (max(words) + 2 * _TIGHT) * len(words) <= room_of_rows
    pad = min(_PAD_Y, (room_of_rows / len(words) - max(words)) / 2) if is_even else _PAD_Y
    least = [height + 2 * pad for height in words]
    rows = [_header(sheet, slide)]
    rows += [_row(sheet, slide, number, pad) for number in range(len(slide.rows))]
    grid = Grid(
        widths=[heads, *([width] * len(slide.columns))],
        heights=[_HEADER, *spread(least, room_of_rows, most=140)],
        rows=rows,
        header=True,
        row_heads=True,
    )
    sheet.table("table", Box(MARGIN, BODY_TOP, CONTENT_WIDTH, room), grid)


def _head_width(sheet: Sheet, slide: TableSlide) -> float:
    """The width of the row heads, so that each stands on one line, or no word of it is broken."""
    heads = [sheet.filled(row.head) for row in slide.rows]
    for words in (heads, " ".join(heads).split(" ")):
        widest = max((1.02 * width_of(word, 18) for word in words if word.isascii()), default=0)
        if widest + _PAD_X <= _HEAD_MOST:
            return max(_HEAD_WIDTH, widest + _PAD_X)
    return _HEAD_MOST


def _header(sheet: Sheet, slide: TableSlide) -> list[Cell]:
    corner = sheet.field(("corner",), slide.corner, _ROW_HEAD)
    cells = [Cell((corner,), inset=(0, _PAD_Y, _PAD_X, _PAD_Y))]
    for number, column in enumerate(slide.columns):
        words = sheet.field(("columns", number), column, _COLUMN_HEAD)
        gap: Border = (Colour.SURFACE, 2) if number else None
        cells.append(
            Cell((words,), Colour.PRIMARY_ACTIVE, (_PAD_X, _PAD_Y, _PAD_X, _PAD_Y), left=gap)
        )
    return cells


def _row(sheet: Sheet, slide: TableSlide, place: int, pad: float) -> list[Cell]:
    row, path = slide.rows[place], ("rows", place)
    words = sheet.field((*path, "head"), row.head, _ROW_HEAD, lines=2)
    cells = [Cell((words,), inset=(0, pad, _PAD_X, pad), bottom=_LINE)]
    lines = 2 if len(slide.rows) <= _ROOMY else 1
    for number, text in enumerate(row.cells, 1):
        ground = Colour.PRIMARY_TINT if number == len(row.cells) else None
        shows = Bound((*path, "cells", number - 1), lines)
        items = _cell_items(sheet.filled(text), shows)
        cells.append(Cell(items, ground, (_PAD_X, pad, _PAD_X, pad), bottom=_LINE))
    return cells


def _cell_items(text: str, shows: Bound) -> tuple[Paragraph, ...]:
    """The first line of a cell as body text, further lines smaller below it."""
    first, *others = text.split("\n")
    below = (paragraph(line, LABEL, shows=shows) for line in others)
    return (paragraph(first, BODY, shows=shows), *below)


def _row_height(sheet: Sheet, row: Row, heads: float, width: float) -> float:
    """The height of a row's words, without what stands above and below them."""
    inner = width - 2 * _PAD_X
    heights = [height_of(sheet.filled(row.head), 18, heads - _PAD_X, TABLE_LINE)]
    for cell in row.cells:
        first, *others = sheet.filled(cell).split("\n")
        heights.append(
            height_of(first, 20, inner, TABLE_LINE)
            + sum(height_of(line, 18, inner, TABLE_LINE) for line in others)
        )
    return max(heights)


def _share(sheet: Sheet, slide: TableSlide) -> None:
    """The highest cells of all rows share the height that the source leaves."""
    paths: list[list[Path]] = []
    for number, row in enumerate(slide.rows):
        cells = [("rows", number, "cells", place) for place in range(len(row.cells))]
        paths.append([("rows", number, "head"), *cells])
    source = height_of(sheet.filled(slide.source), 18, CONTENT_WIDTH, FIT_LINE)
    left = sheet.setting.body_bottom(slide) - BODY_TOP - _HEADER - (source + 20 if source else 0)
    padding = 2 * _PAD_Y * len(slide.rows)
    height = min(max(_FEWEST, len(slide.rows)) * _LINE_HEIGHT + padding, left)
    rows = [[[path] for path in row] for row in paths]
    sheet.share(height=height, fixed=padding, beside=rows)


TABLE = Layout(draw_table, counts={"columns": (2, 3), "rows": (1, 6)})
