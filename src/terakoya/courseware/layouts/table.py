"""`table`: a native table with row heads and a source below it."""

from __future__ import annotations

from ..model import Row, TableSlide
from ..palette import Colour
from .head import head
from .measure import TABLE_LINE, height_of
from .sheet import Sheet
from .styles import BODY, LABEL, SOURCE, Paragraph, Style, paragraph
from .tables import Border, Cell, Grid, spread
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box

_HEAD_WIDTH = 208
_HEADER = 54
_PAD_X, _PAD_Y = 18, 6
_COLUMN_HEAD = Style(20, Colour.SURFACE, bold=True)
_ROW_HEAD = Style(18, Colour.PRIMARY_ACTIVE, bold=True)
_LINE: Border = (Colour.LINE_SOFT, 2)


def draw_table(sheet: Sheet, slide: TableSlide) -> None:
    """The table over the whole body, the source at its foot."""
    head(sheet, slide)
    bottom: float = sheet.setting.body_bottom(slide)
    source = sheet.filled(slide.source)
    if source:
        bottom -= height_of(source, 18, CONTENT_WIDTH)
        place = Box(MARGIN, bottom, CONTENT_WIDTH, height_of(source, 18, CONTENT_WIDTH))
        bottom -= 20
    _draw_grid(sheet, slide, bottom - BODY_TOP)
    if source:
        sheet.text("source", place, [paragraph(source, SOURCE)], anchor="b")
    sheet.point(slide.point)


def _draw_grid(sheet: Sheet, slide: TableSlide, room: float) -> None:
    width = (CONTENT_WIDTH - _HEAD_WIDTH) / len(slide.columns)
    least = [_row_height(sheet, row, width) for row in slide.rows]
    rows = [_header(sheet, slide), *(_row(sheet, row) for row in slide.rows)]
    grid = Grid(
        widths=[_HEAD_WIDTH, *([width] * len(slide.columns))],
        heights=[_HEADER, *spread(least, room - _HEADER, most=140)],
        rows=rows,
        header=True,
        row_heads=True,
    )
    sheet.table("table", Box(MARGIN, BODY_TOP, CONTENT_WIDTH, room), grid)


def _header(sheet: Sheet, slide: TableSlide) -> list[Cell]:
    corner = paragraph(sheet.filled(slide.corner), _ROW_HEAD)
    cells = [Cell((corner,), inset=(0, _PAD_Y, _PAD_X, _PAD_Y))]
    for number, column in enumerate(slide.columns):
        words = paragraph(sheet.filled(column), _COLUMN_HEAD)
        gap: Border = (Colour.SURFACE, 2) if number else None
        cells.append(
            Cell((words,), Colour.PRIMARY_ACTIVE, (_PAD_X, _PAD_Y, _PAD_X, _PAD_Y), left=gap)
        )
    return cells


def _row(sheet: Sheet, row: Row) -> list[Cell]:
    words = paragraph(sheet.filled(row.head), _ROW_HEAD)
    cells = [Cell((words,), inset=(0, _PAD_Y, _PAD_X, _PAD_Y), bottom=_LINE)]
    for number, text in enumerate(row.cells, 1):
        ground = Colour.PRIMARY_TINT if number == len(row.cells) else None
        items = _cell_items(sheet.filled(text))
        cells.append(Cell(items, ground, (_PAD_X, _PAD_Y, _PAD_X, _PAD_Y), bottom=_LINE))
    return cells


def _cell_items(text: str) -> tuple[Paragraph, ...]:
    """The first line of a cell as body text, further lines smaller below it."""
    first, *others = text.split("\n")
    return (paragraph(first, BODY), *(paragraph(line, LABEL) for line in others))


def _row_height(sheet: Sheet, row: Row, width: float) -> float:
    inner = width - 2 * _PAD_X
    heights = [height_of(sheet.filled(row.head), 18, _HEAD_WIDTH - _PAD_X, TABLE_LINE)]
    for cell in row.cells:
        first, *others = sheet.filled(cell).split("\n")
        heights.append(
            height_of(first, 20, inner, TABLE_LINE)
            + sum(height_of(line, 18, inner, TABLE_LINE) for line in others)
        )
    return max(heights) + 2 * _PAD_Y
