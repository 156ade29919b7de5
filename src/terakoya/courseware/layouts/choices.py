"""The choices of `case` and `check`: a letter in a circle, the text, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Choice
from ..palette import Colour
from .marks import Mark
from .measure import ROUNDING, height_of, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import LABEL, Bound, Style, paragraph
from .units import Box

_TAG_TEXT = Style(18, Colour.OK_INK, bold=True)
TAG_HEIGHT = 32
_MARK = 24
_RADIUS = 12


@dataclass(frozen=True)
class ChoiceLook:
    """How the choices of a sheet look. `is_answer` marks the right one and says why.

    `text` and `why` are the lines and characters of a line that they may have.
    """

    is_answer: bool
    text_size: float = 20
    why_size: float = 18
    why_gap: float = 3
    circle: float = 44
    circle_at: tuple[float, float] = (14, 16)
    inset: tuple[float, float, float, float] = (66, 12, 2, 12)
    text: tuple[int, float] = (2, 16.5)
    why: tuple[int, float] = (1, 18.3)


@dataclass(frozen=True)
class ChoicePlace:
    """A choice of a sheet with its place and number."""

    number: int
    block: str
    box: Box
    shared: bool = False


def letter_of(choice: Choice) -> str:
    """The letter of a choice."""
    return choice.id.upper()


def text_height(sheet: Sheet, choice: Choice, look: ChoiceLook, width: float) -> float:
    """The height of a choice's words."""
    inner = width - look.inset[0] - look.inset[2] - 2 * ROUNDING * _RADIUS
    height = height_of(sheet.filled(choice.text), look.text_size, inner)
    if look.is_answer and (why := sheet.filled(choice.why)):
        height += look.why_gap + height_of(why, look.why_size, inner)
    return height


def draw_choice(sheet: Sheet, choice: Choice, place: ChoicePlace, look: ChoiceLook) -> None:
    """The box with its words and the letter in a circle."""
    is_best = look.is_answer and choice.correct
    box = place.box
    frame = Look(
        fill=Colour.OK_TINT if is_best else Colour.SURFACE,
        line=Colour.OK if is_best else Colour.LINE,
        preset="roundRect",
        radius=_RADIUS,
        inset=look.inset,
    )
    words = Style(look.text_size, Colour.INK, bold=True)
    path = ("choices", place.number)
    lines, chars = look.text
    items = [sheet.field(Bound((*path, "text"), lines, chars=chars), choice.text, words)]
    if look.is_answer and sheet.filled(choice.why):
        small = LABEL.but(size=look.why_size)
        lines, chars = look.why
        shows = Bound((*path, "why"), lines, chars=chars)
        items.append(sheet.field(shows, choice.why, small, before=look.why_gap * 0.75))
    sheet.shape(place.block, box, frame, items, shared=place.shared)
    x, y = look.circle_at
    circle = Look(fill=Colour.OK if is_best else Colour.SURFACE_3, preset="ellipse", anchor="ctr")
    letter = Style(look.text_size, Colour.SURFACE if is_best else Colour.TEXT, bold=True)
    sheet.shape(
        f"{place.block}-letter",
        Box(box.x + x, box.y + y, look.circle, look.circle),
        circle,
        [paragraph(letter_of(choice), letter, align="ctr", spacing=100)],
        shared=place.shared,
    )


def draw_tag(sheet: Sheet, block: str, at: Box, words: str, *, shared: bool = False) -> None:
    """The check mark and the word that say which choice is right; `at` starts at the mark."""
    mark = Box(at.x, at.y + (at.h - _MARK) / 2, _MARK, _MARK)
    sheet.mark(f"{block}-mark", mark, Mark.CHECK, Colour.OK_INK)
    place = Box(at.x + _MARK + 8, at.y, at.w - _MARK - 8, at.h)
    sheet.text(f"{block}-tag", place, [paragraph(words, _TAG_TEXT)], anchor="ctr", shared=shared)


def tag_width(words: str) -> float:
    """The width that mark and word take together."""
    return _MARK + 8 + width_of(words, 18) + 8


def draw_edge_tag(sheet: Sheet, block: str, card: Box, words: str) -> None:
    """The same on the upper edge of a card that has no room inside."""
    width = tag_width(words) + 20
    box = Box(card.right - 20 - width, card.y - 22, width, 30)
    look = Look(
        fill=Colour.OK, preset="roundRect", radius=15, inset=(_MARK + 12, 0, 6, 0), anchor="ctr"
    )
    text = paragraph(words, _TAG_TEXT.but(colour=Colour.SURFACE), spacing=100)
    sheet.shape(f"{block}-tag", box, look, [text], shared=True)
    mark = Box(box.x + 10, box.y + 3, _MARK, _MARK)
    sheet.mark(f"{block}-mark", mark, Mark.CHECK, Colour.SURFACE)
