"""`contact`: the company's desk from its variables, three promises, and the police lines."""

from __future__ import annotations

from ....model import ContactSlide
from ..colours import Colour
from ..marks import Mark
from ..measure import height_of
from ..shapes import Look
from ..sheet import Sheet
from ..text import BODY, HEAD, LABEL, Paragraph, Style, paragraph
from ..units import BODY_BOTTOM, BODY_TOP, GAP, MARGIN, POINT_TOP, Box
from .head import head

_LEFT = 624
_DESK_INSET = (28.0, 18.0, 10.0, 18.0)
_DESK_LEAST = 120
_VALUE_LEFT = 140
_POSTER = Box(748, BODY_TOP, 456, 0)
_POSTER_GAP = 20
_LARGE = Style(44, Colour.INK, bold=True)
_DESK_LINES = (
    ("desk_person", "desk.person", BODY.but(colour=Colour.INK)),
    ("desk_extension", "desk.extension", _LARGE),
    ("desk_hours", "desk.hours", BODY.but(colour=Colour.INK)),
)


def draw_contact(sheet: Sheet, slide: ContactSlide) -> None:
    """Desk and promises at the left, the two numbers at the right."""
    head(sheet, slide)
    bottom = POINT_TOP - GAP if sheet.filled(slide.point) else BODY_BOTTOM
    desk_bottom = _draw_desk(sheet)
    _draw_promises(sheet, slide, desk_bottom, bottom)
    height = (bottom - BODY_TOP - _POSTER_GAP) / 2
    danger = (sheet.word("danger"), "110", sheet.filled(slide.police_110))
    calm = (sheet.word("not_urgent"), "#9110", sheet.filled(slide.police_9110))
    place = Box(_POSTER.x, _POSTER.y, _POSTER.w, height)
    _draw_police(sheet, "police-110", place, danger, (Colour.ERR, Colour.SURFACE))
    colours = (Colour.PRIMARY_TINT_2, Colour.PRIMARY_ACTIVE)
    _draw_police(sheet, "police-9110", place.moved(dy=height + _POSTER_GAP), calm, colours)
    sheet.point(slide.point)


def _draw_desk(sheet: Sheet) -> float:
    """The desk's box, as tall as its lines; returns where it ends."""
    items = desk_paragraphs(sheet)
    inner = _LEFT - _DESK_INSET[0] - _DESK_INSET[2]
    need = _DESK_INSET[1] + _DESK_INSET[3] + sum(_item_height(item, inner) for item in items)
    height = max(_DESK_LEAST, need)
    box = Box(MARGIN, BODY_TOP, _LEFT, height)
    look = Look(
        line=Colour.PRIMARY,
        line_width=3,
        preset="roundRect",
        radius=16,
        inset=_DESK_INSET,
        anchor="ctr",
        fill=Colour.SURFACE,
    )
    sheet.shape("desk", box, look, items)
    return box.bottom


def desk_paragraphs(sheet: Sheet) -> list[Paragraph]:
    """The desk's name and a line for each value; without a desk, whom to ask instead."""
    values = sheet.setting.values
    name = values.get("desk.name", "")
    if not name:
        return [paragraph(sheet.word("no_desk"), HEAD)]
    items = [paragraph(name, HEAD)]
    for label, key, style in _DESK_LINES:
        if value := values.get(key, ""):
            runs = ((f"{sheet.word(label)}\t", LABEL.but(bold=True)), (value, style))
            items.append(
                Paragraph(runs, left=_VALUE_LEFT, hanging=_VALUE_LEFT, tab=_VALUE_LEFT, before=3)
            )
    return items


def _item_height(item: Paragraph, width: float) -> float:
    text, style = item.runs[-1]
    return height_of(text, style.size or 0, width - item.left) + item.before / 0.75


def _draw_promises(sheet: Sheet, slide: ContactSlide, top: float, bottom: float) -> None:
    promises = sheet.all_filled(slide.promises)
    heights = [height_of(promise, 20, _LEFT - 44) for promise in promises]
    gap = 16.0
    total = sum(heights) + gap * (len(heights) - 1)
    y = top + max(16, (bottom - top - total) / 2)
    for number, (promise, height) in enumerate(zip(promises, heights, strict=True), 1):
        mark = Box(MARGIN, y + 2, 30, 30)
        sheet.mark(f"promise-{number}-mark", mark, Mark.CHECK, Colour.OK)
        place = Box(MARGIN + 44, y, _LEFT - 44, height)
        sheet.text(f"promise-{number}", place, [paragraph(promise, BODY)])
        y += height + gap


def _draw_police(
    sheet: Sheet,
    block: str,
    box: Box,
    words: tuple[str, str, str],
    colours: tuple[Colour, Colour],
) -> None:
    ground, ink = colours
    when, number, text = words
    look = Look(fill=ground, preset="roundRect", radius=16, inset=(20, 8, 20, 8), anchor="ctr")
    items = [
        paragraph(when, Style(20, ink, bold=True), align="ctr"),
        paragraph(number, Style(60, ink, bold=True), align="ctr", spacing=100),
    ]
    if text:
        items.append(paragraph(text, Style(18, ink), align="ctr"))
    sheet.shape(block, box, look, items)
