"""`two-columns`: a comparison of two sides."""

from __future__ import annotations

from dataclasses import replace

from ..model import Column, TwoColumnsSlide
from ..palette import Colour
from .colours import JUDGEMENTS
from .head import head
from .layout import Layout
from .measure import ROUNDING, height_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Bound, Paragraph
from .units import BODY_TOP, GAP, MARGIN, Box

_WIDTH = 552
_SIDE = 28  # from the edge of a column to its text
_FACE = 104
_BULLET = 28
_RADIUS = 14
_POINTS = 3  # that have their place


def draw_two_columns(sheet: Sheet, slide: TwoColumnsSlide) -> None:
    """Each side on the tint of its judgement: mark and head, somebody's words, points."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    columns = {"left": slide.left, "right": slide.right}
    low = max(_points_height(sheet, column) for column in columns.values())
    for number, (name, column) in enumerate(columns.items()):
        x = MARGIN + number * (_WIDTH + GAP)
        _draw_column(sheet, name, column, Box(x, BODY_TOP, _WIDTH, bottom - BODY_TOP), low)
        points = [(name, "points", place) for place in range(len(column.points))]
        sheet.share(
            (name, "head"),
            (name, "quote"),
            *points,
            height=bottom - BODY_TOP,
            fixed=26 + 16 + 22 + 12 + 5 * len(points),
        )
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
    style = HEAD.but(colour=palette.ink)
    sheet.text(f"{name}-head", heading, [sheet.field((name, "head"), column.head, style)])
    words_room = Box(inner.x, heading.bottom, inner.w, inner.bottom - low - heading.bottom)
    _draw_words(sheet, name, column, words_room)
    has_words = bool(column.quote or column.face)
    place = Box(inner.x, inner.bottom - low, inner.w, low)
    if not has_words:
        place = Box(inner.x, heading.bottom + 12, inner.w, inner.bottom - heading.bottom - 12)
    _draw_points(sheet, name, column, place, "b" if has_words else "ctr")


def _draw_points(sheet: Sheet, name: str, column: Column, place: Box, anchor: str) -> None:
    # three points of one line, or two of two
    lines = 2 if len(column.points) < _POINTS else 1
    items: list[Paragraph] = []
    for number, point in enumerate(column.points):
        shows = Bound((name, "points", number), lines if number < _POINTS else 0, chars=17)
        item = sheet.field(
            shows, point, BODY, left=_BULLET, hanging=_BULLET, bullet=True, before=4 if items else 0
        )
        if item.text:
            items.append(item)
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
        place = face.holding(sheet.aspect(column.face))
        sheet.picture(f"{name}-face", place, column.face, shows=(name, "face"))
    if quote:
        look = Look(
            fill=Colour.SURFACE,
            preset="roundRect",
            radius=_RADIUS,
            inset=(16, 7, 16, 7),
            anchor="ctr",
        )
        style = BODY.but(colour=Colour.INK)
        words = sheet.field((name, "quote"), column.quote, style, lines=3)
        sheet.shape(f"{name}-quote", Box(room.x + left, y, width, height), look, [words])


TWO_COLUMNS = Layout(draw_two_columns)
