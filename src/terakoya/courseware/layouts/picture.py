"""`picture`: one picture and one or two paragraphs."""

from __future__ import annotations

from dataclasses import replace

from ..model import PictureSlide
from ..palette import Colour
from .frames import FRAMES
from .head import head
from .measure import LINE, height_of, lines_of, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, Style, paragraph
from .units import BODY_BOTTOM, SHEET_HEIGHT, Box, points

_GROUND = Box(436, 0, 844, SHEET_HEIGHT)
_POINT = Style(22, Colour.PRIMARY_ACTIVE, bold=True)


def draw_picture(sheet: Sheet, slide: PictureSlide) -> None:
    """The words at the left, the picture at the right on its ground."""
    place = FRAMES["picture"].title.moved(dy=head(sheet, slide))
    lines = max(1, lines_of(sheet.filled(slide.title), 30, place.w))
    top = place.y + lines * points(30) * LINE + 16
    items = sheet.fields("text", slide.text, BODY, lines=7)
    heights = [height_of(item.text, 20, place.w) for item in items]
    items = [replace(item, before=10 if number else 0) for number, item in enumerate(items)]
    if items:
        height = sum(heights) + 14 * (len(items) - 1)
        sheet.text("text", Box(place.x, top, place.w, height), items)
    _draw_point(sheet, sheet.filled(slide.point), place)
    sheet.picture_ground("ground", _GROUND, slide.picture)
    frame = Box(436, 87, 844, 633).holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", frame, slide.picture, shows=("picture",))


def _draw_point(sheet: Sheet, words: str, place: Box) -> None:
    """The takeaway in the narrow column: its tag above its words."""
    if not words:
        return
    height = 12 + 38 + 6 + height_of(words, 22, place.w - 32) + 12
    box = Box(place.x, BODY_BOTTOM - height, place.w, height)
    look = Look(fill=Colour.PRIMARY_TINT_2, preset="roundRect", radius=10, inset=(16, 56, 16, 12))
    sheet.shape("point", box, look, [paragraph(words, _POINT)])
    tag = Box(box.x + 16, box.y + 12, width_of(sheet.word("point"), 18) + 24, 38)
    sheet.tag("point-tag", tag, sheet.word("point"), Colour.PRIMARY)
