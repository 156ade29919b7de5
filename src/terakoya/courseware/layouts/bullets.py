"""`bullets`: numbered items, perhaps with a picture at the right."""

from __future__ import annotations

from ..model import BulletsSlide, Item
from ..palette import Colour
from .head import head
from .sheet import Sheet
from .styles import BODY, HEAD, Style, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_NUMBER = Style(44, Colour.PRIMARY, bold=True)
_TEXT_LEFT = 96
_PICTURE = 312
_ONE_COLUMN = 4  # as many items stand below each other; more stand in two columns, row by row


def draw_bullets(sheet: Sheet, slide: BulletsSlide) -> None:
    """A number, a head and a line for each item, a thin line between them."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    width = CONTENT_WIDTH - (_PICTURE + 40 if slide.picture else 0)
    room = Box(MARGIN, BODY_TOP, width, bottom - BODY_TOP)
    for number, (item, box) in enumerate(
        zip(slide.items, _places(len(slide.items), room), strict=True), 1
    ):
        if box.y > BODY_TOP:
            line = Box(box.x, box.y - 1, box.w, 2)
            sheet.rule(f"item-{number}-line", line, Colour.LINE_SOFT)
        _draw_item(sheet, number, item, box)
    if slide.picture:
        right = Box(MARGIN + CONTENT_WIDTH - _PICTURE, BODY_TOP, _PICTURE, bottom - BODY_TOP)
        sheet.picture("picture", right.holding(sheet.aspect(slide.picture)), slide.picture)
    sheet.point(slide.point)


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


def _draw_item(sheet: Sheet, number: int, item: Item, box: Box) -> None:
    place = Box(box.x, box.y + 4, box.w, box.h - 8)
    left = _TEXT_LEFT if box.w > CONTENT_WIDTH / 2 else _TEXT_LEFT * 2 / 3
    style = _NUMBER if left == _TEXT_LEFT else _NUMBER.but(size=32)
    figure = [paragraph(str(number), style, spacing=100)]
    at = Box(box.x, place.y, left - 16, place.h)
    sheet.text(f"item-{number}-number", at, figure, anchor="ctr")
    texts = [paragraph(sheet.filled(item.head), HEAD)]
    if text := sheet.filled(item.text):
        texts.append(paragraph(text, BODY))
    sheet.text(f"item-{number}", place.inset(left, 0, 0, 0), texts, anchor="ctr")
