"""Lists whose elements have a block each: which stand in the deck, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from .....layouts.identity import Part
from .....text.alignment import align_texts
from ..identity import is_renumbered
from ..reading import Reading
from ..shapes import Block

T = TypeVar("T")
Seen = tuple[Block, int | None]  # a block and the number of the base's element that it shows


def numbered(
    reading: Reading,
    prefix: str,
    bases: Sequence[str],
    *,
    across: bool,
    part: Part = Part.MAIN,
) -> list[Seen]:
    """The blocks `prefix-1`, `prefix-2` … as they stand on the sheet, copies after their original.

    `bases` are the words that the writer shows in each. The blocks are in the order in which
    they are seen (`across`: from the left, else from the top), which for blocks that nobody
    moved is their own. Where LibreOffice numbered them anew, words say which is which.
    """
    found = reading.numbered(prefix, part)
    if any(is_renumbered(block) for _, block in found):
        origins = align_texts(bases, [block.text for _, block in found])
    else:
        known: set[int] = set()
        origins = []
        for number, _ in found:
            origins.append(number - 1 if number <= len(bases) and number not in known else None)
            known.add(number)
    seen = [(block, origin) for (_, block), origin in zip(found, origins, strict=True)]
    rows = [seen] if across else _rows(seen)
    return [one for row in rows for one in sorted(row, key=lambda one: one[0].x)]


def in_place(blocks: Sequence[Block]) -> list[Block]:
    """Blocks as they are read: by rows from the top, each from the left."""
    rows = _rows([(block, None) for block in blocks])
    return [block for row in rows for block, _ in sorted(row, key=lambda one: one[0].x)]


def _rows(found: list[Seen]) -> list[list[Seen]]:
    """Blocks by rows from the top: those whose upper edges are close stand in one row."""
    rows: list[list[Seen]] = []
    for seen in sorted(found, key=lambda one: one[0].y):
        block = seen[0]
        if rows and block.y - rows[-1][0][0].y < max(1, rows[-1][0][0].h // 4):
            rows[-1].append(seen)
        else:
            rows.append([seen])
    return rows


def read_list(
    reading: Reading,
    field: str,
    base: tuple[T, ...],
    seen: list[Seen],
    read: Callable[[Block, T | None], T],
) -> tuple[T, ...]:
    """The elements that the blocks show; notes which of the base's each was.

    Elements of which the writer showed nothing cannot be gone; they stay at their place.
    """
    reading.origins[field] = tuple(origin for _, origin in seen)
    return tuple(read(block, None if origin is None else base[origin]) for block, origin in seen)
