"""Lists whose elements have a block each: which stand in the deck, in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ....writers.pptx.identity import Part
from ..reading import Reading
from ..shapes import Block

T = TypeVar("T")
Seen = tuple[Block, int | None]  # a block and the number of the base's element that it shows


def numbered(
    reading: Reading, prefix: str, count: int, *, across: bool, part: Part = Part.MAIN
) -> list[Seen]:
    """The blocks `prefix-1`, `prefix-2` … as they stand on the sheet, copies after their original.

    They are in the order in which they are seen (`across`: from the left, else from the top),
    which for blocks that nobody moved is their own.
    """
    found: list[Seen] = []
    for number in range(1, count + 1):
        blocks = reading.all(f"{prefix}-{number}", part)
        found += [(block, number - 1 if place == 0 else None) for place, block in enumerate(blocks)]
    number = count + 1
    while blocks := reading.all(f"{prefix}-{number}", part):
        found += [(block, None) for block in blocks]
        number += 1
    rows = _rows(found) if not across else [found]
    return [seen for row in rows for seen in sorted(row, key=lambda one: one[0].x)]


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
