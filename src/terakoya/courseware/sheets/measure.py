"""How wide a text is and how many lines it fills (`docs/algorithms/fit.md`).

Pure: it knows characters, not fonts. Full-width characters are 1 em wide, half-width letters and
digits 0.6 em, a space 0.35 em; between a digit and a kana or kanji office programs and browsers
put 0.25 em.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

FULL, HALF, SPACE, CHANGE = 1.0, 0.6, 0.35, 0.25
_SAME = 1e-9  # sums of 0.6 and 0.25 are not exact

_WORD = re.compile(r"\s+|[^\s]")
_KANA_OR_KANJI = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々]")
# Kinsoku: what may not begin a line stays with what stands before it, and the other way round.
_NEVER_FIRST = frozenset(
    "、。，．・：；？！゛゜ー々ゝゞヽヾ…‥’”）〕］｝〉》」』】〙〗〟｠»,.:;?!)]}%‰℃"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
)
_NEVER_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{¥￥$＄№#＃")


def em_width(text: str) -> float:
    """The width in em of a text on one line."""
    changes = sum(_is_change(before, after) for before, after in pairwise(text))
    return sum(map(_width, text)) + CHANGE * changes


def lines_needed(text: str, chars: float) -> int:
    """The lines that a text fills where `chars` full-width characters fit in one; 0 if empty."""
    return sum(len(wrap(line, chars)) for line in text.split("\n") if line.strip())


def excess(text: str, chars: float, lines: int) -> int:
    """How many characters must go, from the end, until a text fills no more than `lines`.

    A longer beginning of a text never fills fewer lines, so that the longest that fits is bisected.
    """
    whole = text.rstrip()
    if lines_needed(whole, chars) <= lines:
        return 0
    fits, too_long = 0, len(whole)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if lines_needed(whole[:middle], chars) <= lines:
            fits = middle
        else:
            too_long = middle
    return len(whole) - len(whole[:fits].rstrip())


def wrap(line: str, chars: float) -> list[str]:
    """Break one line as office programs do: between words, anywhere in Japanese but by kinsoku."""
    lines, filled = [""], 0.0
    for piece in _pieces(line.strip()):
        lead = CHANGE if lines[-1] and _is_change(lines[-1][-1], piece[0]) else 0.0
        width = em_width(piece.rstrip())
        if lines[-1] and filled + lead + width > chars + _SAME:
            lines.append("")
            filled, lead = 0.0, 0.0
        lines[-1] += piece
        filled += lead + em_width(piece)
        if width > chars + _SAME:  # it stands alone, and is longer than a line
            lines[-1:] = _broken(piece, chars)
            filled = em_width(lines[-1])
    return [line.rstrip() for line in lines]


def _broken(word: str, chars: float) -> list[str]:
    """Break what is longer than a line wherever the line ends."""
    lines, filled = [""], 0.0
    for char in word:
        lead = CHANGE if lines[-1] and _is_change(lines[-1][-1], char) else 0.0
        if lines[-1] and filled + lead + _width(char) > chars + _SAME:
            lines.append("")
            filled, lead = 0.0, 0.0
        lines[-1] += char
        filled += lead + _width(char)
    return lines


def _pieces(line: str) -> Iterator[str]:
    """What a line is not broken within: a word with the space after it, a character in Japanese."""
    piece = ""
    for match in _WORD.finditer(line):
        unit = match[0]
        if piece and _may_break(piece[-1], unit[0]):
            yield piece
            piece = ""
        piece += unit
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NEVER_FIRST or _has_no_width(after):
        return False
    if before.isspace():
        return True
    if before in _NEVER_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


def _width(char: str) -> float:
    if _has_no_width(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return FULL
    return SPACE if char.isspace() else HALF


def _has_no_width(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc")


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _is_change(before: str, after: str) -> bool:
    return (before.isdigit() and bool(_KANA_OR_KANJI.match(after))) or (
        after.isdigit() and bool(_KANA_OR_KANJI.match(before))
    )
