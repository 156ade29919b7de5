"""`page`: a page as it was. Its picture fills the sheet; its words stand beside the sheet."""

from __future__ import annotations

from ..model import PageSlide
from .head import head
from .layout import Layout
from .measure import height_of
from .sheet import POINT, Sheet
from .styles import BODY
from .units import CONTENT_WIDTH, GAP, MARGIN, SHEET, SHEET_HEIGHT, Box


def draw_page(sheet: Sheet, slide: PageSlide) -> None:
    """The picture as large as the sheet; below the sheet, where nobody sees them, its words.

    Office programs show what stands there while somebody edits, and read it aloud.
    """
    head(sheet, slide)
    place = SHEET.holding(sheet.aspect(slide.picture))
    sheet.picture("picture", place, slide.picture, shows=("picture",))
    top: float = SHEET_HEIGHT + GAP
    if texts := sheet.fields("text", slide.text, BODY):
        height = sum(height_of(item.text, 20, CONTENT_WIDTH) for item in texts)
        sheet.text("text", Box(MARGIN, top, CONTENT_WIDTH, height), texts)
        top += height + GAP
    point = sheet.field(("point",), slide.point, POINT)
    if point.text:
        height = height_of(point.text, 22, CONTENT_WIDTH)
        sheet.text("point", Box(MARGIN, top, CONTENT_WIDTH, height), [point])


PAGE = Layout(draw_page, later=True)
