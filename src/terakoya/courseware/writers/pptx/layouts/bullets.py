"""`bullets`: three or four numbered items, perhaps with a picture at the right."""

from __future__ import annotations

from ....model import BulletsSlide
from ..colours import Colour
from ..sheet import Sheet
from ..text import BODY, HEAD, Style, paragraph
from ..units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box
from .head import head

_NUMBER = Style(44, Colour.PRIMARY, bold=True)
_TEXT_LEFT = 96
_PICTURE = 312


def draw_bullets(sheet: Sheet, slide: BulletsSlide) -> None:
    """A number, a head and a line for each item, a thin line between them."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    width = CONTENT_WIDTH - (_PICTURE + 40 if slide.picture else 0)
    slot = (bottom - BODY_TOP) / len(slide.items)
    for number, item in enumerate(slide.items, 1):
        y = BODY_TOP + slot * (number - 1)
        if number > 1:
            sheet.rule(f"item-{number}-line", Box(MARGIN, y - 1, width, 2), Colour.LINE_SOFT)
        place = Box(MARGIN, y + 4, width, slot - 8)
        figure = [paragraph(str(number), _NUMBER, spacing=100)]
        sheet.text(f"item-{number}-number", Box(MARGIN, place.y, 80, place.h), figure, anchor="ctr")
        texts = [paragraph(sheet.filled(item.head), HEAD)]
        if text := sheet.filled(item.text):
            texts.append(paragraph(text, BODY))
        sheet.text(f"item-{number}", place.inset(_TEXT_LEFT, 0, 0, 0), texts, anchor="ctr")
    if slide.picture:
        room = Box(MARGIN + CONTENT_WIDTH - _PICTURE, BODY_TOP, _PICTURE, bottom - BODY_TOP)
        sheet.picture("picture", room.holding(sheet.aspect(slide.picture)), slide.picture)
    sheet.point(slide.point)
