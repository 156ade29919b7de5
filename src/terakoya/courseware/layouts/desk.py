"""The company's desk on `contact`: a box that grows with its lines and goes on where they end."""

from __future__ import annotations

from ..palette import Colour
from .measure import ROUNDING, height_of, width_of
from .shapes import Look
from .sheet import Setting, Sheet
from .styles import BODY, HEAD, LABEL, Bound, Paragraph, Style, paragraph
from .units import BODY_TOP, MARGIN, Box

_INSET = (26.0, 16.0, 4.0, 16.0)
INSETS = _INSET[1] + _INSET[3]  # of a box, which a text without one has not
_LEAST = 120
_RADIUS = 16
_VALUE = BODY.but(colour=Colour.INK)
_SMALL = LABEL.but(colour=Colour.INK)
_LINES = (
    ("desk_person", "desk.person", _VALUE),
    ("desk_extension", "desk.extension", Style(44, Colour.INK, bold=True)),
    ("desk_hours", "desk.hours", _VALUE),
)


def desk_paragraphs(setting: Setting, *, are_small: bool = False) -> list[Paragraph]:
    """The desk's name and a line for each value; without a desk, whom to ask instead.

    With `are_small` every value is a line of label size.
    """
    words, values = setting.words, setting.values
    name = values.get("desk.name", "")
    if not name:
        return [paragraph(words["no_desk"], HEAD)]
    items = [paragraph(name, HEAD, shows=Bound(("desk.name",), 2, chars=16))]
    left = max(width_of(words[label], 18) for label, _, _ in _LINES) + 20
    for label, key, usual in _LINES:
        if value := values.get(key, ""):
            style = _SMALL if are_small else usual
            runs = ((f"{words[label]}\t", LABEL.but(bold=True)), (value, style))
            lines, chars = (1, 7) if key == "desk.extension" else (2, 16)
            if are_small:
                lines, chars = 1, 16
            shows = Bound((key,), lines, signs=1, chars=chars)
            items.append(Paragraph(runs, left=left, hanging=left, tab=left, before=3, shows=shows))
    return items


def split_desk(
    items: list[Paragraph], width: float, room: float
) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines that fit into the room, at least the first, and those that do not."""
    for count in range(len(items), 1, -1):
        if _box_height(items[:count], width) <= room:
            return items[:count], items[count:]
    return items[:1], items[1:]


def draw_desk(sheet: Sheet, items: list[Paragraph], width: float) -> float:
    """The box of the desk; returns where it ends."""
    box = Box(MARGIN, BODY_TOP, width, max(_LEAST, _box_height(items, width)))
    look = Look(
        fill=Colour.SURFACE,
        line=Colour.PRIMARY,
        line_width=3,
        preset="roundRect",
        radius=_RADIUS,
        inset=_INSET,
        anchor="ctr",
    )
    sheet.shape("desk", box, look, items, shared=True)
    return box.bottom


def _box_height(items: list[Paragraph], width: float) -> float:
    inner = width - _INSET[0] - _INSET[2] - 2 * ROUNDING * _RADIUS
    return INSETS + sum(_line_height(item, inner) for item in items)


def _line_height(item: Paragraph, width: float) -> float:
    text, style = item.runs[-1]
    return height_of(text, style.size or 0, width - item.left) + item.before / 0.75
