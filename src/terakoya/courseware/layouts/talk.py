"""`contact` with a talk: desk and picture on one ground, numbers and promises beside it."""

from __future__ import annotations

from dataclasses import replace

from ..model import ContactSlide, Talk
from ..palette import Colour
from .colours import GROUNDS
from .cuts import draw_cut
from .desk import INSETS, desk_paragraphs, split_desk
from .head import head
from .marks import Mark
from .measure import LINE, ROOM, height_of, width_of
from .shapes import Look
from .sheet import Setting, Sheet
from .styles import BODY, LABEL, Bound, Paragraph, Style, paragraph
from .units import BODY_TOP, MARGIN, Box, points

_WIDTH, _RADIUS = 640, 16
_INSET, _LABEL_HIGH, _TOP = 28, 32, 16
_PICTURE = 284
_SIDE = Box(748, BODY_TOP, 456, 128)
_SIDE_GAP = 16
_TEL_PAD = 32
_PROMISE_LEFT, _PROMISE_MOST = 36, 66
_NAME = 32  # points of a desk's name that stands alone


def draw_talk(sheet: Sheet, slide: ContactSlide, talk: Talk, desk: list[Paragraph]) -> None:
    """Whom to talk to above the picture; the two numbers above the promises."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    _draw_desk(sheet, talk, desk, bottom)
    danger = (sheet.word("danger"), "110", slide.police_110)
    calm = (sheet.word("not_urgent"), "#9110", slide.police_9110)
    red = (Colour.ERR, Colour.SURFACE)
    _draw_police(sheet, "police-110", _SIDE, danger, red, 60)
    below = _SIDE.moved(dy=_SIDE.h + _SIDE_GAP)
    blue = (Colour.PRIMARY_TINT_2, Colour.PRIMARY_ACTIVE)
    _draw_police(sheet, "police-9110", below, calm, blue, 36)
    room = Box(_SIDE.x, below.bottom + _SIDE_GAP, _SIDE.w, bottom - below.bottom - _SIDE_GAP)
    _draw_promises(sheet, slide, room)
    sheet.point(slide.point)


def split_talk(setting: Setting, slide: ContactSlide) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines of the desk that stand above the picture, and those for another sheet."""
    room = setting.body_bottom(slide) - BODY_TOP - _PICTURE - _TOP - _LABEL_HIGH
    return split_desk(desk_paragraphs(setting, are_small=True), _WIDTH - 2 * _INSET, room + INSETS)


def _draw_desk(sheet: Sheet, talk: Talk, desk: list[Paragraph], bottom: float) -> None:
    box = Box(MARGIN, BODY_TOP, _WIDTH, bottom - BODY_TOP)
    look = Look(fill=GROUNDS[talk.picture.ground], preset="roundRect", radius=_RADIUS)
    sheet.ground("desk-ground", box, look)
    inner = box.inset(_INSET, _TOP, _INSET, 0)
    label = paragraph(sheet.word("desk"), LABEL.but(colour=Colour.OK_INK, bold=True))
    sheet.text("desk-label", Box(inner.x, inner.y, inner.w, _LABEL_HIGH), [label])
    high = box.h - _PICTURE - _TOP - _LABEL_HIGH
    said = _sentence(sheet, talk)
    is_alone = said is None and len(desk) == 1
    if said is not None:
        high -= points(20) * LINE
        place = Box(inner.x, inner.y + _LABEL_HIGH + high, inner.w, points(20) * LINE)
    if is_alone:
        desk = [_enlarged(desk[0], inner.w)]
    place_of_desk = Box(inner.x, inner.y + _LABEL_HIGH, inner.w, high)
    anchor = "ctr" if is_alone else "t"
    sheet.text("desk", place_of_desk, desk, anchor=anchor, shared=True)
    if said is not None:
        sheet.text("sentence", place, [said])
    frame = Box(box.x, box.bottom - _PICTURE, box.w, _PICTURE)
    draw_cut(sheet, "picture", talk.picture, frame, ("talk", "picture"), lower=_RADIUS)


def _enlarged(name: Paragraph, width: float) -> Paragraph:
    """A desk known by its name alone, in large type if one line holds it."""
    ((text, style),) = name.runs
    if width_of(text, _NAME) * ROOM > width:
        return name
    return replace(name, runs=((text, style.but(size=_NAME)),))


def _sentence(sheet: Sheet, talk: Talk) -> Paragraph | None:
    """What stands there while the company names no desk."""
    if sheet.setting.values.get("desk.name", ""):
        return None
    said = sheet.field(("talk", "sentence"), talk.sentence, BODY)
    return said if said.text else None


def _draw_police(
    sheet: Sheet,
    block: str,
    box: Box,
    words: tuple[str, str, str],
    colours: tuple[Colour, Colour],
    size: float,
) -> None:
    """When to call, with whom, and the number at the right."""
    (ground, ink), (when, number, text) = colours, words
    wide = 1.06 * width_of(number, size) + _TEL_PAD
    look = Look(
        fill=ground, preset="roundRect", radius=_RADIUS, inset=(26, 4, wide, 4), anchor="ctr"
    )
    said = sheet.field((block.replace("-", "_"),), text, Style(18, ink), lines=2)
    large = 22 if 1.06 * width_of(when, 22) <= box.w - 26 - wide else 18
    items = [paragraph(when, Style(large, ink, bold=True)), *([said] if said.text else [])]
    sheet.shape(block, box, look, items)
    used = height_of(when, large, box.w - 26 - wide) + 8
    sheet.share((block.replace("-", "_"),), height=box.h, fixed=used)
    tel = paragraph(number, Style(size, ink, bold=True), align="r", spacing=100)
    place = Box(box.right - wide, box.y, wide - 26, box.h)
    sheet.text(f"{block}-tel", place, [tel], anchor="ctr")


def _draw_promises(sheet: Sheet, slide: ContactSlide, room: Box) -> None:
    every = (
        sheet.field(Bound(("promises", number), chars=15), promise, BODY)
        for number, promise in enumerate(slide.promises)
    )
    promises = [one for one in every if one.text]
    slot = min(_PROMISE_MOST, room.h / max(1, len(promises)))
    y = room.y + (room.h - slot * len(promises)) / 2
    for number, promise in enumerate(promises, 1):
        mark = Box(room.x, y + (slot - 26) / 2, 26, 26)
        sheet.mark(f"promise-{number}-mark", mark, Mark.CHECK, Colour.OK)
        place = Box(room.x + _PROMISE_LEFT, y, room.w - _PROMISE_LEFT, slot)
        sheet.text(f"promise-{number}", place, [promise], anchor="ctr")
        y += slot
