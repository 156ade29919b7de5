"""`check` with a scene: a nook with the picture and what is said, the choices beside it."""

from __future__ import annotations

from ..model import CheckSlide, Scene
from ..palette import Colour
from .choice_rows import RowLook, draw_rows
from .cuts import draw_filling
from .head import answer_head, head
from .measure import height_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, SOURCE, Style
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box

_NOOK_WIDTH, _GAP = 360, 36
_BUBBLE_SIDE, _BUBBLE_TOP, _BUBBLE_MOST = 20, 18, 146
_BUBBLE_INSET = 14  # ten full-width characters stand beside it, in any font
_PICTURE_TOP = 334
_RADIUS = 16
_LEFT = MARGIN + _NOOK_WIDTH + _GAP
_WIDTH = MARGIN + CONTENT_WIDTH - _LEFT
_SOURCE_HEIGHT = 34


def draw_scene_question(sheet: Sheet, slide: CheckSlide) -> None:
    """The nook, the premise, and the choices."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    _draw_nook(sheet, slide.scene, bottom)
    top: float = BODY_TOP
    premise = sheet.field(("premise",), slide.premise, BODY)
    if premise.text:
        height = max(42.0, height_of(premise.text, 20, _WIDTH))
        sheet.text("premise", Box(_LEFT, top, _WIDTH, height), [premise])
        top += height + 20
    draw_rows(sheet, slide.choices, Box(_LEFT, top, _WIDTH, bottom - top), RowLook(is_answer=False))


def draw_scene_answer(sheet: Sheet, slide: CheckSlide) -> None:
    """The same nook, the choices with why, the right one marked, and the source."""
    answer_head(sheet, slide, slide.answer_title)
    bottom: float = sheet.setting.body_bottom(slide)
    _draw_nook(sheet, slide.scene, bottom)
    source = sheet.field(("source",), slide.source, SOURCE)
    if source.text:
        height = max(_SOURCE_HEIGHT, height_of(source.text, 18, _WIDTH))
        place = Box(_LEFT, bottom - height, _WIDTH, height)
        bottom -= height + 16
    lines = 1 if len(slide.choices) > 3 else 2
    look = RowLook(is_answer=True, why_lines=lines)
    room = Box(_LEFT, BODY_TOP, _WIDTH, bottom - BODY_TOP)
    draw_rows(sheet, slide.choices, room, look, word=sheet.word("correct"))
    if source.text:
        sheet.text("source", place, [source], anchor="b")
    sheet.point(slide.point)


def _draw_nook(sheet: Sheet, scene: Scene | None, bottom: float) -> None:
    """The scene on its ground; both sheets have it at the same place."""
    if scene is None:
        return
    nook = Box(MARGIN, BODY_TOP, _NOOK_WIDTH, bottom - BODY_TOP)
    sheet.picture_ground("nook-ground", nook, scene.picture, radius=_RADIUS, shared=True)
    said = sheet.field(("scene", "bubble"), scene.bubble, Style(20, Colour.INK, bold=True), lines=3)
    top = _PICTURE_TOP if said.text else BODY_TOP + _RADIUS
    frame = Box(nook.x, top, nook.w, nook.bottom - top)
    path = ("scene", "picture")
    draw_filling(sheet, "picture", scene.picture, frame, path, lower=_RADIUS, shared=True)
    if said.text:  # over the picture, where its tail ends
        width = nook.w - 2 * _BUBBLE_SIDE
        high = min(_BUBBLE_MOST, height_of(said.text, 20, width - 2 * _BUBBLE_INSET) + 32)
        box = Box(nook.x + _BUBBLE_SIDE, nook.y + _BUBBLE_TOP, width, high)
        sheet.shape("bubble", box, saying_below(_BUBBLE_INSET, 16), [said], shared=True)


def saying_below(across: float, down: float) -> Look:
    """A white callout with insets whose tail points at somebody below."""
    return Look(
        fill=Colour.SURFACE,
        preset="wedgeRoundRectCallout",
        adjust=(("adj1", -28000), ("adj2", 74000), ("adj3", 16667)),
        inset=(across, down, across, down),
        anchor="ctr",
    )
