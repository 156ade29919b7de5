"""`summary`: groups to take home."""

from __future__ import annotations

from ..model import Group, SummarySlide
from ..palette import Colour
from .colours import GROUNDS
from .head import head
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_PICTURE_HEIGHT = 168
SHOWN_AT = 0.72  # which part of a tall picture is kept: below the middle, where people are


def draw_summary(sheet: Sheet, slide: SummarySlide) -> None:
    """Cards with a picture, a head and a text; the takeaway says what comes next."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    columns = max(3, len(slide.groups))
    width = (CONTENT_WIDTH - (columns - 1) * GAP) / columns
    for number, group in enumerate(slide.groups, 1):
        x = MARGIN + (number - 1) * (width + GAP)
        _draw_group(sheet, number, group, Box(x, BODY_TOP, width, bottom - BODY_TOP))
    sheet.point(slide.point, "next_point")


def _draw_group(sheet: Sheet, number: int, group: Group, box: Box) -> None:
    top = Box(box.x, box.y, box.w, _PICTURE_HEIGHT)
    sheet.ground(f"item-{number}-ground", top, Look(fill=GROUNDS[group.picture.ground]))
    _draw_cut(sheet, f"item-{number}-picture", group, top)
    look = Look(fill=Colour.SURFACE_2, preset="round2SameRect", radius=16, inset=(24, 18, 22, 12))
    items = [
        paragraph(sheet.filled(group.head), HEAD),
        paragraph(sheet.filled(group.text), BODY, before=4),
    ]
    sheet.shape(f"item-{number}", box.inset(0, _PICTURE_HEIGHT, 0, 0), look, items)


def _draw_cut(sheet: Sheet, block: str, group: Group, box: Box) -> None:
    """The picture over the whole width, cut above and below."""
    aspect = sheet.aspect(group.picture)
    full = box.w / aspect
    if full <= box.h:
        sheet.picture(block, box.holding(aspect, bottom=True), group.picture)
        return
    cut = 1 - box.h / full
    sheet.picture(block, box, group.picture, (cut * SHOWN_AT, cut * (1 - SHOWN_AT)))
