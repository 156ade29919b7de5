"""`dialogue`: the same words of a customer, answered in two ways."""

from __future__ import annotations

from .. import inline
from ..model import DialogueSlide, Picture
from ..palette import Colour
from .colours import GROUNDS
from .head import head
from .layout import Layout
from .marks import Mark
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, Style
from .units import BODY_TOP, GAP, MARGIN, Box

_WIDTH = 552
_SIDE = 20  # from the edge of a column to what stands in it
_FACE = 80
_CUSTOMER, _REPLY, _STEP = 60, 94, 88
_FIRST = 248
_SIDES = (
    ("avoid", "no", MARGIN, Mark.CROSS, Colour.WARN, Colour.WARN_INK, Colour.WARN_TINT),
    ("say", "yes", MARGIN + _WIDTH + GAP, Mark.CHECK, Colour.OK, Colour.OK_INK, Colour.OK_TINT),
)
_RADIUS = 14


def draw_dialogue(sheet: Sheet, slide: DialogueSlide) -> None:
    """Two columns; each saying of the customer goes over both, an answer below it in each."""
    head(sheet, slide)
    bottom: float = sheet.setting.body_bottom(slide)
    for name, block, x, mark, full, ink, tint in _SIDES:
        top = Look(fill=full, preset="round2SameRect", radius=16, lower=False)
        sheet.ground(f"{block}-bar", Box(x, BODY_TOP, _WIDTH, 40), top)
        tinted = Look(fill=tint, preset="round2SameRect", radius=16)
        column = Box(x, BODY_TOP + 8, _WIDTH, bottom - BODY_TOP - 8)
        sheet.ground(f"{block}-ground", column, tinted)
        sheet.mark(f"{block}-mark", Box(x + 26, 190, 32, 32), mark, ink)
        place = Box(x + 70, 184, _WIDTH - 90, 44)
        style = Style(22, ink, bold=True)
        words = sheet.field((name,), getattr(slide, name), style, usual=sheet.word(name))
        sheet.text(f"{block}-head", place, [words], anchor="ctr")
    pitch = min(210, (bottom - 16 - _FIRST) / len(slide.turns))
    for number in range(len(slide.turns)):
        _draw_turn(sheet, slide, number, _FIRST + number * pitch, pitch)


def _draw_turn(sheet: Sheet, slide: DialogueSlide, number: int, y: float, pitch: float) -> None:
    turn = slide.turns[number]
    path = ("turns", number)
    block = f"turn-{number + 1}"
    high = min(_CUSTOMER, pitch * 0.36)
    face = min(_FACE, pitch * 0.42)
    left = MARGIN + _SIDE
    _draw_face(
        sheet,
        f"{block}-face",
        Box(left, y + (high - face) / 2, face, face),
        turn.customer_face,
        (*path, "customer_face"),
    )
    said = sheet.field((*path, "customer"), turn.customer, Style(22, Colour.SURFACE, bold=True))
    start = left + _FACE + 18
    box = Box(start, y, MARGIN + 2 * _WIDTH + GAP - _SIDE - start, high)
    if said.text:
        sheet.shape(block, box, _saying(Colour.SLATE, box, left=True), [said])
    reply = min(_REPLY, pitch * 0.5)
    for name, side, x, *_ in _SIDES:
        at = Box(x + _SIDE, y + min(_STEP, pitch * 0.44), 414, reply)
        style = BODY.but(colour=Colour.INK, bold=name == "say")
        words = sheet.field((*path, name), getattr(turn, name), style, lines=2)
        if words.text:
            look = _saying(Colour.SURFACE, at, left=False)
            heard = inline.plain(sheet.filled(getattr(slide, name)) or sheet.word(name))
            sheet.shape(f"{block}-{side}", at, look, [words], alt=heard)
        place = Box(at.right + 18, at.y + (reply - face) / 2, face, face)
        picture = getattr(turn, f"{name}_face")
        _draw_face(sheet, f"{block}-{side}-face", place, picture, (*path, f"{name}_face"))


def _saying(fill: Colour, box: Box, *, left: bool) -> Look:
    """A callout whose tail points at the face beside it."""
    across = 0.5 + 14 / box.w
    tail = round((-across if left else across) * 100_000)
    return Look(
        fill=fill,
        preset="wedgeRoundRectCallout",
        adjust=(("adj1", tail), ("adj2", 0), ("adj3", 16667)),
        inset=(18, 6, 18, 6),
        anchor="ctr",
    )


def _draw_face(
    sheet: Sheet, block: str, box: Box, face: Picture | None, path: tuple[str | int, ...]
) -> None:
    if face is None:
        return
    look = Look(fill=GROUNDS[face.ground], line=Colour.SURFACE, line_width=6, preset="ellipse")
    sheet.ground(f"{block}-ground", box, look)
    sheet.picture(block, box.holding(sheet.aspect(face)), face, shows=path, round=True)


DIALOGUE = Layout(draw_dialogue, counts={"turns": (1, 2)}, has_point=False, later=True)
