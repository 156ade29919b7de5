"""`phrases`: words to be said as they stand, a row each."""

from __future__ import annotations

from ..model import Doer, Phrase, PhrasesSlide
from ..palette import Colour
from .colours import DOERS
from .frames import TITLE_BOX
from .head import head
from .layout import Layout
from .marks import Mark
from .measure import width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, LABEL, Style, paragraph
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box

_PITCH, _HIGH = 84.3, 72
_SIGN = 64
_WHEN, _PHRASE = 152, 312
_SPOT = 22
_BESIDE_LEGEND = 750  # width of a title that the legend stands beside


def draw_phrases(sheet: Sheet, slide: PhrasesSlide) -> None:
    """A sign in the colour of whoever says it, when, and the words; who is who beside the title."""
    doers = [doer for doer in Doer if any(one.doer is doer for one in slide.phrases)]
    head(sheet, slide, _BESIDE_LEGEND if len(doers) > 1 else None)
    if len(doers) > 1:
        _draw_legend(sheet, doers)
    bottom = sheet.setting.body_bottom(slide)
    pitch = min(_PITCH, (bottom - BODY_TOP + 12) / len(slide.phrases))
    for number, phrase in enumerate(slide.phrases):
        _draw_row(sheet, number, phrase, BODY_TOP + number * pitch, min(_HIGH, pitch - 8))
    sheet.point(slide.point)


def _draw_row(sheet: Sheet, number: int, phrase: Phrase, y: float, high: float) -> None:
    name = number + 1
    side = min(_SIGN, high)
    sign = Box(MARGIN, y + (high - side) / 2, side, side)
    sheet.ground(f"phrase-{name}-ground", sign, _sign(phrase.doer, side))
    inset = side * 0.23
    mark = sign.inset(inset, inset, inset, inset)
    sheet.mark(f"phrase-{name}-mark", mark, Mark(phrase.icon.value), Colour.SURFACE)
    when = sheet.field(
        ("phrases", number, "when"), phrase.when, Style(18, Colour.PRIMARY_ACTIVE, bold=True)
    )
    if when.text:
        sheet.text(f"phrase-{name}-when", Box(_WHEN, y, 156, high), [when], anchor="ctr")
    style = BODY.but(colour=Colour.INK, bold=True)
    words = sheet.field(("phrases", number, "text"), phrase.text, style)
    if words.text:
        look = Look(
            fill=Colour.PRIMARY_TINT,
            line=Colour.PRIMARY_TINT_2,
            preset="roundRect",
            radius=14,
            inset=(12, 4, 12, 4),
            anchor="ctr",
        )
        width = MARGIN + CONTENT_WIDTH - _PHRASE
        sheet.shape(f"phrase-{name}", Box(_PHRASE, y, width, high), look, [words])


def _sign(doer: Doer, side: float) -> Look:
    """Round for the learner, square for others, so that colour does not say it alone."""
    if doer is Doer.YOU:
        return Look(fill=DOERS[doer], preset="ellipse")
    return Look(fill=DOERS[doer], preset="roundRect", radius=side * 0.22)


def _draw_legend(sheet: Sheet, doers: list[Doer]) -> None:
    x: float = MARGIN + CONTENT_WIDTH
    middle = TITLE_BOX.y + TITLE_BOX.h / 2
    for doer in reversed(doers):
        said = sheet.word(f"says_{doer}")
        width = width_of(said, 18) + 8
        x -= width
        place = Box(x, middle - 18, width, 36)
        sheet.text(f"legend-{doer}-label", place, [paragraph(said, LABEL)], anchor="ctr")
        x -= _SPOT + 10
        sheet.ground(
            f"legend-{doer}-ground", Box(x, middle - _SPOT / 2, _SPOT, _SPOT), _sign(doer, _SPOT)
        )
        x -= 28


PHRASES = Layout(draw_phrases, counts={"phrases": (4, 6)}, later=True)
