"""`title`: the opening sheet."""

from __future__ import annotations

from ..model import TitleSlide
from ..palette import Colour
from .frames import FRAMES
from .head import head
from .layout import Layout
from .measure import LINE, height_of, lines_of
from .sheet import TITLE_BREAK, Sheet
from .styles import BODY, HEAD, LABEL
from .units import SHEET_HEIGHT, Box, points

_GROUND = Box(632, 0, 648, SHEET_HEIGHT)
_SIZE = 44
_LEAD = 2  # lines that have their place


def draw_title(sheet: Sheet, slide: TitleSlide) -> None:
    """The title at the left in up to three lines; the picture at the right on its ground."""
    title = slide.title.replace(TITLE_BREAK, "\n")
    push = head(sheet, slide.model_copy(update={"title": title}))
    place = FRAMES["title"].title.moved(dy=push)
    lines = max(1, lines_of(sheet.filled(title), _SIZE, place.w))
    y = place.y + lines * points(_SIZE) * LINE + 14
    subtitle = sheet.filled(slide.subtitle)
    if subtitle:
        height = height_of(subtitle, 24, place.w)
        words = sheet.field(("subtitle",), slide.subtitle, HEAD)
        sheet.text("subtitle", Box(place.x, y, place.w, height), [words])
        y += height + 22
    sheet.rule("lead-line", Box(place.x, y, place.w, 2), Colour.PRIMARY_LINE)
    y += 26
    lead = [
        sheet.field(("lead", number), text, BODY, lines=1 if number < _LEAD else 0)
        for number, text in enumerate(slide.lead)
        if sheet.filled(text)
    ]
    if lead:
        height = sum(height_of(line.text, 20, place.w) for line in lead)
        sheet.text("lead", Box(place.x, y, place.w, height), lead)
        y += height + 16
    meta = sheet.field(("meta",), slide.meta, LABEL)
    if meta.text:
        sheet.text("meta", Box(place.x, y, place.w, 33), [meta])
    sheet.picture_ground("ground", _GROUND, slide.picture)
    frame = Box(632, 234, 648, 486).holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", frame, slide.picture, shows=("picture",))
    # The opening sheet has no place for a takeaway.
    sheet.bar(Box(664, 48, 584, 108), slide.point, "point", Colour.SURFACE, lines=0)


TITLE = Layout(draw_title)
