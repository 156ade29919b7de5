"""`matrix`: the two axes, manner across and demand down, four judgements."""

from __future__ import annotations

from .. import inline
from ..model import MatrixCell, MatrixSlide
from ..palette import Colour
from .colours import JUDGEMENTS
from .head import head
from .marks import Mark
from .sheet import Sheet
from .styles import BODY, HEAD, LABEL, Paragraph, Style, paragraph
from .tables import Border, Cell, Grid
from .units import MARGIN, Box

_TOP = 164
_WIDTHS = (180, 474, 474)
_HEADER, _TALL_HEADER = 52, 80
_GUTTER: Border = (Colour.SURFACE, 8)
_INSET = (28.0, 16.0, 24.0, 6.0)
_AXIS = Style(20, Colour.INK, bold=True)
_ICON = 30
_TEXT_AFTER_MARK = 46
_TEXT_AFTER_ICON = 40


def draw_matrix(sheet: Sheet, slide: MatrixSlide) -> None:
    """A native table; the marks and the signs of the axes lie on it as shapes."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    levels = [_level(sheet, "manner", column) for column in slide.columns]
    header = _HEADER if all(len(level) == 1 for level in levels) else _TALL_HEADER
    height = (bottom - _TOP - header) / 2
    rows = [_header(levels)]
    for number, row in enumerate(slide.rows):
        cells = slide.cells[number * 2 : number * 2 + 2]
        rows.append([_row_head(sheet, row), *(_field(sheet, cell) for cell in cells)])
    grid = Grid(_WIDTHS, (header, height, height), rows, header=True, row_heads=True)
    sheet.table("matrix", Box(MARGIN, _TOP, sum(_WIDTHS), bottom - _TOP), grid)
    _draw_axes(sheet, header, height)
    _draw_marks(sheet, slide, _TOP + header, height)
    sheet.point(slide.point)


def _header(levels: list[list[Paragraph]]) -> list[Cell]:
    cells = [Cell((paragraph("", _AXIS),))]
    for level in levels:
        items = tuple(_moved(item, _TEXT_AFTER_ICON) for item in level)
        cells.append(Cell(items, inset=(_INSET[0], 9, 8, 2), anchor="t", left=_GUTTER))
    return cells


def _row_head(sheet: Sheet, row: str) -> Cell:
    first, *others = _level(sheet, "demand", row)
    items = (_moved(first, _TEXT_AFTER_ICON), *others)
    return Cell(items, inset=(0, _INSET[1] + 4, 6, 8), anchor="t", top=_GUTTER, bottom=_GUTTER)


def _level(sheet: Sheet, axis: str, text: str) -> list[Paragraph]:
    """The axis above its level, unless the author's words name the axis already."""
    words, label = sheet.filled(text), sheet.word(f"axis_{axis}")
    if label.lower() in inline.plain(words).lower():
        return [paragraph(words, _AXIS)]
    return [paragraph(label, _AXIS), paragraph(words, HEAD)]


def _moved(item: Paragraph, left: float) -> Paragraph:
    return Paragraph(item.runs, left=left)


def _field(sheet: Sheet, cell: MatrixCell) -> Cell:
    palette = JUDGEMENTS[cell.judgement]
    result = paragraph(
        sheet.filled(cell.result), HEAD.but(colour=palette.ink), left=_TEXT_AFTER_MARK
    )
    items = [result, paragraph(sheet.filled(cell.text), BODY, before=3)]
    if example := sheet.filled(cell.example):
        items.append(paragraph(example, LABEL, before=4))
    gutters = dict.fromkeys(("left", "top", "right", "bottom"), _GUTTER)
    return Cell(tuple(items), palette.tint, _INSET, "t", **gutters)


def _draw_axes(sheet: Sheet, header: float, height: float) -> None:
    for number in range(2):
        x = MARGIN + _WIDTHS[0] + number * _WIDTHS[1] + _INSET[0]
        block = f"matrix-axis-manner-{number + 1}"
        sheet.mark(block, Box(x, _TOP + 11, _ICON, _ICON), Mark.SPEECH, Colour.PRIMARY)
    for number in range(2):
        y = _TOP + header + number * height + _INSET[1] + 6
        block = f"matrix-axis-demand-{number + 1}"
        sheet.mark(block, Box(MARGIN, y, _ICON, _ICON), Mark.BOX, Colour.PRIMARY)


def _draw_marks(sheet: Sheet, slide: MatrixSlide, top: float, height: float) -> None:
    for number, cell in enumerate(slide.cells):
        x = MARGIN + _WIDTHS[0] + (number % 2) * _WIDTHS[1] + _INSET[0]
        y = top + (number // 2) * height + _INSET[1] + 3
        ink = JUDGEMENTS[cell.judgement].ink
        sheet.judgement(f"matrix-mark-{number + 1}", Box(x, y, 34, 34), cell.judgement, ink)
