"""`summary`: groups to take home."""

from __future__ import annotations

from ..model import Group, SummarySlide
from ..palette import Colour
from .colours import GROUNDS
from .cuts import draw_cut
from .head import head
from .layout import Layout
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Style, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_PICTURE_HEIGHT = 168
_TALL, _TALL_RADIUS = 240, 16  # of a picture above a numbered group
_NUMBER, _NUMBER_GAP, _HEAD_TOP = 44, 14, 18


def draw_summary(sheet: Sheet, slide: SummarySlide) -> None:
    """Cards with a picture, a head and a text; the takeaway says what comes next."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    columns = max(3, len(slide.groups))
    width = (CONTENT_WIDTH - (columns - 1) * GAP) / columns
    for number, group in enumerate(slide.groups):
        x = MARGIN + number * (width + GAP)
        draw = _draw_group if slide.form is None else _draw_numbered
        draw(sheet, number, group, Box(x, BODY_TOP, width, bottom - BODY_TOP))
    sheet.point(slide.point, "next_point")


def _draw_group(sheet: Sheet, number: int, group: Group, box: Box) -> None:
    path, block = ("groups", number), f"item-{number + 1}"
    top = Box(box.x, box.y, box.w, _PICTURE_HEIGHT)
    sheet.ground(f"{block}-ground", top, Look(fill=GROUNDS[group.picture.ground]))
    draw_cut(sheet, f"{block}-picture", group.picture, top, (*path, "picture"))
    look = Look(fill=Colour.SURFACE_2, preset="round2SameRect", radius=16, inset=(24, 18, 22, 12))
    items = [
        sheet.field((*path, "head"), group.head, HEAD),
        sheet.field((*path, "text"), group.text, BODY, lines=3, before=4),
    ]
    sheet.shape(block, box.inset(0, _PICTURE_HEIGHT, 0, 0), look, items)
    texts = [(*path, name) for name in ("head", "text")]
    sheet.share(*texts, height=box.h, fixed=_PICTURE_HEIGHT + 18 + 12 + 5)


def _draw_numbered(sheet: Sheet, number: int, group: Group, box: Box) -> None:
    """A picture on its ground, the number and the head side by side, and the text below."""
    path, block = ("groups", number), f"item-{number + 1}"
    top = Box(box.x, box.y, box.w, _TALL)
    sheet.picture_ground(f"{block}-ground", top, group.picture, radius=_TALL_RADIUS)
    shows = (*path, "picture")
    draw_cut(sheet, f"{block}-picture", group.picture, top, shows, lower=_TALL_RADIUS)
    below = box.inset(0, _TALL + _HEAD_TOP, 0, 0)
    sign = Box(below.x, below.y, _NUMBER, _NUMBER)
    words = paragraph(str(number + 1), Style(20, Colour.SURFACE, bold=True), align="ctr")
    look = Look(fill=Colour.PRIMARY, preset="ellipse", anchor="ctr")
    sheet.ground(f"{block}-number-ground", sign, look, words)
    items = [
        sheet.field((*path, "head"), group.head, HEAD, left=_NUMBER + _NUMBER_GAP),
        sheet.field((*path, "text"), group.text, BODY, lines=2, before=8),
    ]
    sheet.shape(block, below, Look(inset=(0, 2, 0, 0)), items)
    texts = [(*path, name) for name in ("head", "text")]
    sheet.share(*texts, height=box.h, fixed=_TALL + _HEAD_TOP + 2 + 11)


SUMMARY = Layout(draw_summary, counts={"groups": (3, 3)})
