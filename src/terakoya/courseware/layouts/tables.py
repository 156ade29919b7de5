"""Tables of a sheet: cells with their grounds, borders and insets, and heights of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..palette import Colour
from .styles import Paragraph

Border = tuple[Colour, float] | None


@dataclass(frozen=True)
class Cell:
    """One cell. Borders are (colour, width in units); `None` is an explicit absence."""

    items: tuple[Paragraph, ...]
    fill: Colour | None = None
    inset: tuple[float, float, float, float] = (18, 8, 18, 8)
    anchor: str = "ctr"
    left: Border = None
    right: Border = None
    top: Border = None
    bottom: Border = None


@dataclass(frozen=True)
class Grid:
    """A table: the widths of its columns, the heights of its rows, and its cells row by row."""

    widths: Sequence[float]
    heights: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    header: bool = False
    row_heads: bool = False


def spread(
    least: Sequence[float], room: float, most: float = 1000, *, even: bool = True
) -> list[float]:
    """Row heights that fill the room up to `most` each: all alike where the tallest allows it."""
    count = len(least)
    if even and max(least) * count <= room:
        return [max(max(least), min(most, room / count))] * count
    extra = max(0, room - sum(least)) / count
    return [height + min(extra, max(0, most - height)) for height in least]
