"""`two-columns`: on each side a head, somebody's words with a face, and points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .....model import Column, TwoColumnsSlide
from .....text.alignment import SURELY_ALIKE, text_likeness
from ..languages import EXCHANGED
from ..notices import Loss
from ..reading import Reading
from .bullets import read_optional_picture

_WORDS = ("head", "quote", "points")
_OTHER = {"left": "right", "right": "left"}


def read_two_columns(reading: Reading, base: TwoColumnsSlide) -> dict[str, Any]:
    """Both sides; the judgement of a side, and its face, go with its words.

    A side is where its blocks stand, for somebody may drag all of them to the other one.
    """
    columns = {"left": base.left, "right": base.right}
    words = [_words(reading, side) for side in columns]
    shown = [_shown(reading, one) for one in columns.values()]
    if is_typed := _are_exchanged(words, shown):
        columns = {side: columns[other] for side, other in _OTHER.items()}
    elif _are_exchanged([one[:1] for one in words], [one[:1] for one in shown]):
        reading.tell(Loss.HEADS_EXCHANGED)
    is_dragged = _are_dragged(reading)
    if is_typed != is_dragged:
        reading.origins[EXCHANGED] = ()
        reading.tell(Loss.COLUMNS_EXCHANGED)
    read = {side: _column(reading, side, column) for side, column in columns.items()}
    return {_OTHER[side] if is_dragged else side: column for side, column in read.items()}


def _are_dragged(reading: Reading) -> bool:
    """Whether most words of the left side stand to the right of those of the right one."""
    pairs = [(reading.block(f"left-{one}"), reading.block(f"right-{one}")) for one in _WORDS]
    both = [(left, right) for left, right in pairs if left is not None and right is not None]
    return 2 * sum(left.x >= right.x + right.w for left, right in both) > len(both) > 0


def _words(reading: Reading, side: str) -> list[str]:
    """What stands in a column: its head, and all the rest."""
    blocks = [reading.block(f"{side}-{part}") for part in _WORDS]
    head, *rest = ("" if block is None else block.text for block in blocks)
    return [head, "\n".join(filter(None, rest))]


def _shown(reading: Reading, column: Column) -> list[str]:
    """What a column of the base shows."""
    head, *rest = map(reading.markup.shown, (column.head, column.quote, *column.points))
    return [head, "\n".join(filter(None, rest))]


def _are_exchanged(words: Sequence[Sequence[str]], base: Sequence[Sequence[str]]) -> bool:
    """Whether each column says what the other said, and rather that than what it said itself."""
    return all(
        text_likeness(text, other) >= SURELY_ALIKE
        and text_likeness(text, other) > text_likeness(text, own)
        for said, was, own_side in zip(words, reversed(base), base, strict=True)
        for text, other, own in zip(said, was, own_side, strict=True)
        if text or other
    )


def _column(reading: Reading, side: str, base: Column) -> Column:
    points = reading.block(f"{side}-points")
    return Column(
        judgement=base.judgement,
        head=reading.text(base.head, f"{side}-head", bold=True),
        face=read_optional_picture(reading, f"{side}-face", base.face),
        quote=reading.text(base.quote, f"{side}-quote"),
        points=reading.list(base.points, () if points is None else points.lines),
    )
