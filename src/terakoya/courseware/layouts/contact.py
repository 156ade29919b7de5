"""`contact`: the company's desk from its variables, three promises, and the police lines."""

from __future__ import annotations

from ..model import ContactSlide
from ..palette import Colour
from .desk import desk_paragraphs, draw_desk, split_desk
from .frames import KICKER_BOX
from .head import head
from .identity import Part
from .layout import Drawers, Layout
from .marks import Mark
from .shapes import Look
from .sheet import Setting, Sheet
from .styles import BODY, Bound, Paragraph, Style, paragraph
from .talk import draw_talk, split_talk
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_LEFT = 624
_PROMISE_LEAST, _PROMISE_MOST = 44, 62
_POSTER = Box(748, BODY_TOP, 456, 0)
_POSTER_GAP = 20


def draw_contact(sheet: Sheet, slide: ContactSlide) -> None:
    """Desk and promises at the left, the two numbers at the right."""
    if slide.talk is not None:
        draw_talk(sheet, slide, slide.talk, _split(sheet.setting, slide)[0])
        return
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    shown, _ = _split(sheet.setting, slide)
    _draw_promises(sheet, slide, draw_desk(sheet, shown, _LEFT), bottom)
    height = (bottom - BODY_TOP - _POSTER_GAP) / 2
    danger = (sheet.word("danger"), "110", slide.police_110)
    calm = (sheet.word("not_urgent"), "#9110", slide.police_9110)
    place = Box(_POSTER.x, _POSTER.y, _POSTER.w, height)
    _draw_police(sheet, "police-110", place, danger, (Colour.ERR, Colour.SURFACE))
    colours = (Colour.PRIMARY_TINT_2, Colour.PRIMARY_ACTIVE)
    _draw_police(sheet, "police-9110", place.moved(dy=height + _POSTER_GAP), calm, colours)
    sheet.point(slide.point)


def _drawers(setting: Setting, _chapter_title: str, slide: ContactSlide) -> Drawers:
    """A second sheet stands where the company's words need it."""
    more = {Part.CONTINUED: _draw_continued} if _split(setting, slide)[1] else {}
    return {Part.MAIN: draw_contact, **more}


def _draw_continued(sheet: Sheet, slide: ContactSlide) -> None:
    """The lines of the desk that the first sheet has no room for."""
    sheet.title(slide.title + sheet.word("continued"))
    sheet.kicker(slide.kicker, KICKER_BOX)
    draw_desk(sheet, _split(sheet.setting, slide)[1], CONTENT_WIDTH)


def _split(setting: Setting, slide: ContactSlide) -> tuple[list[Paragraph], list[Paragraph]]:
    if slide.talk is not None:
        return split_talk(setting, slide)
    promises = len(slide.promises) * _PROMISE_LEAST + GAP
    room = setting.body_bottom(slide) - BODY_TOP - promises
    return split_desk(desk_paragraphs(setting), _LEFT, room)


def _draw_promises(sheet: Sheet, slide: ContactSlide, top: float, bottom: float) -> None:
    every = (
        sheet.field(Bound(("promises", number), chars=22), promise, BODY)
        for number, promise in enumerate(slide.promises)
    )
    promises = [one for one in every if one.text]
    if not promises:
        return
    slot = min(_PROMISE_MOST, (bottom - top - GAP) / len(promises))
    y = top + (bottom - top - slot * len(promises)) / 2 + GAP / 2
    for number, promise in enumerate(promises, 1):
        mark = Box(MARGIN, y + (slot - 30) / 2, 30, 30)
        sheet.mark(f"promise-{number}-mark", mark, Mark.CHECK, Colour.OK)
        place = Box(MARGIN + 44, y, _LEFT - 20, slot)
        sheet.text(f"promise-{number}", place, [promise], anchor="ctr")
        y += slot


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
    said = sheet.field((block.replace("-", "_"),), text, Style(18, ink), lines=2, align="ctr")
    if said.text:
        items.append(said)
    sheet.shape(block, box, look, items)


CONTACT = Layout(draw_contact, counts={"promises": (3, 3)}, drawers=_drawers)
