"""Lists that somebody typed: numbers that the layout draws, lines below items, items in one box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ....text.alignment import SURELY_ALIKE, text_likeness
from ...marked_text.line import Line

_NUMBER = re.compile(
    r"[(（]?(\d{1,2})(?:[.．)）、:：](?!\d)|[ 　\t](?=\D))[ 　\t]*|([①-⑳])[ 　\t.．]*"
)
_BULLET = re.compile(r"[・•‣●○■□◆◇▪–—*\-−][ 　\t]*(?=\S)")
_FEWEST = 2  # numbers that make a list
Leveled = tuple[list[Line], list[int]]


def typed_list(paragraphs: Sequence[tuple[Line, int]]) -> Leveled:
    """The paragraphs of boxes with what the layout draws taken off, and their levels.

    Where paragraphs are numbered from 1 on, the others belong to the one above. Where some begin
    with a bullet, they belong to the one above that has none; where all do, or the first does, it
    is taken off, and those without one belong to the one above.
    """
    found, depth = [line for line, _ in paragraphs], [level for _, level in paragraphs]
    top = [row for row, level in enumerate(depth) if level == 0]
    numbered = _numbered(found, top)
    if numbered:
        return _with_heads(found, depth, top, numbered)
    bullets = {row: end for row in top if (end := _end(_BULLET.match(found[row].text)))}
    if (len(bullets) >= _FEWEST and top[0] in bullets) or (bullets and len(bullets) == len(top)):
        return _with_heads(found, depth, top, bullets)
    if bullets and top[0] not in bullets:
        depth = [level + (row in bullets) for row, level in enumerate(depth)]
    return found, depth


def is_numbered(paragraphs: Sequence[tuple[Line, int]]) -> bool:
    """Whether paragraphs of the first level are numbered from 1 on."""
    lines = [line for line, _ in paragraphs]
    top = [row for row, (_, level) in enumerate(paragraphs) if level == 0]
    return bool(_numbered(lines, top))


def begins_with_number(line: Line) -> bool:
    """Whether somebody typed a number before a paragraph."""
    return _NUMBER.match(line.text) is not None


def _with_heads(
    lines: list[Line], levels: list[int], top: Sequence[int], ends: dict[int, int]
) -> Leveled:
    """Paragraphs of which those in `ends` begin items after so many characters."""
    first = min(ends)
    below = {row for row in top if row > first and row not in ends}
    heads = [line.part(ends.get(row, 0)) for row, line in enumerate(lines)]
    return heads, [level + (row in below) for row, level in enumerate(levels)]


def _numbered(lines: Sequence[Line], rows: Sequence[int]) -> dict[int, int]:
    """The rows that count 1, 2, 3 …, each with where its words begin; empty for none."""
    found: dict[int, int] = {}
    for row in rows:
        match = _NUMBER.match(lines[row].text)
        if match is not None and _value(match) == len(found) + 1:
            found[row] = match.end()
    is_whole = not rows or rows[0] in found
    return found if is_whole and len(found) >= _FEWEST else {}


def _value(match: re.Match[str]) -> int:
    return int(unicodedata.normalize("NFKC", match[1] or match[2]))


def _end(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end()


def split_by_heads(
    lines: Sequence[Line], heads: Mapping[int, str]
) -> list[tuple[int | None, list[Line]]]:
    """The paragraphs of a box that holds several items of the base, each with its number.

    `heads` are those of the items that it may hold. One group without a number where fewer
    than two of them stand in it.
    """
    groups: list[tuple[int | None, list[Line]]] = []
    left = dict(heads)
    for line in lines:
        scores = {number: text_likeness(head, line.text) for number, head in left.items() if head}
        best = max(scores, key=lambda number: scores[number], default=-1)
        if scores.get(best, 0.0) >= SURELY_ALIKE:
            del left[best]
            groups.append((best, [line]))
        elif groups:
            groups[-1][1].append(line)
        else:
            groups.append((None, [line]))
    is_split = len(heads) - len(left) >= _FEWEST
    return groups if is_split else [(None, list(lines))]
