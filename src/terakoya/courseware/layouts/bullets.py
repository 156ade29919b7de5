"""`bullets`: numbered items, perhaps with a picture at the right."""

from __future__ import annotations

from math import floor

from ..model import BulletsSlide
from ..palette import Colour
from .cuts import draw_filling
from .head import head
from .layout import Layout
from .measure import FIT_LINE, width_of
from .sheet import Sheet
from .styles import BODY, HEAD, Bound, Style, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box, points

_NUMBER = Style(44, Colour.PRIMARY, bold=True)
_TEXT_LEFT = 96
_PICTURE = (312, 480)  # least and most; as wide as the words beside it leave
_BESIDE = 40
_PLAY = 1.07  # by so much longer may the words be in another font
_HEAD_CHARS = 32  # that the format promises a head over the whole width
_LINE = points(20) * FIT_LINE
_ONE_COLUMN = 4  # as many items stand below each other; more stand in two columns, row by row


def draw_bullets(sheet: Sheet, slide: BulletsSlide) -> None:
    """A number, a head and a line for each item, a thin line between them."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    wide = _picture_width(sheet, slide)
    width = CONTENT_WIDTH - (wide + _BESIDE if slide.picture else 0)
    room = Box(MARGIN, BODY_TOP, width, bottom - BODY_TOP)
    for number, box in enumerate(_places(len(slide.items), room)):
        if box.y > BODY_TOP:
            line = Box(box.x, box.y - 1, box.w, 2)
            sheet.rule(f"item-{number + 1}-line", line, Colour.LINE_SOFT)
        _draw_item(sheet, slide, number, box)
    if slide.picture:
        right = Box(MARGIN + CONTENT_WIDTH - wide, BODY_TOP, wide, bottom - BODY_TOP)
        draw_filling(sheet, "picture", slide.picture, right, ("picture",), standing=False)
    sheet.point(slide.point)


def _picture_width(sheet: Sheet, slide: BulletsSlide) -> float:
    """What the longest line of the items leaves; two columns of them leave the least."""
    if len(slide.items) > _ONE_COLUMN:
        return _PICTURE[0]
    heads = (width_of(sheet.filled(item.head), HEAD.size or 0) for item in slide.items)
    texts = (width_of(sheet.filled(item.text), BODY.size or 0) for item in slide.items)
    words = max((*heads, *texts), default=0) * _PLAY
    least, most = _PICTURE
    return min(most, max(least, CONTENT_WIDTH - _TEXT_LEFT - words - _BESIDE))


def _places(count: int, room: Box) -> list[Box]:
    """The place of each item, row by row."""
    columns = 1 if count <= _ONE_COLUMN else 2
    rows = -(-count // columns)
    width = (room.w - GAP * (columns - 1)) / columns
    slot = room.h / max(1, rows)
    return [
        Box(
            room.x + (number % columns) * (width + GAP),
            room.y + (number // columns) * slot,
            width,
            slot,
        )
        for number in range(count)
    ]


def _draw_item(sheet: Sheet, slide: BulletsSlide, number: int, box: Box) -> None:
    item, block = slide.items[number], f"item-{number + 1}"
    place = Box(box.x, box.y + 4, box.w, box.h - 8)
    left = _TEXT_LEFT if box.w > CONTENT_WIDTH / 2 else _TEXT_LEFT * 2 / 3
    style = _NUMBER if left == _TEXT_LEFT else _NUMBER.but(size=32)
    figure = [paragraph(str(number + 1), style, spacing=100)]
    at = Box(box.x, place.y, left - 16, place.h)
    sheet.text(f"{block}-number", at, figure, anchor="ctr")
    chars = _HEAD_CHARS if box.w == CONTENT_WIDTH else None
    texts = [sheet.field(Bound(("items", number, "head"), chars=chars), item.head, HEAD)]
    text = sheet.field(("items", number, "text"), item.text, BODY, lines=_lines(slide, box))
    if text.text:
        texts.append(text)
    sheet.text(block, place.inset(left, 0, 0, 0), texts, anchor="ctr")


def _lines(slide: BulletsSlide, box: Box) -> int:
    """The lines that a text may fill: in two columns as many as its place is high for."""
    is_alone = len(slide.items) <= _ONE_COLUMN
    return 1 if is_alone else max(1, floor((box.h - 8 - 40) / _LINE))


BULLETS = Layout(draw_bullets, counts={"items": (3, 4)})
