"""`two-columns`: a comparison of two sides."""

from __future__ import annotations

from dataclasses import replace

from ..model import Column, TwoColumnsSlide
from ..palette import Colour
from .colours import JUDGEMENTS
from .head import head
from .measure import ROUNDING, height_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, paragraph
from .units import BODY_TOP, GAP, MARGIN, Box

_WIDTH = 552
_SIDE = 28  # from the edge of a column to its text
_FACE = 104
_BULLET = 28
_RADIUS = 14


def draw_two_columns(sheet: Sheet, slide: TwoColumnsSlide) -> None:
    """Each side on the tint of its judgement: mark and head, somebody's words, points."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    columns = {"left": slide.left, "right": slide.right}
    low = max(_points_height(sheet, column) for column in columns.values())
    for number, (name, column) in enumerate(columns.items()):
        x = MARGIN + number * (_WIDTH + GAP)
        _draw_column(sheet, name, column, Box(x, BODY_TOP, _WIDTH, bottom - BODY_TOP), low)
    sheet.point(slide.point)


def _points_height(sheet: Sheet, column: Column) -> float:
    points = sheet.all_filled(column.points)
    heights = [height_of(point, 20, _WIDTH - 2 * _SIDE - _BULLET) for point in points]
    return sum(heights) + 5 * max(0, len(points) - 1)


def _draw_column(sheet: Sheet, name: str, column: Column, box: Box, low: float) -> None:
    """One side; `low` is the height of the points at its foot, the same on both sides."""
    palette = JUDGEMENTS[column.judgement]
    top = Look(fill=palette.full, preset="round2SameRect", radius=16, lower=False)
    sheet.ground(f"{name}-bar", replace(box, h=40), top)
    tinted = Look(fill=palette.tint, preset="round2SameRect", radius=16)
    sheet.ground(name, box.inset(0, 8, 0, 0), tinted)
    inner = box.inset(_SIDE, 26, _SIDE, 22)
    words = sheet.filled(column.head)
    heading = Box(inner.x + 50, inner.y, inner.w - 50, height_of(words, 24, inner.w - 50))
    mark = Box(inner.x, inner.y + 2, 36, 36)
    sheet.judgement(f"{name}-mark", mark, column.judgement, palette.ink)
    sheet.text(f"{name}-head", heading, [paragraph(words, HEAD.but(colour=palette.ink))])
    words_room = Box(inner.x, heading.bottom, inner.w, inner.bottom - low - heading.bottom)
    _draw_words(sheet, name, column, words_room)
    has_words = bool(column.quote or column.face)
    place = Box(inner.x, inner.bottom - low, inner.w, low)
    if not has_words:
        place = Box(inner.x, heading.bottom + 12, inner.w, inner.bottom - heading.bottom - 12)
    _draw_points(sheet, name, column, place, "b" if has_words else "ctr")


def _draw_points(sheet: Sheet, name: str, column: Column, place: Box, anchor: str) -> None:
    items = [
        paragraph(
            point, BODY, left=_BULLET, hanging=_BULLET, bullet=True, before=4 if number else 0
        )
        for number, point in enumerate(sheet.all_filled(column.points))
    ]
    if items:
        sheet.text(f"{name}-points", place, items, anchor=anchor)


def _draw_words(sheet: Sheet, name: str, column: Column, room: Box) -> None:
    """The face and the white box with somebody's words, in the middle of the room."""
    quote = sheet.filled(column.quote)
    left = _FACE + 16 if column.face else 0
    width = room.w - left
    need = height_of(quote, 20, width - 32 - 2 * ROUNDING * _RADIUS) + 22 if quote else 0
    height = max(_FACE if column.face else 0, need)
    y = max(room.y + 4, room.y + (room.h - height) / 2)
    if column.face:
        face = Box(room.x, y + (height - _FACE) / 2, _FACE, _FACE)
        sheet.picture(f"{name}-face", face.holding(sheet.aspect(column.face)), column.face)
    if quote:
        look = Look(
            fill=Colour.SURFACE,
            preset="roundRect",
            radius=_RADIUS,
            inset=(16, 7, 16, 7),
            anchor="ctr",
        )
        words = paragraph(quote, BODY.but(colour=Colour.INK))
        sheet.shape(f"{name}-quote", Box(room.x + left, y, width, height), look, [words])
