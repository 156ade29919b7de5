"""`law-quote`: a law's exact words, where they come from, and three terms explained."""

from __future__ import annotations

from ..model import LawQuoteSlide
from ..palette import Colour
from .head import head
from .layout import Layout
from .measure import height_of, lines_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, LABEL, Bound, Paragraph, Style
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box, points

_TERM = Style(22, Colour.PRIMARY_HOVER, bold=True)
_SIDE = (56.0, 48.0)  # left and right of the quote's text
_INNER = CONTENT_WIDTH - sum(_SIDE)
_LARGE, _SMALL = 36, 28  # the two sizes that the format allows for a quote
_PLAY = 1.04  # between the fonts of programs
_PROMISED = 3  # glosses whose terms have the characters of the format


def draw_law_quote(sheet: Sheet, slide: LawQuoteSlide) -> None:
    """The quote on its ground, the source in it, the glosses below."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    ground = _draw_quote(sheet, slide)
    room = Box(MARGIN, ground.bottom + 22, CONTENT_WIDTH, bottom - ground.bottom - 22)
    glosses = [_gloss_items(sheet, slide, number) for number in range(len(slide.glosses))]
    columns = max(3, len(glosses))
    width = (room.w - (columns - 1) * GAP) / columns
    heights = [_gloss_height(items, width) for items in glosses]
    y = room.y + max(0, room.h - max(heights, default=0)) / 2
    for number, items in enumerate(glosses):
        place = Box(room.x + number * (width + GAP), y, width, heights[number])
        _draw_gloss(sheet, f"gloss-{number + 1}", items, place)
    _share(sheet, slide, bottom - BODY_TOP)
    sheet.point(slide.point)


def _draw_quote(sheet: Sheet, slide: LawQuoteSlide) -> Box:
    words = sheet.filled(slide.quote)
    is_large = lines_of(words, _LARGE, _INNER) <= 3
    size = _LARGE if is_large else _SMALL
    style = Style(
        size,
        Colour.INK,
        bold=True,
        stress_colour=Colour.PRIMARY_HOVER,
        underline=Colour.PRIMARY_LINE,
    )
    # What is large was measured to fit; only what is small may be too long.
    chars = round(_INNER / points(size) / (1 if is_large else _PLAY), 1)
    quote = sheet.field(Bound(("quote",), 3 if is_large else 4, chars=chars), slide.quote, style)
    source = sheet.field(("source",), slide.source, LABEL)
    text_height = height_of(words, size, _INNER)
    source_height = height_of(source.text, 18, _INNER)
    ground = Box(MARGIN, BODY_TOP, CONTENT_WIDTH, 28 + text_height + 12 + source_height + 22)
    look = Look(fill=Colour.PRIMARY_TINT, inset=(_SIDE[0], 28, _SIDE[1], 0))
    sheet.shape("quote", ground, look, [quote])
    sheet.rule("quote-bar", Box(ground.x, ground.y, 10, ground.h), Colour.PRIMARY)
    if source.text:
        place = Box(ground.x + _SIDE[0], ground.bottom - 22 - source_height, _INNER, source_height)
        sheet.text("source", place, [source], anchor="b")
    return ground


def _gloss_items(sheet: Sheet, slide: LawQuoteSlide, number: int) -> list[Paragraph]:
    gloss, path = slide.glosses[number], ("glosses", number)
    chars = 12 if len(slide.glosses) <= _PROMISED else None
    return [
        sheet.field(Bound((*path, "term"), chars=chars), gloss.term, _TERM),
        sheet.field((*path, "text"), gloss.text, BODY, lines=3, before=3),
    ]


def _gloss_height(items: list[Paragraph], width: float) -> float:
    term, text = items
    return 14 + height_of(term.text, 22, width) + 4 + height_of(text.text, 20, width)


def _draw_gloss(sheet: Sheet, block: str, items: list[Paragraph], place: Box) -> None:
    sheet.rule(f"{block}-line", Box(place.x, place.y - 1, place.w, 3), Colour.PRIMARY_LINE)
    sheet.text(block, place.inset(0, 14, 0, 0), items)


def _share(sheet: Sheet, slide: LawQuoteSlide, height: float) -> None:
    every = range(len(slide.glosses))
    glosses = [[("glosses", n, "term"), ("glosses", n, "text")] for n in every]
    fixed = 28 + 12 + 22 + 22 + 14 + 4
    beside = [glosses] if glosses else []
    sheet.share(("quote",), ("source",), height=height, fixed=fixed, beside=beside)


LAW_QUOTE = Layout(draw_law_quote, counts={"glosses": (3, 3)})
