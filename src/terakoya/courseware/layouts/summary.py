"""`summary`: groups to take home."""

from __future__ import annotations

from ..model import Group, SummarySlide
from ..palette import Colour
from .colours import GROUNDS
from .head import head
from .layout import Layout
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Path
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_PICTURE_HEIGHT = 168
SHOWN_AT = 0.72  # which part of a tall picture is kept: below the middle, where people are


def draw_summary(sheet: Sheet, slide: SummarySlide) -> None:
    """Cards with a picture, a head and a text; the takeaway says what comes next."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    columns = max(3, len(slide.groups))
    width = (CONTENT_WIDTH - (columns - 1) * GAP) / columns
    for number, group in enumerate(slide.groups):
        x = MARGIN + number * (width + GAP)
        _draw_group(sheet, number, group, Box(x, BODY_TOP, width, bottom - BODY_TOP))
    sheet.point(slide.point, "next_point")


def _draw_group(sheet: Sheet, number: int, group: Group, box: Box) -> None:
    path, block = ("groups", number), f"item-{number + 1}"
    top = Box(box.x, box.y, box.w, _PICTURE_HEIGHT)
    sheet.ground(f"{block}-ground", top, Look(fill=GROUNDS[group.picture.ground]))
    _draw_cut(sheet, f"{block}-picture", group, top, (*path, "picture"))
    look = Look(fill=Colour.SURFACE_2, preset="round2SameRect", radius=16, inset=(24, 18, 22, 12))
    items = [
        sheet.field((*path, "head"), group.head, HEAD),
        sheet.field((*path, "text"), group.text, BODY, lines=3, before=4),
    ]
    sheet.shape(block, box.inset(0, _PICTURE_HEIGHT, 0, 0), look, items)
    texts = [(*path, name) for name in ("head", "text")]
    sheet.share(*texts, height=box.h, fixed=_PICTURE_HEIGHT + 18 + 12 + 5)


def _draw_cut(sheet: Sheet, block: str, group: Group, box: Box, shows: Path) -> None:
    """The picture over the whole width, cut above and below."""
    aspect = sheet.aspect(group.picture)
    full = box.w / aspect
    if full <= box.h:
        sheet.picture(block, box.holding(aspect, bottom=True), group.picture, shows=shows)
        return
    cut = 1 - box.h / full
    crop = (cut * SHOWN_AT, cut * (1 - SHOWN_AT))
    sheet.picture(block, box, group.picture, crop, shows=shows)


SUMMARY = Layout(draw_summary, counts={"groups": (3, 3)})
