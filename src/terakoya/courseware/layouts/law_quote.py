"""`law-quote`: a law's exact words, where they come from, and three terms explained."""

from __future__ import annotations

from ..model import Gloss, LawQuoteSlide
from ..palette import Colour
from .head import head
from .measure import height_of, lines_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, LABEL, Style, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_TERM = Style(22, Colour.PRIMARY_HOVER, bold=True)
_SIDE = (56.0, 48.0)  # left and right of the quote's text
_LARGE, _SMALL = 36, 28  # the two sizes that the format allows for a quote


def draw_law_quote(sheet: Sheet, slide: LawQuoteSlide) -> None:
    """The quote on its ground, the source in it, the glosses below."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    ground = _draw_quote(sheet, slide)
    room = Box(MARGIN, ground.bottom + 22, CONTENT_WIDTH, bottom - ground.bottom - 22)
    if not slide.glosses:
        sheet.point(slide.point)
        return
    columns = max(3, len(slide.glosses))
    width = (room.w - (columns - 1) * GAP) / columns
    heights = [_gloss_height(sheet, gloss, width) for gloss in slide.glosses]
    y = room.y + max(0, room.h - max(heights)) / 2
    for number, gloss in enumerate(slide.glosses, 1):
        place = Box(room.x + (number - 1) * (width + GAP), y, width, heights[number - 1])
        _draw_gloss(sheet, f"gloss-{number}", gloss, place)
    sheet.point(slide.point)


def _draw_quote(sheet: Sheet, slide: LawQuoteSlide) -> Box:
    quote, source = sheet.filled(slide.quote), sheet.filled(slide.source)
    inner = CONTENT_WIDTH - sum(_SIDE)
    size = _LARGE if lines_of(quote, _LARGE, inner) <= 3 else _SMALL
    style = Style(
        size,
        Colour.INK,
        bold=True,
        stress_colour=Colour.PRIMARY_HOVER,
        underline=Colour.PRIMARY_LINE,
    )
    text_height = height_of(quote, size, inner)
    source_height = height_of(source, 18, inner)
    ground = Box(MARGIN, BODY_TOP, CONTENT_WIDTH, 28 + text_height + 12 + source_height + 22)
    look = Look(fill=Colour.PRIMARY_TINT, inset=(_SIDE[0], 28, _SIDE[1], 0))
    sheet.shape("quote", ground, look, [paragraph(quote, style)])
    sheet.rule("quote-bar", Box(ground.x, ground.y, 10, ground.h), Colour.PRIMARY)
    if source:
        place = Box(ground.x + _SIDE[0], ground.bottom - 22 - source_height, inner, source_height)
        sheet.text("source", place, [paragraph(source, LABEL)], anchor="b")
    return ground


def _gloss_height(sheet: Sheet, gloss: Gloss, width: float) -> float:
    term = height_of(sheet.filled(gloss.term), 22, width)
    return 14 + term + 4 + height_of(sheet.filled(gloss.text), 20, width)


def _draw_gloss(sheet: Sheet, block: str, gloss: Gloss, place: Box) -> None:
    sheet.rule(f"{block}-line", Box(place.x, place.y - 1, place.w, 3), Colour.PRIMARY_LINE)
    items = [
        paragraph(sheet.filled(gloss.term), _TERM),
        paragraph(sheet.filled(gloss.text), BODY, before=3),
    ]
    sheet.text(block, place.inset(0, 14, 0, 0), items)
