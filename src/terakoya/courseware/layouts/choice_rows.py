"""Choices below each other: a letter in a tile, the words beside it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Choice
from ..palette import Colour
from .choices import TAG_HEIGHT, draw_edge_tag, draw_tag, letter_of, tag_width
from .measure import LINE, ROUNDING, height_of, lines_of
from .shapes import Look
from .sheet import Sheet
from .styles import LABEL, Paragraph, Style, paragraph
from .units import Box, points


@dataclass(frozen=True)
class RowLook:
    """How choices below each other look. `is_answer` marks the right one and says why.

    `lines` and `why_lines` are those that a text may take.
    """

    is_answer: bool
    text_size: float = 22
    lines: int = 2
    why_lines: int = 2
    tile: float = 64
    tile_at: float = 18
    text_gap: float = 22
    gap: float = 14
    radius: float = 14

    @property
    def inset(self) -> float:
        """Where the words begin, from the left of the row."""
        return self.tile_at + self.tile + self.text_gap


_ROW_RIGHT, _WHY_GAP, _TAG_GAP = 18, 4, 14
_DOUBT = 0.1  # by so much may a line be longer or shorter in another program


def draw_rows(
    sheet: Sheet, choices: Sequence[Choice], room: Box, look: RowLook, *, word: str = ""
) -> None:
    """The choices below each other; on an answer `word` stands before why the right one is."""
    high = (room.h - look.gap * (len(choices) - 1)) / len(choices)
    for number, choice in enumerate(choices):
        box = Box(room.x, room.y + number * (high + look.gap), room.w, high)
        _draw_row(sheet, number, choice, box, look, word if choice.correct else "")


def _draw_row(
    sheet: Sheet, number: int, choice: Choice, box: Box, look: RowLook, word: str
) -> None:
    is_best = look.is_answer and choice.correct
    block = f"choice-{choice.id}"
    inner = box.w - look.inset - _ROW_RIGHT - 2 * ROUNDING * look.radius
    tag = tag_width(word) + _TAG_GAP if word else 0
    above, why = sheet.filled(choice.text), sheet.filled(choice.why)
    from_top = bool(word) and _is_sure(above, look.text_size, inner)
    last = LABEL.size or 0
    from_bottom = not from_top and bool(word and why) and _is_sure(why, last, inner - tag)
    edge = ""
    if word and not from_top and not from_bottom:
        edge, word, tag = word, "", 0
    items = _row_texts(sheet, number, choice, look, tag)
    heights = [
        height_of(item.text, item.runs[0][1].size or 0, inner - item.left) + points(item.before)
        for item in items
    ]
    alone = TAG_HEIGHT if word and len(items) == 1 else 0
    if look.lines > 1:  # a single line has room in any row
        paths = (item.shows.path for item in items if item.shows)
        sheet.share(*paths, height=box.h, fixed=8 + _WHY_GAP)
    pad = max(4.0, (box.h - sum(heights) - alone) / 2)
    if from_bottom:  # the text above may need a line more
        most = height_of(above, look.text_size, inner * (1 - _DOUBT))
        pad = max(4.0, (box.h - most - heights[-1]) / 2)
    frame = Look(
        fill=Colour.OK_TINT if is_best else Colour.SURFACE,
        line=_row_line(look, is_best=is_best),
        preset="roundRect",
        radius=look.radius,
        inset=(look.inset, pad if from_top else 2, _ROW_RIGHT, pad if from_bottom else 2),
        # the word stands in line with why, wherever the text above it is broken
        anchor="t" if from_top else "b" if from_bottom else "ctr",
    )
    sheet.shape(block, box, frame, items, shared=True)
    fill, ink = _tile_colours(look, is_best=is_best)
    side = min(look.tile, box.h - 6)
    tile = Box(box.x + look.tile_at, box.y + (box.h - side) / 2, side, side)
    sign = Look(fill=fill, preset="roundRect", radius=side * 0.19, anchor="ctr")
    letter = paragraph(
        letter_of(choice), Style(look.text_size, ink, bold=True), align="ctr", spacing=100
    )
    sheet.shape(f"{block}-letter", tile, sign, [letter], shared=True)
    if edge:
        draw_edge_tag(sheet, block, box.moved(dy=7), edge)
    if word:
        left = box.x + look.inset + ROUNDING * look.radius
        line = points(last) * LINE
        if from_top:
            y = box.y + pad + heights[0] + (line - TAG_HEIGHT) / 2
            y += points(_WHY_GAP * 0.75) if len(items) > 1 else 0
        else:
            y = box.bottom - pad - heights[-1] + (line - TAG_HEIGHT) / 2
        draw_tag(sheet, block, Box(left, y, tag_width(word) + 8, TAG_HEIGHT), word, shared=True)


def _is_sure(text: str, size: float, width: float) -> bool:
    """Whether a text fills as many lines in any program, so that a sign stands in line below it."""
    return lines_of(text, size, width * (1 - _DOUBT)) == lines_of(text, size, width * (1 + _DOUBT))


def _row_texts(
    sheet: Sheet, number: int, choice: Choice, look: RowLook, tag: float
) -> list[Paragraph]:
    words = Style(look.text_size, Colour.INK, bold=True)
    if look.is_answer and not choice.correct:
        words = words.but(colour=Colour.TEXT)
    path = ("choices", number)
    items = [sheet.field((*path, "text"), choice.text, words, lines=look.lines)]
    if look.is_answer:
        why = sheet.field(
            (*path, "why"),
            choice.why,
            LABEL,
            lines=look.why_lines,
            before=_WHY_GAP * 0.75,
            left=tag,
        )
        items += [why] if why.text else []
    return items


def _row_line(look: RowLook, *, is_best: bool) -> Colour:
    if not look.is_answer:
        return Colour.PRIMARY_LINE
    return Colour.OK if is_best else Colour.LINE


def _tile_colours(look: RowLook, *, is_best: bool) -> tuple[Colour, Colour]:
    if not look.is_answer:
        return Colour.PRIMARY_TINT_2, Colour.PRIMARY_ACTIVE
    return (Colour.OK, Colour.SURFACE) if is_best else (Colour.SURFACE_3, Colour.TEXT_SUB)
