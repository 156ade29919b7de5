"""How much room a text takes: the rule of `design/slides.md` §4, for placing what stands below."""

from __future__ import annotations

import re
import unicodedata
from math import ceil

from ... import inline
from .units import points

# Line height in em at a spacing of 115 %. LibreOffice counts 1.2 × 1.15 in shapes and 1.0 × 1.15
# in tables, PowerPoint goes by the font; what stands below a text is placed for the largest.
LINE = 1.38
TABLE_LINE = 1.25
_PLAY = 1.04
_HALF, _CHANGE = 0.6, 0.25
_DIGIT_CHANGE = re.compile(
    r"(?<=[0-9])(?=[\u3041-\u30ff\u3400-\u9fff])|(?<=[\u3041-\u30ff\u3400-\u9fff])(?=[0-9])"
)


def em_width(text: str) -> float:
    """The width in em: full-width 1, half-width 0.6, and 0.25 between a digit and a kanji."""
    wide = sum(1 if unicodedata.east_asian_width(char) in "WFA" else _HALF for char in text)
    return wide + _CHANGE * len(_DIGIT_CHANGE.findall(text))


def width_of(text: str, size: float) -> float:
    """The width in units of one line of text at a type size in points."""
    return em_width(inline.plain(text)) * points(size)


def lines_of(text: str, size: float, width: float) -> int:
    """The lines that a text fills; an empty one fills none."""
    if not text:
        return 0
    room = width / points(size)
    return sum(
        max(1, ceil(em_width(line) * _PLAY / room)) for line in inline.plain(text).split("\n")
    )


def height_of(text: str, size: float, width: float, line: float = LINE) -> float:
    """The height in units that a text fills."""
    return lines_of(text, size, width) * points(size) * line
