"""`check` of the form `true-false`: a claim, true or not, and on the answer sheet why."""

from __future__ import annotations

from ..model import CheckSlide, Choice
from ..palette import Colour
from .choices import TAG_HEIGHT, draw_tag, tag_width
from .cuts import draw_filling
from .head import answer_head, head
from .marks import Mark
from .measure import height_of, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, LABEL, SOURCE, Style
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

_RADIUS = 16
_ASKED, _TOLD = 208, 128  # heights of the two answers on question and answer
_SIGN, _SMALL_SIGN = 104, 76
_SIGNS = (Mark.CIRCLE, Mark.CROSS)
_PERSON = Box(100, 0, 220, 257)
_CLAIM = Style(28, Colour.INK, bold=True)
_REASON_PICTURE, _REASON_PAD = 316, 32
_SOURCE_HEIGHT = 34


def draw_claim(sheet: Sheet, slide: CheckSlide) -> None:
    """Who claims it, the claim, and the two answers."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    _draw_claim(
        sheet, slide, Box(MARGIN, BODY_TOP, CONTENT_WIDTH, bottom - GAP - _ASKED - BODY_TOP)
    )
    row = Box(MARGIN, bottom - _ASKED, CONTENT_WIDTH, _ASKED)
    for number, (choice, box) in enumerate(zip(slide.choices, _row(slide, row), strict=True)):
        wide = width_of(sheet.filled(choice.text), 28) + _SIGN + 32
        start = max(28.0, (box.w - wide) / 2)
        frame = Look(
            fill=Colour.SURFACE,
            line=Colour.PRIMARY_LINE,
            line_width=3,
            preset="roundRect",
            radius=_RADIUS,
            inset=(start + _SIGN + 32, 8, 12, 8),
            anchor="ctr",
        )
        words = Style(28, Colour.PRIMARY_ACTIVE, bold=True)
        said = sheet.field(("choices", number, "text"), choice.text, words)
        sheet.shape(f"choice-{choice.id}", box, frame, [said], shared=True)
        _draw_sign(sheet, number, choice, Box(box.x + start, box.y, _SIGN, box.h), Colour.PRIMARY)


def draw_claim_answer(sheet: Sheet, slide: CheckSlide) -> None:
    """The two answers, the right one marked, and why it is right."""
    answer_head(sheet, slide, slide.answer_title)
    row = Box(MARGIN, BODY_TOP, CONTENT_WIDTH, _TOLD)
    for number, (choice, box) in enumerate(zip(slide.choices, _row(slide, row), strict=True)):
        _draw_told(sheet, number, choice, box)
    bottom: float = sheet.setting.body_bottom(slide)
    source = sheet.field(("source",), slide.source, SOURCE)
    if source.text:
        height = max(_SOURCE_HEIGHT, height_of(source.text, 18, CONTENT_WIDTH))
        place = Box(MARGIN, bottom - height, CONTENT_WIDTH, height)
        bottom -= height + GAP
    top = row.bottom + GAP
    _draw_reason(sheet, slide, Box(MARGIN, top, CONTENT_WIDTH, bottom - top))
    if source.text:
        sheet.text("source", place, [source], anchor="b")
    sheet.point(slide.point)


def _row(slide: CheckSlide, room: Box) -> list[Box]:
    """The places of the answers beside each other."""
    count = len(slide.choices)
    width = (room.w - GAP * (count - 1)) / count
    return [Box(room.x + n * (width + GAP), room.y, width, room.h) for n in range(count)]


def _draw_sign(sheet: Sheet, number: int, choice: Choice, room: Box, colour: Colour) -> None:
    """The circle or the cross; an answer more than these two has none."""
    if number < len(_SIGNS):
        sign = room.holding(1)
        sheet.mark(f"sign-{choice.id}-mark", sign, _SIGNS[number], colour, shared=True)


def _draw_claim(sheet: Sheet, slide: CheckSlide, panel: Box) -> None:
    """The claim in the mouth of whoever the scene shows, else alone."""
    scene = slide.scene
    ground = Look(fill=Colour.SCENE_SKY, preset="roundRect", radius=_RADIUS)
    if scene is None:
        sheet.ground("claim-ground", panel, ground)
    else:
        sheet.picture_ground("claim-ground", panel, scene.picture, radius=_RADIUS)
    claim = sheet.field(("premise",), slide.premise, _CLAIM, lines=2)
    left = 336.0 if scene is not None else panel.x + 40
    if claim.text:
        width = panel.right - 40 - left
        height = min(panel.h - 32, max(160.0, height_of(claim.text, 28, width - 64) + 48))
        box = Box(left, panel.y + (panel.h - height) / 2, width, height)
        sheet.shape("premise", box, _saying(box, alone=scene is None), [claim])
    if scene is not None:
        frame = Box(_PERSON.x, panel.bottom - _PERSON.h, _PERSON.w, _PERSON.h)
        place = frame.holding(sheet.aspect(scene.picture), bottom=True)
        sheet.picture("picture", place, scene.picture, shows=("scene", "picture"))


def _saying(box: Box, *, alone: bool) -> Look:
    """A white box, or a callout whose tail points at the person left of it."""
    if alone:
        return Look(
            fill=Colour.SURFACE,
            preset="roundRect",
            radius=18,
            inset=(32, 24, 32, 24),
            anchor="ctr",
        )
    tail = -round((0.5 + 28 / box.w) * 100_000)
    return Look(
        fill=Colour.SURFACE,
        preset="wedgeRoundRectCallout",
        adjust=(("adj1", tail), ("adj2", 0), ("adj3", 16667)),
        inset=(32, 24, 32, 24),
        anchor="ctr",
    )


def _draw_told(sheet: Sheet, number: int, choice: Choice, box: Box) -> None:
    """One answer with its sign; the right one in green, with the word that says so."""
    right = choice.correct
    start = 28 + _SMALL_SIGN + 24
    frame = Look(
        fill=Colour.OK_TINT if right else Colour.SURFACE,
        line=Colour.OK if right else Colour.LINE,
        line_width=3,
        preset="roundRect",
        radius=_RADIUS,
        inset=(start, 8, 20, 8),
        anchor="ctr",
    )
    ink = Colour.OK_INK if right else Colour.TEXT_SUB
    path = ("choices", number)
    items = [sheet.field((*path, "text"), choice.text, Style(28, ink, bold=True))]
    why = sheet.field((*path, "why"), choice.why, LABEL)
    items += [why] if why.text else []
    block = f"choice-{choice.id}"
    sheet.shape(block, box, frame, items, shared=True)
    sign = Colour.OK if right else Colour.TEXT_MUTE
    _draw_sign(sheet, number, choice, Box(box.x + 28, box.y, _SMALL_SIGN, box.h), sign)
    if right:
        word = sheet.word("correct")
        wide = tag_width(word)
        draw_tag(
            sheet,
            block,
            Box(box.right - 24 - wide, box.y + 8, wide, TAG_HEIGHT),
            word,
            shared=True,
        )


def _draw_reason(sheet: Sheet, slide: CheckSlide, panel: Box) -> None:
    """Why, with its picture."""
    reason = slide.reason
    if reason is None:
        return
    sheet.ground(
        "reason-ground", panel, Look(fill=Colour.SURFACE_2, preset="roundRect", radius=_RADIUS)
    )
    room = panel.inset(_REASON_PAD, 20, _REASON_PAD, 20)
    if picture := reason.picture:
        side = Box(panel.x, panel.y, _REASON_PICTURE, panel.h)
        sheet.picture_ground("reason-picture-ground", side, picture, radius=_RADIUS)
        path = ("reason", "picture")
        frame = side.inset(0, _RADIUS, 0, 0)  # the ground rounds the upper corners
        draw_filling(sheet, "reason-picture", picture, frame, path, lower=_RADIUS)
        room = room.inset(_REASON_PICTURE, 0, 0, 0)
    first = sheet.field(("reason", "head"), reason.head, HEAD, lines=2)
    more = sheet.field(("reason", "text"), reason.text, BODY, lines=2, before=10)
    if items := [item for item in (first, more) if item.text]:
        sheet.text("reason", room, items, anchor="ctr")
