"""`matrix`: the two axes, manner across and demand down, four judgements."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .. import inline
from ..model import MatrixSlide
from ..palette import Colour
from .colours import JUDGEMENTS
from .head import head
from .layout import Layout
from .marks import Mark
from .measure import ROOM, TABLE_LINE, height_of, lines_of
from .sheet import Sheet
from .styles import BODY, HEAD, LABEL, Bound, Paragraph, Style, paragraph
from .tables import Border, Cell, Grid
from .units import MARGIN, Box, points

_TOP = 164
_WIDTHS = (180, 474, 474)
_HEADER, _TALL_HEADER = 52, 80
_GUTTER: Border = (Colour.SURFACE, 8)
_INSET = (28.0, 16.0, 24.0, 6.0)
_AXIS = Style(20, Colour.INK, bold=True)
_ICON = 30
_TEXT_CHARS = 36  # of the text of a cell
_TEXT_LINES = 3
_TEXT_AFTER_MARK = 46
_TEXT_AFTER_ICON = 40


@dataclass(frozen=True)
class _CellLook:
    """How a cell's text and example look, and the points above each of them."""

    text: Style
    example: Style
    before: tuple[float, float]


_LARGE = _CellLook(BODY.but(size=22), LABEL, (5, 5))
_USUAL = _CellLook(BODY, LABEL, (3, 4))


def draw_matrix(sheet: Sheet, slide: MatrixSlide) -> None:
    """A native table; the marks and the signs of the axes lie on it as shapes."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    levels = [
        _level(sheet, "manner", Bound(("columns", number), chars=14.3), column)
        for number, column in enumerate(slide.columns)
    ]
    header = _HEADER if all(len(level) == 1 for level in levels) else _TALL_HEADER
    height = (bottom - _TOP - header) / 2
    look = _look(sheet, slide, height)
    rows = [_header(levels)]
    for number, row in enumerate(slide.rows):
        shows = Bound(("rows", number), 3, chars=5.2)
        cells = range(number * 2, min(number * 2 + 2, len(slide.cells)))
        row_head = _row_head(_level(sheet, "demand", shows, row))
        rows.append([row_head, *(_field(sheet, slide, cell, look) for cell in cells)])
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


def _row_head(level: list[Paragraph]) -> Cell:
    first, *others = level
    items = (_moved(first, _TEXT_AFTER_ICON), *others)
    return Cell(items, inset=(0, _INSET[1] + 4, 6, 8), anchor="t", top=_GUTTER, bottom=_GUTTER)


def _level(sheet: Sheet, axis: str, shows: Bound, text: str) -> list[Paragraph]:
    """The axis above its level, unless the author's words name the axis already."""
    words, label = sheet.filled(text), sheet.word(f"axis_{axis}")
    if label.lower() in inline.plain(words).lower():
        return [paragraph(words, _AXIS, shows=shows)]
    return [paragraph(label, _AXIS), paragraph(words, HEAD, shows=shows)]


def _moved(item: Paragraph, left: float) -> Paragraph:
    return replace(item, left=left)


def _look(sheet: Sheet, slide: MatrixSlide, height: float) -> _CellLook:
    """The larger type where each cell has room for it, in every program."""
    width = (_WIDTHS[1] - _INSET[0] - _INSET[2]) / ROOM
    room = height - _INSET[1] - _INSET[3]
    for cell in slide.cells:
        text, example = sheet.filled(cell.text), sheet.filled(cell.example)
        size, small = _LARGE.text.size or 0, _LARGE.example.size or 0
        result = sheet.filled(cell.result)
        used = height_of(result, HEAD.size or 0, width - _TEXT_AFTER_MARK, TABLE_LINE)
        used += height_of(text, size, width, TABLE_LINE)
        used += height_of(example, small, width, TABLE_LINE) + points(sum(_LARGE.before))
        if lines_of(text, size, width) > _TEXT_LINES or used > room:
            return _USUAL
        if lines_of(example, small, width) > 1:
            return _USUAL
    return _LARGE


def _field(sheet: Sheet, slide: MatrixSlide, number: int, look: _CellLook) -> Cell:
    cell, path = slide.cells[number], ("cells", number)
    above_text, above_example = look.before
    palette = JUDGEMENTS[cell.judgement]
    style = HEAD.but(colour=palette.ink)
    result = sheet.field((*path, "result"), cell.result, style, left=_TEXT_AFTER_MARK)
    text = Bound((*path, "text"), _TEXT_LINES)
    items = [result, sheet.field(text, cell.text, look.text, before=above_text)]
    example = sheet.field((*path, "example"), cell.example, look.example, before=above_example)
    if example.text:
        items.append(example)
    sheet.share((*path, "text"), chars=_TEXT_CHARS)
    height = (sheet.setting.body_bottom(slide) - _TOP - _HEADER) / 2
    texts = [(*path, name) for name in ("result", "text", "example")]
    sheet.share(*texts, height=height, fixed=_INSET[1] + _INSET[3] + points(sum(look.before)))
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


MATRIX = Layout(draw_matrix)
