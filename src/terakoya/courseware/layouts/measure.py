"""How much room a text takes, for placing what stands below it.

A text is broken as office programs break it: between any two full-width characters, between
words of half-width ones, never before a closing mark. Widths are those of BIZ UDPゴシック, bold,
whose letters are the widest of the fonts that decks are in; between a digit and a kana or kanji
office programs add 0.25 em. (The fit check's flat 0.6 em a half-width character is the mean of
these over a sentence.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from math import ceil

from .. import inline
from .units import points

# Line height in em at a spacing of 115 %. LibreOffice counts 1.2 × 1.15 in shapes and 1.0 × 1.15
# in tables, PowerPoint goes by the font; what stands below a text is placed for the largest.
LINE = 1.38
TABLE_LINE = 1.25
FIT_LINE = 1.25  # what the format counts with (`docs/algorithms/fit.md` §4)
ROOM = 1.04  # by so much wider must a line be that holds a text in every program
# A rounded rectangle keeps its text this share of the radius away from its sides.
ROUNDING = 0.29
_SPACE, _CHANGE = 0.34, 0.25
_LOWER, _UPPER, _MARK = 0.65, 0.78, 0.45  # of what is not below: accented letters, other marks
_EMS = {
    0.31: "_",
    0.32: "'i",
    0.33: ",.",
    0.34: ":;",
    0.36: "l",
    0.37: "!",
    0.4: "j",
    0.44: "I|",
    0.48: "-",
    0.49: "rt",
    0.5: "(*/\\^`~‘’“”–",
    0.51: ")f",
    0.52: '"',
    0.54: "{}",
    0.55: "[]",
    0.56: "J",
    0.58: "z",
    0.59: "s",
    0.6: "v",
    0.61: "L",
    0.62: "x",
    0.63: "1",
    0.64: "cy",
    0.66: "ak",
    0.67: "Fg",
    0.69: "e",
    0.7: "ETo",
    0.72: "hnu",
    0.73: "Sbdpq",
    0.74: "Y",
    0.75: "Z",
    0.76: "023456789KPRV",
    0.77: "B",
    0.78: "A",
    0.8: "$?¥",
    0.81: "C",
    0.82: "X",
    0.84: "+<=>HN",
    0.85: "D",
    0.86: "GU",
    0.88: "O",
    0.9: "Qw",
    0.91: "&",
    0.94: "#",
    0.96: "m",
    0.98: "@",
    1.0: "%MW",
}
_WIDTHS = {char: width for width, chars in _EMS.items() for char in chars}
_UNITS = re.compile(r"[!-~]+|.", re.DOTALL)
_KANA_OR_KANJI = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_NARROW = frozenset("‘’“”·")  # full-width in other fonts
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）」』】〉》〕’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…"
)


def em_width(text: str) -> float:
    """The width in em of a text on one line."""
    return sum(width for _, width in _units(text))


def width_of(text: str, size: float) -> float:
    """The width in units of one line of text at a type size in points."""
    return em_width(inline.plain(text)) * points(size)


def lines_of(text: str, size: float, width: float) -> int:
    """The lines that a text fills; an empty one fills none."""
    if not text:
        return 0
    room = width / points(size)
    return sum(_wrapped(line, room) for line in inline.plain(text).split("\n"))


def height_of(text: str, size: float, width: float, line: float = LINE) -> float:
    """The height in units that a text fills."""
    return lines_of(text, size, width) * points(size) * line


def _wrapped(line: str, room: float) -> int:
    lines, filled, last = 1, 0.0, 0.0
    for unit, width in _units(line):
        if filled + width <= room or not filled:
            filled += width
        elif unit != " ":
            lines += 1
            filled = width + (last if unit in _NEVER_FIRST else 0)
        if filled > room:  # a word longer than a line is broken anywhere
            lines += ceil(filled / room) - 1
            filled %= room
        last = width
    return lines


def _units(text: str) -> Iterator[tuple[str, float]]:
    """What a line is not broken within, with its width in em."""
    before = ""
    for match in _UNITS.finditer(text):
        unit = match[0]
        yield unit, _width(unit) + (_CHANGE if _is_change(before, unit[0]) else 0)
        before = unit[-1]


def _width(unit: str) -> float:
    return _SPACE if unit == " " else sum(_character_width(char) for char in unit)


def _character_width(char: str) -> float:
    if (known := _WIDTHS.get(char)) is not None:
        return known
    if char not in _NARROW and unicodedata.east_asian_width(char) in "WFA":
        return 1
    if char.isalpha():
        return _UPPER if char.isupper() else _LOWER
    return _MARK


def _is_change(before: str, after: str) -> bool:
    return (before.isdigit() and bool(_KANA_OR_KANJI.match(after))) or (
        after.isdigit() and bool(_KANA_OR_KANJI.match(before))
    )
