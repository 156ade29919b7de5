"""The order in which somebody reads the boxes of a page: rows from the top, each from the left.

Where headings stand side by side above their texts, each column is read to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .shapes import Block

_DEEPEST = 12  # rows within columns within rows
_MOST_ROWS = 12  # of a page whose columns are looked for; a list has more of them
_FEWEST = 2  # columns, and boxes in each
_SUBTITLE = "subTitle"
Boxes = list[Block]


def in_reading_order(blocks: Sequence[Block]) -> Boxes:
    """The boxes as they are read; subtitles come first."""
    first = [block for block in blocks if block.kind == _SUBTITLE]
    rest = [block for block in blocks if block.kind != _SUBTITLE]
    return [*_ordered(first, _DEEPEST), *_ordered(rest, _DEEPEST)]


def _ordered(boxes: Boxes, depth: int) -> Iterator[Block]:
    rows = _parted(boxes, down=True)
    if len(boxes) < _FEWEST or not depth:
        yield from sorted(boxes, key=_from_the_top)
    elif len(rows) == 1:
        columns = _parted(boxes, down=False)
        for column in columns if len(columns) > 1 else ():
            yield from _ordered(column, depth - 1)
        if len(columns) == 1:
            yield from sorted(boxes, key=_from_the_top)
    else:
        first, last, columns = _headed(rows)
        for part in (*rows[:first], *columns, *rows[last:]):
            yield from _ordered(part, depth - 1)


def _from_the_top(block: Block) -> tuple[int, int]:
    return block.y, block.x


def _parted(boxes: Boxes, *, down: bool) -> list[Boxes]:
    """Boxes in groups that stand above each other, or side by side; edges may overlap a little."""
    groups: list[Boxes] = []
    end = 0
    for block in sorted(boxes, key=lambda one: one.y if down else one.x):
        start, size = (block.y, block.h) if down else (block.x, block.w)
        if not groups or start >= end - size // 4:
            groups.append([])
            end = start + size
        groups[-1].append(block)
        end = max(end, start + size)
    return groups


def _headed(rows: Sequence[Boxes]) -> tuple[int, int, list[Boxes]]:
    """Which rows are columns with a heading each, and these columns; none where there are none."""
    count = len(rows)
    if count <= _MOST_ROWS:
        for first in range(count - 1):
            for last in range(count, first + 1, -1):
                columns = _parted([one for row in rows[first:last] for one in row], down=False)
                if len(columns) >= _FEWEST and all(map(_has_heading, columns)):
                    return first, last, columns
    return count, count, []


def _has_heading(column: Boxes) -> bool:
    """Whether the uppermost box of a column is a line above something larger."""
    if len(column) < _FEWEST:
        return False
    top, *below = sorted(column, key=_from_the_top)
    return len(top.lines) == 1 and any(2 * top.h <= one.h for one in below)
